"""Identifiers of components: whether they are well-formed, and agree with name and version.

A package URL agrees as `graph.agreement` has it, here as in the ledger; a CPE where one version
begins like the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from provenance.decoding.purl import Purl, build_purl, parse_purl, split_purl
from provenance.errors import DecodingError
from provenance.graph.agreement import same_name, same_version
from provenance.graph.evidence import Chapter
from provenance.model.component import Component, Identifier
from provenance.questions.population import Population

if TYPE_CHECKING:
    from provenance.questions.ask import Ask

_PATTERNS: Final = {
    "swhid": re.compile(r"swh:1:(cnt|dir|rev|rel|snp):[0-9a-f]{40}(;.*)?"),
    "omnibor": re.compile(r"gitoid:(blob|tree|commit|tag):sha(1:[0-9a-f]{40}|256:[0-9a-f]{64})"),
    "swid": re.compile(r"\S.*", re.DOTALL),
    "cpe": re.compile(
        r"cpe:2\.3:[aho*\-](:(\\[^\s:]|\\:|[^\\:\s])+){10}|cpe:/[aho](:[^:\s]*){1,6}", re.IGNORECASE
    ),
}
_CPE_PARTS: Final = frozenset({"a:", "h:", "o:"})
_ANY_OTHERS: Final = ":*" * 7
"""How a CPE 2.3 goes on behind the version where nothing more is known."""


def identifier_problem(component: Component) -> str | None:
    """What is wrong with the identifiers of a component, or None where one of them serves."""
    identifiers = component.identifiers
    if not identifiers:
        return "it has none"
    problems = [_problem(identifier, component) for identifier in identifiers]
    contradictions = [text for text, contradicts in problems if text and contradicts]
    if contradictions:
        return contradictions[0]
    faults = [text for text, _ in problems]
    return None if "" in faults else faults[0]


def unidentified(ask: Ask) -> Population:
    """Components, those suspect that have no identifier, or one that is not plainly theirs.

    What package URLs are plain was found when the document was read.
    """
    suspects = [said for said in ask.components.meager if not said.fact.identifiers]
    for chapter in ask.components.sboms:
        found = {*chapter.unsure_purls, *_unsure_others(chapter)}
        if found:
            every = enumerate(chapter.said(Component))
            suspects += (s for at, s in every if at in found and s.fact.kind != "service")
    return Population(len(ask.components.all), suspects)


def _unsure_others(chapter: Chapter) -> Iterator[int]:
    """Positions of components with an identifier that is neither a package URL nor plainly a CPE
    2.3 of their version; where this is not sure, they are named.
    """
    for position, component in enumerate(chapter.facts(Component)):
        for identifier in component.identifiers:
            if identifier.kind == "purl":
                continue
            value, version = identifier.value, component.version
            if not (
                value[:8] == "cpe:2.3:"
                and value[8:10] in _CPE_PARTS
                and value.count(":") == 12
                and (value.endswith(f":{version}{_ANY_OTHERS}") or _begins(version, value))
                and "::" not in value
                and "\\" not in value
                and " " not in value
                and value.isprintable()
                and identifier.kind == "cpe"
            ):
                yield position


def _begins(version: str | None, cpe: str) -> bool:
    """Whether a version begins as that of a CPE, or the CPE means any of them."""
    written = cpe.split(":")[5]
    return written == "*" or (version is not None and version.startswith(written))


def _problem(identifier: Identifier, component: Component) -> tuple[str, bool]:
    """What is wrong, or empty; and whether that contradicts the component."""
    kind, value = identifier.kind, identifier.value
    if kind == "purl":
        return _purl_problem(value, component)
    pattern = _PATTERNS.get(kind)
    if pattern is None or pattern.fullmatch(value) is None:
        return f"{value!r} is not a well-formed {kind}", False
    version = _cpe_version(value) if kind == "cpe" else None
    if version and component.version and not _begins_alike(version, component.version):
        return f"{value!r} is of version {version}, not {component.version}", True
    return "", False


def _purl_problem(value: str, component: Component) -> tuple[str, bool]:
    try:
        purl = parse_purl(value)
    except DecodingError:
        return f"{value!r} is not a well-formed purl", False
    name, version = component.name, component.version
    if purl.version and version and not same_version(purl, version):
        return f"{value!r} is of version {purl.version}, not {version}", True
    if name and not same_name(purl, name, component.group):
        return f"{value!r} is of {purl.name}, not {name}", True
    return "", False


def purl_of(component: Component) -> Purl | None:
    """The first package URL of a component, taken apart; None where it has none."""
    text = component.purl
    try:
        return None if text is None else split_purl(text)
    except DecodingError:  # an odd text names nothing; the rule about identifiers says so
        return None


def canonical_purl(text: str) -> str | None:
    """One spelling for all spellings of a package URL, or None where the text is none."""
    try:
        return build_purl(split_purl(text))
    except DecodingError:
        return None


def _cpe_version(value: str) -> str | None:
    parts = re.split(r"(?<!\\):", value)
    position = 5 if value.lower().startswith("cpe:2.3:") else 4
    version = parts[position].replace("\\", "") if len(parts) > position else ""
    return version if version not in ("", "*", "-") else None


def _begins_alike(one: str, other: str) -> bool:
    plain, own = one.removeprefix("v"), other.removeprefix("v").rpartition(":")[2]
    return own.startswith(plain) or plain.startswith(own)
