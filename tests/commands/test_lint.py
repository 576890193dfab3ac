"""provenance lint: each gap of a layout is named, and a layout without it is not blamed for it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "verification"))

from certificate_workshop import authorities, certified_step, certify, constraint
from workshop import dsse, key, layout, metablock, step

import provenance
from provenance.cli import main
from provenance.errors import UsageError

ALICE, BOB, OWNER = key("alice"), key("bob"), key("owner")
AT = "2026-11-22T12:00:00Z"
NEXT_YEAR = "2027-11-22T00:00:00Z"
SLSA = "https://slsa.dev/provenance/v1"
TEST = "https://in-toto.io/attestation/test-result/v0.1"
Change = Callable[[dict[str, Any]], None]


def links() -> dict[str, Any]:
    """A layout over links in which nothing is to be found."""
    fetch = step("fetch", [ALICE], ["DISALLOW *"], ["CREATE src.c", "DISALLOW *"])
    build = step(
        "build",
        [BOB],
        ["MATCH src.c WITH PRODUCTS FROM fetch", "DISALLOW *"],
        ["CREATE fw.bin", "ALLOW src.c", "DISALLOW *", "REQUIRE fw.bin"],
    )
    return layout([fetch, build], [ALICE, BOB], expires=NEXT_YEAR)


def statements() -> dict[str, Any]:
    """A layout over statements in which nothing is to be found."""

    def expects(kind: str, *rules: dict[str, Any]) -> list[dict[str, Any]]:
        keys = [ALICE.id, BOB.id]
        wanted = list(rules or ({"rule": "size(subject) == 1"},))
        return [{"predicate_type": kind, "functionaries": keys, "expected_attributes": wanted}]

    build = {
        "name": "build",
        "expected_materials": [["ALLOW", "src.c"], ["DISALLOW", "*"]],
        "expected_products": [["CREATE", "fw.bin"], ["DISALLOW", "*"]],
        "expected_predicates": expects(SLSA),
    }
    check = {
        "name": "check",
        "expected_materials": [["MATCH", "fw.bin", *["WITH", "PRODUCTS", "FROM", "build"]],
                               ["DISALLOW", "*"]],
        "expected_predicates": expects(TEST),
    }  # fmt: skip
    return layout([build, check], [ALICE, BOB], expires=NEXT_YEAR)


def certified() -> dict[str, Any]:
    """A layout that believes certificates, in which nothing is to be found."""
    root = certify("root", authority=True)
    build = certified_step("build", [constraint(common_name="ci", roots=["root0"])], threshold=2)
    return layout([build], [], expires=NEXT_YEAR, rootcas=authorities("root", root))


BASES = {"links": links, "statements": statements, "certified": certified}


def rules(number: int, side: str, *texts: str) -> Change:
    def change(plan: dict[str, Any]) -> None:
        plan["steps"][number][f"expected_{side}"] = [text.split(" ") for text in texts]

    return change


def put(*path: Any, to: Any) -> Change:
    def change(plan: dict[str, Any]) -> None:
        holder = plan
        for name in path[:-1]:
            holder = holder[name]
        if to is ...:
            del holder[path[-1]]
        else:
            holder[path[-1]] = to

    return change


def both(*changes: Change) -> Change:
    def change(plan: dict[str, Any]) -> None:
        for one in changes:
            one(plan)

    return change


INSPECTION = {
    "_type": "inspection",
    "name": "unpack",
    "run": ["sh"],
    "expected_materials": [["DISALLOW", "*"]],
    "expected_products": [["DISALLOW", "*"]],
}
FIRST, SECOND = "/steps/0", "/steps/1"
PREDICATE = ("steps", 1, "expected_predicates", 0)
RULE = (*PREDICATE, "expected_attributes", 0)
MATCH = "MATCH src.c WITH PRODUCTS FROM"

CASES: list[tuple[str, str, str, Change]] = [
    ("links", "open-list", f"{SECOND}/expected_materials",
     rules(1, "materials", f"{MATCH} fetch")),
    ("links", "open-list", f"{SECOND}/expected_products",
     rules(1, "products", "CREATE fw.bin", "DISALLOW *.exe")),
    ("links", "open-list", f"{FIRST}/expected_products", rules(0, "products")),
    ("links", "allow-before-disallow", f"{FIRST}/expected_products/1",
     rules(0, "products", "ALLOW *", "DISALLOW *")),
    ("links", "allow-before-disallow", f"{FIRST}/expected_products/1",
     rules(0, "products", "ALLOW out/*", "DISALLOW out/*.bin", "DISALLOW *")),
    ("links", "unreachable-rule", f"{FIRST}/expected_products/1",
     rules(0, "products", "DISALLOW *", "CREATE src.c")),
    ("links", "unreachable-rule", f"{FIRST}/expected_products/1",
     rules(0, "products", "ALLOW a", "ALLOW a", "DISALLOW *")),
    ("links", "match-missing-step", f"{SECOND}/expected_materials/0",
     rules(1, "materials", f"{MATCH} nothing", "DISALLOW *")),
    ("links", "match-later-step", f"{FIRST}/expected_materials/0",
     rules(0, "materials", f"{MATCH} build", "DISALLOW *")),
    ("links", "match-own-step", f"{SECOND}/expected_materials/0",
     rules(1, "materials", f"{MATCH} build", "DISALLOW *")),
    ("links", "crossing-glob", f"{FIRST}/expected_products/0",
     rules(0, "products", "CREATE out/*", "DISALLOW *")),
    ("links", "crossing-glob", f"{FIRST}/expected_products/0",
     rules(0, "products", "CREATE fw?bin", "DISALLOW *")),
    ("links", "negated-class", f"{FIRST}/expected_products/0",
     rules(0, "products", "CREATE [!a]", "DISALLOW *")),
    ("links", "negated-class", f"{FIRST}/expected_products/0",
     rules(0, "products", "DISALLOW [^a]", "DISALLOW *")),
    ("links", "literal-require", f"{FIRST}/expected_products/0",
     rules(0, "products", "REQUIRE *.bin", "DISALLOW *")),
    ("links", "idle-rule", f"{FIRST}/expected_materials/0",
     rules(0, "materials", "CREATE a", "DISALLOW *")),
    ("links", "idle-rule", f"{FIRST}/expected_products/0",
     rules(0, "products", "DELETE a", "DISALLOW *")),
    ("links", "threshold-above-keys", f"{FIRST}/threshold", put("steps", 0, "threshold", to=2)),
    ("links", "threshold-below-one", f"{FIRST}/threshold", put("steps", 0, "threshold", to=0)),
    ("links", "threshold-below-one", f"{FIRST}/threshold", put("steps", 0, "threshold", to=True)),
    ("links", "doubled-key", "/keys/x",
     both(put("keys", "x", to=ALICE.public), put("steps", 0, "pubkeys", to=[ALICE.id, "x"]))),
    ("links", "threshold-above-keys", f"{FIRST}/threshold",
     both(put("keys", "x", to=ALICE.public), put("steps", 0, "pubkeys", to=[ALICE.id, "x"]),
          put("steps", 0, "threshold", to=2))),
    ("links", "unused-key", f"/keys/{BOB.id}", put("steps", 1, "pubkeys", to=[ALICE.id])),
    ("links", "unusable-key", "/keys/x",
     put("keys", "x", to={"keytype": "a", "scheme": "a", "keyval": {"public": "b"}})),
    ("links", "unknown-key", FIRST, put("steps", 0, "pubkeys", to=[ALICE.id, "f" * 64])),
    ("links", "no-keys", FIRST, put("steps", 0, "pubkeys", to=[])),
    ("links", "no-steps", "/steps", put("steps", to=[])),
    ("links", "never-expires", "/expires", put("expires", to=...)),
    ("links", "never-expires", "/expires", put("expires", to="never")),
    ("links", "expired", "/expires", put("expires", to=AT)),
    ("links", "expires-soon", "/expires", put("expires", to="2026-12-01T00:00:00Z")),
    ("links", "expires-late", "/expires", put("expires", to="2099-01-01T00:00:00Z")),
    ("links", "inspection", "/inspect/0", put("inspect", to=[INSPECTION])),
    ("links", "step-name", f"{FIRST}/name", put("steps", 0, "name", to="../fetch")),
    ("links", "step-name", f"{FIRST}/name", put("steps", 0, "name", to="")),
    ("links", "doubled-name", f"{SECOND}/name", put("steps", 1, "name", to="fetch")),
    ("links", "unused-authority", "/rootcas", put("rootcas", to=certified()["rootcas"])),
    ("links", "two-kinds-of-signers", FIRST,
     put("steps", 0, "expected_predicates", to=statements()["steps"][0]["expected_predicates"])),
    ("certified", "no-roots", f"{FIRST}/cert_constraints", put("rootcas", to={})),
    ("certified", "any-certificate", f"{FIRST}/cert_constraints/0",
     put("steps", 0, "cert_constraints", to=[constraint()])),
    ("certified", "unknown-root", f"{FIRST}/cert_constraints/0",
     put("steps", 0, "cert_constraints", to=[constraint(roots=["other"])])),
    ("statements", "threshold-above-keys", SECOND, put(*PREDICATE, "threshold", to=3)),
    ("statements", "threshold-below-one", SECOND, put(*PREDICATE, "threshold", to=0)),
    ("statements", "warned-attribute", SECOND, put(*RULE, "warn", to=True)),
    ("statements", "optional-attribute", SECOND, put(*RULE, "allow_if_no_claim", to=True)),
    ("statements", "ambiguous-statement", SECOND,
     both(put(*PREDICATE, "expected_attributes", to=[]),
          put(*PREDICATE, "predicate_type", to=SLSA),
          put("steps", 0, "expected_predicates", 0, "expected_attributes", to=[]))),
    ("statements", "ambiguous-statement", SECOND,
     put(*PREDICATE, "predicate_type", to=SLSA)),
    ("statements", "unknown-key", "/subjects/0",
     put("subjects", to=[{"subject": ["*"], "expected_predicates": [
         {"predicate_type": TEST, "functionaries": ["f" * 64]}]}])),
    ("statements", "threshold-above-keys", "/subjects/0",
     put("subjects", to=[{"subject": ["*"], "expected_predicates": [
         {"predicate_type": TEST, "functionaries": [ALICE.id], "threshold": 2}]}])),
    ("certified", "any-certificate", f"{FIRST}/cert_constraints/0",
     put("steps", 0, "cert_constraints", to=[constraint(roots=["root0"])])),
    ("links", "not-as-specified", f"{FIRST}/expected_products/0",
     rules(0, "products", "ALOW *", "DISALLOW *")),
    ("links", "not-as-specified", "/expected_products", put("expected_products", to=[])),
    ("links", "create-anything", f"{FIRST}/expected_products/0",
     rules(0, "products", "CREATE *", "DISALLOW *")),
    ("links", "delete-allows", f"{SECOND}/expected_materials/1",
     rules(1, "materials", f"{MATCH} fetch", "DELETE *.c", "DISALLOW *")),
    ("statements", "match-no-products", f"{SECOND}/expected_materials/0",
     lambda plan: plan["steps"].insert(1, {**plan["steps"][1], "name": "look"})
     or rules(2, "materials", "MATCH fw.bin WITH PRODUCTS FROM look", "DISALLOW *")(plan)),
    ("statements", "delete-allows", f"{SECOND}/expected_materials/0",
     rules(1, "materials", "DELETE a", "DISALLOW *")),
    ("statements", "idle-rule", f"{SECOND}/expected_materials/0",
     rules(1, "materials", "MODIFY a", "DISALLOW *")),
    ("statements", "idle-rule", f"{SECOND}/expected_products/0",
     rules(1, "products", "CREATE a", "DISALLOW *")),
]  # fmt: skip


def write(folder: Path, plan: Any, name: str = "root.layout") -> Path:
    path = folder / name
    path.write_text(json.dumps(plan), encoding="utf-8")
    return path


@pytest.mark.parametrize("base", BASES)
def test_a_layout_in_which_nothing_is_to_be_found(base: str, tmp_path: Path) -> None:
    (found,) = provenance.lint(write(tmp_path, BASES[base]()), AT)
    assert found.findings == ()


@pytest.mark.parametrize(("base", "slug", "pointer", "change"), CASES)
def test_a_gap_is_named(base: str, slug: str, pointer: str, change: Change, tmp_path: Path) -> None:
    plan = BASES[base]()
    change(plan)
    (found,) = provenance.lint(write(tmp_path, plan), AT)
    (first, *_) = [finding for finding in found.findings if finding.id == slug]
    expected = pointer.replace("/steps/1", "/steps/2") if slug == "match-no-products" else pointer
    assert expected in [finding.pointer for finding in found.findings if finding.id == slug]
    assert first.sentence
    assert first.fix
    if first.rule is not None:
        assert first.side in ("materials", "products")
        assert first.step


@pytest.mark.parametrize("seal", [metablock, dsse, None])
def test_every_envelope_and_none(seal: Any, tmp_path: Path, capsys: Any) -> None:
    plan = links()
    rules(0, "products", "ALLOW *")(plan)
    path = write(tmp_path, plan if seal is None else seal(plan, OWNER))
    (found,) = provenance.lint(path)
    assert [finding.id for finding in found.findings] == ["open-list"]
    assert found.signatures == (0 if seal is None else 1)
    assert main(["lint", str(path)]) == 1
    shown = capsys.readouterr().out
    assert ("nobody signed it" in shown) == (seal is None)
    prefix = "/signed" if seal is metablock else ""
    assert f"{prefix}/steps/0/expected_products" in shown
    assert max(map(len, shown.splitlines())) <= 100


def test_the_spelling_of_the_first_implementation(tmp_path: Path) -> None:
    plan = {
        "expires": NEXT_YEAR,
        "functionaries": {"x": {"keyType": "ed25519", "scheme": "ed25519",
                                "keyVal": {"public": ALICE.public["keyval"]["public"]}}},
        "steps": [{"name": "build", "expectedProducts": ["ALLOW *"], "expectedMaterials": [],
                   "expectedPredicates": [{"predicateType": SLSA, "functionaries": []}]}],
    }  # fmt: skip
    (found,) = provenance.lint(write(tmp_path, plan))
    pointers = {finding.id: finding.pointer for finding in found.findings}
    assert pointers["unused-key"] == "/functionaries/x"
    assert pointers["open-list"] == "/steps/0/expectedProducts"
    assert pointers["no-keys"] == "/steps/0"


def test_status_0_and_json(tmp_path: Path, capsys: Any) -> None:
    path = write(tmp_path, metablock(links(), OWNER))
    assert main(["lint", str(path), "--at", AT]) == 0
    assert "nothing found" in capsys.readouterr().out
    assert main(["lint", str(path), "--at", "2030-01-01T00:00:00Z", "--format", "json"]) == 1
    (found,) = json.loads(capsys.readouterr().out)
    assert [finding["id"] for finding in found["findings"]] == ["expired"]
    assert found["steps"] == 2


@pytest.mark.parametrize("content", ["{", "[]", '{"_type": "link"}', "", '{"_type": "layout"'])
def test_status_2_for_what_is_no_layout(content: str, tmp_path: Path) -> None:
    path = tmp_path / "root.layout"
    path.write_text(content)
    assert main(["lint", str(path)]) == 2
    assert main(["lint", str(tmp_path / "nothing")]) == 2
    with pytest.raises(UsageError):
        provenance.lint(path)


def test_status_2_for_what_is_no_time(tmp_path: Path) -> None:
    assert main(["lint", str(write(tmp_path, links())), "--at", "soon"]) == 2


def test_nothing_of_a_layout_reaches_the_terminal_raw(tmp_path: Path, capsys: Any) -> None:
    plan = links()
    put("steps", 0, "name", to="a\x1b[2Jb")(plan)
    assert main(["lint", str(write(tmp_path, plan))]) == 1
    assert "\x1b" not in capsys.readouterr().out


def test_072_thousands_of_rules_take_no_square_of_time(tmp_path: Path) -> None:
    plan = links()
    many = [f"ALLOW {number}/*.o" for number in range(20_000)]
    rules(0, "products", *many, "DISALLOW *")(plan)
    (found,) = provenance.lint(write(tmp_path, plan))
    assert {finding.id for finding in found.findings} == {"crossing-glob"}


@pytest.mark.parametrize("kind", ["application/vnd.in-toto+json", "application/json"])
def test_001_the_type_of_the_envelope(kind: str, tmp_path: Path) -> None:
    path = write(tmp_path, dsse(links(), OWNER, payload_type=kind))
    (found,) = provenance.lint(path, AT)
    assert [one.id for one in found.findings] == ["payload-type"] * (kind == "application/json")
