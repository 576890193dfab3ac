"""What is wrong with a JSON text is said in plain words, with the place where it can be told."""

from __future__ import annotations

import pytest

from provenance.decoding import json
from provenance.errors import DecodingError


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b'{"a": "b', "is not JSON: Unterminated string starting at line 1 column 7"),
        (b'{"a": 1,\n "b" 2}', "is not JSON: Expecting ':' delimiter at line 2 column 6"),
        (b'{"a": NaN}', "NaN is not a JSON number"),
        (b"[" * 100_000, "levels deep"),
        (b'{"a": "\xff"}', "is not UTF-8 at byte 7"),
    ],
)
def test_the_fault_is_named_with_its_place(text: bytes, said: str) -> None:
    with pytest.raises(DecodingError) as caught:
        json.decode(text)
    assert said in str(caught.value)
    assert " at at " not in str(caught.value)
