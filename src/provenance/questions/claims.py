"""What delivered files were taken for, and whether their bytes bear that out.

A file that is taken for a document, signature or key is no image, so nobody asks who built it. So
that nothing vanishes by being called something else:

- A signature holds, or is as long as known schemes make one, or is OpenPGP armor.
- A key file holds nothing but public keys or certificates that can be read.
- A list of checksums is text to its end, not only where one looks to recognise it, and a document
  in CBOR has no room for a program.
- A file that nothing claims is what the policy says: an image, or something other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Final

from provenance import limits
from provenance.decoding import cbor
from provenance.decoding.sketch import Sketch
from provenance.decoding.uswid import read_header
from provenance.errors import DecodingError, UsageError
from provenance.graph.evidence import Chapter, Delivered
from provenance.model.artifact import Artifact
from provenance.model.statement import Signature
from provenance.questions.globs import path_matches
from provenance.trust.keys import read_key

if TYPE_CHECKING:
    from provenance.questions.ask import Ask

_SIGNATURE_LENGTHS: Final = frozenset({64, 256, 384, 512, 1_024, 2_420, 3_309, 4_627})
"""Bytes of a signature with Ed25519, the usual sizes of RSA, and ML-DSA-44, -65, -87."""
_ECDSA_LENGTHS: Final = range(8, 142)  # DER of two numbers of at most 521 bits
_ARMOR: Final = b"-----BEGIN PGP SIGNATURE-----"
_BLOCK: Final = re.compile(rb"-----BEGIN ([A-Z ]+)-----.*?-----END \1-----", re.DOTALL)
_KEY_BYTES: Final = 65_536  # of one key or certificate
_OPAQUE_BYTES: Final = 8_192  # certificates of a signer are fewer
_CONTROLS: Final = bytes(set(range(32)) - set(b"\t\n\f\r")) + b"\x7f"


class Claims:
    """Questions about what files were taken for."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    @property
    def files(self) -> tuple[Artifact, ...]:
        """Every delivered file."""
        return self._ask.evidence.artifacts

    @property
    def chapters(self) -> Iterator[Chapter]:
        """Every document and container, and whatever lies inside one, recognised or not.

        A file that no reader recognises is no document.
        """
        for chapter in self._ask.evidence.chapters:
            document = chapter.document
            if document.status != "unrecognised" or document.parent is not None:
                yield chapter

    @property
    def idle_signatures(self) -> tuple[Artifact, ...]:
        """Signature files in which nothing holds: nobody who is believed says what they are.

        Whatever has the length of a signature may be one of somebody else, and may be no signature.
        """
        return tuple(
            file.artifact
            for file in self._ask.evidence.files
            if file.role == "signature" and file.artifact.path not in self._holding
        )

    def doubt(self, artifact: Artifact) -> str:
        """Why a file may be something else than it was taken for, or empty."""
        return self._doubts.get(artifact.path, "")

    @cached_property
    def _doubts(self) -> dict[str, str]:
        images = frozenset(image.path for image in self._ask.images)
        policy, found = self._ask.policy, {}
        for file in self._ask.evidence.files:
            path = file.artifact.path
            if path in images or any(path_matches(glob, path) for glob in policy.other):
                continue
            doubt = self._doubt(file)
            if doubt:
                found[path] = doubt
        return found

    def _doubt(self, file: Delivered) -> str:
        chapter = self._whole.get(file.artifact.path)
        if chapter is not None and chapter.document.status == "unreadable":
            return ""  # said of the document
        match file.role:
            case "":
                return "the policy says neither that it is an image nor that it is something other"
            case "signature":
                return "" if file.artifact.path in self._holding else _signature_doubt(chapter)
            case "key":
                return _key_doubt(file)
        compressed = chapter is not None and chapter.role == "compression"
        return "" if compressed else _text_doubt(file)

    @cached_property
    def _holding(self) -> frozenset[str]:
        return frozenset(found.origin.path for found in self._ask.signatures.holding)

    @cached_property
    def _whole(self) -> dict[str, Chapter]:
        """Documents that are a whole delivered file, by path."""
        chapters = self._ask.evidence.chapters
        return {c.document.address: c for c in chapters if c.document.parent is None}


def _signature_doubt(chapter: Chapter | None) -> str:
    for signature in chapter.facts(Signature) if chapter is not None else ():
        value = signature.value
        if value.lstrip().startswith(_ARMOR) and value.isascii() and not _controls(value):
            continue
        size = len(value)
        der = value[:1] == b"0" and size in _ECDSA_LENGTHS
        if not der and size not in _SIGNATURE_LENGTHS:
            return f"it lies where a signature does, but no known one has {size} bytes"
    return ""


def _key_doubt(file: Delivered) -> str:
    data = bytes(file.blob.view())
    blocks = [found[0] for found in _BLOCK.finditer(data)] or [data]
    for block in blocks:
        if len(block) > _KEY_BYTES:
            return f"it looks like a public key, but has {len(block)} bytes"
        try:
            read_key(block)
        except UsageError as error:
            return f"it looks like a public key, but {error}"
    return ""


def _text_doubt(file: Delivered) -> str:
    """Readers of JSON take all of it apart; text lines have comments, and CBOR has strings."""
    sketch = Sketch(file.blob)
    if sketch.looks_like_json or file.artifact.size > limits.MEMORY_BLOB:
        return ""
    if not sketch.is_text:
        return _cbor_doubt(file)
    try:
        text = bytes(sketch.text)
        text.decode()
    except (DecodingError, UnicodeDecodeError):
        return "it begins as text, and holds bytes that are none"
    return "it begins as text, and holds control characters" if _controls(text) else ""


def _cbor_doubt(file: Delivered) -> str:
    content = file.blob.head(limits.CBOR_BYTES + 1)
    header = read_header(content)
    try:
        found = cbor.items(content, header.size if header is not None else 0)
        hidden = sum(cbor.opaque(item.value) for item in found)
    except DecodingError:
        return ""  # no CBOR, or said of the document
    if hidden <= _OPAQUE_BYTES:
        return ""
    return f"it is read as an SBOM, and holds {hidden} bytes that nobody takes apart"


def _controls(text: bytes) -> bool:
    return len(text.translate(None, _CONTROLS)) != len(text)
