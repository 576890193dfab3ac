"""Signatures on checkpoints: keys as C2SP and Rekor publish them, over what logs have signed."""

from __future__ import annotations

import base64
import json
import os
import sys
from pathlib import Path

import pytest

from provenance.decoding.notes import parse_checkpoint, parse_note
from provenance.errors import DecodingError, UsageError
from provenance.model.transparency import Checkpoint
from provenance.trust.note_keys import ECDSA, ED25519, note_key, note_key_of, read_note_key, spki
from provenance.trust.notes import check_checkpoint, check_signer
from provenance.trust.root import TrustedLog

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from samples.logs import SIGNED_AT, LatticeWitness, Log, Signer  # noqa: E402
from samples.logs import Witness as Cosigner  # noqa: E402

CORPUS = Path(os.environ.get("PROVENANCE_CORPUS", ROOT.parent / "shared" / "corpus"))
SIGSTORE = CORPUS / "sigstore"
AT = "2026-11-22T12:00:00Z"

# The example of C2SP signed-note, and a checkpoint of the Go checksum database.
EXAMPLE_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
EXAMPLE = (
    "This is an example message.\n\n\u2014 example.com/foo "
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)
SUMDB_KEY = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
SUMDB = (
    "go.sum database tree\n35225469\nvt5T6GaLCXvyHFl9VUvvItR43XZxfLgftEcTyO3eJCQ=\n\n"
    "\u2014 sum.golang.org Az3grpukl5AXaVfYkLiDGORx/DN2nlcS5kZHR5uYOBV2KA2HgXpD+gu9HHONebHLAyaK"
    "bbTM75QTtPydhKCExixSfwQ=\n"
)


def checked(text: str, key: str) -> str:
    return check_signer(parse_checkpoint(text), (read_note_key(key),)).outcome


def test_the_example_of_the_specification() -> None:
    note = parse_note(EXAMPLE)
    whole = Checkpoint("", 0, b"", note.text.encode(), note.signatures)
    assert check_signer(whole, (read_note_key(EXAMPLE_KEY),)).outcome == "pass"


def test_a_checkpoint_of_the_go_checksum_database() -> None:
    assert checked(SUMDB, SUMDB_KEY) == "pass"
    assert checked(SUMDB.replace("35225469", "35225468"), SUMDB_KEY) == "fail"
    assert checked(SUMDB, EXAMPLE_KEY) == "open"


@pytest.mark.skipif(not SIGSTORE.is_dir(), reason="corpus absent: it does not lie beside the tree")
def test_checkpoints_of_rekor_1_and_2() -> None:
    """Keys as the trusted root has them: ECDSA with its own key hash, and Ed25519."""
    found = set()
    for bundle in SIGSTORE.rglob("*happy-path*/bundle.sigstore.json"):
        own = bundle.with_name("trusted_root.json")
        path = own if own.is_file() else SIGSTORE / "trusted-roots" / "trusted_root.prod.json"
        published = [log["publicKey"] for log in json.loads(path.read_bytes())["tlogs"]]
        for entry in json.loads(bundle.read_bytes())["verificationMaterial"]["tlogEntries"]:
            text = entry.get("inclusionProof", {}).get("checkpoint", {}).get("envelope", "")
            if text:
                noted = parse_checkpoint(text)
                name = noted.signatures[0].name
                keys = [note_key_of(name, base64.b64decode(key["rawBytes"])) for key in published]
                signing = check_signer(noted, keys)
                found.add((signing.outcome, signing.key and signing.key.kind))
    assert found == {("pass", ED25519), ("pass", ECDSA)}


@pytest.mark.parametrize("kind", [Signer, Cosigner, LatticeWitness])
def test_every_kind_of_key(kind: type[Signer]) -> None:
    log, signer = Log("log.example"), kind("signer.example")
    log.add(b"x")
    text = log.checkpoint(witnesses=[signer])
    signing = check_signer(parse_checkpoint(text), (read_note_key(signer.key),))
    assert signing.outcome == "pass"
    assert signing.time == (None if kind is Signer else SIGNED_AT)
    log.add(b"y")
    other = parse_checkpoint(log.checkpoint() + signer.line(text.partition("\n\n")[0] + "\n"))
    assert check_signer(other, (read_note_key(signer.key),)).outcome == "fail"


