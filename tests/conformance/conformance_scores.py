"""How documents and scenarios of the shared corpus come out, next to what its index expects."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

from independent_walk import Counts, walk

from provenance.conversion import convert, targets
from provenance.decoding.purl import Purl, build_purl, parse_purl, split_purl
from provenance.errors import DecodingError, ProvenanceError
from provenance.intake import read
from provenance.model.component import Component
from provenance.trust.load import trust_of_keys
from provenance.verification import verify

ROOT: Final = Path(__file__).resolve().parents[2]
CORPUS: Final = Path(os.environ.get("PROVENANCE_CORPUS", ROOT.parent / "shared" / "corpus"))
AT: Final = "2026-11-22T12:00:00Z"
ACCEPTED_HERE: Final = {
    "two-hash-algorithms": "an artifact named with two algorithms agrees where one strong one does",
    "utf8-bom": "a byte order mark before the JSON is a defect of the document, which is read",
    "link-keyid-swapped": "a key id is a hint; the signature is made by the right key",
}
"""Scenarios that the reference refuses and that are accepted here, each with its reason."""
FOLDERS: Final = ("sbom/", "swid/", "vex/cyclonedx/")
"""Where the corpus has bills of materials."""
SUITE: Final = "sbom/cyclonedx/spec-suite/"
"""The test resources of the CycloneDX specification."""
NO_SBOM: Final = {
    "sbom/oddities/trivy/fanal__analyzer__sbom__invalid_spdx.json": "an object with one odd member",
    "sbom/real/bom-shelter/maubot-spdx.json.xz": "a list of license texts",
}
"""What the index wants loaded and is no bill of materials: unrecognised, and rightly so."""
MIXED: Final = "swid/"
"""A folder that also holds what tags are made from, descriptions of tests, keys and answers."""
LOADED: Final = ("accept", "lenient", "policy-fail")
"""Expectations of documents that must load."""
READ: Final = ("clean", "defective")
_PURL_PARTS: Final = ("type", "namespace", "name", "version", "subpath")
_CARRIERS: Final = ("compression", "stream", "container")
_FORMATS: Final = {"sbom-cyclonedx": "CycloneDX", "sbom-spdx": "SPDX", "vex-cyclonedx": "CycloneDX"}


class Scored(NamedTuple):
    """One document: what the index says of it, and what `provenance read` made of it.

    `counts` are its components and relations; `walked` are those that a plain walk of the source
    finds, or None where it is not walked.
    """

    path: str
    family: str
    expected: str
    reason: str
    format: str
    status: str
    defects: tuple[str, ...]
    counts: Counts | None = None
    walked: Counts | None = None

    @property
    def fits(self) -> bool:
        """Whether it came out as the index says: what must load did, what is wrong is named."""
        if self.path in NO_SBOM or self.path.startswith(MIXED):
            return self.status in (*READ, "unrecognised")
        if self.expected == "reject":
            return self.status in ("defective", "unreadable")
        if self.path.startswith(SUITE) and self.expected == "accept":
            return self.status == "clean"
        if self.expected == "lenient":
            return self.status in READ and bool(self.defects)
        return self.status in READ


class Scenario(NamedTuple):
    """One in-toto scenario: what the reference says, and how verification came out here."""

    name: str
    expected: str
    outcome: str

    @property
    def exception(self) -> str | None:
        """Why this one is answered otherwise than by the reference, where that is meant."""
        return ACCEPTED_HERE.get(self.name.rpartition(".")[0])

    @property
    def agrees(self) -> bool:
        """Whether the answer is the one that is wanted here."""
        wanted = "accept" if self.exception else self.expected
        return (self.outcome == "pass") == (wanted == "accept")


def corpus_is_there() -> bool:
    """Whether the shared corpus lies beside the repository, or where PROVENANCE_CORPUS says."""
    return (CORPUS / "index.csv").is_file()


def index_rows(prefix: str | tuple[str, ...]) -> Iterator[dict[str, str]]:
    """The rows of the index below one folder or several, in its order."""
    with (CORPUS / "index.csv").open(newline="", encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            if row["path"].startswith(prefix):
                yield row


def family_of(row: dict[str, str]) -> str:
    """`CycloneDX JSON`, `SPDX tag-value` …: format and encoding, without the version."""
    form = _FORMATS.get(row["kind"])
    if form is None:
        return "CoRIM and CoSWID" if "corim" in row["kind"] else "SWID, CoSWID and uSWID"
    return f"{form} {row['spec_version'].rpartition(' ')[2]}"


def score_document(row: dict[str, str]) -> Scored:
    """Read one document of the corpus as a delivery of its own."""
    evidence = read(CORPUS / row["path"])
    chapters = [chapter for chapter in evidence.chapters if chapter.role not in _CARRIERS]
    document = chapters[0].document
    entries = (entry for chapter in chapters for entry in chapter.defects)
    defects = dict.fromkeys(entry.id for entry in entries if entry.kind == "defect")
    walked = walk(CORPUS / row["path"], row["spec_version"]) if row["expected"] in LOADED else None
    counts = Counts(
        sum(chapter.counts["components"] for chapter in chapters),
        sum(chapter.counts["relations"] for chapter in chapters),
    )
    return Scored(
        row["path"],
        family_of(row),
        row["expected"],
        row["reason"],
        f"{document.format} {document.version}".strip(),
        document.status,
        tuple(defects),
        counts,
        walked,
    )


def score_documents(prefix: str | tuple[str, ...] = FOLDERS) -> list[Scored]:
    """Every document below some folders that the index says something about."""
    rows = (row for row in index_rows(prefix) if row["expected"] != "support")
    return [score_document(row) for row in rows]


class Purls(NamedTuple):
    """Entries of the package URL specification's tests in one group, and how many hold."""

    group: str
    held: int
    entries: int


