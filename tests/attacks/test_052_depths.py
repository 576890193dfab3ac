"""052, 054: circles and towers of documents end, are bounded, and are named."""

from __future__ import annotations

import copy
import time
from pathlib import Path

import pytest
from attack_material import AT, IN_TOTO, MANIFEST, Workshop, complaints, encode

from provenance.graph.tracing import trace
from provenance.intake import read
from provenance.judgment import audit
from provenance.trust.load import load_trust
from provenance.verification import verify

VACUOUS = "process/vacuous-audit"


@pytest.mark.parametrize("circle", [True, False])
def test_052_components_that_depend_on_one_another(circle: bool, tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    bill = workshop.sbom
    if circle:
        bill["dependencies"] = [
            {"ref": "gateway", "dependsOn": ["gateway-source", "gateway"]},
            {"ref": "gateway-source", "dependsOn": ["zlib"]},
            {"ref": "zlib", "dependsOn": ["gateway-source", "gateway", "zlib"]},
        ]
    assert workshop.audit().verdict == "PASSED"
    lineage = trace(read(workshop.delivery), "pkg:generic/zlib@1.3.1")
    assert len(lineage.hops) == len(set(lineage.hops)) < 30


def test_052_a_circle_that_no_root_reaches_is_unreachable(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    bill = workshop.sbom
    bill["dependencies"] = [
        {"ref": "gateway", "dependsOn": []},
        {"ref": "gateway-source", "dependsOn": ["zlib"]},
        {"ref": "zlib", "dependsOn": ["gateway-source"]},
    ]
    found = complaints(workshop.audit(), "dependency/unreachable-component")
    assert len(found) == 2


@pytest.mark.parametrize("depth", [1_000, 4])
def test_052_envelopes_in_envelopes(depth: int, tmp_path: Path) -> None:
    """Every one of them is base64 of the next; 1,000 would be more bytes than there are."""
    workshop = Workshop(tmp_path)
    inner = encode(workshop.statements[0])
    for _ in range(min(depth, 14)):
        inner = workshop.envelope(inner, IN_TOTO, ["build"])
    workshop.extra["tower.json"] = inner
    started = time.monotonic()
    verdict = workshop.audit()
    assert time.monotonic() - started < 10
    if depth == 4:
        assert verdict.verdict in ("PASSED", "INCONCLUSIVE")
        return
    assert verdict.verdict == "INCONCLUSIVE"
    assert [label for label, _ in complaints(verdict, VACUOUS) if label.startswith("tower.json")]


@pytest.mark.parametrize("kind", ["statement", "envelope"])
def test_052_json_a_thousand_deep_is_named(kind: str, tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    deep = b'{"a":' * 1_000 + b"1" + b"}" * 1_000
    if kind == "statement":
        text = encode({**workshop.statements[0], "predicate": "DEEP"}).replace(b'"DEEP"', deep)
        workshop.extra["deep.json"] = workshop.envelope(text, IN_TOTO, ["build"])
    else:
        text = workshop.envelope(b"{}", IN_TOTO, ["build"])
        workshop.extra["deep.json"] = text[:-1] + b', "more": ' + deep + b"}"
    verdict = workshop.audit()
    assert verdict.verdict == "INCONCLUSIVE"
    assert [label for label, _ in complaints(verdict, VACUOUS) if label.startswith("deep.json")]


@pytest.mark.parametrize("steps", [1, 2])
def test_052_a_layout_that_stands_for_its_own_step(steps: int, tmp_path: Path) -> None:
    """The functionary signs the same layout in place of each link: it would contain itself."""
    workshop = Workshop(tmp_path)
    workshop.layout = workshop.plan(*[f"s{number}" for number in range(steps)])
    workshop.links = []
    workshop.signers["layout"] = ["release", "build"]
    workshop.write()
    started = time.monotonic()
    trust = load_trust(workshop.folder / "trust.toml")
    proof = verify(read(workshop.delivery), trust, AT)
    assert time.monotonic() - started < 10
    assert [one.outcome for one in proof.about("layout") if not one.note] != ["pass"]
    verdict = audit(workshop.delivery, policy=workshop.folder / "policy.toml", trust=trust, at=AT)
    assert verdict.verdict != "PASSED"


def test_052_layouts_that_stand_for_one_another(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    workshop.links = []
    for name in ("one", "two"):
        layout = copy.deepcopy(workshop.plan("two" if name == "one" else "one"))
        layout["readme"] = name
        signed = workshop.envelope(encode(layout), IN_TOTO, ["build", "release"])
        workshop.extra[f"{name}.layout"] = signed
    verdict = workshop.audit()
    assert verdict.verdict != "PASSED"
    assert complaints(verdict, "provenance/broken-layout")


def test_052_a_manifest_that_lists_itself_and_another_that_lists_it(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    rows = [{"path": "m.json", "digests": {"sha256": "0" * 64}}]
    listing = encode({"type": "urn:firmware-provenance:manifest:v1", "files": rows})
    workshop.extra["m.json"] = workshop.envelope(listing, MANIFEST, ["release"])
    found = complaints(workshop.audit(), "artifact/digest-mismatch")
    assert ("m.json", "fail") in found
