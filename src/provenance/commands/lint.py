"""provenance lint: what a layout does not actually forbid."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap
from typing import TYPE_CHECKING, Any, Final

import click

from provenance.commands._formats import text_or_json

if TYPE_CHECKING:
    from provenance.linting import Linted, LintFinding

_WIDTH: Final = 100
_CLEAN, _FOUND = 0, 1


@click.command("lint", short_help="Say what a layout does not actually forbid.")
@click.argument("layout", metavar="LAYOUT")
@click.option("--at", metavar="TIME", help="Ask whether it expires in time, as of then (RFC 3339).")
@text_or_json
def command(layout: str, at: str | None, form: str) -> int:
    """Say what an in-toto layout does not actually forbid.

    LAYOUT is a Metablock, a DSSE envelope or a bare layout, over links or over statements. Its
    signatures are not checked, so that it can be looked at before it is signed.

    Status 0 when nothing was found, 1 when something was, 2 when no layout can be read.
    """
    from provenance.linting import lint

    found = lint(layout, at)
    if form == "json":
        import json

        click.echo(json.dumps([_plain(one) for one in found], indent=2, ensure_ascii=False))
    else:
        click.echo("\n".join(line for one in found for line in _lines(one)))
    return _FOUND if any(one.findings for one in found) else _CLEAN


def _plain(linted: Linted) -> dict[str, Any]:
    return {
        "path": linted.path,
        "digest": str(linted.digest),
        "steps": linted.steps,
        "signatures": linted.signatures,
        "findings": [
            {
                "id": finding.id,
                "step": finding.step,
                "side": finding.side,
                "rule": finding.rule,
                "pointer": finding.pointer,
                "sentence": finding.sentence,
                "fix": finding.fix,
            }
            for finding in linted.findings
        ],
    }


def _lines(linted: Linted) -> Iterator[str]:
    from provenance.model.summary import visible

    signed = "nobody signed it"
    if linted.signatures:
        signed = f"{_counted(linted.signatures, 'signature')}, not checked here"
    yield f"{visible(linted.path)}  {_counted(linted.steps, 'step')}, {signed}"
    for finding in linted.findings:
        yield f"  {finding.id:<24} {visible(_where(finding))}"
        yield from wrap(visible(finding.sentence), _WIDTH, **_indented("    "))
        yield from wrap(f"→ {finding.fix}", _WIDTH, **_indented("    "))
    yield _counted(len(linted.findings), "finding") if linted.findings else "nothing found"


def _counted(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def _indented(blank: str) -> dict[str, Any]:
    return {"initial_indent": blank, "subsequent_indent": f"{blank}  "}


def _where(finding: LintFinding) -> str:
    parts = [f"step {finding.step!r}" if finding.step else "layout", finding.side]
    parts.append("" if finding.rule is None else f"rule {finding.rule}")
    return f"{', '.join(part for part in parts if part)}  {finding.pointer}"
