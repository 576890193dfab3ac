"""Packages, files and snippets of SPDX 2 as components, and what else is said about each."""

from __future__ import annotations

from operator import attrgetter
from typing import Any, Final

from provenance.decoding.details import detail_of, json_text
from provenance.decoding.ledger import excerpt
from provenance.model.component import Component, Reference, Relation, Support
from provenance.model.digest import Scope
from provenance.model.origin import Place
from provenance.readers.sbom._spdx2_analyses import Analyses
from provenance.readers.sbom._spdx2_fields import Fields, Gaps
from provenance.readers.sbom._spdx2_found import Found
from provenance.readers.sbom._spdx2_licenses import Licenses
from provenance.readers.sbom._spdx2_likeness import Words, words_of
from provenance.readers.sbom._spdx2_parties import GAPS
from provenance.readers.sbom._spdx2_refs import Refs
from provenance.readers.sbom._spdx2_relationships import Relationships
from provenance.readers.sbom._spdx2_text import DATE, HOMEPAGE, is_absolute
from provenance.readers.sbom._spdx_remarks import Remarks

PURPOSES: Final[dict[str | None, str]] = {
    "APPLICATION": "application",
    "FRAMEWORK": "framework",
    "LIBRARY": "library",
    "CONTAINER": "container",
    "OPERATING-SYSTEM": "operating-system",
    "OPERATING_SYSTEM": "operating-system",
    "DEVICE": "device",
    "FIRMWARE": "firmware",
    "FILE": "file",
}
"""Primary purposes of a package (clause 7.24); the others say nothing about what it is."""

OF_FILES: Final = frozenset({"operating-system", "device", "firmware", "file"})

_PACKAGE_DETAILS: Final = (
    *("attributionTexts", "builtDate", "comment", "licenseComments", "licenseInfoFromFiles"),
    *("packageVerificationCode", "releaseDate", "sourceInfo"),
)
_FILE_DETAILS: Final = (
    *("artifactOfs", "attributionTexts", "comment", "fileContributors", "fileTypes"),
    *("licenseComments", "licenseInfoInFiles", "noticeText"),
)
_SNIPPET_DETAILS: Final = (
    *("attributionTexts", "comment", "licenseComments", "licenseInfoInSnippets", "ranges"),
)
ANALYZED: Final = {value: (("filesAnalyzed", json_text(value)),) for value in (True, False)}
_LICENSES_INSIDE: Final = frozenset(
    {"licenseInfoFromFiles", "licenseInfoInFiles", "licenseInfoInSnippets"}
)


_DATES: Final = ("builtDate", "releaseDate", "validUntilDate")