def score_purls() -> list[Purls]:
    """The suite of the package URL specification, by group."""
    counts: dict[str, list[int]] = {}
    for file in sorted((CORPUS / "purl" / "purl-spec").glob("*-test.json")):
        for test in json.loads(file.read_bytes())["tests"]:
            count = counts.setdefault(test["test_group"], [0, 0])
            count[0] += purl_holds(test)
            count[1] += 1
    return [Purls(group, *count) for group, count in sorted(counts.items(), reverse=True)]


def purl_holds(test: dict[str, Any]) -> bool:
    """Whether one entry of that suite comes out as it says."""
    try:
        answer = _purl_answer(test)
    except DecodingError:
        return bool(test["expected_failure"])
    return not test["expected_failure"] and answer == test["expected_output"]


def _purl_answer(test: dict[str, Any]) -> Any:
    given = test["input"]
    if test["test_type"] == "parse":
        purl = parse_purl(given)
        parts = {part: getattr(purl, part) for part in _PURL_PARTS}
        return parts | {"qualifiers": dict(purl.qualifiers) or None}
    if test["test_type"] == "validate":
        return build_purl(split_purl(given))
    kind, namespace, name, version, subpath = (given[part] for part in _PURL_PARTS)
    qualifiers = tuple((given["qualifiers"] or {}).items())
    return build_purl(Purl(kind or "", namespace, name or "", version, qualifiers, subpath))


class Conversions(NamedTuple):
    """Documents of the corpus that were written in one format, and those that could not be."""

    target: str
    written: int
    failed: tuple[str, ...]


def score_conversions() -> list[Conversions]:
    """Every document with components, in every format: `convert` checks what it writes."""
    failed: dict[str, list[str]] = {target: [] for target in targets()}
    written = dict.fromkeys(failed, 0)
    for row in index_rows("sbom/"):
        evidence = read(CORPUS / row["path"])
        if not any(chapter.facts(Component) for chapter in evidence.chapters):
            continue
        for target, failures in failed.items():
            try:
                convert(evidence, target)
            except ProvenanceError:
                failures.append(row["path"])
            else:
                written[target] += 1
    return [Conversions(target, written[target], tuple(failed[target])) for target in failed]


def score_scenario(folder: Path) -> Scenario:
    """Verify one scenario with the key of its owner."""
    case = json.loads((folder / "case.json").read_bytes())
    proof = verify(read(folder), trust_of_keys([folder / case["verify_with"]]), AT)
    return Scenario(folder.name, case["expected"], proof.outcome)


def scenario_folders() -> list[Path]:
    """The folders of all scenarios, by name."""
    return sorted(path.parent for path in (CORPUS / "intoto" / "scenarios").glob("*/case.json"))


def score_scenarios() -> list[Scenario]:
    """Every in-toto scenario."""
    return [score_scenario(folder) for folder in scenario_folders()]
