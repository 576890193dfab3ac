"""Detached signatures: `NAME.sig` beside `NAME`, raw or as base64 text, over its bytes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from provenance import limits
from provenance.decoding.base64text import Decoded, decode_base64
from provenance.decoding.sketch import Sketch
from provenance.errors import DecodingError
from provenance.model.artifact import Artifact
from provenance.model.document import Defect, Heading
from provenance.model.origin import Place, Span
from provenance.model.statement import Signature

FORMAT: Final = "detached signature"
ROLE: Final = "signature"
SUFFIX: Final = ".sig"

_OPENPGP: Final = b"-----BEGIN PGP SIGNATURE-----"


def recognise(sketch: Sketch) -> bool:
    """Whether the blob is as small as a signature; raw ones look like nothing else."""
    return sketch.blob.size <= limits.SIGNATURE_BYTES


def read_beside(sketch: Sketch, artifact: Artifact) -> Iterator[tuple[Place, Any]]:
    """The one signature, over the whole file beside it."""
    yield "", Heading(FORMAT)
    raw = bytes(sketch.blob.view())
    if not raw:
        yield "", Defect("detached/empty-signature", "", "has no bytes", whole=False)
        return
    decoded = _decode(raw)
    if decoded.remark:
        detail = f"is base64 that {decoded.remark} (RFC 4648)"
        read_as = "the bytes that it spells"
        yield "", Defect("detached/noncanonical-base64", "", detail, "observation", read_as)
    if raw.lstrip().startswith(_OPENPGP):
        detail = "OpenPGP signatures are not checked in this version"
        yield "", Defect("detached/openpgp-signature", "", detail, "observation")
    value, digest = decoded.content, artifact.digest
    yield "", Signature("detached", value, Span(digest), digest)


def _decode(raw: bytes) -> Decoded:
    """Base64 where all of it is, else the bytes themselves."""
    try:
        decoded = decode_base64(raw.strip())
    except DecodingError:
        return Decoded(raw)
    return decoded if decoded.content else Decoded(raw)
