"""What a CycloneDX document says, fact by fact; nothing that it says is lost."""

from __future__ import annotations

import base64
import json
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cyclonedx_material import SHA256, component, document, everything, plain_documents, read

import provenance
from provenance.blobs import MemoryBlob
from provenance.decoding.jcs import jcs
from provenance.model.component import (
    Completeness,
    Component,
    Detail,
    DocumentLink,
    Identifier,
    License,
    Party,
    Pedigree,
    Reference,
    Relation,
    Support,
    Vulnerability,
)
from provenance.model.digest import Digest
from provenance.model.document import Tool
from provenance.model.statement import Signature
from provenance.readers.sbom._cyclonedx_claims import GAPS
from provenance.trust.load import trust_of_keys

C = "/components/0"
SERIAL = "3e671687-395b-41f5-a30f-a58921a69b79"
LINK = f"urn:cdx:{SERIAL}/2"


def only(**fields: Any) -> Component:
    found = read(document(component(**fields)))
    return next(fact for place, fact in found.of(Component) if place == C)


def details(found: Any) -> list[tuple[str, str, Any, tuple[str, ...]]]:
    return [
        (place, fact.kind, json.loads(fact.content), fact.about) for place, fact in found.of(Detail)
    ]


# -- components ------------------------------------------------------------------------------------


def test_plain_fields() -> None:
    fields = {"group": "g", "description": "d", "copyright": "c"}
    found = only(**fields)
    assert {name: getattr(found, name) for name in fields} == fields


def test_an_organization_with_contacts() -> None:
    maker = {
        "name": "Acme",
        "url": ["https://acme.example"],
        "contact": [{"email": "a@acme.example"}, {"name": "B", "email": "b@acme.example"}],
    }
    found = read(document(component(bom_ref="a", supplier=maker)))
    part = next(fact for place, fact in found.of(Component) if place == C)
    contacts = ("https://acme.example", "a@acme.example", "b@acme.example")
    assert part.supplier == Party("Acme", "organization", contacts)
    assert details(found) == [(f"{C}/supplier", "supplier", maker, ("a",))]


def test_people_who_made_it() -> None:
    people = [{"name": "A", "email": "a@b.example"}]
    assert only(authors=people).producer == Party("A", "person", ("a@b.example",))
    assert only(author="A and B").producer == Party("A and B")


@pytest.mark.parametrize(
    ("choice", "license"),
    [
        ({"license": {"id": "MIT"}}, License("MIT")),
        ({"license": {"name": "Ours"}}, License("Ours", "name")),
        ({"expression": "MIT OR Zlib"}, License("MIT OR Zlib")),
        (
            {"expression": "MIT", "acknowledgement": "declared"},
            License("MIT", "expression", "declared"),
        ),
        (
            {"license": {"id": "MIT", "acknowledgement": "concluded"}},
            License("MIT", "expression", "concluded"),
        ),
        (
            {"license": {"id": "MIT", "text": {"content": "do what"}}},
            License("MIT", text="do what"),
        ),
        (
            {"license": {"id": "MIT", "text": {"encoding": "base64", "content": "ZG8="}}},
            License("MIT", text="do"),
        ),
    ],
)
def test_licenses(choice: Any, license: License) -> None:
    assert only(licenses=[choice]).licenses == (license,)


@pytest.mark.parametrize(
    ("fields", "field", "gap"),
    [
        ({"version": "unknown"}, "version", "unknown"),
        ({"version": "NOASSERTION"}, "version", "noAssertion"),
        ({"copyright": "NOASSERTION"}, "copyright", "noAssertion"),
        ({"supplier": {"name": "NOASSERTION"}}, "supplier", "noAssertion"),
        ({"manufacturer": {"name": "unknown"}}, "producer", "unknown"),
        ({"licenses": [{"expression": "NOASSERTION"}]}, "licenses", "noAssertion"),
    ],
)
def test_words_for_not_knowing_are_gaps(fields: Any, field: str, gap: str) -> None:
    found = only(**fields)
    assert getattr(found, field) is None
    assert found.gap(field) == gap


def test_no_license_at_all_is_said_to_be_empty() -> None:
    found = only(licenses=[{"expression": "NONE", "acknowledgement": "declared"}])
    assert found.licenses == ()
    assert found.gap("licenses.declared") == "none"


