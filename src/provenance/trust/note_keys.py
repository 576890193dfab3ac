"""Keys of logs and witnesses, as C2SP signed-note spells them: `NAME+HASH+BASE64`.

The four bytes of the hash only say which key a signature line means; what is believed is the key.
"""

from __future__ import annotations

import hashlib
import re
from typing import Final

from provenance.decoding.notes import check_key_name, parse_base64
from provenance.errors import DecodingError, UsageError
from provenance.trust.keys import key_kind, key_object
from provenance.trust.root import NoteKey

ED25519: Final = 0x01
"""Ed25519 over the text of the note."""

ECDSA: Final = 0x02
"""ECDSA over the text of the note, with the key hash that Rekor takes: that of the SPKI."""

COSIGNATURE: Final = 0x04
"""Ed25519 with a time, by a witness (C2SP tlog-cosignature)."""

ML_DSA_COSIGNATURE: Final = 0x06
"""ML-DSA-44 with a time, by a witness or a log (C2SP tlog-cosignature)."""

KINDS: Final = (ED25519, ECDSA, COSIGNATURE, ML_DSA_COSIGNATURE)
"""Types of note signatures that can be checked here."""

_KEY: Final = re.compile(r"(?P<name>[^+]+)\+(?P<hash>[0-9a-f]{8})\+(?P<key>[A-Za-z0-9+/]+=*)")
_HASH_BYTES: Final = 4
_ED25519_SPKI: Final = bytes.fromhex("302a300506032b6570032100")
_ML_DSA_44_SPKI: Final = bytes.fromhex("30820532300b06096086480165030403110382052100")
_PREFIX: Final = {
    ED25519: _ED25519_SPKI,
    ECDSA: b"",
    COSIGNATURE: _ED25519_SPKI,
    ML_DSA_COSIGNATURE: _ML_DSA_44_SPKI,
}
_EXPECTED: Final = {
    ED25519: ("ed25519",),
    ECDSA: ("p256", "p384", "p521"),
    COSIGNATURE: ("ed25519",),
    ML_DSA_COSIGNATURE: ("ml-dsa-44",),
}
_OF_KIND: Final = {"ed25519": ED25519, "ml-dsa-44": ML_DSA_COSIGNATURE} | dict.fromkeys(
    _EXPECTED[ECDSA], ECDSA
)


def looks_like_note_key(text: str) -> bool:
    """Whether a text is meant as a key of that spelling, right or wrong."""
    return _KEY.fullmatch(text.strip()) is not None


def read_note_key(text: str) -> NoteKey:
    """A key from its spelling; a `UsageError` says what is wrong with it."""
    found = _KEY.fullmatch(text.strip())
    if found is None:
        raise UsageError("is no key of a log or witness; those are spelled NAME+HASH+BASE64")
    try:
        name, encoded = check_key_name(found["name"]), parse_base64(found["key"])
    except DecodingError as error:
        raise UsageError(str(error)) from error
    key = note_key(name, encoded[0], encoded[1:])
    if key.key_hash.hex() != found["hash"]:
        raise UsageError(f"names the hash {found['hash']}, but that of its key is {_hex(key)}")
    return key


def note_key(name: str, kind: int, material: bytes) -> NoteKey:
    """A key with the hash that its signatures bear, checked to be one that can be used."""
    if kind not in KINDS:
        known = ", ".join(f"{one:#04x}" for one in KINDS)
        raise UsageError(f"is of type {kind:#04x}; types that can be checked are {known}")
    key = NoteKey(name, _key_hash(name, kind, material), kind, material)
    found = key_kind(key_object(spki(key)))
    if found not in _EXPECTED[kind]:
        raise UsageError(f"is of type {kind:#04x}, but holds a key of {found}")
    return key


def note_key_of(name: str, der: bytes) -> NoteKey:
    """The key of a log that publishes it as SubjectPublicKeyInfo, as Rekor does."""
    found = key_kind(key_object(der))
    kind = _OF_KIND.get(found)
    if kind is None:
        raise UsageError(f"is a key of {found}, which signs no notes")
    return note_key(name, kind, der[len(_PREFIX[kind]) :])


def spki(key: NoteKey) -> bytes:
    """The DER SubjectPublicKeyInfo: what keys are told apart by, whatever they are called."""
    return _PREFIX[key.kind] + key.material


def _key_hash(name: str, kind: int, material: bytes) -> bytes:
    named = material if kind == ECDSA else b"%s\n%c%s" % (name.encode(), kind, material)
    return hashlib.sha256(named).digest()[:_HASH_BYTES]


def _hex(key: NoteKey) -> str:
    return key.key_hash.hex()
