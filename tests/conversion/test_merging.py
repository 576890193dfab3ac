"""Several documents are one graph: what joins them, what keeps them apart, what is said of it."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from conversion_material import (
    OTHER_SHA,
    OTHER_SHA512,
    SHA,
    SHA512,
    TARGETS,
    bom,
    component,
    delivery,
    lost,
    package,
    plain,
    read_again,
    related,
    serial,
    spdx,
)

from provenance.conversion import convert
from provenance.graph.merging import merge
from provenance.model.component import Completeness, LicenseText, Relation


def test_one_digest_makes_one_component_and_dissent_is_listed(tmp_path: Path) -> None:
    ours = component("a", "zlib", version="1.3", hashes=[SHA])
    theirs = component("b", "zlib", version="1.2.11", hashes=[SHA], copyright="Mark Adler")
    found = convert(delivery(tmp_path, bom(1, [ours]), bom(2, [theirs])), "cyclonedx-1.6")
    zlib = [one for one in plain(found)["components"] if one["name"] == "zlib"]
    assert [(one["version"], one["copyright"]) for one in zlib] == [("1.3", "Mark Adler")]
    (dissent,) = lost(found, "version")
    assert (dissent.was, dissent.reads) == ("1.2.11", "1.3")
    assert "1.json" in dissent.subject


def test_a_name_joins_nothing_and_equal_refs_stay_apart(tmp_path: Path) -> None:
    ours = component("a", "zlib", version="1.3", purl="pkg:generic/zlib@1.3")
    found = convert(delivery(tmp_path, bom(1, [ours]), bom(2, [ours])), "cyclonedx-1.6")
    refs = [one["bom-ref"] for one in plain(found)["components"]]
    assert sorted(ref for ref in refs if ref.endswith("a")) == ["2:a", "a"]


def names(folder: Path, ours: list[Any], theirs: list[Any]) -> list[str]:
    """Names of the components of two documents as one graph, without the roots."""
    merged = merge(delivery(folder, bom(1, ours), bom(2, theirs)))
    return [one.ref for one in merged.components if "root" not in one.ref]


def test_two_equal_digests_in_one_document_join_nothing(tmp_path: Path) -> None:
    twins = [component("a", "copy-1", hashes=[SHA]), component("b", "copy-2", hashes=[SHA])]
    one = [component("c", "x", hashes=[SHA])]
    assert names(tmp_path, twins, one) == ["a", "b", "c"]
    assert names(tmp_path, one, twins) == ["c", "a", "b"]


def test_digests_that_lead_to_two_components_join_nothing(tmp_path: Path) -> None:
    ours = [component("a", "x", hashes=[SHA]), component("b", "y", hashes=[SHA512])]
    both = [component("c", "z", hashes=[SHA, SHA512])]
    assert names(tmp_path, ours, both) == ["a", "b", "c"]


def test_two_components_of_a_document_do_not_become_one(tmp_path: Path) -> None:
    both = [component("c", "z", hashes=[SHA, SHA512])]
    theirs = [component("a", "x", hashes=[SHA]), component("b", "y", hashes=[SHA512])]
    assert names(tmp_path, both, theirs) == ["c", "b"]


def test_another_pair_of_digests_that_differs_keeps_two_apart(tmp_path: Path) -> None:
    ours = [component("a", "x", hashes=[SHA, SHA512])]
    theirs = [component("b", "x", hashes=[SHA, OTHER_SHA512])]
    assert names(tmp_path, ours, theirs) == ["a", "b"]


def test_digests_of_other_things_join_nothing(tmp_path: Path) -> None:
    ours = [component("a", "x", hashes=[SHA])]
    theirs = [component("b", "x", hashes=[SHA]) | {"type": "file"}]
    assert names(tmp_path, ours, theirs) == ["a", "b"]


def test_a_ref_that_leads_nowhere_does_not_lead_into_another_document(tmp_path: Path) -> None:
    dangling = bom(1, [], dependencies=[{"ref": "root-1", "dependsOn": ["x"]}])
    for first, second in ((1, 2), (2, 1)):
        folder = tmp_path / str(first)
        folder.mkdir()
        documents = {1: dangling, 2: bom(2, [component("x", "other")])}
        found = convert(delivery(folder, documents[first], documents[second]), "cyclonedx-1.6")
        assert "dependencies" not in plain(found)  # an empty list would say that there is nothing
        number = 1 if first == 1 else 2
        assert [loss.was for loss in lost(found, "dependsOn")] == [f"{number}:x"]


def test_a_bom_link_leads_to_the_component_of_the_other_document(tmp_path: Path) -> None:
    link = f"urn:cdx:{serial(2)}/1#x"
    first = bom(1, [], dependencies=[{"ref": "root-1", "dependsOn": [link]}])
    evidence = delivery(tmp_path, first, bom(2, [component("x", "zlib")]))
    (relation,) = merge(evidence).relations
    assert relation == Relation("root-1", "dependsOn", ("x",))
    for target in TARGETS:
        assert lost(convert(evidence, target), "dependsOn") == []


def external(document: str, target: str) -> dict[str, Any]:
    return {
        "externalDocumentId": f"DocumentRef-{document}",
        "spdxDocument": f"https://example.org/spdx/{target}",
        "checksum": {"algorithm": "SHA1", "checksumValue": "a" * 40},
    }


@pytest.mark.parametrize(("version", "leads"), [(1, True), (2, False)])
def test_a_bom_link_to_another_version_leads_nowhere(
    tmp_path: Path, version: int, leads: bool
) -> None:
    link = f"urn:cdx:{serial(2)}/{version}#x"
    first = bom(1, [], dependencies=[{"ref": "root-1", "dependsOn": [link]}])
    merged = merge(delivery(tmp_path, first, bom(2, [component("x", "zlib")])))
    (relation,) = (r for r in merged.relations if r.source == "root-1" and r.kind == "dependsOn")
    assert (relation.targets == ("x",)) is leads


@pytest.mark.parametrize("leads", [True, False])
def test_an_external_ref_leads_to_a_package_of_the_bytes_that_it_names(
    tmp_path: Path, leads: bool
) -> None:
    other = spdx("other", [package("zlib")])
    content = json.dumps(other).encode()
    digest = hashlib.sha1(content if leads else b"other bytes").hexdigest()
    row = external("other", "other")
    row["checksum"]["checksumValue"] = digest
    uses = related("SPDXRef-app", "DEPENDS_ON", "DocumentRef-other:SPDXRef-zlib")
    first = spdx("first", [package("app")], externalDocumentRefs=[row], relationships=[uses])
    merged = merge(delivery(tmp_path, first, other))
    (relation,) = (r for r in merged.relations if r.kind == "dependsOn")
    assert (relation.targets == ("SPDXRef-zlib",)) is leads


def test_two_documents_may_call_other_documents_alike(tmp_path: Path) -> None:
    documents = [
        spdx(
            name,
            [package(name)],
            externalDocumentRefs=[external("x", f"{name}-outside")],
            relationships=[related(f"SPDXRef-{name}", "DEPENDS_ON", "DocumentRef-x:SPDXRef-y")],
        )
        for name in ("first", "second")
    ]
    found = convert(delivery(tmp_path, *documents), "spdx-2.3")
    rows = {
        row["externalDocumentId"]: row["spdxDocument"]
        for row in plain(found)["externalDocumentRefs"]
    }
    for name in ("first", "second"):
        (row,) = [
            row
            for row in plain(found)["relationships"]
            if row["spdxElementId"] == f"SPDXRef-{name}"
        ]
        prefix = row["relatedSpdxElement"].partition(":")[0]
        assert rows[prefix] == f"https://example.org/spdx/{name}-outside"


def test_licenses_of_one_name_and_other_texts_stay_apart(tmp_path: Path) -> None:
    documents = [
        spdx(
            name,
            [package(name, licenseDeclared="MIT OR LicenseRef-own")],
            hasExtractedLicensingInfos=[{"licenseId": "LicenseRef-own", "extractedText": name}],
        )
        for name in ("first", "second")
    ]
    for target in ("spdx-2.3", "spdx-3.0.1"):
        found = convert(delivery(tmp_path, *documents), target)
        chapter = read_again(found, tmp_path / "..")
        texts = {text.ref: text.text for text in chapter.facts(LicenseText)}
        assert texts == {"LicenseRef-own": "first", "LicenseRef-2-own": "second"}
        second = chapter.component(found.names["SPDXRef-second"])
        assert second is not None
        assert second.fact.licenses is not None
        assert second.fact.licenses[0].value == "MIT OR LicenseRef-2-own"


def test_where_one_document_knows_the_gap_of_another_is_a_dissent(tmp_path: Path) -> None:
    sums = [{"algorithm": "SHA256", "checksumValue": "ab" * 32}]
    knows = spdx("first", [package("zlib", checksums=sums, supplier="Organization: Acme")])
    asks = spdx("second", [package("zlib", checksums=sums, supplier="NOASSERTION")])
    for number, documents in enumerate(((knows, asks), (asks, knows))):
        folder = tmp_path / str(number)
        folder.mkdir()
        found = convert(delivery(folder, *documents), "spdx-2.3")
        (zlib,) = plain(found)["packages"]
        assert zlib["supplier"] == "Organization: Acme"
        gaps = [loss for loss in lost(found, "gaps") if "supplier" in loss.was]
        assert [loss.was for loss in gaps] == ["supplier, noAssertion"]


def test_what_a_second_document_says_of_itself_is_listed(tmp_path: Path) -> None:
    first, second = spdx("first", [package("a")]), spdx("second", [package("b")])
    found = convert(delivery(tmp_path, first, second | {"comment": "by hand"}), "spdx-2.3")
    assert plain(found)["comment"] == "by hand"
    (name,) = lost(found, "name")
    assert (name.was, name.reads) == ("second", "first")


def test_words_of_a_second_document_lead_to_its_own_elements(tmp_path: Path) -> None:
    note = {
        "subjects": ["a"],
        "annotator": {"organization": {"name": "a"}},
        "timestamp": "2026-10-01T08:00:00Z",
        "text": "a",
    }
    first, second = bom(1, [component("a", "x")]), bom(2, [component("a", "y")], annotations=[note])
    found = convert(delivery(tmp_path, first, second), "cyclonedx-1.6")
    assert plain(found)["annotations"] == [note | {"subjects": ["2:a"]}]
    assert lost(found, "annotation") == []


def test_every_root_is_one_and_the_first_is_the_one_of_cyclonedx(tmp_path: Path) -> None:
    evidence = delivery(tmp_path, bom(1, []), bom(2, []))
    found = convert(evidence, "cyclonedx-1.6")
    assert plain(found)["metadata"]["component"]["bom-ref"] == "root-1"
    assert [loss.was for loss in lost(found, "roots")] == ["root-2"]
    assert lost(convert(evidence, "spdx-3.0.1"), "roots") == []


def test_completeness_comes_back(tmp_path: Path) -> None:
    document = bom(
        1,
        [component("a", "zlib"), component("b", "png")],
        dependencies=[{"ref": "root-1", "dependsOn": ["a", "b"]}, {"ref": "a"}],
        compositions=[{"aggregate": "incomplete", "dependencies": ["b"]}],
    )
    for target in TARGETS:
        found = convert(delivery(tmp_path, document), target)
        chapter = read_again(found, tmp_path / "..")
        states = {(fact.subject, fact.state) for fact in chapter.facts(Completeness)}
        listed = any(loss.what == "completeness of dependsOn" for loss in found.losses)
        assert listed or (found.names["b"], "incomplete") in states


HASHED = """
import hashlib, sys
from provenance.conversion import convert
from provenance.intake import read
for target in sys.argv[2:]:
    found = convert(read(sys.argv[1]), target)
    print(hashlib.sha256(found.content + repr(found.losses).encode()).hexdigest())
"""


def test_the_same_delivery_gives_the_same_bytes(tmp_path: Path) -> None:
    ours = [component(f"c{n}", f"lib{n}", hashes=[SHA if n else OTHER_SHA]) for n in range(20)]
    first = bom(
        1, ours, dependencies=[{"ref": "root-1", "dependsOn": [o["bom-ref"] for o in ours]}]
    )
    second = spdx("second", [package(f"c{n}", supplier="Person: A") for n in range(20)])
    delivery(tmp_path, first, second)
    printed = set()
    for seed in ("0", "1", "4711"):
        command = [sys.executable, "-c", HASHED, str(tmp_path), *TARGETS]
        environment = os.environ | {"PYTHONHASHSEED": seed}
        printed.add(subprocess.check_output(command, env=environment, text=True))
    assert len(printed) == 1
    assert len(printed.pop().split()) == len(TARGETS)
