"""What an SPDX 2 document says, whichever of its five serializations it came in.

A reader takes its document apart into *parts*: section, place, and a value in the shape that the
official JSON schema of SPDX 2.3 gives that section. `Spdx2` turns parts into facts and holds them
against the text of the specification (and, where asked, against the schema). Sections are

- `document`: everything at the top but the lists below (`SPDXID`, `spdxVersion`, `creationInfo`,
  `externalDocumentRefs`, `documentDescribes`, `revieweds` …), as one object, and before all others
- `packages`, `files`, `snippets`, `relationships`, `hasExtractedLicensingInfos`, `annotations`:
  one object of such a list each. An annotation that names its element (tag-value) has it in
  `spdxElementId`; one without is about the document.

Parts may come in any order after `document`; relationships may come before what they relate.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import msgspec

from provenance.decoding.details import detail_of, json_text
from provenance.decoding.ledger import excerpt
from provenance.errors import DecodingError
from provenance.model.batch import Numbered
from provenance.model.component import Detail, LicenseText
from provenance.model.origin import Place, escape_pointer
from provenance.readers.sbom._spdx2_analyses import Analyses
from provenance.readers.sbom._spdx2_conformity import Conformity
from provenance.readers.sbom._spdx2_elements import Elements
from provenance.readers.sbom._spdx2_fields import Fields
from provenance.readers.sbom._spdx2_found import Found
from provenance.readers.sbom._spdx2_heading import Top
from provenance.readers.sbom._spdx2_licenses import Licenses
from provenance.readers.sbom._spdx2_packages import Packages
from provenance.readers.sbom._spdx2_parties import GAPS
from provenance.readers.sbom._spdx2_refs import Refs
from provenance.readers.sbom._spdx2_relationships import Relationships
from provenance.readers.sbom._spdx2_shapes import fit, schema_version, strict
from provenance.readers.sbom._spdx2_text import DOCUMENT, LICENSE_ID
from provenance.readers.sbom._spdx_remarks import Remarks, below

Items = Iterator[tuple[Place, Any]]


class Part(NamedTuple):
    """One object of an SPDX 2 document, decoded to plain Python values."""

    section: str
    place: Place
    value: Any


class Spdx2:
    """Reads one document.

    `spdx_version` is the `spdxVersion` as written. `schema` holds every part against the official
    JSON schema; without it, the same is said as what the text of the specification prescribes.
    `locate(place, pointer)` is the place of something inside a part: `pointer` is a JSON pointer
    in its value, such as `/checksums/0/checksumValue`.
    """

    def __init__(
        self,
        spdx_version: str | None,
        *,
        schema: bool = True,
        locate: Callable[[Place, str], Place] = below,
    ) -> None:
        self._written, self.version = spdx_version, schema_version(spdx_version)
        self._out = Found()
        self.remarks = remarks = Remarks("", locate)
        self._conformity = Conformity(remarks, self.version, official=schema)
        self._fields = fields = Fields(remarks)
        self._refs, self._licenses = Refs(remarks), Licenses(remarks)
        self._analyses = Analyses(remarks, fields, code_is_mandatory=self.version == "2.2")
        self._relationships = links = Relationships(remarks, self._refs, self._analyses, self._out)
        self._elements = Elements(
            remarks, fields, self._refs, self._licenses, self._analyses, links, self._out
        )
        self._packages = Packages(
            self._elements, fields, self._refs, self._licenses, self._analyses, self._out
        )
        self._top = Top(remarks, fields, self._refs, links, self._out)
        self._read: dict[str, Callable[[Any, Place], str]] = {
            "document": self._document,
            "packages": self._elements.package,
            "files": self._elements.file,
            "snippets": self._elements.snippet,
            "hasExtractedLicensingInfos": self._license,
            "relationships": self._relationships.read,
            "annotations": self._annotation,
        }

    # -- parts -----------------------------------------------------------------------------------

    def read(self, parts: Iterable[Part]) -> Items:
        """Facts and ledger entries of all parts, what only the whole shows, and the heading.

        Where the reader that gives the parts raises a `DecodingError`, the heading comes all the
        same before the error goes on.
        """
        trouble: DecodingError | None = None
        try:
            for part in parts:
                self.part(part)
        except DecodingError as error:
            trouble = error
        yield from self.end()
        if trouble is not None:
            raise trouble

    def part(self, part: Part) -> None:
        """Take one part, for readers that push their parts; `end` gives the facts."""
        self._take(*part)

    def _take(self, section: str, place: Place, value: Any) -> str:
        """Read one object; its ref, or empty."""
        try:
            shape = msgspec.convert(value, strict(section, self.version))
        except (msgspec.ValidationError, RecursionError):
            return self._carefully(section, place, value)
        return self._read[section](shape, place)

    def take(self, section: str, shapes: Sequence[Any], places: Iterable[Place]) -> None:
        """Take objects of a section in their strict shape, each with its place."""
        if section == "relationships":
            self._relationships.read_all(shapes, places)
            return
        if section == "packages" and isinstance(places, Numbered):
            self._packages.read_all(shapes, places)
            return
        read = self._read[section]
        for shape, place in zip(shapes, places, strict=True):
            read(shape, place)

    def no_list(self, section: str, place: Place, value: Any) -> None:
        """Note a section that is no list; what it holds is kept as it is."""
        self._conformity.check("document", "", {section: value}, only=place)
        self._out.append((place, detail_of(section, value)))

    def _carefully(self, section: str, place: Place, value: Any) -> str:
        self._conformity.check(section, place, value)
        if not isinstance(value, dict):
            self._out.append((place, detail_of(section, value)))
            return ""
        shape, lost = fit(section, value)
        ref = self._read[section](shape, place)
        if section == "packages" and _holds_files(value):
            lost.remove("files")
            self._files_inside(value["files"], ref, place)
        for name in lost:
            where = self.remarks.at(place, f"/{escape_pointer(name)}")
            content = json_text(value[name])
            self._out.append((where, Detail(name, content, (ref,) if ref else ())))
        return ref

    def _files_inside(self, files: list[Any], package: str, place: Place) -> None:
        """Files that stand whole inside their package, which no schema allows and tools write."""
        for number, file in enumerate(files):
            where = self.remarks.at(place, f"/files/{number}")
            ref = self._take("files", where, file)
            self._relationships.imply(package, "contains", ref, where)

    def _document(self, top: Any, place: Place) -> str:
        self._conformity.check_top(top, place)
        self._top.read(top, place)
        return ""

    # -- what is no element ----------------------------------------------------------------------

    def _license(self, one: Any, place: Place) -> str:
        """A license that the document defines (clause 10)."""
        ref = one.licenseId or ""
        if one.licenseId is not None:
            self._fields.hold(ref, LICENSE_ID, place, "/licenseId")
        if ref in self._licenses.defined:
            detail = f"{excerpt(ref)} is defined twice (clause 10.1)"
            self.remarks.note("spdx/duplicate-id", self.remarks.at(place, "/licenseId"), detail)
        self._licenses.defined[ref] = place
        name = None if one.name in GAPS else one.name
        self._out.append((place, LicenseText(ref, name, one.extractedText)))
        for field in ("comment", "crossRefs", "seeAlsos"):
            value = getattr(one, field)
            if value is not None:
                where = self.remarks.at(place, f"/{field}")
                self._out.append((where, detail_of(field, value, (ref,))))
        return str(ref)

    def _annotation(self, one: Any, place: Place) -> str:
        ref = getattr(one, "spdxElementId", None) or ""
        about: tuple[str, ...] = ()
        if ref and ref != DOCUMENT:
            about = (self._refs.link(ref, self.remarks.at(place, "/spdxElementId")),)
        self._out.append(self._fields.annotation(one, place, about))
        return ""

    # -- the end ---------------------------------------------------------------------------------

    def end(self) -> Items:
        """What only the whole shows, what was counted, and the heading; once, after all parts."""
        self._relationships.settle()
        yield from self._out.batches()
        self._refs.settle()
        self._licenses.settle(self._refs.prefixes)
        self._analyses.settle()
        self._hold_describes()
        yield from self.remarks.all()
        yield "", self._top.heading(self._written)

    def _hold_describes(self) -> None:
        """Clause 11.1, Table 68: only of a single package or set of files DESCRIBES is implied."""
        if self._relationships.roots or self._relationships.gaps:
            return
        reasons = {0: ", and holds nothing of which that were implied", 1: ""}
        several = ", although it holds more than one package or set of files"
        self.remarks.note(
            "spdx/no-describes",
            "",
            "does not say what it describes"
            + reasons.get(self._analyses.sets, several)
            + " (clause 11.1, Table 68)",
            kind="observation" if self._analyses.sets == 1 else "defect",
        )


def _holds_files(package: dict[str, Any]) -> bool:
    """Whether a package has a list of whole files, each with its id."""
    files = package.get("files")
    return isinstance(files, list) and all(
        isinstance(file, dict) and "SPDXID" in file for file in files
    )
