"""What the fuzz targets begin with: documents of the samples, of the shared corpus, and made ones.

Which reader a seed is for is not written down anywhere: the reader that recognises it says so.
"""

from __future__ import annotations

import base64
import bz2
import csv
import gzip
import io
import json
import lzma
import os
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import cbor2

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "readers" / "sbom"))

from fuzz_statements import statements
from swid_material import coswid, pe, swid_xml, tag, uri, uswid

from provenance.blobs import MemoryBlob
from provenance.catalogue import load_entries
from provenance.decoding.sketch import Sketch
from provenance.errors import DecodingError
from provenance.model.manifest import MANIFEST_TYPE

ROOT: Final = Path(__file__).resolve().parents[2]
CORPUS: Final = Path(os.environ.get("PROVENANCE_CORPUS", ROOT.parent / "shared" / "corpus"))
LARGEST: Final = 24 << 10
"""Bytes of a seed; a larger one says little more and is slow to change."""
MOST: Final = 120
"""Seeds of one reader; the smallest are taken."""
READERS: Final = dict(load_entries("provenance.readers"))


def seeds() -> dict[str, list[bytes]]:
    """Seeds of every reader, the smallest first."""
    found: dict[str, set[bytes]] = {name: set() for name in READERS}
    for content in (*made(), *_samples(), *_corpus()):
        for name in readers_of(content):
            found[name].add(content)
    ordered = {
        name: sorted(each, key=lambda seed: (len(seed), seed)) for name, each in found.items()
    }
    return {name: each[:MOST] for name, each in ordered.items()}


def readers_of(content: bytes) -> list[str]:
    """Readers that recognise some bytes; a host only where nobody else does."""
    sketch = Sketch(MemoryBlob("seed", content))
    found = []
    alone = True
    for host in (False, True):
        alone = alone and not any(not hasattr(READERS[name], "SUFFIX") for name in found)
        for name, reader in READERS.items():
            if (reader.ROLE == "host") == host and (alone or not host):
                try:
                    found += [name] * reader.recognise(sketch)
                except DecodingError:
                    continue
    return found


def _samples() -> Iterator[bytes]:
    for path in sorted((ROOT / "samples").rglob("*")):
        if path.is_file() and path.stat().st_size <= LARGEST:
            yield path.read_bytes()


def _corpus() -> Iterator[bytes]:
    index = CORPUS / "index.csv"
    if not index.is_file():
        return
    with index.open(encoding="utf-8", newline="") as stream:
        paths = [CORPUS / row["path"] for row in csv.DictReader(stream)]
    for path in paths:
        if path.is_file() and path.stat().st_size <= LARGEST:
            content = path.read_bytes()
            if path.suffix == ".xz":
                content = lzma.decompress(content)
            if len(content) <= LARGEST:
                yield content


# -- made ones: at least one for every reader, where samples and corpus have none -----------------


def made() -> Iterator[bytes]:
    """Small documents of every format."""
    sbom = coswid(tag(i4={38: "swid:part", 40: 2}), tag(i0="part", i6={17: {24: "a"}}))
    yield from (sbom, uswid(sbom), b"\1" + uswid(sbom) + bytes(9), pe((b".sbom", sbom)))
    yield cbor2.dumps(cbor2.CBORTag(1398229316, tag(i5=[{50: "uSWID", 53: "cpe:2.3:a:b:c"}])))
    files = {16: {24: "d", 25: "/", 26: {17: [{24: "a", 7: [1, bytes(32)], 20: 1}]}}}
    yield coswid(tag(i6=files, i9=True, i4=[{38: uri("swid:x"), 40: 7, 42: 1}]))
    yield coswid(tag(i3={35: cbor2.CBORTag(1, 1), 36: "bench", 18: {27: "p", 28: 1}}))
    corim = cbor2.CBORTag(501, {0: "rim", 1: [cbor2.CBORTag(505, sbom)]})
    yield cbor2.dumps(corim)
    yield cbor2.dumps(cbor2.CBORTag(18, [b"\xa1\x01\x26", {}, cbor2.dumps(corim), b"sig"]))
    yield swid_xml('<Payload><Directory name="d"><File name="f"/></Directory></Payload>')
    yield from _archives()
    yield from _bundles()
    yield from statements()
    yield from _texts()
    yield bytes(range(64))  # a detached signature by its length


