"""When two sets of digests are of the same bytes.

- Two sets agree when they share at least one strong algorithm and all that both have are equal.
  The in-toto specification lets any one equal field decide; one that contradicts is heard here.
- They differ when an algorithm that both have is unequal, however weak: unequal digests prove it.
- Otherwise nothing is shown: no shared algorithm, only weak ones, or no digest at all.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from provenance.model.digest import STRONG, Digest

Digests = tuple[Digest, ...]
Comparison = Literal["same", "different", "unknown"]


def compare(one: Digests, other: Digests) -> Comparison:
    """Whether two sets of digests are of the same bytes."""
    values = {digest.algorithm: digest.value for digest in one}
    shared = [digest for digest in other if digest.algorithm in values]
    if any(values[digest.algorithm] != digest.value for digest in shared):
        return "different"
    return "same" if any(digest.strong for digest in shared) else "unknown"


def is_strong(digests: Digests) -> bool:
    """Whether a set is the one strong digest that most are."""
    return len(digests) == 1 and digests[0].algorithm in STRONG


def all_strong(rows: Iterable[Digests]) -> bool:
    """Whether each of many sets is one strong digest."""
    try:
        return {digest.algorithm for (digest,) in rows} <= STRONG
    except ValueError:
        return False


def is_same(one: Digests, other: Digests) -> bool:
    """Whether two sets are shown to be of the same bytes; at once for the one digest of most."""
    if is_strong(one) and (one is other or one == other):
        return True
    return compare(one, other) == "same"


def why_unknown(one: Digests, other: Digests) -> str:
    """Why two sets of digests show nothing, as the end of a sentence."""
    if not one or not other:
        return "one side has no usable digest"
    weak = sorted({d.algorithm for d in one} & {d.algorithm for d in other})
    if weak:
        return f"{', '.join(weak)} alone does not show that bytes are equal"
    sides = [", ".join(sorted({d.algorithm for d in side})) for side in (one, other)]
    return f"{sides[0]} cannot be compared with {sides[1]}"


def spell(digests: Digests) -> str:
    """The strongest digest of a set as people read it, or what is missing."""
    if not digests:
        return "no digest"
    return str(next((digest for digest in digests if digest.strong), digests[0]))
