"""Sigstore bundles and lists of them: what is read, and what is named where it cannot be."""

from __future__ import annotations

import base64
import copy
import json

import pytest
from attestation_documents import told

from provenance.model.digest import Digest
from provenance.model.origin import Span

RAW = base64.b64encode(bytes(range(32))).decode()
NOTE = f"log.example\n2\n{RAW}\n\n\u2014 log.example {RAW}\n"
KIND = "application/vnd.dev.sigstore.bundle"
PAYLOAD = b'{"_type": "https://in-toto.io/Statement/v1"}'


def log_entry(**more):
    proof = {"logIndex": "1", "treeSize": "2", "rootHash": RAW, "hashes": [RAW]}
    return {
        "logIndex": "25",
        "logId": {"keyId": RAW},
        "kindVersion": {"kind": "dsse", "version": "0.0.1"},
        "integratedTime": "1750000000",
        "inclusionPromise": {"signedEntryTimestamp": RAW},
        "inclusionProof": {**proof, "checkpoint": {"envelope": NOTE}},
        "canonicalizedBody": RAW,
        **more,
    }


def bundle(version=f"{KIND}.v0.3+json", **material):
    return {
        "mediaType": version,
        "verificationMaterial": {
            "certificate": {"rawBytes": RAW},
            "tlogEntries": [log_entry()],
            **material,
        },
        "messageSignature": {
            "messageDigest": {"algorithm": "SHA2_256", "digest": RAW},
            "signature": RAW,
        },
    }


def enveloped(*signatures):
    whole = bundle()
    del whole["messageSignature"]
    payload = base64.b64encode(PAYLOAD).decode()
    whole["dsseEnvelope"] = {
        "payload": payload,
        "payloadType": "application/vnd.in-toto+json",
        "signatures": list(signatures) or [{"sig": RAW, "keyid": ""}],
    }
    return whole


def test_a_signature_over_an_artifact_comes_with_all_that_shows_it():
    found = told(bundle())
    assert (found.heading.format, found.heading.version) == ("Sigstore bundle", "v0.3")
    (fact,) = found.facts
    digest = Digest("sha256", bytes(range(32)).hex(), "file")
    assert (fact.envelope, fact.signs, fact.message) == ("detached", digest, Span(digest))
    assert fact.chain == (bytes(range(32)),)
    (entry,) = fact.bundle.entries
    assert (entry.log, entry.index, entry.kind) == (bytes(range(32)).hex(), 25, "dsse 0.0.1")
    assert (entry.integrated, entry.about) == (1_750_000_000, digest)
    assert (entry.inclusion.index, entry.inclusion.size) == (1, 2)
    assert entry.inclusion.checkpoint.origin == "log.example"
    assert json.loads(fact.bundle.content) == bundle()


def test_an_envelope_is_read_as_one_that_stands_alone():
    found = told(enveloped())
    (fact,), (blob,) = found.facts, found.blobs
    assert (fact.envelope, fact.payload_type) == ("dsse", "application/vnd.in-toto+json")
    assert bytes(blob.view()) == PAYLOAD
    assert fact.signs == blob.digest == fact.bundle.entries[0].about
    assert fact.message == b"DSSEv1 28 application/vnd.in-toto+json 44 " + PAYLOAD


@pytest.mark.parametrize("ending", ["+json;version=0.1", "+json;version=0.2", "+json;version=0.3"])
def test_earlier_versions_have_a_chain(ending):
    chain = {"certificates": [{"rawBytes": RAW}, {"rawBytes": "AAAA"}]}
    document = bundle(KIND + ending, x509CertificateChain=chain)
    del document["verificationMaterial"]["certificate"]
    (fact,) = told(document).facts
    assert fact.chain == (bytes(range(32)), b"\0\0\0")


def test_a_key_is_a_hint_and_zeros_may_be_left_out():
    document = bundle(publicKey={"hint": "k"})
    del document["verificationMaterial"]["certificate"]
    (entry,) = document["verificationMaterial"]["tlogEntries"]
    for name in ("logIndex", "integratedTime", "inclusionPromise", "inclusionProof"):
        del entry[name]
    (fact,) = told(document).facts
    assert (fact.hint, fact.chain) == ("k", ())
    (read,) = fact.bundle.entries
    assert (read.index, read.integrated, read.promise, read.inclusion) == (0, None, b"", None)