def _archives() -> Iterator[bytes]:
    text = b"a text of a delivery\n" * 4
    yield from (gzip.compress(text, mtime=0), bz2.compress(text), lzma.compress(text))
    yield bytes.fromhex("28b52ffd04000900006b65657020746865207761792d2d0a2a1bf2d1")
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for name in ("a/b.txt", "a/c.txt"):
            member = tarfile.TarInfo(name)
            member.size = len(text)
            archive.addfile(member, io.BytesIO(text))
    yield stream.getvalue()
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a/b.txt", text)
    yield stream.getvalue()


def _bundles() -> Iterator[bytes]:
    """Sigstore bundles of both kinds; that something holds is nothing that a reader asks."""
    raw = base64.b64encode(bytes(32)).decode()
    note = f"log.example\n2\n{raw}\n\n\u2014 log.example {raw}\n"
    proof = {"logIndex": "1", "treeSize": "2", "rootHash": raw, "hashes": [raw]}
    entry = {
        "logIndex": "1",
        "logId": {"keyId": raw},
        "kindVersion": {"kind": "dsse", "version": "0.0.1"},
        "integratedTime": "1750000000",
        "inclusionPromise": {"signedEntryTimestamp": raw},
        "inclusionProof": {**proof, "checkpoint": {"envelope": note}},
        "canonicalizedBody": raw,
    }
    kind = "application/vnd.dev.sigstore.bundle"
    payload = base64.b64encode(b'{"_type":"https://in-toto.io/Statement/v1"}').decode()
    signed = {"payload": payload, "payloadType": "text/plain", "signatures": [{"sig": raw}]}
    statement = {
        "mediaType": f"{kind}.v0.3+json",
        "verificationMaterial": {"certificate": {"rawBytes": raw}, "tlogEntries": [entry]},
        "dsseEnvelope": signed,
    }
    stamps = {"rfc3161Timestamps": [{"signedTimestamp": raw}]}
    message = {"messageDigest": {"algorithm": "SHA2_256", "digest": raw}, "signature": raw}
    artifact = {
        "mediaType": f"{kind}+json;version=0.1",
        "verificationMaterial": {"publicKey": {"hint": "k"}, "timestampVerificationData": stamps},
        "messageSignature": message,
    }
    listed = {"attestations": [{"predicateType": "x", "bundle": statement}]}
    yield from (json.dumps(value).encode() for value in (statement, artifact, listed))


def _texts() -> Iterator[bytes]:
    for document in _DOCUMENTS:
        yield json.dumps(document).encode()
    yield b'{"_type": "a"}\n{"bomFormat": "CycloneDX"}\n'
    yield b"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  a/b.bin\n"
    yield _KEY
    yield b'{"signatures": [], "payload": "e30=", "payloadType": "application/vnd.in-toto+json"}'
    yield from _logs()
    yield b"expires: 2027-01-01T00:00:00Z\nfunctionaries: {}\nsteps:\n  - name: build\n"
    yield _TAG_VALUE
    yield _YAML
    yield _RDF
    yield _SPDX_XML
    yield _CYCLONEDX_XML


