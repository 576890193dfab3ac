"""069: an image is called something else, so that the population shrinks and the rest passes.

All of these lie in a manifest that a believed key signed: it is the vendor who hides them.
"""

from __future__ import annotations

import base64
import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
from attack_material import AT, EVIL, IN_TOTO, Workshop, complaints, encode, sha256

from provenance.intake import read
from provenance.judgment import load_policy
from provenance.questions.ask import Ask
from provenance.trust.load import load_trust
from provenance.verification import verify

VACUOUS = "process/vacuous-audit"

Pair = tuple[str, Callable[[Workshop], bytes], Callable[[Workshop], bytes]]


def _sums(workshop: Workshop) -> bytes:
    return f"{sha256(workshop.images['gateway.img'])}  gateway.img\n".encode()


def _pem(content: bytes) -> bytes:
    body = base64.encodebytes(content)
    return b"-----BEGIN PUBLIC KEY-----\n" + body + b"-----END PUBLIC KEY-----\n"


def _raw(workshop: Workshop) -> bytes:
    return workshop.key("release").public_key().public_bytes_raw()


def _public(workshop: Workshop) -> bytes:
    return _pem(bytes.fromhex("302a300506032b6570032100") + _raw(workshop))


def _json_key(workshop: Workshop, **more: str) -> bytes:
    public = _raw(workshop).hex()
    value = {"keytype": "ed25519", "scheme": "ed25519", "keyval": {"public": public}, **more}
    return encode(value)


def _lines(workshop: Workshop, *more: bytes) -> bytes:
    sealed = workshop.envelope(encode(workshop.statements[0]), IN_TOTO, ["build"])
    return b"\n".join((sealed, *more, sealed, b""))


PAIRS: dict[str, Pair] = {
    "a signature beside a document": (
        "root.layout.sig",
        lambda w: EVIL,
        lambda w: w.key("release").sign(encode(w.layout)),
    ),
    "a signature in base64": (
        "root.layout.sig",
        lambda w: base64.b64encode(EVIL),
        lambda w: base64.b64encode(w.key("release").sign(encode(w.sbom))),
    ),
    "OpenPGP armor": (
        "root.layout.sig",
        lambda w: b"-----BEGIN PGP SIGNATURE-----\n" + EVIL,
        lambda w: b"-----BEGIN PGP SIGNATURE-----\n\niQ==\n-----END PGP SIGNATURE-----\n",
    ),
    "comments of a list": (
        "SHA256SUMS",
        lambda w: _sums(w) + b"#" * 5_000 + b"\n#" + EVIL.replace(b"\n", b"") + b"\n",
        lambda w: _sums(w) + "# made by Zoë\r\n".encode(),
    ),
    "a key in PEM": ("k.pem", lambda w: _pem(EVIL), _public),
    "a key in JSON, as bytes": (
        "k.json",
        lambda w: _json_key(w)[:-1] + b', "x": "' + b" " * 5_000 + bytes(range(128, 256)) + b'"}',
        _json_key,
    ),
    "a key in JSON, as too much text": (
        "k.json",
        lambda w: _json_key(w, x=base64.b64encode(EVIL * 40).decode()),
        _json_key,
    ),
    "the payload of an envelope": (
        "fw.json",
        lambda w: w.envelope(EVIL, "application/octet-stream", ["release"]),
        lambda w: w.envelope(encode(w.statements[0]), IN_TOTO, ["build"]),
    ),
    "a line among statements": (
        "all.jsonl",
        lambda w: _lines(w, encode({"fw": base64.b64encode(EVIL).decode()})),
        _lines,
    ),
    "behind a compressed document": (
        "other.intoto.json.gz",
        lambda w: gzip.compress(_lines(w), mtime=0) + EVIL,
        lambda w: gzip.compress(_lines(w), mtime=0),
    ),
}


