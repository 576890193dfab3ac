"""A long JSON array as several short ones: each an array by itself where the cut was right."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest

from provenance.decoding import json_pieces
from provenance.decoding.json_pieces import Pieces


def pieces_of(value: Any, **style: Any) -> Pieces:
    return Pieces(msgspec.Raw(json.dumps(value, **style).encode()))


def put_together(pieces: Pieces) -> list[Any]:
    found, start = [], 0
    while start < pieces.end:
        piece = pieces.piece(start)
        assert piece is not None
        found.append(json.loads(piece.text))
        start = piece.end
    return found


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_pieces, "_PIECE", 512)
    monkeypatch.setattr(json_pieces, "_LONGEST_PIECE", 8_192)


@pytest.mark.parametrize("style", [{}, {"indent": 2}, {"separators": (",", ":")}], ids=str)
def test_pieces_that_are_arrays_are_the_array(style: dict[str, Any]) -> None:
    rows = [{"name": f"row {number}", "parts": [{"id": "a"}]} for number in range(200)]
    found = put_together(pieces_of(rows, **style))
    assert len(found) > 10
    assert [row for piece in found for row in piece] == rows


def test_a_piece_that_was_cut_inside_of_an_element_is_no_array() -> None:
    piece = pieces_of([{"id": "x", "parts": [{"id": "a"}] * 100}]).piece(0)
    assert piece is not None
    with pytest.raises(json.JSONDecodeError):
        json.loads(piece.text)


def test_a_piece_that_was_cut_inside_of_a_text_is_no_array() -> None:
    rows = [{"id": 'a, {"id"' * 4}, {"id": 'b, {"id"' * 200}]
    raw = json.dumps(rows).replace(r"\"", '"').encode()
    piece = Pieces(msgspec.Raw(raw)).piece(0)
    assert piece is not None
    with pytest.raises(json.JSONDecodeError):
        json.loads(piece.text)


def test_an_element_that_is_longer_than_a_piece_makes_the_piece_longer() -> None:
    rows = [{"id": "x" * 3_000}, {"id": "y"}]
    assert [row for piece in put_together(pieces_of(rows)) for row in piece] == rows


def test_no_end_is_seen_where_elements_begin_differently() -> None:
    rows = [{f"id {number}": "x" * 100} for number in range(200)]
    assert pieces_of(rows).piece(0) is None


@pytest.mark.parametrize("value", [[], [1, 2], [[{"id": 1}]]], ids=str)
def test_a_short_array_is_one_piece(value: Any) -> None:
    assert put_together(pieces_of(value)) == [value]


@pytest.mark.parametrize("value", [{}, "x", 1, None], ids=str)
def test_what_is_no_array(value: Any) -> None:
    assert not pieces_of(value).is_array
