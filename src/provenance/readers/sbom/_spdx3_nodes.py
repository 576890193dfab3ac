"""The objects of an SPDX 3 graph: decoded one by one, named, and held against the schema."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from provenance import limits
from provenance.decoding import json
from provenance.decoding.ledger import excerpt
from provenance.errors import DecodingError, DuplicateKeyError
from provenance.model.origin import Place, escape_pointer, unescape_pointer
from provenance.readers.sbom._spdx3_words import LATEST, PARTS, SCHEMAS, Vocabulary, vocabulary_of
from provenance.readers.sbom._spdx_remarks import Remarks

_CONTEXT: Final = re.compile(r"https?://spdx\.(?:org/rdf|github\.io)/.*?(3(?:\.\d+)*)\b")
_EXPLAINED: Final = 5_000
"""Elements for which the schema is asked what is wrong; asking costs ten times the answer."""
_EXPLAINED_DEPTH: Final = 6
"""Levels in such an element; asking takes time with the third power of them, and five occur."""
_PREFIX: Final = 512
"""Characters that a prefix may stand for: each ref with it is that long once it is spelled out."""
_GENERIC: Final = frozenset({"type", "spdxId", "@id", "@context", "@graph"})
_IDENTITIES: Final = ("spdxId", "@id")


class Node(NamedTuple):
    """One object of the graph: its class, its ref, its fields by their released names."""

    place: Place
    type: str
    ref: str
    value: dict[str, Any]


class Context:
    """The `@context` of a document: the version that it names, and prefixes of its own.

    No context is ever fetched: the words are those of the official schema.
    """

    def __init__(self, value: Any) -> None:
        self.version: str | None = None
        self.prefixes: dict[str, str] = {}
        self.long: list[str] = []
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, str) and self.version is None:
                found = _CONTEXT.match(part)
                self.version = found[1] if found else None
            elif isinstance(part, dict):
                self._define(part)

    def _define(self, part: dict[str, Any]) -> None:
        for name, iri in part.items():
            if not isinstance(iri, str) or name.startswith("@"):
                continue
            if len(iri) > _PREFIX:
                self.long.append(name)
            else:
                self.prefixes[name] = iri

    def expand(self, ref: str) -> str:
        """A ref with its prefix spelled out ("Parsing @context" in the text on serialization)."""
        prefix, colon, rest = ref.partition(":")
        if not colon or rest.startswith("//"):
            return ref
        return self.prefixes.get(prefix, f"{prefix}:") + rest


class Nodes:
    """Decodes, names and checks the objects of one document."""

    def __init__(self, context: Context, remarks: Remarks) -> None:
        self._context, self._remarks = context, remarks
        self.version = context.version or LATEST
        self.has_graph = True
        self.words: Vocabulary = vocabulary_of(self.version)
        self._refs: dict[str, str] = {}
        self._defined: set[str] = set()
        self._explained = self._depth = 0
        self._inlined: deque[tuple[Place, dict[str, Any], int]] = deque()
        for name in context.long:
            detail = f"the prefix {excerpt(name)} stands for more than {_PREFIX} characters"
            remarks.note(
                "spdx/long-prefix",
                "/@context",
                detail,
                kind="observation",
                read_as="refs as they are written",
                group="prefix",
            )

    # -- refs ------------------------------------------------------------------------------------

    def ref(self, value: Any, place: Place) -> str | None:
        """The ref that a field leads to; an element that stands in the field itself is queued."""
        if isinstance(value, str):
            return self.share(self._context.expand(value) if self._context.prefixes else value)
        if not isinstance(value, dict):
            return None
        named = self._identity(value)
        if set(value) <= {"@id", "spdxId"}:
            return named
        self._inlined.append((place, value, self._depth + 1))
        return named or self.share(f"#{place}")

    def one(self, value: Any, place: Place) -> str | None:
        """The ref that a field leads to, also where it is a list of one."""
        if isinstance(value, list):
            return self.ref(value[0], f"{place}/0") if len(value) == 1 else None
        return self.ref(value, place)

    def refs(self, values: list[Any], place: Place) -> tuple[str, ...]:
        """The refs that a list leads to."""
        if not self._context.prefixes and all(type(value) is str for value in values):
            return tuple(map(self.share, values))
        found = (self.ref(value, f"{place}/{at}") for at, value in enumerate(values))
        return tuple(ref for ref in found if ref is not None)

    def share(self, ref: str) -> str:
        """One object for each ref, so that a document of many relations fits into memory."""
        return self._refs.setdefault(ref, ref)

    def is_defined(self, ref: str) -> bool:
        """Whether an object of the document has this ref."""
        return ref in self._defined

    def _identity(self, value: dict[str, Any], type_: str = "") -> str | None:
        """The id of an object; that of a blank node is its `@id`, whatever else it has."""
        blank = type_ == "CreationInfo" or type_ in PARTS
        for name in reversed(_IDENTITIES) if blank else _IDENTITIES:
            written = value.get(name)
            if isinstance(written, str) and written:
                expanded = self._context.expand(written) if self._context.prefixes else written
                return self.share(expanded)
        return None

    # -- objects ---------------------------------------------------------------------------------

    def decode(self, raw: json.Raw, place: Place) -> Any:
        """A value, the last of each name; None for one that cannot be decoded."""
        try:
            return json.decode(raw)
        except DuplicateKeyError:
            for pointer, name in json.duplicates(raw):
                self._note_doubled(place + pointer, name)
            return json.decode_last(raw)
        except DecodingError as error:
            self._remarks.note(
                "spdx/unreadable-element", place + error.pointer, error.message, whole=False
            )
            return None

    def element(self, raw: json.Raw, place: Place) -> dict[str, Any] | None:
        """An object of the graph; None for what is none."""
        value = self.decode(raw, place)
        if isinstance(value, dict):
            return value
        self._remarks.note("schema/type", place, "is no object", whole=False, group="element")
        return None

    def _note_doubled(self, place: Place, name: str) -> None:
        detail = f"the name {excerpt(name)} stands twice in one object"
        self._remarks.note(
            "decoding/duplicate-name", place, detail, read_as="the last of them", whole=False
        )

    def node(self, value: dict[str, Any], place: Place, *, check: bool = True) -> Node:
        """An object with its class and its ref, after the schema has seen it as it is."""
        written = value.get("type", value.get("@type"))
        type_ = self.words.type_of(written)
        known = self.words.fields.get(type_)
        if check:
            self._check(value, type_, place)
        if known is not None and not (value.keys() - _GENERIC <= known):
            value = self._renamed(value, type_, place)
        ref = self._identity(value, type_)
        if ref is None:
            return Node(place, type_, self.share(f"#{place}"), value)
        if ref in self._defined:
            detail = f"{excerpt(ref)} is the id of an element before it too"
            self._remarks.note("spdx/duplicate-id", place, detail, group=ref)
        self._defined.add(ref)
        return Node(place, type_, ref, value)

    def inlined(self) -> Iterator[Node]:
        """Elements that stand inside others, until there are none."""
        while self._inlined:
            place, value, depth = self._inlined.popleft()
            if depth > limits.COMPONENT_DEPTH:
                self._remarks.note("spdx/too-deep", place, "lies too deep", whole=False)
                continue
            detail = "an element stands inside another one; it belongs into the list of the graph"
            self._remarks.note(
                "spdx/inlined-element", place, detail, kind="observation", group="inlined"
            )
            self._depth = depth
            yield self.node(value, place, check=False)
        self._depth = 0

    def _renamed(self, value: dict[str, Any], type_: str, place: Place) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, part in value.items():
            known = name if name in _GENERIC else self.words.name_of(name, type_)
            if known != name and known in value:
                known = name
            found[known] = part
        return found

    # -- schema ----------------------------------------------------------------------------------

    def _check(self, value: dict[str, Any], type_: str, place: Place) -> None:
        known = self.words.fields.get(type_)
        if type_ not in self.words.concrete or value.get("type") != type_:
            self._check_type(value, type_, place)
        if known is None:
            return
        if value.get("type") == type_ and not self.words.part_of(type_).is_valid(value):
            self._explain(value, type_, place)
        if not (value.keys() - _GENERIC <= known):
            for name in sorted(value.keys() - known - _GENERIC):
                self._note_unknown(name, type_, place)

    def _explain(self, value: dict[str, Any], type_: str, place: Place) -> None:
        """What the schema has against an element; a part of it is explained by its own class."""
        self._explained += 1
        if self._explained > _EXPLAINED or _is_deeper(value, _EXPLAINED_DEPTH):
            detail = f"{type_}: does not fit the schema; it is not said where"
            self._remarks.note("schema/unexplained", place, detail, group=type_)
            return
        for error in self.words.part_of(type_).errors(value):
            part = _at(value, error.pointer) if error.keyword == "anyOf" else None
            inner = self.words.type_of(part.get("type")) if isinstance(part, dict) else ""
            if error.pointer == "/type":
                continue  # said of the class
            if isinstance(part, dict) and (inner in self.words.concrete or "type" not in part):
                self._check(part, inner, place + error.pointer)
                continue
            group = f"{type_} {_pattern_of(error.pointer)} {_blunt(error.message)}"
            detail = f"{type_}: {error.message}"
            self._remarks.note(
                f"schema/{error.keyword}", place + error.pointer, detail, group=group
            )

    def _check_type(self, value: dict[str, Any], type_: str, place: Place) -> None:
        if "type" not in value:
            self._remarks.note(
                "schema/required", place, "has no 'type', which is required", group="type"
            )
        else:
            detail = f"{excerpt(str(value['type']))} is no class of which there are elements"
            read_as = type_ if type_ and value["type"] != type_ else ""
            self._remarks.note(
                "schema/enum", f"{place}/type", detail, read_as=read_as, group=detail
            )

    def _note_unknown(self, name: str, type_: str, place: Place) -> None:
        known = self.words.name_of(name, type_)
        detail = f"{type_}: has the field {excerpt(name)}, which the schema does not know"
        self._remarks.note(
            "schema/unevaluatedProperties",
            f"{place}/{escape_pointer(name)}",
            detail,
            read_as=known if known != name else "a detail of the element",
            group=detail,
        )


def _pattern_of(pointer: Place) -> str:
    """A pointer without the numbers in it, so that equal faults are counted together."""
    return "/".join("*" if step.isdigit() else step for step in pointer.split("/"))


def _is_deeper(value: Any, levels: int) -> bool:
    """Whether lists and objects stand inside each other on more levels."""
    inner = value.values() if isinstance(value, dict) else value
    parts = [part for part in inner if isinstance(part, dict | list)]
    return bool(parts) and (levels <= 1 or any(_is_deeper(part, levels - 1) for part in parts))


def _at(value: Any, pointer: Place) -> Any:
    """What stands at a pointer that a schema gave."""
    for step in pointer.split("/")[1:]:
        name = unescape_pointer(step)
        value = value[int(name)] if isinstance(value, list) else value[name]
    return value


def _blunt(message: str) -> str:
    """What a message says whatever the value: the part behind it."""
    if not message.startswith("is "):
        return message
    mark = ", which " if ", which " in message else ", not "
    return message.rpartition(mark)[2]


def version_fault(version: str | None) -> tuple[str, bool] | None:
    """What is to be said of the version of a document, and whether it is against the rules."""
    if version == LATEST:
        return None
    if version in SCHEMAS:
        return f"is SPDX {version}; the current text is {LATEST}", False
    return f"is SPDX {version or 'of no stated version'}; read as {LATEST}", True
