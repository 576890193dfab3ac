"""The table of CycloneDX XML knows every element and attribute of every official schema."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from lxml import etree

from provenance.readers.sbom._cyclonedx_xml_places import Places, path_of
from provenance.readers.sbom._cyclonedx_xml_words import CHOICES, SCALARS, Shape, kind_of, shape_of

NESTED = "bom/dependencies/dependency/dependency has more than text"
"""Dependencies inside dependencies are made a list before the table is asked."""
XS = "{http://www.w3.org/2001/XMLSchema}"
VERSIONS = ("1.0", "1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7")
Node = etree._Element


class Walk:
    """Goes through the types of a schema and the kinds of the table side by side."""

    def __init__(self, version: str) -> None:
        spec = find_spec("cyclonedx")
        assert spec is not None
        assert spec.origin is not None
        path = Path(spec.origin).parent / "schema" / "_res" / f"bom-{version}.SNAPSHOT.xsd"
        self.root = etree.parse(str(path)).getroot()
        self.named = {(node.tag, node.get("name")): node for node in self.root if node.get("name")}
        self.seen: set[tuple[Node, str]] = set()

    def missing(self) -> Iterator[str]:
        bom = self.named[XS + "element", "bom"].find(f"{XS}complexType")
        assert bom is not None
        yield from self.of_type(bom, "document", "bom")

    def of_type(self, node: Node, kind: str, path: str) -> Iterator[str]:
        if (node, kind) in self.seen:
            return
        self.seen.add((node, kind))
        found = kind_of(kind)
        for part in self.parts(node):
            name = part.get("name") or part.get("ref", "").rpartition(":")[2]
            if part.tag == XS + "attribute":
                if name not in found.attributes:
                    yield f"{path}/@{name}"
            elif name not in found.elements:
                yield f"{path}/{name}"
            else:
                yield from self.of_shape(part, found.elements[name].shape, f"{path}/{name}")

    def of_shape(self, element: Node, shape: Shape, path: str) -> Iterator[str]:
        node = self.type_of(element)
        while shape.each is not None:
            shape = shape.each
        if node is None or shape.way == "scalar":
            inside = [] if node is None else list(self.parts(node))
            if any(part.get("name") != "ref" for part in inside):
                yield f"{path} has more than text"
        elif shape.way == "list":
            yield from self.of_items(node, {shape.item: shape.kind}, path)
        elif shape.way in ("choice", "either"):
            kinds = {name: kind for name, (kind, _) in CHOICES[shape.kind].items()}
            yield from self.of_items(node, kinds, path)
        else:
            yield from self.of_type(node, shape.kind, path)

    def of_items(self, node: Node, kinds: dict[str, str], path: str) -> Iterator[str]:
        for part in self.parts(node):
            name = part.get("name", "")
            inside = self.type_of(part)
            if name not in kinds:
                yield f"{path}/{name}"
            elif inside is not None and kinds[name] not in SCALARS:
                yield from self.of_type(inside, kinds[name], f"{path}/{name}")

    def type_of(self, element: Node) -> Node | None:
        """The complex type of an element; None where it is plain text."""
        inner = element.find(f"{XS}complexType")
        name = element.get("type", "").rpartition(":")[2]
        return inner if inner is not None else self.named.get((XS + "complexType", name))

    def parts(self, node: Node) -> Iterator[Node]:
        """The elements and attributes of a type, with those of what it extends."""
        for child in node:
            if child.tag in (XS + "element", XS + "attribute"):
                yield child
            elif child.tag in (XS + "group", XS + "attributeGroup"):
                yield from self.parts(self.named[child.tag, child.get("ref", "").split(":")[1]])
            elif isinstance(child.tag, str) and child.tag != XS + "annotation":
                base = child.get("base", "").rpartition(":")[2]
                if (XS + "complexType", base) in self.named:
                    yield from self.parts(self.named[XS + "complexType", base])
                yield from self.parts(child)


@pytest.mark.parametrize("version", VERSIONS)
def test_everything_of_a_schema_is_in_the_table(version: str) -> None:
    walk = Walk(version)
    assert [one for one in walk.missing() if one != NESTED] == []
    assert len(walk.seen) >= 3


@pytest.mark.parametrize(
    ("word", "shape"),
    [
        ("text", Shape("scalar", "text")),
        ("hash", Shape("object", "hash")),
        ("[hash]", Shape("list", "hash", "hash")),
        ("[author=contact]", Shape("list", "contact", "author")),
        ("(licenses)", Shape("choice", "licenses")),
        ("|asserter", Shape("either", "asserter")),
        ("*?transform", Shape("many", "transform", each=Shape("loose", "transform"))),
    ],
)
def test_words_of_the_table(word: str, shape: Shape) -> None:
    assert shape_of(word) == shape


@pytest.mark.parametrize(
    ("pointer", "path"),
    [
        ("", "/bom"),
        ("/serialNumber", "/bom/@serialNumber"),
        ("/bomFormat", "/bom"),
        ("/components/3", "/bom/components/component[4]"),
        ("/components/3/bom-ref", "/bom/components/component[4]/@bom-ref"),
        ("/components/0/hashes/1/alg", "/bom/components/component[1]/hashes/hash[2]/@alg"),
        ("/components/0/hashes/1/content", "/bom/components/component[1]/hashes/hash[2]"),
        ("/components/0/swhid/1", "/bom/components/component[1]/swhid[2]"),
        ("/components/0/licenses/1/license/id", "/bom/components/component[1]/licenses/*[2]/id"),
        ("/components/0/licenses/0/expression", "/bom/components/component[1]/licenses/*[1]"),
        ("/metadata/tools/1/name", "/bom/metadata/tools/tool[2]/name"),
        ("/metadata/tools/components/0", "/bom/metadata/tools/components/component[1]"),
        ("/dependencies/2/dependsOn/1", "/bom/dependencies/dependency[3]/dependency[2]"),
        ("/dependencies/4/ref", "/bom/dependencies/dependency[1]/dependency[2]/@ref"),
        ("/no/such/thing", "/bom"),
        ("line=3", "line=3"),
    ],
)
def test_pointers_become_paths(pointer: str, path: str) -> None:
    moved = {4: "/bom/dependencies/dependency[1]/dependency[2]"}
    assert Places(moved).translate(pointer) == path


def test_steps_become_paths_with_numbers_where_elements_repeat() -> None:
    steps = (("{u}bom", 1), ("{u}components", 1), ("{u}component", 1), ("{u}name", 2))
    assert path_of(steps, "{u}") == "/bom/components/component[1]/name[2]"
