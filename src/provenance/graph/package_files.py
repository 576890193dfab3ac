"""Files of packages that were delivered, held against the verification code of their package.

SPDX 2 sums all files of a package up in one value (2.3, clause 7.9). A document can be held against
itself by its reader; where the files are there, their bytes have the last word.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final, NamedTuple

from provenance.decoding.verification_code import verification_code
from provenance.graph.evidence import Chapter, Evidence, Said
from provenance.graph.identity import plain_path
from provenance.model.artifact import Artifact
from provenance.model.component import Component, Detail, Relation

VERIFICATION_CODE: Final = "packageVerificationCode"
_FOLDERS: Final = 16
"""Folders of a delivery that are tried for the files of one package."""


class Recomputed(NamedTuple):
    """A code as stated, and as the delivered files have it; `folder` is where these lie."""

    said: Said[Detail]
    package: str
    stated: str
    actual: str
    files: int
    folder: str


class PackageFiles:
    """Looks for the files of packages among those that were delivered."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence
        self._by_path = {plain_path(file.path): file for file in evidence.artifacts}
        self._by_name: dict[str, list[str]] = {}
        for path in self._by_path:
            self._by_name.setdefault(path.rpartition("/")[2], []).append(path)
        self._sha1: dict[str, str] = {}

    def recompute(self, chapter: Chapter) -> Iterator[Recomputed]:
        """Every verification code of a document all of whose files were delivered."""
        codes = [said for said in chapter.said(Detail) if said.fact.kind == VERIFICATION_CODE]
        inside = _files_of(chapter) if codes else {}
        for said in codes:
            for package in said.fact.about:
                found = self._recompute(said, package, inside.get(package, ()))
                if found is not None:
                    yield found

    def _recompute(
        self, said: Said[Detail], package: str, names: tuple[str, ...]
    ) -> Recomputed | None:
        stated, excluded = _code(said.fact.content)
        counted = [name for name in dict.fromkeys(names) if name not in excluded]
        folder = self._folder_of(counted)
        if folder is None or not stated:
            return None
        sums = [self._hash(self._by_path[folder + name]) for name in counted]
        actual = verification_code(sums)
        return Recomputed(said, package, stated, actual, len(sums), folder or ".")

    def _folder_of(self, names: list[str]) -> str | None:
        """The first folder that has all files of a package, with its slash; None without any."""
        if not names:
            return None
        rarest = min(names, key=lambda name: len(self._by_name.get(name.rpartition("/")[2], ())))
        for path in self._by_name.get(rarest.rpartition("/")[2], ())[:_FOLDERS]:
            if path == rarest or path.endswith(f"/{rarest}"):
                folder = path[: len(path) - len(rarest)]
                if all(folder + name in self._by_path for name in names):
                    return folder
        return None

    def _hash(self, file: Artifact) -> str:
        if file.path not in self._sha1:
            self._sha1[file.path] = self._evidence.hash(file.digest, "sha1") or ""
        return self._sha1[file.path]


def _files_of(chapter: Chapter) -> dict[str, tuple[str, ...]]:
    """Names of the files that each element contains, in one spelling."""
    found: dict[str, list[str]] = {}
    components, refs = chapter.facts(Component), chapter.by_ref
    for relation in chapter.facts(Relation):
        for ref in relation.targets if relation.kind == "contains" else ():
            part = components[refs[ref]] if ref in refs else None
            if part is not None and part.kind == "file" and part.name:
                found.setdefault(relation.source, []).append(plain_path(part.name))
    return {ref: tuple(names) for ref, names in found.items()}


def _code(content: str) -> tuple[str, frozenset[str]]:
    """Value and excluded files of a code as its document has it; empty where it is none."""
    value = json.loads(content)
    if not isinstance(value, dict):
        return "", frozenset()
    stated = value.get("packageVerificationCodeValue")
    excluded = value.get("packageVerificationCodeExcludedFiles") or ()
    names = frozenset(plain_path(name) for name in excluded if isinstance(name, str))
    return (stated.lower() if isinstance(stated, str) else ""), names
