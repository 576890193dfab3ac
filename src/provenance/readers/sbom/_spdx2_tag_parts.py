"""The parts of an SPDX 2 document from its tags.

Clause 8.1: files that stand behind a package are contained in it. A package is therefore handed
over when the next one begins, with their ids in `hasFiles` as the JSON schema has it, and a tag of
the package that stands among its files is still its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from provenance.blobs import View
from provenance.decoding.details import detail_of
from provenance.decoding.tag_value import Fault, Faults, TagValues, excerpt
from provenance.model.component import Detail
from provenance.model.origin import Place
from provenance.readers.sbom._spdx2_document import Part
from provenance.readers.sbom._spdx2_tags import DOCUMENT, NAMES, SPELLINGS, TAGS, Tag

_INNER: Final = {
    "packages": ("snippets", "files", "packages"),
    "files": ("snippets", "files"),
    "snippets": ("snippets",),
    "hasExtractedLicensingInfos": ("hasExtractedLicensingInfos",),
}
"""Elements that end where one of a section begins."""
_ASIDE: Final = frozenset({"relationships", "annotations", "review"})
"""Sections that stand anywhere and end with the first tag of another one."""


_BEGINS: Final = re.compile(rb"[\r\n](?:PackageName|FileName|SnippetSPDXID|LicenseID)[ \t]*:")
_LATE: Final = re.compile(rb"[\r\n](?:" + "|".join(sorted(DOCUMENT)).encode() + rb")[ \t]*:")


class _Element(NamedTuple):
    """An object while its tags are read; `lines` are those of its members."""

    section: str
    line: int
    value: dict[str, Any]
    lines: dict[str, list[int]]


class TagParts:
    """Takes one document apart; `faults` and `details` are filled on the way."""

    def __init__(self, text: View) -> None:
        self.faults = Faults()
        self.details: list[tuple[Place, Detail]] = []
        self._values = TagValues(text, NAMES, self.faults)
        self._current = _Element("document", 1, {}, {})
        self._open = {"document": self._current}
        self._aside: _Element | None = None
        self._closed: list[_Element] = []
        self._reviews: list[dict[str, Any]] = []
        self._lines: dict[str, list[int]] = {}
        self._early: tuple[int, str] | None = None
        self._waits = _has_late_tags(text)

    def parts(self) -> Iterator[Part]:
        """Every part, the document before all others."""
        for line, tag, value in self._values.pairs():
            self._take(line, tag, value)
            if self._closed and "document" not in self._open:
                yield from self._hand_over()
        self._end()
        yield from self._hand_over()

    def locate(self, place: Place, pointer: str) -> Place:
        """The line of a member of the part that was handed over last."""
        steps = pointer.split("/", 3)[1:]
        lines = self._lines.get(steps[0]) if steps else None
        if not lines:
            return place
        number = int(steps[1]) if len(steps) > 1 and steps[1].isdecimal() else 0
        return f"line={lines[number] if number < len(lines) else lines[0]}"

    def _hand_over(self) -> Iterator[Part]:
        closed, self._closed = self._closed, []
        for element in closed:
            self._lines = element.lines
            yield Part(element.section, f"line={element.line}", element.value)
        self._lines = {}

    # -- elements --------------------------------------------------------------------------------

    def _take(self, line: int, tag: str, value: str) -> None:
        known = TAGS.get(tag) or self._respelled(tag, line)
        if known is None:
            detail = f"{excerpt(tag)} is no tag of SPDX 2"
            self._keep_aside("spdx/unknown-tag", detail, line, tag, value)
            return
        self._frame(known, line)
        element = self._owner(known)
        if element is None:
            detail = f"{tag} stands where nothing is that it could belong to"
            self._keep_aside("spdx/misplaced-tag", detail, line, tag, value)
        elif tag == "SPDXID" and "SPDXID" in element.value and self._early is None:
            self._early = (line, value)
        else:
            self._put(element, known, line, tag, value)

    def _frame(self, known: Tag, line: int) -> None:
        """End what a tag ends, and begin what it begins."""
        if self._aside is not None and (known.starts or known.section != self._aside.section):
            self._close_aside()
        if known.starts:
            self._begin(known.section, line)
        if self._early is not None:
            self._settle_early(known)

    def _settle_early(self, known: Tag) -> None:
        """An id that the element before it could not take is that of the element behind it."""
        assert self._early is not None
        (line, value), self._early = self._early, None
        if known.starts and known.section in ("packages", "files"):
            detail = "SPDXID stands before the tag that begins its element"
            fault = Fault(line, "spdx/tag-order", detail, "the id of that element")
            self.faults.note(fault)
            self._put(self._current, TAGS["SPDXID"], line, "SPDXID", value)
        else:
            self._repeated(line, "SPDXID", value)

    def _respelled(self, tag: str, line: int) -> Tag | None:
        spelling = SPELLINGS.get(tag.lower())
        if spelling is None:
            return None
        detail = f"{tag} is spelled {spelling}; tags are told apart by capitals"
        self.faults.note(Fault(line, "spdx/tag-spelling", detail, spelling), tag)
        return TAGS[spelling]

    def _owner(self, known: Tag) -> _Element | None:
        if known.section in _ASIDE:
            return self._aside
        return self._open.get(known.section) if known.section else self._current

    def _note_misplaced(self, line: int, tag: str) -> None:
        detail = f"{tag} stands among the tags of another section"
        read_as = "a tag of what it belongs to by its name"
        self.faults.note(Fault(line, "spdx/misplaced-tag", detail, read_as), tag)

    def _begin(self, section: str, line: int) -> None:
        element = _Element(section, line, {}, {})
        if section in _ASIDE:
            self._aside = element
            return
        if not self._waits:
            self._close("document")
        for inner in _INNER[section]:
            self._close(inner)
        self._current = self._open[section] = element

    def _close(self, section: str) -> None:
        element = self._open.pop(section, None)
        if element is None:
            return
        if section == "files":
            self._contain(element)
        if section == "snippets":
            _complete_ranges(element.value)
        if section == "document":
            if self._reviews:
                element.value["revieweds"], self._reviews = self._reviews, []
            self._closed.insert(0, element)
        else:
            self._closed.append(element)

    def _contain(self, file: _Element) -> None:
        package, ref = self._open.get("packages"), file.value.get("SPDXID")
        if package is not None and ref is not None:
            package.value.setdefault("hasFiles", []).append(ref)

    def _close_aside(self) -> None:
        element, self._aside = self._aside, None
        if element is None or not element.value:
            return
        if element.section == "review" and "document" in self._open:
            self._reviews.append(element.value)
        elif element.section == "review":
            detail = detail_of("revieweds", element.value)
            self.details.append((f"line={element.line}", detail))
        else:
            self._closed.append(element)

    def _end(self) -> None:
        self._close_aside()
        if self._early is not None:
            self._repeated(self._early[0], "SPDXID", self._early[1])
        for section in (*_INNER["packages"], "hasExtractedLicensingInfos", "document"):
            self._close(section)

    # -- values ----------------------------------------------------------------------------------

    def _put(self, element: _Element, known: Tag, line: int, tag: str, text: str) -> None:
        value: Any = text if known.convert is None else self._converted(known, line, tag, text)
        if value is None:
            return
        if element is not self._current and element is not self._aside:
            self._note_misplaced(line, tag)
        if not known.name:
            element.value.update(value)
            return
        target: dict[str, Any] | None = element.value
        if known.inside:
            target = _inside(element.value, known)
        if target is None:
            detail = f"{tag} stands where nothing is that it could belong to"
            self._keep_aside("spdx/misplaced-tag", detail, line, tag, text)
            return
        if known.many:
            target.setdefault(known.name, []).append(value)
        elif known.name in target:
            self._repeated(line, tag, text)
            return
        else:
            target[known.name] = value
        element.lines.setdefault(known.inside or known.name, []).append(line)

    def _converted(self, known: Tag, line: int, tag: str, text: str) -> Any:
        assert known.convert is not None
        value = known.convert(text)
        if value is not None:
            return value
        detail = f"{tag} is not {known.form}, but {excerpt(text)!r}"
        lowered = text.strip().lower()
        if tag == "FilesAnalyzed" and known.convert(lowered) is not None:
            self.faults.note(Fault(line, "spdx/value-form", detail, lowered), tag)
            return known.convert(lowered)
        self._keep_aside("spdx/value-form", detail, line, tag, text)
        return None

    def _repeated(self, line: int, tag: str, value: str) -> None:
        detail = f"{tag} stands twice in one element"
        self._keep_aside("spdx/repeated-tag", detail, line, tag, value)

    def _keep_aside(self, name: str, detail: str, line: int, tag: str, value: str) -> None:
        """What has no field is kept as a detail of the element in which it stands."""
        self.faults.note(Fault(line, name, detail, "a detail in its own words"), tag)
        ref = self._current.value.get("SPDXID")
        about = () if ref is None or self._current.section == "document" else (ref,)
        self.details.append((f"line={line}", detail_of(tag, value, about)))


def _has_late_tags(text: View) -> bool:
    """Whether the document goes on behind its elements: then all of them wait for its end."""
    first = _BEGINS.search(text)
    return first is not None and _LATE.search(text, first.end()) is not None


def _inside(value: dict[str, Any], known: Tag) -> dict[str, Any] | None:
    """The object inside an element that a tag adds to; None where it had to be there before."""
    if known.inside == "creationInfo":
        found: dict[str, Any] = value.setdefault("creationInfo", {})
        return found
    listed: list[dict[str, Any]] = value.setdefault(known.inside, [])
    if known.inside == "artifactOfs" and (not listed or known.name in listed[-1]):
        listed.append({})
    if not listed:
        del value[known.inside]
        return None
    return listed[-1]


def _complete_ranges(snippet: dict[str, Any]) -> None:
    """The schema has the file in each pointer, the tags once in the snippet."""
    file = snippet.get("snippetFromFile")
    for pointers in snippet.get("ranges", ()):
        if file is not None:
            pointers["startPointer"]["reference"] = file
            pointers["endPointer"]["reference"] = file
