import json as plain

import pytest

from provenance.decoding import json
from provenance.errors import DecodingError, DuplicateKeyError, LimitExceededError


@pytest.mark.parametrize(
    "text",
    [
        b'{"a":1,"a":2,"b":1e6}',  # the longer number makes up for the dropped member
        b'{"a":1,"\\u0061":2}',
        b'{"x":1,"x":2,"\\u0022":1,"a\\u0022":2}',
        b'{"a\\u0022":1,"a\\"":2}',
        b'[{"b":{"a":"\\"","a":1}}]',
    ],
)
def test_no_spelling_hides_a_doubled_name(text):
    with pytest.raises(DuplicateKeyError):
        json.decode(text)
    if text.startswith(b"{"):
        with pytest.raises(DuplicateKeyError):
            json.split(text)


@pytest.mark.parametrize("text", [b'{"a":"\x80","b":1,"b":2}', b'{"a":"\\ud800","b":1,"b":2}'])
@pytest.mark.parametrize("reading", [json.split, json.decode])
def test_what_looks_doubled_and_is_no_json_is_a_named_error(text, reading):
    with pytest.raises(DecodingError):
        reading(text)


def test_long_names_are_not_repeated_for_each_part():
    many = {f"a{number}": {} for number in range(50_000)}
    text = plain.dumps({"n" * 1_000_000: many, '"': 1}).replace('\\"', "\\u0022")
    assert len(json.decode(text.encode())) == 2
    doubled = '{"%s":[%s]}' % ("n" * 1_000_000, ",".join(['{"a":1,"a":2}'] * 1_000))  # noqa: UP031
    with pytest.raises(LimitExceededError):
        json.decode(doubled.encode())
