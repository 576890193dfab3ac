"""in-toto Statements v0.1 and v1: subjects, and a predicate of a stated type about them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, Final

from provenance.blobs import MemoryBlob
from provenance.decoding import json
from provenance.decoding.checksums import Row, read_digest_set
from provenance.decoding.fields import Fields, quote
from provenance.decoding.ledger import Ledger
from provenance.decoding.sketch import Sketch
from provenance.errors import DecodingError
from provenance.model.artifact import Listing
from provenance.model.build import Build
from provenance.model.digest import HEX_LENGTHS, STRONG
from provenance.model.document import Heading
from provenance.model.origin import Place
from provenance.model.statement import Statement
from provenance.readers.attestation import _predicates, _slsa

FORMAT: Final = "in-toto Statement"
ROLE: Final = "evidence"

_VERSIONS: Final = {
    "https://in-toto.io/Statement/v0.1": "v0.1",
    "https://in-toto.io/Statement/v1": "v1",
}
_MEMBERS: Final = ("_type", "subject", "predicateType", "predicate")
_SBOM: Final = "https://cyclonedx.org/bom"
_WEAK: Final = frozenset(HEX_LENGTHS) - STRONG - {"gitCommit"}
_COSIGN_WRAPPER: Final = re.compile(rb'\{\s*"Data"\s*:')
_BUILDS: Final[dict[str, Callable[[Fields, Listing], Build]]] = {
    "https://slsa.dev/provenance/v0.2": _slsa.provenance_v02,
    "https://slsa.dev/provenance/v1": _slsa.provenance_v1,
    "https://in-toto.io/attestation/link/v0.3": _predicates.link_v03,
}


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
    members: dict[str, Any] = {name: _decode(sketch, name) for name in ("predicateType", "subject")}
    members |= dict.fromkeys(sketch.members.keys() - members.keys())
    statement = Fields(members, "statement", notes)
    statement.note_unknown(_MEMBERS)
    kind = statement.text("predicateType", required=True) or ""
    subjects = _subjects(statement)
    yield "", Statement("statement", kind, subjects)
    yield from _predicate(sketch, statement, kind, subjects)
    for note in notes.entries():
        yield note.place, note


def _version(sketch: Sketch) -> str:
    kind = sketch.string_member("_type")
    if kind not in _VERSIONS:
        known = " or ".join(_VERSIONS)
        raise DecodingError(f"is {quote(kind or '')}, not {known}", "/_type")
    return _VERSIONS[kind]


def _decode(sketch: Sketch, name: str) -> Any:
    """One member; a predicate that is a large bill of materials is never decoded here."""
    raw = sketch.members.get(name)
    try:
        return None if raw is None else json.decode(raw)
    except DecodingError as error:
        raise error.below(f"/{name}") from error


# -- subjects ------------------------------------------------------------------------------------


def _subjects(statement: Fields) -> Listing:
    names: list[str] = []
    rows: list[Row] = []
    numbers: list[int] = []
    for subject in statement.objects("subject", required=True):
        numbers.append(subject.number)
        names.append(subject.text("name") or subject.text("uri") or "")
        row = read_digest_set(subject, "digest")
        rows.append(row)
        _note_weakness(subject, row)
    if not names:
        statement.note("no-subjects", "subject", "is about nothing")
    at = f"{statement.at('subject')}/"
    return Listing("subjects", tuple(names), tuple(rows), at=at, numbers=tuple(numbers))


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
    if kind == _SBOM or kind.startswith(f"{_SBOM}/"):
        yield from _bill_of_materials(sketch, statement)
        return
    build = _BUILDS.get(kind)
    if build is None:
        detail = f"{quote(kind)} is not read in this version"
        statement.note("unknown-predicate", "predicateType", detail, kind="observation")
        return
    statement.value["predicate"] = _decode(sketch, "predicate")
    predicate = statement.inner("predicate", required=True)
    if predicate.value:
        yield predicate.pointer, build(predicate, subjects)


def _bill_of_materials(sketch: Sketch, statement: Fields) -> Iterator[tuple[Place, Any]]:
    """The exact bytes of the predicate: what was signed is what is read."""
    raw = sketch.members.get("predicate")
    if raw is None or bytes(memoryview(raw)[:1]) != b"{":
        statement.note("missing-field", "predicate", "is no object", whole=False)
        return
    pointer = "/predicate"
    if _COSIGN_WRAPPER.match(memoryview(raw)):
        # Early cosign put the document one level deeper.
        raw, pointer = json.split(raw).get("Data", raw), "/predicate/Data"
    yield pointer, MemoryBlob(f"{sketch.blob.address}!predicate", bytes(raw))