BROKEN = {
    "version": (("mediaType",), f"{KIND}+json;version=99.9", "/mediaType"),
    "no version": (("mediaType",), None, "/mediaType"),
    "negative index": (
        ("verificationMaterial", "tlogEntries", 0, "logIndex"),
        "-1",
        "/verificationMaterial/tlogEntries/0/logIndex",
    ),
    "index beyond counting": (
        ("verificationMaterial", "tlogEntries", 0, "inclusionProof", "treeSize"),
        str(1 << 63),
        "/verificationMaterial/tlogEntries/0/inclusionProof/treeSize",
    ),
    "time with a fraction": (
        ("verificationMaterial", "tlogEntries", 0, "integratedTime"),
        1.5,
        "/verificationMaterial/tlogEntries/0/integratedTime",
    ),
    "body": (
        ("verificationMaterial", "tlogEntries", 0, "canonicalizedBody"),
        "!",
        "/verificationMaterial/tlogEntries/0/canonicalizedBody",
    ),
    "certificate": (
        ("verificationMaterial", "certificate", "rawBytes"),
        "!",
        "/verificationMaterial/certificate/rawBytes",
    ),
    "nothing signed": (("messageSignature",), None, ""),
    "both signed": (("dsseEnvelope",), {"payload": "", "payloadType": "x"}, ""),
    "material": (("verificationMaterial",), [], "/verificationMaterial"),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_case_9_what_is_malformed_is_named_and_gives_no_signature(fault):
    path, value, pointer = BROKEN[fault]
    document = copy.deepcopy(bundle())
    holder = document
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = value
    found = told(document)
    assert (found.broke.pointer, found.facts) == (pointer, ())


def test_case_5_a_name_that_stands_twice_is_refused():
    text = json.dumps(enveloped())
    for name in ("mediaType", "payload", "logIndex"):
        twice = text.replace(f'"{name}": ', f'"{name}": "x", "{name}": ', 1).encode()
        found = told(twice)
        assert found.broke is not None, name
        assert found.facts == ()


NOTED = {
    "sigstore/bad-checkpoint": (
        ("verificationMaterial", "tlogEntries", 0, "inclusionProof", "checkpoint", "envelope"),
        "log.example\n2\n",
    ),
    "sigstore/no-signer": (("verificationMaterial", "certificate"), None),
    "sigstore/bad-signature": (("messageSignature", "signature"), "!"),
    "sigstore/unknown-algorithm": (("messageSignature", "messageDigest", "algorithm"), "MD5"),
    "sigstore/bad-digest": (("messageSignature", "messageDigest", "digest"), "AAAA"),
    "sigstore/missing-field": (("messageSignature", "messageDigest"), None),
    "sigstore/unknown-member": (("verificationMaterial", "tlog_entries"), []),
}


@pytest.mark.parametrize("slug", NOTED)
def test_what_is_wrong_in_one_place_is_noted_there(slug):
    path, value = NOTED[slug]
    document = copy.deepcopy(bundle())
    holder = document
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = value
    found = told(document)
    assert slug in {note.id for note in found.notes}
    assert found.broke is None


def test_of_two_signatures_nobody_says_whose_the_material_is():
    found = told(enveloped({"sig": RAW}, {"sig": RAW}))
    assert [(fact.chain, fact.bundle) for fact in found.facts] == [((), None)] * 2
    assert "dsse/many-signatures" in {note.id for note in found.notes}


@pytest.mark.parametrize("name", ["payload", "_type", "bomFormat", "signed"])
def test_what_is_of_another_format_is_no_bundle(name):
    assert told({**bundle(), name: "x", "payloadType": "x"}).reader != "sigstore_bundle"


# -- lists of attestations -------------------------------------------------------------------------


def test_an_attestation_list_is_its_bundles_and_nothing_else():
    listed = [{"predicateType": "x", "bundle": bundle()}, {"predicateType": "y"}, 5]
    found = told({"attestations": listed})
    assert found.reader == "attestation_list"
    (blob,) = found.blobs
    assert json.loads(bytes(blob.view())) == bundle()
    assert [(note.id, note.place) for note in found.notes] == [
        ("attestations/no-bundle", "/attestations/1"),
        ("attestations/broken-entry", "/attestations/2"),
    ]


def test_a_list_among_other_members_is_something_else():
    assert told({"attestations": [], "name": "x"}).reader is None
    assert told({"attestations": {}}).reader is None
