import json

import pytest
from attestation_documents import LAYOUT, PEM, changed, metablock, told

from provenance import intake
from provenance.model.build import FlowRule, Grant, Inspection, Layout, Step

CLOSED = FlowRule("DISALLOW", "*")
STEP = ("steps", 0)


def _places(item):
    return item, f"{item}/expected_materials", f"{item}/expected_products"


def test_layout_becomes_steps_inspections_and_grants():
    found = told(LAYOUT)
    assert not found.notes
    assert found.fact == Layout(
        "layout",
        (
            Step(
                "compile",
                1,
                ("k1",),
                (FlowRule("ALLOW", "src/*"), CLOSED),
                (FlowRule("CREATE", "fw.bin"), CLOSED),
                ("make",),
                places=_places("/steps/0"),
            ),
        ),
        (
            Inspection(
                "untar",
                (FlowRule("MATCH", "*", "outputs", "compile"),),
                (),
                ("tar", "x"),
                _places("/inspect/0"),
            ),
        ),
        "2036-01-01T00:00:00Z",
        (Grant("k1", "ecdsa", "ecdsa-sha2-nistp256", PEM),),
    )


@pytest.mark.parametrize(
    ("threshold", "kept"), [(0, 0), (-1, -1), (True, 0), (..., 0), (None, 0), ("1", 0), (1.0, 0)]
)
def test_15_a_threshold_that_nobody_meets_stays_one(threshold, kept):
    found = told(changed(LAYOUT, *STEP, "threshold", to=threshold))
    assert found.fact.steps[0].threshold == kept
    assert found.defects["layout/bad-threshold"] == "/steps/0/threshold"


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ("MATCH * WITH PRODUCTS FROM a", FlowRule("MATCH", "*", "outputs", "a")),
        ("match x in p with materials from a", FlowRule("MATCH", "x", "inputs", "a", "p")),
        ("MATCH x WITH MATERIALS IN q FROM a", FlowRule("MATCH", "x", "inputs", "a", "", "q")),
        (
            "MATCH x IN p WITH products IN q FROM a",
            FlowRule("MATCH", "x", "outputs", "a", "p", "q"),
        ),
        (
            "MATCH in IN in WITH PRODUCTS FROM from",
            FlowRule("MATCH", "in", "outputs", "from", "in"),
        ),
        ("Require fw.bin", FlowRule("REQUIRE", "fw.bin")),
        ("delete {NAME}", FlowRule("DELETE", "{NAME}")),
        ("MODIFY *", FlowRule("MODIFY", "*")),
    ],
)
def test_rules_of_the_grammar(words, rule):
    found = told(changed(LAYOUT, *STEP, "expected_products", to=[words.split()]))
    assert found.fact.steps[0].outputs == (rule,)
    assert not found.notes


@pytest.mark.parametrize(
    "rule",
    [
        [],
        "ALLOW *",
        None,
        {"ALLOW": "*"},
        ["ALLOW"],
        ["ALLOW", "a", "b"],
        ["ALLOW", 7],
        ["PERMIT", "*"],
        ["ALLOW *"],
        ["MATCH", "*"],
        ["MATCH", "*", "WITH", "PRODUCTS"],
        ["MATCH", "*", "WITH", "PRODUCTS", "FROM"],
        ["MATCH", "*", "WITH", "PRODUCTS", "FROM", ""],
        ["MATCH", "*", "WITH", "PRODUCTS", "FROM", "a", "b"],
        ["MATCH", "*", "WITH", "BYPRODUCTS", "FROM", "a"],
        ["MATCH", "*", "FROM", "a", "WITH", "PRODUCTS"],
        ["MATCH", "*", "IN", "p", "IN", "q", "WITH", "PRODUCTS", "FROM", "a"],
        ["MATCH", "*", "WITH", "PRODUCTS", "IN", "FROM", "a"],
    ],
)
def test_a_rule_that_was_not_read_lets_nothing_through(rule):
    document = changed(LAYOUT, *STEP, "expected_products", to=[rule, ["ALLOW", "*"]])
    found = told(document)
    assert found.fact.steps[0].outputs == (CLOSED, FlowRule("ALLOW", "*"))
    (note,) = found.notes
    assert (note.id, note.place) == ("layout/malformed-rule", "/steps/0/expected_products/0")
    assert (note.whole, note.read_as) == (False, "DISALLOW *")


@pytest.mark.parametrize("rules", ["ALLOW *", {}, 7])
def test_rules_that_are_no_list_let_nothing_through(rules):
    found = told(changed(LAYOUT, "inspect", 0, "expected_materials", to=rules))
    assert found.fact.inspections[0].inputs == (CLOSED,)
    assert found.defects == {"layout/wrong-type": "/inspect/0/expected_materials"}


@pytest.mark.parametrize("name", ["../x", "a/b", "..", ".", "a\\b", "", "a\nb", None, 7])
def test_step_names_that_are_no_names(name):
    found = told(changed(LAYOUT, *STEP, "name", to=name))
    assert found.defects["layout/bad-step-name"] == "/steps/0/name"
    assert len(found.fact.steps) == 1


def test_doubled_step_name_and_no_steps():
    found = told(changed(LAYOUT, "inspect", 0, "name", to="compile"))
    assert found.defects == {"layout/duplicate-step": "/inspect/0/name"}
    assert told(changed(LAYOUT, "steps", to=[])).observations == {"layout/no-steps": "/steps"}


@pytest.mark.parametrize("expires", [..., None, 7, "", "tomorrow", "2026-13-01T00:00:00Z"])
def test_expires_must_be_a_time(expires):
    found = told(changed(LAYOUT, "expires", to=expires))
    assert set(found.defects.values()) == {"/expires"}


@pytest.mark.parametrize(
    ("key", "entry"),
    [
        ({"keytype": "rsa", "keyval": {"certificate": PEM}}, "layout/missing-field"),
        ({"keytype": "rsa", "keyval": {"public": 7}}, "layout/wrong-type"),
        ({"keytype": "rsa", "keyval": []}, "layout/wrong-type"),
        ({"keytype": "rsa"}, "layout/missing-field"),
        ("key", "layout/wrong-type"),
        ({"type": "rsa", "method": "pgp+rsa-pkcsv1.5", "keyval": {}}, "layout/openpgp-key"),
    ],
)
def test_a_key_that_cannot_be_used_is_not_granted(key, entry):
    found = told(changed(LAYOUT, "keys", "k2", to=key))
    assert [grant.hint for grant in found.fact.grants] == ["k1"]
    assert entry in {note.id for note in found.notes}
    assert all(note.place.startswith("/keys/k2") for note in found.notes)


def test_pointers_begin_at_signed_in_a_metablock(tmp_path):
    path = tmp_path / "root.layout"
    document = metablock(changed(LAYOUT, *STEP, "expected_products", to=[["ALLOW"]]))
    path.write_text(json.dumps(document))
    evidence = intake.read(path)
    assert evidence.documents[0].status == "defective"
    assert evidence.chapters[0].defects[0].place == "/signed/steps/0/expected_products/0"
    assert [said.place for said in evidence.said(Layout)] == ["/signed"]
