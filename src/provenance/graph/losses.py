"""What a document does not say of a merged graph: every fact that reads back otherwise, or not.

The identity of the document is left out: what is written is a new document with its own.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from msgspec import Struct

from provenance.decoding.time import parse_time
from provenance.graph.evidence import Chapter
from provenance.graph.merging import Merged
from provenance.graph.naming import respelled
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
    *("timestamp", "authors", "tools", "name", "supplier", "contexts"),
    *("license", "comment", "properties", "gaps"),
)
_DOCUMENT: Final = "document"
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
    merged: Merged,
    heading: Heading,
    read: Chapter,
    names: Mapping[str, str],
    spelled: Mapping[str, str],
) -> Iterator[Loss]:
    """Everything that a document, read back, has otherwise.

    `names` are its refs by ours, `spelled` what its format calls fields of other formats.
    """
    return _Comparison(merged, heading, read, names, spelled).losses()


class _Comparison:
    """The work on one document."""

    def __init__(
        self,
        merged: Merged,
        heading: Heading,
        read: Chapter,
        names: Mapping[str, str],
        spelled: Mapping[str, str],
    ) -> None:
        self._merged, self._heading, self._read, self._names = merged, heading, read, names
        self._kinds = spelled
        self._labels = {component.ref: component.label for component in merged.components}
        self._ours = {new: ref for ref, new in names.items()}

    def losses(self) -> Iterator[Loss]:
        """Everything, component by component and then kind by kind."""
        yield from self._dissents()
        yield from _fields(_DOCUMENT, self._heading, self._read.heading or Heading(""), _HEADING)
        yield from self._roots()
        yield from self._components()
        yield from self._relations()
        yield from self._completeness()
        yield from self._vulnerabilities()
        yield from self._license_texts()
        yield from self._links()
        yield from self._details()

    def _name(self, ref: str) -> str:
        return self._names.get(ref, ref)

    def _label(self, ref: str) -> str:
        """How people know what a ref of ours leads to."""
        return self._labels.get(ref, ref)

    def _label_read(self, ref: str) -> str:
        """The same of a ref of the document that was read."""
        return self._label(self._ours.get(ref, ref))

    # -- components ------------------------------------------------------------------------------

    def _dissents(self) -> Iterator[Loss]:
        for ref, field, value, kept, origin in self._merged.dissents:
            subject = self._label(ref) if ref else _DOCUMENT
            yield Loss(f"{subject} ({origin})", field, _text(value), _text(kept))

    def _roots(self) -> Iterator[Loss]:
        roots = self._read.heading.roots if self._read.heading is not None else ()
        ours = {self._name(root): root for root in self._merged.roots}
        yield from (Loss(_DOCUMENT, "roots", ours[root]) for root in ours if root not in roots)
        yield from (
            Loss(_DOCUMENT, "roots", "", self._label_read(root))
            for root in roots
            if root not in ours
        )

    def _components(self) -> Iterator[Loss]:
        known, found = self._read.by_ref, self._read.facts(Component)
        for component in self._merged.components:
            position = known.get(self._name(component.ref))
            if position is None:
                yield Loss(component.label, "component", component.ref)
            elif component != found[position]:
                fields = Component.__struct_fields__[1:]
                yield from _fields(component.label, component, found[position], fields)
        written = {self._name(component.ref) for component in self._merged.components}
        for component in found:
            if component.ref not in written:
                yield Loss(component.label, "component", "", component.ref)

    # -- relations -------------------------------------------------------------------------------

    def _relations(self) -> Iterator[Loss]:
        known = {component.ref for component in self._read.facts(Component)}
        theirs = {
            edge
            for edge in _edges(self._read.facts(Relation))
            if edge[1] != "describes" or edge[0] in known
        }
        spoken = set()
        for edge in dict.fromkeys(_edges(self._merged.relations)):
            source, kind, target = edge
            named = self._name(source), kind, None if target is None else self._name(target)
            spoken.add(named)
            if named not in theirs:
                what = "nothing" if target is None else self._label(target)
                yield Loss(self._label(source), kind, what)
        for source, kind, target in sorted(theirs - spoken, key=str):
            what = "nothing" if target is None else self._label_read(target)
            yield Loss(self._label_read(source), kind, "", what)

    def _completeness(self) -> Iterator[Loss]:
        ours = {(self._name(f.subject), f.kind, f.state) for f in self._merged.completeness}
        theirs = {(f.subject, f.kind, f.state) for f in self._read.facts(Completeness)}
        for subject, kind, state in sorted(ours - theirs):
            yield Loss(self._label_read(subject), f"completeness of {kind}", state)
        for subject, kind, state in sorted(theirs - ours):
            yield Loss(self._label_read(subject), f"completeness of {kind}", "", state)

    # -- everything else -------------------------------------------------------------------------

    def _vulnerabilities(self) -> Iterator[Loss]:
        ours = {
            (one.id, tuple(sorted(map(self._name, one.affects))), one.state): one
            for one in self._merged.vulnerabilities
        }
        theirs = {
            (one.id, tuple(sorted(one.affects)), one.state): one
            for one in self._read.facts(Vulnerability)
        }
        for key, one in ours.items():
            if key not in theirs:
                yield Loss(one.id, "vulnerability", _text(one))
        for key, one in theirs.items():
            if key not in ours:
                yield Loss(one.id, "vulnerability", "", _text(one))

    def _license_texts(self) -> Iterator[Loss]:
        ours, theirs = set(self._merged.licenses), set(self._read.facts(LicenseText))
        for text in self._merged.licenses:
            if text not in theirs:
                yield Loss(text.ref, "license text", _text(text))
        for text in self._read.facts(LicenseText):
            if text not in ours:
                yield Loss(text.ref, "license text", "", _text(text))

    def _links(self) -> Iterator[Loss]:
        ours, theirs = set(self._merged.links), set(self._read.facts(DocumentLink))
        for link in self._merged.links:
            if link not in theirs:
                yield Loss(link.prefix, "link", _text(link))
        for link in self._read.facts(DocumentLink):
            if link not in ours:
                yield Loss(link.prefix, "link", "", _text(link))

    def _details(self) -> Iterator[Loss]:
        """Fields in a format's own words; only those of the graph, as a writer's own are no fact.

        They are the same values however they are spelled, with the refs that the document has.
        """
        theirs: Counter[tuple[str, str, tuple[str, ...]]] = Counter()
        for detail in self._read.facts(Detail):
            theirs[detail.kind, _plain(detail.content, {}), tuple(sorted(detail.about))] += 1
        for worded in self._merged.details:
            detail, renamed = worded.detail, self._merged.renamed[worded.document]
            about = tuple(sorted(map(self._name, detail.about)))
            content = _plain(detail.content, self._spelled(renamed))
            kinds = (detail.kind, self._kinds.get(detail.kind, detail.kind))
            key = next((key for kind in kinds if theirs[key := (kind, content, about)]), None)
            if key is not None:
                theirs[key] -= 1
                continue
            subject = ", ".join(map(self._label, detail.about)) or _DOCUMENT
            yield Loss(subject, detail.kind, detail.content)

    def _spelled(self, renamed: dict[str, str]) -> dict[str, str]:
        """What texts stand in the document for the refs of one that was merged."""
        if not renamed and all(ref == new for ref, new in self._names.items()):
            return {}
        return {**self._names} | {ref: self._name(new) for ref, new in renamed.items()}


def _fields(subject: str, ours: Struct, theirs: Struct, names: Iterable[str]) -> Iterator[Loss]:
    for name in names:
        mine, other = getattr(ours, name), getattr(theirs, name)
        if mine == other or (name == "timestamp" and _is_one_moment(mine, other)):
            continue
        if not isinstance(mine, tuple) or not isinstance(other, tuple):
            yield Loss(subject, name, _said(mine), _said(other))
            continue
        # as often as it was said, in whatever order
        less, more = Counter(mine) - Counter(other), Counter(other) - Counter(mine)
        yield from (Loss(subject, name, _text(one)) for one in less.elements())
        yield from (Loss(subject, name, "", _text(one)) for one in more.elements())


def _said(value: Any) -> str:
    """A value as people read it: `()` says that there is none, which is more than not to say."""
    return "nothing" if value == () else _text(value)


def _is_one_moment(one: str | None, other: str | None) -> bool:
    found = parse_time(one) if one else None
    return found is not None and other is not None and parse_time(other) == found


def _edges(relations: Iterable[Relation]) -> Iterator[Edge]:
    for relation in relations:
        if not relation.targets:
            yield relation.source, relation.kind, None
        for target in relation.targets:
            yield relation.source, relation.kind, target


def _plain(content: str, names: dict[str, str]) -> str:
    """JSON in one spelling, with the names that refs have; other text as it is."""
    try:
        value = json.loads(content)
        return json.dumps(respelled(value, names), sort_keys=True)
    except (ValueError, RecursionError):
        return content


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
