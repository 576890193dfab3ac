"""SWID tags for tests: CoSWID, uSWID and PE files byte by byte, and the cases of NIST's suite."""

from __future__ import annotations

import os
import struct
from copy import deepcopy
from pathlib import Path
from types import ModuleType
from typing import Any

import cbor2
import pytest
from lxml import etree

from provenance.blobs import Blob, MemoryBlob
from provenance.decoding.ledger import Ledger
from provenance.decoding.sketch import Sketch
from provenance.decoding.uswid import MAGIC
from provenance.model.document import Defect, Heading

ROOT = Path(__file__).resolve().parents[3]
CORPUS = Path(os.environ.get("PROVENANCE_CORPUS", ROOT.parent / "shared" / "corpus")) / "swid"
needs_corpus = pytest.mark.skipif(
    not CORPUS.is_dir(), reason="the shared corpus is not beside the repository"
)
SHA256 = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
SWID = "http://standards.iso.org/iso/19770/-2/2015/schema.xsd"


class Read:
    """What a reader made of a document: heading, facts with places, blobs, ledger."""

    def __init__(self, reader: ModuleType, content: bytes) -> None:
        sketch = Sketch(MemoryBlob("sbom", content))
        assert reader.recognise(sketch)
        ledger = Ledger()
        self.facts: list[tuple[str, Any]] = []
        self.blobs: list[Blob] = []
        self.heading: Heading | None = None
        for place, item in reader.read(sketch):
            if isinstance(item, Defect):
                ledger.add(item)
            elif isinstance(item, Heading):
                self.heading = item
            elif isinstance(item, Blob):
                self.blobs.append(item)
            else:
                self.facts.append((place, item))
        self.ledger, self.status = ledger.entries(), ledger.status

    def of(self, kind: type) -> list[Any]:
        return [fact for _, fact in self.facts if type(fact) is kind]

    @property
    def ids(self) -> list[str]:
        return [entry.id for entry in self.ledger]


# -- CoSWID, uSWID, PE ---------------------------------------------------------------------------


def uri(text: str) -> cbor2.CBORTag:
    return cbor2.CBORTag(32, text)


def tag(**changes: Any) -> dict[int, Any]:
    """A CoSWID without a fault; `i5=...` sets an item, None takes it away."""
    found = {
        0: bytes(range(16)),
        12: 0,
        1: "bootloader",
        13: "2.4.0",
        14: 16384,
        2: [
            {31: "Example Corp.", 32: uri("https://example.com"), 33: [1, 2]},
            {31: "Example Trade", 33: 4},
        ],
    }
    for name, value in changes.items():
        number = int(name.removeprefix("i"))
        found[number] = value
        if value is None:
            del found[number]
    return found


def coswid(*tags: Any) -> bytes:
    return b"".join(map(cbor2.dumps, tags))


def uswid(payload: bytes, version: int = 2, flags: int = 0, *more: int, size: int = 0) -> bytes:
    rest = b"" if version == 1 else bytes([flags, *more])
    header = struct.pack("<BHI", version, 23 + len(rest), size or len(payload))
    return MAGIC + header + rest + payload


def pe(*sections: tuple[bytes, bytes], lie: int = 0) -> bytes:
    """A PE file with these sections; `lie` is added to the raw size and virtual size of the last.

    Content is padded to 512 bytes, as linkers do.
    """
    header = b"MZ" + bytes(58) + struct.pack("<I", 64)
    coff = b"PE\0\0" + struct.pack("<HHIIIHH", 0x8664, len(sections), 0, 0, 0, 0, 0x22)
    at = (64 + 24 + 40 * len(sections) + 511) // 512 * 512
    table, body = b"", b""
    for number, (name, content) in enumerate(sections):
        padded = content + bytes(-len(content) % 512)
        extra = lie if number == len(sections) - 1 else 0
        table += struct.pack(
            "<8s4I16x", name, len(content) + extra, 0x1000, len(padded) + extra, at + len(body)
        )
        body += padded
    return (header + coff + table).ljust(at, b"\0") + body


