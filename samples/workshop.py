"""Miniature deliveries, written complete: images, SBOM, statements, layout, links, manifest, keys.

A `Workshop` is a plan. By default it is a good delivery, which PASSES under the policy and trust
root beside it; whoever changes the plan before it is written gets a delivery with just that
changed:

    workshop = Workshop(folder)
    workshop.sbom["components"][0].pop("version")
    verdict = workshop.audit()

Keys are made when they are first used and never written down; only public ones reach the auditor.
"""

from __future__ import annotations

import base64
import hashlib
import json
from functools import cached_property
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from provenance.judgment import audit
from provenance.model.verdict import Verdict
from provenance.trust.load import load_trust
from provenance.trust.root import NOBODY
from samples.sigstore_instance import Instance

AT = "2026-11-22T12:00:00Z"
PLATFORM = "https://ci.acme.example/gateway"
SOURCE = "git+https://git.acme.example/gateway"
COMMIT = "1f2e3d4c5b6a79880716253443526170a1b2c3d4"
IN_TOTO = "application/vnd.in-toto+json"
MANIFEST = "application/vnd.firmware-provenance.manifest+json"

Plain = dict[str, Any]


def sha256(content: bytes | str) -> str:
    """The digest of some bytes, or of the bytes that a text stands for."""
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()


