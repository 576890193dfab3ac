"""Runs the planned steps for real, with in-toto's recorder writing a signed link for each."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from pathlib import Path

from in_toto.runlib import in_toto_run

from making.layout import Action
from making.product import Release

TIMEOUT = 120  # seconds for one step


@contextmanager
def build_environment(release: Release) -> Iterator[None]:
    """Let every machine give the same bytes: the commit's time, no locale, this interpreter."""
    before = dict(os.environ)
    own = str(Path(sys.executable).parent)
    os.environ.update(
        LC_ALL="C",
        PATH=os.pathsep.join([own, before.get("PATH", os.defpath)]),
        SOURCE_DATE_EPOCH=str(int(release.committed.timestamp())),
    )
    # a make around this one must not steer it
    for name in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS"):
        os.environ.pop(name, None)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def record(release: Release, plan: list[Action], work: Path, links: Path) -> None:
    """Run every step in the folder `work`; a command that fails raises RuntimeError."""
    links.mkdir()
    with build_environment(release), chdir(work):
        for action in plan:
            run(action, release, links)


def run(action: Action, release: Release, links: Path) -> None:
    """Run one step and write its link, signed by its functionary."""
    metadata = in_toto_run(
        action.name,
        action.reads,
        action.makes,
        action.command,
        record_streams=True,
        use_dsse=release.in_envelopes,
        signer=action.pen.signer,
        metadata_directory=str(links),
        timeout=TIMEOUT,
    )
    byproducts = metadata.get_payload().byproducts
    if byproducts["return-value"] != 0:
        raise RuntimeError(f"step {action.name} failed: {byproducts['stderr']}")
