"""What was attested, and by which signature bytes: found, not yet believed."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from provenance.model.artifact import Listing
from provenance.model.digest import Digest
from provenance.model.origin import Span
from provenance.model.transparency import Bundle

VERDICT_TYPE: Final = "urn:firmware-provenance:verdict:v1"
"""The predicate type of a signed verdict of ours, and the `$id` of its schema."""


class Statement(Struct, frozen=True, gc=False):
    """An in-toto Statement: `subjects` are what it is about, `predicate_type` what it says."""

    ref: str
    predicate_type: str
    subjects: Listing


class Signature(Struct, frozen=True, gc=False):
    """A signature as found. One shape for DSSE, Metablock, JSF and detached files.

    `envelope` is how it was carried (`dsse`, `metablock`, `jsf`, `detached`), `message` the exact
    bytes that were signed or the span of the delivery that was, `signs` the digest of what it
    vouches for, `hint` a key id that orders the tries and decides nothing. `payload_type` is
    DSSE's. `scheme` is the only one that it may hold with, by our name; empty where it says none.
    `chain` are DER certificates that came with it, leaf first; `bundle` what a Sigstore bundle has.
    """

    envelope: str
    value: bytes
    message: bytes | Span
    signs: Digest
    hint: str = ""
    payload_type: str = ""
    scheme: str = ""
    chain: tuple[bytes, ...] = ()
    bundle: Bundle | None = None