class Workshop:
    """The plan of one delivery: change what is wanted, then `write` it or `audit` it.

    `parts` says what is delivered beside images: `sbom`, `statement`, `layout`, `manifest`.
    `signers` says who signs what, by name of key; nobody where a list is empty. A name such as
    `build#2` is the key `build` under another key id. `extra` are further files, `late` those that
    are added after the manifest was written; `earlier` are files of an earlier delivery, with which
    this one is compared. `trust` are entries of the trust root by name, none for no trust root,
    with `logs` and `witnesses` beside them, and in `sigstores` those who sign by certificate of the
    `instance`; `policy` are tables of a policy that extends
    `baseline`, by header.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.delivery = folder / "gateway-1.0"
        self._keys: dict[str, Ed25519PrivateKey] = {}
        image = b"\x7fFW gateway 1.0\0" + bytes(range(256))
        self.images: dict[str, bytes] = {"gateway.img": image}
        self.parts = {"sbom", "statement", "layout", "manifest"}
        self.signers: dict[str, list[str]] = {
            "image": ["release"],
            "sbom": ["release"],
            "manifest": ["release"],
            "layout": ["release"],
            "statement": ["build"],
            "link": ["build"],
        }
        self.trust: dict[str, Plain] = {
            "build": {"roles": ["provenance", "step:*"], "platform": PLATFORM},
            "release": {"roles": ["layout", "image", "sbom", "manifest"]},
        }
        self.thresholds: dict[str, int] = {}
        self.logs: list[Plain] = []
        self.witnesses: list[Plain] = []
        self.sigstores: dict[str, Plain] = {}
        self.policy: dict[str, Plain] = {}
        self.extra: dict[str, bytes] = {}
        self.late: dict[str, bytes] = {}
        self.earlier: dict[str, bytes] = {}
        self.sbom = self.bill_of_materials(image)
        self.statements = [self.provenance("gateway.img", image)]
        self.links = [self.link("assemble", {"main.c": "main"}, {"gateway.img": image})]
        self.layout = self.plan("assemble")

    # -- what the default delivery says ----------------------------------------------------------

    def component(self, name: str, version: str, digest: str, kind: str = "library") -> Plain:
        """A component as an SBOM should have it."""
        return {
            "type": kind,
            "bom-ref": name,
            "supplier": {"name": "Acme", "url": ["https://acme.example"]},
            "name": name,
            "version": version,
            "hashes": [{"alg": "SHA-256", "content": digest}],
            "licenses": [{"expression": "Apache-2.0"}],
            "purl": f"pkg:generic/{name}@{version}",
        }

    def bill_of_materials(self, image: bytes) -> Plain:
        """CycloneDX 1.6: the image, made of its own source and of zlib."""
        parts = [
            self.component("gateway-source", "1.0", sha256("gateway source")),
            self.component("zlib", "1.3.1", sha256("zlib source")),
        ]
        return {
            "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
            "bomFormat": "CycloneDX",
            "specVersion": "1.6",
            "serialNumber": "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79",
            "version": 1,
            "metadata": {
                "timestamp": "2026-09-14T09:00:00Z",
                "lifecycles": [{"phase": "build"}],
                "tools": {
                    "components": [{"type": "application", "name": "sbomist", "version": "2.1"}]
                },
                "authors": [{"name": "Acme Product Security", "email": "psirt@acme.example"}],
                "component": self.component("gateway", "1.0", sha256(image), "firmware"),
            },
            "components": parts,
            "dependencies": [
                {"ref": "gateway", "dependsOn": ["gateway-source", "zlib"]},
                {"ref": "gateway-source"},
                {"ref": "zlib"},
            ],
            "compositions": [
                {
                    "aggregate": "complete",
                    "assemblies": ["gateway", "gateway-source", "zlib"],
                    "dependencies": ["gateway", "gateway-source", "zlib"],
                }
            ],
        }

    def describe_image(self, name: str, image: bytes) -> None:
        """Let the SBOM list a further image, which is made of nothing."""
        self.sbom["components"].append(self.component(name, "1.0", sha256(image), "firmware"))
        self.sbom["dependencies"][0]["dependsOn"].append(name)
        self.sbom["dependencies"].append({"ref": name})
        for refs in (self.sbom["compositions"][0][key] for key in ("assemblies", "dependencies")):
            refs.append(name)

    def provenance(self, name: str, image: bytes, run: str = "1") -> Plain:
        """An in-toto statement with SLSA provenance v1 about one image."""
        zlib = "https://downloads.zlib.example/zlib-1.3.1.tar.gz"
        definition = {
            "buildType": "https://acme.example/firmware/v1",
            "externalParameters": {"target": "gateway"},
            "resolvedDependencies": [
                {
                    "name": "gateway-source",
                    "uri": f"{SOURCE}@refs/tags/v1.0",
                    "digest": {"sha256": sha256("gateway source"), "gitCommit": COMMIT},
                },
                {"name": "zlib", "uri": zlib, "digest": {"sha256": sha256("zlib source")}},
            ],
        }
        metadata = {
            "invocationId": f"{PLATFORM}/runs/{run}",
            "startedOn": "2026-09-14T08:00:00Z",
            "finishedOn": "2026-09-14T08:10:00Z",
        }
        return {
            "_type": "https://in-toto.io/Statement/v1",
            "subject": [{"name": name, "digest": {"sha256": sha256(image)}}],
            "predicateType": "https://slsa.dev/provenance/v1",
            "predicate": {
                "buildDefinition": definition,
                "runDetails": {"builder": {"id": PLATFORM}, "metadata": metadata},
            },
        }

    def link(self, step: str, materials: Plain, products: Plain) -> Plain:
        """An in-toto link; materials and products are the bytes behind each name."""
        digests = [
            {name: {"sha256": sha256(content)} for name, content in artifacts.items()}
            for artifacts in (materials, products)
        ]
        return {
            "_type": "link",
            "name": step,
            "command": ["make"],
            "materials": digests[0],
            "products": digests[1],
            "byproducts": {},
            "environment": {},
        }

    def plan(self, *steps: str) -> Plain:
        """A layout whose steps are done by the key `build`, and each may make the image."""
        key = self.key("build")
        public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()
        keyid = self.keyid("build")
        entry = {
            "keyid": keyid,
            "keytype": "ed25519",
            "scheme": "ed25519",
            "keyval": {"public": public},
        }
        return {
            "_type": "layout",
            "expires": "2036-01-01T00:00:00Z",
            "readme": "",
            "keys": {keyid: entry},
            "steps": [self.step(name, keyid) for name in steps],
            "inspect": [],
        }

    def step(self, name: str, *keyids: str) -> Plain:
        """A step that reads C files and makes images, and nothing else."""
        return {
            "_type": "step",
            "name": name,
            "threshold": 1,
            "pubkeys": list(keyids),
            "expected_command": ["make"],
            "expected_materials": [["ALLOW", "*.c"], ["DISALLOW", "*"]],
            "expected_products": [["CREATE", "*.img"], ["DISALLOW", "*"]],
        }

    # -- keys and signatures ---------------------------------------------------------------------

    def key(self, name: str) -> Ed25519PrivateKey:
        """The private key of this name, made now if there is none yet."""
        if name not in self._keys:
            self._keys[name] = Ed25519PrivateKey.generate()
        return self._keys[name]

    def keyid(self, name: str) -> str:
        """A key id that says nothing: it is a hint, and every key is tried."""
        return sha256(f"key id of {name}")

    def envelope(self, payload: bytes, payload_type: str, signers: list[str]) -> bytes:
        """A DSSE envelope, signed by each of the named keys."""
        message = b"DSSEv1 %d %s %d " % (len(payload_type), payload_type.encode(), len(payload))
        signatures = [
            {
                "keyid": self.keyid(name),
                "sig": _base64(self.key(name.partition("#")[0]).sign(message + payload)),
            }
            for name in signers
        ]
        envelope = {
            "payload": _base64(payload),
            "payloadType": payload_type,
            "signatures": signatures,
        }
        return json.dumps(envelope).encode()

    @cached_property
    def instance(self) -> Instance:
        """A Sigstore instance of Acme's own, made now if there is none yet."""
        return Instance()

    def deliver(self, path: str, kind: str, predicate: Plain, *signers: str) -> None:
        """Add a statement about the first image: its predicate type, and what it says."""
        name, image = next(iter(self.images.items()))
        self.deliver_about(
            [{"name": name, "digest": {"sha256": sha256(image)}}], path, kind, predicate, *signers
        )

    def deliver_about(
        self, subjects: list[Plain], path: str, kind: str, predicate: Plain, *signers: str
    ) -> None:
        """Add a statement about something else."""
        statement = {
            "_type": "https://in-toto.io/Statement/v1",
            "subject": subjects,
            "predicateType": kind,
            "predicate": predicate,
        }
        self.extra[path] = self.envelope(json.dumps(statement).encode(), IN_TOTO, list(signers))

    # -- writing ---------------------------------------------------------------------------------

    def write(self) -> None:
        """Write the delivery, and beside it the policy and the trust root of its auditor."""
        for path, content in self._delivered().items():
            self._put(path, content)
        if "manifest" in self.parts:
            manifest = json.dumps(self._manifest()).encode()
            signed = self.envelope(manifest, MANIFEST, self.signers["manifest"])
            self._put("manifest.dsse.json", signed)
        for path, content in self.late.items():
            self._put(path, content)
        for path, content in self.earlier.items():
            self._put(f"../earlier/{path}", content)
        self._write_auditor()

    @property
    def baseline(self) -> Path | None:
        """The earlier delivery, where there is one."""
        return self.folder / "earlier" if self.earlier else None

    def audit(self) -> Verdict:
        """Write everything and judge it."""
        self.write()
        trust = load_trust(self.folder / "trust.toml") if self.trust or self.sigstores else NOBODY
        policy, baseline = self.folder / "policy.toml", self.baseline
        return audit(self.delivery, policy=policy, trust=trust, at=AT, baseline=baseline)

    def _put(self, path: str, content: bytes) -> None:
        target = self.delivery / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)

    def _delivered(self) -> dict[str, bytes]:
        """Every file that the manifest lists, by path."""
        files = {**self.images, **self.extra}
        for path, content in self.images.items():
            files.update(self._detached(path, content, "image"))
        if "sbom" in self.parts:
            document = json.dumps(self.sbom, indent=1).encode()
            files["sbom.cdx.json"] = document
            files.update(self._detached("sbom.cdx.json", document, "sbom"))
        if "statement" in self.parts:
            for number, statement in enumerate(self.statements):
                path = f"provenance-{number}.dsse.json"
                files[path] = self._in_toto(statement, "statement")
        if "layout" in self.parts:
            files["root.layout"] = self._in_toto(self.layout, "layout")
            for number, link in enumerate(self.links):
                files[f"links/{link['name']}-{number}.link"] = self._in_toto(link, "link")
        return files

    def _detached(self, path: str, content: bytes, purpose: str) -> dict[str, bytes]:
        signers = self.signers[purpose]
        return {f"{path}.sig": self.key(name).sign(content) for name in signers[:1]}

    def _in_toto(self, document: Plain, purpose: str) -> bytes:
        return self.envelope(json.dumps(document).encode(), IN_TOTO, self.signers[purpose])

    def _manifest(self) -> Plain:
        files = [
            {"path": path, "size": len(content), "digests": {"sha256": sha256(content)}}
            for path, content in sorted(self._delivered().items())
        ]
        return {"type": "urn:firmware-provenance:manifest:v1", "files": files}

    def _write_auditor(self) -> None:
        for name in self.trust:
            public = self.key(name).public_key()
            pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
            (self.folder / f"{name}.pub").write_bytes(pem)
        entries = [
            _toml("[[key]]", {"name": name, "path": f"{name}.pub", **entry})
            for name, entry in self.trust.items()
        ]
        for name, entry in self.sigstores.items():
            root = {"name": name, "trusted-root": "trusted_root.json"}
            entries.append(_toml("[[sigstore]]", {**root, **entry}))
        if self.sigstores:
            text = json.dumps(self.instance.trusted_root())
            (self.folder / "trusted_root.json").write_text(text)
        entries += [_toml("[[log]]", log) for log in self.logs]
        entries += [_toml("[[witness]]", witness) for witness in self.witnesses]
        entries += [_toml(f"[role.{r}]", {"threshold": n}) for r, n in self.thresholds.items()]
        (self.folder / "trust.toml").write_text("\n".join(entries))
        policy = ['name = "workshop"\nextends = "baseline"\n']
        policy += [_toml(f"[{table}]", values) for table, values in self.policy.items()]
        (self.folder / "policy.toml").write_text("\n".join(policy))


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _toml(head: str, values: Plain) -> str:
    """Texts, numbers and lists of texts are spelled in TOML as in JSON."""
    lines = [f"{key} = {json.dumps(value)}" for key, value in values.items()]
    return "\n".join([head, *lines, ""])
