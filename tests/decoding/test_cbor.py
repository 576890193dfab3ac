"""CBOR: plain values, tags left alone, and bounds that hold."""

from __future__ import annotations

import math
from typing import Any

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance import limits
from provenance.decoding import cbor
from provenance.errors import DecodingError, DuplicateKeyError, LimitExceededError

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63)
    | st.floats(allow_nan=False)
    | st.text(max_size=8)
    | st.binary(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.integers(0, 200) | st.text(max_size=4), inner, max_size=4)
    ),
    max_leaves=12,
)


def head(major: int, number: int) -> bytes:
    if number < 24:
        return bytes([major << 5 | number])
    power = next(power for power in range(4) if number < 1 << (8 << power))
    return bytes([major << 5 | 24 + power]) + number.to_bytes(1 << power)


def fault(content: bytes) -> DecodingError:
    with pytest.raises(DecodingError) as caught:
        list(cbor.items(content))
    return caught.value


@given(VALUES)
def test_what_was_encoded_comes_back(value: Any) -> None:
    assert cbor.decode(cbor2.dumps(value)) == value


@given(st.lists(VALUES, min_size=1, max_size=4))
def test_items_of_a_sequence_say_where_their_bytes_are(values: list[Any]) -> None:
    parts = [cbor2.dumps(value) for value in values]
    found = list(cbor.items(b"".join(parts) + b"\1"))
    assert [item.value for item in found] == [*values, 1]
    assert [item.end - item.start for item in found] == [*map(len, parts), 1]


@given(st.binary(max_size=64))
def test_any_bytes_are_a_value_or_a_named_error(content: bytes) -> None:
    try:
        item = cbor.first_item(content)
    except DecodingError:
        return
    assert 0 < item.end <= len(content)
    cbor.plain(item.value)


def test_no_tag_is_acted_upon() -> None:
    # 0 dates, 2 numbers, 28 shared references, 35 expressions, 36 mail, 258 sets, and so on
    numbers = [*range(70_000), 1398229316, 2**32, 2**64 - 1]
    for number in numbers:
        for content in (b"\x61a", b"\x82\0\1"):
            value = cbor.first_item(head(6, number) + content).value
            assert type(value) is cbor.Tagged
            assert (value.tag, value.value) == (number, "a" if content == b"\x61a" else [0, 1])


def test_containers_inside_tags_are_like_those_outside() -> None:
    value = cbor.decode(cbor2.dumps(cbor2.CBORTag(501, {1: [{2: [3]}]})))
    assert value == cbor.Tagged(501, {1: [{2: [3]}]})
    assert type(value.value) is dict
    assert type(value.value[1]) is list


def test_indefinite_lengths_are_read() -> None:
    content = b"\xbf\x00\x9f\x01\x02\xff\x01\x7f\x61a\x61b\xff\xff"
    assert cbor.decode(content) == {0: [1, 2], 1: "ab"}


def test_a_name_that_stands_twice_is_noted_and_the_last_counts() -> None:
    item = cbor.first_item(b"\xa2\x01\x02\x01\x03")
    assert (item.value, item.doubled) == ({1: 3}, True)
    assert not cbor.first_item(b"\xa2\x01\x02\x02\x03").doubled
    with pytest.raises(DuplicateKeyError):
        cbor.decode(b"\xa2\x01\x02\x01\x03")


def test_depth_is_bounded() -> None:
    assert isinstance(fault(b"\x81" * 100_000 + b"\0"), LimitExceededError)
    assert isinstance(fault(b"\xd8\x20" * 100_000 + b"\0"), LimitExceededError)
    assert isinstance(fault(b"\x9f" * 100_000), LimitExceededError)
    deep = limits.CBOR_DEPTH
    assert cbor.first_item(b"\x81" * deep + b"\0").end == deep + 1


@pytest.mark.parametrize("major", [2, 3, 4, 5])
def test_announced_lengths_are_not_believed(major: int) -> None:
    for size in (2**16, 2**32 - 1, 2**63, 2**64 - 1):
        assert "ends" in str(fault(head(major, size) + b"\0"))


def test_numbers_of_items_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "CBOR_ITEMS", 1_000)
    assert isinstance(fault(head(4, 2_000) + b"\x80" * 2_000), LimitExceededError)
    assert cbor.decode(head(4, 500) + b"\x80" * 500) == [[]] * 500
    assert isinstance(fault(b"\1" * (limits.CBOR_SEQUENCE + 1)), LimitExceededError)
    monkeypatch.setattr(limits, "CBOR_BYTES", 10)
    assert isinstance(fault(b"\x4a" + bytes(10)), LimitExceededError)


def test_keys_are_numbers_and_texts_so_that_none_can_be_made_to_collide() -> None:
    for key in (b"\x80", b"\xa0", b"\xc1\x01", b"\xf9\x00\x00", b"\xf6", b"\x5f\xff"):
        assert "key" in str(fault(b"\xa1" + key + b"\x01"))
    assert cbor.decode(b"\xa3\x00\x01\x41a\x02\x61a\x03") == {0: 1, b"a": 2, "a": 3}


@pytest.mark.parametrize(
    "content",
    [
        b"\xff",
        b"\x1c",
        b"\x61\xff",
        b"\x5f\x61a\xff",
        b"\xbf\x01\xff",
        b"\x7f\x7f\xff\xff",
        b"\xdf",
    ],
)
def test_what_is_not_cbor_has_a_place(content: bytes) -> None:
    assert fault(content).pointer.startswith("byte=")


def test_truncation_at_every_byte_is_an_error() -> None:
    whole = cbor2.dumps({0: "abc", 1: [1, 2.5, {3: b"x"}], 2: cbor2.CBORTag(32, "u")})
    for end in range(len(whole)):
        with pytest.raises(DecodingError):
            cbor.first_item(whole[:end])


def test_zeros_at_the_end_are_padding() -> None:
    assert [item.value for item in cbor.items(b"\x01\x02" + bytes(100))] == [1, 2]
    assert [item.value for item in cbor.items(b"\x82\x01\x00" + bytes(9))] == [[1, 0]]
    assert list(cbor.items(b"")) == []


def test_plain_values_are_json() -> None:
    value = {1: b"\1\2", "x": cbor.Tagged(32, "u"), 9: [math.inf, None, True, cbor2.undefined]}
    assert cbor.plain(value, {1: "one"}) == {
        "one": "h'0102'",
        "x": {"tag": 32, "value": "u"},
        "9": ["inf", None, True, "undefined"],
    }


def test_bytes_that_nobody_takes_apart_are_counted() -> None:
    inner = cbor2.dumps({1: bytes(32), 2: "name"})
    honest = {0: "id", 7: [1, bytes(64)], 5: cbor.Tagged(505, inner * 1), 9: "two\nlines"}
    assert cbor.opaque(honest) == 0
    program = bytes(range(256)) * 8
    assert cbor.opaque({0: [cbor.Tagged(1, program)]}) == len(program)
    assert cbor.opaque({"a": "\1" * 100}) == 100
    assert cbor.opaque({0: cbor2.dumps({1: program})}) == len(program)


def test_bytes_in_bytes_in_bytes_count_as_hidden_at_some_depth() -> None:
    inner = bytes(range(256))
    for _ in range(limits.NESTING):
        inner = cbor2.dumps(inner)
    assert cbor.opaque(cbor.decode(inner)) == 256
    for _ in range(2_000):
        inner = cbor2.dumps(inner)
    assert cbor.opaque(cbor.decode(inner)) > 256
