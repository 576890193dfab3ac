"""Counts components and relations in the plainly parsed source; shares no code with the readers.

- Components: CycloneDX `metadata.component`, components and services at every depth (no tools, no
  pedigree, no formulation, no targets of declarations); SPDX 2 packages, files and snippets; SPDX 3
  elements whose class is SoftwareArtifact or one derived from it.
- Relations are edges. CycloneDX: every entry of `dependsOn` and `provides`, as often as it is
  written, and one for each component or service inside another. SPDX 2: every relationship, however
  often, but for those to NONE or NOASSERTION, which name no element (clause 11.1). SPDX 3: every
  end in `to`, but for the individuals that stand for nothing and for no assertion, and for the
  licenses of a component, which are fields of it.
- SPDX 2 says some relations in other ways as well: `documentDescribes` (`describesPackage`) is
  DESCRIBES, `hasFiles` (`hasFile`, `files`) is CONTAINS, in tag-value a file belongs to the package
  before it (clause 5.2.3), and a file contains its snippets (`snippetFromFile`, which SPDX 3 makes
  a relationship). Each counts once, and not where the same is written as a relationship, in either
  direction.
- Syft's own JSON: packages, files and the source; `artifactRelationships`.
"""

from __future__ import annotations

import json
import lzma
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import yaml
from lxml import etree

_RDF: Final = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_NOTHING: Final = ("NONE", "NOASSERTION")
_KINDS: Final = ("Package", "File", "Snippet")
_TAGS: Final = {"packagename": "package", "filename": "file", "snippetspdxid": "snippet"}
_SPDX3_KINDS: Final = (*_KINDS, "AIPackage", "DatasetPackage", "SoftwareArtifact")
_SPDX3_LICENSES: Final = ("hasconcludedlicense", "hasdeclaredlicense")
_SPDX3_NOTHING: Final = ("NoneElement", "NoAssertionElement")
_XML_LISTS: Final = frozenset(
    ("packages", "files", "snippets", "relationships", "hasFiles", "documentDescribes")
)
_TAG_LINE: Final = re.compile(r"\s*(\w+)\s*:\s*(.*)")


class Counts(NamedTuple):
    """Components, and relations as edges."""

    components: int
    relations: int


class _Spdx2(NamedTuple):
    """An SPDX 2 document: how many elements it has, and the edges (source, type, target)."""

    elements: int
    written: list[tuple[str, str, str]]
    implied: list[tuple[str, str, str]]


def walk(path: Path, spec_version: str) -> Counts | None:
    """What a document holds; None where it is none that is walked."""
    if not spec_version.startswith(("CycloneDX", "SPDX")):
        return None
    text = _text_of(path)
    if spec_version.endswith("XML"):
        return _walk_xml(text)
    if spec_version.endswith("tag-value"):
        return _count_spdx2(_tag_value(text))
    if spec_version.endswith("YAML"):
        return _count_spdx2(_spdx2_tree(yaml.safe_load(text)))
    return _walk_json(json.JSONDecoder(strict=False).raw_decode(text.lstrip())[0])


def _text_of(path: Path) -> str:
    data = path.read_bytes()
    if path.suffix == ".xz":
        data = lzma.decompress(data)
    wide = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    return data.decode("utf-16" if wide else "utf-8-sig", "replace")


def _walk_json(tree: Any) -> Counts | None:
    if "@context" in tree:
        return _walk_spdx3(tree)
    if "spdxVersion" in tree or "Document" in tree:
        return _count_spdx2(_spdx2_tree(tree))
    if "artifacts" in tree:
        found = (tree["artifacts"], tree.get("files") or (), [tree["source"]])
        return Counts(sum(map(len, found)), len(tree.get("artifactRelationships") or ()))
    return _walk_cyclonedx(tree) if "specVersion" in tree else None


def _walk_xml(text: str) -> Counts:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
    root = etree.fromstring(re.sub(r"^\s*<\?xml.*?\?>", "", text).encode(), parser)
    if root.tag == f"{_RDF}RDF":
        return _count_spdx2(_rdf(root))
    if root.tag == "Document":
        return _count_spdx2(_spdx2_tree(_as_lists(root)))
    return _walk_cyclonedx_xml(root)


