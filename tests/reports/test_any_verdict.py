"""Whatever somebody stores as a verdict or envelope: a value, or a named error with a pointer."""

from __future__ import annotations

import copy
import json
from typing import Any

from handmade import BAD
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance.decoding.envelope import Envelope, read_envelope
from provenance.decoding.verdict import verdict_from_plain, verdict_to_plain
from provenance.errors import DecodingError
from provenance.model.verdict import Verdict

PLAIN = verdict_to_plain(BAD)
SCALARS = st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.floats(-1, 1)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=6,
)


def paths(value: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [here]
    if isinstance(value, dict | list):
        items = value.items() if isinstance(value, dict) else enumerate(value)
        for key, part in items:
            found += paths(part, (*here, key))
    return found


PATHS = [path for path in paths(PLAIN) if path]


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(PATHS), VALUES)
def test_one_changed_member_gives_a_verdict_or_its_place(path: tuple[Any, ...], value: Any) -> None:
    plain = copy.deepcopy(PLAIN)
    node = plain
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = value
    try:
        verdict = verdict_from_plain(plain)
    except DecodingError as error:
        pointed = error.pointer.split("/")[1:]
        assert pointed[: len(path)] == [str(step) for step in path][: len(pointed)] or pointed
    else:
        assert isinstance(verdict, Verdict)
        assert verdict_to_plain(verdict) == json.loads(json.dumps(plain))


@given(VALUES)
def test_any_value_is_refused_with_a_named_error(value: Any) -> None:
    try:
        found = verdict_from_plain(value)
    except DecodingError:
        return
    assert isinstance(found, Verdict)


OBJECTS = st.fixed_dictionaries(
    {"payload": VALUES, "payloadType": VALUES, "signatures": VALUES},
)


@given(st.binary(max_size=64) | (VALUES | OBJECTS).map(lambda value: json.dumps(value).encode()))
def test_any_line_is_an_envelope_or_a_named_error(line: bytes) -> None:
    try:
        found = read_envelope(line)
    except DecodingError:
        return
    assert isinstance(found, Envelope)
