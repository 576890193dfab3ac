import base64
import json

import pytest
from attestation_documents import (
    ARTIFACT,
    KEY,
    LINK,
    PEM,
    STATEMENT,
    collect,
    corpus,
    envelope,
    told,
)

from provenance import intake
from provenance.blobs import MemoryBlob
from provenance.decoding.sketch import Sketch
from provenance.model.build import Build
from provenance.model.origin import Span
from provenance.model.statement import Signature
from provenance.readers.attestation import detached_signature

LINE = json.dumps(envelope(STATEMENT)).encode()


# -- JSON lines ----------------------------------------------------------------------------------


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\n\n \n"])
def test_each_line_is_a_document(end):
    found = told(LINE + end + LINE + end)
    assert found.reader == "json_lines"
    assert not found.notes
    second = 1 + end.count(b"\n")
    assert [blob.address for blob in found.blobs] == ["doc!line-1", f"doc!line-{second}"]
    assert json.loads(found.blobs[1].view()) == json.loads(LINE)


@pytest.mark.parametrize("broken", [b"{broken", b'{"a": 1}}', b"[1]", b"7", b'{"a":NaN}', b"\xff"])
@pytest.mark.parametrize("position", [0, 1, 2])
def test_a_broken_line_leaves_the_others(broken, position):
    lines = [LINE, LINE]
    lines.insert(position, broken)
    found = told(b"\n".join(lines))
    assert found.reader == "json_lines"
    assert found.defects == {"json-lines/broken-line": f"line={position + 1}"}
    assert len(found.blobs) == 2


def test_one_line_and_a_pretty_document_are_simply_json():
    assert told(LINE + b"\n").reader == "dsse"
    assert told(json.dumps(envelope(LINK), indent=1).encode()).reader == "dsse"
    assert told(b'[\n{"a":1},\n{"b":2}\n]').reader is None
    assert told(LINE + b"\n<html>").reader == "dsse"


@pytest.mark.parametrize(("text", "status"), [("[1]", "unrecognised"), ("[1", "unreadable")])
def test_a_list_is_json_of_no_format(tmp_path, text, status):
    path = tmp_path / "list.json"
    path.write_text(text)
    assert [document.status for document in intake.read(path).documents] == [status]


def test_the_file_is_evidence_if_any_line_is(tmp_path):
    path = tmp_path / "log"
    path.write_bytes(b'{"a":1}\n{"b":2}\n')
    assert [file.path for file in intake.read(tmp_path).unclaimed] == ["log"]
    path.write_bytes(b'{"a":1}\n' + LINE + b"\n")
    evidence = intake.read(tmp_path)
    assert evidence.unclaimed == ()
    (build,) = evidence.said(Build)
    assert build.origin.path == "log!line-2!payload"


def test_many_lines_stay_cheap(tmp_path):
    path = tmp_path / "many.jsonl"
    path.write_bytes(b"\n".join([LINE] * 10_000))
    assert sum(1 for _ in intake.read(path).said(Build)) == 10_000


# -- detached signatures -------------------------------------------------------------------------


def beside(content):
    sketch = Sketch(MemoryBlob("fw.img.sig", content))
    assert detached_signature.recognise(sketch)
    return collect(detached_signature, detached_signature.read_beside(sketch, ARTIFACT))


RAW = bytes(range(250, 256)) + b"\0\x01"


@pytest.mark.parametrize(
    "content",
    [
        RAW,
        base64.b64encode(RAW),
        base64.b64encode(RAW) + b"\n",
        base64.urlsafe_b64encode(RAW),
        base64.urlsafe_b64encode(RAW).rstrip(b"="),
        b" \r\n" + base64.encodebytes(RAW),
    ],
)
def test_raw_and_base64(content):
    signature = beside(content).fact
    expected = Signature("detached", RAW, Span(ARTIFACT.digest), ARTIFACT.digest)
    assert signature == expected


def test_openpgp_and_empty_files_are_said():
    armored = b"-----BEGIN PGP SIGNATURE-----\n\niQ==\n-----END PGP SIGNATURE-----\n"
    assert beside(armored).observations == {"detached/openpgp-signature": ""}
    assert beside(b"").defects == {"detached/empty-signature": ""}
    assert not beside(b"").facts
    assert not detached_signature.recognise(Sketch(MemoryBlob("x", b"x" * 16_385)))


def test_only_beside_the_file_it_signs(tmp_path):
    (tmp_path / "fw.img").write_bytes(b"\0image")
    (tmp_path / "fw.img.sig").write_bytes(RAW)
    (tmp_path / "lone.sig").write_bytes(RAW)
    evidence = intake.read(tmp_path)
    (signature,) = evidence.said(Signature)
    by_path = {artifact.path: artifact for artifact in evidence.artifacts}
    assert signature.fact.signs == by_path["fw.img"].digest
    assert [file.path for file in evidence.unclaimed] == ["fw.img", "lone.sig"]


# -- public keys ---------------------------------------------------------------------------------

CERTIFICATE = PEM.replace("PUBLIC KEY", "CERTIFICATE")


@pytest.mark.parametrize("text", [PEM, CERTIFICATE, f"\n{CERTIFICATE}\n{PEM}"])
def test_pem_is_a_key(text):
    found = told(text.encode())
    assert (found.reader, found.facts, found.notes) == ("public_key", (), ())


@pytest.mark.parametrize("text", [PEM[:-5], PEM + "and more", PEM.replace("END", "FIN")])
def test_a_broken_frame_is_a_defect(text):
    assert list(told(text.encode()).defects) == ["key/broken-frame"]


def test_json_keys_without_their_private_half():
    assert told(KEY).reader == "public_key"
    assert told({**KEY, "keyval": {"public": "a", "private": ""}}).reader == "public_key"
    for keyval in ({"public": "a", "private": "b"}, {"public": ""}, {}, [], "a", None):
        assert told({**KEY, "keyval": keyval}).reader is None
    for content in (PEM.replace("PUBLIC", "PRIVATE"), f"text\n{PEM}", PEM[1:]):
        assert told(content.encode()).reader is None


def test_every_key_of_the_corpus_is_one():
    paths = sorted(corpus("intoto", "scenarios", "ok.dsse", "keys").iterdir())
    assert {told(path.read_bytes()).reader for path in paths} == {"public_key"}
