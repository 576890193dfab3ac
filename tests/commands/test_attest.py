"""provenance attest: a stored verdict, signed."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from handmade import BAD, GOOD

from provenance.attestation import attest
from provenance.cli import main
from provenance.model.verdict import Verdict

SAMPLES = Path(__file__).parents[2] / "samples"
Stored = Callable[[Verdict], str]


@pytest.fixture
def key(tmp_path: Path) -> str:
    path = tmp_path / "key.pem"
    path.write_bytes(
        Ed25519PrivateKey.generate().private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return str(path)


def test_the_bundle_is_the_one_of_the_function(
    stored: Stored, key: str, tmp_path: Path, capsysbinary: Any
) -> None:
    target = tmp_path / "verdict.intoto.jsonl"
    assert main(["attest", stored(BAD), "--key", key, "--output", str(target)]) == 0
    assert target.read_bytes() == attest(BAD, key)
    out, err = capsysbinary.readouterr()
    assert out == b""
    assert b"no VSA for bootloader.bin" in err


def test_an_audit_is_signed_and_checked_by_somebody_else(
    key: str, tmp_path: Path, capsys: Any
) -> None:
    bundle = str(tmp_path / "verdict.intoto.jsonl")
    judged_by = ["--policy", str(SAMPLES / "gateway.policy.toml")]
    judged_by += ["--trust", str(SAMPLES / "trust.toml")]
    delivery = str(SAMPLES / "deliveries" / "gateway-2.4.0")
    at = ["--at", "2026-11-22T12:00:00Z"]
    assert main(["audit", delivery, *judged_by, *at, "--sign", key, "--output", bundle]) == 0
    public = tmp_path / "key.pub"
    private = serialization.load_pem_private_key(Path(key).read_bytes(), None)
    public.write_bytes(
        private.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
    )
    check = ["verify", bundle, "--key", str(public)]
    assert main([*check, "--delivery", delivery, "--rerun", *judged_by]) == 0
    assert "the same when derived again" in capsys.readouterr().out
    other = str(SAMPLES / "deliveries" / "gateway-2.4.1")
    assert main([*check, "--delivery", other]) == 1
    assert "was judged" in capsys.readouterr().out


def test_one_summary_is_one_envelope(stored: Stored, key: str, capsysbinary: Any) -> None:
    arguments = ["--vsa", "gateway.img", "--resource", "pkg:generic/acme/gateway@2.4.0"]
    assert main(["attest", stored(GOOD), "--key", key, *arguments]) == 0
    (line,) = capsysbinary.readouterr().out.splitlines()
    statement = json.loads(base64.b64decode(json.loads(line)["payload"]))
    assert statement["predicate"]["resourceUri"] == "pkg:generic/acme/gateway@2.4.0"


@pytest.mark.parametrize("arguments", [["--vsa", "bootloader.bin"], ["--vsa", "other"]])
def test_what_cannot_be_attested_ends_with_2(
    arguments: list[str], stored: Stored, key: str, capsys: Any
) -> None:
    assert main(["attest", stored(BAD), "--key", key, *arguments]) == 2
    assert "provenance: " in capsys.readouterr().err


def test_no_key_is_bad_usage(stored: Stored) -> None:
    assert main(["attest", stored(GOOD)]) == 2
