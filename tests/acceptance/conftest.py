"""Runs a command as its user would, and makes the key with which an auditor signs."""

from __future__ import annotations

from pathlib import Path

import pytest
from acceptance_runs import KeyPair, Ran, Run
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from provenance.cli import main


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """One command in this process; what it printed is kept."""

    def call(*words: str | Path) -> Ran:
        status = main([str(word) for word in words])
        out, err = capfdbinary.readouterr()
        return Ran(status, out.decode(), err.decode())

    return call


@pytest.fixture
def auditor(tmp_path: Path) -> KeyPair:
    """A key of the auditor, thrown away after the test."""
    key = Ed25519PrivateKey.generate()
    pair = KeyPair(tmp_path / "auditor.pem", tmp_path / "auditor.pub")
    pair.private.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    pair.public.write_bytes(
        key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    )
    return pair
