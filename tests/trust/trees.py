"""Trees of entries, built the slow way that RFC 9162 and the draft on subtrees define."""

from __future__ import annotations

from collections.abc import Sequence

from provenance.trust.merkle import EMPTY_ROOT, leaf_hash, node_hash


def root_of(entries: Sequence[bytes]) -> bytes:
    """MTH of RFC 9162, section 2.1.1."""
    if not entries:
        return EMPTY_ROOT
    if len(entries) == 1:
        return leaf_hash(entries[0])
    k = _split(len(entries))
    return node_hash(root_of(entries[:k]), root_of(entries[k:]))


def inclusion_of(index: int, entries: Sequence[bytes]) -> list[bytes]:
    """PATH of RFC 9162, section 2.1.3.1."""
    if len(entries) <= 1:
        return []
    k = _split(len(entries))
    if index < k:
        return [*inclusion_of(index, entries[:k]), root_of(entries[k:])]
    return [*inclusion_of(index - k, entries[k:]), root_of(entries[:k])]


def consistency_of(start: int, end: int, entries: Sequence[bytes]) -> list[bytes]:
    """SUBTREE_PROOF of the draft; with 0 as `start`, PROOF of RFC 9162, section 2.1.4.1."""
    return [] if start == end else _consistency(start, end, entries, known=True)


def _consistency(start: int, end: int, entries: Sequence[bytes], *, known: bool) -> list[bytes]:
    if (start, end) == (0, len(entries)):
        return [] if known else [root_of(entries)]
    k = _split(len(entries))
    if end <= k:
        return [*_consistency(start, end, entries[:k], known=known), root_of(entries[k:])]
    if k <= start:
        inner = _consistency(start - k, end - k, entries[k:], known=known)
        return [*inner, root_of(entries[:k])]
    return [*_consistency(0, end - k, entries[k:], known=False), root_of(entries[:k])]


def _split(length: int) -> int:
    return 1 << (length - 1).bit_length() - 1
