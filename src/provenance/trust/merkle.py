"""Proofs over the tree of a transparency log (RFC 9162, section 2.1; RFC 6962 has the same tree).

Subtrees are those of draft-ietf-plants-merkle-tree-certs: a tree is the subtree from its first
entry, so that one check of inclusion and one of consistency serve both. Hashes are SHA-256, sizes
and positions below 2^63. What is out of bounds does not hold; nothing here raises.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Final

from provenance import limits
from provenance.decoding.notes import HASH_BYTES, SIZES

EMPTY_ROOT: Final = hashlib.sha256().digest()
"""The root of a tree without entries."""

_LEAF: Final = b"\x00"
_NODE: Final = b"\x01"


def leaf_hash(entry: bytes) -> bytes:
    """The hash of an entry, which no inner node can have."""
    return hashlib.sha256(_LEAF + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node."""
    return hashlib.sha256(_NODE + left + right).digest()


def holds_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> bool:
    """Whether the entry with the hash `leaf` is at `index` of the tree of `size` with `root`."""
    return holds_subtree_inclusion(leaf, index, 0, size, proof, root)


def holds_subtree_inclusion(
    leaf: bytes, index: int, start: int, end: int, proof: Sequence[bytes], root: bytes
) -> bool:
    """The same for the subtree of the entries from `start` up to, and without, `end`."""
    if not is_subtree(start, end) or not start <= index < end:
        return False
    if not _are_hashes(proof, leaf, root):
        return False
    node, last, found = index - start, end - start - 1, leaf
    for sibling in proof:
        if not last:
            return False
        if node & 1 or node == last:
            found = node_hash(sibling, found)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        node, last = node >> 1, last >> 1
    return not last and found == root


def holds_consistency(
    first: int, second: int, first_root: bytes, second_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether the tree of `first` entries is the beginning of that of `second`.

    An empty tree is the beginning of every tree, so that no proof says anything of it.
    """
    if first <= 0:
        return False
    return holds_subtree_consistency(0, first, second, first_root, second_root, proof)


def holds_subtree_consistency(
    start: int, end: int, size: int, subtree: bytes, root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether the subtree from `start` up to `end` is part of the tree of `size` with `root`."""
    if not is_subtree(start, end) or not end <= size < SIZES:
        return False
    if start == end:
        return not proof and subtree == EMPTY_ROOT
    if not _are_hashes(proof, subtree, root):
        return False
    begin, node, last = _where_proof_starts(start, end - 1, size - 1)
    if begin == node:
        return _climb(begin, node, last, proof, (subtree, subtree)) == (subtree, root)
    if not proof:
        return False
    known = proof[0]
    return _climb(begin, node, last, proof[1:], (known, known)) == (subtree, root)


def is_subtree(start: int, end: int) -> bool:
    """Whether the entries from `start` up to `end` make a subtree: whether it is aligned."""
    if not 0 <= start <= end < SIZES:
        return False
    length = end - start
    return length <= 1 or not start & ((1 << (length - 1).bit_length()) - 1)


def _where_proof_starts(begin: int, node: int, last: int) -> tuple[int, int, int]:
    """First, last and outermost node of the level on which a proof starts."""
    at_edge = node == last
    while begin != node and (at_edge or node & 1):
        begin, node, last = begin >> 1, node >> 1, last >> 1
    return begin, node, last


def _climb(
    begin: int, node: int, last: int, proof: Sequence[bytes], hashes: tuple[bytes, bytes]
) -> tuple[bytes, bytes] | None:
    """The hashes of subtree and tree that a proof leads to, or None where its length is wrong."""
    within, whole = hashes
    for sibling in proof:
        if not last:
            return None
        if node & 1 or node == last:
            if begin < node:
                within = node_hash(sibling, within)
            whole = node_hash(sibling, whole)
            while not node & 1:
                begin, node, last = begin >> 1, node >> 1, last >> 1
        else:
            whole = node_hash(whole, sibling)
        begin, node, last = begin >> 1, node >> 1, last >> 1
    return None if last else (within, whole)


def _are_hashes(proof: Sequence[bytes], *others: bytes) -> bool:
    if len(proof) > limits.PROOF_HASHES:
        return False
    return all(len(value) == HASH_BYTES for value in (*proof, *others))
