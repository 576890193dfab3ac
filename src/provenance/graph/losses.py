"""What a document does not say of a merged graph: every fact that reads back otherwise, or not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

from msgspec import Struct

from provenance.decoding.time import parse_time
from provenance.graph.evidence import Chapter
from provenance.graph.merging import Merged
from provenance.model.component import (
    Completeness,
    Component,
    Detail,
    DocumentLink,
    LicenseText,
    Relation,
    Vulnerability,
)
from provenance.model.document import Heading

_HEADING: Final = (
    *("identifier", "timestamp", "authors", "tools", "name", "supplier", "contexts"),
    *("license", "comment", "properties", "gaps"),
)
Edge = tuple[str, str, str | None]


class Loss(NamedTuple):
    """One fact: whom it is about, what it is, what was said, and what the document says instead.

    `was` is empty for something that only the document says.
    """

    subject: str
    what: str
    was: str
    reads: str = ""


def losses_between(
    merged: Merged, heading: Heading, read: Chapter, names: dict[str, str]
) -> Iterator[Loss]:
    """Everything that a document, read back, has otherwise; `names` are its refs by ours."""
    labels = {component.ref: component.label for component in merged.components}
    for dissent in merged.dissents:
        subject = f"{labels[dissent.ref]} ({dissent.origin})"
        kept = getattr(next(c for c in merged.components if c.ref == dissent.ref), dissent.field)
        yield Loss(subject, dissent.field, _text(dissent.value), _text(kept))
    yield from _fields("document", heading, read.heading or Heading(""), _HEADING)
    yield from _roots(merged, read, names)
    yield from _components(merged, read, names)
    yield from _relations(merged, read, names, labels)
    yield from _others(merged, read, names, labels)


def _roots(merged: Merged, read: Chapter, names: dict[str, str]) -> Iterator[Loss]:
    roots = read.heading.roots if read.heading is not None else ()
    for root in merged.roots:
        if names.get(root, root) not in roots:
            yield Loss("document", "roots", root)
    ours = {names.get(root, root) for root in merged.roots}
    yield from (Loss("document", "roots", "", root) for root in roots if root not in ours)


def _components(merged: Merged, read: Chapter, names: dict[str, str]) -> Iterator[Loss]:
    known = read.by_ref
    found = read.facts(Component)
    for component in merged.components:
        position = known.get(names.get(component.ref, component.ref))
        if position is None:
            yield Loss(component.label, "component", component.ref)
            continue
        if component != found[position]:
            fields = tuple(name for name in Component.__struct_fields__ if name != "ref")
            yield from _fields(component.label, component, found[position], fields)
    written = {names.get(component.ref, component.ref) for component in merged.components}
    for component in found:
        if component.ref not in written:
            yield Loss(component.label, "component", "", component.ref)


def _fields(subject: str, ours: Struct, theirs: Struct, names: Iterable[str]) -> Iterator[Loss]:
    for name in names:
        mine, other = getattr(ours, name), getattr(theirs, name)
        if mine == other or (name == "timestamp" and _is_one_moment(mine, other)):
            continue
        if not isinstance(mine, tuple) or not isinstance(other, tuple):
            yield Loss(subject, name, _text(mine), _text(other))
            continue
        # as often as it was said, in whatever order
        less, more = Counter(mine) - Counter(other), Counter(other) - Counter(mine)
        yield from (Loss(subject, name, _text(one)) for one in less.elements())
        yield from (Loss(subject, name, "", _text(one)) for one in more.elements())


def _is_one_moment(one: str | None, other: str | None) -> bool:
    found = parse_time(one) if one else None
    return found is not None and other is not None and parse_time(other) == found


def _relations(
    merged: Merged, read: Chapter, names: dict[str, str], labels: dict[str, str]
) -> Iterator[Loss]:
    known = {names.get(component.ref, component.ref) for component in read.facts(Component)}
    known |= set(names.values())
    ours = dict.fromkeys(_edges(merged.relations))
    theirs = {
        (source, kind, target)
        for source, kind, target in _edges(read.facts(Relation))
        if kind != "describes" or source in known
    }
    for source, kind, target in ours:
        named = None if target is None else names.get(target, target)
        if (names.get(source, source), kind, named) not in theirs:
            what = "nothing" if target is None else labels.get(target, target)
            yield Loss(labels.get(source, source), kind, what)
    spoken = {
        (names.get(s, s), kind, None if t is None else names.get(t, t)) for s, kind, t in ours
    }
    for source, kind, target in sorted(theirs - spoken, key=str):
        yield Loss(source, kind, "", target or "nothing")


def _edges(relations: Iterable[Relation]) -> Iterator[Edge]:
    for relation in relations:
        if not relation.targets:
            yield relation.source, relation.kind, None
        for target in relation.targets:
            yield relation.source, relation.kind, target


def _others(
    merged: Merged, read: Chapter, names: dict[str, str], labels: dict[str, str]
) -> Iterator[Loss]:
    states = {(f.subject, f.kind, f.state) for f in read.facts(Completeness)}
    for fact in merged.completeness:
        if (names.get(fact.subject, fact.subject), fact.kind, fact.state) not in states:
            subject = labels.get(fact.subject, fact.subject)
            yield Loss(subject, f"completeness of {fact.kind}", fact.state)
    told = {(f.id, tuple(sorted(f.affects)), f.state) for f in read.facts(Vulnerability)}
    for one in merged.vulnerabilities:
        affects = tuple(sorted(names.get(ref, ref) for ref in one.affects))
        if (one.id, affects, one.state) not in told:
            yield Loss(one.id, "vulnerability", _text(one))
    texts = read.facts(LicenseText)
    yield from (Loss(t.ref, "license text", _text(t)) for t in merged.licenses if t not in texts)
    new = (t for t in texts if t not in merged.licenses)
    yield from (Loss(t.ref, "license text", "", _text(t)) for t in new)
    links = set(read.facts(DocumentLink))
    yield from (Loss(k.prefix, "link", _text(k)) for k in merged.links if k not in links)
    details = {(d.kind, d.content, d.about) for d in read.facts(Detail)}
    for detail in merged.details:
        about = tuple(names.get(ref, ref) for ref in detail.about)
        if (detail.kind, detail.content, about) not in details:
            subject = ", ".join(labels.get(ref, ref) for ref in detail.about) or "document"
            yield Loss(subject, detail.kind, detail.content)


def _text(value: Any) -> str:
    """A value as people read it; a struct shows the fields that it has."""
    if value is None:
        return ""
    if isinstance(value, Struct):
        rows = ((name, getattr(value, name)) for name in value.__struct_fields__)
        return " ".join(
            f"{name}={_text(part)}" for name, part in rows if part not in (None, (), "")
        )
    if isinstance(value, tuple):
        return ", ".join(map(_text, value))
    return str(value)
