"""TOML that people write: parsed by the standard library, with the line of every key for errors.

The parser says nothing about lines, so a second, lenient pass notes where tables and keys stand. It
is used for messages only: where it is unsure it gives the line of what surrounds the key.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from provenance.errors import ConfigurationError

Step = str | int

_FILE_BYTES: Final = 16 << 20
_AT: Final = re.compile(r" \(at line ([0-9]+), column ([0-9]+)\)$")
_PART: Final = re.compile(r"\s*(?:\"((?:[^\"\\]|\\.)*)\"|'([^']*)'|([A-Za-z0-9_-]+))\s*")
_TABLE: Final = re.compile(r"\s*(\[\[?)")
_STRINGS: Final = re.compile(r"\"\"\"|'''|#|\"(?:[^\"\\]|\\.)*\"|'[^']*'|[\[\]{}]")


class TomlFile:
    """A parsed file: `value` is what it holds, `path` where it lies (for paths relative to it)."""

    def __init__(
        self, path: Path, value: dict[str, Any], lines: dict[tuple[Step, ...], int]
    ) -> None:
        self.path, self.value, self._lines = path, value, lines

    def line(self, *path: Step) -> int | None:
        """The line (from 1) of a key or table, or of the nearest one that holds it.

        A path is names and positions in arrays of tables: `line("key", 2, "roles")`.
        """
        for length in range(len(path), 0, -1):
            found = self._lines.get(path[:length])
            if found is not None:
                return found
        return None

    def error(self, message: str, *path: Step) -> ConfigurationError:
        """An error that names file, line and key."""
        return ConfigurationError(
            message, file=str(self.path), line=self.line(*path), key=spell(path)
        )


def load_toml(path: Path) -> TomlFile:
    """Parse a file that an auditor wrote; every fault is a `ConfigurationError` with its line."""
    try:
        with path.open("rb") as stream:
            data = stream.read(_FILE_BYTES + 1)
    except OSError as error:
        raise ConfigurationError(f"cannot be read: {error.strerror}", file=str(path)) from error
    if len(data) > _FILE_BYTES:
        raise ConfigurationError(f"is larger than {_FILE_BYTES} bytes", file=str(path))
    return parse_toml(path, data)


def parse_toml(path: Path, data: bytes) -> TomlFile:
    """The same for bytes that were read already; `path` is what messages call them."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigurationError("is not UTF-8", file=str(path), line=line) from error
    try:
        value = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _syntax_error(path, text, str(error)) from error
    except RecursionError as error:
        raise ConfigurationError("is nested too deeply", file=str(path)) from error
    except ValueError as error:  # a date such as 2026-02-30, which the parser hands on
        raise ConfigurationError(f"is not TOML: {error}", file=str(path)) from error
    lines: dict[tuple[Step, ...], int] = {}
    for place, number in _places(text.split("\n")):
        lines.setdefault(place, number)
    return TomlFile(path, value, lines)


def spell(path: tuple[Step, ...]) -> str:
    """A path as people write it: `key[2].roles`, `rules."signature/unsigned-image"`."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        else:
            plain = re.fullmatch(r"[A-Za-z0-9_-]+", step)
            text += ("." if text else "") + (step if plain else f'"{step}"')
    return text


def _syntax_error(path: Path, text: str, message: str) -> ConfigurationError:
    found = _AT.search(message)
    if found is None:
        line = text.rstrip().count("\n") + 1
        return ConfigurationError(f"is not TOML: {message}", file=str(path), line=line)
    said = f"is not TOML: {message[: found.start()]} in column {found[2]}"
    return ConfigurationError(said, file=str(path), line=int(found[1]))


def _places(lines: list[str]) -> Iterator[tuple[tuple[Step, ...], int]]:
    """Path and line of each table header and of each key that starts a line."""
    table: tuple[Step, ...] = ()
    seen: dict[tuple[Step, ...], int] = {}
    reader = _Values()
    for number, line in enumerate(lines, 1):
        if reader.inside:
            reader.feed(line)
            continue
        header = _TABLE.match(line)
        names, end = _dotted(line, header.end() if header else 0)
        if header:
            table = _entered(names, header[1] == "[[", seen)
            yield from _prefixes(table, 0, number)
        elif names and line[end : end + 1] == "=":
            yield from _prefixes((*table, *names), len(table), number)
            reader.feed(line[end + 1 :])


def _prefixes(
    path: tuple[Step, ...], known: int, number: int
) -> Iterator[tuple[tuple[Step, ...], int]]:
    """A dotted key also shows where the tables that it opens stand; the first one wins."""
    for length in range(known + 1, len(path) + 1):
        yield path[:length], number


def _entered(
    names: tuple[str, ...], array: bool, seen: dict[tuple[Step, ...], int]
) -> tuple[Step, ...]:
    """The path of a table header; a name that is an array of tables means its last element."""
    path: tuple[Step, ...] = ()
    for position, name in enumerate(names):
        path = (*path, name)
        if array and position == len(names) - 1:
            seen[path] = seen.get(path, -1) + 1
        if path in seen:
            path = (*path, seen[path])
    return path


def _dotted(line: str, start: int) -> tuple[tuple[str, ...], int]:
    """The parts of a dotted key from `start`, and where they end."""
    names: list[str] = []
    while (found := _PART.match(line, start)) is not None:
        names.append(next(part for part in found.groups() if part is not None))
        start = found.end()
        if line[start : start + 1] != ".":
            break
        start += 1
    return tuple(names), start


class _Values:
    """Follows a value over lines: open brackets, and strings in three quotation marks."""

    def __init__(self) -> None:
        self._depth, self._quote = 0, ""

    @property
    def inside(self) -> bool:
        """Whether the next line still belongs to the value."""
        return bool(self._depth or self._quote)

    def feed(self, line: str) -> None:
        """Take one more line, or what stands behind the equals sign."""
        at = 0
        while at < len(line):
            if self._quote:
                end = line.find(self._quote, at)
                if end < 0:
                    return
                self._quote, at = "", end + 3
                continue
            found = _STRINGS.search(line, at)
            if found is None or found[0] == "#":
                return
            self._take(found[0])
            at = found.end()

    def _take(self, token: str) -> None:
        if token in ('"""', "'''"):
            self._quote = token
        elif token in "[{":
            self._depth += 1
        elif token in "]}":
            self._depth = max(0, self._depth - 1)
