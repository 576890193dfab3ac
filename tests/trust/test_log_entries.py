"""Logs and witnesses of a trust root: read strictly, and no key stands for two of them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from provenance.decoding.toml import parse_toml
from provenance.errors import ConfigurationError
from provenance.trust.log_entries import read_log_entries, read_witness_entries
from provenance.trust.root import TrustedLog

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from samples.logs import LatticeWitness, Log, Witness

LOG, ONE, TWO = Log("log.example"), Witness("w1.example"), LatticeWitness("w2.example")
WITNESSES = f"""
[[witness]]
name = "one"
key = "{ONE.key}"
[[witness]]
name = "two"
key = "{TWO.key}"
"""


def logs_of(text: str, folder: Path = Path()) -> tuple[TrustedLog, ...]:
    file = parse_toml(folder / "trust.toml", text.encode())
    witnesses, _ = read_witness_entries(file)
    return read_log_entries(file, witnesses)[0]


def test_a_log_with_witnesses() -> None:
    asked = 'witnesses = ["two", "one"]\nquorum = 2'
    (log,) = logs_of(f'[[log]]\nname = "a"\nkey = "{LOG.key}"\n{asked}\n{WITNESSES}')
    assert (log.name, log.origin, log.quorum) == ("a", "log.example", 2)
    assert log.witnesses == ("one", "two")
    assert log.keys[0].key_hash == LOG.key_hash


def test_keys_in_files_and_two_at_once(tmp_path: Path) -> None:
    (tmp_path / "log.vkey").write_text(LOG.key + "\n")
    public = ec.generate_private_key(ec.SECP256R1()).public_key()
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (tmp_path / "rekor.pub").write_bytes(pem)
    text = '[[log]]\nname = "a"\norigin = "log.example - 17"\nkey = ["log.vkey", "rekor.pub"]\n'
    (log,) = logs_of(text, tmp_path)
    assert log.origin == "log.example - 17"
    assert sorted((key.name, key.kind) for key in log.keys) == [
        ("log.example", 1),
        ("log.example", 2),
    ]


FAULTS = [
    (f'[[log]]\nkey = "{LOG.key}"', "log[0]: has no name"),
    ('[[log]]\nname = "a"', "log[0]: has no key"),
    ('[[log]]\nname = "a"\nkey = 5', "log[0].key: is not text"),
    ('[[log]]\nname = "a"\nkey = []', "log[0].key: is not a list of one or more texts"),
    ('[[log]]\nname = "a"\nkey = "none.vkey"', "none.vkey: cannot be read"),
    (f'[[log]]\nname = "a"\nkey = "{LOG.key}"\nurl = "x"', "log[0].url: is not known here"),
    (f'[[log]]\nname = "a"\nkey = "{LOG.key}"\nquorum = 1', "needs witnesses to count"),
    (
        f'[[log]]\nname = "a"\nkey = "{LOG.key}"\nwitnesses = ["one"]\n{WITNESSES}',
        "log[0]: has no quorum",
    ),
    (
        f'[[log]]\nname = "a"\nkey = "{LOG.key}"\nwitnesses = ["x"]\nquorum = 1\n{WITNESSES}',
        "'x' is no witness; witnesses are one, two",
    ),
    (
        f'[[log]]\nname = "a"\nkey = "{LOG.key}"\nwitnesses = ["one"]\nquorum = 0\n{WITNESSES}',
        "log[0].quorum: is 0; it must be 1 to 1",
    ),
    (
        f'[[log]]\nname = "a"\nkey = "{LOG.key}"\nwitnesses = ["one"]\nquorum = 2\n{WITNESSES}',
        "log[0].quorum: is 2; it must be 1 to 1",
    ),
    (
        f'[[log]]\nname = "a"\nkey = "{LOG.key}"\nwitnesses = ["one"]\nquorum = true\n{WITNESSES}',
        "log[0].quorum: is not a whole number",
    ),
    (
        f'[[log]]\nname = "a"\nkey = "{LOG.key}"\n[[log]]\nname = "b"\nkey = "{LOG.key}"\n',
        "has the name or origin of another log",
    ),
    (
        f'[[log]]\nname = "a"\nkey = "{LOG.key}"\n'
        f'[[log]]\nname = "b"\norigin = "o"\nkey = "{LOG.key}"\n',
        "is the key of 'a' too",
    ),
    (
        f'[[witness]]\nname = "a"\nkey = "{ONE.key}"\n[[witness]]\nname = "b"\nkey = "{ONE.key}"',
        "is the key of 'a' too",
    ),
    (
        f'[[log]]\nname = "a"\norigin = "x"\nkey = "{ONE.key}"\n{WITNESSES}',
        "is the key of 'one' too",
    ),
    (f'[[witness]]\nname = "a"\nkey = "{LOG.key}"', "is of type 0x01; types for this entry"),
    (f'[[log]]\nname = "a"\norigin = "x\\ny"\nkey = "{LOG.key}"', "is more than one line"),
    (
        f'[[log]]\nname = "a"\nkey = ["{LOG.key}", "{TWO.key}"]',
        "has keys of several names, log.example, w2.example, and no origin",
    ),
]


@pytest.mark.parametrize(("text", "told"), FAULTS, ids=[told for _, told in FAULTS])
def test_faults_are_named(text: str, told: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        logs_of(text)
    assert told in str(caught.value)
    assert "trust.toml:" in str(caught.value)
