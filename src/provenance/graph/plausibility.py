"""Single facts of one document that can hardly be meant, whatever its format.

Identifiers that contradict the component they stand at or are not spelled as their specification
says, digests of nothing, licenses that nobody knows, times that cannot be. Most components are
plain and cost a few look-ups; only what is odd is taken apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from provenance.decoding.ledger import excerpt
from provenance.decoding.license_expression import license_fault, unknown_ids
from provenance.decoding.purl import spelling_fault, split_purl, type_violation
from provenance.decoding.time import parse_time
from provenance.errors import DecodingError
from provenance.graph.agreement import same_name, same_version
from provenance.graph.evidence import Chapter
from provenance.graph.identity import NOTHING, is_of_nothing
from provenance.graph.plain_purls import PlainPurls
from provenance.graph.remarks import Remarks
from provenance.model.component import Component
from provenance.model.digest import Digest
from provenance.model.document import Defect, Heading

_is_uri: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+").fullmatch
_is_uuid: Final = re.compile(
    r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
).fullmatch
_SPELLING: Final = "fact/purl-spelling"
_TOGETHER: Final = 512
"""Components whose purls are looked at in one go."""
_FIRST_YEAR: Final = 2000
_NIL: Final = "urn:uuid:00000000-0000-0000-0000-000000000000"


def implausible(chapter: Chapter) -> Iterable[Defect]:
    """What single facts of a document give reason to ask about."""
    remarks = Remarks()
    if chapter.facts(Component):
        _check_purls(chapter, remarks)
        _check_digests(chapter, remarks)
        _check_licenses(chapter, remarks)
        if chapter.heading is not None:
            _check_heading(chapter.heading, remarks)
        _check_support(chapter, remarks)
    return remarks.entries()


# -- package URLs --------------------------------------------------------------------------------


def _check_purls(chapter: Chapter, remarks: Remarks) -> None:
    plain, unsure, misspelled = PlainPurls(), list[int](), 0
    components = chapter.facts(Component)
    for start in range(0, len(components), _TOGETHER):
        found = [
            (position, component, identifier.value)
            for position, component in enumerate(components[start : start + _TOGETHER], start)
            for identifier in component.identifiers
            if identifier.kind == "purl"
        ]
        faults = plain.faults([text for *_, text in found], [one for _, one, _ in found])
        odd = len(faults) - faults.count("")
        if odd and remarks.is_full(_SPELLING) and None not in faults:
            misspelled += odd  # mostly all purls of a document are, where one is
            continue
        for (position, component, text), fault in zip(found, faults, strict=True) if odd else ():
            if fault is None:
                unsure.append(position)
            if fault and remarks.is_full(_SPELLING):
                misspelled += 1
            elif fault != "":
                place = chapter.place_of(Component, position)
                _check_purl(text, component, place, remarks, fault)
    if misspelled:
        remarks.observe(_SPELLING, "", count=misspelled)
    chapter.unsure_purls = tuple(unsure)  # nobody has to look at the others again


def _check_purl(
    text: str, component: Component, place: str, remarks: Remarks, known: str | None
) -> None:
    if known is not None:
        remarks.observe(_SPELLING, place, f"{excerpt(text)} {known}")
        return
    try:
        purl = split_purl(text)
    except DecodingError as error:
        detail = f"{excerpt(text)} {error.message}"
        remarks.observe("fact/purl-malformed", place, detail)
        return
    fault = spelling_fault(text)
    if fault is not None:
        broken = type_violation(purl) == fault
        name = "fact/purl-malformed" if broken else _SPELLING
        remarks.observe(name, place, f"{excerpt(text)} {fault}")
    if purl.version and component.version and not same_version(purl, component.version):
        detail = f"{excerpt(text)} is of version {excerpt(purl.version)}"
        remarks.observe("fact/purl-version", place, f"{detail}, not {excerpt(component.version)}")
    if component.name and not same_name(purl, component.name, component.group):
        detail = f"{excerpt(text)} is of {excerpt(purl.name)}, not {excerpt(component.name)}"
        remarks.observe("fact/purl-name", place, detail)


# -- digests -------------------------------------------------------------------------------------


def _check_digests(chapter: Chapter, remarks: Remarks) -> None:
    components = chapter.facts(Component)
    values = [digest.value for one in components if one.digests for digest in one.digests]
    if NOTHING.isdisjoint(values):
        return
    for said in chapter.said(Component):
        nothing = [one for one in said.fact.digests or () if is_of_nothing(one.value)]
        if nothing:
            whats = sorted({f"{one.algorithm} is {_nothing_of(one)}" for one in nothing})
            detail = f"of {excerpt(said.fact.label)}, {', '.join(whats)}"
            remarks.observe("fact/degenerate-digest", said.place, detail)


def _nothing_of(digest: Digest) -> str:
    return "that of an empty file" if digest.value.strip("0") else "all zeros"


# -- licenses ------------------------------------------------------------------------------------


def _check_licenses(chapter: Chapter, remarks: Remarks) -> None:
    """Lists of licenses are shared by many components, and each spelling is looked at once."""
    lists = {id(one.licenses): one.licenses for one in chapter.facts(Component) if one.licenses}
    spellings = {
        license.value for found in lists.values() for license in found if license.form != "name"
    }
    odd = {text: found for text in spellings if (found := _oddity(text)) is not None}
    if not odd:
        return
    for said in chapter.said(Component):
        for license in said.fact.licenses or ():
            found = odd.get(license.value) if license.form != "name" else None
            if found is not None:
                remarks.observe(found[0], said.place, f"{excerpt(license.value)} {found[1]}")


def _oddity(text: str) -> tuple[str, str] | None:
    fault = license_fault(text)
    if fault is not None:
        return "fact/license-expression", f"does not parse: {fault}"
    unknown = unknown_ids(text)
    if not unknown:
        return None
    names = ", ".join(excerpt(name) for name in unknown[:3])
    return "fact/license-id", f"names {names}, which no SPDX list has"


# -- times and names of the document -------------------------------------------------------------


def _check_heading(heading: Heading, remarks: Remarks) -> None:
    if heading.timestamp:
        _check_time(heading.timestamp, "the document is dated", "", remarks)
    name = heading.identifier
    if name is None:
        return
    lower = name.lower()
    if lower.startswith("urn:uuid:"):
        if _is_uuid(lower) is None:
            detail = f"{excerpt(name)} is no UUID (RFC 9562, section 4)"
            remarks.observe("fact/serial-number", "", detail)
        elif lower == _NIL:
            detail = "the serial number is the nil UUID, which other documents have too"
            remarks.observe("fact/serial-number", "", detail)
    elif _is_uri(name) is None:
        remarks.observe("fact/serial-number", "", f"{excerpt(name)} is no URI (RFC 3986)")


def _check_support(chapter: Chapter, remarks: Remarks) -> None:
    components = chapter.facts(Component)
    supports = [at for at, one in enumerate(components) if one.support is not None]
    for position in supports:
        support = components[position].support
        if support is not None and support.until:
            place = chapter.place_of(Component, position)
            _check_time(support.until, "support ends", place, remarks)


def _check_time(text: str, what: str, place: str, remarks: Remarks) -> None:
    time = parse_time(text)
    if time is None:
        detail = f"{what} {excerpt(text)}, which is no time of RFC 3339"
        remarks.observe("fact/timestamp", place, detail)
    elif time.year < _FIRST_YEAR:
        detail = f"{what} {excerpt(text)}, before there were such documents"
        remarks.observe("fact/timestamp", place, detail)
