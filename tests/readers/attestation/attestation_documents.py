"""Well-formed documents to start from, and what a reader says of given bytes."""

import base64
import json
import os
from pathlib import Path
from typing import NamedTuple

import pytest

from provenance.blobs import Blob, MemoryBlob
from provenance.catalogue import load_entries
from provenance.decoding.sketch import Sketch
from provenance.errors import DecodingError
from provenance.model.artifact import Artifact
from provenance.model.digest import Digest
from provenance.model.document import Defect, Heading

REPOSITORY = Path(__file__).parents[3]
CORPUS = Path(os.environ.get("PROVENANCE_CORPUS", REPOSITORY.parent / "shared" / "corpus"))
READERS = [
    reader
    for entry, reader in load_entries("provenance.readers")
    if entry.startswith("attestation/") and not hasattr(reader, "SUFFIX")
]
A, B, C = "a" * 64, "b" * 64, "c" * 64
PEM = "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZI\n-----END PUBLIC KEY-----\n"

LINK = {
    "_type": "link",
    "name": "compile",
    "command": ["make"],
    "materials": {"src/main.c": {"sha256": A}},
    "products": {"fw.bin": {"sha256": B, "sha512": C * 2}},
    "byproducts": {"return-value": 0},
    "environment": {},
}
LAYOUT = {
    "_type": "layout",
    "expires": "2036-01-01T00:00:00Z",
    "readme": "",
    "keys": {
        "k1": {
            "keytype": "ecdsa",
            "scheme": "ecdsa-sha2-nistp256",
            "keyval": {"public": PEM},
            "keyid": "k1",
        }
    },
    "steps": [
        {
            "_type": "step",
            "name": "compile",
            "threshold": 1,
            "pubkeys": ["k1"],
            "expected_command": ["make"],
            "expected_materials": [["ALLOW", "src/*"], ["DISALLOW", "*"]],
            "expected_products": [["create", "fw.bin"], ["DISALLOW", "*"]],
        }
    ],
    "inspect": [
        {
            "_type": "inspection",
            "name": "untar",
            "run": ["tar", "x"],
            "expected_materials": [["MATCH", "*", "WITH", "PRODUCTS", "FROM", "compile"]],
            "expected_products": [],
        }
    ],
}
SLSA_V1 = {
    "buildDefinition": {
        "buildType": "https://acme.example/firmware/v1",
        "externalParameters": {"target": "arm64", "flags": ["-O2"], "a": {"b": 1, "c.d": True}},
        "resolvedDependencies": [
            {"uri": "git+https://git.example/x", "digest": {"gitCommit": "d" * 40}},
            {"name": "lib.tar", "digest": {"sha256": A}},
        ],
    },
    "runDetails": {
        "builder": {"id": "https://ci.example/gateway"},
        "metadata": {
            "invocationId": "run/7",
            "startedOn": "2026-01-01T00:00:00Z",
            "finishedOn": "2026-01-01T00:01:00Z",
        },
    },
}
SLSA_V02 = {
    "builder": {"id": "https://ci.example/gateway"},
    "buildType": "https://acme.example/firmware/v1",
    "invocation": {
        "configSource": {"uri": "git+https://git.example/x", "digest": {"sha1": "d" * 40}},
        "parameters": {"target": "arm64"},
    },
    "metadata": {"buildInvocationId": "run/7", "buildStartedOn": "2026-01-01T00:00:00Z"},
    "materials": [{"uri": "git+https://git.example/x", "digest": {"sha1": "d" * 40}}],
}
STATEMENT = {
    "_type": "https://in-toto.io/Statement/v1",
    "subject": [{"name": "fw.bin", "digest": {"sha256": B}}],
    "predicateType": "https://slsa.dev/provenance/v1",
    "predicate": SLSA_V1,
}
STATEMENT_V02 = {
    **STATEMENT,
    "_type": "https://in-toto.io/Statement/v0.1",
    "predicateType": "https://slsa.dev/provenance/v0.2",
    "predicate": SLSA_V02,
}
MANIFEST = {
    "type": "urn:firmware-provenance:manifest:v1",
    "files": [
        {"path": "fw.bin", "size": 3, "digests": {"sha256": A}},
        {"path": "doc/readme", "size": 0, "digests": {"sha256": B}},
    ],
}
ARTIFACT = Artifact("fw.img", (Digest("sha256", A, "file"),), 3)
KEY = {"keytype": "ed25519", "scheme": "ed25519", "keyval": {"public": A}}
SUMS = f"# of release 7\n{A}  fw.bin\n{B} *boot.bin\n\n".encode()


def metablock(signed, *signatures):
    return {"signatures": list(signatures) or [{"keyid": "k1", "sig": "00ff"}], "signed": signed}


def envelope(payload, *signatures, kind="application/vnd.in-toto+json"):
    raw = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    return {
        "payloadType": kind,
        "payload": base64.b64encode(raw).decode(),
        "signatures": list(signatures) or [{"keyid": "k1", "sig": "AP8="}],
    }


WELL_FORMED = {
    "link": LINK,
    "layout": LAYOUT,
    "metablock-link": metablock(LINK),
    "metablock-layout": metablock(LAYOUT),
    "envelope": envelope(LINK),
    "statement": STATEMENT,
    "statement-v02": STATEMENT_V02,
    "manifest": MANIFEST,
    "key": KEY,
}


def changed(document, *path, to):
    """A copy with one value replaced, or left out where `to` is Ellipsis."""
    copied = json.loads(json.dumps(document))
    inner = copied
    for step in path[:-1]:
        inner = inner[step]
    if to is ...:
        del inner[path[-1]]
    else:
        inner[path[-1]] = to
    return copied


class Told(NamedTuple):
    """What one reader yields for one blob. `broke` is the error that ended it."""

    reader: str | None
    heading: Heading | None = None
    facts: tuple = ()
    places: tuple = ()
    notes: tuple = ()
    blobs: tuple = ()
    broke: DecodingError | None = None

    @property
    def defects(self):
        return {note.id: note.place for note in self.notes if note.kind == "defect"}

    @property
    def observations(self):
        return {note.id: note.place for note in self.notes if note.kind == "observation"}

    @property
    def fact(self):
        (fact,) = self.facts
        return fact


def told(content):
    """Read bytes, or a value as JSON, with the one reader that recognises it."""
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    sketch = Sketch(MemoryBlob("doc", raw))
    found = [reader for reader in READERS if reader.recognise(sketch)]
    assert len(found) < 2
    return collect(found[0], found[0].read(sketch)) if found else Told(None)


def collect(reader, items):
    heading, broke, facts, places, notes, blobs = None, None, [], [], [], []
    try:
        for place, item in items:
            if isinstance(item, Heading):
                heading = item
            elif isinstance(item, Defect):
                assert item.place == place
                notes.append(item)
            elif isinstance(item, Blob):
                blobs.append(item)
            else:
                facts.append(item)
                places.append(place)
    except DecodingError as error:
        broke = error
    name = reader.__name__.rpartition(".")[2]
    parts = (tuple(facts), tuple(places), tuple(notes), tuple(blobs))
    return Told(name, heading, *parts, broke)


def corpus(*parts):
    path = CORPUS.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"corpus absent: {'/'.join(parts)}")
    return path
