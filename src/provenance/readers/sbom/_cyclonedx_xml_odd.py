"""What CycloneDX XML holds and JSON cannot: extensions, XML signatures, what is misplaced.

It is kept as XML text, with its place and with the ref of what it stands in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from provenance.model.origin import Place

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_SIGNATURE: Final = "{http://www.w3.org/2000/09/xmldsig#}Signature"
_NUMBERED: Final = 1_000
"""Odd elements whose number among their siblings is looked for; it takes time for each of them."""


class Odd(NamedTuple):
    """One odd element or attribute; `kind` is its name, `signature` for an XML signature."""

    kind: str
    place: Place
    text: str
    about: tuple[str, ...]


class _Outer(NamedTuple):
    element: Element
    place: Place
    ref: str | None


class Oddities:
    """Collects what is odd in one document; `prefix` is its namespace in braces."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._outer: list[_Outer] = []
        self._part: tuple[Element, int] | None = None
        self.found: list[Odd] = []

    def open(self, place: Place, element: Element, *, named: bool) -> None:
        """An element is opened; one that is `named` has a ref in the graph, if only its place."""
        ref = element.get("bom-ref") or (f"#{place}" if named else None)
        self._outer.append(_Outer(element, place, ref))

    def close(self) -> None:
        """The innermost open element is closed."""
        self._outer.pop()

    def enter(self, element: Element, number: int) -> None:
        """A part of the innermost open element is read, with its number among its like."""
        self._part = element, number

    def add(self, element: Element, attribute: str = "", /) -> None:
        """Keep an element, or one attribute of it."""
        from lxml import etree

        if attribute:
            text = f'{attribute}="{element.get(attribute)}"'
        else:
            text = etree.tostring(element, encoding="unicode", with_tail=False)
        place, about = self._where(element)
        if attribute:
            place = f"{place}/@{self._local(attribute)}"
        kind = "signature" if element.tag == _SIGNATURE else self._local(element.tag)
        kind = f"@{self._local(attribute)}" if attribute else kind
        self.found.append(Odd(kind, place, text, about))

    def _local(self, name: str) -> str:
        """A name without the namespace of the document; of another one, as XPath can write it."""
        if self._prefix and name.startswith(self._prefix):
            return name[len(self._prefix) :]
        return name.rpartition("}")[2]

    def _where(self, element: Element) -> tuple[Place, tuple[str, ...]]:
        """The path of an element, and the ref of the nearest one around it that has one."""
        steps: list[str] = []
        ref: str | None = None
        outer = self._outer[-1]
        node = element
        while node is not outer.element:
            ref = ref or (node.get("bom-ref") if node is not element else None)
            steps.append(f"/{self._local(node.tag)}{self._number(node)}")
            parent = node.getparent()
            if parent is None:
                break
            node = parent
        place = outer.place + "".join(reversed(steps))
        refs = (ref, *(one.ref for one in reversed(self._outer)))
        return place, next(((found,) for found in refs if found), ())

    def _number(self, element: Element) -> str:
        if self._part is not None and element is self._part[0]:
            number = self._part[1]
        elif len(self.found) > _NUMBERED:
            return ""
        else:
            number = 1 + sum(1 for _ in element.itersiblings(element.tag, preceding=True))
        return f"[{number}]" if number > 1 else ""
