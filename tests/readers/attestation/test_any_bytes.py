"""Any bytes, and mutations of well-formed documents, give facts or a named error, nothing else."""

import json

from attestation_documents import (
    ARTIFACT,
    LINK,
    STATEMENT,
    SUMS,
    WELL_FORMED,
    changed,
    collect,
    envelope,
    told,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance import intake, limits
from provenance.blobs import MemoryBlob
from provenance.decoding.sketch import Sketch
from provenance.errors import UnreadableError
from provenance.readers.attestation import detached_signature

TEXTS = {name: json.dumps(document).encode() for name, document in WELL_FORMED.items()}
TEXTS["lines"] = TEXTS["envelope"] + b"\n" + TEXTS["statement"] + b"\n"
TEXTS["sums"] = SUMS
scalars = st.sampled_from(
    [None, True, 0, -1, 2**70, 1.5, "", "*", "..", "é\0", "a" * 64, "2026-01-01T00:00:00Z", [], {}]
)
values = st.recursive(
    scalars | st.integers() | st.text(max_size=5),
    lambda part: (
        st.lists(part, max_size=3) | st.dictionaries(st.text(max_size=5), part, max_size=3)
    ),
    max_leaves=6,
)


def paths_of(value, prefix=()):
    yield prefix
    parts = value.items() if isinstance(value, dict) else ()
    parts = enumerate(value) if isinstance(value, list) else parts
    for key, part in parts:
        yield from paths_of(part, (*prefix, key))


@st.composite
def mutated(draw):
    """A well-formed document with a few values replaced, removed or added."""
    document = json.loads(json.dumps(WELL_FORMED[draw(st.sampled_from(sorted(WELL_FORMED)))]))
    for _ in range(draw(st.integers(1, 3))):
        paths = [path for path in paths_of(document) if path]
        if not paths:
            break
        path = draw(st.sampled_from(paths))
        inner = document
        for step in path[:-1]:
            inner = inner[step]
        if draw(st.booleans()):
            inner[path[-1]] = draw(values)
        elif isinstance(inner, dict):
            inner[draw(st.text(max_size=3))] = inner.pop(path[-1])
        else:
            del inner[path[-1]]
    return document


@st.composite
def damaged(draw):
    """The text of a well-formed document with a few bytes changed, cut or doubled."""
    text = bytearray(TEXTS[draw(st.sampled_from(sorted(TEXTS)))])
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, max(len(text) - 1, 0)))
        size = draw(st.integers(0, 40))
        kind = draw(st.sampled_from(["cut", "double", "put", "end"]))
        if kind == "cut":
            del text[at : at + size]
        elif kind == "double":
            text[at:at] = text[at : at + size]
        elif kind == "put":
            text[at : at + 1] = draw(st.binary(max_size=4) | st.sampled_from([b'"', b"{", b"\n"]))
        else:
            del text[at:]
    return bytes(text)


def check(found):
    for note in found.notes:
        assert note.id
        assert note.detail
    for fact in found.facts:
        hash(fact)
        for listing in (getattr(fact, "inputs", None), getattr(fact, "outputs", None)):
            if hasattr(listing, "digests"):
                assert len(listing.names) == len(listing.digests)


@given(mutated())
@settings(max_examples=400, deadline=None)
def test_mutated_documents(document):
    check(told(document))


@given(mutated())
@settings(max_examples=60, deadline=None)
def test_mutated_payloads(tmp_path_factory, document):
    path = tmp_path_factory.getbasetemp() / "payload"
    path.write_text(json.dumps(envelope(document)))
    evidence = intake.read(path)
    assert evidence.documents[0].status == "clean"


@given(damaged() | st.binary(max_size=300))
@settings(max_examples=400, deadline=None)
def test_damaged_text(content):
    check(told(content))


@given(damaged() | st.binary(max_size=300))
@settings(max_examples=80, deadline=None)
def test_damaged_files(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "damaged"
    path.write_bytes(content)
    try:
        first = intake.read(path)
    except UnreadableError:  # four bytes may call themselves an archive
        return
    again = intake.read(path)
    assert first.documents == again.documents
    assert [c.defects for c in first.chapters] == [c.defects for c in again.chapters]


@given(st.binary(max_size=200))
def test_any_bytes_beside_a_file(content):
    sketch = Sketch(MemoryBlob("x.sig", content))
    assert detached_signature.recognise(sketch)
    check(collect(detached_signature, detached_signature.read_beside(sketch, ARTIFACT)))


def test_long_names_and_many_faults_stay_bounded(tmp_path):
    name = "n" * 1_000_000
    many = {f"a{number}": "x" for number in range(20_000)}
    path = tmp_path / "doc"
    path.write_text(json.dumps(changed(LINK, "products", to={name: many})))
    (chapter,) = intake.read(path).chapters
    assert [entry.id for entry in chapter.defects] == ["link/too-many-digests"]
    external = ("predicate", "buildDefinition", "externalParameters")
    path.write_text(json.dumps(changed(STATEMENT, *external, to={name: many})))
    (chapter,) = intake.read(path).chapters
    assert [entry.id for entry in chapter.defects] == ["decoding/limit"]
    path.write_text(json.dumps(changed(STATEMENT, "subject", to=[7] * 50_000)))
    (chapter,) = intake.read(path).chapters
    assert len(chapter.defects) == limits.LEDGER_ENTRIES + 2
    assert sum(entry.count for entry in chapter.defects) == 50_001
