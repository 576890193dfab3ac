"""Makes the inputs of the benchmarks; the same arguments give the same bytes on any machine.

    generate.py sbom  --components N --output FILE
    generate.py links --steps K --artifacts M --output DIRECTORY [--dsse] [--rules per-artifact]

Shapes are those of a firmware product: about 1.1 KB a component, three edges a component, every
component reachable from the product; a chain of steps that each take the last one's outputs.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

SEED = 20261122
DSSE_TYPE = "application/vnd.in-toto+json"
LICENSES = ("MIT", "Apache-2.0", "BSD-3-Clause", "GPL-2.0-only", "LGPL-2.1-or-later", "Zlib")
MAKERS = ("Northwind Radio", "Harbor Silicon", "Delta Gateway Works", "Open Embedded Commons")
PARTS = ("boot", "codec", "crypto", "flash", "json", "mesh", "modem", "net", "ota", "power", "rtos")
ROOT = "product"

Json = dict[str, Any]


def compact(value: object) -> str:
    """JSON without spaces, as build tools write it."""
    return json.dumps(value, separators=(",", ":"))


# --- CycloneDX ---------------------------------------------------------------------------------


def component(number: int, chance: random.Random) -> Json:
    """One library or file as a build system describes it, about 1.1 KB."""
    name = f"{chance.choice(PARTS)}-{chance.choice(PARTS)}-{number}"
    version = f"{chance.randrange(9)}.{chance.randrange(30)}.{chance.randrange(80)}"
    maker = chance.choice(MAKERS)
    site = maker.split()[0].lower() + ".example"
    return {
        "type": "file" if number % 9 == 0 else "library",
        "bom-ref": f"part:{number}:{name}",
        "supplier": {"name": maker, "url": [f"https://{site}/"]},
        "name": name,
        "version": version,
        "description": f"{name} as built for the gateway",
        "hashes": [
            {"alg": "SHA-256", "content": f"{chance.getrandbits(256):064x}"},
            {"alg": "SHA-512", "content": f"{chance.getrandbits(512):0128x}"},
        ],
        "licenses": [{"license": {"id": chance.choice(LICENSES)}}],
        "copyright": f"Copyright 2021-2026 {maker}",
        "cpe": f"cpe:2.3:a:{site.split('.')[0]}:{name}:{version}:*:*:*:*:*:*:*",
        "purl": f"pkg:generic/{name}@{version}?download_url=https://src.{site}/{name}.tar.xz",
        "externalReferences": [{"type": "vcs", "url": f"https://git.{site}/{name}"}],
        "properties": [
            {"name": "build:recipe", "value": f"recipes/{name}_{version}.bb"},
            {"name": "build:installed", "value": f"usr/lib/lib{name}.so.{version}"},
        ],
    }


def edges(count: int, chance: random.Random) -> list[list[int]]:
    """For each component the later ones that it depends on; the last list is the product's.

    Each component has a parent among the 300 before it, so all are reachable, and two more edges
    on average, mostly to the base libraries at the end. Edges point forward: no cycles.
    """
    out: list[list[int]] = [[] for _ in range(count + 1)]
    base = max(1, count // 40)
    for number in range(count):
        near = chance.randrange(max(0, number - 300), number) if number >= 12 else count
        out[near].append(number)
        for _ in range(chance.randrange(5)):
            target = count - 1 - int(base * chance.random() ** 2)
            if target > number:
                out[number].append(target)
    return [sorted(set(targets)) for targets in out]


def sbom_text(count: int) -> Iterator[str]:
    """A CycloneDX 1.6 document in pieces, so that a large one is never in memory."""
    chance = random.Random(SEED)
    refs = []
    head = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:5f0c4c1e-7a52-4d0e-9b1d-{count:012x}",
        "version": 1,
        "metadata": {
            "timestamp": "2026-10-01T08:00:00Z",
            "component": {
                "type": "firmware",
                "bom-ref": ROOT,
                "name": "gateway",
                "version": "2.4.0",
                "purl": "pkg:generic/gateway@2.4.0",
            },
        },
    }
    yield compact(head)[:-1] + ',"components":['
    for number in range(count):
        made = component(number, chance)
        refs.append(made["bom-ref"])
        yield ("," if number else "") + compact(made)
    yield '],"dependencies":['
    for number, targets in enumerate(edges(count, random.Random(SEED + 1))):
        ref = refs[number] if number < count else ROOT
        entry = {"ref": ref, "dependsOn": [refs[target] for target in targets]}
        yield ("," if number else "") + compact(entry)
    yield "]}"


def write_sbom(path: Path, count: int) -> None:
    """Writes the document to a file of that name."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(sbom_text(count))


# --- in-toto -----------------------------------------------------------------------------------