class _Kept:
    """Fields that become details, all looked at in one call."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names, self.values = names, attrgetter(*names)
        self.nothing = (None,) * len(names)


RARE: Final = _Kept(
    (
        *_PACKAGE_DETAILS,
        *("validUntilDate", "annotations", "summary", "primaryPackagePurpose", "hasFiles"),
    )
)
"""Fields without which nothing is to be said of a package but the component that it is."""

_PACKAGE, _FILE, _SNIPPET = map(_Kept, (_PACKAGE_DETAILS, _FILE_DETAILS, _SNIPPET_DETAILS))


class Elements:
    """Reads the elements of one document; what it finds is put into `out`."""

    def __init__(
        self,
        remarks: Remarks,
        fields: Fields,
        refs: Refs,
        licenses: Licenses,
        analyses: Analyses,
        links: Relationships,
        out: Found,
    ) -> None:
        self._remarks, self._fields, self._refs = remarks, fields, refs
        self._licenses, self._analyses, self._out = licenses, analyses, out
        self._links = links

    # -- packages --------------------------------------------------------------------------------

    def package(self, package: Any, place: Place) -> str:
        """One package (clause 7) and what else is said about it; its ref."""
        ref = self._refs.take(package.SPDXID, place)
        gaps, fields = list[Any](), self._fields
        kind = PURPOSES.get(package.primaryPackagePurpose, "package")
        stated = self._licenses.of(place, package.licenseDeclared, package.licenseConcluded)
        supplier, gap = fields.party(package.supplier, place, "/supplier")
        if gap is not None:
            gaps.append(("supplier", gap))
        producer, gap = fields.party(package.originator, place, "/originator")
        if gap is not None:
            gaps.append(("producer", gap))
        words = words_of(package.name, package.versionInfo)
        references = self._references(package, place, gaps, words)
        identifiers, more = fields.outside(package.externalRefs or (), place, words)
        checksums = package.checksums
        scope: Scope = "file" if kind in OF_FILES else "archive"
        component = Component(
            ref,
            package.name,
            fields.text(package.versionInfo, "version", gaps),
            kind,
            identifiers,
            None if checksums is None else fields.digests(checksums, place, scope),
            supplier,
            producer,
            stated.licenses,
            references + more,
            None,
            package.summary if package.description is None else package.description,
            fields.text(package.copyrightText, "copyright", gaps),
            fields.text(package.packageFileName, "filename", gaps),
            () if package.filesAnalyzed is None else ANALYZED[package.filesAnalyzed],
            None,
            None if package.validUntilDate is None else Support(None, package.validUntilDate),
            (*stated.gaps, *gaps),
        )
        self._out.append((place, component))
        self.more(package, ref, kind, place)
        return ref

    def has_more(self, package: Any) -> bool:
        """Whether more may have to be said of a package than the component that it is."""
        return RARE.values(package) != RARE.nothing or self._analyses.lacks_code(package)

    def more(self, package: Any, ref: str, kind: str, place: Place) -> None:
        """What is said of a package beside the component that it is."""
        about = (ref,)
        self._out += self._fields.outside_details(package.externalRefs or (), place, about)
        if RARE.values(package) != RARE.nothing:
            self._package_details(package, kind, place, about)
        self._analyses.package(ref, package, place)
        if package.hasFiles:
            self._has_files(package.hasFiles, ref, place)

    def _references(
        self, package: Any, place: Place, gaps: Gaps, words: Words
    ) -> tuple[Reference, ...]:
        found = self._fields.location(package.downloadLocation, place, gaps, words)
        homepage = package.homepage
        if homepage is None:
            return found
        if homepage in GAPS:
            gaps.append(("references.website", GAPS[homepage]))
            return found
        self._fields.hold(homepage, HOMEPAGE, place, "/homepage")
        return (*found, Reference("website", homepage)) if homepage else found

    def _package_details(
        self, package: Any, kind: str, place: Place, about: tuple[str, ...]
    ) -> None:
        for name in _DATES:
            self._fields.hold(getattr(package, name), DATE, place, f"/{name}")
        self._details(package, _PACKAGE, place, about)
        extra = []
        if package.summary is not None and package.description is not None:
            extra.append("summary")
        if kind == "package" and package.primaryPackagePurpose is not None:
            extra.append("primaryPackagePurpose")
        for name in extra:
            self._detail(name, getattr(package, name), place, about)

    def _has_files(self, files: list[Any], ref: str, place: Place) -> None:
        """`hasFiles` is an older way to say CONTAINS."""
        for number, file in enumerate(files):
            if file is not None:
                where = self._remarks.at(place, f"/hasFiles/{number}")
                self._links.imply(ref, "contains", self._refs.link(file, where), where)

    # -- files -----------------------------------------------------------------------------------

    def file(self, file: Any, place: Place) -> str:
        """One file (clause 8) and what else is said about it; its ref."""
        ref = self._refs.take(file.SPDXID, place)
        gaps: Gaps = []
        stated = self._licenses.of(place, None, file.licenseConcluded)
        checksums = file.checksums
        component = Component(
            ref,
            file.fileName,
            kind="file",
            digests=None if checksums is None else self._fields.digests(checksums, place, "file"),
            licenses=stated.licenses,
            copyright=self._fields.text(file.copyrightText, "copyright", gaps),
            filename=file.fileName,
            gaps=(*stated.gaps, *gaps),
        )
        self._out.append((place, component))
        self._hold_file(file, place)
        self._details(file, _FILE, place, (ref,))
        self._analyses.file(ref, component)
        for number, other in enumerate(file.fileDependencies or ()):
            if other is not None:
                where = self._remarks.at(place, f"/fileDependencies/{number}")
                target = self._refs.link(other, where)
                self._out.append((where, Relation(ref, "dependsOn", (target,))))
        return ref

    def _hold_file(self, file: Any, place: Place) -> None:
        if file.fileName is not None and is_absolute(file.fileName):
            detail = f"{excerpt(file.fileName)} is not relative to the root of the package"
            where = self._remarks.at(place, "/fileName")
            self._remarks.note("spdx/absolute-file-name", where, f"{detail} (clause 8.1)")
        if not any(one is not None and one.algorithm == "SHA1" for one in file.checksums or ()):
            detail = "has no SHA1 checksum, which every file must have (clause 8.4)"
            self._remarks.note("spdx/file-without-sha1", place, detail)

    # -- snippets --------------------------------------------------------------------------------

    def snippet(self, snippet: Any, place: Place) -> str:
        """One part of a file (clause 9), which the file contains; its ref."""
        ref = self._refs.take(snippet.SPDXID, place)
        gaps: Gaps = []
        stated = self._licenses.of(place, None, snippet.licenseConcluded)
        component = Component(
            ref,
            snippet.name,
            kind="snippet",
            licenses=stated.licenses,
            copyright=self._fields.text(snippet.copyrightText, "copyright", gaps),
            gaps=(*stated.gaps, *gaps),
        )
        self._out.append((place, component))
        self._details(snippet, _SNIPPET, place, (ref,))
        self._hold_ranges(snippet.ranges or (), place)
        if snippet.snippetFromFile is not None:
            where = self._remarks.at(place, "/snippetFromFile")
            file = self._refs.link(snippet.snippetFromFile, where)
            self._links.imply(file, "contains", ref, where)
        return ref

    def _hold_ranges(self, ranges: Any, place: Place) -> None:
        """Clauses 9.3 and 9.4: ranges begin at 1 and do not end before they begin."""
        in_bytes = False
        for number, one in enumerate(ranges):
            if one is None or one.startPointer is None or one.endPointer is None:
                continue
            for name in ("offset", "lineNumber"):
                start, end = getattr(one.startPointer, name), getattr(one.endPointer, name)
                if start is None or end is None:
                    continue
                in_bytes |= name == "offset"
                if not 1 <= start <= end:
                    detail = f"goes from {start} to {end} (clauses 9.3, 9.4)"
                    where = self._remarks.at(place, f"/ranges/{number}")
                    self._remarks.note("spdx/snippet-range", where, detail)
        if ranges and not in_bytes:
            where = self._remarks.at(place, "/ranges")
            detail = "has no range of bytes, which every snippet must have (clause 9.3)"
            self._remarks.note("spdx/snippet-range", where, detail, group="bytes")

    # -- everything else -------------------------------------------------------------------------

    def _details(self, element: Any, kept: _Kept, place: Place, about: tuple[str, ...]) -> None:
        values = kept.values(element)
        if values != kept.nothing:
            for name, value in zip(kept.names, values, strict=True):
                if value is not None:
                    self._detail(name, value, place, about)
        if element.annotations:
            self._out += self._fields.annotations(element.annotations, place, about)

    def _detail(self, name: str, value: Any, place: Place, about: tuple[str, ...]) -> None:
        where = self._remarks.at(place, f"/{name}")
        self._out.append((where, detail_of(name, value, about)))
        if name in _LICENSES_INSIDE:
            for number, one in enumerate(value):
                if one is not None and one not in GAPS:
                    self._licenses.use(one, place, f"/{name}/{number}")
