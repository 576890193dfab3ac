"""Starting is cheap: nothing heavy is imported before a command needs it."""

from __future__ import annotations

import subprocess
import sys

import click
import pytest

from provenance.cli import command_group

HEAVY = ("networkx", "cryptography", "cyclonedx", "in_toto", "jsonschema_rs", "rich", "jinja2")
HELP = "import sys; from provenance.cli import main; main(['--help']);"


def python(code: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)


@pytest.mark.parametrize(
    "code",
    [
        "import sys, provenance;",
        "import sys; from provenance.cli import main; main(['--version']);",
        HELP,
        "import sys; from provenance.cli import main; main(['read', '--help']);",
    ],
    ids=["import", "version", "help", "help of a command"],
)
def test_nothing_heavy_is_imported(code: str) -> None:
    seen = python(f"{code} print('\\n' + ' '.join(sys.modules))").stdout.splitlines()[-1].split()
    assert [name for name in HEAVY if name in seen] == []


def test_the_version_needs_no_click() -> None:
    code = (
        "import sys; from provenance.cli import main; main(['-V']); print('click' in sys.modules)"
    )
    first, second = python(code).stdout.splitlines()
    assert first.startswith("provenance ")
    assert second == "False"


def test_every_command_has_its_short_help() -> None:
    group = command_group()
    context = click.Context(group)
    names = group.list_commands(context)
    assert "read" in names
    assert names == sorted(names)
    for name in names:
        found = group.get_command(context, name)
        assert found is not None
        assert found.name == name
        assert found.get_short_help_str().endswith(".")
