"""Long lists in pieces, so that a validator that collects every error never finds too many.

A value with long lists is looked at window by window: one window of one list at a time, every other
long list cut to its first element.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

Path = tuple[str | int, ...]

WINDOW: Final = 1_000
"""Elements of a list that are looked at together."""


class Window(NamedTuple):
    """A value with one window of one list: where the list is in it, and where in the whole value.

    `start` is the number of the first element of the window.
    """

    value: Any
    path: Path = ()
    whole_path: Path = ()
    start: int | None = None

    def place(self, path: Path) -> Path:
        """The path in the whole value of something that was found in this one."""
        same = 0
        while same < min(len(path), len(self.path)) and path[same] == self.path[same]:
            same += 1
        if self.start is None or same < len(self.path) or same == len(path):
            return self.whole_path[:same] + path[same:]
        return (*self.whole_path, int(path[same]) + self.start, *path[same + 1 :])


def windows(value: Any) -> Iterator[Window]:
    """A value in windows; the value itself where it has no long list."""
    long = list(_long_lists(value))
    if not long:
        yield Window(value)
    lists = {path for path, _ in long}
    for path, size in long:
        cut = tuple(0 if path[:at] in lists else step for at, step in enumerate(path))
        for start in range(0, size, WINDOW):
            try:
                part = _cut(value, (), path, start)
            except RecursionError:  # too deep to be cut, so it is looked at as a whole
                yield Window(value)
                return
            yield Window(part, cut, path, start)


def _long_lists(value: Any) -> Iterator[tuple[Path, int]]:
    """Path and length of each list that is longer than a window, outer ones first."""
    pending: list[tuple[Path, Any]] = [((), value)] if isinstance(value, dict | list) else []
    while pending:
        path, node = pending.pop()
        if isinstance(node, list) and len(node) > WINDOW:
            yield path, len(node)
        parts = node.items() if isinstance(node, dict) else enumerate(node)
        pending.extend(((*path, key), part) for key, part in parts if isinstance(part, dict | list))


def _cut(value: Any, here: Path, path: Path, start: int) -> Any:
    """The value with one window of the list at a path, and one element of other long lists."""
    if isinstance(value, dict):
        return {key: _cut(part, (*here, key), path, start) for key, part in value.items()}
    if not isinstance(value, list):
        return value
    if len(value) <= WINDOW:
        return [_cut(part, (*here, at), path, start) for at, part in enumerate(value)]
    if here == path:
        return value[start : start + WINDOW]
    # the way to the list that is wanted leads through this one, or past it
    at = path[len(here)] if path[: len(here)] == here and len(path) > len(here) else 0
    return [_cut(value[int(at)], (*here, at), path, start)]
