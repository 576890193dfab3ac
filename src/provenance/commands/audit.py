"""provenance audit: judge a delivery by a policy."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from provenance.commands._believed import (
    belief_options,
    earlier_options,
    stated_time,
    trust_from,
)
from provenance.commands._files import wants_color, write_output

if TYPE_CHECKING:
    from provenance.model.verdict import Verdict
    from provenance.trust.signing import Signer

_STATUS: Final = {"PASSED": 0, "FAILED": 1, "INCONCLUSIVE": 3}
_BUNDLE: Final = ".jsonl"


@click.command("audit", short_help="Judge a delivery by a policy: PASSED, FAILED, INCONCLUSIVE.")
@click.argument("delivery", metavar="DELIVERY")
@click.option(
    "--policy",
    metavar="NAME|FILE",
    default="baseline",
    show_default=True,
    help="Shipped policy (minimal, baseline, strict, cisa-2026, bsi-2.1 …) or TOML file.",
)
@click.option(
    "--policy-digest",
    metavar="SHA256",
    help="Judge only if the policy, with all that it extends, has this digest (sha256:…).",
)
@belief_options
@earlier_options
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "markdown", "sarif", "csv"]),
    default="text",
    show_default=True,
    help="How to print it.",
)
@click.option(
    "--output",
    "outputs",
    metavar="FILE",
    multiple=True,
    help="Also write it there, in the format of the suffix (.txt, .json, .md, .sarif, .csv;"
    " .jsonl with --sign); may be given again.",
)
@click.option(
    "--sign",
    "private_key",
    metavar="PRIVATE_KEY",
    help="Sign the verdict; written to --output FILE.jsonl, or DELIVERY.verdict.intoto.jsonl.",
)
def command(
    delivery: str,
    policy: str,
    policy_digest: str | None,
    trust_file: str | None,
    keys: tuple[str, ...],
    at: str | None,
    baseline: str | None,
    expect_from: str | None,
    form: str,
    outputs: tuple[str, ...],
    private_key: str | None,
) -> int:
    """Judge a delivery: a directory, an archive of one, or a single document.

    Policy and trust root come from you, never from inside the delivery. Without --trust or --key
    nothing is believed, and whatever needs trust stays open.

    An earlier delivery is read and verified beside this one, and never vouches for anything in it.
    With --expect-from its verified builds say what the policy does not: platform, build type,
    source and parameters. It is the baseline where no other is given.

    Status 0 for PASSED, 1 for FAILED, 3 for INCONCLUSIVE, 2 for bad usage.
    """
    from provenance.commands._progress import progress_on_terminal
    from provenance.judgment import audit, load_policy
    from provenance.reports import report

    forms = _forms(outputs, private_key)
    signer = _signer(private_key)
    trust = trust_from(trust_file, keys, (delivery,))
    rules = load_policy(policy, policy_digest)
    _warn_if_inside(policy, delivery)
    with progress_on_terminal("auditing") as show:
        verdict = audit(
            delivery,
            policy=rules,
            trust=trust,
            at=stated_time(at),
            progress=show,
            baseline=baseline,
            expect_from=expect_from,
        )
    for path, wanted in forms.items():
        write_output(path, report(verdict, wanted).encode())
    if signer is not None:
        _sign(verdict, signer, [path for path in outputs if path.endswith(_BUNDLE)])
    color = form == "text" and wants_color()
    click.echo(report(verdict, form, color=color), nl=False, color=color)
    return _STATUS[verdict.verdict]


def _forms(outputs: Sequence[str], private_key: str | None) -> dict[str, str]:
    """The format of each output file, settled before any work is done."""
    from provenance.reports import format_of_path

    if private_key is None and any(path.endswith(_BUNDLE) for path in outputs):
        raise click.UsageError("a .jsonl output is a signed verdict: give --sign PRIVATE_KEY too")
    return {path: format_of_path(path) for path in outputs if not path.endswith(_BUNDLE)}


def _signer(private_key: str | None) -> Signer | None:
    """Loaded before any work is done: a key that cannot sign is bad usage."""
    if private_key is None:
        return None
    from provenance.attestation import signer_of

    return signer_of(private_key)


def _warn_if_inside(policy: str, delivery: str) -> None:
    """Whoever made a delivery must not choose how it is judged without anybody noticing."""
    path = Path(policy)
    if path.is_file() and path.resolve().is_relative_to(Path(delivery).resolve()):
        said = f"warning: the policy {policy} lies inside the delivery: whoever made it chose it"
        click.echo(said, err=True)


def _sign(verdict: Verdict, signer: Signer, paths: Sequence[str]) -> None:
    from provenance.attestation import attest, withheld

    bundle = attest(verdict, signer)
    for path in paths or [f"{Path(verdict.delivery).name}.verdict.intoto{_BUNDLE}"]:
        write_output(path, bundle)
        click.echo(f"signed verdict: {path}", err=True)
    for sentence in withheld(verdict):
        click.echo(f"warning: {sentence}", err=True)
