"""Deliveries with Sigstore bundles of an instance of our own, and trust roots that believe them."""

from __future__ import annotations

import base64
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from provenance import read, verify
from provenance.graph.proof import Proof
from provenance.model.authority import Verification
from provenance.trust.load import load_trust
from samples.sigstore_instance import Instance, Signing
from samples.sigstore_logs import Plain, pem_of

AT = "2026-11-22T12:00:00Z"
ARTIFACT = b"\x7fFW gateway 1.0\0"
IDENTITY = "https://ci.acme.example/*"
ISSUER = Signing().issuer
BY_IDENTITY = {"identity": IDENTITY, "issuer": ISSUER}


def statement(content: bytes = ARTIFACT, platform: str = "https://ci.acme.example") -> bytes:
    """SLSA provenance of a file, by a platform."""
    digest = {"sha256": hashlib.sha256(content).hexdigest()}
    value = {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": "gateway.img", "digest": digest}],
        "predicateType": "https://slsa.dev/provenance/v1",
        "predicate": {
            "buildDefinition": {"buildType": "https://acme.example/b", "externalParameters": {}},
            "runDetails": {"builder": {"id": platform}},
        },
    }
    return json.dumps(value).encode()


class Room:
    """A folder in which one instance signs, and where what it signed is verified."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.instance = folder, Instance()
        self.delivery = folder / "delivery"
        self.delivery.mkdir()
        (self.delivery / "gateway.img").write_bytes(ARTIFACT)

    def put(self, bundle: Plain | bytes, name: str = "gateway.sigstore.json") -> None:
        content = bundle if isinstance(bundle, bytes) else json.dumps(bundle).encode()
        (self.delivery / name).write_bytes(content)

    def trust(self, *entries: Plain, keys: str = "", **common: Any) -> Path:
        """A trust root with these signers; `keys` is more of the file."""
        root = self.folder / "trusted_root.json"
        root.write_text(json.dumps(self.instance.trusted_root()))
        lines = [keys]
        for number, entry in enumerate(entries or (BY_IDENTITY,)):
            whole = {"name": f"signer-{number}", "roles": ["*"], "platform": "*"}
            whole |= {"trusted-root": root.name, **common, **entry}
            lines.append("[[sigstore]]")
            lines += [f"{k} = {json.dumps(v)}" for k, v in whole.items() if v is not None]
        path = self.folder / "trust.toml"
        path.write_text("\n".join(lines))
        return path

    def key_file(self, signing: Signing, name: str = "k.pub") -> str:
        (self.folder / name).write_bytes(pem_of(b"", signing.key))
        return name

    def proof(self, *entries: Plain, keys: str = "", **common: Any) -> Proof:
        trust = load_trust(self.trust(*entries, keys=keys, **common))
        return verify(read(self.delivery), trust, AT)

    def verification(self, *entries: Plain, **common: Any) -> Verification:
        (found,) = self.proof(*entries, **common).verifications
        return found


def material(bundle: Plain) -> Plain:
    return bundle["verificationMaterial"]


def entry(bundle: Plain) -> Plain:
    return material(bundle)["tlogEntries"][0]


def flip(text: str) -> str:
    """Base64 of the same length with one bit changed."""
    raw = bytearray(base64.b64decode(text))
    raw[len(raw) // 2] ^= 1
    return base64.b64encode(bytes(raw)).decode()
