"""What every delivery must show before it is kept, asked of in-toto and securesystemslib."""

from __future__ import annotations

import base64
import hashlib
import json
import tomllib
from pathlib import Path
from typing import Any

from in_toto.models.metadata import Metadata
from in_toto.verifylib import in_toto_verify
from securesystemslib.dsse import Envelope
from securesystemslib.signer import Signature

from making.keys import Keys, Pen
from making.product import BOOTLOADER, IMAGE


def check_layout(delivery: Path, keys: Keys) -> None:
    """Let in-toto verify the layout, and compare its products with the delivered files."""
    owner = keys.release.layout_key
    summary = in_toto_verify(
        Metadata.load(str(delivery / "root.layout")),
        {owner["keyid"]: owner},
        link_dir_path=str(delivery / "links"),
        persist_inspection_links=False,
    )
    products = summary.products
    for name in (IMAGE, BOOTLOADER):
        check(products[name] == digest_of(delivery / name), f"{name} is not what assemble made")


def check_signatures(delivery: Path, keys: Keys) -> None:
    """Verify every detached signature and every envelope outside the layout."""
    for path in sorted(delivery.glob("*.sig")):
        raw = base64.b64decode(path.read_bytes(), validate=False)
        public = keys.release.signer.public_key
        signature = Signature(public.keyid, raw.hex())
        public.verify_signature(signature, path.with_suffix("").read_bytes())
    for line in (delivery / "provenance.intoto.jsonl").read_text("utf-8").splitlines():
        check_statement(opened(line, keys.build), delivery)


def check_statement(statement: dict[str, Any], delivery: Path) -> None:
    """Compare the subjects of a statement with the delivered files."""
    for subject in statement["subject"]:
        same = subject["digest"] == digest_of(delivery / subject["name"])
        check(same, f"provenance of other bytes than {subject['name']}")


def check_manifest(delivery: Path, keys: Keys) -> None:
    """Compare the manifest with the delivered files: none missing, none too many."""
    envelope = delivery / "manifest.dsse.json"
    if envelope.exists():
        files = opened(envelope.read_text("utf-8"), keys.release)["files"]
        rows = {file["path"]: file["digests"] for file in files}
        own = {envelope.name}
    else:
        lines = (delivery / "SHA256SUMS").read_text("utf-8").splitlines()
        rows = {line[66:]: {"sha256": line[:64]} for line in lines}
        own = {"SHA256SUMS", "SHA256SUMS.sig"}
    paths = (path for path in delivery.rglob("*") if path.is_file() and path.name not in own)
    found = {path.relative_to(delivery).as_posix(): digest_of(path) for path in paths}
    check(rows == found, "the manifest does not list what is delivered")


def check_trust(samples: Path, keys: Keys) -> None:
    """See that the trust root names every key by a path that holds it."""
    trust = tomllib.loads((samples / "trust.toml").read_text("utf-8"))
    named = {key["name"]: (samples / key["path"]).read_bytes() for key in trust["key"]}
    made = {pen.name: pen.pem for pen in (keys.build, keys.second, keys.release)}
    check(named == made, "trust.toml names other keys")


def opened(text: str, pen: Pen) -> Any:
    """The payload of an envelope, once its signature holds."""
    envelope = Envelope.from_dict(json.loads(text))
    envelope.verify([pen.signer.public_key], 1)
    return json.loads(envelope.payload)


def digest_of(path: Path) -> dict[str, str]:
    """The digest of a file, as in-toto spells it."""
    return {"sha256": hashlib.sha256(path.read_bytes()).hexdigest()}


def check(holds: bool, otherwise: str) -> None:
    """Raise ValueError where something does not hold."""
    if not holds:
        raise ValueError(otherwise)