# -- CycloneDX ------------------------------------------------------------------------------------


def _walk_cyclonedx(tree: dict[str, Any]) -> Counts:
    top = [*_dicts(tree.get("components")), *_dicts(tree.get("services"))]
    top += _dicts([(tree.get("metadata") or {}).get("component")])
    inside = [part for one in top for part in _parts(one)]
    edges = sum(
        len(entry.get(name) or ())
        for entry in _dicts(tree.get("dependencies"))
        for name in ("dependsOn", "provides")
    )
    return Counts(len(top) + len(inside), len(inside) + edges)


def _parts(owner: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Components and services inside one, at every depth."""
    for part in (*_dicts(owner.get("components")), *_dicts(owner.get("services"))):
        yield part
        yield from _parts(part)


def _walk_cyclonedx_xml(root: Any) -> Counts:
    top, edges = list[Any](), 0
    for section in root:
        name = etree.QName(section).localname
        if name == "metadata":
            top += section.findall("{*}component")
        elif name in ("components", "services"):
            top += section.findall(f"{{*}}{name[:-1]}")
        elif name == "dependencies":
            edges = len(section.findall(".//{*}dependency/{*}dependency"))
            edges += len(section.findall(".//{*}dependency/{*}provides"))
    inside = [part for one in top for part in _xml_parts(one)]
    return Counts(len(top) + len(inside), len(inside) + edges)


def _xml_parts(owner: Any) -> Iterator[Any]:
    for name in ("component", "service"):
        for part in owner.findall(f"{{*}}{name}s/{{*}}{name}"):
            yield part
            yield from _xml_parts(part)


# -- SPDX 2 ---------------------------------------------------------------------------------------


def _count_spdx2(document: _Spdx2) -> Counts:
    written = {_direction(*edge) for edge in document.written}
    implied = {edge for edge in document.implied if edge not in written}
    targets = [target for _, _, target in document.written if target.upper() not in _NOTHING]
    return Counts(document.elements, len(targets) + len(implied))


def _direction(source: str, kind: str, target: str) -> tuple[str, str, str]:
    if kind in ("CONTAINED_BY", "DESCRIBED_BY"):
        return target, "CONTAINS" if kind == "CONTAINED_BY" else "DESCRIBES", source
    return source, kind, target


def _spdx2_tree(tree: dict[str, Any]) -> _Spdx2:
    """The JSON form, with the elements in lists; the old one has them where they belong."""
    top = tree.get("Document") or tree
    found: dict[str, list[dict[str, Any]]] = {
        name: list(_dicts(top.get(name))) for name in ("packages", "files", "snippets")
    }
    implied = []
    for described in top.get("documentDescribes") or ():
        if isinstance(described, dict):
            found["packages"].append(described["Package"])
        ref = described["Package"]["SPDXID"] if isinstance(described, dict) else described
        implied.append((top.get("SPDXID", ""), "DESCRIBES", ref))
    for package in found["packages"]:
        inside = [file.get("File", file) for file in _dicts(package.get("files"))]
        found["files"] += inside
        refs = [*(package.get("hasFiles") or ()), *(file.get("SPDXID", "") for file in inside)]
        implied += [(package.get("SPDXID", ""), "CONTAINS", ref) for ref in refs]
    for snippet in found["snippets"]:
        file = snippet.get("snippetFromFile") or snippet.get("fileId")
        implied += [(file, "CONTAINS", snippet.get("SPDXID", ""))] if file else []
    written = [
        (
            str(relation.get("spdxElementId")),
            str(relation.get("relationshipType")),
            str(relation.get("relatedSpdxElement")),
        )
        for relation in _dicts(top.get("relationships"))
    ]
    return _Spdx2(sum(map(len, found.values())), written, implied)


def _as_lists(element: Any) -> Any:
    """Plain XML as the JSON that it is written from: every child in a list, by its name."""
    if not len(element):
        return (element.text or "").strip()
    tree: dict[str, Any] = {}
    for child in element:
        tree.setdefault(child.tag, []).append(_as_lists(child))
    return {name: values if name in _XML_LISTS else values[0] for name, values in tree.items()}


def _tag_value(text: str) -> _Spdx2:
    elements, package, snippet, inside = 0, "", "", ""
    written, implied = list[tuple[str, str, str]](), list[tuple[str, str, str]]()
    for line in re.sub(r"<text>.*?</text>", "", text, flags=re.DOTALL).splitlines():
        match = _TAG_LINE.fullmatch(line)
        tag, value = (match[1].lower(), match[2].strip()) if match else ("", "")
        if tag in _TAGS:
            elements, inside, snippet = elements + 1, _TAGS[tag], value
        elif tag == "snippetfromfilespdxid":
            implied.append((value, "CONTAINS", snippet))
        elif tag == "spdxid" and inside == "package":
            package = value
        elif tag == "spdxid" and inside == "file" and package:
            implied.append((package, "CONTAINS", value))
        elif tag == "relationship":
            source, kind, target = value.split()[:3]
            written.append((source, kind, target))
    return _Spdx2(elements, written, implied)


def _rdf(root: Any) -> _Spdx2:
    """Nodes may stand inside one another or be referred to; one name is one node."""
    elements, written, implied = set[str](), dict[str, tuple[str, str, str]](), []
    for node in root.iter(etree.Element):
        name, source = etree.QName(node).localname, _node_name(node.getparent())
        if name in _KINDS:
            elements.add(_node_name(node))
        elif name == "Relationship":
            ends = {etree.QName(part).localname: _node_name(part) for part in node}
            owner = _node_name(node.getparent().getparent())
            kind = ends["relationshipType"].rpartition("_")[2]
            words = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", kind).upper()
            written[_node_name(node)] = owner, words, ends["relatedSpdxElement"]
        elif name == "hasFile":
            implied.append((source, "CONTAINS", _node_name(node)))
        elif name == "snippetFromFile":
            implied.append((_node_name(node), "CONTAINS", source))
        elif name == "describesPackage":
            implied.append((source, "DESCRIBES", _node_name(node)))
    nothing = [
        (s, k, t.rpartition("#")[2] if "rdf/terms#" in t else t) for s, k, t in written.values()
    ]
    return _Spdx2(len(elements), nothing, implied)


def _node_name(node: Any) -> str:
    """What a node is called, or the one that a property leads to; else its own place."""
    if node is None:
        return ""
    for name in ("about", "resource", "nodeID", "ID"):
        if f"{_RDF}{name}" in node.attrib:
            return str(node.attrib[f"{_RDF}{name}"])
    if len(node) == 1 and f"{_RDF}about" in node[0].attrib:
        return _node_name(node[0])
    return str(node.getroottree().getpath(node))


# -- SPDX 3 ---------------------------------------------------------------------------------------


def _walk_spdx3(tree: dict[str, Any]) -> Counts:
    nodes = [(_class_of(node), node) for node in _nodes(tree)]
    elements = [node for kind, node in nodes if kind in _SPDX3_KINDS]
    names = {node.get("spdxId") or node.get("@id") for node in elements}
    edges = 0
    for kind, node in nodes:
        words = str(node.get("relationshipType")).replace("_", "").lower()
        if not kind.endswith("Relationship") or (
            words in _SPDX3_LICENSES and node.get("from") in names
        ):
            continue
        ends = node.get("to") or ()
        ends = [ends] if isinstance(ends, str | dict) else ends
        edges += sum(not str(end).endswith(_SPDX3_NOTHING) for end in ends)
    return Counts(len(elements), edges)


def _class_of(node: dict[str, Any]) -> str:
    return re.split(r"[_/#:]", str(node.get("type") or node.get("@type") or ""))[-1]


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    if isinstance(tree, dict):
        yield tree
    if isinstance(tree, dict | list):
        for value in tree.values() if isinstance(tree, dict) else tree:
            yield from _nodes(value)


def _dicts(values: Iterable[Any] | None) -> Iterator[dict[str, Any]]:
    return (value for value in values or () if isinstance(value, dict))
