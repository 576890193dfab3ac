"""provenance attest: a stored verdict as signed in-toto statements."""

from __future__ import annotations

import click

from provenance.commands._files import load_verdict, write_output


@click.command("attest", short_help="Sign a stored verdict as in-toto statements.")
@click.argument("verdict", metavar="VERDICT.json")
@click.option("--key", required=True, metavar="PRIVATE_KEY", help="Unencrypted private key, PEM.")
@click.option("--vsa", metavar="IMAGE", help="Only the SLSA VSA of this image, as one envelope.")
@click.option("--resource", metavar="URI", help="With --vsa: what the VSA is for, such as a purl.")
@click.option("--output", metavar="FILE", help="Write there instead of to standard output.")
def command(
    verdict: str, key: str, vsa: str | None, resource: str | None, output: str | None
) -> None:
    """Sign a stored verdict: JSON lines of DSSE envelopes.

    The first holds the whole verdict; a SLSA VSA follows for each image that passed or failed.
    """
    from provenance.attestation import attest, withheld

    judged = load_verdict(verdict)
    write_output(output, attest(judged, key, vsa=vsa, resource=resource))
    for sentence in withheld(judged) if vsa is None else ():
        click.echo(f"warning: {sentence}", err=True)
