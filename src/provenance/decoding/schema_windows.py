"""Large values in pieces, so that a validator that collects every error never finds too many.

A value with large lists is looked at window by window: some elements of one list at a time, every
other large list cut to its first element. How large a list is, and how many elements make a window,
goes by all that is inside them: lists in lists multiply what is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

Path = tuple[str | int, ...]

WINDOW: Final = 1_000
"""Values inside the elements that are looked at together."""
_TIMES: Final = 16
"""How often as many values as there are may be looked at, in windows that repeat what is around."""
_FEWEST: Final = 64
"""Windows that are looked at however much they repeat."""


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
    """A value in windows; the value itself where it has no large list."""
    pieces = _Pieces(value)
    if not pieces.large:
        yield Window(value)
        return
    left = pieces.allowed
    for number in pieces.large:
        way = pieces.way(number)
        cut = tuple(step.key if not step.large else 0 for step in way)
        keys = tuple(step.key for step in way)
        for start, end in pieces.spans(number):
            if left == 0:
                return
            left -= 1
            try:
                part = pieces.cut(value, keys, slice(start, end))
            except RecursionError:  # too deep to be cut, so it is looked at as a whole
                yield Window(value)
                return
            yield Window(part, cut, keys, start)


class _Step(NamedTuple):
    """A step on the way to a list: by which key, and whether out of a large list."""

    key: str | int
    large: bool


class _Pieces:
    """The objects and lists of one value, numbered, outer ones first, and their sizes."""

    def __init__(self, value: Any) -> None:
        self._nodes: list[Any] = [value] if isinstance(value, dict | list) else []
        self._outer, self._keys = [-1], list[str | int]([""])
        for number, node in enumerate(self._nodes):  # which grows meanwhile
            for key, part in node.items() if isinstance(node, dict) else enumerate(node):
                if isinstance(part, dict | list):
                    self._nodes.append(part)
                    self._outer.append(number)
                    self._keys.append(key)
        sizes = [len(node) for node in self._nodes]
        for number in range(len(sizes) - 1, 0, -1):
            sizes[self._outer[number]] += sizes[number]
        self.large = [
            number
            for number, node in enumerate(self._nodes)
            if isinstance(node, list) and len(node) > 1 and sizes[number] > WINDOW
        ]
        self._lists = {id(self._nodes[number]) for number in self.large}
        self._measure(sum(sizes[:1]))

    def _measure(self, total: int) -> None:
        """What is left of each part when it is cut, and how many windows that allows."""
        self._left = [1 if id(node) in self._lists else len(node) for node in self._nodes]
        self._elements: dict[int, dict[int, int]] = {number: {} for number in self.large}
        for number in range(len(self._nodes) - 1, 0, -1):
            outer, key = self._outer[number], self._keys[number]
            if outer in self._elements:
                self._elements[outer][int(key)] = self._left[number]
            if outer not in self._elements or key == 0:
                self._left[outer] += self._left[number]
        around = self._left[0] if self._left else 0
        self.allowed = max(_FEWEST, _TIMES * total // (around + WINDOW))

    def way(self, number: int) -> list[_Step]:
        """How a list is reached."""
        found = []
        while number:
            outer = self._outer[number]
            found.append(_Step(self._keys[number], outer in self._elements))
            number = outer
        return found[::-1]

    def spans(self, number: int) -> Iterator[tuple[int, int]]:
        """The windows of a list: first element, and the one behind the last."""
        start, size, inner = 0, 0, self._elements[number]
        for at in range(len(self._nodes[number])):
            more = 1 + inner.get(at, 0)
            if at > start and size + more > WINDOW:
                yield start, at
                start, size = at, 0
            size += more
        yield start, len(self._nodes[number])

    def cut(self, node: Any, way: Path | None, span: slice) -> Any:
        """The value with one window of the list to which a way leads, and without the others."""
        if isinstance(node, dict):
            head = way[0] if way else None
            return {
                key: self.cut(part, way[1:] if way and key == head else None, span)
                if isinstance(part, dict | list)
                else part
                for key, part in node.items()
            }
        if not isinstance(node, list):
            return node
        if way == ():
            return [self.cut(part, None, span) for part in node[span]]
        if id(node) in self._lists:
            # the way to the list that is wanted leads through this one, or past it
            return [
                self.cut(node[int(way[0])], way[1:], span) if way else self.cut(node[0], None, span)
            ]
        return [
            self.cut(part, way[1:] if way and at == way[0] else None, span)
            for at, part in enumerate(node)
        ]
