"""Metablock: a link or layout with signatures over its canonical JSON (in-toto 4.2)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import msgspec

from provenance.decoding.canonical_json import canonical_json
from provenance.decoding.fields import Fields, object_of
from provenance.decoding.ledger import Ledger
from provenance.decoding.sketch import Sketch
from provenance.errors import DecodingError
from provenance.model.document import Defect, Heading
from provenance.model.origin import Place
from provenance.model.statement import Signature
from provenance.readers.attestation._chain import chain_of
from provenance.readers.attestation._layout import read_layout
from provenance.readers.attestation._link import link_to_build

FORMAT: Final = "in-toto Metablock"
ROLE: Final = "evidence"
TELLING: Final = ("signed",)

_HEX: Final = "0123456789abcdefABCDEF"


class _Typed(msgspec.Struct):
    """As much of `signed` as recognition needs; the rest is skipped, not decoded."""

    kind: str = msgspec.field(default="", name="_type")


_decode_typed: Final = msgspec.json.Decoder(_Typed).decode


def recognise(sketch: Sketch) -> bool:
    """Whether the blob is a JSON object with signatures and a signed link or layout."""
    signed = sketch.members.get("signed")
    if signed is None or "signatures" not in sketch.members:
        return False
    try:
        return _decode_typed(signed).kind in ("link", "layout")
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return False


def read(sketch: Sketch) -> Iterator[tuple[Place, Any]]:
    """Each signature, over everything in `signed` as it was parsed, then the build or layout."""
    document = object_of(sketch.value, "metablock", Ledger())
    kind = document.value["signed"]["_type"]
    yield "", Heading(f"in-toto {kind}", "Metablock")
    document.note_unknown(("signatures", "signed"))
    yield from _signatures(sketch, document)
    signed = Fields(document.value["signed"], kind, document.notes, "/signed")
    yield "/signed", link_to_build(signed) if kind == "link" else read_layout(signed)
    for note in document.notes.entries():
        yield note.place, note


def _signatures(sketch: Sketch, document: Fields) -> Iterator[tuple[Place, Any]]:
    entries = list(document.objects("signatures", required=True))
    if not entries:
        document.note("no-signatures", "signatures", "holds no signature", kind="observation")
        return
    try:
        # The whole parsed value, members of other formats included: what was injected after
        # signing breaks the signature.
        message = canonical_json(document.value["signed"])
    except DecodingError as error:
        detail = f"{error.message}; no signature can be over it"
        yield "/signed", Defect("metablock/not-canonical", "/signed", detail, whole=False)
        return
    for entry in entries:
        value = _value(entry)
        if value is not None:
            hint = _hint(entry)
            chain = chain_of(entry)
            found = Signature("metablock", value, message, sketch.digest, hint, chain=chain)
            yield entry.pointer, found


def _value(entry: Fields) -> bytes | None:
    name = "signature" if "other_headers" in entry.value else "sig"
    text = entry.text(name, required=True)
    if text is None:
        return None
    # bytes.fromhex would let blanks through.
    if not text or len(text) % 2 or text.strip(_HEX):
        entry.note("bad-signature", name, "is not hexadecimal", read_as="nothing", whole=False)
        return None
    return bytes.fromhex(text)


def _hint(entry: Fields) -> str:
    keyid = entry.text("keyid", required=True) or ""
    if "other_headers" not in entry.value:
        return keyid
    detail = "OpenPGP signatures are not checked in this version"
    entry.note("openpgp-signature", None, detail, kind="observation")
    return f"openpgp:{keyid}"
