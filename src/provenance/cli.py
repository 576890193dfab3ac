"""The command line: one subcommand per file of `provenance.commands`, loaded when it is asked for.

Exit status: 0 passed, 1 failed, 2 bad usage or a path that cannot be read, 3 inconclusive. A
command returns its status; what this package raises on purpose ends as a message and status 2.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
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
    _open_closed_streams()
    try:
        status = _version_or_command(words)
        sys.stdout.flush()
    except BrokenPipeError:
        _drop_output()
        return _BROKEN_PIPE
    except KeyboardInterrupt:
        return _INTERRUPTED
    except ProvenanceError as error:
        return _refuse(str(error))
    except OSError as error:
        return _refuse_file(error)
    except MemoryError:
        return _refuse("there is not enough memory for this; nothing was decided")
    return status


def _open_closed_streams() -> None:
    """Who closed a stream wants to read nothing of it; the status tells as much."""
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115


def _drop_output() -> None:
    """What is left in the buffer has no reader, as behind `head`, or no room on the disk."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _refuse(message: str) -> int:
    from provenance.model.summary import visible

    with suppress(OSError):  # where standard error cannot be written, nobody is left to tell
        print(f"provenance: {visible(message)}", file=sys.stderr)
    return _USAGE


def _refuse_file(error: OSError) -> int:
    """A file that changed while it was read has a name; without one it is our own output."""
    reason = error.strerror or str(error)
    if error.filename is not None:
        return _refuse(f"{error.filename}: {reason}")
    _drop_output()
    return _refuse(f"standard output cannot be written: {reason}")


def _version_or_command(words: list[str]) -> int:
    if words not in _VERSION_OPTIONS:
        return _run(words)
    print_version()
    return 0


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
