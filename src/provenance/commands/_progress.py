"""What a terminal is shown while work takes longer than a moment; nothing where there is none."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

import click

from provenance.limits import PROGRESS_AFTER
from provenance.model.summary import visible

_ERASE: Final = "\x1b[K"
"""Clears the rest of a line on a terminal."""
_WIDTH: Final = 70


@contextmanager
def progress_on_terminal(verb: str) -> Iterator[Callable[[str], None] | None]:
    """Shows on standard error what is being worked at, once it takes longer than a moment."""
    if not sys.stderr.isatty():
        yield None
        return
    start = time.monotonic()

    def show(what: str) -> None:
        if time.monotonic() - start > PROGRESS_AFTER:
            click.echo(f"\r{_ERASE}{verb} {visible(what)[:_WIDTH]}", nl=False, err=True)

    try:
        yield show
    finally:
        click.echo(f"\r{_ERASE}", nl=False, err=True)
