"""provenance trace: from the bytes of an image to their sources, and who says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from provenance.commands._files import wants_color, write_output

if TYPE_CHECKING:
    from provenance.graph.tracing import Lineage
    from provenance.trust.root import TrustRoot

_FORMATS = ("text", "json", "dot", "graphml")


@click.command("trace", short_help="Show what an image or component was made of.")
@click.argument("delivery")
@click.argument("what")
@click.option("--trust", metavar="FILE", help="Trust root (TOML).")
@click.option("--key", multiple=True, metavar="FILE", help="Public key or certificate; repeatable.")
@click.option("--at", metavar="TIME", help="As of this time (RFC 3339); else now.")
@click.option(
    "--format",
    "form",
    type=click.Choice(_FORMATS),
    default="text",
    show_default=True,
    help="How to print it.",
)
def command(
    delivery: str, what: str, trust: str | None, key: tuple[str, ...], at: str | None, form: str
) -> None:
    """Show what WHAT was made of: a path, a digest (sha256:...) or a package URL.

    Without --trust or --key no signature is checked, and every hop says so.
    """
    from datetime import UTC, datetime

    from provenance.graph.tracing import trace
    from provenance.intake import read
    from provenance.verification import verify

    evidence = read(delivery)
    proof = None
    if trust is not None or key:
        root = _trust(trust, key, delivery)
        proof = verify(evidence, root, at or datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
    write_output(None, _render(trace(evidence, what, proof), form).encode())


def _trust(trust: str | None, keys: tuple[str, ...], delivery: str) -> TrustRoot:
    from provenance.trust.load import load_trust, merge, trust_of_keys, warn_if_inside

    roots = [] if trust is None else [load_trust(trust)]
    roots += [trust_of_keys(keys)] if keys else []
    root = warn_if_inside(merge(roots), (), (delivery,))
    for warning in root.warnings:
        click.echo(f"warning: {warning}", err=True)
    return root


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
