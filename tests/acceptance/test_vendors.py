"""Three vendors that a policy was not written for, and what their auditor reads first."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from acceptance_runs import AT, ROOT, Run
from jsonschema_rs import validator_for

from samples.workshop import Workshop, sha256

SCHEMA = json.loads((ROOT / "schemas" / "verdict.schema.json").read_bytes())
IMAGES = {
    "rootfs.ext4": b"root file system",
    "Image": b"kernel",
    "u-boot.bin": b"boot loader",
}


def recipe(number: int) -> dict[str, Any]:
    """A component as build systems write them: a name and a version, no digest."""
    name, version = f"recipe-{number}", f"1.{number}"
    return {"type": "library", "bom-ref": name, "name": name, "version": version}


def only_an_sbom(folder: Path) -> tuple[Path, list[str | Path]]:
    """Images and an SBOM of a distribution; nothing is signed, nobody says who built it."""
    workshop = Workshop(folder)
    workshop.images, workshop.parts = dict(IMAGES), {"sbom"}
    workshop.signers |= {"image": [], "sbom": []}
    workshop.sbom["components"] = [recipe(number) for number in range(40)]
    workshop.sbom["dependencies"] = [
        {"ref": "gateway", "dependsOn": [f"recipe-{number}" for number in range(40)]}
    ]
    workshop.trust = {}
    workshop.write()
    return workshop.delivery, []


def only_provenance(folder: Path) -> tuple[Path, list[str | Path]]:
    """One image with SLSA provenance that its platform signed."""
    workshop = Workshop(folder)
    workshop.parts, workshop.signers["image"] = {"statement"}, []
    workshop.trust.pop("release")
    workshop.write()
    return workshop.delivery, ["--trust", folder / "trust.toml"]


def only_a_layout(folder: Path) -> tuple[Path, list[str | Path]]:
    """A layout that hands a step to another layout, with an inspection."""
    workshop = Workshop(folder)
    workshop.parts, workshop.signers["image"] = {"layout"}, []
    inner = workshop.plan("compile", "assemble")
    flow = [["MATCH", "*", "WITH", "PRODUCTS", "FROM", "compile"], ["DISALLOW", "*"]]
    inner["steps"][1]["expected_materials"] = flow
    inner["steps"][0]["expected_products"] = [["CREATE", "*.o"], ["DISALLOW", "*"]]
    image = workshop.images["gateway.img"]
    workshop.links = []
    deep = f"links/assemble.{workshop.keyid('build')[:8]}"
    links = [
        workshop.link("compile", {"main.c": "main"}, {"main.o": "object"}),
        workshop.link("assemble", {"main.o": "object"}, {"gateway.img": image}),
    ]
    workshop.extra[f"{deep}.link"] = signed(workshop, inner)
    for link in links:
        workshop.extra[f"{deep}/{link['name']}.link"] = signed(workshop, link)
    workshop.layout["inspect"] = [
        {
            "_type": "inspection",
            "name": "unpack",
            "run": ["touch", "executed"],
            "expected_materials": [["ALLOW", "*"]],
            "expected_products": [["DISALLOW", "*"]],
        }
    ]
    workshop.trust.pop("build")
    workshop.policy["expect"] = {"evidence": ["layout"]}
    workshop.write()
    return workshop.delivery, ["--trust", folder / "trust.toml", "--policy", folder / "policy.toml"]


def signed(workshop: Workshop, document: dict[str, Any]) -> bytes:
    payload_type = "application/vnd.in-toto+json"
    return workshop.envelope(json.dumps(document).encode(), payload_type, ["build"])


VENDORS = {make.__name__: make for make in (only_an_sbom, only_provenance, only_a_layout)}


@pytest.mark.parametrize("vendor", VENDORS)
def test_the_verdict_is_complete(vendor: str, tmp_path: Path, run: Run) -> None:
    delivery, judged = VENDORS[vendor](tmp_path)
    ran = run("audit", delivery, *judged, *AT, "--format", "json")
    verdict = json.loads(ran.out)
    assert validator_for(SCHEMA).is_valid(verdict)
    assert ran.status == {"PASSED": 0, "FAILED": 1, "INCONCLUSIVE": 3}[verdict["verdict"]]
    assert ran.status != 0
    open_rules = {f["rule"] for f in verdict["findings"] if f["outcome"] == "open"}
    assert open_rules <= {rule for request in verdict["requests"] for rule in request["rules"]}
    unsigned = [f for f in verdict["findings"] if f["rule"] == "signature/unsigned-image"]
    listed = {one["label"]: one["digest"] for f in unsigned for one in f["subjects"]}
    assert listed == {image["path"]: image["digests"][0] for image in verdict["subjects"]}


def test_with_an_sbom_alone_nothing_is_believed_and_each_thing_is_asked_for_once(
    tmp_path: Path, run: Run
) -> None:
    delivery, judged = only_an_sbom(tmp_path)
    text = run("audit", delivery, *judged, *AT).out
    assert "Nothing was believed" in text.splitlines()[1]
    (start,) = [n for n, line in enumerate(text.splitlines()) if line == "Ask the supplier for"]
    asked = text.splitlines()[start:]
    signatures = [line for line in asked if "a signature over each of these" in line]
    assert len(signatures) == 1
    assert all(sha256(content) in text for content in IMAGES.values())
    assert len(text.splitlines()) < 150, "a screen or two, however many components there are"


def test_with_provenance_alone_the_missing_sbom_is_one_thing_to_do(
    tmp_path: Path, run: Run
) -> None:
    delivery, judged = only_provenance(tmp_path)
    ran = run("audit", delivery, *judged, *AT)
    assert ran.status == 3
    assert ran.out.count("it needs an SBOM") <= 3  # once for each level
    assert "bytes built verifiably" in ran.out
    assert "0 of 271 bytes" not in ran.out


def test_with_a_layout_alone_the_chain_is_followed_and_nothing_is_executed(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    delivery, judged = only_a_layout(tmp_path)
    monkeypatch.chdir(tmp_path)
    ran = run("verify", delivery, *judged[:2], *AT)
    assert ran.status == 0, ran.out
    assert "never executed" in ran.out
    verdict = json.loads(run("audit", delivery, *judged, *AT, "--format", "json").out)
    built = verdict["coverage"]["bytes"]
    assert built["n"] == built["m"] > 0
    hops = run("trace", delivery, "gateway.img", *judged[:2], *AT).out
    assert 'made by step "compile"' in hops
    assert not list(tmp_path.rglob("executed"))
