"""Every digest that is relied on to tell which bytes are meant uses an acceptable hash.

*Why it matters.* Two files with one MD5 or SHA-1 digest can be made to order. A list that
identifies files by such a digest alone says nothing about which of the two was meant. A second,
strong digest beside a weak one is enough.

*Fix.* Write SHA-256 or better into manifests, links and statements; in-toto's recorder does.

*References*

- NIST SP 800-131A r2 and r3 (draft) [second-hand]
- BSI TR-03183-2, SHA-512 of the deployable component [read]
- CNSA 2.0, SHA-384 and SHA-512 [second-hand]
"""

from __future__ import annotations

from collections.abc import Iterator

from provenance.model.artifact import Listing
from provenance.model.digest import STRONG
from provenance.model.finding import Observation
from provenance.questions.ask import Ask
from provenance.questions.listings import SaidListing
from provenance.questions.places import cite

LEVEL = "error"
NEEDS = "listing"
PARAMETERS = {"allowed": "texts"}

_ID = "crypto/disallowed-hash"


def subjects(ask: Ask) -> Iterator[SaidListing]:
    """Every list by which something is identified: manifests, subjects, inputs and outputs."""
    for entry in ask.listings.all:
        if len(entry.listing):
            yield entry


def judge(ask: Ask, subject: SaidListing) -> Observation | None:
    """Fail where a row has digests and none of them is allowed, open where it has none at all."""
    allowed = frozenset(ask.parameter(_ID, "allowed", STRONG))
    bare, weak = _bare_and_weak(subject.listing, allowed)
    if weak:
        first = subject.listing.names[weak[0]]
        used = ", ".join(sorted({digest.algorithm for digest in subject.listing.digests[weak[0]]}))
        detail = f"{len(weak)} of {len(subject.listing)} rows, first {first!r} with {used} alone"
        return Observation(
            "fail", "it relies on a hash that is not allowed", detail, (subject.at(weak[0]),)
        )
    if bare:
        first = subject.listing.names[bare[0]]
        detail = f"{len(bare)} of {len(subject.listing)} rows, first {first!r}"
        request = f"digests for every {subject.what} in {cite(subject.said.chapter)}"
        return Observation(
            "open", "it names things without a digest", detail, (subject.at(bare[0]),), request
        )
    return None


def _bare_and_weak(listing: Listing, allowed: frozenset[str]) -> tuple[list[int], list[int]]:
    bare: list[int] = []
    weak: list[int] = []
    for row, digests in enumerate(listing.digests):
        if not digests:
            bare.append(row)
        elif not any(d.algorithm in allowed or d.scope == "source" for d in digests):
            weak.append(row)
    return bare, weak
