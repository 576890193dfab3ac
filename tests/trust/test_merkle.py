"""Proofs over trees: every small tree, and what is out of bounds."""

from __future__ import annotations

import sys
from itertools import product
from pathlib import Path

import pytest

from provenance.trust.merkle import (
    EMPTY_ROOT,
    holds_consistency,
    holds_inclusion,
    holds_subtree_consistency,
    holds_subtree_inclusion,
    is_subtree,
    leaf_hash,
)

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from samples.logs import consistency_of, inclusion_of, root_of  # noqa: E402

ENTRIES = [b"entry %d" % number for number in range(24)]


@pytest.mark.parametrize("size", range(1, 18))
def test_every_entry_and_beginning_of_small_trees(size: int) -> None:
    entries = ENTRIES[:size]
    root = root_of(entries)
    for index in range(size):
        proof = inclusion_of(index, entries)
        assert holds_inclusion(leaf_hash(entries[index]), index, size, proof, root)
        assert not holds_inclusion(leaf_hash(b"else"), index, size, proof, root)
        assert not holds_inclusion(leaf_hash(entries[index]), index, size, [*proof, root], root)
    for first in range(1, size + 1):
        proof = consistency_of(0, first, entries)
        assert holds_consistency(first, size, root_of(entries[:first]), root, proof)
        assert not holds_consistency(first, size, root_of(ENTRIES[1 : first + 1]), root, proof)


@pytest.mark.parametrize("size", range(1, 14))
def test_every_subtree_of_small_trees(size: int) -> None:
    entries = ENTRIES[:size]
    root = root_of(entries)
    for start, end in product(range(size + 1), repeat=2):
        if not is_subtree(start, end):
            continue
        part = entries[start:end]
        proof = consistency_of(start, end, entries)
        assert holds_subtree_consistency(start, end, size, root_of(part), root, proof)
        assert not holds_subtree_consistency(start, end, size, leaf_hash(b"else"), root, proof)
        for offset, entry in enumerate(part):
            path = inclusion_of(offset, part)
            leaf = leaf_hash(entry)
            assert holds_subtree_inclusion(leaf, start + offset, start, end, path, root_of(part))


@pytest.mark.parametrize(
    ("index", "size"), [(-1, 1), (0, -1), (1, 1), (0, 0), (0, 1 << 63), (1 << 64, 1 << 65)]
)
def test_positions_out_of_bounds_hold_nothing(index: int, size: int) -> None:
    leaf = leaf_hash(b"x")
    assert not holds_inclusion(leaf, index, size, [], leaf)


@pytest.mark.parametrize(
    ("first", "second"), [(-1, 1), (0, 1), (0, 0), (2, 1), (1, 1 << 63), (-2, -1)]
)
def test_sizes_out_of_bounds_hold_nothing(first: int, second: int) -> None:
    assert not holds_consistency(first, second, EMPTY_ROOT, EMPTY_ROOT, [])


def test_hashes_have_32_bytes() -> None:
    leaf = leaf_hash(b"x")
    assert holds_inclusion(leaf, 0, 1, [], leaf)
    assert not holds_inclusion(leaf[:-1], 0, 1, [], leaf[:-1])
    assert not holds_consistency(1, 1, b"", b"", [])
    both = root_of([b"x", b"y"])
    assert holds_inclusion(leaf, 0, 2, [leaf_hash(b"y")], both)
    assert not holds_inclusion(leaf, 0, 2, [leaf_hash(b"y") + b"\0"], both)


def test_an_entry_is_no_inner_node() -> None:
    """Else a node could be passed off as an entry (RFC 9162, section 2.1.5)."""
    whole = root_of([b"x", b"y", b"z", b"w"])
    inner = leaf_hash(b"x") + leaf_hash(b"y")
    other = root_of([b"z", b"w"])
    assert not holds_inclusion(leaf_hash(inner), 0, 2, [other], whole)


def test_a_proof_of_a_million_hashes_costs_nothing() -> None:
    leaf = leaf_hash(b"x")
    assert not holds_inclusion(leaf, 5, (1 << 63) - 1, [leaf] * 1_000_000, leaf)
