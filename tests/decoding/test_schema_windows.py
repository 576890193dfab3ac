"""Large values in windows: none is large, together they show everything where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance.decoding import schema_windows
from provenance.decoding.schema import schema_of
from provenance.decoding.schema_windows import WINDOW, Path, windows


def leaves(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Whatever holds nothing, with its place."""
    parts: list[tuple[str | int, Any]] = []
    if isinstance(value, dict | list):
        parts = list(value.items() if isinstance(value, dict) else enumerate(value))
    if not parts:
        yield path, value
    for key, part in parts:
        yield from leaves(part, (*path, key))


def seen(value: Any) -> dict[Path, Any]:
    """What all windows together show, by the place that it has in the whole."""
    found: dict[Path, Any] = {}
    for window in windows(value):
        for path, leaf in leaves(window.value):
            found[window.place(path)] = leaf
    return found


LARGE: dict[str, Any] = {
    "list": list(range(5_000)),
    "lists in lists": [[{"a": [at, by]} for by in range(60)] for at in range(60)],
    "beside one another": {"a": list(range(1_500)), "b": {"c": list(range(2_500))}, "d": 1},
    "one behind the other": [[list(range(3_000))], [list(range(3_000))]],
    "large elements": [{str(at): by for at in range(900)} for by in range(5)],
}


@pytest.mark.parametrize("name", LARGE)
def test_windows_are_small_and_show_everything(name: str) -> None:
    value = LARGE[name]
    assert seen(value) == dict(leaves(value))
    found = list(windows(value))
    assert len(found) > 1
    assert max(len(list(leaves(window.value))) for window in found) <= WINDOW + 10


VALUES = st.recursive(
    st.integers(),
    lambda inner: (
        st.lists(inner, max_size=6) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3)
    ),
    max_leaves=40,
)


@settings(max_examples=300, deadline=None)
@given(VALUES, st.integers(1, 12))
def test_any_value_is_shown_as_a_whole(value: Any, size: int) -> None:
    before, schema_windows.WINDOW = WINDOW, size  # type: ignore[misc]
    try:
        assert seen(value) == dict(leaves(value))
    finally:
        schema_windows.WINDOW = before  # type: ignore[misc]


def test_windows_that_repeat_too_much_are_few() -> None:
    around = {str(at): at for at in range(100_000)}
    value = around | {"list": list(range(100_000)), "more": list(range(100_000))}
    assert len(list(windows(value))) == 64


def test_what_no_window_shows_is_found() -> None:
    """The first and the last of a long list are the same, which no part of it shows."""
    refs = [f"c{number}" for number in range(1_500)]
    schema = schema_of("cyclonedx-1.6").part("#/definitions/dependency")
    assert not list(schema.errors({"ref": "a", "dependsOn": refs}))
    (error,) = schema.errors({"ref": "a", "dependsOn": [*refs, "c0"]})
    assert (error.pointer, error.keyword) == ("/dependsOn", "uniqueItems")
