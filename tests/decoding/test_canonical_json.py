import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from securesystemslib.formats import encode_canonical

from provenance.decoding.canonical_json import canonical_json
from provenance.errors import DecodingError

PEM = '-----BEGIN PUBLIC KEY-----\nMFkw\\n"EwYH"\r\n\t\x00\x1f\x7f\n-----END PUBLIC KEY-----\n'
text = st.text(st.characters(exclude_categories=["Cs"])) | st.sampled_from(
    [PEM, "\\u0041", '\\"', "\\\\n", "1.5", ":1.5", "[1e5", "\u2028", "😀", "\ufffd", "\b\f\n\r\t"]
)
scalars = st.none() | st.booleans() | st.integers(-(10**40), 10**40) | text
values = st.recursive(
    scalars, lambda part: st.lists(part) | st.dictionaries(text, part), max_leaves=25
)


@given(values)
@example({"keyval": {"public": PEM}, "é": 1, "😀": 2, "\uffff": 3, "A": 4, "a": 5, "": 6})
@example("\\u000a")
@example("a\\b\\\\n\n")
def test_equals_the_reference(value):
    assert canonical_json(value) == encode_canonical(value).encode()


@given(values, st.floats())
@example([], 1.0)
@example([], 1e16)
@example([], float("nan"))
def test_refuses_fractions_wherever_they_stand(value, fraction):
    for holder in (fraction, [value, fraction], {"a": {"b": [fraction]}, "c": value}):
        with pytest.raises(DecodingError):
            canonical_json(holder)


@given(text, text)
def test_lone_surrogates_have_no_canonical_form(before, after):
    with pytest.raises(DecodingError):
        canonical_json({before: f"{before}\ud800{after}"})


def test_depth_is_a_named_error():
    value = []
    for _ in range(100_000):
        value = [value]
    with pytest.raises(DecodingError):
        canonical_json(value)
