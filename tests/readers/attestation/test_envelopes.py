import base64
import hashlib
import json

import pytest
from attestation_documents import LINK, STATEMENT, envelope, told

from provenance import intake
from provenance.decoding.dsse import pae
from provenance.model.digest import Digest
from provenance.model.statement import Signature

TYPE = "application/vnd.in-toto+json"
PAYLOAD = json.dumps({**LINK, "name": "é?>~"}).encode() + b" "


def test_signatures_share_one_message_and_the_payload_is_a_blob():
    entries = [{"keyid": "a", "sig": "AP8="}, {"sig": "AA=="}]
    found = told(envelope(PAYLOAD, *entries))
    digest = Digest("sha256", hashlib.sha256(PAYLOAD).hexdigest(), "file")
    first, second = found.facts
    assert first == Signature("dsse", b"\0\xff", pae(TYPE, PAYLOAD), digest, "a", TYPE)
    assert first.message is second.message
    assert second.hint == ""
    assert found.places == ("/signatures/0", "/signatures/1")
    (blob,) = found.blobs
    assert (blob.address, blob.view()) == ("doc!payload", PAYLOAD)
    assert blob.digest == digest
    assert not found.notes


def spelled(raw, text):
    return [entry for entry in told({**envelope(raw), "payload": text}).observations]


@pytest.mark.parametrize("raw", [b"{}" + bytes([0xFB, 0xFF, 0xBF]), PAYLOAD, b""])
def test_both_alphabets_with_and_without_padding(raw):
    standard, urlsafe = base64.b64encode(raw).decode(), base64.urlsafe_b64encode(raw).decode()
    wrapped = "\n".join([standard[:4], standard[4:], ""])
    for text in (standard, urlsafe, standard.rstrip("="), urlsafe.rstrip("="), wrapped):
        found = told({**envelope(raw), "payload": text})
        assert found.blobs[0].view() == raw
        assert found.facts[0].message == pae(TYPE, raw)
        canonical = text in (standard, urlsafe)
        assert ("dsse/noncanonical-base64" in found.observations) != canonical


@pytest.mark.parametrize("text", ["e30", "e31=", "+-==", "e3 0="])
def test_what_is_not_canonical_is_said(text):
    found = told({**envelope(b""), "payload": text})
    assert found.observations == {"dsse/noncanonical-base64": "/payload"}


@pytest.mark.parametrize(
    "text", ["e", "e30==", "e30===", "e3=0", "é30=", "e30=\0", "e30=e30=", None, 7, {}]
)
def test_a_payload_that_is_no_base64_gives_no_facts(text):
    found = told({**envelope(b""), "payload": text})
    assert (found.facts, found.blobs) == ((), ())
    assert found.broke.pointer == "/payload"


def test_a_bad_signature_leaves_the_others_and_the_payload():
    entries = [{"keyid": "a", "sig": "!"}, {"keyid": 7, "sig": "AA=="}, 5, {"keyid": "c"}]
    found = told(envelope(PAYLOAD, *entries))
    assert [(fact.value, fact.hint) for fact in found.facts] == [(b"\0", "")]
    assert sorted(note.place for note in found.notes) == [
        "/signatures/0/sig",
        "/signatures/1/keyid",
        "/signatures/2",
        "/signatures/3/sig",
    ]
    assert len(found.blobs) == 1


@pytest.mark.parametrize("signatures", [[], None, ..., {}])
def test_an_envelope_without_signatures_still_has_a_payload(signatures):
    document = envelope(PAYLOAD)
    document["signatures"] = signatures
    if signatures is ...:
        del document["signatures"]
    found = told(document)
    assert not found.facts
    assert len(found.blobs) == 1
    assert found.observations == {"dsse/no-signatures": "/signatures"}


def test_unsigned_members_are_observed_and_not_used():
    document = {**envelope(PAYLOAD), "mediaType": "x", "tlog": {}}
    document["signatures"][0]["certificate"] = "-----BEGIN"
    found = told(document)
    places = [note.place for note in found.notes]
    assert places == ["/mediaType", "/tlog", "/signatures/0/certificate"]
    assert {note.id for note in found.notes} == {"dsse/unknown-member"}


def test_a_sigstore_bundle_is_not_an_envelope():
    kind = "application/vnd.dev.sigstore.bundle.v0.3+json"
    bundle = {"mediaType": kind, "dsseEnvelope": envelope(LINK), "verificationMaterial": {}}
    assert told(bundle).reader == "sigstore_bundle"


def test_a_certificate_beside_a_signature_goes_with_it_and_is_not_believed():
    document = envelope(PAYLOAD)
    block = "-----BEGIN CERTIFICATE-----\nAAEC\n-----END CERTIFICATE-----\n"
    document["signatures"][0]["cert"] = block + block.replace("AAEC", "AwQF")
    (fact,) = told(document).facts
    assert fact.chain == (b"\0\1\2", b"\3\4\5")
    document["signatures"][0]["cert"] = block.replace("AAEC", "!")
    found = told(document)
    assert [note.id for note in found.notes] == ["dsse/bad-certificate"]
    assert found.facts[0].chain == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('"payloadType":', '"payload": "e30=", "payloadType":'),
        ('"payloadType":', '"payl\\u006fad": "e30=", "payloadType":'),
        ('"keyid":', '"sig": "AA==", "keyid":'),
        ('"signatures":', '"x": [{"a": 1, "a": 1e300}], "signatures":'),
    ],
)
def test_05_a_doubled_name_anywhere_gives_no_facts(tmp_path, before, after):
    path = tmp_path / "doc"
    path.write_text(json.dumps(envelope(LINK)).replace(before, after))
    evidence = intake.read(path)
    assert [document.status for document in evidence.documents] == ["unreadable"]
    assert not list(evidence.said(Signature))
    assert evidence.chapters[0].defects[0].id == "decoding/duplicate-name"


def test_the_payload_is_read_as_a_document_inside(tmp_path):
    path = tmp_path / "doc"
    path.write_text(json.dumps(envelope(STATEMENT)))
    outer, inner = intake.read(path).chapters
    assert inner.document.parent == outer.document.digest
    assert inner.document.address == "doc!payload"
    assert outer.facts(Signature)[0].signs == inner.document.digest
