"""SPDX 2 in JSON: 2.0 to 2.3 (ISO/IEC 5962 is 2.2.1).

A document is recognised by its members: `spdxVersion` begins with `SPDX-2` or with no version of
SPDX 3, or stands nowhere, beside members that only SPDX 2 has. It is read element by element and
never as a whole: an element that the official schema of its version allows is decoded to a type
that was compiled from that schema, every other one is held against the schema itself.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final

import msgspec

from provenance import limits
from provenance.decoding import json
from provenance.decoding.json_pieces import Pieces
from provenance.decoding.ledger import doubled_name
from provenance.decoding.sketch import Sketch
from provenance.errors import DecodingError, DuplicateKeyError, LimitExceededError
from provenance.model.batch import Numbered
from provenance.model.document import Defect
from provenance.model.origin import Place, escape_pointer
from provenance.readers.sbom import _spdx2_early as early
from provenance.readers.sbom._spdx2_document import Part, Spdx2
from provenance.readers.sbom._spdx2_shapes import ANYTHING_INSIDE, LISTS, list_decoder

FORMAT = "SPDX"
ROLE = "evidence"
TELLING = ("spdxVersion", early.MEMBER)
Items = Iterator[tuple[Place, Any]]
_QUOTE: Final = b'"'
_encode: Final = msgspec.json.Encoder().encode
_SIGNS: Final = ("SPDXID", "spdxVersion", "creationInfo", "documentNamespace", "dataLicense")
_VERSIONS: Final = ("spdxVersion", "specVersion")
_TOGETHER: Final = 64
"""Elements that are decoded in one go; where that fails, each is decoded by itself."""


def recognise(sketch: Sketch) -> bool:
    """Whether the members of the JSON object are those of an SPDX 2 document."""
    members = sketch.members
    if "@graph" in members or "@context" in members:
        return False
    version = sketch.string_member("spdxVersion")
    if version is not None:
        return version.upper().startswith("SPDX-") and not version.upper().startswith("SPDX-3")
    if "SPDXID" in members and sum(name in members for name in _SIGNS) > 1:
        return True
    return len(members) == 1 and _is_early(members.get(early.MEMBER))


def _is_early(raw: json.Raw | None) -> bool:
    if raw is None:
        return False
    try:
        found = json.members(raw)
        return early.is_early(
            {name: json.decode(found[name]) for name in _VERSIONS if name in found}
        )
    except DecodingError:
        return False


def read(sketch: Sketch) -> Items:
    """The components, how they hang together, what else is said, the ledger, and the heading."""
    if early.MEMBER in sketch.members and "SPDXID" not in sketch.members:
        return _early(sketch)
    return _Reading(sketch).items()


def _early(sketch: Sketch) -> Items:
    defect = early.early_shape()
    yield defect.place, defect
    try:
        document = sketch.value[early.MEMBER]
    except DuplicateKeyError as error:
        yield error.pointer, _twice(error)
        document = json.decode_last(sketch.members[early.MEMBER])
    spdx = Spdx2(early.version_of(document), schema=False, locate=early.locate)
    yield from spdx.read(early.parts(document))


class _Reading:
    """One document while it is read."""

    def __init__(self, sketch: Sketch) -> None:
        self._sketch, self._members = sketch, sketch.members
        self._spdx = Spdx2(sketch.string_member("spdxVersion"))

    def items(self) -> Items:
        """Everything that the document says, the heading last."""
        trouble: DecodingError | None = None
        try:
            yield from self._doubled()
            yield from self._top()
            for section in LISTS:
                if section in self._members:
                    yield from self._list(section)
        except DecodingError as error:
            trouble = error
        yield from self._spdx.end()
        if trouble is not None:
            raise trouble

    def _doubled(self) -> Items:
        error = self._sketch.doubled
        if isinstance(error, DuplicateKeyError):
            yield error.pointer, _twice(error)
        elif error is not None:
            raise error

    def _top(self) -> Items:
        top: dict[str, Any] = {}
        members = {name: raw for name, raw in self._members.items() if name not in LISTS}
        yield from _by_member(members, "", top)
        self._spdx.part(Part("document", "", top))

    def _list(self, section: str) -> Items:
        array = self._members[section]
        pieces, decode = Pieces(array), self._decoder(section)
        if not pieces.is_array:
            yield from self._no_list(section)
            return
        start = count = 0
        while start < pieces.end and (piece := pieces.piece(start)) is not None:
            found = decode(piece.text)
            if found is not None:
                self._take(section, found, _places(section, count, len(found)))
            else:
                found = _elements(piece.text)
                if found is None:
                    break  # it was cut inside of an element
                yield from self._each(section, found, count)
            start, count = piece.end, count + len(found)
            if count > limits.ELEMENTS:
                raise LimitExceededError(f"more than {limits.ELEMENTS} elements")
        if start < pieces.end:
            yield from self._each(section, json.elements(array)[count:], count)

    def _decoder(self, section: str) -> Callable[[bytes | bytearray], list[Any] | None]:
        found = list_decoder(section, self._spdx.version)
        texts_only = section not in ANYTHING_INSIDE
        return partial(_decoded, decode=found, texts_only=texts_only)

    def _take(self, section: str, shapes: list[Any], places: Numbered) -> None:
        if shapes:
            self._spdx.take(section, shapes, places)
            # tuples in facts are in no circle: a look while they are new tells the collector
            gc.collect(0)

    def _each(self, section: str, elements: list[json.Raw], first: int) -> Items:
        """Elements that are not all of the strict shape, or could not be told from each other."""
        decode = self._decoder(section)
        for start in range(0, len(elements), _TOGETHER):
            chunk = elements[start : start + _TOGETHER]
            places = _places(section, first + start, len(chunk))
            shapes = decode(b"[%b]" % b",".join(chunk))
            if shapes is not None:
                self._take(section, shapes, places)
                continue
            for raw, place in zip(chunk, places, strict=True):
                text = bytes(raw)
                shapes = decode(b"[%b]" % text)
                if shapes is not None:
                    self._spdx.take(section, shapes, [place])
                else:
                    yield from self._carefully(section, text, place)

    def _no_list(self, section: str) -> Items:
        place = f"/{section}"
        try:
            value = json.decode(self._members[section])
        except DecodingError as error:
            yield place, _unreadable(error, place)
            return
        self._spdx.no_list(section, place, value)

    def _carefully(self, section: str, text: bytes, place: Place) -> Items:
        try:
            value = json.decode(text)
        except DuplicateKeyError as error:
            yield place + error.pointer, _twice(error.below(place))
            value = json.decode_last(text)
        except DecodingError as error:
            value = {}
            try:
                yield from _by_member(json.members(text), place, value)
            except DecodingError:
                yield place, _unreadable(error, place)
                return
        self._spdx.part(Part(section, place, value))


def _places(section: str, first: int, count: int) -> Numbered:
    return Numbered(f"/{section}", range(first, first + count))


def _elements(text: bytearray) -> list[json.Raw] | None:
    """The elements of a JSON array, undecoded, or None where the text is none."""
    try:
        return json.elements(bytes(text))
    except DecodingError:
        return None


def _decoded(
    text: bytes | bytearray, decode: Callable[[bytes | bytearray], Any], *, texts_only: bool
) -> list[Any] | None:
    """The elements of a JSON array in their strict shape, or None where one of them has not it."""
    try:
        shapes: list[Any] = decode(text)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return None
    encoded = _encode(shapes)
    if texts_only and len(encoded) == len(text):
        return (
            shapes  # texts and whole numbers are never longer than they were, so none was dropped
        )
    # a member that stands twice was dropped, and its quotation marks with it
    if encoded.count(_QUOTE) != text.count(_QUOTE) or json.hides_quotes(text):
        return None
    return shapes


def _by_member(members: dict[str, json.Raw], place: Place, found: dict[str, Any]) -> Items:
    """Decode members one by one into `found`; one that cannot be read costs no other."""
    for name, raw in members.items():
        pointer = f"{place}/{escape_pointer(name)}"
        try:
            found[name] = json.decode(raw)
        except DuplicateKeyError as error:
            inside = error.below(pointer)
            yield inside.pointer, _twice(inside)
            found[name] = json.decode_last(raw)
        except DecodingError as error:
            yield pointer, _unreadable(error, pointer)


def _twice(error: DecodingError) -> Defect:
    return doubled_name(error.pointer, error.message)


def _unreadable(error: DecodingError, place: Place) -> Defect:
    return Defect("json/unreadable", place, error.message, "defect", "nothing", False)
