"""XML 1.0, defused: no DTD, no entities, no network; bounded depth and node size; by element.

A `DOCTYPE` is refused before the parser sees it: none of the formats here has one, and everything
that makes XML dangerous (entities, external ones, default attributes) begins there. The text is
brought to UTF-8 first, so that what is looked at here is what is parsed. XInclude and schema hints
are elements and attributes like any other, and nothing is ever fetched.

- `stream(text, opened)` for large documents: the parts of the document one after the other, each
  forgotten when the next one is asked for.
- `tree(text)` for small ones.
- `root_name(head)` for recognition.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from provenance import limits
from provenance.blobs import View
from provenance.decoding import json
from provenance.errors import DecodingError, DoctypeError, LimitExceededError
from provenance.model.document import Defect

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_PROLOG: Final = re.compile(rb"(?:\s++|<\?.*?\?>|<!--.*?-->)*+", re.DOTALL)
_DOCTYPE: Final = re.compile(
    rb"<!DOCTYPE(?:[^\[>\"']++|\"[^\"]*+\"|'[^']*+')*+(\[.*?\]\s*+)?>", re.DOTALL
)
_ROOT: Final = re.compile(rb"<(?:([^\s<>/:!?\"'=]++):)?([^\s<>/:!?\"'=]++)(?=[\s/>])([^<]*+)")
_NAMESPACE: Final = re.compile(rb"\sxmlns(?::([^\s=]++))?\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)')")
_DECLARED: Final = re.compile(rb"<\?xml\s[^>]*?\sencoding\s*+=\s*+[\"']([A-Za-z][\w.-]*+)[\"']")
_LATE: Final = re.compile(rb"([ \t\r\n]++)<\?xml\s[^>]*?\?>")
_OTHER_ENCODINGS: Final = re.compile(
    r"(us-)?ascii|iso-?8859-?\d+|latin-?1|windows-125\d|cp125\d|koi8-[ru]"
    r"|gb2312|gbk|gb18030|big5|shift[_-]jis|euc-(jp|kr)",
    re.IGNORECASE,
)
"""Encodings that write ASCII as ASCII; others could hide a DOCTYPE from whoever looks for it."""
_UTF8: Final = ("utf-8", "utf8")
_LIMIT_WORDS: Final = ("RESOURCE_LIMIT", "NAME_TOO_LONG")
_TOO_BIG: Final = "too big found"  # how libxml2 puts it for comments, instructions and CDATA


class Text(NamedTuple):
    """XML in UTF-8 without a DOCTYPE, and what was wrong with its encoding, or None."""

    text: View
    trouble: Defect | None = None


class Part(NamedTuple):
    """One step of a document: a whole element, or the start or end of one that is opened.

    `number` counts the elements of one name among their siblings, from 1.
    """

    step: Literal["open", "whole", "close"]
    element: Element
    number: int


# -- recognition ---------------------------------------------------------------------------------


def root_name(head: bytes) -> tuple[str, str] | None:
    """Namespace and local name of the root element; None where the bytes do not begin as XML.

    Looks at the first bytes only and promises nothing about the rest.
    """
    try:
        text = _as_utf8(head)
        match = _ROOT.match(text, _behind_prolog(text))
        if match is None:
            return None
        prefix, local, attributes = match.groups()
        spaces = {m[1]: m[2] or m[3] or b"" for m in _NAMESPACE.finditer(attributes)}
        return spaces.get(prefix, b"").decode(), local.decode()
    except UnicodeError:
        return None


def _as_utf8(head: bytes) -> bytes:
    """The first bytes of a document in UTF-8; a character cut in two at the end is dropped."""
    for mark, encoding in (
        (codecs.BOM_UTF8, ""),
        (b"\xff\xfe", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be"),
    ):
        if head.startswith(mark):
            head = head[len(mark) :]
            return head.decode(encoding, "ignore").encode() if encoding else head
    for start, encoding in ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be")):
        if head.startswith(start):
            return head.decode(encoding, "ignore").encode()
    return head


def _behind_prolog(text: View) -> int:
    """Where the root element begins, or something that is none."""
    end = _end(_PROLOG, text, 0)
    doctype = _DOCTYPE.match(text, end)
    return end if doctype is None else _end(_PROLOG, text, doctype.end())


def _end(pattern: re.Pattern[bytes], text: View, start: int) -> int:
    match = pattern.match(text, start)
    return start if match is None else match.end()


# -- text ----------------------------------------------------------------------------------------


def read_text(view: View) -> Text:
    """The document in UTF-8; a `DoctypeError` where it has a DOCTYPE.

    A `DecodingError` says where bytes are not of the encoding that they claim.
    """
    text, trouble = _normalize(view)
    end = _end(_PROLOG, text, 0)
    if bytes(text[end : end + 9]).upper() == b"<!DOCTYPE":
        line = 1 + bytes(text[:end]).count(b"\n")
        raise DoctypeError("has a DOCTYPE, which no format read here has", f"line={line}")
    return Text(text, trouble)


def _normalize(view: View) -> Text:
    found = json.normalize_encoding(view)
    late = _LATE.match(found.text[:1024])
    if late is None:
        return _declared_text(found)
    declared = _declared_text(json.Text(found.text[late.end(1) :], found.encoding))
    # only the declaration goes, so that lines keep their numbers
    rest = bytes(declared.text).partition(b"?>")[2]
    detail = "blanks stand before the XML declaration (XML 1.0, section 2.8)"
    trouble = Defect("xml/late-declaration", "line=1", detail, read_as="the document without them")
    return Text(late[1] + rest, declared.trouble or trouble)


def _declared_text(found: json.Text) -> Text:
    """A text without the encoding that it declares."""
    declared = _declared(found.text)
    name = declared.lower()
    wide = not found.encoding.startswith("utf-8")
    if name and wide and not name.startswith(found.encoding[:6]):
        detail = f"says that it is {declared}; its first bytes are {found.encoding}"
        return Text(found.text, _encoding_trouble(detail, found.encoding))
    if wide or not name or name in _UTF8:
        return Text(found.text)
    if not _OTHER_ENCODINGS.fullmatch(name):
        if name.startswith(("utf-16", "utf-32", "ucs-", "iso-10646-ucs")):
            detail = f"says that it is {declared}; its first bytes are UTF-8"
            return Text(found.text, _encoding_trouble(detail, "utf-8"))
        raise DecodingError(f"is in the encoding {declared[:40]!r}, which is not read", "line=1")
    return Text(_transcode(found.text, declared))


def _encoding_trouble(detail: str, read_as: str) -> Defect:
    return Defect("xml/encoding", "line=1", detail, read_as=read_as)


def _declared(text: View) -> str:
    match = _DECLARED.match(text[:1024])
    return "" if match is None else match[1].decode()


def _transcode(view: View, encoding: str) -> bytes:
    if len(view) > limits.MEMORY_BLOB:
        raise LimitExceededError(f"{len(view)} bytes of {encoding}; only UTF-8 may be that large")
    try:
        return bytes(view).decode(encoding).encode()
    except (UnicodeError, LookupError) as error:
        raise DecodingError(f"is not {encoding}, although it says so", "line=1") from error


# -- elements ------------------------------------------------------------------------------------


def tree(text: View) -> Element:
    """The root element of a small document that `read_text` gave, with everything inside."""
    if len(text) > limits.XML_TREE_BYTES:
        raise LimitExceededError(f"{len(text)} bytes; at most {limits.XML_TREE_BYTES} fit a tree")
    root: Element | None = None
    for _, element, _ in stream(text, lambda element, depth: False, forget=False):
        root = element
    assert root is not None  # a document without a root is an error of the parser
    return root


def stream(
    text: View, opened: Callable[[Element, int], bool], *, forget: bool = True
) -> Iterator[Part]:
    """The parts of a document that `read_text` gave, in order.

    `opened(element, depth)` says whether an element is opened (its children are parts of their
    own) rather than yielded whole; only its name and attributes are there when it is asked. The
    root has depth 0. A part is good until the next one is asked for; its `sourceline` is exact up
    to line 65,534, as the parser's own is. What breaks the document raises a `DecodingError` with
    its line, after everything before it was yielded.
    """
    return _Walk(opened, forget).parts(text)


class _Source:
    """Bytes as a file that is read from its start, whatever else reads them."""

    def __init__(self, text: View) -> None:
        self._text, self._at = text, 0

    def read(self, size: int) -> bytes:
        """The next bytes, at most `size`."""
        start, self._at = self._at, self._at + size
        return bytes(self._text[start : self._at])


class _Walk:
    """One document while it is walked through."""

    def __init__(self, opened: Callable[[Element, int], bool], forget: bool) -> None:
        self._opened, self._forget = opened, forget
        self._numbers: list[dict[str, int]] = [{}]
        """How many elements of each name were seen in each element that is open now."""
        self._last: list[Element | None] = [None]
        self._depth = 0

    def parts(self, text: View) -> Iterator[Part]:
        """Every part, in order."""
        from lxml import etree  # takes long, and few documents are XML

        events = etree.iterparse(
            _Source(text),
            events=("start", "end", "start-ns"),
            encoding="utf-8",
            remove_comments=True,
            remove_pis=True,
            resolve_entities=False,
            load_dtd=False,
            no_network=True,
            huge_tree=False,
        )
        try:
            for event, element in events:
                if event == "start-ns":
                    _refuse_long_namespace(element[1])
                    continue
                if event == "start":
                    part = self._start(element)
                    if part is not None:
                        yield part
                    continue
                self._depth -= 1
                inside = self._depth - len(self._numbers) + 1
                if inside <= 0:
                    yield self._whole(element) if inside == 0 else self._close(element)
                    if self._forget:
                        self._forget_before(element)
        except etree.XMLSyntaxError as error:
            raise explain(error, events.error_log) from error

    def _start(self, element: Element) -> Part | None:
        depth, self._depth = self._depth, self._depth + 1
        if depth >= limits.XML_DEPTH:
            where = f"line={element.sourceline}"
            raise LimitExceededError(f"nested more than {limits.XML_DEPTH} levels deep", where)
        if len(element.attrib) > limits.XML_ATTRIBUTES:
            what = f"{len(element.attrib)} attributes; at most {limits.XML_ATTRIBUTES} are read"
            raise LimitExceededError(what, f"line={element.sourceline}")
        if depth == 0 and element.getroottree().docinfo.internalDTD is not None:
            raise DoctypeError("has a DOCTYPE, which no format read here has")
        if depth != len(self._numbers) - 1 or not self._opened(element, depth):
            return None
        number = self._number(element)
        self._numbers.append({})
        self._last.append(None)
        return Part("open", element, number)

    def _whole(self, element: Element) -> Part:
        return Part("whole", element, self._number(element))

    def _close(self, element: Element) -> Part:
        self._numbers.pop()
        self._last.pop()
        return Part("close", element, self._numbers[-1][element.tag])

    def _number(self, element: Element) -> int:
        numbers = self._numbers[-1]
        numbers[element.tag] = number = numbers.get(element.tag, 0) + 1
        return number

    def _forget_before(self, element: Element) -> None:
        """Drop the sibling before this one: only now is the text behind that one complete."""
        element.clear(keep_tail=True)  # type: ignore[call-arg]  # the stubs are older
        before, self._last[-1] = self._last[-1], element
        parent = element.getparent()
        if before is not None and parent is not None:
            parent.remove(before)


def _refuse_long_namespace(name: str) -> None:
    """Every name comes with its namespace spelled out, so that a long one costs each time."""
    if len(name) > limits.XML_NAMESPACE:
        raise LimitExceededError(
            f"a namespace of {len(name)} characters; at most {limits.XML_NAMESPACE} are read"
        )


def explain(error: Any, entries: Any) -> DecodingError:
    """What an error of the parser means: a limit, or a place where the text is no XML.

    `entries` is the parser's own log; that of the error may be of an earlier document.
    """
    log = [entry for entry in entries if entry.domain_name != "SCHEMASV"]
    entry = next(filter(_is_limit, log), log[-1] if log else None)
    message = (entry.message if entry else error.msg or "no element found").strip()
    line = entry.line if entry else error.lineno or 1
    where = f"line={line}"
    if entry and _is_limit(entry):
        short = message.partition(", try XML")[0].partition(", use XML")[0]
        return LimitExceededError(short[0].lower() + short[1:], where)
    column = f" column {entry.column}" if entry and entry.column else ""
    return DecodingError(f"is not XML: {message[:200]} at line {line}{column}", where)


def _is_limit(entry: Any) -> bool:
    big = entry.message.strip().endswith(_TOO_BIG)
    return big or any(word in entry.type_name for word in _LIMIT_WORDS)
