"""Files that change, vanish or become something else between two looks at them.

A file is hashed, recognised, read and checked in several openings. Whoever can write to it in
between could show the digest one content and a signature another.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import provenance
from provenance.errors import UnreadableError
from provenance.trust.load import load_trust

SAMPLES = Path(__file__).parents[2] / "samples"
AT = "2026-11-22T12:00:00Z"


@pytest.fixture
def delivery(tmp_path: Path) -> Path:
    shutil.copytree(SAMPLES / "deliveries" / "gateway-2.4.0", tmp_path / "gateway-2.4.0")
    return tmp_path / "gateway-2.4.0"


def audit(evidence: provenance.Evidence) -> str:
    return provenance.audit(
        evidence,
        policy=SAMPLES / "gateway.policy.toml",
        trust=load_trust(SAMPLES / "trust.toml"),
        at=AT,
    ).verdict


def replace_by(make: Callable[[Path], object]) -> Callable[[Path], object]:
    def change(path: Path) -> None:
        path.rename(path.with_name("old"))
        make(path)

    return change


CHANGES: dict[str, Callable[[Path], object]] = {
    "vanishes": Path.unlink,
    "is emptied": lambda path: os.truncate(path, 0),
    "is cut": lambda path: os.truncate(path, 10),
    "grows": lambda path: path.open("ab").write(b"more"),
    "is written again": lambda path: path.write_bytes(path.read_bytes()[::-1]),
    "becomes a folder": replace_by(Path.mkdir),
    "becomes a pipe": replace_by(os.mkfifo),
    "becomes a link": replace_by(lambda path: path.symlink_to("root.layout")),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("name", ["gateway.img", "gateway.img.sig", "sbom.cdx.json"])
def test_a_file_that_changes_while_it_is_read_is_named(
    name: str, change: str, delivery: Path
) -> None:
    def show(address: str) -> None:
        if address == name:
            CHANGES[change](delivery / name)

    with pytest.raises(UnreadableError, match=f"^{name}: "):
        provenance.read(delivery, progress=show)


@pytest.mark.parametrize("change", CHANGES)
def test_an_image_that_changes_before_it_is_judged_is_named(change: str, delivery: Path) -> None:
    evidence = provenance.read(delivery)
    CHANGES[change](delivery / "gateway.img")
    with pytest.raises(UnreadableError, match=r"^gateway\.img: "):
        audit(evidence)


def test_what_stays_as_it_is_may_be_looked_at_often(delivery: Path) -> None:
    evidence = provenance.read(delivery)
    os.utime(delivery)
    (delivery / "gateway.img").chmod(0o600)
    assert audit(evidence) == audit(evidence) == "PASSED"


def test_a_document_may_be_given_by_a_link(delivery: Path, tmp_path: Path) -> None:
    (tmp_path / "sbom.json").symlink_to(delivery / "sbom.cdx.json")
    (chapter, *_) = provenance.read(tmp_path / "sbom.json").chapters
    assert chapter.document.status == "clean"