def test_a_cosignature_of_ml_dsa_binds_the_name_of_the_witness() -> None:
    """C2SP tlog-cosignature: the message has the name, unlike that of Ed25519."""
    log, signer = Log("log.example"), LatticeWitness("signer.example")
    log.add(b"x")
    value = signer.value(log.text(), SIGNED_AT)
    other = note_key("other.example", 0x06, signer.public)
    encoded = base64.b64encode(other.key_hash + value).decode()
    text = log.checkpoint() + f"\u2014 other.example {encoded}\n"
    assert check_signer(parse_checkpoint(text), (other,)).outcome == "fail"


def test_times_of_cosignatures_are_given() -> None:
    log, signer = Log("log.example"), Cosigner("w.example")
    log.add(b"x")
    witness = _witness(signer)
    trusted = TrustedLog("log", "log.example", (read_note_key(log.key),), ("w.example",), 1)
    checkpoint = parse_checkpoint(log.checkpoint(witnesses=[signer]))
    noted = check_checkpoint(checkpoint, trusted, [witness], AT)
    assert noted.outcome == "pass"
    assert [(one.time, one.source, one.by) for one in noted.times] == [
        ("2026-09-21T14:13:20Z", "witness", "w.example")
    ]


def test_one_key_under_two_names_is_one_witness() -> None:
    log, signer = Log("log.example"), Cosigner("a.example")
    twin = Cosigner("b.example")
    twin.private = signer.private
    log.add(b"x")
    names = ("a.example", "b.example")
    trusted = TrustedLog("log", "log.example", (read_note_key(log.key),), names, 2)
    checkpoint = parse_checkpoint(log.checkpoint(witnesses=[signer, twin]))
    noted = check_checkpoint(checkpoint, trusted, [_witness(signer), _witness(twin)], AT)
    assert (noted.outcome, noted.reason) == ("open", "1 of 2 witnesses signed it")


def _witness(signer: Signer):
    from provenance.trust.root import Witness

    return Witness(signer.name, (read_note_key(signer.key),))


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("example.com/foo", "spelled NAME.HASH.BASE64"),
        (EXAMPLE_KEY.replace("530d903a", "530d903b"), "names the hash 530d903b"),
        (EXAMPLE_KEY.replace("530d903a", "530D903A"), "spelled NAME.HASH.BASE64"),
        (EXAMPLE_KEY.replace("/foo", "/f o"), "blank or a plus"),
        (EXAMPLE_KEY[:-4], "is not a public key"),
        ("a+00000000+CQ==", "is of type 0x09"),
        ("a+00000000+" + base64.b64encode(b"\5" + bytes(64)).decode(), "is of type 0x05"),
        ("a+00000000+" + base64.b64encode(b"\1" + bytes(32)).decode(), "order"),
    ],
)
def test_keys_that_are_none(key: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        read_note_key(key)


def test_keys_are_told_apart_by_their_material() -> None:
    material = base64.b64decode("6TJ5GubnqECkYWTJBHhkJtXngh3YspoA1hyucq/dTaQ=")
    assert spki(note_key("a", 1, material)) == spki(note_key("b", 4, material))
    assert note_key("a", 1, material).key_hash != note_key("a", 4, material).key_hash


@pytest.mark.parametrize(
    "note",
    [
        "",
        "\n",
        "a\n",
        "a\n\n",
        "a\n\n\u2014 b\n",
        "a\n\n\u2014 b AAAAAAA=",
        "a\n\n\u2014 b AAAAAA==\n",
        "a\n\n\u2014 b AAAAAAB=\n",
        "a\n\n\u2014  AAAAAAA=\n",
        "a\n\n\u2014 b c AAAAAAA=\n",
        "a\n\n\u2014 b+c AAAAAAA=\n",
        "a\n\n\u2014 b\u00a0c AAAAAAA=\n",
        "a\r\n\r\n\u2014 b AAAAAAA=\r\n",
        "a\n\n\u2014 b AAAAAAA=\n\u2013 b AAAAAAA=\n",
    ],
)
def test_notes_that_are_none(note: str) -> None:
    with pytest.raises(DecodingError):
        parse_note(note)


def test_a_text_may_hold_empty_lines_but_a_checkpoint_may_not() -> None:
    assert parse_note("a\n\nb\n\n\u2014 c AAAAAAA=\n").text == "a\n\nb\n"
    root = base64.b64encode(bytes(32)).decode()
    whole = parse_checkpoint(f"o\n5\n{root}\nmore\n\n\u2014 c AAAAAAA=\n")
    assert whole.extensions == ("more",)
    for text in (f"o\n5\n{root}\n\nmore\n", f"\n5\n{root}\n", "o\n5\n"):
        with pytest.raises(DecodingError):
            parse_checkpoint(f"{text}\n\u2014 c AAAAAAA=\n")
