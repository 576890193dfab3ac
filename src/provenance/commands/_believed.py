"""Whom a command believes, as of when and beside what: the options that commands share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

if TYPE_CHECKING:
    from provenance.trust.root import TrustRoot

Command = TypeVar("Command", bound=Any)

_OPTIONS: Final = (
    click.option(
        "--trust", "trust_file", metavar="FILE", help="Trust root (TOML): whom you believe."
    ),
    click.option(
        "--key",
        "keys",
        metavar="FILE",
        multiple=True,
        help="Public key or certificate to believe in every role; may be given again.",
    ),
    click.option("--at", metavar="TIME", help="Judge as of this time (RFC 3339); default: now."),
)
_EARLIER: Final = (
    click.option("--baseline", metavar="PATH", help="Earlier delivery to compare with."),
    click.option(
        "--expect-from",
        metavar="BASELINE",
        help="Accepted earlier delivery: expect of builds what its verified ones state.",
    ),
)


def belief_options(command: Command) -> Command:
    """Adds `--trust`, `--key` and `--at` as `trust_file`, `keys` and `at`."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def earlier_options(command: Command) -> Command:
    """Adds `--baseline` and `--expect-from` as `baseline` and `expect_from`."""
    for option in reversed(_EARLIER):
        command = option(command)
    return command


def trust_from(trust_file: str | None, keys: Sequence[str], deliveries: Sequence[str]) -> TrustRoot:
    """The keys of the trust root and of the command line, with a warning for those delivered."""
    from provenance.trust.load import load_trust, merge, trust_of_keys, warn_if_inside

    roots = [] if trust_file is None else [load_trust(trust_file)]
    roots += [trust_of_keys(keys)] if keys else []
    return warn_if_inside(merge(roots), (), deliveries)


def stated_time(at: str | None) -> str:
    """The time that was given, else now."""
    return at or datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
