"""in-toto Statements v0.1 and v1: subjects, and a predicate of a stated type about them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from sys import intern
from typing import Any, Final

import msgspec

from provenance.decoding import json
from provenance.decoding.checksums import Row, read_digest_set
from provenance.decoding.fields import Fields, quote
from provenance.decoding.ledger import Ledger
from provenance.decoding.sketch import Sketch
from provenance.errors import DecodingError
from provenance.model.artifact import Listing
from provenance.model.component import Detail
from provenance.model.digest import HEX_LENGTHS, STRONG
from provenance.model.document import Heading
from provenance.model.origin import Place, escape_pointer
from provenance.model.predicate import OtherPredicate, Summary
from provenance.model.statement import VERDICT_TYPE, Statement
from provenance.readers.attestation import _predicates, _scans, _slsa, _summaries, _witness
from provenance.readers.attestation._boms import bill_of_materials, is_bom
from provenance.readers.attestation._kept import Kept
from provenance.readers.attestation._resources import MEMBERS

FORMAT: Final = "in-toto Statement"
ROLE: Final = "evidence"
TELLING: Final = ("_type",)

_VERSIONS: Final = {
    "https://in-toto.io/Statement/v0.1": "v0.1",
    "https://in-toto.io/Statement/v1": "v1",
}
_MEMBERS: Final = ("_type", "subject", "predicateType", "predicate")
_WEAK: Final = frozenset(HEX_LENGTHS) - STRONG - {"gitCommit"}
_TYPE_URI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_SUBJECT: Final = frozenset(("name", "uri", "digest"))
_IN_TOTO: Final = "https://in-toto.io/attestation"
_READERS: Final[dict[str, Callable[[Fields, Listing, Kept], None]]] = {
    "https://in-toto.io/Provenance/v0.1": _slsa.provenance_v01,
    "https://slsa.dev/provenance/v0.1": _slsa.provenance_v01,
    "https://slsa.dev/provenance/v0.2": _slsa.provenance_v02,
    "https://slsa.dev/provenance/v1": _slsa.provenance_v1,
    "https://slsa.dev/verification_summary/v0.2": _summaries.vsa_v02,
    "https://slsa.dev/verification_summary/v1": _summaries.vsa_v1,
    VERDICT_TYPE: _summaries.verdict_v1,
    "https://cosign.sigstore.dev/attestation/vuln/v1": _scans.cosign_v1,
    f"{_IN_TOTO}/link/v0.3": _predicates.link_v03,
    f"{_IN_TOTO}/reference/v0.1": _predicates.reference_v01,
    f"{_IN_TOTO}/release/v0.1": _predicates.release,
    f"{_IN_TOTO}/release/v0.2": _predicates.release,
    f"{_IN_TOTO}/runtime-trace/v0.1": _predicates.runtime_trace_v01,
    f"{_IN_TOTO}/scai/attribute-report/v0.2": _predicates.scai,
    f"{_IN_TOTO}/scai/v0.3": _predicates.scai,
    f"{_IN_TOTO}/svr/v0.1": _summaries.svr,
    f"{_IN_TOTO}/svr/v0.2": _summaries.svr_v02,
    f"{_IN_TOTO}/test-result/v0.1": _predicates.test_result_v01,
    f"{_IN_TOTO}/vulns/v0.1": _scans.vulns_v01,
    f"{_IN_TOTO}/vulns/v0.2": _scans.vulns_v02,
}
_SPELLINGS: Final = {
    "https://slsa.dev/provenance/v1.0": "https://slsa.dev/provenance/v1",
    "https://slsa.dev/provenance/v1.0?draft": "https://slsa.dev/provenance/v1",
}
"""Types that some tools write and the specification does not have."""
_COLLECTIONS: Final = (
    "https://witness.testifysec.com/attestation-collection/v0.1",
    "https://witness.dev/attestation-collection/v0.1",
)


def recognise(sketch: Sketch) -> bool:
    """Whether the blob is a JSON object with the members of a Statement, of whatever version."""
    if "predicateType" in sketch.members and "subject" in sketch.members:
        return True
    kind = sketch.string_member("_type")
    return kind is not None and kind.startswith("https://in-toto.io/Statement/")


def read(sketch: Sketch) -> Iterator[tuple[Place, Any]]:
    """The statement, and what its predicate says: a build, or a bill of materials as a blob."""
    version = _version(sketch)
    if sketch.doubled is not None:
        raise sketch.doubled
    yield "", Heading(FORMAT, version)
    notes = Ledger()
    members: dict[str, Any] = {name: sketch.member(name) for name in ("predicateType", "subject")}
    members |= dict.fromkeys(sketch.members.keys() - members.keys())
    statement = Fields(members, "statement", notes)
    statement.note_unknown(_MEMBERS)
    kind = intern(statement.text("predicateType", required=True) or "")
    if kind and not _TYPE_URI.match(kind):
        statement.note("bad-predicate-type", "predicateType", f"{quote(kind)} is no URI")
    kept = Kept()
    subjects, refs = _subjects(statement, kept)
    yield "", Statement("statement", kind, subjects)
    yield from kept.items
    yield from _strangers(sketch)
    for place, item in _predicate(sketch, statement, kind, subjects):
        if refs and type(item) is Summary:
            item = msgspec.structs.replace(item, refs=refs)
        yield place, item
    for note in notes.entries():
        yield note.place, note


def _version(sketch: Sketch) -> str:
    kind = sketch.string_member("_type")
    if kind not in _VERSIONS:
        known = " or ".join(_VERSIONS)
        raise DecodingError(f"is {quote(kind or '')}, not {known}", "/_type")
    return _VERSIONS[kind]


def _strangers(sketch: Sketch) -> Iterator[tuple[Place, Detail]]:
    """Members that no Statement has, as they are written."""
    for name, raw in sketch.members.items():
        if name not in _MEMBERS:
            sketch.member(name)
            yield f"/{escape_pointer(name)}", Detail(name, bytes(raw).decode())


# -- subjects ------------------------------------------------------------------------------------


def _subjects(statement: Fields, kept: Kept) -> tuple[Listing, tuple[str, ...]]:
    """The subjects, and the refs that point to them where they are revisions of a source."""
    names: list[str] = []
    rows: list[Row] = []
    numbers: list[int] = []
    refs: dict[str, None] = {}
    for subject in statement.objects("subject", required=True):
        numbers.append(subject.number)
        names.append(subject.text("name") or subject.text("uri") or "")
        row = read_digest_set(subject, "digest")
        rows.append(row)
        _note_weakness(subject, row)
        if not subject.value.keys() <= _SUBJECT:
            kept.rest(subject, _SUBJECT, MEMBERS, "subject")
            notes = subject.inner("annotations")
            refs |= dict.fromkeys(notes.texts("sourceRefs") or ())
    if not names:
        statement.note("no-subjects", "subject", "is about nothing")
    at = f"{statement.at('subject')}/"
    listing = Listing("subjects", tuple(names), tuple(rows), at=at, numbers=tuple(numbers))
    return listing, tuple(refs)


def _note_weakness(subject: Fields, row: Row) -> None:
    if not row:
        subject.note("subject-without-digest", "digest", "has no usable digest")
    elif all(digest.algorithm in _WEAK for digest in row):
        found = ", ".join(digest.algorithm for digest in row)
        subject.note("weak-digest", "digest", f"has nothing stronger than {found}")


# -- predicates ----------------------------------------------------------------------------------


def _predicate(
    sketch: Sketch, statement: Fields, kind: str, subjects: Listing
) -> Iterator[tuple[Place, Any]]:
    raw = sketch.members.get("predicate")
    if is_bom(kind):
        yield from bill_of_materials(raw, kind, statement, sketch.blob.address)
        return
    statement.value["predicate"] = sketch.member("predicate")
    read_as = _SPELLINGS.get(kind, kind)
    if read_as != kind:
        detail = f"{quote(kind)} is not how the specification spells it"
        statement.note(
            "misspelled-type", "predicateType", detail, kind="observation", read_as=read_as
        )
    reader = _READERS.get(read_as)
    if reader is None and kind not in _COLLECTIONS:
        yield from _unknown(statement, kind, raw)
        return
    kept = Kept()
    predicate = statement.inner("predicate", required=True)
    if reader is not None and type(statement.value["predicate"]) is dict:
        reader(predicate, subjects, kept)  # an empty one lacks what it requires
    elif predicate.value and raw is not None:
        _witness.collection(predicate, subjects, kept, raw, sketch.blob.address)
    yield from kept.items


def _unknown(
    statement: Fields, kind: str, raw: json.Raw | None
) -> Iterator[tuple[Place, OtherPredicate]]:
    """A predicate that is kept word by word."""
    detail = f"{quote(kind)} is not read in this version"
    statement.note("unknown-predicate", "predicateType", detail, kind="observation")
    if raw is not None:
        text = bytes(raw).decode()
        yield "/predicate", OtherPredicate("predicate", kind, text)
