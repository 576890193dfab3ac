"""What a format refuses is taken out, all of it and nothing else, in few looks at the document."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from conversion_material import (
    TARGETS,
    bom,
    component,
    delivery,
    lost,
    package,
    plain,
    read_again,
    related,
    spdx,
)

from provenance import conversion
from provenance.conversion import convert
from provenance.graph.evidence import Chapter

NOTE = {
    "subjects": ["a"],
    "annotator": {"organization": {"name": "Example"}},
    "timestamp": "2026-10-01T08:00:00Z",
    "text": "looked at",
}


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How often what was written is read back."""
    seen: list[int] = []
    read_back = conversion._read_back

    def count(content: bytes) -> Chapter:
        seen.append(len(content))
        return read_back(content)

    monkeypatch.setattr(conversion, "_read_back", count)
    return seen


def test_what_comes_in_every_element_is_taken_out_at_once(
    tmp_path: Path, readings: list[int]
) -> None:
    packages = [package(f"p{n}", builtDate="yesterday") for n in range(300)]
    found = convert(delivery(tmp_path, spdx("dates", packages)), "spdx-2.3")
    assert len(plain(found)["packages"]) == 300
    assert len(lost(found, "builtDate")) == 300
    assert len(readings) < 6


def test_of_equal_elements_one_stays(tmp_path: Path) -> None:
    document = bom(1, [component("a", "zlib")], annotations=[NOTE, NOTE])
    found = convert(delivery(tmp_path, document), "cyclonedx-1.6")
    assert plain(found)["annotations"] == [NOTE]
    assert len(lost(found, "annotation")) == 1


def test_a_field_that_does_not_fit_costs_nothing_else(tmp_path: Path) -> None:
    odd = component("a", "zlib", scope="sometimes", description="compression", unheard="of")
    for target in ("cyclonedx-1.6", "cyclonedx-1.7"):
        found = convert(delivery(tmp_path, bom(1, [odd])), target)
        (made,) = plain(found)["components"]
        assert (made["name"], made["description"]) == ("zlib", "compression")
        assert {loss.what for loss in found.losses} == {"scope", "unheard"}


@pytest.mark.parametrize("target", TARGETS)
def test_a_long_chain_of_containers_is_cut_where_it_could_not_be_read(
    target: str, tmp_path: Path
) -> None:
    packages = [package(f"p{n}") for n in range(400)]
    chain = [related(f"SPDXRef-p{n}", "CONTAINS", f"SPDXRef-p{n + 1}") for n in range(399)]
    evidence = delivery(tmp_path, spdx("chain", packages, relationships=chain))
    found = convert(evidence, target)
    assert read_again(found, tmp_path / "..").document.status == "clean"
    assert lost(found, "component") == []
    assert len(lost(found, "contains")) == (6 if target.startswith("cyclonedx") else 0)


def test_a_circle_of_containers_is_laid_flat(tmp_path: Path) -> None:
    packages = [package(name) for name in ("top", "a", "b", "inner")]
    circle = [
        related("SPDXRef-a", "CONTAINS", "SPDXRef-b"),
        related("SPDXRef-b", "CONTAINS", "SPDXRef-a"),
        related("SPDXRef-a", "CONTAINS", "SPDXRef-inner"),
    ]
    evidence = delivery(tmp_path, spdx("circle", packages, relationships=circle))
    found = convert(evidence, "cyclonedx-1.6")
    made: dict[str, Any] = {one["name"]: one for one in plain(found)["components"]}
    assert sorted(made) == ["a", "b"]
    assert [one["name"] for one in made["a"]["components"]] == ["inner"]
    assert len(lost(found, "contains")) == 2


ODD: tuple[Any, ...] = (None, "x", 5, {}, {"a": 1}, [None], ["x"], [[]], [{"ref": {}}])
MEMBERS = (
    *("components", "services", "dependencies", "compositions", "vulnerabilities"),
    *("annotations", "formulation", "declarations", "properties", "externalReferences"),
    *("metadata", "signature", "citations"),
)


@pytest.mark.parametrize("member", MEMBERS)
def test_values_of_wrong_types_end_in_the_losses_at_most(member: str, tmp_path: Path) -> None:
    for number, odd in enumerate(ODD):
        document = bom(1, [component("a", "zlib", **{member: odd})])
        whole = document | {member: odd}
        if member == "components":
            whole["metadata"] = document["metadata"]
        for place, value in (("in", document), ("whole", whole)):
            folder = tmp_path / f"{number}-{place}"
            folder.mkdir()
            evidence = delivery(folder, value)
            if not any(chapter.counts["components"] for chapter in evidence.chapters):
                continue
            for target in ("cyclonedx-1.6", "spdx-3.0.1"):
                found = convert(evidence, target)
                assert read_again(found, tmp_path).document.status == "clean"


@pytest.mark.parametrize("member", ["@id", "spdxId", "creationInfo", "type", "rootElement", "to"])
def test_elements_of_wrong_types_end_in_the_losses_at_most(member: str, tmp_path: Path) -> None:
    base = {"creationInfo": "_:c", "type": "Tool", "spdxId": "urn:x:tool", "name": "tool"}
    for number, odd in enumerate(ODD):
        graph = [
            {"type": "CreationInfo", "@id": "_:c", "specVersion": "3.0.1", member: odd},
            base | {member: odd},
            base | {"type": "software_Package", "spdxId": "urn:x:app"},
            base | {"type": "software_Sbom", "spdxId": "urn:x:bom", member: odd},
        ]
        folder = tmp_path / str(number)
        folder.mkdir()
        context = "https://spdx.org/rdf/3.0.1/spdx-context.jsonld"
        evidence = delivery(folder, {"@context": context, "@graph": graph})
        found = convert(evidence, "spdx-3.0.1")
        assert read_again(found, tmp_path).document.status == "clean"
        assert lost(found, "component") == []
