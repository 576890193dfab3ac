"""What an official XML schema says about a document: line, path, keyword and a sentence for people.

Validation reads the document as a stream and keeps none of it, so that memory does not grow with
it; identity constraints (`bom-ref` is unique) are kept by libxml2. A valid document is read once.
One that is not is read a second time, as only then it matters where each violation stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from provenance import limits
from provenance.blobs import View
from provenance.errors import LimitExceededError

if TYPE_CHECKING:
    from lxml.etree import XMLSchema

Step = tuple[str, int]
"""Name of an element (`{namespace}local`) and its number among its siblings of that name."""

_CHUNK: Final = 1 << 16
_SUBJECT: Final = re.compile(r"Element '([^']*)'(?:, attribute '([^']*)')?: ", re.DOTALL)
_NAMESPACE: Final = re.compile(r"\{(?:https?|urn):[^{}\s]*\}")
_FACET: Final = re.compile(r"\[facet '(\w+)'\] ")
_SHOWN: Final = 300
_BETWEEN: Final = (b"&", b"<!", b"<?", b"\r\n")
"""What a text is cut in pieces by."""
_NO_FAULT: Final = ("Warning: ", "Internal error: ")
"""What libxml2 says of its own difficulties with a value that it has called invalid before."""
_KEYWORDS: Final = {
    "SCHEMAV_ELEMENT_CONTENT": "element",
    "SCHEMAV_CVC_IDC": "unique",
    "SCHEMAV_CVC_COMPLEX_TYPE_4": "required",
    "SCHEMAV_CVC_COMPLEX_TYPE_3_2_1": "attribute",
    "SCHEMAV_CVC_COMPLEX_TYPE_3_2_2": "attribute",
    "SCHEMAV_CVC_COMPLEX_TYPE_2_1": "empty",
    "SCHEMAV_CVC_COMPLEX_TYPE_2_2": "text",
    "SCHEMAV_CVC_COMPLEX_TYPE_2_3": "text",
    "SCHEMAV_CVC_TYPE_3_1_1": "attribute",
    "SCHEMAV_CVC_TYPE_3_1_2": "text",
    "SCHEMAV_CVC_ELT_1": "root",
    "SCHEMAV_CVC_DATATYPE_VALID_1_2_1": "type",
    "SCHEMAV_CVC_DATATYPE_VALID_1_2_2": "type",
    "SCHEMAV_CVC_DATATYPE_VALID_1_2_3": "type",
}
"""Short words for what libxml2 names after clauses of XML Schema Part 1 and 2."""


class SchemaFault(NamedTuple):
    """What a document does wrong: `keyword` is a facet (`enumeration`, `pattern` …), `element`
    where one is missing or not expected, `required` and `attribute`, `unique`, `type` or `text`.

    `steps` lead from the root to the element, `attribute` names its attribute or is empty.
    """

    keyword: str
    message: str
    line: int
    steps: tuple[Step, ...]
    attribute: str = ""


@lru_cache
def cyclonedx_schema(version: str) -> XMLSchema:
    """The official schema of CycloneDX 1.0 to 1.7; a `KeyError` for another version."""
    spec = find_spec("cyclonedx")
    if spec is None or spec.origin is None:
        raise KeyError(version)
    path = Path(spec.origin).parent / "schema" / "_res" / f"bom-{version}.SNAPSHOT.xsd"
    if not path.is_file():
        raise KeyError(version)
    return load_schema(path)


def load_schema(path: Path) -> XMLSchema:
    """A schema of the disk; what it imports must lie beside it, and nothing is fetched."""
    from lxml import etree

    class Beside(etree.Resolver):
        # the types that lxml ships know less of a resolver than its documentation
        def resolve(self, url: str, name: str, context: Any) -> Any:  # type: ignore[override]
            beside = path.parent / url.rpartition("/")[2]
            return self.resolve_filename(str(beside), context)  # type: ignore[attr-defined]

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    parser.resolvers.add(Beside())
    return etree.XMLSchema(etree.parse(str(path), parser))


def faults(
    text: View, schema: XMLSchema, limit: int = limits.XML_SCHEMA_FAULTS
) -> Iterator[SchemaFault]:
    """What is wrong with a document that `read_text` gave, in its order; at most `limit` of it.

    Ends early, and without an error, where the document is no XML: whoever reads it says so. A
    `LimitExceededError` where a text has more pieces than a validator can put together.
    """
    suspicious = _chunks_with_faults(text, schema, limit)
    if suspicious:
        yield from _Locating(text, schema, limit).faults(suspicious)


class _Nothing:
    """A target that builds nothing."""

    most = 0

    def close(self) -> None:
        """What the parser asks for at the end."""


class _Counting(_Nothing):
    """A target that counts the pieces of each text; `most` is the number of the longest so far."""

    def __init__(self) -> None:
        self._pieces = 0

    def start(self, tag: str, attributes: Any) -> None:
        """An element begins."""
        self._pieces = 0

    def end(self, tag: str) -> None:
        """An element ends."""
        self._pieces = 0

    def data(self, text: str) -> None:
        """A piece of text."""
        self._pieces += 1
        self.most = max(self.most, self._pieces)


def _is_in_pieces(text: View) -> bool:
    """Whether there could be a text of too many pieces."""
    pieces = 0
    for start in range(0, len(text), _CHUNK):
        chunk = bytes(text[start : start + _CHUNK])
        pieces += sum(map(chunk.count, _BETWEEN))
    return pieces > limits.XML_TEXT_PIECES


def _parser(schema: XMLSchema, target: Any) -> Any:
    from lxml import etree

    return etree.XMLParser(
        target=target,
        schema=schema,
        encoding="utf-8",
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
    )


def _entries(parser: Any) -> list[Any]:
    return [entry for entry in parser.feed_error_log if entry.domain_name == "SCHEMASV"]


def _feed(parser: Any, piece: bytes) -> bool:
    """Whether the document can be read on."""
    from lxml import etree

    try:
        parser.feed(piece)
    except etree.XMLSyntaxError:
        return False
    return True


def _chunks_with_faults(text: View, schema: XMLSchema, limit: int) -> set[int]:
    """Where violations are found first; the text is fed as it lies there."""
    target = _Counting() if _is_in_pieces(text) else _Nothing()
    parser, found, seen = _parser(schema, target), set[int](), 0
    for start in range(0, len(text), _CHUNK):
        goes_on = _feed(parser, bytes(text[start : start + _CHUNK]))
        entries = len(parser.feed_error_log)
        if entries > seen:
            found.add(start)
            seen = entries
        if target.most > limits.XML_TEXT_PIECES:
            raise LimitExceededError(f"a text has more than {limits.XML_TEXT_PIECES} pieces")
        if not goes_on or seen >= limit:
            break
    return found


class _Locating:
    """Reads an invalid document tag by tag where it is invalid, to learn the place of each fault.

    It is the target of the parser too, which calls it for every start and end.
    """

    def __init__(self, text: View, schema: XMLSchema, limit: int) -> None:
        self._text, self._limit = text, limit
        self._parser = _parser(schema, self)
        self._steps: list[Step] = []
        self._numbers: list[dict[str, int]] = [{}]
        self._ended: tuple[Step, ...] = ()
        self._seen, self._line = 0, 1

    def start(self, tag: str, attributes: Any) -> None:
        """An element begins."""
        numbers = self._numbers[-1]
        numbers[tag] = number = numbers.get(tag, 0) + 1
        self._steps.append((tag, number))
        self._numbers.append({})

    def end(self, tag: str) -> None:
        """An element ends."""
        self._ended = tuple(self._steps)
        self._steps.pop()
        self._numbers.pop()

    def close(self) -> None:
        """What the parser asks for at the end."""

    def faults(self, suspicious: set[int]) -> Iterator[SchemaFault]:
        """The violations, in order of the document."""
        last = max(suspicious)
        for start in range(0, last + _CHUNK, _CHUNK):
            chunk = bytes(self._text[start : start + _CHUNK])
            for piece in _tags(chunk) if start in suspicious else (chunk,):
                goes_on = _feed(self._parser, piece)
                self._line += piece.count(b"\n")
                yield from self._new()
                if not goes_on or self._seen >= self._limit:
                    return

    def _new(self) -> Iterator[SchemaFault]:
        if len(self._parser.feed_error_log) == self._seen:
            return
        entries = _entries(self._parser)
        for entry in entries[self._seen : self._limit]:
            if not entry.message.startswith(_NO_FAULT):
                yield self._fault(entry)
        self._seen = len(self._parser.feed_error_log)

    def _fault(self, entry: Any) -> SchemaFault:
        message = entry.message.strip()
        subject = _SUBJECT.match(message)
        name = subject[1] if subject else ""
        steps = tuple(self._steps)
        if not steps or steps[-1][0] != name:
            steps = self._ended if self._ended and self._ended[-1][0] == name else steps
        facet = _FACET.search(message)
        keyword = facet[1] if facet else _KEYWORDS.get(entry.type_name, "other")
        words = _FACET.sub("", message[subject.end() :] if subject else message)
        attribute = _NAMESPACE.sub("", subject[2] or "") if subject else ""
        return SchemaFault(keyword, _shorten(words), self._line, steps, attribute)


def _tags(chunk: bytes) -> Iterator[bytes]:
    """The pieces of a text that each end with a tag."""
    start = 0
    while (end := chunk.find(b">", start) + 1) > 0:
        yield chunk[start:end]
        start = end
    if start < len(chunk):
        yield chunk[start:]


def _shorten(message: str) -> str:
    plain = _NAMESPACE.sub("", message)
    plain = plain.replace("This element is not expected", "is not expected here")
    return plain if len(plain) <= _SHOWN else f"{plain[:_SHOWN]}…"
