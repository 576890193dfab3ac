"""Makes in-toto deliveries with keys of our own, and asks both verifiers about them."""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from in_toto.models.metadata import Metadata
from in_toto.verifylib import in_toto_verify
from securesystemslib.formats import encode_canonical
from securesystemslib.signer import CryptoSigner

from provenance.graph.proof import Proof
from provenance.intake import read
from provenance.model.authority import Authority, Conclusion
from provenance.trust.keys import key_hints, load_public_key
from provenance.trust.root import TrustRoot
from provenance.verification import verify

AT = "2026-11-22T12:00:00Z"
LATER = "2036-11-19T00:00:00Z"
IN_TOTO = "application/vnd.in-toto+json"
CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "intoto" / "scenarios"

needs_corpus = pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus is not here")


@dataclass(frozen=True)
class Key:
    """A key pair that signs as in-toto's tools do."""

    name: str
    signer: CryptoSigner

    @property
    def id(self) -> str:
        return str(self.signer.public_key.keyid)

    @property
    def public(self) -> dict[str, Any]:
        return {"keyid": self.id, **self.signer.public_key.to_dict()}

    @property
    def pem(self) -> bytes:
        text = self.signer.public_key.keyval["public"]
        if "BEGIN" in text:
            return str(text).encode()
        der = bytes.fromhex("302a300506032b6570032100" + text)
        return (
            b"-----BEGIN PUBLIC KEY-----\n"
            + base64.encodebytes(der)
            + b"-----END PUBLIC KEY-----\n"
        )

    def sign(self, message: bytes) -> bytes:
        return bytes.fromhex(self.signer.sign(message).signature)


@lru_cache
def key(name: str, kind: str = "ed25519") -> Key:
    """The key of that name: the same in every test of a run."""
    if kind == "ed25519":
        return Key(name, _ed25519(name))
    if kind == "rsa":
        return Key(name, CryptoSigner(rsa.generate_private_key(65537, 2048)))
    return Key(name, CryptoSigner(ec.generate_private_key(ec.SECP256R1())))


def _ed25519(name: str) -> CryptoSigner:
    seed = hashlib.sha256(name.encode()).digest()
    return CryptoSigner(Ed25519PrivateKey.from_private_bytes(seed))


def sha(text: str | bytes) -> dict[str, str]:
    """The digest set of some content."""
    data = text.encode() if isinstance(text, str) else text
    return {"sha256": hashlib.sha256(data).hexdigest()}


def link(
    name: str,
    materials: Mapping[str, Any] | None = None,
    products: Mapping[str, Any] | None = None,
    command: Sequence[str] = (),
    **more: Any,
) -> dict[str, Any]:
    def rows(part: Mapping[str, Any] | None) -> dict[str, Any]:
        return {n: sha(c) if isinstance(c, (str, bytes)) else c for n, c in (part or {}).items()}

    return {
        "_type": "link",
        "name": name,
        "command": list(command),
        "materials": rows(materials),
        "products": rows(products),
        "byproducts": {},
        "environment": {},
        **more,
    }


def step(
    name: str,
    keys: Iterable[Key | str],
    materials: Iterable[str] = (),
    products: Iterable[str] = (),
    threshold: Any = 1,
    command: Sequence[str] = (),
) -> dict[str, Any]:
    return {
        "_type": "step",
        "name": name,
        "pubkeys": [k if isinstance(k, str) else k.id for k in keys],
        "expected_materials": [rule.split(" ") for rule in materials],
        "expected_products": [rule.split(" ") for rule in products],
        "expected_command": list(command),
        "threshold": threshold,
    }


def layout(
    steps: Iterable[dict[str, Any]],
    keys: Iterable[Key],
    expires: str = LATER,
    inspect: Iterable[dict[str, Any]] = (),
    **more: Any,
) -> dict[str, Any]:
    return {
        "_type": "layout",
        "steps": list(steps),
        "inspect": list(inspect),
        "keys": {k.id: k.public for k in keys},
        "expires": expires,
        "readme": "",
        **more,
    }


