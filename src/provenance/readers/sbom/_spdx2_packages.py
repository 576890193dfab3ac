"""Packages of SPDX 2 as components, many in one go: a field of all of them after the other.

Nearly all packages of a document are written by one program, and nothing is to be noted about
them. A batch with a package about which something may be noted is left to whoever reads packages
one by one, so that every entry keeps its order.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, repeat
from typing import Any, Final, NamedTuple

from provenance.model.batch import Numbered
from provenance.model.component import Component, Gap, Support
from provenance.model.digest import Digest, Scope
from provenance.readers.sbom._spdx2_analyses import Analyses
from provenance.readers.sbom._spdx2_elements import ANALYZED, OF_FILES, PURPOSES, RARE, Elements
from provenance.readers.sbom._spdx2_fields import Fields, Stake
from provenance.readers.sbom._spdx2_found import Found
from provenance.readers.sbom._spdx2_licenses import Licenses, Stated
from provenance.readers.sbom._spdx2_outside import Outside, OutsideReader
from provenance.readers.sbom._spdx2_parties import GAPS
from provenance.readers.sbom._spdx2_refs import Refs

_FEWER: Final = 16
"""Packages of one more try where those of a whole batch are not all plain."""


class _Columns(NamedTuple):
    """One field each of some packages; the names are those of the document."""

    SPDXID: Sequence[str | None]
    name: Sequence[str | None]
    versionInfo: Sequence[str | None]
    primaryPackagePurpose: Sequence[str | None]
    licenseDeclared: Sequence[str | None]
    licenseConcluded: Sequence[str | None]
    supplier: Sequence[str | None]
    originator: Sequence[str | None]
    downloadLocation: Sequence[Any]
    homepage: Sequence[str | None]
    externalRefs: Sequence[list[Any] | None]
    checksums: Sequence[list[Any] | None]
    description: Sequence[str | None]
    summary: Sequence[str | None]
    copyrightText: Sequence[str | None]
    packageFileName: Sequence[str | None]
    filesAnalyzed: Sequence[bool | None]
    validUntilDate: Sequence[str | None]


_GAPS_OF: Final = (
    *("supplier", "producer", "references", "references.website"),
    *("version", "copyright", "filename"),
)
_Gaps = tuple[tuple[str, Gap], ...]


class _Stated(NamedTuple):
    """What some packages state, a field of all of them after the other."""

    kinds: list[str]
    licenses: list[Stated]
    suppliers: list[Stake]
    producers: list[Stake]
    digests: list[tuple[Digest, ...] | None]
    outside: Outside


def _columns(found: Sequence[Any]) -> _Columns:
    """The fields of some packages; attributes that are named are the quickest to be had."""
    return _Columns(
        SPDXID=[one.SPDXID for one in found],
        name=[one.name for one in found],
        versionInfo=[one.versionInfo for one in found],
        primaryPackagePurpose=[one.primaryPackagePurpose for one in found],
        licenseDeclared=[one.licenseDeclared for one in found],
        licenseConcluded=[one.licenseConcluded for one in found],
        supplier=[one.supplier for one in found],
        originator=[one.originator for one in found],
        downloadLocation=[one.downloadLocation for one in found],
        homepage=[one.homepage for one in found],
        externalRefs=[one.externalRefs for one in found],
        checksums=[one.checksums for one in found],
        description=[one.description for one in found],
        summary=[one.summary for one in found],
        copyrightText=[one.copyrightText for one in found],
        packageFileName=[one.packageFileName for one in found],
        filesAnalyzed=[one.filesAnalyzed for one in found],
        validUntilDate=[one.validUntilDate for one in found],
    )


class Packages:
    """Reads the packages of one document; what it finds is put into `out`."""

    def __init__(
        self,
        elements: Elements,
        fields: Fields,
        refs: Refs,
        licenses: Licenses,
        analyses: Analyses,
        out: Found,
    ) -> None:
        self._elements, self._fields, self._refs = elements, fields, refs
        self._licenses, self._analyses, self._out = licenses, analyses, out
        self._outside = OutsideReader(fields)

    def read_all(self, packages: Sequence[Any], places: Numbered) -> None:
        """Several packages in their strict shape."""
        if self._together(packages, places):
            return
        for start in range(0, len(packages), _FEWER):
            few, at = packages[start : start + _FEWER], places.part(start, start + _FEWER)
            if not self._together(few, at):
                for package, place in zip(few, at, strict=True):
                    self._elements.package(package, place)

    def _together(self, packages: Sequence[Any], places: Numbered) -> bool:
        """Read them all, unless something may have to be noted of what one of them states."""
        columns = _columns(packages)
        stated = self._stated(columns)
        if stated is None:
            return False
        facts, at = self._out.of(Component)
        assert isinstance(facts, list)  # only relations are kept otherwise
        facts.extend(_components(columns, stated))
        at.extend(places)
        self._refs.take_all(columns.SPDXID)
        self._analyses.take_all(columns.SPDXID, columns.filesAnalyzed)
        for number in self._with_more(packages, stated):
            package, place = packages[number], places[number]
            self._licenses.of(place, package.licenseDeclared, package.licenseConcluded)
            self._elements.more(package, package.SPDXID, stated.kinds[number], place)
        return True

    def _stated(self, columns: _Columns) -> _Stated | None:
        if not self._refs.are_plain(columns.SPDXID):
            return None
        kinds = [PURPOSES.get(one, "package") for one in columns.primaryPackagePurpose]
        suppliers = self._fields.plain_parties(columns.supplier)
        producers = self._fields.plain_parties(columns.originator)
        scopes: list[Scope] = ["file" if kind in OF_FILES else "archive" for kind in kinds]
        digests = self._fields.plain_digests(columns.checksums, scopes)
        if suppliers is None or producers is None or digests is None:
            return None
        outside = self._outside.read(
            columns.name,
            columns.versionInfo,
            columns.downloadLocation,
            columns.homepage,
            columns.externalRefs,
        )
        if outside is None:
            return None
        licenses = self._licenses.stated(columns.licenseDeclared, columns.licenseConcluded)
        return _Stated(kinds, licenses, suppliers, producers, digests, outside)

    def _with_more(self, packages: Sequence[Any], stated: _Stated) -> Iterable[int]:
        """Positions of packages of which more is to be said than the component that they are."""
        found = set(stated.outside.detailed)
        plain = [one.plain for one in stated.licenses]
        if False in plain:
            found.update(at for at, one in enumerate(plain) if not one)
        rare = list(chain.from_iterable(map(RARE.values, packages)))
        if rare.count(None) < len(rare) or self._analyses.code_is_mandatory:
            found.update(at for at, one in enumerate(packages) if self._elements.has_more(one))
        return sorted(found)


def _components(columns: _Columns, stated: _Stated) -> Iterable[Component]:
    versions, no_version = _texts(columns.versionInfo)
    copyrights, no_copyright = _texts(columns.copyrightText)
    filenames, no_filename = _texts(columns.packageFileName)
    outside = stated.outside
    gaps = _gaps(
        [one.gaps for one in stated.licenses],
        [gap for _, gap in stated.suppliers],
        [gap for _, gap in stated.producers],
        outside.gaps,
        outside.website_gaps,
        no_version,
        no_copyright,
        no_filename,
    )
    return map(
        Component,
        columns.SPDXID,
        columns.name,
        versions,
        stated.kinds,
        outside.identifiers,
        stated.digests,
        [party for party, _ in stated.suppliers],
        [party for party, _ in stated.producers],
        [one.licenses for one in stated.licenses],
        outside.references,
        repeat(None),
        [
            summary if text is None else text
            for text, summary in zip(columns.description, columns.summary, strict=True)
        ],
        copyrights,
        filenames,
        [() if one is None else ANALYZED[one] for one in columns.filesAnalyzed],
        repeat(None),
        [None if one is None else Support(None, one) for one in columns.validUntilDate],
        gaps,
    )


def _texts(found: Sequence[str | None]) -> tuple[Sequence[str | None], Iterable[Gap | None]]:
    """Texts, and where none is stated or asserted, that gap."""
    if not any(gap in found for gap in GAPS):
        return found, repeat(None)
    return [None if one in GAPS else one for one in found], [
        None if one is None else GAPS.get(one) for one in found
    ]


def _gaps(of_licenses: Iterable[_Gaps], *columns: Iterable[Gap | None]) -> list[_Gaps]:
    known: dict[tuple[Any, ...], _Gaps] = {}
    found = []
    for row in zip(of_licenses, *columns, strict=False):
        gaps = known.get(row)
        if gaps is None:
            more = tuple((name, gap) for name, gap in zip(_GAPS_OF, row[1:], strict=True) if gap)
            gaps = known[row] = (*row[0], *more)
        found.append(gaps)
    return found
