"""Corpus documents of SPDX 2: twins in other serializations, counts by a walk of the source."""

from __future__ import annotations

import hashlib
import json
import lzma
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from lxml import etree
from spdx2_text_material import CORPUS, NO_CORPUS, chapter, content_of, defects, facts, indexed

from provenance.blobs import FileBlob, MemoryBlob
from provenance.chapters import Task, write_chapter
from provenance.decoding import xml
from provenance.decoding.sketch import Sketch
from provenance.decoding.tag_value import Faults
from provenance.graph.evidence import Chapter
from provenance.model.component import Component, DocumentLink, License, LicenseText, Relation
from provenance.model.digest import Digest
from provenance.readers.sbom import spdx2_json, spdx2_rdf, spdx2_tag_value, spdx2_xml
from provenance.readers.sbom._spdx2_document import Part
from provenance.readers.sbom._spdx2_rdf_nodes import Nodes
from provenance.readers.sbom._spdx2_rdf_parts import RdfParts
from provenance.readers.sbom._spdx2_rdf_text import RdfText
from provenance.readers.sbom._spdx2_tag_parts import TagParts

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason=NO_CORPUS)

EXAMPLES = CORPUS / "sbom/spdx/tools-python"
ROWS = list(indexed()) if CORPUS.is_dir() else []
BY_PATH = {row["path"]: row for row in ROWS}

NOT_CLEAN = {
    # says UTF-8 in its declaration and is UTF-16
    "sbom/spdx/tools-python/data__SPDXXMLExample-UTF-16.spdx.xml",
    # a template: SPDXVersion is "spdxVersion", ids have no SPDXRef-, digests are words
    "sbom/spdx/tools-python/writer__tagvalue__expected_results__expected_tag_value.spdx",
}
"""Documents of the specification's own tools that violate the specification."""


def read(name: str) -> Chapter:
    """The chapter of an example, whichever reader it is for."""
    sketch = Sketch(FileBlob(name, EXAMPLES / f"data__{name}"))
    readers = (spdx2_json, spdx2_tag_value, spdx2_rdf, spdx2_xml)
    (reader,) = [reader for reader in readers if reader.recognise(sketch)]
    return write_chapter(Task(sketch), reader, reader.read(sketch))[0]


# -- what the index expects ----------------------------------------------------------------------


@pytest.mark.parametrize("path", sorted(BY_PATH))
def test_the_corpus_is_read_as_its_index_expects(path: str) -> None:
    row = BY_PATH[path]
    found = chapter(content_of(row))
    if row["expected"] in ("lenient", "reject"):
        assert defects(found)
    elif path.startswith("sbom/spdx/"):
        assert found.document.status == ("defective" if path in NOT_CLEAN else "clean")
    assert found.document.status in ("clean", "defective")
    assert bool(found.facts(Component)) == ("invalid_creation_info.rdf" not in path)


# -- twins ---------------------------------------------------------------------------------------


def plain_licenses(licenses: tuple[License, ...] | None) -> Any:
    """Licenses without the order of their members: a set of nodes in RDF has none."""
    if licenses is None:
        return None
    return sorted(
        (license.stage, sorted(re.findall(r"[\w.+-]+", license.value))) for license in licenses
    )


def plain_component(component: Component) -> dict[str, Any]:
    found = {name: getattr(component, name) for name in component.__struct_fields__}
    found["licenses"] = plain_licenses(component.licenses)
    for name in ("digests", "references", "gaps", "properties", "identifiers"):
        found[name] = sorted(found[name] or (), key=repr)
    found["references"] = sorted(
        (plain_kind(reference.kind), reference.url) for reference in found["references"]
    )
    # The tags of the example leave it out where it is true, as clause 7.8 allows.
    found["properties"] = [one for one in found["properties"] if one != ("filesAnalyzed", "true")]
    return found


def plain_kind(kind: str) -> str:
    """Tags write the reference type that others write as a URI of the document."""
    return kind.rpartition("#")[2]


def components(found: Chapter) -> dict[str, dict[str, Any]]:
    return {one.ref: plain_component(one) for one in facts(found, Component)}


def relations(found: Chapter) -> set[tuple[str, str, str]]:
    return {
        (one.source, one.kind, target) for one in facts(found, Relation) for target in one.targets
    }


TWINS = [
    ("SPDXTagExample-v2.2.spdx", "2.2"),
    ("SPDXTagExample-v2.3.spdx", "2.3"),
    ("SPDXTagExample-UTF-16.spdx", "2.2"),
    ("SPDXRdfExample-v2.2.spdx.rdf.xml", "2.2"),
    ("SPDXRdfExample-v2.3.spdx.rdf.xml", "2.3"),
    ("SPDXXMLExample-v2.2.spdx.xml", "2.2"),
    ("SPDXXMLExample-v2.3.spdx.xml", "2.3"),
    ("SPDXXMLExample-UTF-16.spdx.xml", "2.2"),
]


@pytest.mark.parametrize(("name", "version"), TWINS)
def test_the_official_example_says_the_same_in_every_serialization(name: str, version: str) -> None:
    twin, found = read(f"SPDXJSONExample-v{version}.spdx.json"), read(name)
    assert components(found) == components(twin)
    assert relations(found) == relations(twin)
    assert facts(found, DocumentLink) == facts(twin, DocumentLink)
    assert sorted(one.ref for one in facts(found, LicenseText)) == sorted(
        one.ref for one in facts(twin, LicenseText)
    )
    for field in ("version", "identifier", "name", "timestamp", "license", "tools"):
        assert getattr(found.heading, field) == getattr(twin.heading, field)
    assert sorted(found.heading.roots) == sorted(twin.heading.roots)
    assert sorted(map(str, found.heading.authors or ())) == sorted(
        map(str, twin.heading.authors or ())
    )


