"""Statements and envelopes as we write them, and one envelope read back: bytes in, bytes out.

A DSSE envelope (v1) around an in-toto Statement (v1), one per line of JSON. The payload of an
envelope that was read is decoded once, by whoever believes its signatures.
"""

from __future__ import annotations

import base64
import json as plain_json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from msgspec import Struct

from provenance.decoding import json
from provenance.decoding.base64text import decode_base64
from provenance.decoding.dsse import pae
from provenance.errors import DecodingError

PAYLOAD_TYPE: Final = "application/vnd.in-toto+json"
STATEMENT_TYPE: Final = "https://in-toto.io/Statement/v1"


class Envelope(Struct, frozen=True, gc=False):
    """A payload with its type, and signatures (key id, value) that nobody has checked yet."""

    payload: bytes
    payload_type: str
    signatures: tuple[tuple[str, bytes], ...]

    @property
    def message(self) -> bytes:
        """The bytes that the signatures are made over."""
        return pae(self.payload_type, self.payload)


def write_statement(
    subjects: Sequence[tuple[str, Mapping[str, str]]], predicate_type: str, predicate: Any
) -> bytes:
    """An in-toto Statement v1 about subjects (name, digests): the same values, the same bytes."""
    statement = {
        "_type": STATEMENT_TYPE,
        "subject": [{"name": name, "digest": dict(digests)} for name, digests in subjects],
        "predicateType": predicate_type,
        "predicate": predicate,
    }
    return plain_json.dumps(statement, ensure_ascii=False, separators=(",", ":")).encode()


def write_envelope(payload: bytes, key_id: str, signature: bytes) -> bytes:
    """One line of JSON: a DSSE envelope with one signature over an in-toto Statement."""
    envelope = {
        "payloadType": PAYLOAD_TYPE,
        "payload": _base64(payload),
        "signatures": [{"keyid": key_id, "sig": _base64(signature)}],
    }
    return plain_json.dumps(envelope, separators=(",", ":")).encode() + b"\n"


def read_envelope(line: bytes) -> Envelope:
    """The envelope of one line; a `DecodingError` with a pointer where it is none."""
    value = json.decode(line)
    if not isinstance(value, dict):
        raise DecodingError("is not an object")
    kind, found = value.get("payloadType"), value.get("signatures")
    if not isinstance(kind, str):
        raise DecodingError("is not a text", "/payloadType")
    if not isinstance(found, list):
        raise DecodingError("is not a list", "/signatures")
    signatures = tuple(_signature(entry, f"/signatures/{at}") for at, entry in enumerate(found))
    return Envelope(_bytes(value.get("payload"), "/payload"), kind, signatures)


def _signature(entry: Any, pointer: str) -> tuple[str, bytes]:
    if not isinstance(entry, dict):
        raise DecodingError("is not an object", pointer)
    hint = entry.get("keyid")
    return hint if isinstance(hint, str) else "", _bytes(entry.get("sig"), f"{pointer}/sig")


def _bytes(text: Any, pointer: str) -> bytes:
    if not isinstance(text, str):
        raise DecodingError("is not base64 text", pointer)
    try:
        return decode_base64(text).content
    except DecodingError as error:
        raise error.below(pointer) from error


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
