"""Signed notes and checkpoints of transparency logs (C2SP signed-note, tlog-checkpoint).

Checkpoints are compared and signed byte for byte, so nothing here is lenient: no blanks, no second
spelling of a number or of base64, no line ends other than a newline.
"""

from __future__ import annotations

import re
from typing import Final

from msgspec import Struct

from provenance import limits
from provenance.decoding.base64text import decode_base64
from provenance.errors import DecodingError, LimitExceededError
from provenance.model.transparency import Checkpoint, NoteSignature

HASH_BYTES: Final = 32
"""A node of the tree, which is SHA-256 in every log that C2SP describes."""

SIZES: Final = 1 << 63
"""Sizes and positions are below: logs count in 64 bits with a sign."""

_KEY_HASH: Final = 4
_EM_DASH: Final = "\u2014 "
_CONTROL: Final = re.compile("[\x00-\x09\x0b-\x1f]")
_DECIMAL: Final = re.compile("0|[1-9][0-9]{0,18}")
_HEAD: Final = 3  # lines that every checkpoint has: origin, size, root


class Note(Struct, frozen=True, gc=False):
    """A text with signatures; `text` includes its last newline, and is what they sign."""

    text: str
    signatures: tuple[NoteSignature, ...]


def parse_note(note: str) -> Note:
    """A signed note, or a `DecodingError`; who signed it is not looked at."""
    if len(note) > limits.NOTE_BYTES:
        raise LimitExceededError(f"has more than {limits.NOTE_BYTES} characters")
    if _CONTROL.search(note) is not None:
        raise DecodingError("has a control character other than a newline")
    text, gap, signed = note.rpartition("\n\n")
    if not gap or not signed.endswith("\n"):
        raise DecodingError("is no text, an empty line and lines of signatures")
    lines = signed[:-1].split("\n")
    if len(lines) > limits.NOTE_SIGNATURES:
        raise LimitExceededError(f"has more than {limits.NOTE_SIGNATURES} signatures")
    return Note(text + "\n", tuple(map(_signature, lines)))


def parse_checkpoint(text: str) -> Checkpoint:
    """A checkpoint with all its signatures, also those of kinds that nobody here knows."""
    note = parse_note(text)
    lines = note.text[:-1].split("\n")
    if len(lines) < _HEAD or not all(lines):
        raise DecodingError("is no origin, size and root hash, a line each")
    origin, size, root, *extensions = lines
    try:
        signed = note.text.encode()
    except UnicodeEncodeError as error:
        raise DecodingError("has a character that is half of one") from error
    return Checkpoint(
        origin, parse_size(size), parse_hash(root), signed, note.signatures, tuple(extensions)
    )


def parse_size(text: str) -> int:
    """A size or position: decimal, without sign, blanks or leading zeros, below 2^63."""
    if _DECIMAL.fullmatch(text) is None or int(text) >= SIZES:
        raise DecodingError("is no size: a decimal number below 2^63 without leading zeros")
    return int(text)


def parse_hash(text: str) -> bytes:
    """A hash of a tree: 32 bytes in base64."""
    value = parse_base64(text)
    if len(value) != HASH_BYTES:
        raise DecodingError(f"is a hash of {len(value)} bytes; it must have {HASH_BYTES}")
    return value


def parse_base64(text: str) -> bytes:
    """Base64 of RFC 4648 section 4 in its one spelling."""
    found = decode_base64(text)
    if found.remark or "-" in text or "_" in text:
        raise DecodingError(f"is not base64 in its one spelling: {found.remark or 'alphabet'}")
    return found.content


def check_key_name(name: str) -> str:
    """The name of a key, which holds neither blanks nor a plus sign."""
    if not name or "+" in name or any(character.isspace() for character in name):
        raise DecodingError("is no name of a key: it is empty or holds a blank or a plus sign")
    return name


def parse_hashes(lines: list[str]) -> tuple[bytes, ...]:
    """The hashes of a proof, a line each."""
    if len(lines) > limits.PROOF_HASHES:
        raise LimitExceededError(f"has more than {limits.PROOF_HASHES} hashes")
    return tuple(map(parse_hash, lines))


def _signature(line: str) -> NoteSignature:
    if not line.startswith(_EM_DASH):
        raise DecodingError("has a line of a signature that does not start with a dash")
    name, _, encoded = line[len(_EM_DASH) :].rpartition(" ")
    value = parse_base64(encoded)
    if len(value) <= _KEY_HASH:
        raise DecodingError("has a signature that is too short")
    return NoteSignature(check_key_name(name), value[:_KEY_HASH], value[_KEY_HASH:])