# -- counts --------------------------------------------------------------------------------------

TAGS = {"PackageName": "packages", "FileName": "files", "SnippetSPDXID": "snippets"}
TAGS |= {"Relationship": "relationships", "LicenseID": "hasExtractedLicensingInfos"}
TAGS |= {"Annotator": "annotations"}
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"


def walk_tags(content: bytes) -> Counter[str]:
    """Elements of a tag-value document, counted by what begins a line outside of texts."""
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = content.decode("utf-16" if marked else "utf-8-sig")
    text = re.sub(r"<text>.*?</text>", "", text, flags=re.DOTALL)
    found = Counter(line.partition(":")[0].strip() for line in text.splitlines())
    return Counter({section: found[tag] for tag, section in TAGS.items() if found[tag]})


@pytest.mark.parametrize(
    "path", sorted(p for p in BY_PATH if "tag-value" in BY_PATH[p]["spec_version"])
)
def test_every_element_in_tags_is_a_part(path: str) -> None:
    content = content_of(BY_PATH[path])
    parts = Counter(
        part.section for part in TagParts(Sketch(MemoryBlob("a", content)).text).parts()
    )
    assert parts.pop("document") == 1
    assert parts == walk_tags(content)


def walk_xml(content: bytes) -> tuple[int, int]:
    """Components and related pairs of a plain XML document, by path."""
    root = etree.fromstring(content)
    elements = root.xpath("/*/packages | /*/files | /*/snippets")
    return len(elements), len(root.xpath("/*/relationships"))


def walk_rdf(content: bytes) -> tuple[int, int]:
    """Components and related pairs of an RDF/XML document, by the names and types of nodes."""
    root = etree.fromstring(content)
    names = set()
    for number, node in enumerate(root.iter("{*}Package", "{*}File", "{*}Snippet")):
        names.add(node.get(f"{RDF}about") or number)
    return len(names), len(list(root.iter("{*}Relationship")))


XML_PATHS = sorted(p for p in BY_PATH if BY_PATH[p]["spec_version"].endswith("XML"))


@pytest.mark.parametrize("path", XML_PATHS)
def test_every_element_in_xml_is_a_component(path: str) -> None:
    content = content_of(BY_PATH[path])
    walk = walk_rdf if BY_PATH[path]["spec_version"].endswith("RDF/XML") else walk_xml
    elements, relationships = walk(content)
    sketch = Sketch(MemoryBlob("a", content))
    parts = Counter(part.section for part in parts_of(sketch))
    assert parts["packages"] + parts["files"] + parts["snippets"] == elements
    assert parts["relationships"] == relationships
    assert len(facts(chapter(content), Component)) == elements


def parts_of(sketch: Sketch) -> Iterator[Part]:
    """What the reader of an XML document hands to the model."""
    text, faults = xml.read_text(sketch.blob.view()).text, Faults()
    if spdx2_xml.recognise(sketch):
        return spdx2_xml._Parts(text, faults).parts()
    nodes = Nodes()
    RdfText(nodes, faults).read(text)
    return RdfParts(nodes, faults).parts()


# -- documents that make sense together only -----------------------------------------------------


ZEPHYR = "sbom/firmware/zephyr/96b_avenger96-shell_module-%s.spdx"


def leading_out(found: Chapter) -> list[str]:
    """Ids in other documents, each as often as a relation names it."""
    return [
        target
        for relation in facts(found, Relation)
        for target in (relation.source, *relation.targets)
        if target.startswith("DocumentRef-")
    ]


def test_the_documents_of_zephyr_refer_to_each_other_without_saying_to_what() -> None:
    """The published files lack the lines that name the documents: what an auditor asks for."""
    build = chapter(content_of(BY_PATH[ZEPHYR % "build"]))
    known = {
        f"DocumentRef-{name}:{component.ref}"
        for name in ("app", "zephyr")
        for component in facts(chapter(content_of(BY_PATH[ZEPHYR % name])), Component)
    }
    refs = leading_out(build)
    assert len(refs) == 147
    assert set(refs) <= known
    (entry,) = defects(build)
    assert (entry.id, entry.count) == ("spdx/undeclared-document", 147)
    assert facts(build, DocumentLink) == []


def test_the_documents_of_zephyr_are_tied_where_they_name_each_other() -> None:
    lines, expected = "", []
    for name in ("app", "zephyr"):
        content = content_of(BY_PATH[ZEPHYR % name])
        value, space = hashlib.sha1(content).hexdigest(), chapter(content).heading.identifier
        lines += f"\nExternalDocumentRef: DocumentRef-{name} {space} SHA1: {value}"
        digests = (Digest("sha1", value, "file"),)
        expected.append(DocumentLink(f"DocumentRef-{name}:", str(space), digests=digests))
    build = content_of(BY_PATH[ZEPHYR % "build"])
    found = chapter(build.replace(b"\nCreator:", f"{lines}\nCreator:".encode(), 1))
    assert facts(found, DocumentLink) == expected
    prefixes = tuple(link.prefix for link in expected)
    assert all(ref.startswith(prefixes) for ref in leading_out(found))
    assert found.document.status == "clean"


def test_the_json_twin_of_a_large_document_has_the_same_packages() -> None:
    folder = CORPUS / "sbom/real/spdx-docfest"
    tags = content_of(BY_PATH["sbom/real/spdx-docfest/Tern__tern-pyyaml-spdx.spdx.tag.xz"])
    twin = json.loads(lzma.decompress((folder / "Tern__tern-pyyaml-spdx.json.xz").read_bytes()))
    read = {one.name: one.version for one in facts(chapter(tags), Component)}
    assert read == {one["name"]: one.get("versionInfo") for one in twin["packages"]}
