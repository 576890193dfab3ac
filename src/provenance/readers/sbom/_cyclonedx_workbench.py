"""What the readers of the parts of one CycloneDX document share."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from provenance import limits
from provenance.decoding import json
from provenance.decoding.jsf import Signed, Unusable, signatures_of
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

    `size` is that of its text: what signatures sign may repeat it some times, and not without end.
    One that is not `judged` is a translation, of which the schema for JSON says nothing.
    """

    def __init__(self, version: str, address: str, size: int = 0, *, judged: bool = True) -> None:
        self.version = version
        self.remarks = Remarks(version)
        self.parts = Parts(version, self.remarks)
        self.claims = Claims(self.parts)
        self.links = Links(self.remarks, address)
        self._allowed = self._room = max(limits.SIGNED_FLOOR, limits.SIGNED_TIMES * size)
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
        yield from self.signatures(json.members(raw), place)

    def signatures(
        self, signed: Mapping[str, Any], place: Place, signs: Digest | None = None
    ) -> Items:
        """The signatures that stand in an object, over that object.

        `signs` is the document where it is the object, and all of it is signed: it has room of its
        own, whatever signed elements stand before it.
        """
        if signs is None and self._room < 0:
            detail = "signatures here repeat the document too often; the rest is not looked at"
            self.remarks.lost("unusable-signature", place, detail, "no signature")
            return
        for found in signatures_of(signed, room=self._room if signs is None else self._allowed):
            if signs is None and isinstance(found, Signed):
                self._room -= len(found.message)
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
        pending: list[tuple[json.Path, Any]] = [(json.Path(None, ""), value)]
        left = limits.SIGNATURES_PER_MESSAGE
        while pending:
            path, node = pending.pop()
            if type(node) is dict and type(node.get("signature")) is dict:
                where = f"{place}{path}"
                left -= 1
                if left < 0:
                    detail = f"more than {limits.SIGNATURES_PER_MESSAGE} signatures stand here"
                    self.remarks.lost("unusable-signature", where, detail, "no signature")
                    return
                yield from self.signatures(node, where)
            pending.extend((json.Path(path, key), part) for key, part in _parts_of(node))


def _parts_of(value: Any) -> Iterator[tuple[str, Any]]:
    """The objects and lists in an object or list, by name or number."""
    items = value.items() if type(value) is dict else enumerate(value)
    return ((str(key), part) for key, part in items if type(part) in (dict, list))
