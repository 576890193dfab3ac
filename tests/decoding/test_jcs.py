"""The canonical form of RFC 8785: its published pairs, numbers, order, and what has none."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.decoding import jcs as module
from provenance.decoding.jcs import jcs
from provenance.errors import DecodingError, LimitExceededError

CORPUS = Path(__file__).resolve().parents[2].parent / "shared" / "corpus" / "crypto" / "jcs"


@pytest.mark.parametrize("name", ["values", "french"])
def test_published_pairs(name: str) -> None:
    if not CORPUS.is_dir():
        pytest.skip("corpus absent: the published pairs are not beside the repository")
    value = json.loads((CORPUS / "input" / f"{name}.json").read_bytes())
    assert jcs(value) == (CORPUS / "output" / f"{name}.json").read_bytes()


@pytest.mark.parametrize(
    ("bits", "written"),
    [
        # RFC 8785, appendix B
        ("0000000000000000", "0"),
        ("8000000000000000", "0"),
        ("0000000000000001", "5e-324"),
        ("7fefffffffffffff", "1.7976931348623157e+308"),
        ("4340000000000000", "9007199254740992"),
        ("4430000000000000", "295147905179352830000"),
        ("44b52d02c7e14af5", "9.999999999999997e+22"),
        ("44b52d02c7e14af6", "1e+23"),
        ("3eb0c6f7a0b5ed8d", "0.000001"),
        ("3eb0c6f7a0b5ed8c", "9.999999999999997e-7"),
        ("41b3de4355555553", "333333333.3333332"),
        ("becbf647612f3696", "-0.0000033333333333333333"),
        ("43143ff3c1cb0959", "1424953923781206.2"),
    ],
)
def test_numbers(bits: str, written: str) -> None:
    number = struct.unpack(">d", bytes.fromhex(bits))[0]
    assert jcs([number]) == f"[{written}]".encode()


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), 10**400, (1 << 53) + 1, "\ud800", {"\ud800": 1}]
)
def test_what_has_no_canonical_form(value: Any) -> None:
    with pytest.raises(DecodingError):
        jcs([value])


def test_names_stand_in_the_order_of_utf16() -> None:
    assert jcs({"\ufb33": 1, "\U0001f600": 2, "a": 3}) == (
        '{"a":3,"\U0001f600":2,"\ufb33":1}'.encode()
    )


def test_deep_values_are_refused() -> None:
    value: Any = 1.5
    for _ in range(100_000):
        value = [value]
    with pytest.raises(LimitExceededError):
        jcs(value)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(1 << 53), 1 << 53) | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=12,
)


@given(VALUES)
def test_the_quick_way_says_the_same(value: Any) -> None:
    quick = module._plainly(value)
    assert quick is None or quick == module._carefully(value)
    assert json.loads(jcs(value)) == value
