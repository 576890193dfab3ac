"""How attestations of the shared corpus come out: which facts, and why a bad one is not believed.

Bundles of Sigstore are checked under the trusted root that the extra embeds, with any workflow of
GitHub as signer. The keys of other signers are not at hand: what they signed can be read, and is
believed by nobody.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from conformance_scores import AT, CORPUS, READ, index_rows

from provenance.graph.evidence import Chapter, Evidence
from provenance.intake import read
from provenance.model.build import Build
from provenance.model.component import Component, Detail
from provenance.model.predicate import (
    Claim,
    OtherPredicate,
    Pointers,
    Release,
    Scan,
    Summary,
    TestResult,
    Trace,
)
from provenance.model.statement import Statement
from provenance.trust.root import SigstoreSigner, TrustRoot
from provenance.verification import verify

FOLDERS: Final = tuple(
    f"attestations/{name}/"
    for name in (
        *("spec-examples", "scai", "witness", "trivy", "cosign"),
        *("slsa-github-generator", "slsa-verifier-internal"),
    )
)
_DESCRIPTOR: Final = "a resource descriptor alone"
FRAGMENTS: Final = {
    "spec-examples/spec__v0.1.0__README__0.json": "an envelope with a placeholder as payload",
    **{f"spec-examples/spec__v1__resource_descriptor__{n}.json": _DESCRIPTOR for n in (1, 2, 3, 5)},
    "scai/gcc-helloworld__cmd-annotation.json": "an annotation alone",
    "scai/gcc-helloworld__stack-protection-assertion.json": "an assertion alone",
    "scai/gcc-helloworld__stack-protector-conditions.json": "conditions alone",
    "slsa-github-generator/build-definition.json": "a build definition alone",
    "slsa-verifier-internal/gcb__slsaprovenance__v1.0__internalParameters.json": "parameters alone",
}
"""What the index wants accepted and is part of a document: unrecognised, and rightly so."""
_FACTS: Final = (
    *(Build, Summary, TestResult, Claim, Scan, Release, Pointers, Trace, OtherPredicate),
    *(Component, Detail),
)
_BELIEVED: Final = SigstoreSigner(
    "workflows of GitHub",
    ("*",),
    identity="https://github.com/*",
    issuer="https://token.actions.githubusercontent.com",
)


class AttestationScore(NamedTuple):
    """One document: `facts` by kind, `defects` by id, and whether somebody is believed for it."""

    path: str
    expected: str
    formats: str
    facts: tuple[str, ...]
    statuses: tuple[str, ...]
    defects: tuple[str, ...]
    believed: bool

    @property
    def name(self) -> str:
        """The path below `attestations`."""
        return self.path.removeprefix("attestations/")

    @property
    def group(self) -> str:
        """What became of it, as the page counts it.

        Where no key is at hand, that nobody is believed shows nothing about the fault: the good
        twin is not believed either.
        """
        if self.name in FRAGMENTS:
            return "part of a document"
        if self.expected != "reject":
            return "read"
        if self.defects:
            return "named defect"
        if any(status not in READ for status in self.statuses):
            return "not read"
        if self.believed:
            return "believed"
        return "signature refused" if self.formats.startswith("Sigstore") else "no key at hand"

    @property
    def answer(self) -> str:
        """What became of it, in a few words."""
        if self.group == "read":
            return ", ".join(self.facts) + (" (believed)" if self.believed else "")
        if self.group == "named defect":
            return f"named: {', '.join(self.defects)}"
        return FRAGMENTS.get(self.name, self.group)

    @property
    def fits(self) -> bool:
        """Whether it came out as the index says."""
        if self.name in FRAGMENTS:
            return not self.facts
        if self.expected == "reject":
            return not self.believed or bool(self.defects)
        return bool(self.facts) and all(status in READ for status in self.statuses)


def score_attestations() -> list[AttestationScore]:
    """Every attestation of the index that has to be accepted or refused."""
    rows = index_rows(FOLDERS)
    return [_score(row) for row in rows if row["expected"] in ("accept", "reject")]


def _score(row: dict[str, str]) -> AttestationScore:
    evidence = read(CORPUS / row["path"])
    chapters = [chapter for chapter in evidence.chapters if chapter.role != "container"]
    defects = (d.id for chapter in chapters for d in chapter.defects if d.kind == "defect")
    return AttestationScore(
        row["path"],
        row["expected"],
        " > ".join(dict.fromkeys(c.document.format or "unknown" for c in chapters)),
        _facts(chapters),
        tuple(dict.fromkeys(chapter.document.status for chapter in chapters)),
        tuple(dict.fromkeys(defects)),
        _is_believed(evidence),
    )


def _facts(chapters: list[Chapter]) -> tuple[str, ...]:
    kinds = [kind.__name__ for kind in _FACTS if any(c.facts(kind) for c in chapters)]
    if len(kinds) > 1 and "Detail" in kinds:
        kinds.remove("Detail")
    stated = any(chapter.facts(Statement) for chapter in chapters)
    return (*(("Statement",) if stated else ()), *kinds)


def _is_believed(evidence: Evidence) -> bool:
    """Whether every statement in it is believed: one that is not is none of the answer."""
    proof = verify(evidence, TrustRoot((), sigstores=(_BELIEVED,)), AT)
    found = [one.outcome for one in proof.about("statement")]
    return bool(found) and all(outcome == "pass" for outcome in found)
