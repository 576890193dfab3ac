"""provenance verify: which signatures, layouts and statements hold, whose, and at what time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

import click

from provenance.commands._believed import (
    belief_options,
    earlier_options,
    stated_time,
    trust_from,
)
from provenance.commands._formats import text_or_json

if TYPE_CHECKING:
    from provenance.model.verdict import Verdict

_STATUS: Final = {"pass": 0, "fail": 1, "open": 3, "notApplicable": 3}
_HOLDS, _BROKEN = 0, 1


@click.command("verify", short_help="Check signatures, layouts, statements and delivered bytes.")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@belief_options
@click.option("--product", metavar="NAME", help="Apply keys that are narrowed to products.")
@click.option(
    "--parameter",
    "parameters",
    metavar="NAME=VALUE",
    multiple=True,
    help="Fill {NAME} in the rules and commands of layouts; may be given again.",
)
@click.option(
    "--delivery", metavar="PATH", help="PATH is a signed verdict: check it against this delivery."
)
@click.option("--rerun", is_flag=True, help="With --delivery: derive the verdict again as well.")
@click.option("--policy", metavar="NAME|FILE", help="With --rerun: the policy of the verdict.")
@earlier_options
@text_or_json
def command(
    paths: tuple[str, ...],
    trust_file: str | None,
    keys: tuple[str, ...],
    at: str | None,
    product: str | None,
    parameters: tuple[str, ...],
    delivery: str | None,
    rerun: bool,
    policy: str | None,
    baseline: str | None,
    expect_from: str | None,
    form: str,
) -> int:
    """Check cryptography and digests, and judge nothing else.

    Signatures (DSSE, Metablock, detached), in-toto layouts with their links, statements, and
    whether delivered bytes are what verified builds made. Nothing delivered is ever executed:
    inspections of a layout are reported, not run.

    Status 0 when all of it holds, 1 when something fails, 3 when nothing was verifiable or a layout
    or statement stays open, 2 for bad usage.
    """
    if delivery is not None:
        if at or product or parameters or ((policy or baseline or expect_from) and not rerun):
            raise click.UsageError(
                "a signed verdict has its own time and product; with --delivery go --key, --trust, "
                "--format, and --policy, --baseline and --expect-from where --rerun is given"
            )
        again = _derivation(delivery, policy, trust_file, baseline, expect_from)
        return _check_verdict(paths, (trust_file, keys), delivery, again if rerun else None, form)
    if rerun or policy is not None or expect_from is not None:
        raise click.UsageError(
            "--rerun, --policy and --expect-from go with --delivery, for a signed verdict"
        )
    return _verify(paths, (trust_file, keys), at, product, parameters, baseline, form)


def _verify(
    paths: Sequence[str],
    believed: tuple[str | None, Sequence[str]],
    at: str | None,
    product: str | None,
    parameters: Sequence[str],
    baseline: str | None,
    form: str,
) -> int:
    from provenance.commands._proof_views import proof_to_plain, tell
    from provenance.intake import collector_off, read
    from provenance.verification import verify

    trust = trust_from(*believed, paths)
    filled = dict(_pair(parameter) for parameter in parameters)
    with collector_off():
        proof = verify(
            read(*paths),
            trust,
            stated_time(at),
            parameters=filled,
            product=product,
            baseline=None if baseline is None else read(baseline),
        )
    if form == "json":
        import json

        click.echo(json.dumps(proof_to_plain(proof, trust), indent=2))
    else:
        click.echo("\n".join(tell(proof, trust)))
    return _STATUS[proof.outcome]


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise click.UsageError(f"--parameter {text!r} is not NAME=VALUE")
    return name, value


def _check_verdict(
    paths: Sequence[str],
    believed: tuple[str | None, Sequence[str]],
    delivery: str,
    derivation: Callable[[str], Verdict] | None,
    form: str,
) -> int:
    """Check a signed verdict against the delivery that it is about."""
    from provenance.attestation import verify_verdict
    from provenance.commands._proof_views import check_to_plain, tell_check

    if len(paths) != 1:
        raise click.UsageError("--delivery goes with one PATH, the signed verdict")
    trust_file, keys = believed
    signers = trust_from(None if keys else trust_file, keys, (delivery,))
    found = verify_verdict(paths[0], signers, delivery, derivation)
    if form == "json":
        import json

        click.echo(json.dumps(check_to_plain(found, signers), indent=2))
    else:
        click.echo("\n".join(tell_check(found, signers, delivery)))
    return _HOLDS if found.holds else _BROKEN


def _derivation(
    delivery: str,
    policy: str | None,
    trust_file: str | None,
    baseline: str | None,
    expect_from: str | None,
) -> Callable[[str], Verdict]:
    def derive(at: str) -> Verdict:
        from provenance.judgment import audit

        return audit(
            delivery,
            policy=policy or "baseline",
            trust=trust_from(trust_file, (), (delivery,)),
            at=at,
            baseline=baseline,
            expect_from=expect_from,
        )

    return derive