def test_properties_that_mean_something() -> None:
    said = [
        {"name": "cdx:lifecycle:milestone:endOfLife", "value": "2031-01-01"},
        {"name": "cdx:lifecycle:milestone:endOfSupport", "value": "2030-01-01"},
        {"name": "cdx:fda:level-of-support", "value": "actively maintained"},
        {"name": "bsi:component:filename", "value": "libz.so"},
        {"name": "cdx:cisa:unknown-information", "value": "Component Hash Value"},
        {"name": "cdx:cisa:withheld-information", "value": "Component License"},
        {"name": "cdx:cisa:withheld-information", "value": "Component Dependency Relationship"},
        {"name": "other", "value": "x"},
    ]
    found = read(document(component(bom_ref="a", properties=said)))
    part = next(fact for place, fact in found.of(Component) if place == C)
    assert part.support == Support("actively maintained", "2030-01-01")
    assert part.filename == "libz.so"
    assert part.gaps == (("digests", "unknown"), ("licenses", "withheld"))
    assert part.properties == tuple((one["name"], one["value"]) for one in said)
    assert (C, Completeness("a", "dependsOn", "withheld")) in found.facts


def test_pedigree() -> None:
    told = {
        "ancestors": [{"type": "library", "name": "zlib", "version": "1.2", "purl": "pkg:a/b"}],
        "descendants": [{"type": "library", "name": "d", "version": "1"}],
        "variants": [{"type": "library", "name": "v"}],
        "commits": [{"uid": "123"}, {"url": "https://c.example"}],
        "patches": [{"type": "backport", "diff": {"url": "https://p.example"}}, {"type": "monkey"}],
        "notes": "n",
    }
    found = read(document(component(bom_ref="a", pedigree=told)))
    part = next(fact for place, fact in found.of(Component) if place == C)
    assert part.pedigree == Pedigree(
        *(("pkg:a/b",), ("d 1",), ("v",), ("123", "https://c.example")),
        patches=("backport https://p.example", "monkey"),
        notes="n",
    )
    assert details(found) == [(f"{C}/pedigree", "pedigree", told, ("a",))]


def test_other_identifiers() -> None:
    found = only(swid={"tagId": "t", "name": "n"}, swhid=["swh:1:cnt:0"], omniborId=["gitoid:0"])
    assert found.identifiers == (
        Identifier("swid", "t"),
        Identifier("swhid", "swh:1:cnt:0"),
        Identifier("omnibor", "gitoid:0"),
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("evidence", {"copyright": [{"text": "c"}]}),
        ("scope", "optional"),
        ("mime-type", "text/plain"),
        ("publisher", "p"),
        ("modified", True),
        ("tags", ["a"]),
        ("releaseNotes", {"type": "major"}),
        ("modelCard", {"bom-ref": "m"}),
        ("cryptoProperties", {"assetType": "algorithm"}),
    ],
)
def test_what_has_no_field_is_a_detail(name: str, value: Any) -> None:
    found = read(document(component(bom_ref="a", **{name: value})))
    assert details(found) == [(f"{C}/{name}", name, value, ("a",))]
    assert found.ledger == ()


def test_everything_of_every_document_is_somewhere() -> None:
    """Each text of a document stands in a fact, or in a detail."""
    for name, plain in plain_documents():
        if len(json.dumps(plain)) > 200_000:
            continue
        found = read(plain)
        facts = [found.heading, *(fact for _, fact in found.facts)]
        plainly = [msgspec.to_builtins(fact) for fact in facts if not isinstance(fact, MemoryBlob)]
        inside = [json.loads(fact.content) for fact in facts if isinstance(fact, Detail)]
        said = "\0".join(text for _, text in texts([plainly, inside]))
        for pointer, text in texts(plain):
            told = text in said or text in GAPS or lossy(pointer, found)
            assert told, (name, pointer, text)


def texts(value: Any, pointer: str = "") -> Any:
    """Every text in a document with its pointer."""
    if isinstance(value, str):
        yield pointer, value
    elif isinstance(value, dict | list | tuple):
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for key, part in pairs:
            yield from texts(part, f"{pointer}/{key}")


def lossy(pointer: str, found: Any) -> bool:
    """What is spelled otherwise in a fact, or is what makes the fact."""
    name = pointer.rpartition("/")[2]
    if pointer in ("/bomFormat", "/specVersion", "/$schema", "/serialNumber"):
        return True
    if name in ("alg", "content", "encoding", "aggregate"):
        return True  # of hashes and license texts, in the words of facts
    return any(entry.place.startswith(pointer) for entry in found.ledger if not entry.whole)


# -- heading ---------------------------------------------------------------------------------------