def _logs() -> Iterator[bytes]:
    """Signed by nobody: the readers look at the form alone."""
    root = base64.b64encode(bytes(32)).decode()
    lines = "".join(
        f"\u2014 {name} {base64.b64encode(bytes(size)).decode()}\n"
        for name, size in (("log.example", 68), ("w1.example", 76), ("w2.example", 2_432))
    )
    note = f"log.example\n4\n{root}\nmore\n\n{lines}"
    yield note.encode()
    head = f"c2sp.org/tlog-proof@v1\nextra QUJD\nindex 1\n{root}\n{root}\n"
    yield f"{head}\n{note}".encode()
    yield f"old 2\n{root}\n\n{note}".encode()
    digest = {"algorithm": "sha256", "value": "0" * 64}
    said = {"apiVersion": "0.0.1", "kind": "hashedrekord", "spec": {"data": {"hash": digest}}}
    proof = {
        "checkpoint": note,
        "hashes": ["0" * 64] * 2,
        "logIndex": 1,
        "rootHash": "0" * 64,
        "treeSize": 4,
    }
    entry = {
        "body": base64.b64encode(json.dumps(said).encode()).decode(),
        "integratedTime": 1,
        "logID": "0" * 64,
        "logIndex": 9,
        "verification": {"inclusionProof": proof, "signedEntryTimestamp": "QUJD"},
    }
    yield json.dumps({"0" * 80: entry}).encode()


