"""provenance trace: from the bytes of an image to their sources, and who says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from provenance.commands._believed import belief_options, stated_time, trust_from
from provenance.commands._files import wants_color, write_output

if TYPE_CHECKING:
    from provenance.graph.tracing import Lineage

_FORMATS = ("text", "json", "dot", "graphml")


@click.command("trace", short_help="Show what an image or component was made of.")
@click.argument("delivery")
@click.argument("what")
@belief_options
@click.option(
    "--format",
    "form",
    type=click.Choice(_FORMATS),
    default="text",
    show_default=True,
    help="How to print it.",
)
def command(
    delivery: str,
    what: str,
    trust_file: str | None,
    keys: tuple[str, ...],
    at: str | None,
    form: str,
) -> None:
    """Show what WHAT was made of: a path, a digest (sha256:...) or a package URL.

    Without --trust or --key no signature is checked, and every hop says so.
    """
    from provenance.graph.tracing import trace
    from provenance.intake import read
    from provenance.verification import verify

    evidence = read(delivery)
    proof = None
    if trust_file is not None or keys:
        root = trust_from(trust_file, keys, (delivery,))
        for warning in root.warnings:
            click.echo(f"warning: {warning}", err=True)
        proof = verify(evidence, root, stated_time(at))
    write_output(None, _render(trace(evidence, what, proof), form).encode())


def _render(lineage: Lineage, form: str) -> str:
    import json

    from provenance.commands._lineage_text import tell
    from provenance.graph.view import to_dot, to_graphml

    if form == "json":
        return json.dumps(_plain(lineage), indent=2, ensure_ascii=False) + "\n"
    if form == "dot":
        return to_dot(lineage)
    if form == "graphml":
        return to_graphml(lineage)
    return tell(lineage, short=wants_color())


def _plain(lineage: Lineage) -> dict[str, object]:
    """The lineage with the member names of a verdict."""
    from provenance.model.summary import visible

    return {
        "asked": visible(lineage.asked),
        "subjects": list(map(visible, lineage.subjects)),
        "starts": list(map(visible, lineage.starts)),
        "things": [
            {
                "id": visible(thing.id),
                "kind": thing.kind,
                "label": visible(thing.label),
                "digest": None if thing.digest is None else str(thing.digest),
                "delivered": thing.delivered,
                "paths": list(map(visible, thing.paths)),
                "image": thing.image,
            }
            for thing in lineage.things
        ],
        "hops": [
            {
                "source": visible(hop.source),
                "target": visible(hop.target),
                "relation": hop.relation,
                "origin": {
                    "document": visible(hop.origin.path),
                    "digest": str(hop.origin.digest),
                    "pointer": visible(hop.origin.pointer),
                },
                "standing": visible(hop.standing),
                "verified": hop.verified,
                "weak": hop.weak,
            }
            for hop in lineage.hops
        ],
    }
