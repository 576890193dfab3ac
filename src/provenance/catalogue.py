"""Entries found by their path: a module in a catalogue package is an entry, and its path its id.

`rules/signature/unsigned_image.py` is the entry `signature/unsigned-image`. Nothing is registered
by hand, and nothing is imported before it is asked for: names come from the file system.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import lru_cache
from importlib import import_module
from types import ModuleType

from provenance.errors import UsageError


def _walk(folder: str, prefix: str) -> Iterator[str]:
    for entry in sorted(os.scandir(folder), key=lambda e: e.name):
        if entry.name.startswith(("_", ".")):
            continue
        if entry.is_dir():
            yield from _walk(entry.path, f"{prefix}{entry.name}/")
        elif entry.name.endswith(".py"):
            yield f"{prefix}{entry.name[:-3]}".replace("_", "-")


@lru_cache
def entry_ids(package: str) -> tuple[str, ...]:
    """All entry ids of a catalogue, sorted; `package` is for example `provenance.rules`."""
    return tuple(_walk(import_module(package).__path__[0], ""))


@lru_cache(maxsize=1024)
def load_entry(package: str, entry: str) -> ModuleType:
    """The module of one entry; an unknown id is a `UsageError` that lists the known ones."""
    if entry not in entry_ids(package):
        known = ", ".join(entry_ids(package))
        raise UsageError(f"unknown {package.rpartition('.')[2]} entry {entry!r}; known: {known}")
    return import_module(f"{package}.{entry.replace('/', '.').replace('-', '_')}")


def load_entries(package: str) -> tuple[tuple[str, ModuleType], ...]:
    """Every entry of a catalogue with its id, in the order of the ids."""
    return tuple((entry, load_entry(package, entry)) for entry in entry_ids(package))
