"""Lines of tags and values: every pair with its line, every fault named, in linear time."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance import limits
from provenance.decoding.tag_value import Fault, Faults, Pair, TagValues, excerpt
from provenance.errors import LimitExceededError

TAGS = frozenset({"Name", "Comment", "Note"})


def split(text: bytes | str) -> tuple[list[Pair], list[tuple[Fault, int]]]:
    faults = Faults()
    content = text.encode() if isinstance(text, str) else text
    return list(TagValues(content, TAGS, faults).pairs()), faults.counted()


def ids(faults: list[tuple[Fault, int]]) -> list[tuple[str, int, int]]:
    return [(fault.id, fault.line, count) for fault, count in faults]


def test_every_line_is_a_pair_with_its_number() -> None:
    pairs, faults = split("Name: a\n# a comment: of no tag\n\n  # another\nComment:b c \n")
    assert pairs == [(1, "Name", "a"), (5, "Comment", "b c")]
    assert faults == []


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system_are_counted_once(end: str) -> None:
    text = f"Name: a{end}Comment: <text>b{end}{end}c</text>{end}Note: d{end}"
    assert split(text) == (
        [(1, "Name", "a"), (2, "Comment", "b\n\nc"), (5, "Note", "d")],
        [],
    )


def test_a_text_keeps_its_blanks_and_what_looks_like_a_comment() -> None:
    pairs, faults = split("Comment: <text> # a\n  Other: b\n</text>\nName: c")
    assert pairs == [(1, "Comment", " # a\n  Other: b\n"), (4, "Name", "c")]
    assert faults == []


def test_what_stands_behind_a_text_is_named() -> None:
    pairs, faults = split("Comment: <text>a</text> b\nName: c")
    assert pairs == [(1, "Comment", "a"), (2, "Name", "c")]
    assert ids(faults) == [("spdx/text-mark", 1, 1)]


def test_a_text_that_is_never_closed_ends_before_the_next_known_tag() -> None:
    pairs, faults = split("Comment: <text>a\nb\nOther: c\nName: d\nNote: <text>e</text>")
    assert pairs == [(1, "Comment", "a\nb\nOther: c"), (4, "Name", "d"), (5, "Note", "e")]
    assert ids(faults) == [("spdx/text-mark", 1, 1)]


def test_a_text_that_is_never_closed_goes_to_the_end_where_no_tag_follows() -> None:
    pairs, faults = split("Name: a\nComment: <text>b\nc\n")
    assert pairs == [(1, "Name", "a"), (2, "Comment", "b\nc\n")]
    assert ids(faults) == [("spdx/text-mark", 2, 1)]


def test_lines_without_a_tag_are_counted_and_skipped() -> None:
    pairs, faults = split("nonsense\nName: a\nmore of it\n: b\n")
    assert pairs == [(2, "Name", "a")]
    assert ids(faults) == [("spdx/no-tag", 1, 3)]
    assert "'nonsense'" in faults[0][0].detail


def test_blanks_around_a_tag_are_a_fault_and_those_behind_its_colon_are_none() -> None:
    pairs, faults = split(" Name: a\nComment : b\nNote:\t c\n")
    assert [value for _, _, value in pairs] == ["a", "b", "c"]
    assert ids(faults) == [("spdx/spacing", 1, 2)]


def test_bytes_that_are_no_utf8_are_read_as_replacement_characters() -> None:
    pairs, faults = split(b"Name: caf\xe9\nComment: caf\xc3\xa9\n")
    assert [value for _, _, value in pairs] == ["caf�", "café"]
    assert ids(faults) == [("text/encoding", 1, 1)]


def test_a_value_beyond_the_bound_ends_the_reading_at_its_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "STRING_LENGTH", 1_000)
    assert split("Name: " + "x" * 1_000)[0]
    with pytest.raises(LimitExceededError) as caught:
        split("Note: a\nName: " + "x" * 1_001)
    assert caught.value.pointer == "line=2"


@pytest.mark.parametrize(
    "text",
    [
        b"A" * 10_000_000,
        b" " * 10_000_000,
        b"Name: " + b" " * 10_000_000 + b"x",
        b"Name: " + b"x" * 10_000_000,
        b"A " * 5_000_000,
        b"<text>" * 1_000_000,
    ],
)
def test_a_line_of_ten_million_characters_is_one_line(text: bytes) -> None:
    pairs, faults = split(text)
    assert len(pairs) + len(faults) == (not text.isspace())


def test_texts_left_open_are_searched_for_their_end_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    searches = 0

    class Counting:
        def __init__(self, pattern: re.Pattern[bytes]) -> None:
            self._pattern = pattern

        def search(self, text: bytes, start: int) -> re.Match[bytes] | None:
            nonlocal searches
            searches += 1
            return self._pattern.search(text, start)

        def match(self, text: bytes, start: int) -> re.Match[bytes] | None:
            return self._pattern.match(text, start)

    from provenance.decoding import tag_value

    monkeypatch.setattr(tag_value, "_CLOSE", Counting(tag_value._CLOSE))
    for last in (b"", b"</text>"):
        searches = 0
        pairs, _ = split(b"Comment: <text>a\n" * 1_000 + last)
        assert len(pairs) == 1_000
        assert searches == 1


@given(st.lists(st.sampled_from(["Name: a", "x", "Note: <text>", "</text>", "Comment:", "#", ""])))
def test_any_lines_give_pairs_in_order_and_end(lines: list[str]) -> None:
    pairs, faults = split("\n".join(lines))
    numbers = [number for number, _, _ in pairs]
    assert numbers == sorted(set(numbers))
    assert all(1 <= fault.line <= len(lines) for fault, _ in faults)


@given(st.binary())
def test_any_bytes_are_read_to_their_end(content: bytes) -> None:
    split(content)


def test_an_excerpt_is_short() -> None:
    assert excerpt("a" * 80) == "a" * 80
    assert len(excerpt("a" * 81)) == 80
