"""The delivery manifest is signed by somebody trusted with that, with a digest and size per file.

*Why it matters.* Whoever can swap a file can swap an unsigned list of files too. A row without a
digest lists a name and nothing more; a list of checksums has no place for sizes, and a digest
fixes the size anyway, so that there only the digest is asked for.

*Fix.* Sign the manifest with a key to which the trust root gives the role `manifest`: in a DSSE
envelope, or as a detached signature beside it.

*References*

- IEC 62443-4-1 SUM-4 [read, in a structured copy]
- NIST SSDF 1.1 (SP 800-218) PS.2.1 [read]
"""

from __future__ import annotations

from collections.abc import Iterable

from provenance.graph.evidence import Said
from provenance.model.artifact import Listing
from provenance.model.finding import Observation
from provenance.questions.ask import Ask
from provenance.questions.places import cite, row_origin

LEVEL = "error"
NEEDS = "manifest"


def subjects(ask: Ask) -> Iterable[Said[Listing]]:
    """Every manifest."""
    return ask.manifests.all


def judge(ask: Ask, subject: Said[Listing]) -> Observation | None:
    """Pass where a trusted signer stands behind it and every row says what it lists."""
    bare = _bare_row(subject.fact)
    if bare is not None:
        detail = f"{subject.fact.names[bare]!r} has no strong digest, or no size"
        origin = row_origin(subject, subject.fact, bare)
        return Observation("fail", "it lists a file without saying which bytes", detail, (origin,))
    standing = ask.signatures.standing(subject.chapter, "manifest")
    if standing.outcome == "pass":
        return None
    return Observation(
        standing.outcome,
        "nobody who is trusted with manifests stands behind it",
        standing.reason,
        (subject.origin, *standing.origins),
        standing.request(cite(subject.chapter), "manifests"),
    )


def _bare_row(listing: Listing) -> int | None:
    sizes = listing.sizes or ((0,) * len(listing))
    for row, (digests, size) in enumerate(zip(listing.digests, sizes, strict=True)):
        if size is None or not any(digest.strong for digest in digests):
            return row
    return None
