"""What recognition needs to know of a blob, computed once: never its name, never a substring."""

from __future__ import annotations

import hashlib
from json import JSONDecoder
from typing import Any, Final

from msgspec import Struct

from provenance import limits
from provenance.blobs import Blob, FileBlob, MemoryBlob, View
from provenance.decoding import json, xml
from provenance.errors import DecodingError, LimitExceededError
from provenance.lazy import lazy
from provenance.model.digest import Digest
from provenance.model.origin import escape_pointer

_HEAD: Final = 4_096
_LONG_HEAD: Final = 1 << 16
_SMALL: Final = 1 << 20
_DECODED_AT_ONCE: Final = 1 << 16
_BEFORE_XML: Final = b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"
_TEXT_BYTES: Final = bytes([9, 10, 12, 13, *range(32, 127), *range(128, 256)])
_MARKS: Final = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_PLAIN_START: Final = b'{"'
_OBJECT_STARTS: Final = (b"", b'"', b"}")
_VALUE_STARTS: Final = (b"", b"]", *(bytes([c]) for c in b'{["-0123456789'))
_WORDS: Final = (b"true", b"false", b"null", b"NaN", b"Infinity")


class _Split(Struct, frozen=True):
    members: dict[str, json.Raw]
    trouble: DecodingError | None = None
    before_junk: bytes | None = None
    trailing: int = 0
    json_lines: bool = False


