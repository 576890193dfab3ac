"""The list of everything in a delivery, signed by the owner of the release."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from making.keys import Pen

MANIFEST = "application/vnd.firmware-provenance.manifest+json"
MANIFEST_TYPE = "urn:firmware-provenance:manifest:v1"


def listed(delivery: Path) -> dict[str, bytes]:
    """The delivered files by path; a manifest does not list itself."""
    paths = sorted(path for path in delivery.rglob("*") if path.is_file())
    return {path.relative_to(delivery).as_posix(): path.read_bytes() for path in paths}


def write_sums(pen: Pen, delivery: Path) -> None:
    """Write SHA256SUMS as `sha256sum` does, and its signature beside it."""
    rows = [
        f"{hashlib.sha256(data).hexdigest()}  {path}\n" for path, data in listed(delivery).items()
    ]
    sums = delivery / "SHA256SUMS"
    sums.write_text("".join(rows), "utf-8")
    pen.sign_beside(sums)


def write_envelope(pen: Pen, delivery: Path) -> None:
    """Write manifest.dsse.json: path, size and digests of every file."""
    payload = {"type": MANIFEST_TYPE, "files": [row(*item) for item in listed(delivery).items()]}
    text = pen.envelope(MANIFEST, payload)
    (delivery / "manifest.dsse.json").write_text(text, "utf-8")


def row(path: str, data: bytes) -> dict[str, Any]:
    """One file as the manifest lists it; the size is in bytes."""
    return {
        "path": path,
        "size": len(data),
        "digests": {"sha256": hashlib.sha256(data).hexdigest()},
    }
