"""The command line: one subcommand per file of `provenance.commands`, loaded when it is asked for.

Exit status: 0 passed, 1 failed, 2 bad usage or a path that cannot be read, 3 inconclusive. A
command returns its status; what this package raises on purpose ends as a message and status 2.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from provenance.errors import ProvenanceError

if TYPE_CHECKING:
    import click

_PACKAGE: Final = "firmware-provenance"
_COMMANDS: Final = "provenance.commands"
_VERSION_OPTIONS: Final = (["-V"], ["--version"])
_USAGE: Final = 2
_INTERRUPTED: Final = 130
_BROKEN_PIPE: Final = 141
"""What a shell shows for a program that a signal ended: 128 and SIGINT, 128 and SIGPIPE."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and say how it went: the exit status. Never a traceback for bad input.

    Without arguments those of the process are meant, and the process ends here: the system takes
    apart at once what Python would take apart fact by fact. Until then the cyclic collector is off,
    for facts form no cycles, and looking for some costs more than a command on a small delivery.
    """
    if arguments is not None:
        return _status(arguments)
    gc.disable()
    status = _status(sys.argv[1:])
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def _status(arguments: Sequence[str]) -> int:
    words = list(arguments)
    if words in _VERSION_OPTIONS:
        print_version()
        return 0
    try:
        status = _run(words)
        sys.stdout.flush()
    except BrokenPipeError:
        # the reader went away, as `head` does; what is left in the buffer has no reader either
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _BROKEN_PIPE
    except KeyboardInterrupt:
        return _INTERRUPTED
    except ProvenanceError as error:
        print(f"provenance: {error}", file=sys.stderr)
        return _USAGE
    return status


def print_version() -> None:
    """Print name and version; nothing but the metadata of the package is read for it."""
    from importlib.metadata import version

    print(f"provenance {version(_PACKAGE)}")


def _run(words: list[str]) -> int:
    import click

    # not through click's own `main`, which ends 1 when the reader of a pipe goes away
    group = command_group()
    try:
        with group.make_context("provenance", words) as context:
            status = group.invoke(context)
    except click.exceptions.Exit as ended:
        return ended.exit_code
    except click.ClickException as error:
        error.show()
        return _USAGE
    except click.Abort:
        return _INTERRUPTED
    return status if isinstance(status, int) else 0


def command_group() -> click.Group:
    """All subcommands, sorted; none is imported before its name or its help is wanted."""
    import click

    from provenance.catalogue import entry_ids, load_entry

    class Commands(click.Group):
        def list_commands(self, ctx: click.Context) -> list[str]:
            return sorted(entry_ids(_COMMANDS))

        def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
            if name not in entry_ids(_COMMANDS):
                return None
            found: click.Command = load_entry(_COMMANDS, name).command
            return found

    group = Commands(
        "provenance",
        help="Where did every byte of a firmware delivery come from, who vouches for it, and is "
        "that good enough for your policy?",
        context_settings={"help_option_names": ["-h", "--help"]},
        epilog="Exit status: 0 passed, 1 failed, 2 bad usage or unreadable path, 3 inconclusive.",
    )
    version = click.Option(
        ["-V", "--version"],
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=_show_version,
        help="Show the version and exit.",
    )
    group.params.append(version)
    return group


def _show_version(context: click.Context, _: click.Parameter, asked: bool) -> None:
    if asked:
        print_version()
        context.exit()