def test_the_heading() -> None:
    metadata = {
        "timestamp": "2026-01-02T03:04:05Z",
        "lifecycles": [{"phase": "build"}, {"name": "ours", "description": "d"}],
        "tools": {
            "components": [{"type": "application", "name": "syft", "version": "1"}],
            "services": [{"name": "cloud"}],
        },
        "authors": [{"name": "A", "email": "a@b.example"}],
        "manufacturer": {"name": "M"},
        "supplier": {"name": "S"},
        "licenses": [{"license": {"id": "CC0-1.0"}}],
        "properties": [
            {"name": "p", "value": "v"},
            {"name": "cdx:cisa:unknown-information", "value": "SBOM Author"},
        ],
        "component": {"type": "firmware", "name": "fw", "version": "1", "bom-ref": "root"},
    }
    found = read(document() | {"metadata": metadata, "properties": [{"name": "q", "value": "w"}]})
    heading = found.heading
    assert heading is not None
    assert heading.contexts == ("build", "ours")
    assert heading.tools == (Tool("syft", "1"), Tool("cloud"))
    assert heading.authors == (
        Party("A", "person", ("a@b.example",)),
        Party("M", "organization"),
    )
    assert heading.supplier == Party("S", "organization")
    assert heading.license == "CC0-1.0"
    assert heading.properties == (
        ("p", "v"),
        ("cdx:cisa:unknown-information", "SBOM Author"),
        ("q", "w"),
    )
    assert heading.gaps == (("authors", "unknown"),)
    assert found.ledger == ()
    root = found.of(Component)[0][1]
    assert root.supplier == Party("S", "organization")
    assert [one[:2] for one in details(found)] == [("/metadata/lifecycles/1", "lifecycle")]


# -- what is listed --------------------------------------------------------------------------------


def test_vulnerabilities_are_kept_apart() -> None:
    told = {"id": "CVE-1", "affects": [{"ref": "root"}], "analysis": {"state": "not_affected"}}
    found = read(document(vulnerabilities=[told]))
    assert found.of(Vulnerability) == [
        ("/vulnerabilities/0", Vulnerability("CVE-1", ("root",), "not_affected"))
    ]
    assert details(found) == [("/vulnerabilities/0", "vulnerability", told, ("root",))]


@pytest.mark.parametrize(
    ("name", "value", "kind", "about"),
    [
        (
            "annotations",
            {
                "subjects": ["root"],
                "annotator": {"individual": {"name": "A"}},
                "timestamp": "2026-01-01T00:00:00Z",
                "text": "t",
            },
            "annotation",
            ("root",),
        ),
        ("formulation", {"bom-ref": "f"}, "formulation", ()),
        ("externalReferences", {"type": "vcs", "url": "u"}, "externalReference", ()),
    ],
)
def test_lists_that_are_kept(name: str, value: Any, kind: str, about: tuple[str, ...]) -> None:
    found = read(document(**{name: [value]}))
    assert details(found) == [(f"/{name}/0", kind, value, about)]
    assert found.ledger == ()


@pytest.mark.parametrize("name", ["declarations", "definitions"])
def test_members_that_are_kept(name: str) -> None:
    found = read(document(**{name: {}}))
    assert details(found) == [(f"/{name}", name, {}, ())]


def test_states_of_completeness() -> None:
    lists = [
        {"aggregate": "incomplete_first_party_only", "assemblies": ["root"]},
        {"aggregate": "not_specified", "dependencies": ["root"]},
    ]
    found = read(document(compositions=lists))
    assert [fact for _, fact in found.of(Completeness)] == [
        Completeness("root", "contains", "incomplete"),
        Completeness("root", "dependsOn", "unknown"),
    ]
    assert [one[2] for one in details(found)] == lists  # our words say less than theirs


# -- other documents -------------------------------------------------------------------------------


def test_bom_links() -> None:
    hashes = [{"alg": "SHA-256", "content": SHA256}]
    reference = {"type": "bom", "url": LINK, "hashes": hashes}
    plain = document(component(bom_ref="a", externalReferences=[reference]))
    plain["dependencies"] = [{"ref": "root", "dependsOn": [f"{LINK}#zlib", "a"]}]
    found = read(plain)
    assert found.of(DocumentLink) == [
        (
            f"{C}/externalReferences/0/url",
            DocumentLink(
                f"{LINK}#", f"urn:uuid:{SERIAL}", "2", (Digest("sha256", SHA256, "file"),)
            ),
        )
    ]
    assert ("/dependencies/0", Relation("root", "dependsOn", (f"{LINK}#zlib", "a"))) in found.facts


def test_a_document_that_links_to_itself_is_read() -> None:
    plain = document(dependencies=[{"ref": f"urn:cdx:{SERIAL}/1#root"}])
    assert read(plain).of(DocumentLink)


INNER = document(component(name="inner"))
DATA = "data:application/vnd.cyclonedx+json;base64," + (
    base64.b64encode(json.dumps(INNER).encode()).decode()
)


