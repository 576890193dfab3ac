"""How documents and scenarios of the shared corpus come out, next to what its index expects."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from provenance.intake import read
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
_COMPRESSED: Final = "compression"


class Scored(NamedTuple):
    """One document: what the index says of it, and what `provenance read` made of it."""

    path: str
    family: str
    expected: str
    reason: str
    format: str
    status: str
    defects: tuple[str, ...]


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


def index_rows(prefix: str) -> Iterator[dict[str, str]]:
    """The rows of the index below one folder, in its order."""
    with (CORPUS / "index.csv").open(newline="", encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            if row["path"].startswith(prefix):
                yield row


def family_of(row: dict[str, str]) -> str:
    """`CycloneDX JSON`, `SPDX tag-value` …: format and encoding, without the version."""
    form = {"sbom-cyclonedx": "CycloneDX", "sbom-spdx": "SPDX"}[row["kind"]]
    return f"{form} {row['spec_version'].rpartition(' ')[2]}"


def score_document(row: dict[str, str]) -> Scored:
    """Read one document of the corpus as a delivery of its own."""
    evidence = read(CORPUS / row["path"])
    chapter = next(c for c in evidence.chapters if c.role != _COMPRESSED)
    document = chapter.document
    defects = dict.fromkeys(entry.id for entry in chapter.defects if entry.kind == "defect")
    return Scored(
        row["path"],
        family_of(row),
        row["expected"],
        row["reason"],
        f"{document.format} {document.version}".strip(),
        document.status,
        tuple(defects),
    )


def score_documents(prefix: str = "sbom/") -> list[Scored]:
    """Every document below a folder that the index says something about."""
    rows = (row for row in index_rows(prefix) if row["expected"] != "support")
    return [score_document(row) for row in rows]


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
