"""What the readers of the parts of one CycloneDX document share."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from provenance import limits
from provenance.decoding import json
from provenance.decoding.jsf import Unusable, signatures_of
from provenance.errors import DecodingError
from provenance.model.component import Detail
from provenance.model.digest import Digest
from provenance.model.origin import Place, escape_pointer
from provenance.model.statement import Signature
from provenance.readers.sbom._cyclonedx_claims import Claims
from provenance.readers.sbom._cyclonedx_links import Links
from provenance.readers.sbom._cyclonedx_parts import Fields, Parts, text_of
from provenance.readers.sbom._cyclonedx_remarks import Remarks
from provenance.readers.sbom._cyclonedx_schema import official, unasked

Items = Iterator[tuple[Place, Any]]


class Workbench:
    """Remarks, readers of parts, links and schema of one document; `address` is its own.

    One that is not `judged` is a translation, of which the schema for JSON says nothing.
    """

    def __init__(self, version: str, address: str, *, judged: bool = True) -> None:
        self.version = version
        self.remarks = Remarks(version)
        self.parts = Parts(version, self.remarks)
        self.claims = Claims(self.parts)
        self.links = Links(self.remarks, address)
        self.official = official(version) if judged else unasked(version)

    def rest(
        self,
        fields: Fields,
        raws: dict[str, Any],
        used: frozenset[str],
        place: Place,
        *about: str,
    ) -> Items:
        """Whatever an object says for which there is no fact, each member as it is written."""
        for name, value in fields.written.items():
            if name not in used or name not in fields:
                below = f"{place}/{escape_pointer(name)}"
                yield below, Detail(name, text_of(raws.get(name, value)), about)

    def judge_odd(self, raw: json.Raw, pointer: str, place: Place) -> None:
        """What the schema says of a value that is no object, or cannot be read at all."""
        try:
            value = json.decode_last(raw)
        except DecodingError as error:
            self.remarks.notes.clear()
            self.remarks.defect("unreadable-field", place + error.pointer, error.message)
            return
        self.remarks.judge(place, self.official.part(pointer).errors(value))

    def signed_object(self, raw: json.Raw, place: Place) -> Items:
        """The signatures inside one element, over that element."""
        try:
            signed = json.decode(raw)
        except DecodingError as error:
            detail = f"the signature cannot be checked: {error.message}"
            self.remarks.lost("unusable-signature", f"{place}/signature", detail, "no signature")
            return
        yield from self.signatures(signed, place)

    def signatures(
        self, signed: dict[str, Any], place: Place, signs: Digest | None = None
    ) -> Items:
        """The signatures that stand in a decoded object, over that object.

        `signs` is the document where it is the object, and all of it is signed.
        """
        for found in signatures_of(signed):
            below = place + found.pointer
            if isinstance(found, Unusable):
                detail = f"the signature {found.reason}"
                self.remarks.lost("unusable-signature", below, detail, "no signature", whole=True)
                continue
            if found.partial:
                left = ", ".join(map(repr, found.partial))[:80]
                detail = f"the signature leaves out {left}, and does not vouch for the document"
                self.remarks.observe("partial-signature", below, detail)
            about = signs
            if about is None or found.partial:
                about = Digest("sha256", hashlib.sha256(found.message).hexdigest())
            yield (
                below,
                Signature(
                    *("jsf", found.value, found.message, about, found.hint), scheme=found.scheme
                ),
            )

    def signatures_below(self, value: Any, place: Place) -> Items:
        """The signatures anywhere in a decoded value, each over the object in which it stands."""
        pending = [(place, value)]
        left = limits.SIGNATURES_PER_MESSAGE
        while pending:
            where, node = pending.pop()
            if type(node) is dict and type(node.get("signature")) is dict:
                left -= 1
                if left < 0:
                    detail = f"more than {limits.SIGNATURES_PER_MESSAGE} signatures stand here"
                    self.remarks.lost("unusable-signature", where, detail, "no signature")
                    return
                yield from self.signatures(node, where)
            if type(node) is dict:
                pending.extend((f"{where}/{escape_pointer(k)}", part) for k, part in node.items())
            elif type(node) is list:
                pending.extend((f"{where}/{at}", part) for at, part in enumerate(node))