@pytest.mark.parametrize("name", PAIRS)
def test_069_an_image_is_taken_for(name: str, tmp_path: Path) -> None:
    path, hostile, innocent = PAIRS[name]
    workshop = Workshop(tmp_path / "hostile")
    workshop.extra[path] = hostile(workshop)
    verdict = workshop.audit()
    assert verdict.verdict == "INCONCLUSIVE"
    found = [label.partition("!")[0] for label, _ in complaints(verdict, VACUOUS)]
    assert path in found
    twin = Workshop(tmp_path / "innocent")
    twin.extra[path] = innocent(twin)
    assert twin.audit().verdict == "PASSED"


def test_069_the_signature_of_the_manifest_is_an_image(tmp_path: Path) -> None:
    """No manifest can list its own signature, so nothing else would notice."""
    workshop = Workshop(tmp_path)
    workshop.late["manifest.dsse.json.sig"] = EVIL
    verdict = workshop.audit()
    assert verdict.verdict == "INCONCLUSIVE"
    assert complaints(verdict, VACUOUS) == [("manifest.dsse.json.sig", "open")]


def test_069_a_file_is_named_like_something_inside_the_manifest(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    workshop.late["manifest.dsse.json!payload"] = EVIL
    verdict = workshop.audit()
    found = complaints(verdict, "artifact/unlisted-file")
    assert found == [("manifest.dsse.json!payload", "fail")]


@pytest.mark.parametrize("listed", [True, False])
def test_069_the_policy_names_images_and_another_lies_beside_them(
    listed: bool, tmp_path: Path
) -> None:
    workshop = Workshop(tmp_path)
    workshop.extra["radio.bin"] = EVIL
    workshop.policy["product"] = {"images": ["*.img"]}
    if not listed:
        workshop.parts.discard("manifest")
    verdict = workshop.audit()
    assert verdict.verdict == "INCONCLUSIVE"
    assert complaints(verdict, VACUOUS) == [("radio.bin", "open")]
    assert any("radio.bin" in request.text for request in verdict.requests)


def test_069_what_the_policy_calls_other_is_no_secret(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    workshop.extra["notes.pdf"] = b"%PDF\0"
    workshop.extra["notes.pdf.sig"] = EVIL
    workshop.policy["product"] = {"images": ["*.img"], "other": ["notes.pdf", "*.pdf.sig"]}
    assert workshop.audit().verdict == "PASSED"


def test_069_an_archive_inside_a_delivery_is_an_image(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    workshop.extra["extra.tar.gz"] = gzip.compress(bytes(10_240), mtime=0)
    verdict = workshop.audit()
    assert verdict.verdict == "INCONCLUSIVE"
    assert ("extra.tar.gz", "open") in complaints(verdict, "provenance/missing-provenance")


def test_069_the_policy_wants_no_image_at_all(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    workshop.policy["product"] = {"images": []}
    assert workshop.audit().verdict == "INCONCLUSIVE"


@pytest.mark.parametrize("hidden", [True, False])
def test_069_what_is_as_long_as_a_signature_and_holds_nothing_is_counted(
    hidden: bool, tmp_path: Path
) -> None:
    """64 bytes may be the signature of a stranger: no failure, and no secret either."""
    workshop = Workshop(tmp_path)
    document = encode(workshop.layout)
    workshop.extra["plan.json"] = document
    signature = workshop.key("release").sign(document)
    workshop.extra["plan.json.sig"] = EVIL[:64] if hidden else signature
    verdict = workshop.audit()
    roles = {file.path: file.role for file in verdict.inputs}
    assert roles["plan.json.sig"] == "signature"
    evidence, trust = read(workshop.delivery), load_trust(workshop.folder / "trust.toml")
    ask = Ask(evidence, verify(evidence, trust, AT), load_policy("baseline"), ())
    idle = [artifact.path for artifact in ask.claims.idle_signatures]
    assert idle == (["plan.json.sig"] if hidden else [])