def pae(payload_type: str, payload: bytes) -> bytes:
    return b"DSSEv1 %d %s %d %s" % (
        len(payload_type),
        payload_type.encode(),
        len(payload),
        payload,
    )


def dsse(payload: Any, *keys: Key, payload_type: str = IN_TOTO) -> dict[str, Any]:
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    return {
        "payload": base64.b64encode(body).decode(),
        "payloadType": payload_type,
        "signatures": [
            {"keyid": k.id, "sig": base64.b64encode(k.sign(pae(payload_type, body))).decode()}
            for k in keys
        ],
    }


def metablock(payload: dict[str, Any], *keys: Key) -> dict[str, Any]:
    message = encode_canonical(payload).encode()
    return {
        "signatures": [{"keyid": k.id, "sig": k.sign(message).hex()} for k in keys],
        "signed": payload,
    }


Seal = Callable[..., dict[str, Any]]


class Bench:
    """A folder in which a delivery is put together: `root.layout`, links, files."""

    def __init__(self, folder: Path, seal: Seal = metablock) -> None:
        self.folder, self.seal = folder, seal
        folder.mkdir(parents=True, exist_ok=True)

    def put(self, name: str, content: Any) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, (str, bytes)):
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        else:
            path.write_text(json.dumps(content))
        return path

    def plan(self, plan: dict[str, Any], *owners: Key, name: str = "root.layout") -> Path:
        return self.put(name, self.seal(plan, *(owners or (key("owner"),))))

    def report(self, what: dict[str, Any], *keys: Key, name: str | None = None) -> Path:
        """A signed link where in-toto looks for it."""
        where = name or f"{what['name']}.{keys[0].id[:8]}.link"
        return self.put(where, self.seal(what, *keys))

    def ours(self, *believed: Key, at: str = AT, **options: Any) -> Proof:
        return verify(read(self.folder), trust(*(believed or (key("owner"),))), at, **options)

    def reference(self, *owners: Key, parameters: dict[str, str] | None = None) -> Exception | None:
        """What in-toto's own verifier raises, or None where it accepts."""
        keys = {k.id: k.public for k in (owners or (key("owner"),))}
        return reference(self.folder / "root.layout", self.folder, keys, parameters)


def reference(
    plan: Path, links: Path, keys: dict[str, Any], parameters: dict[str, str] | None = None
) -> Exception | None:
    """Run in-toto's own verifier, which runs the commands of inspections, among the links."""
    before = Path.cwd()
    try:
        os.chdir(links)
        in_toto_verify(
            Metadata.load(str(plan)),
            keys,
            link_dir_path=str(links),
            substitution_parameters=parameters,
            persist_inspection_links=False,
        )
    except Exception as error:  # noqa: BLE001 - whatever it raises is its answer
        return error
    finally:
        os.chdir(before)
    return None


def believe(k: Key, *roles: str, **narrow: Any) -> Authority:
    der = load_public_key(k.pem)
    return Authority(k.name, der, roles or ("*",), key_hints(der), **narrow)


def trust(*keys: Key | Authority, **thresholds: int) -> TrustRoot:
    entries = tuple(k if isinstance(k, Authority) else believe(k) for k in keys)
    return TrustRoot(entries, tuple(sorted(thresholds.items())))


def about(proof: Proof, kind: str, subject: str = "") -> list[Conclusion]:
    """Conclusions that are not notes."""
    return [
        found
        for found in proof.about(kind)
        if not found.note and (not subject or found.subject == subject)
    ]


def notes(proof: Proof, kind: str = "") -> list[str]:
    return [f.reason for f in proof.conclusions if f.note and (not kind or f.about == kind)]


def told(proof: Proof) -> list[tuple[str, str, str, str]]:
    """The answer without the names of files, so that two ways to pack can be compared."""
    return sorted(
        (found.about, found.subject, found.outcome, "")
        for found in proof.conclusions
        if found.about in ("step", "inspection") and not found.note
    )
