"""The compiler and binutils of this machine, as inputs of a build."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
from pathlib import Path

from making.product import TOOLCHAIN_MIRROR, Input


def installed(name: str, program: str) -> Input:
    """Describe an installed tool by its version and the digest of its program."""
    found = shutil.which(program)
    if found is None:
        raise FileNotFoundError(f"{program} is not installed; the samples need gcc and binutils")
    version = version_of(program)
    address = f"{TOOLCHAIN_MIRROR}/{name}-{version}/{program}"
    return Input(
        name=name,
        version=version,
        purl=f"pkg:generic/{name}@{version}",
        uri=address,
        download=address,
        sha256=hashlib.sha256(Path(found).resolve().read_bytes()).hexdigest(),
    )


def version_of(program: str) -> str:
    """The version that a tool prints at the end of its first line."""
    shown = subprocess.run([program, "--version"], check=True, capture_output=True, text=True)
    first = shown.stdout.splitlines()[0]
    versions = re.findall(r"\d+(?:\.\d+)+", first.rpartition(")")[2])
    if not versions:
        raise ValueError(f"{program} prints no version: {first}")
    return str(versions[0])