_KEY: Final = b"""-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=
-----END PUBLIC KEY-----
"""
_CYCLONEDX_XML: Final = b"""<bom xmlns="http://cyclonedx.org/schema/bom/1.5" version="1">
<components><component type="library" bom-ref="a"><name>a</name></component></components>
<dependencies><dependency ref="a"/></dependencies></bom>
"""
_PACKAGE: Final[dict[str, Any]] = {
    "SPDXID": "SPDXRef-a",
    "name": "a",
    "downloadLocation": "NOASSERTION",
    "filesAnalyzed": False,
}
_SPDX: Final[dict[str, Any]] = {
    "spdxVersion": "SPDX-2.3",
    "SPDXID": "SPDXRef-DOCUMENT",
    "name": "d",
    "dataLicense": "CC0-1.0",
    "documentNamespace": "https://example.com/d",
    "creationInfo": {"created": "2026-01-01T00:00:00Z", "creators": ["Tool: t"]},
    "packages": [_PACKAGE],
    "documentDescribes": ["SPDXRef-a"],
}
_SPDX3: Final[dict[str, Any]] = {
    "@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld",
    "@graph": [
        {
            "type": "CreationInfo",
            "@id": "_:c",
            "specVersion": "3.0.1",
            "created": "2026-01-01T00:00:00Z",
            "createdBy": ["https://example.com/a"],
        },
        {
            "type": "SpdxDocument",
            "spdxId": "https://example.com/d",
            "creationInfo": "_:c",
            "rootElement": ["https://example.com/p"],
        },
        {
            "type": "software_Package",
            "spdxId": "https://example.com/p",
            "creationInfo": "_:c",
            "name": "p",
        },
    ],
}
_SYFT: Final[dict[str, Any]] = {
    "artifacts": [{"id": "a", "name": "a", "version": "1", "type": "deb", "locations": []}],
    "artifactRelationships": [{"parent": "s", "child": "a", "type": "contains"}],
    "source": {"id": "s", "type": "directory", "metadata": {"path": "."}},
    "distro": {},
    "descriptor": {"name": "syft", "version": "1.0"},
    "schema": {"version": "16.0.0", "url": "https://example.com/schema.json"},
}
_PEM: Final = "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n"
_LAYOUT: Final[dict[str, Any]] = {
    "_type": "layout",
    "expires": "2036-01-01T00:00:00Z",
    "keys": {"k": {"keytype": "ed25519", "scheme": "ed25519", "keyval": {"public": "0" * 64}}},
    "rootcas": {"r": {"keyval": {"certificate": _PEM}}},
    "trustBundles": {"b": {"roots": [_PEM], "intermediates": [_PEM]}},
    "steps": [
        {
            "name": "s",
            "threshold": 1,
            "pubkeys": ["k"],
            "cert_constraints": [{"common_name": "*", "uris": ["*"], "roots": ["r"]}],
            "expected_materials": [["MATCH", "*", "IN", "a", "WITH", "PRODUCTS", "FROM", "s"]],
            "expected_products": [["CREATE", "[!a]*"], ["ALLOW", "*"], ["DISALLOW", "*"]],
            "expected_command": ["make"],
        }
    ],
    "inspect": [{"name": "i", "run": ["true"], "expected_materials": [["REQUIRE", "*"]]}],
}
_EXPECTED: Final[dict[str, Any]] = {
    "predicateType": "https://slsa.dev/provenance/v1",
    "functionaries": ["k"],
    "threshold": 1,
    "expectedAttributes": [{"rule": "size(subject) == 1", "allowIfNoClaim": True, "warn": True}],
}
_LAYOUT_OVER_STATEMENTS: Final[dict[str, Any]] = {
    "expires": "2036-01-01T00:00:00Z",
    "functionaries": {"k": {"keyType": "ed25519", "keyVal": {"public": "0" * 64}}},
    "steps": [
        {
            "name": "s",
            "command": "make",
            "expectedMaterials": ["ALLOW *", "DISALLOW *"],
            "expectedProducts": ["CREATE a"],
            "expectedPredicates": [_EXPECTED],
        }
    ],
    "subjects": [{"subject": ["a*"], "expectedPredicates": [_EXPECTED]}],
    "inspections": [],
}
_DOCUMENTS: Final = (
    {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "components": [{"name": "a"}]},
    _SPDX,
    {"sbom": _SPDX},
    _SPDX3,
    _SYFT,
    {"version": 0, "job": {}, "detector": {}, "manifests": {"a": {"name": "a", "resolved": {}}}},
    {"type": MANIFEST_TYPE, "files": [{"path": "a", "sha256": "0" * 64, "size": 1}]},
    {"_type": "link", "name": "s", "materials": {}, "products": {}},
    {"_type": "layout", "steps": [], "inspect": [], "keys": {}},
    _LAYOUT,
    _LAYOUT_OVER_STATEMENTS,
    {"signed": _LAYOUT, "signatures": [{"keyid": "k", "sig": "00", "cert": _PEM}]},
    {"signed": {"_type": "link", "name": "s"}, "signatures": []},
    {"_type": "https://in-toto.io/Statement/v1", "subject": [], "predicateType": "a"},
)
_TAG_VALUE: Final = b"""SPDXVersion: SPDX-2.3
DataLicense: CC0-1.0
SPDXID: SPDXRef-DOCUMENT
DocumentName: d
DocumentNamespace: https://example.com/d
Creator: Tool: t
Created: 2026-01-01T00:00:00Z

PackageName: a
SPDXID: SPDXRef-a
PackageDownloadLocation: NOASSERTION
PackageComment: <text>two
lines</text>
Relationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-a
"""
_YAML: Final = b"""SPDXID: SPDXRef-DOCUMENT
spdxVersion: SPDX-2.3
name: d
dataLicense: CC0-1.0
documentNamespace: https://example.com/d
creationInfo:
  created: "2026-01-01T00:00:00Z"
  creators: ["Tool: t"]
packages:
- SPDXID: SPDXRef-a
  name: a
  downloadLocation: NOASSERTION
"""
_RDF: Final = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns="http://spdx.org/rdf/terms#">
<SpdxDocument rdf:about="https://example.com/d#SPDXRef-DOCUMENT">
<specVersion>SPDX-2.3</specVersion><name>d</name>
<relationship><Relationship><relationshipType
 rdf:resource="http://spdx.org/rdf/terms#relationshipType_describes"/><relatedSpdxElement>
<Package rdf:about="https://example.com/d#SPDXRef-a"><name>a</name></Package>
</relatedSpdxElement></Relationship></relationship></SpdxDocument></rdf:RDF>
"""
_SPDX_XML: Final = b"""<?xml version="1.0"?><Document><SPDXID>SPDXRef-DOCUMENT</SPDXID>
<spdxVersion>SPDX-2.3</spdxVersion><name>d</name><dataLicense>CC0-1.0</dataLicense>
<documentNamespace>https://example.com/d</documentNamespace>
<packages><SPDXID>SPDXRef-a</SPDXID><name>a</name></packages></Document>
"""
