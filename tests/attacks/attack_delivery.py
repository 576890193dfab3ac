"""Deliveries that attacks bend, with everything that our verifier and its peers need to judge them.

A `Delivery` is a `Workshop` whose links are named as in-toto looks for them, sealed in DSSE or in
Metablocks, and whose files can be replaced one by one before the manifest is written.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from attack_material import IN_TOTO, Plain, Workshop, encode, sha256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from securesystemslib.formats import encode_canonical

CLOSED = ["DISALLOW *"]


class Delivery(Workshop):
    """A good delivery, for a case to bend.

    `seal` is `dsse` or `metablock`, for layouts and links. `sealed` are further files below
    `links`, `replaced` are files in place of those that would be written; None takes one away.
    `auditor` are files of the auditor in place of those that would be written.
    `pinned` is the digest of the policy that the auditor knows, `identities` are `[[sigstore]]`
    entries of the trust root. `bundle` and `artifact` are what a Sigstore client is asked about, by
    path, and `sigstore` is what it believes.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.seal = "dsse"
        self.sealed: dict[str, bytes] = {}
        self.replaced: dict[str, bytes | None] = {}
        self.auditor: dict[str, str] = {}
        self.pinned: str | None = None
        self.identities: list[Plain] = []
        self.bundle, self.artifact = "", "gateway.img"
        self.sigstore: Plain = {}

    @property
    def image(self) -> bytes:
        return self.images["gateway.img"]

    # -- what there is -----------------------------------------------------------------------------

    def by_layout(
        self, *steps: Plain, links: Iterable[Plain] = (), keys: Iterable[str] = ()
    ) -> None:
        """Only a layout says where the image comes from; steps and links in place of the usual."""
        self.parts -= {"statement"}
        if steps:
            self.layout["steps"] = list(steps)
            self.layout["keys"] = {self.keyid(k): self.public(k) for k in (keys or ["build"])}
        if links:
            self.links = list(links)

    def by_statement(self) -> None:
        """Only statements say where the image comes from."""
        self.parts -= {"layout"}

    def described(self, name: str, image: bytes) -> None:
        """A further image, in the SBOM too."""
        self.images[name] = image
        self.describe_image(name.partition(".")[0], image)

    # -- keys --------------------------------------------------------------------------------------

    def public(self, name: str, keyid: str = "") -> Plain:
        """A key as layouts list it."""
        raw = self.key(name).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return ed25519(raw, keyid or self.keyid(name))

    def signature(self, name: str, message: bytes) -> bytes:
        return self.key(name).sign(message)

    # -- documents ---------------------------------------------------------------------------------

    def planned(
        self,
        name: str,
        materials: Iterable[str] = ("ALLOW *.c", "DISALLOW *"),
        products: Iterable[str] = ("CREATE *.img", "DISALLOW *"),
        by: Iterable[str] = ("build",),
        threshold: Any = 1,
    ) -> Plain:
        """A step of a layout, with its rules as texts."""
        return {
            **self.step(name, *(self.keyid(k) for k in by)),
            "expected_materials": [rule.split(" ") for rule in materials],
            "expected_products": [rule.split(" ") for rule in products],
            "threshold": threshold,
        }

    def sealing(self, document: Plain | bytes, *signers: str) -> bytes:
        """A layout or link, signed."""
        if self.seal == "metablock" and not isinstance(document, bytes):
            return self.metablock(document, *signers)
        payload = document if isinstance(document, bytes) else encode(document)
        return self.envelope(payload, IN_TOTO, list(signers))

    def metablock(self, document: Plain, *signers: str) -> bytes:
        message = encode_canonical(document).encode()
        signatures = [
            {"keyid": self.keyid(name), "sig": self.signature(name, message).hex()}
            for name in signers
        ]
        return encode({"signatures": signatures, "signed": document})

    def report(self, document: Plain | bytes, signer: str, name: str) -> None:
        """A further link, where in-toto looks for that of this step and key."""
        self.sealed[self.report_name(name, signer)] = self.sealing(document, signer)

    def report_name(self, step: str, signer: str) -> str:
        return f"{step}.{self.keyid(signer)[:8]}.link"

    def _in_toto(self, document: Plain, purpose: str) -> bytes:
        if purpose == "statement":
            return super()._in_toto(document, purpose)
        return self.sealing(document, *self.signers[purpose])

    def _delivered(self) -> dict[str, bytes]:
        files = {
            path: content
            for path, content in super()._delivered().items()
            if not path.startswith("links/")
        }
        if "layout" in self.parts:
            signer = self.signers["link"][0]
            for link in self.links:
                path = f"links/{self.report_name(link['name'], signer)}"
                files[path] = self._in_toto(link, "link")
            files |= {f"links/{name}": content for name, content in self.sealed.items()}
        changed = files | self.replaced
        return {path: content for path, content in changed.items() if content is not None}

    def _write_auditor(self) -> None:
        super()._write_auditor()
        path = self.folder / "trust.toml"
        entries = [
            "\n".join(["[[sigstore]]", *(f"{k} = {json.dumps(v)}" for k, v in entry.items()), ""])
            for entry in self.identities
        ]
        path.write_text("\n".join([path.read_text(), *entries]))
        for name, content in self.auditor.items():
            (self.folder / name).write_text(content, encoding="utf-8")

    def rule(self, name: str, level: str = "error") -> None:
        """Let the policy ask one rule at another level."""
        self.policy.setdefault("rules", {})[f'"{name}"'] = level

    # -- what peers are asked ----------------------------------------------------------------------

    def asked(self, peer: str) -> Plain | None:
        """The question for one peer, in plain values; None where it has nothing to judge."""
        if peer == "in-toto":
            return self._asked_in_toto() if "layout" in self.parts else None
        if peer == "cyclonedx":
            found = sorted(str(path) for path in self.delivery.rglob("*.cdx.json"))
            return {"documents": found} if found else None
        if not self.bundle:
            return None
        paths = {"bundle": self.bundle, "artifact": self.artifact}
        return {name: str(self.delivery / path) for name, path in paths.items()} | self.sigstore

    def _asked_in_toto(self) -> Plain:
        owners = [name for name, entry in self.trust.items() if "layout" in entry["roles"]]
        return {
            "layout": str(self.delivery / "root.layout"),
            "links": str(self.delivery / "links"),
            "keys": {self.keyid(name): self.owner(name) for name in owners},
            "folder": str(self.delivery),
        }

    def owner(self, name: str) -> Plain:
        return self.public(name)


def ed25519(raw: bytes, keyid: str) -> Plain:
    """A public key as in-toto writes it."""
    value = {"public": raw.hex()}
    return {"keyid": keyid, "keytype": "ed25519", "scheme": "ed25519", "keyval": value}


def base64_of(content: bytes) -> str:
    return base64.b64encode(content).decode()


def pae(payload_type: str, payload: bytes) -> bytes:
    """The bytes that a DSSE signature covers."""
    name = payload_type.encode()
    return b"DSSEv1 %d %s %d %s" % (len(name), name, len(payload), payload)


def digests(content: bytes | str) -> dict[str, str]:
    return {"sha256": sha256(content)}


def plain(envelope: bytes) -> Plain:
    found: Plain = json.loads(envelope)
    return found
