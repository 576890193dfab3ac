"""What statements say about their subjects, beside builds and bills of materials.

Each is a fact of the document that states it; the statement's subjects are in its `Statement`.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from provenance.model.artifact import Listing
from provenance.model.digest import Digest


class Resource(Struct, frozen=True, gc=False):
    """A resource descriptor (in-toto attestation framework v1): what a predicate points at.

    `held` is whether the document itself holds the content.
    """

    uri: str | None = None
    name: str | None = None
    digests: tuple[Digest, ...] = ()
    media_type: str | None = None
    held: bool = False

    @property
    def label(self) -> str:
        """How people call it."""
        return self.name or self.uri or "a resource without a name"


class Summary(Struct, frozen=True, gc=False):
    """Somebody's verdict about a resource: SLSA VSA v1, or a simple verification result (SVR).

    `result` is `PASSED` or `FAILED` (None for SVR, whose `levels` are the verified properties).
    `levels` and `dependency_levels` are as written, the latter as pairs of level and count.
    `inputs` are the attestations that were looked at, `policy` what it was judged by. `refs` are
    those that pointed to the revision which a source summary is about.
    """

    ref: str
    verifier: str | None
    verified_at: str | None
    resource: str | None
    policy: Resource | None
    result: str | None
    levels: tuple[str, ...]
    inputs: Listing | None = None
    dependency_levels: tuple[tuple[str, int], ...] | None = None
    slsa_version: str | None = None
    refs: tuple[str, ...] = ()


class TestResult(Struct, frozen=True, gc=False):
    """The outcome of tests of the subjects (in-toto test-result v0.1).

    `result` is `PASSED`, `WARNED` or `FAILED` as written; `configuration` what was run.
    """

    ref: str
    result: str | None
    configuration: Listing | None = None
    url: str | None = None
    passed: tuple[str, ...] = ()
    warned: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()


class Claim(Struct, frozen=True, gc=False):
    """Something a vendor claims: an attribute in SCAI, a claim of CycloneDX `declarations`.

    `target` is what it is about (None: the subjects of the statement), `evidence` what is to back
    it, `counter` what speaks against it. `expires` is RFC 3339 as written. `stands` are the exact
    words of the claim.
    """

    ref: str
    stands: str
    target: Resource | None = None
    evidence: tuple[Resource, ...] = ()
    counter: tuple[Resource, ...] = ()
    conditions: str = ""
    expires: str | None = None


class Scan(Struct, frozen=True, gc=False):
    """What a vulnerability scanner found (in-toto vulns v0.1 and v0.2, cosign's vuln v1)."""

    ref: str
    scanner: str | None
    version: str | None = None
    started: str | None = None
    finished: str | None = None
    database: Resource | None = None
    database_updated: str | None = None
    found: tuple[tuple[str, str], ...] = ()


class Release(Struct, frozen=True, gc=False):
    """The release that the subjects belong to (in-toto release v0.1)."""

    ref: str
    purl: str | None
    release_id: str | None = None
    package_id: str | None = None


class Pointers(Struct, frozen=True, gc=False):
    """Documents about the subjects that lie elsewhere (in-toto reference v0.1)."""

    ref: str
    attester: str | None
    references: tuple[Resource, ...]


class Trace(Struct, frozen=True, gc=False):
    """What a monitor saw while something ran (in-toto runtime-trace v0.1).

    `observed` are pairs of a kind (`process`, `network`, `fileAccess`) and its JSON text.
    """

    ref: str
    monitor: str | None
    observed: tuple[tuple[str, str], ...] = ()
    started: str | None = None
    finished: str | None = None


class OtherPredicate(Struct, frozen=True, gc=False):
    """A predicate that this version does not understand, kept whole: its exact JSON text."""

    ref: str
    predicate_type: str
    content: str
    readable: Literal[False] = False
