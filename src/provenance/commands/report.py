"""provenance report: a stored verdict in any format, unchanged."""

from __future__ import annotations

import click

from provenance.catalogue import entry_ids
from provenance.commands._files import load_verdict, wants_color, write_output


@click.command("report", short_help="Render a stored verdict in any format.")
@click.argument("verdict", metavar="VERDICT.json")
@click.option(
    "--format",
    "form",
    type=click.Choice(entry_ids("provenance.reports")),
    default="text",
    show_default=True,
    help="How to render it.",
)
@click.option("--output", metavar="FILE", help="Write there instead of to standard output.")
def command(verdict: str, form: str, output: str | None) -> None:
    """Render a stored verdict again.

    Ends with status 0 whatever the verdict is: nothing is judged here.
    """
    from provenance.reports import report

    color = output is None and wants_color()
    write_output(output, report(load_verdict(verdict), form, color=color).encode())
