"""provenance report: a stored verdict in any format, unchanged."""

from __future__ import annotations

import click

from provenance.catalogue import entry_ids
from provenance.commands._files import load_verdict, wants_color, write_output
from provenance.reports import report


@click.command("report")
@click.argument("verdict", metavar="VERDICT.json")
@click.option(
    "--format",
    "form",
    type=click.Choice(entry_ids("provenance.reports")),
    default="text",
    show_default=True,
)
@click.option("--output", metavar="FILE", help="Write there instead of to standard output.")
def command(verdict: str, form: str, output: str | None) -> None:
    """Render a stored verdict again.

    Ends with status 0 whatever the verdict is: nothing is judged here.
    """
    color = output is None and wants_color()
    write_output(output, report(load_verdict(verdict), form, color=color).encode())
