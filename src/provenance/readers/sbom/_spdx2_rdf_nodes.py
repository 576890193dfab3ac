"""The nodes of one SPDX 2 document in RDF/XML, packed from where each has ended until it is read.

Any node may be described anywhere, in several places, and be referred to before and behind them:
which elements a document has, what is in its namespace and what a license is shows at the end
alone. So all nodes are kept until then, each as the bytes of its properties, which take a third
to a half of its text; a node is made of them when it is asked for. A package, file or snippet is
dropped once it is read, together with the nodes inside it that nothing else can refer to, so that
facts take the place of nodes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

import msgspec

from provenance import limits
from provenance.decoding.tag_value import Faults
from provenance.errors import LimitExceededError

ANONYMOUS: Final = "_: "
"""How the names of nodes begin that have none in the document; labels hold no blanks."""
_NUMBER: Final = 4
"""Bytes of a number."""


class Ref(NamedTuple):
    """A node that is referred to, by its name."""

    name: str


class Value(NamedTuple):
    """One property of a node: text, or another node by its name."""

    name: str
    value: str | Ref
    line: int


class Node:
    """A node: its name (a URI, or `_:` and a label), its type and its properties in order."""

    __slots__ = ("line", "name", "open", "type", "unpacked", "values")

    def __init__(self, name: str, line: int, kind: str = "") -> None:
        self.name, self.line, self.type = name, line, kind
        self.values: list[Value] = []
        self.open = 0
        """How many elements that describe it have begun and not ended."""
        self.unpacked = 0
        """How many properties it had when it was unpacked."""

    @property
    def is_blank(self) -> bool:
        """Whether only this document can refer to it."""
        return self.name.startswith("_:")

    @property
    def is_anonymous(self) -> bool:
        """Whether only the property around it can refer to it."""
        return self.name.startswith(ANONYMOUS)

    def all(self, *names: str) -> Iterator[Value]:
        """The properties of these names, in order."""
        return (value for value in self.values if value.name in names)

    def text(self, *names: str) -> str | None:
        """The first text of a property, or the name of the node it refers to."""
        for found in self.all(*names):
            return found.value.name if isinstance(found.value, Ref) else found.value
        return None


class Nodes:
    """The nodes by name, in order of their first description."""

    def __init__(self) -> None:
        self.unkept = Faults()
        self._by_name: dict[str, Node | bytes] = {}
        self._types: dict[str, int] = {}
        self._type_names: list[str] = []

    def __len__(self) -> int:
        return len(self._by_name)

    def names(self) -> list[str]:
        """The names of all nodes that are there now."""
        return list(self._by_name)

    def of(self, kinds: frozenset[str]) -> Iterator[Node]:
        """The nodes of some types, in order."""
        return (self.node(name) for name in self.names() if self.type(name) in kinds)

    def type(self, name: str) -> str | None:
        """The type of a node; None where there is no node of this name."""
        found = self._by_name.get(name)
        if isinstance(found, bytes):
            return self._type_names[int.from_bytes(found[:_NUMBER], "big")]
        return None if found is None else found.type

    def node(self, name: str) -> Node:
        """The node of a name that `names` has."""
        found = self._by_name[name]
        return found if isinstance(found, Node) else self._unpacked(name, found)

    def get(self, value: str | Ref) -> Node | None:
        """The node that a property leads to, where the document describes it."""
        if not isinstance(value, Ref) or value.name not in self._by_name:
            return None
        return self.node(value.name)

    # -- while the document is read --------------------------------------------------------------

    def begin(self, name: str, line: int) -> Node:
        """The node that an element describes, which may be one that others described."""
        found = self._by_name.get(name)
        if found is None:
            if len(self._by_name) >= limits.ELEMENTS:
                raise LimitExceededError(f"more than {limits.ELEMENTS} nodes", f"line={line}")
            found = Node(name, line)
        elif isinstance(found, bytes):
            found = self._unpacked(name, found)
        self._by_name[name] = found
        found.open += 1
        return found

    def begin_anonymous(self, line: int) -> Node:
        """A node to which only the property around it leads."""
        return self.begin(f"{ANONYMOUS}{len(self._by_name)}", line)

    def end(self, node: Node) -> None:
        """An element that describes a node has ended."""
        node.open -= 1
        # one that is described again and again is packed when it has doubled, not each time
        if not node.open and len(node.values) >= 2 * node.unpacked:
            self._pack(node)

    # -- when it is read -------------------------------------------------------------------------

    def empty(self, node: Node) -> None:
        """Drop the properties of a node that is read for good."""
        node.values = []
        self._pack(node)

    def drop(self, name: str) -> None:
        """Drop a node that nothing leads to any more."""
        self._by_name.pop(name, None)

    # -- packing ---------------------------------------------------------------------------------

    def _pack(self, node: Node) -> None:
        number = self._types.get(node.type)
        if number is None:
            number = self._types[node.type] = len(self._type_names)
            self._type_names.append(node.type)
        start = number.to_bytes(_NUMBER, "big") + node.line.to_bytes(_NUMBER, "big")
        self._by_name[node.name] = start + _encode(node.values)

    def _unpacked(self, name: str, packed: bytes) -> Node:
        kind = self._type_names[int.from_bytes(packed[:_NUMBER], "big")]
        node = Node(name, int.from_bytes(packed[_NUMBER : 2 * _NUMBER], "big"), kind)
        node.values = _decode(packed[2 * _NUMBER :])
        node.unpacked = len(node.values)
        return node


_encode: Final = msgspec.msgpack.Encoder().encode
_decode: Final = msgspec.msgpack.Decoder(list[Value]).decode