# -- SWID in XML -----------------------------------------------------------------------------------


def swid_xml(inner: str = "", attributes: str = "", entity: str | None = None) -> bytes:
    """A SWID tag to which the guidelines have nothing to add."""
    if entity is None:
        entity = '<Entity name="ACME" regid="acme.org" role="tagCreator softwareCreator"/>'
    names = "" if "tagId=" in attributes else ' name="rms" tagId="com.acme.rms-4.1" version="4.1"'
    head = f'<SoftwareIdentity xmlns="{SWID}" xml:lang="en"{names} {attributes}>'
    return f'<?xml version="1.0"?>\n{head}{entity}{inner}</SoftwareIdentity>'.encode()


_RECIPE = "{http://csrc.nist.gov/ns/decima/template/1.0}"
_CASE = "{http://decima.nist.gov/xml/unit-test}"
_SPACES = {"swid": SWID}
_TEMPLATES = {
    "minimal-swid.xml": f"""<SoftwareIdentity xmlns="{SWID}" name="ACME Roadrunner"
        tagId="com.acme.rms-ce-v4-1-5-0">
        <Entity name="ACME Connection" regid="acme.org" role="tagCreator"/></SoftwareIdentity>""",
    "primary-auth-swid.xml": f"""<SoftwareIdentity xmlns="{SWID}" xml:lang="en" version="1.0"
        name="ACME Roadrunner" tagId="com.acme.rms-ce-v4-1-5-0" versionScheme="semver">
        <Entity name="ACME Connection" regid="acme.org" role="tagCreator softwareCreator"/>
        <Meta product="product" colloquialVersion="ver" revision="revision" edition="edition"/>
        <Payload xmlns:s="http://www.w3.org/2001/04/xmlenc#sha256"><Directory name="dirA">
        <File name="fileA" size="12345" version="1.0.0" s:hash="{SHA256}"/></Directory>
        </Payload></SoftwareIdentity>""",
    "primary-non-auth-swid.xml": f"""<SoftwareIdentity xmlns="{SWID}" xml:lang="en" version="1.0"
        name="ACME Roadrunner" tagId="com.acme.rms-ce-v4-1-5-0" versionScheme="semver">
        <Entity name="Software Connection" regid="foo.org" role="tagCreator"/>
        <Entity name="ACME Software" regid="acme.com" role="softwareCreator"/>
        <Meta product="product" colloquialVersion="ver" revision="revision" edition="edition"/>
        <Evidence><File name="fileA" size="12345" version="1.0.0"/></Evidence>
        </SoftwareIdentity>""",
}
"""The tags that NIST's cases change, in short; the cases say what is changed, not what results."""


def tag_of_case(path: Path) -> bytes:
    """The tag that one case of NIST's suite means: a template, and what the case changes in it."""
    case = etree.parse(path).getroot()
    if case.tag == f"{{{SWID}}}SoftwareIdentity":
        return path.read_bytes()
    recipe = case.find(f"{_RECIPE}template")
    assert recipe is not None
    root = etree.fromstring(_TEMPLATES[recipe.get("template").rpartition("/")[2]])
    for step in recipe:
        _STEPS[step.tag.removeprefix(_RECIPE)](root, step)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _found(root: Any, step: Any) -> list[Any]:
    found = root.getroottree().xpath(step.get("xpath"), namespaces=_SPACES)
    return list(found)


def _delete(root: Any, step: Any) -> None:
    for found in _found(root, step):
        if hasattr(found, "attrname"):
            del found.getparent().attrib[found.attrname]
        else:
            found.getparent().remove(found)


def _insert(root: Any, step: Any) -> None:
    for found in _found(root, step):
        found.extend(deepcopy(child) for child in step)


def _modify(root: Any, step: Any) -> None:
    for found in _found(root, step):
        found.getparent().set(found.attrname, step.get("value"))


_STEPS = {"delete": _delete, "insert-child": _insert, "modify-attribute": _modify}
