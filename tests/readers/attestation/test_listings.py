import hashlib
import json
from pathlib import Path

import jsonschema_rs
import pytest
from attestation_documents import MANIFEST, REPOSITORY, SUMS, A, B, C, changed, told

from provenance.model.artifact import Listing
from provenance.model.digest import Digest
from provenance.model.manifest import MANIFEST_PAYLOAD_TYPE, MANIFEST_TYPE

FILE_A, FILE_B = Digest("sha256", A, "file"), Digest("sha256", B, "file")
SCHEMA = json.loads(Path(REPOSITORY, "schemas", "manifest.schema.json").read_text())


# -- SHA256SUMS ----------------------------------------------------------------------------------


def sums(*lines):
    return "".join(f"{line}\n" for line in lines).encode()


def test_gnu_and_bsd_styles():
    rows = ((FILE_A,), (FILE_B,))
    # a comment stands in the first line
    expected = Listing("manifest", ("fw.bin", "boot.bin"), rows, at="line=", numbers=(2, 3))
    assert told(SUMS).fact == expected
    assert told(SUMS.replace(b"\n", b"\r\n")).fact == expected
    assert told(SUMS.rstrip()).fact == expected
    bsd = told(sums(f"SHA256 (fw.bin) = {A}", f"{B.upper()}  ./boot.bin")).fact
    assert (bsd.names, bsd.digests) == (expected.names, expected.digests)
    assert [bsd.place_of(row) for row in range(2)] == ["line=1", "line=2"]


def test_two_algorithms_of_one_name_are_one_row():
    found = told(sums(f"{A}  x", f"SHA512 (x) = {B * 2}", f"{A}  x", f"BLAKE2b (x) = {C * 2}"))
    assert [digest.algorithm for digest in found.fact.digests[0]] == [
        "sha256",
        "sha512",
        "blake2b_512",
    ]
    assert not found.notes


@pytest.mark.parametrize(
    ("line", "name"),
    [
        (rf"\{A}  a\\b", None),
        (rf"{A}  a b ", "a b "),
        (rf"{A}   a", " a"),
        (rf"{A}  -", "-"),
        (rf"{A}  é(1) = x", "é(1) = x"),
        (rf"SHA256 (a) = b) = {A}", "a) = b"),
    ],
)
def test_names_as_coreutils_writes_them(line, name):
    found = told(sums(line))
    if name is None:  # a backslash is a name on one system and a folder on another
        assert found.fact.names == ("a\\b",)
    else:
        assert found.fact.names == (name,)


@pytest.mark.parametrize(
    ("line", "entry"),
    [
        (f"{A}  /etc/passwd", "checksums/unsafe-name"),
        (f"{A}  a/../../b", "checksums/unsafe-name"),
        (f"{A}  C:\\x", "checksums/unsafe-name"),
        (f"{A}  a\x07b", None),
        (rf"\{A}  a\nb", "checksums/unsafe-name"),
        (rf"\{A}  a\qb", "checksums/bad-name"),
        (rf"\{A}  ab" + "\\", "checksums/bad-name"),
        (f"SHA256 (x) = {A[:-1]}", "checksums/bad-digest"),
        (f"{B}  fw.bin", "checksums/contradicting-row"),
    ],
)
def test_rows_that_cannot_be_used(line, entry):
    found = told(sums(f"{A}  fw.bin", line))
    if entry is None:
        assert found.reader is None
        return
    (note,) = found.notes
    assert (note.id, note.place, note.whole) == (entry, "line=2", False)
    assert found.fact.names == ("fw.bin",)
    contradicted = entry == "checksums/contradicting-row"
    assert found.fact.digests == ((() if contradicted else (FILE_A,)),)


def test_a_name_that_is_not_utf8():
    found = told(SUMS + f"{C}  ".encode() + b"\xff\xfe\n")
    assert found.defects == {"checksums/bad-name": "line=5"}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n",
        b"# only a comment\n",
        A.encode(),
        f"{A} fw.bin\n".encode(),
        f"{A[:-1]}  fw.bin\n".encode(),
        SUMS + b"and a sentence\n",
        b"\0" + SUMS,
        b"a" * 100_000,
    ],
)
def test_what_is_no_list_of_checksums(content):
    assert told(content).reader is None


# -- our manifest --------------------------------------------------------------------------------


def test_manifest():
    found = told(MANIFEST)
    assert not found.notes
    assert found.places == ("/files",)
    names, rows = ("fw.bin", "doc/readme"), ((FILE_A,), (FILE_B,))
    assert found.fact == Listing("manifest", names, rows, (3, 0), "/files/", (0, 1))
    assert MANIFEST_PAYLOAD_TYPE.endswith("+json")


FILE = ("files", 1)
BAD = [
    ((*FILE, "path"), "../x", "manifest/unsafe-name", "/files/1/path"),
    ((*FILE, "path"), "/x", "manifest/unsafe-name", "/files/1/path"),
    ((*FILE, "path"), "", "manifest/unsafe-name", "/files/1/path"),
    ((*FILE, "path"), ..., "manifest/missing-field", "/files/1/path"),
    ((*FILE, "size"), -1, "manifest/bad-size", "/files/1/size"),
    ((*FILE, "size"), True, "manifest/wrong-type", "/files/1/size"),
    ((*FILE, "size"), ..., "manifest/missing-field", "/files/1/size"),
    ((*FILE, "digests"), {}, "manifest/file-without-digest", "/files/1/digests"),
    ((*FILE, "digests"), A, "manifest/wrong-type", "/files/1/digests"),
    ((*FILE, "digests", "sha256"), A[1:], "manifest/bad-digest", "/files/1/digests/sha256"),
    (
        (*FILE, "digests", "sha256"),
        A.upper(),
        "manifest/upper-case-digest",
        "/files/1/digests/sha256",
    ),
    (("files",), {}, "manifest/wrong-type", "/files"),
    (("files",), ..., "manifest/missing-field", "/files"),
    (FILE, 7, "manifest/wrong-type", "/files/1"),
]


@pytest.mark.parametrize(("path", "to", "entry", "place"), BAD)
def test_a_bad_field_of_the_manifest(path, to, entry, place):
    document = changed(MANIFEST, *path, to=to)
    found = told(document)
    assert found.defects[entry] == place
    assert len(found.fact) == len(found.fact.digests) == len(found.fact.sizes)
    assert not jsonschema_rs.is_valid(SCHEMA, document)


def test_one_path_twice():
    twice = changed(MANIFEST, "files", to=[MANIFEST["files"][0]] * 2)
    assert told(twice).defects == {"manifest/duplicate-row": "/files/1/path"}
    assert told(twice).fact.digests == ((FILE_A,),)
    found = told(changed(twice, "files", 1, "digests", "sha256", to=B))
    assert found.defects == {"manifest/contradicting-row": "/files/1/path"}
    assert (found.fact.names, found.fact.digests) == (("fw.bin",), ((),))


def test_the_schema_is_that_of_the_type():
    assert SCHEMA["$id"] == MANIFEST_TYPE == SCHEMA["properties"]["type"]["const"]
    assert jsonschema_rs.is_valid(SCHEMA, MANIFEST)
    digest = hashlib.sha512(b"").hexdigest()
    assert jsonschema_rs.is_valid(SCHEMA, changed(MANIFEST, *FILE, "digests", "sha512", to=digest))
    assert told(changed(MANIFEST, "files", to=[])).observations == {"manifest/no-files": "/files"}