class Envelopes:
    """Signs payloads with one Ed25519 key that depends on the seed only."""

    def __init__(self, dsse: bool) -> None:
        # imported here: the SBOM needs neither, and is generated in a process of its own
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
        from securesystemslib.signer import CryptoSigner

        seed = hashlib.sha256(b"benchmark key %d" % SEED).digest()
        private = Ed25519PrivateKey.from_private_bytes(seed)
        self._signer = CryptoSigner(private)
        self._dsse = dsse
        self.public = private.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        self.keyid = self._signer.public_key.keyid
        self.key = {"keyid": self.keyid, **self._signer.public_key.to_dict()}

    def wrap(self, payload: Json) -> Json:
        """The payload in a DSSE envelope, or as a Metablock over its canonical JSON."""
        if self._dsse:
            body = json.dumps(payload, sort_keys=True).encode()
            signed = b"DSSEv1 %d %s %d %s" % (len(DSSE_TYPE), DSSE_TYPE.encode(), len(body), body)
            value = base64.b64encode(bytes.fromhex(self._sign(signed))).decode()
            return {
                "payload": base64.b64encode(body).decode(),
                "payloadType": DSSE_TYPE,
                "signatures": [{"keyid": self.keyid, "sig": value}],
            }
        from securesystemslib.formats import encode_canonical

        value = self._sign(str(encode_canonical(payload)).encode())
        return {"signatures": [{"keyid": self.keyid, "sig": value}], "signed": payload}

    def _sign(self, message: bytes) -> str:
        return str(self._signer.sign(message).signature)


def step_name(number: int) -> str:
    """Names of one length, so that files sort in the order of the steps."""
    return f"stage-{number:05d}"


def material_rules(number: int, paths: Sequence[str], per_artifact: bool) -> list[list[str]]:
    """What a step may take: the outputs of the one before, by one pattern or one rule each."""
    if number == 0:
        return [["DISALLOW", "*"]]
    source = ["WITH", "PRODUCTS", "FROM", step_name(number - 1)]
    patterns = paths if per_artifact else ["out/*"]
    return [["MATCH", pattern, *source] for pattern in patterns] + [["DISALLOW", "*"]]


def step(number: int, paths: Sequence[str], keyid: str, per_artifact: bool) -> Json:
    """One step of the layout."""
    products = [["CREATE", "out/*"]] if number == 0 else [["MODIFY", "out/unit-3/*"]]
    return {
        "_type": "step",
        "name": step_name(number),
        "expected_materials": material_rules(number, paths, per_artifact),
        "expected_products": [*products, ["ALLOW", "out/*"], ["DISALLOW", "*"]],
        "pubkeys": [keyid],
        "expected_command": ["make", step_name(number)],
        "threshold": 1,
    }


def links(steps: int, paths: Sequence[str], chance: random.Random) -> Iterator[Json]:
    """A chain of links; each step changes one artifact in twenty."""
    current = {path: {"sha256": f"{chance.getrandbits(256):064x}"} for path in paths}
    for number in range(steps):
        products = dict(current)
        if number:
            for path in chance.sample(paths, max(1, len(paths) // 20)):
                products[path] = {"sha256": f"{chance.getrandbits(256):064x}"}
        yield {
            "_type": "link",
            "name": step_name(number),
            "command": ["make", step_name(number)],
            "materials": current if number else {},
            "products": products,
            "byproducts": {"return-value": 0, "stdout": "", "stderr": ""},
            "environment": {},
        }
        current = products


def write_links(folder: Path, steps: int, artifacts: int, dsse: bool, per_artifact: bool) -> None:
    """Writes root.layout and a link per step; the public key goes beside the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    envelopes = Envelopes(dsse)
    paths = [f"out/unit-{number % 29}/object-{number:06d}.o" for number in range(artifacts)]
    layout = {
        "_type": "layout",
        "readme": "",
        "expires": "2036-01-01T00:00:00Z",
        "keys": {envelopes.keyid: envelopes.key},
        "steps": [step(number, paths, envelopes.keyid, per_artifact) for number in range(steps)],
        "inspect": [],
    }
    (folder / "root.layout").write_text(json.dumps(envelopes.wrap(layout)))
    for link in links(steps, paths, random.Random(SEED)):
        name = f"{link['name']}.{envelopes.keyid[:8]}.link"
        (folder / name).write_text(json.dumps(envelopes.wrap(link)))
    folder.with_name(folder.name + ".pub").write_bytes(envelopes.public)


def main() -> None:
    """Reads the arguments and writes one input."""
    parser = argparse.ArgumentParser(description="Make one benchmark input.")
    kinds = parser.add_subparsers(dest="kind", required=True)
    sbom = kinds.add_parser("sbom")
    sbom.add_argument("--components", type=int, default=1000)
    chain = kinds.add_parser("links")
    chain.add_argument("--steps", type=int, default=10)
    chain.add_argument("--artifacts", type=int, default=100)
    chain.add_argument("--dsse", action="store_true")
    chain.add_argument("--rules", choices=["firmware", "per-artifact"], default="firmware")
    for kind in (sbom, chain):
        kind.add_argument("--output", type=Path, required=True)
    given = parser.parse_args()
    if given.kind == "sbom":
        write_sbom(given.output, given.components)
    else:
        per_artifact = given.rules == "per-artifact"
        write_links(given.output, given.steps, given.artifacts, given.dsse, per_artifact)


if __name__ == "__main__":
    main()
