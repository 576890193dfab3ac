"""provenance convert: the merged graph of a delivery as one SBOM, and what that cannot say."""

from __future__ import annotations

import json
import sys
from collections import Counter
from typing import TYPE_CHECKING, Final

import click

if TYPE_CHECKING:
    from provenance.graph.losses import Loss

_SHOWN: Final = 10
"""Kinds of loss named on standard error; all of them are in the file."""
_LONGEST: Final = 80
"""Characters of a text on standard error."""


@click.command("convert", short_help="Write what a delivery says is inside as one SBOM.")
@click.argument("delivery", nargs=-1, required=True)
@click.option("--to", "target", required=True, metavar="FORMAT", help="The format to write.")
@click.option("-o", "--output", metavar="FILE", help="Where to write it; else standard output.")
@click.option("--losses", metavar="FILE", help="List what the format cannot say, as JSON lines.")
def command(delivery: tuple[str, ...], target: str, output: str | None, losses: str | None) -> int:
    """Write the merged bill of materials of a delivery in another format.

    FORMAT is cyclonedx-1.6, cyclonedx-1.7, spdx-2.3 or spdx-3.0.1. Components are merged by digest
    only. What the format cannot say, or says only because it has to, is summed up on standard error
    and listed with --losses.

    Status 0 when it was written, 2 when nothing could be read or written.
    """
    from provenance.commands._files import write_output
    from provenance.conversion import convert, writer_of
    from provenance.intake import read

    writer_of(target)  # before a long time is spent on reading
    found = convert(read(*delivery), target)
    write_output(output, found.content)
    if losses is not None:
        lines = (json.dumps(loss._asdict(), ensure_ascii=False) + "\n" for loss in found.losses)
        write_output(losses, "".join(lines).encode("utf-8", "replace"))
    _say(found.losses, target)
    return 0


def _say(losses: tuple[Loss, ...], target: str) -> None:
    """How much was lost, by what it is."""
    if not losses:
        click.echo(f"{target} says everything that the delivery says", err=True)
        return
    counts = Counter(loss.what for loss in losses)
    first = {loss.what: loss for loss in reversed(losses)}
    click.echo(f"{target} says {len(losses)} facts otherwise, or not:", err=True)
    for what, count in sorted(counts.items(), key=lambda row: (-row[1], row[0]))[:_SHOWN]:
        click.echo(f"  {count:>7}  {_words(first[what])}", err=True)
    if len(counts) > _SHOWN:
        click.echo(f"           and {len(counts) - _SHOWN} more kinds", err=True)
    sys.stderr.flush()


def _words(loss: Loss) -> str:
    """One loss on one line; what documents say is shown with its control characters spelled."""
    from provenance.decoding.folder import printable

    what, subject = printable(loss.what[:_LONGEST]), printable(loss.subject[:_LONGEST])
    was = f"{loss.was[:_LONGEST]!r}" if loss.was else "not said"
    reads = f", reads {loss.reads[:_LONGEST]!r}" if loss.reads else ""
    return f"{what}: {subject}: {was}{reads}"
