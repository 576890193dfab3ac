"""Makes a layout whose every step is handed to a layout of somebody else.

    generate_sublayouts.py --sublayouts N --artifacts M --output DIRECTORY

Each supplier has a key of their own, and signs a layout of two steps that all suppliers call alike;
its links lie where in-toto's tools put them. The same arguments give the same bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from securesystemslib.formats import encode_canonical
from securesystemslib.signer import CryptoSigner

Json = dict[str, Any]
CLOSED = ["DISALLOW", "*"]


class Signer:
    """An Ed25519 key that depends on a name only, and what it signs as Metablock."""

    def __init__(self, name: str) -> None:
        private = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(name.encode()).digest())
        self._signer = CryptoSigner(private)
        self.keyid = str(self._signer.public_key.keyid)
        self.key = {"keyid": self.keyid, **self._signer.public_key.to_dict()}
        self.pem = private.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )

    def wrap(self, payload: Json) -> str:
        """The payload with its signature."""
        value = str(self._signer.sign(str(encode_canonical(payload)).encode()).signature)
        return json.dumps({"signatures": [{"keyid": self.keyid, "sig": value}], "signed": payload})


def step(name: str, signer: Signer, materials: list[list[str]], products: list[list[str]]) -> Json:
    """One step that one key does."""
    return {
        "_type": "step",
        "name": name,
        "pubkeys": [signer.keyid],
        "expected_materials": [*materials, CLOSED],
        "expected_products": [*products, CLOSED],
        "expected_command": [],
        "threshold": 1,
    }


def layout(steps: list[Json], signers: list[Signer]) -> Json:
    """A layout of these steps with these keys."""
    return {
        "_type": "layout",
        "readme": "",
        "expires": "2036-01-01T00:00:00Z",
        "keys": {signer.keyid: signer.key for signer in signers},
        "steps": steps,
        "inspect": [],
    }


def link(name: str, materials: Json, products: Json) -> Json:
    """What a step read and made."""
    return {
        "_type": "link",
        "name": name,
        "command": [],
        "materials": materials,
        "products": products,
        "byproducts": {},
        "environment": {},
    }


def rows(part: str, count: int) -> Json:
    """Artifacts of one supplier."""
    return {
        f"{part}/object-{number:04d}.o": {
            "sha256": hashlib.sha256(f"{part} {number}".encode()).hexdigest()
        }
        for number in range(count)
    }


def write_supplier(folder: Path, part: str, signer: Signer, artifacts: int) -> None:
    """The layout of one supplier, and its links in a folder of its own."""
    inner = f"{part}.{signer.keyid[:8]}"
    steps = [
        step("compile", signer, [], [["CREATE", f"{part}/*"]]),
        step("pack", signer, [["MATCH", "*", "WITH", "PRODUCTS", "FROM", "compile"]],
             [["ALLOW", f"{part}/*"]]),
    ]  # fmt: skip
    (folder / f"{inner}.link").write_text(signer.wrap(layout(steps, [signer])))
    (folder / inner).mkdir(exist_ok=True)
    made = rows(part, artifacts)
    for name, materials in (("compile", {}), ("pack", made)):
        path = folder / inner / f"{name}.{signer.keyid[:8]}.link"
        path.write_text(signer.wrap(link(name, materials, made)))


def write_delivery(folder: Path, sublayouts: int, artifacts: int) -> None:
    """The whole delivery; the public key goes beside the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    owner = Signer("owner")
    parts = [f"part-{number:04d}" for number in range(sublayouts)]
    suppliers = [Signer(part) for part in parts]
    steps = [
        step(part, supplier, [], [["CREATE", f"{part}/*"]])
        for part, supplier in zip(parts, suppliers, strict=True)
    ]
    (folder / "root.layout").write_text(owner.wrap(layout(steps, suppliers)))
    for part, supplier in zip(parts, suppliers, strict=True):
        write_supplier(folder, part, supplier, artifacts)
    folder.with_name(folder.name + ".pub").write_bytes(owner.pem)


def main() -> None:
    """Reads the arguments and writes one input."""
    parser = argparse.ArgumentParser(description="Make one delivery of layouts inside a layout.")
    parser.add_argument("--sublayouts", type=int, default=50)
    parser.add_argument("--artifacts", type=int, default=100)
    parser.add_argument("--output", type=Path, required=True)
    given = parser.parse_args()
    write_delivery(given.output, given.sublayouts, given.artifacts)


if __name__ == "__main__":
    main()