def test_documents_inside_are_read_too() -> None:
    attached = {
        "contentType": "application/vnd.cyclonedx+json",
        "encoding": "base64",
        "content": base64.b64encode(json.dumps(INNER).encode()).decode(),
    }
    part = component(
        type="data",
        externalReferences=[{"type": "bom", "url": DATA}],
        data=[{"type": "other", "contents": {"attachment": attached}}],
    )
    found = read(document(part))
    assert found.ledger == ()
    blobs = found.of(MemoryBlob)
    assert [place for place, _ in blobs] == [
        f"{C}/externalReferences/0/url",
        f"{C}/data/0/contents/attachment/content",
    ]
    assert all(json.loads(bytes(blob.view())) == INNER for _, blob in blobs)
    part = next(fact for place, fact in found.of(Component) if place == C)
    assert part.references == (Reference("bom", DATA),)


def test_an_attachment_that_is_no_document_is_left_alone() -> None:
    attached = {"contentType": "image/png", "encoding": "base64", "content": "AAAA"}
    part = component(type="data", data=[{"type": "other", "contents": {"attachment": attached}}])
    assert not read(document(part)).of(MemoryBlob)


# -- signatures ------------------------------------------------------------------------------------


def sign(signed: dict[str, Any], key: Ed25519PrivateKey, **more: Any) -> dict[str, Any]:
    core = {"algorithm": "Ed25519", "keyId": "ours"}
    left = {name: part for name, part in signed.items() if name not in more.get("excludes", ())}
    value = key.sign(jcs(left | {"signature": core}))
    text = base64.urlsafe_b64encode(value).rstrip(b"=").decode()
    return signed | {"signature": core | more | {"value": text}}


KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


def outcomes(tmp_path: Any, content: bytes) -> list[tuple[str, str, bool]]:
    """Outcome and scheme of each signature, and whether the document is vouched for by it."""
    (tmp_path / "delivery").mkdir()
    (tmp_path / "delivery" / "bom.json").write_bytes(content)
    pem = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (tmp_path / "key.pem").write_bytes(pem)
    evidence = provenance.read(tmp_path / "delivery" / "bom.json")
    proof = provenance.verify(
        evidence, trust_of_keys([str(tmp_path / "key.pem")]), at="2026-11-22T12:00:00Z"
    )
    digest = evidence.chapters[-1].document.digest
    vouched = any(one.digest == digest for one in proof.vouchers)
    return [(one.outcome, one.scheme, vouched) for one in proof.verifications]


def test_a_signed_document_is_vouched_for(tmp_path: Any) -> None:
    content = json.dumps(sign(document(), KEY), indent=1).encode()
    assert outcomes(tmp_path, content) == [("pass", "ed25519", True)]


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace('"fw"', '"other"'),
        lambda text: text.replace('"version": "1"', '"version": "2"'),
    ],
)
def test_a_changed_document_is_not(change: Any, tmp_path: Any) -> None:
    content = change(json.dumps(sign(document(), KEY))).encode()
    assert outcomes(tmp_path, content) == [("open", "", False)]


def test_what_is_left_out_is_not_vouched_for(tmp_path: Any) -> None:
    plain = sign(document(component()), KEY, excludes=["components"])
    found = read(plain)
    assert [entry.id for entry in found.ledger] == ["cyclonedx/partial-signature"]
    content = json.dumps(plain).encode()
    assert outcomes(tmp_path, content) == [("pass", "ed25519", False)]


def test_a_tail_is_not_vouched_for(tmp_path: Any) -> None:
    content = json.dumps(sign(document(), KEY)).encode() + b"\n<html>"
    assert outcomes(tmp_path, content) == []


def test_a_doubled_name_is_not_vouched_for(tmp_path: Any) -> None:
    content = json.dumps(sign(document(component(bom_ref="a")), KEY)).encode()
    doubled = content.replace(b'"components":', b'"components": [], "components":', 1)
    assert outcomes(tmp_path, doubled) == []


def test_a_signed_component_vouches_for_no_document(tmp_path: Any) -> None:
    plain = document(sign(component(bom_ref="a"), KEY))
    found = read(plain)
    assert [place for place, _ in found.of(Signature)] == [f"{C}/signature"]
    assert outcomes(tmp_path, json.dumps(plain).encode()) == [("pass", "ed25519", False)]


def test_a_signature_that_cannot_be_checked_is_named() -> None:
    plain = document(signature={"algorithm": "HS256", "value": "AA"})
    (entry,) = read(plain).ledger
    assert (entry.id, entry.place) == ("cyclonedx/unusable-signature", "/signature/algorithm")


def test_every_version_gives_the_same_root() -> None:
    for version in ("1.2", "1.3", "1.4", "1.5", "1.6", "1.7"):
        found = read(everything(version))
        assert found.status == "clean", version
        assert found.heading is not None
        assert found.heading.roots == ("root",)
