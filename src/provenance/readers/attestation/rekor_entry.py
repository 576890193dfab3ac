"""Entries of a Rekor log as its interface gives them: by UUID, with body and inclusion proof."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from typing import Any, Final

from provenance.decoding import json
from provenance.decoding.base64text import decode_base64
from provenance.decoding.fields import Fields, object_of
from provenance.decoding.ledger import Ledger
from provenance.decoding.notes import HASH_BYTES, SIZES
from provenance.decoding.sketch import Sketch
from provenance.errors import DecodingError
from provenance.model.digest import Digest, algorithm_name, check_digest
from provenance.model.document import Heading
from provenance.model.origin import Place, escape_pointer
from provenance.model.transparency import Inclusion, LogEntry
from provenance.readers.attestation._bundle import read_checkpoint

FORMAT: Final = "Rekor log entry"
ROLE: Final = "evidence"
TELLING: Final = None  # the content of the first member tells, whatever its name is

_UUID: Final = re.compile(r"[0-9a-f]{64}(?:[0-9a-f]{16})?")
_MEMBERS: Final = frozenset({"body", "logID", "logIndex"})
# Where the body of each kind of entry says what was signed.
_ABOUT: Final = {
    "hashedrekord 0.0.1": ("spec", "data", "hash"),
    "dsse 0.0.1": ("spec", "payloadHash"),
    "intoto 0.0.1": ("spec", "content", "payloadHash"),
    "intoto 0.0.2": ("spec", "content", "payloadHash"),
    "rekord 0.0.1": ("spec", "data", "hash"),
}


def recognise(sketch: Sketch) -> bool:
    """Whether every member is named by a UUID of Rekor, and the first one is an entry."""
    members = sketch.members
    if not members or not all(map(_UUID.fullmatch, members)):
        return False
    try:
        return json.members(next(iter(members.values()))).keys() >= _MEMBERS
    except DecodingError:
        return False


def read(sketch: Sketch) -> Iterator[tuple[Place, Any]]:
    """One log entry for each UUID."""
    yield "", Heading(FORMAT)
    notes = Ledger()
    for uuid, value in object_of(sketch.value, "rekor", notes).value.items():
        place = f"/{escape_pointer(uuid)}"
        entry = _entry(object_of(value, "rekor", notes, place))
        if entry is not None:
            yield place, entry
    for note in notes.entries():
        yield note.place, note


def _entry(fields: Fields) -> LogEntry | None:
    body = _bytes(fields, "body")
    if body is None:
        return None
    kind, about = _said(body)
    verification = fields.inner("verification")
    return LogEntry(
        fields.text("logID", required=True) or "",
        _number(fields, "logIndex"),
        kind,
        body,
        about,
        integrated=_number(fields, "integratedTime"),
        promise=_bytes(verification, "signedEntryTimestamp") or b"",
        inclusion=_inclusion(verification.inner("inclusionProof")),
    )


def _inclusion(proof: Fields) -> Inclusion | None:
    """The proof, or None where it is absent or cannot be one; what is wrong is noted."""
    if not proof.value:
        return None
    index, size = _number(proof, "logIndex"), _number(proof, "treeSize")
    root, hashes = _hash(proof.text("rootHash")), proof.texts("hashes", required=True)
    siblings = [_hash(text) for text in hashes or ()]
    if index is None or size is None or root is None or None in siblings:
        proof.note("bad-proof", None, "is no inclusion proof", read_as="nothing", whole=False)
        return None
    found = tuple(sibling for sibling in siblings if sibling is not None)
    return Inclusion(index, size, root, found, read_checkpoint(proof, "checkpoint"))


def _said(body: bytes) -> tuple[str, Digest | None]:
    """Kind and version of an entry, and the digest of what was signed."""
    try:
        value = json.decode(body)
    except DecodingError:
        return "", None
    if not isinstance(value, dict):
        return "", None
    kind = f"{value.get('kind')} {value.get('apiVersion')}"
    for step in _ABOUT.get(kind, ("",)):
        value = value.get(step) if isinstance(value, dict) else None
    if not isinstance(value, dict):
        return kind, None
    name, digest = value.get("algorithm"), value.get("value")
    if not isinstance(name, str) or not isinstance(digest, str):
        return kind, None
    algorithm = algorithm_name(name)
    if check_digest(algorithm, digest.lower()) is not None:
        return kind, None
    return kind, Digest(algorithm, digest.lower(), "file")


def _bytes(fields: Fields, name: str) -> bytes | None:
    text = fields.text(name)
    if text is None:
        return None
    try:
        return decode_base64(text).content
    except DecodingError as error:
        fields.note("bad-base64", name, error.message, read_as="nothing", whole=False)
        return None


def _number(fields: Fields, name: str) -> int | None:
    number = fields.get(name, int)
    if number is not None and not 0 <= number < SIZES:
        fields.note("bad-number", name, "is not from 0 to 2^63", read_as="nothing", whole=False)
        return None
    return number


def _hash(text: str | None) -> bytes | None:
    try:
        value = binascii.unhexlify(text or "")
    except (binascii.Error, ValueError):
        return None
    return value if len(value) == HASH_BYTES else None
