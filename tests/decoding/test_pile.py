"""Values that are set aside come back as they were, in order, each piece once."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from provenance.decoding.pile import Pile

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(1 << 52), 1 << 52) | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=5,
)


def pile_of(values: list[Any]) -> Pile:
    pile = Pile()
    for value in values:
        pile.append(value, is_exact=not isinstance(value, Decimal))
    return pile


@given(st.lists(VALUES | st.decimals(allow_nan=False), max_size=200))
def test_values_come_back_as_they_were(values: list[Any]) -> None:
    pile = pile_of(values)
    assert len(pile) == len(values)
    pieces = list(pile.pieces())
    assert [value for piece in pieces for value in piece.values()] == values
    firsts = [sum(piece.length for piece in pieces[:at]) for at in range(len(pieces))]
    assert [piece.first for piece in pieces] == firsts


def test_each_piece_is_handed_over_once_and_is_small() -> None:
    pile = pile_of([{"name": f"part-{number}"} for number in range(1_000)])
    pieces = list(pile.pieces())
    assert max(piece.length for piece in pieces) < 100
    assert list(pile.pieces()) == []


def test_large_values_make_small_pieces() -> None:
    pile = pile_of(["x" * 1_000_000] * 4)
    assert [piece.length for piece in pile.pieces()] == [2, 2]


def test_what_json_cannot_say_is_kept_as_it_is() -> None:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    values = [1, Decimal("1.10"), "\ud800", deep]
    one, *others = [piece.values() for piece in pile_of(values).pieces()]
    assert one == [1]
    assert all(found[0] is value for found, value in zip(others, values[1:], strict=True))
