"""What was analyzed of each package: its files, and the verification code over them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from provenance.decoding.ledger import excerpt
from provenance.decoding.verification_code import verification_code
from provenance.model.component import Component
from provenance.model.origin import Place
from provenance.readers.sbom._spdx2_fields import Fields
from provenance.readers.sbom._spdx2_text import CODE
from provenance.readers.sbom._spdx_remarks import Remarks

_VALUE: Final = "/packageVerificationCode/packageVerificationCodeValue"


class _Code(NamedTuple):
    """A verification code as a document states it."""

    value: str
    excluded: frozenset[str]
    place: Place


class Analyses:
    """Which packages contain which files, as far as something is said about their analysis."""

    def __init__(self, remarks: Remarks, fields: Fields, *, code_is_mandatory: bool) -> None:
        self._remarks, self._fields = remarks, fields
        self.code_is_mandatory = code_is_mandatory
        self._files: dict[str, Component] = {}
        self._codes: dict[str, _Code] = {}
        self._known: dict[str, bool] = {}
        self._new: list[tuple[Sequence[str], Sequence[bool | None]]] = []
        self._inside: dict[str, dict[str, Place]] = {}

    @property
    def _packages(self) -> dict[str, bool]:
        """Whether the files of each package count as analyzed; most documents never ask."""
        for refs, analyzed in self._new:
            self._known.update(zip(refs, (one is not False for one in analyzed), strict=True))
        self._new.clear()
        return self._known

    @property
    def sets(self) -> int:
        """How many packages there are, and sets of files without one (clause 11.1, Table 68)."""
        return len(self._packages) + (not self._packages and bool(self._files))

    def file(self, ref: str, component: Component) -> None:
        """Remember a file, for the packages that contain it."""
        self._files[ref] = component

    def take_all(self, refs: Sequence[Any], analyzed: Sequence[bool | None]) -> None:
        """Remember packages, each with its `filesAnalyzed`."""
        self._new.append((refs, analyzed))

    def lacks_code(self, package: Any) -> bool:
        """Whether a package has to have a verification code, and has none."""
        mandatory = self.code_is_mandatory and package.filesAnalyzed is not False
        return mandatory and package.packageVerificationCode is None

    def package(self, ref: str, package: Any, place: Place) -> None:
        """Hold what a package says of its analysis against clauses 7.8 and 7.9."""
        code, packages = package.packageVerificationCode, self._packages
        if package.filesAnalyzed is not False:
            packages.setdefault(ref, True)
        else:
            packages[ref] = False
            if code or package.licenseInfoFromFiles or package.hasFiles:
                self._hold_unanalyzed(package, place)
        if self.lacks_code(package):
            detail = "has no verification code, although its files count as analyzed"
            self._remarks.note(
                "spdx/no-verification-code", place, f"{detail} (SPDX 2.2, clause 3.9)",
                kind="observation",
            )  # fmt: skip
        if code is not None:
            self._code(ref, code, place)

    def _hold_unanalyzed(self, package: Any, place: Place) -> None:
        for name, what, clause in (
            ("packageVerificationCode", "a verification code", "7.9"),
            ("licenseInfoFromFiles", "licenses from files", "7.14"),
            ("hasFiles", "files", "7.8"),
        ):
            if getattr(package, name):
                detail = f"has {what}, although filesAnalyzed is false (clause {clause})"
                where = self._remarks.at(place, f"/{name}")
                self._remarks.note("spdx/files-not-analyzed", where, detail, group=name)

    def _code(self, ref: str, code: Any, place: Place) -> None:
        value = code.packageVerificationCodeValue
        self._fields.hold(value, CODE, place, _VALUE)
        if value is not None and CODE.fits(value):
            excluded = frozenset(filter(None, code.packageVerificationCodeExcludedFiles or ()))
            self._codes[ref] = _Code(value, excluded, self._remarks.at(place, _VALUE))

    def contains(self, package: str, file: str, place: Place) -> None:
        """Remember that one element contains another."""
        if package in self._codes or not self._packages.get(package, False):
            self._inside.setdefault(package, {}).setdefault(file, place)

    def settle(self) -> None:
        """Hold what only the whole document shows against what packages say."""
        for ref, inside in self._inside.items():
            files = {file: place for file, place in inside.items() if file in self._files}
            if not files:
                continue
            if not self._packages.get(ref, True):
                detail = f"{excerpt(ref)} contains files, although its filesAnalyzed is false"
                where = next(iter(files.values()))
                self._remarks.note(
                    "spdx/files-not-analyzed", where, f"{detail} (clause 7.8)", group="hasFiles"
                )
            if ref in self._codes:
                self._recompute(self._codes[ref], [self._files[file] for file in files])

    def _recompute(self, code: _Code, files: list[Component]) -> None:
        """Clause 7.9, where the SHA-1 of each file is there; some files may not be listed."""
        counted = [file for file in files if file.name not in code.excluded]
        sha1s = [
            next((one.value for one in file.digests or () if one.algorithm == "sha1"), "")
            for file in counted
        ]
        if not sha1s or not all(sha1s):
            return
        expected = verification_code(sha1s)
        if expected != code.value:
            detail = f"is {code.value}; the {len(sha1s)} files that are listed give {expected}"
            self._remarks.note(
                "spdx/verification-code", code.place, f"{detail} (clause 7.9)", kind="observation"
            )
