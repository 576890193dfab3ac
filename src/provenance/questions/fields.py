"""The questions by which profiles ask SBOMs for fields, by name; `digest:sha512` has a detail.

A question of a document is answered once per SBOM. One of components is made ready once per audit
and then asked of every component, so that it may cost little more than a look.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from provenance.graph.evidence import Chapter, Said
from provenance.model.component import Completeness, Component, Relation
from provenance.model.profile import Reply
from provenance.questions.components import tells_bytes
from provenance.questions.conditional import identifier_reply, purl_reply, uri_reply
from provenance.questions.deployables import (
    ALLOWED,
    deployable_digests,
    deployable_fault,
    deployable_reply,
    forms_of,
)
from provenance.questions.gaps import any_license_reply, digest_reply, version_reply
from provenance.questions.headings import (
    authors_of,
    can_be_reached,
    context_reply,
    heading_of,
    tool_named,
)
from provenance.questions.licensing import license_reply, without_license
from provenance.questions.producers import parties_of, producer_reply, without_producer
from provenance.questions.replies import gap_of, is_part

if TYPE_CHECKING:
    from provenance.questions.ask import Ask

OfComponent = Callable[[Said[Component]], Reply]
OfDocument = Callable[[Chapter], Reply]
_Plain = Callable[[Component], Reply]

_HANGS: Final = frozenset({"contains", "dependsOn"})
_CLAIMS: Final[dict[str, Reply]] = {
    "complete": "present",
    "incomplete": "present",
    "unknown": "unknown",
    "withheld": "withheld",
}


def _has(value: object, thing: Component, *names: str) -> Reply:
    """`present` where there is a value, else what is said instead."""
    if value:
        return "present"
    reply = gap_of(thing, *names)
    return "notApplicable" if reply == "notSaid" and is_part(thing) else reply


# -- components --------------------------------------------------------------------------------


def _name(component: Component) -> Reply:
    name = component.name
    return "present" if name and not name.isspace() else gap_of(component, "name")


def _producer_contact(component: Component) -> Reply:
    reply = producer_reply(component)
    reached = any(map(can_be_reached, parties_of(component)))
    return reply if reached or reply != "present" else "notSaid"


def _digest_by(algorithm: str, component: Component) -> Reply:
    if not algorithm:
        return digest_reply(component)
    found = any(digest.algorithm == algorithm for digest in component.digests or ())
    return "present" if found else gap_of(component, "digests")


def _license(stage: str, component: Component) -> Reply:
    if not stage:
        return any_license_reply(component)
    reply = license_reply(component, (stage,))
    return "notApplicable" if reply == "notSaid" and is_part(component) else reply


def _copyright(component: Component) -> Reply:
    return _has(component.copyright, component, "copyright")


def _support_level(component: Component) -> Reply:
    support = component.support
    return _has(support is not None and support.level, component, "support", "support.level")


def _support_end(component: Component) -> Reply:
    support = component.support
    return _has(support is not None and support.until, component, "support", "support.until")


_OF_COMPONENTS: Final[dict[str, Callable[[str], _Plain]]] = {
    "name": lambda detail: _name,
    "version": lambda detail: version_reply,
    "producer": lambda detail: partial(producer_reply, roles=detail or "either"),
    "producer-contact": lambda detail: _producer_contact,
    "identifier": lambda detail: purl_reply if detail else identifier_reply,
    "digest": lambda detail: partial(_digest_by, detail),
    "license": lambda detail: partial(_license, detail),
    "copyright": lambda detail: _copyright,
    "uri": lambda detail: lambda component: uri_reply(component, detail),
    "support-level": lambda detail: _support_level,
    "end-of-support": lambda detail: _support_end,
}
_DETAILS: Final[dict[str, tuple[str, ...]]] = {
    "producer": ("", "either", "producer", "supplier"),
    "license": ("", "concluded", "declared"),
    "property": ("filename", *ALLOWED),
    "uri": ("source", "deployable", "sbom", "any"),
    "identifier": ("", "purl"),
    "digest": ("", "sha256", "sha384", "sha512"),
    "deployable-digest": ("sha256", "sha384", "sha512"),
}
_HANGING: Final = ("dependencies", "completeness")


def _stated(ask: Ask) -> dict[tuple[int, str], Reply]:
    """What documents claim of whole lists, by document and element; the least told counts."""
    found: dict[tuple[int, str], Reply] = {}
    for chapter in ask.components.sboms:
        for claim in chapter.facts(Completeness):
            if claim.kind in _HANGS:
                reply = _CLAIMS[claim.state]
                key = id(chapter), claim.subject
                found[key] = reply if found.get(key, "present") == "present" else found[key]
    return found


def _sources(chapter: Chapter) -> Set[str]:
    """Elements of which a document says what they contain or depend on, be it nothing."""
    if chapter.adjacency.kinds <= _HANGS:
        return chapter.adjacency.table.keys()
    relations = chapter.facts(Relation)
    return {relation.source for relation in relations if relation.kind in _HANGS}


def _hanging(ask: Ask, name: str) -> OfComponent:
    stated = _stated(ask)
    sources: dict[int, Set[str]] = {}
    if name == "dependencies":
        sources = {id(chapter): _sources(chapter) for chapter in ask.components.sboms}

    def reply(said: Said[Component]) -> Reply:
        key = id(said.chapter), said.fact.ref
        if said.fact.ref in sources.get(id(said.chapter), ()):
            return "present"
        found = stated.get(key, "notSaid")
        return "notApplicable" if found == "notSaid" and is_part(said.fact) else found

    return reply


def _property(ask: Ask, name: str) -> OfComponent:
    def reply(said: Said[Component]) -> Reply:
        forms = forms_of(ask, said)
        found = deployable_reply(forms, name)
        return "notSaid" if found == "present" and deployable_fault(forms, name) else found

    return reply


def _deployable_digest(ask: Ask, algorithm: str) -> OfComponent:
    def reply(said: Said[Component]) -> Reply:
        digests = deployable_digests(forms_of(ask, said))
        usable = (one for one in digests if tells_bytes(one, said.fact))
        found = any(digest.algorithm == algorithm for digest in usable)
        return "present" if found else gap_of(said.fact, "digests")

    return reply


_OF_FORMS: Final[dict[str, Callable[[Ask, str], OfComponent]]] = {
    "property": _property,
    "deployable-digest": _deployable_digest,
}
"""Questions that a component answers together with the files in which it is handed over."""


def component_question(ask: Ask, asks: str) -> OfComponent:
    """A question about components, ready to be asked of each."""
    name, _, detail = asks.partition(":")
    if name in _HANGING:
        return _hanging(ask, name)
    if name in _OF_FORMS:
        return _OF_FORMS[name](ask, detail)
    plain = _OF_COMPONENTS[name](detail)
    return lambda said: plain(said.fact)


_TEXTS: Final = frozenset({"name", "version", "copyright"})
_ATTRIBUTES: Final = {
    "name": "name",
    "version": "version",
    "copyright": "copyright",
    "identifier": "identifiers",
    "digest": "digests",
}
"""Questions that most components answer by one attribute, which need not be looked into then."""


def unclear(ask: Ask, asks: str) -> Sequence[Said[Component]]:
    """The components that have to be asked: those that do not plainly have the field."""
    every = ask.components.all
    if asks in _ATTRIBUTES:
        get = attrgetter(_ATTRIBUTES[asks])
        likely = every if asks == "copyright" else ask.components.meager
        if asks in _TEXTS:
            return [said for said in likely if not (text := get(said.fact)) or text.isspace()]
        return [said for said in likely if not get(said.fact)]
    if asks == "producer":
        return without_producer(ask, "either", contact=False).suspects
    if asks == "license":
        return without_license(ask, ()).suspects
    if asks == "dependencies":
        sboms = ask.components.sboms
        silent = {id(chapter): chapter.by_ref.keys() - _sources(chapter) for chapter in sboms}
        if not any(silent.values()):
            return ()
        return [said for said in every if said.fact.ref in silent[id(said.chapter)]]
    return every


_OF_PRIMARIES: Final = ("version", "license", "copyright", "dependencies")
"""Questions about components that a profile may ask of what an SBOM is about alone."""

# -- documents ---------------------------------------------------------------------------------


def _author(chapter: Chapter) -> Reply:
    heading = heading_of(chapter)
    return "present" if authors_of(heading) else gap_of(heading, "authors")


def _organization(chapter: Chapter) -> Reply:
    heading = heading_of(chapter)
    found = any(party.kind == "organization" for party in authors_of(heading))
    return "present" if found else gap_of(heading, "authors")


def _author_contact(chapter: Chapter) -> Reply:
    reached = any(map(can_be_reached, authors_of(heading_of(chapter))))
    return "present" if reached else gap_of(heading_of(chapter), "authors")


def _of_heading(name: str, chapter: Chapter) -> Reply:
    heading = heading_of(chapter)
    return "present" if getattr(heading, name) else gap_of(heading, name)


def _tool(chapter: Chapter) -> Reply:
    heading = heading_of(chapter)
    return "present" if tool_named(heading) else gap_of(heading, "tools")


def _tool_version(chapter: Chapter) -> Reply:
    heading = heading_of(chapter)
    tool = tool_named(heading)
    return "present" if tool is not None and tool.version else gap_of(heading, "tools")


def _context(chapter: Chapter) -> Reply:
    return context_reply(heading_of(chapter))


_OF_DOCUMENTS: Final[dict[str, OfDocument]] = {
    "author": _author,
    "author-contact": _author_contact,
    "author-organization": _organization,
    "timestamp": partial(_of_heading, "timestamp"),
    "tool-name": _tool,
    "tool-version": _tool_version,
    "generation-context": _context,
    "format-name": partial(_of_heading, "format"),
    "format-version": partial(_of_heading, "version"),
    "identifier": partial(_of_heading, "identifier"),
    "name": partial(_of_heading, "name"),
    "license": partial(_of_heading, "license"),
    "primary-component": partial(_of_heading, "roots"),
}


def _signature(ask: Ask, chapter: Chapter) -> Reply:
    """Any signature counts as one; whether it holds, and whose it is, a rule judges."""
    return "present" if ask.signatures.over(chapter) else "notSaid"


def _of_primary(asks: str, ask: Ask) -> OfDocument:
    """How a document answers for what it is about: for each of these, and the least told counts."""
    question = component_question(ask, asks)

    def reply(chapter: Chapter) -> Reply:
        replies = [question(root) for root in ask.components.roots(chapter)]
        told: Reply = "present" if replies else "notSaid"
        return next((reply for reply in replies if reply != "present"), told)

    return reply


_OF_DELIVERIES: Final[dict[str, Callable[[Ask], OfDocument]]] = {
    "signature": lambda ask: partial(_signature, ask),
    **{f"primary-{name}": partial(_of_primary, name) for name in _OF_PRIMARIES},
}
"""Questions of a document that take more than its heading."""


def document_question(ask: Ask, asks: str) -> OfDocument:
    """A question about documents, ready to be asked of each."""
    made = _OF_DELIVERIES.get(asks)
    return made(ask) if made is not None else _OF_DOCUMENTS[asks]


def question_fault(of: str, asks: str) -> str | None:
    """What is wrong with the name of a question as a policy writes it, or None."""
    name, colon, detail = asks.partition(":")
    if of == "document":
        known = (*_OF_DOCUMENTS, *_OF_DELIVERIES)
        return None if asks in known else f"asks a document none of: {', '.join(sorted(known))}"
    known = (*_OF_COMPONENTS, *_OF_FORMS, *_HANGING)
    if name not in known:
        return f"asks a component none of: {', '.join(sorted(known))}"
    details = _DETAILS.get(name, ("",))
    if detail not in details or (colon and not detail):
        return f"{name!r} goes with: {', '.join(filter(None, details)) or 'nothing'}"
    return None