class Sketch:
    """A blob as readers see it: its first bytes, its JSON members, its text.

    `recognise(sketch)` of a reader looks at it, `read(sketch)` takes the content from it, so that a
    document is split and decoded once. What cannot be had is empty, and `trouble` says why.
    """

    def __init__(self, blob: Blob) -> None:
        self.blob = blob

    @lazy
    def _small(self) -> bytes | None:
        if self.blob.size_is_cheap:
            return bytes(self.blob.view()) if self.blob.size <= _SMALL else None
        start = self.blob.head(_SMALL + 1)
        return start if len(start) <= _SMALL else None

    @lazy
    def digest(self) -> Digest:
        """SHA-256 of the bytes; small blobs are read once for this and everything else."""
        if self._small is not None and not isinstance(self.blob, MemoryBlob):
            return Digest("sha256", hashlib.sha256(self._small).hexdigest(), "file")
        if self._small is None and self.looks_like_json and self._is_mapped:
            # it is read from there anyway: no byte is copied, and no page is looked up twice
            return Digest("sha256", hashlib.sha256(self._view).hexdigest(), "file")
        return self.blob.digest

    @property
    def _is_mapped(self) -> bool:
        return isinstance(self.blob, FileBlob) and self.blob.size <= limits.DOCUMENT_BYTES

    @lazy
    def _view(self) -> View:
        return self.blob.view()

    @lazy
    def head(self) -> bytes:
        """The first 4,096 bytes; of a blob that must be decoded nothing more is asked for."""
        if not self.blob.size_is_cheap or self._small is None:
            return self.blob.head(_HEAD)
        return self._small[:_HEAD]

    @lazy
    def is_text(self) -> bool:
        """Whether the first bytes can be text: a byte order mark, UTF-16, no control characters."""
        head = self.head
        if not head.startswith(_PLAIN_START) and (head.startswith(_MARKS) or self._is_wide):
            return True
        return bool(head) and not head.translate(None, _TEXT_BYTES)

    @property
    def _is_wide(self) -> bool:
        return self.head[:2] in (b"{\0", b"\0{", b"[\0", b"\0[") or self.head[:4] == b"\0\0\0{"

    @lazy
    def _normalized(self) -> json.Text:
        return json.normalize_encoding(self._view if self._small is None else self._small)

    @property
    def encoding(self) -> str:
        """`utf-8`, or what the text was transcoded from."""
        return self._normalized.encoding

    @lazy
    def text(self) -> View:
        """The whole text in UTF-8; a `DecodingError` where the blob cannot be that."""
        return self._normalized.text

    @lazy
    def looks_like_json(self) -> bool:
        """Whether the first character that is not blank opens a JSON object or array."""
        if not self.is_text:
            return False
        start = self.head
        if start.startswith(_PLAIN_START):
            return True
        for mark in _MARKS:
            start = start.removeprefix(mark)
        start = start.replace(b"\0", b"").lstrip()
        second = start[1:].lstrip()
        if start[:1] == b"[":  # a section of an INI file is none
            return second[:1] in _VALUE_STARTS or second.startswith(_WORDS)
        return start[:1] == b"{" and second[:1] in _OBJECT_STARTS

    @lazy
    def xml_root(self) -> tuple[str, str] | None:
        """Namespace and local name of the root element, by the first bytes; None where no XML."""
        if self.head.lstrip(_BEFORE_XML)[:1] != b"<":
            return None
        found = xml.root_name(self.head)
        if found is None and len(self.head) == _HEAD:
            # real documents have a license in a comment before the root
            found = xml.root_name(self.blob.head(_LONG_HEAD))
        return found

    @lazy
    def _split(self) -> _Split:
        if not self.looks_like_json:
            return _Split({})
        try:
            return _Split(json.members(self.text))
        except DecodingError as error:
            return self._split_before_junk(error)

    def _split_before_junk(self, error: DecodingError) -> _Split:
        """Real documents were published with a page footer behind the JSON: read up to there."""
        if self.blob.size > limits.MEMORY_BLOB or type(error) is not DecodingError:
            return _Split({}, error)
        if _are_json_lines(bytes(self.text)):
            return _Split({}, json_lines=True)
        try:
            text = bytes(self.text).decode()
            start = len(text) - len(text.lstrip())
            value, end = JSONDecoder().raw_decode(text, start)
            head, rest = text[start:end].encode(), text[end:].strip()
            if not rest:
                # A list is JSON, and of no format that is an object.
                return _Split({}, None if isinstance(value, list) else error)
            return _Split(json.members(head), None, head, len(rest.encode()))
        except (ValueError, RecursionError, DecodingError):
            return _Split({}, error)

    @lazy
    def holds_json_lines(self) -> bool:
        """Whether the blob is no JSON value but several objects, each on a line of its own."""
        if self.looks_like_json:
            return self._split.json_lines
        if not self.is_text or self.blob.size > limits.MEMORY_BLOB:
            return False
        try:
            return _are_json_lines(bytes(self.text))
        except DecodingError:
            return False

    @lazy
    def members(self) -> dict[str, json.Raw]:
        """The members of the JSON object that the blob is, undecoded; empty where it is none.

        Of two members of one name this has the last: a reader that does not take `value`, which
        refuses them, asks `doubled` too.
        """
        return self._split.members

    @property
    def value_text(self) -> View:
        """The text of the JSON value alone, without what stands behind it."""
        whole = self._split.before_junk
        return self.text if whole is None else whole

    @lazy
    def _sound(self) -> dict[str, Any] | None:
        """The whole JSON object of a small blob where nothing in it is wrong: decoded at once."""
        if self._small is None or len(self._small) > _DECODED_AT_ONCE or self.trailing:
            return None
        try:
            found = json.decode(self.text)
        except DecodingError:
            return None
        return found if isinstance(found, dict) else None

    def member(self, name: str) -> Any:
        """One member of the JSON object, strictly decoded; None where it is absent."""
        if self._sound is not None:
            return self._sound.get(name)
        raw = self.members.get(name)
        try:
            return None if raw is None else json.decode(raw)
        except DecodingError as error:
            raise error.below(f"/{escape_pointer(name)}") from error

    @lazy
    def doubled(self) -> DecodingError | None:
        """The error where a member of the JSON object stands twice."""
        if self._sound is not None:
            return None
        try:
            json.refuse_duplicate_members(self.value_text, self.members)
        except DecodingError as error:
            return error
        return None

    @property
    def trouble(self) -> DecodingError | None:
        """Why a blob that looks like JSON could not be split."""
        return self._split.trouble

    @property
    def trailing(self) -> int:
        """Bytes that stand behind the JSON value and were not read."""
        return self._split.trailing

    @lazy
    def value(self) -> Any:
        """The whole JSON value, strictly decoded; for signed and small documents only."""
        if self.blob.size > limits.MEMORY_BLOB:
            raise LimitExceededError(
                f"{self.blob.size} bytes; at most {limits.MEMORY_BLOB} are decoded"
            )
        return json.decode(self.text)

    def string_member(self, name: str) -> str | None:
        """One member of the JSON object as text, or None where it is absent or something else."""
        raw = self.members.get(name)
        if raw is None or bytes(memoryview(raw)[:1]) != b'"':
            return None
        try:
            found = self.member(name)
        except DecodingError:
            return None
        return found if isinstance(found, str) else None


def _are_json_lines(text: bytes) -> bool:
    """Whether most lines, and two at least, begin with an object, and one holds a whole one.

    Broken lines are for the reader to report; a list over several lines is one JSON value.
    """
    if b"\n{" not in text:
        return False
    lines = [line for line in text.split(b"\n") if line.strip()]
    begun = [line for line in lines if line.startswith(b"{")]
    if len(begun) < 2 or len(begun) * 2 <= len(lines):
        return False
    if lines[0].startswith(b"[") and not lines[0].rstrip().endswith(b"]"):
        return False
    return any(_is_object(line) for line in begun)


def _is_object(line: bytes) -> bool:
    if not line.rstrip().endswith(b"}"):
        return False
    try:
        json.split(line)
    except DecodingError:
        return False
    return True
