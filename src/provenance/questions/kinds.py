"""Which kinds of evidence a delivery holds, and which of them a policy expects.

Kinds that a policy may expect are `sbom`, `provenance`, `layout`, `manifest`, `signature`, `log`
(an entry of a transparency log, alone or with a signature), `summary` (of another verifier),
`source` (a summary of a source revision), `test` (a test result) and `claim`. Rules need some that
follow from these: `statement` (an in-toto statement), `build` (one that says which platform ran a
build), `listing` (names with digests), `short-lived` (a signature whose certificate is),
`checkpoint` (what a log says of itself) and `parameters` (the policy says what builds may look
like).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from provenance.graph.evidence import Chapter, Evidence
from provenance.graph.proof import Proof
from provenance.model.artifact import Listing
from provenance.model.build import Build, Layout
from provenance.model.component import Component
from provenance.model.digest import Digest
from provenance.model.policy import Policy
from provenance.model.predicate import Claim, Summary, TestResult
from provenance.model.statement import Signature, Statement
from provenance.questions.logs import holds_checkpoint, holds_entry

NAMES: Final = {
    "sbom": "an SBOM",
    "provenance": "provenance (a layout with its links, or SLSA statements)",
    "layout": "an in-toto layout with its links",
    "manifest": "a delivery manifest",
    "signature": "a signature",
    "short-lived": "a signature with a short-lived certificate",
    "log": "an entry of a transparency log",
    "checkpoint": "a checkpoint of a transparency log",
    "statement": "an in-toto statement",
    "build": "a statement about a build",
    "listing": "a list of names with digests",
    "summary": "a verification summary",
    "source": "a verification summary of a source revision",
    "test": "a test result",
    "claim": "a claim of the vendor",
    "parameters": "a build type, source, ref, package or build parameters",
}
"""What people call each kind."""

_PROVENANCE: Final = "provenance (SLSA statements, or an in-toto layout with its links)"
_MANIFEST: Final = "a manifest (SHA256SUMS or JSON)"
_ASKED: Final = {
    **NAMES,
    "provenance": _PROVENANCE,
    "statement": _PROVENANCE,
    "manifest": _MANIFEST,
    "listing": _MANIFEST,
    "signature": "signatures over the images",
    "log": "proofs that the images are in a transparency log",
    "parameters": "provenance that states build type and parameters",
}
"""What to ask for; two kinds that the same document would settle are one request."""


def ask_for(kind: str, evidence: Evidence) -> str:
    """A request for a kind of evidence that a delivery lacks, in plain words."""
    return f"{_ASKED.get(kind, kind)} of the delivery {evidence.name}, {evidence.digest}"


_SBOM_FORMATS: Final = ("CycloneDX", "SPDX", "SWID", "CoSWID")


def is_sbom(chapter: Chapter) -> bool:
    """Whether a document is a bill of materials, however little it lists."""
    if chapter.role != "evidence":
        return False
    return bool(chapter.facts(Component)) or chapter.document.format.startswith(_SBOM_FORMATS)


def is_manifest(chapter: Chapter) -> bool:
    """Whether a document lists the files of the delivery."""
    return any(listing.role == "manifest" for listing in chapter.facts(Listing))


def is_provenance(chapter: Chapter) -> bool:
    """Whether a document is a layout or says which build made something."""
    return bool(chapter.facts(Layout)) or any(build.step is None for build in chapter.facts(Build))


def is_revision(digests: Iterable[Digest]) -> bool:
    """Whether a subject is a commit, and no file of which somebody states a digest as well."""
    found = list(digests)
    return any(d.scope == "source" for d in found) and not any(
        d.strong and d.scope != "source" for d in found
    )


def is_of_source(chapter: Chapter) -> bool:
    """Whether a document is a summary of revisions and of nothing else.

    Levels do not tell: a summary of an image may have some of the source track too.
    """
    rows = [row for one in chapter.facts(Statement) for row in one.subjects.digests]
    return bool(chapter.facts(Summary)) and bool(rows) and all(map(is_revision, rows))


def delivered_kinds(evidence: Evidence) -> frozenset[str]:
    """The kinds of evidence that a delivery holds, whether or not anybody believes them."""
    found: set[str] = set()
    for chapter in evidence.chapters:
        found |= _kinds_of(chapter)
    return frozenset(found)


def _kinds_of(chapter: Chapter) -> set[str]:
    found = {
        "sbom": is_sbom(chapter),
        "manifest": is_manifest(chapter),
        "provenance": is_provenance(chapter) or bool(chapter.facts(Build)),
        "layout": bool(chapter.facts(Layout)),
        "statement": bool(chapter.facts(Statement)),
        "build": any(build.step is None for build in chapter.facts(Build)),
        "signature": bool(chapter.facts(Signature)),
        "log": holds_entry(chapter),
        "checkpoint": holds_checkpoint(chapter),
        "summary": bool(chapter.facts(Summary)),
        "source": is_of_source(chapter),
        "test": bool(chapter.facts(TestResult)),
        "claim": bool(chapter.facts(Claim)),
        "listing": any(chapter.facts(kind) for kind in (Listing, Statement, Build)),
    }
    return {kind for kind, there in found.items() if there}


def concluded_kinds(proof: Proof) -> frozenset[str]:
    """The kinds about which verification concluded something, though no document is of them.

    A log that an earlier delivery had, and this one leaves out, is one that has to be asked about;
    how long a certificate was good for is no matter of evidence, but of what checking it showed.
    """
    found = {"checkpoint"} if proof.about("checkpoint") else set()
    if any(verification.short_lived for verification in proof.verifications):
        found.add("short-lived")
    return frozenset(found)


def expected_kinds(policy: Policy, delivered: frozenset[str]) -> frozenset[str]:
    """The kinds without which a policy is not satisfied; provenance may come as a layout alone."""
    expect = policy.expect
    found = set(expect.evidence)
    asked = (expect.build_types, expect.parameters, expect.refs, expect.packages)
    of_builds = any(expectation is not None for expectation in (*asked, expect.repositories))
    if of_builds:
        found.add("parameters")
    elif expect.sources is not None and "build" in delivered:
        found.add("parameters")  # where its inputs come from is asked of every delivery
    states_builds = of_builds or expect.platforms is not None
    if states_builds or ("provenance" in found and "layout" not in delivered):
        found.add("statement")
    if "source/unprotected-revision" in dict(policy.parameters):
        found.add("source")
    if found & {"provenance", "layout", "manifest", "statement"}:
        found.add("listing")
    return frozenset(found)
