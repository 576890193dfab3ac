"""What to ask the supplier for: the most important first, in plain words, and nothing twice."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from provenance.catalogue import entry_ids  # noqa: E402
from provenance.judgment import audit  # noqa: E402
from provenance.judgment.requests import _IMPORTANT  # noqa: E402
from provenance.model.verdict import Verdict  # noqa: E402
from provenance.trust.load import load_trust  # noqa: E402
from samples.workshop import AT, Workshop  # noqa: E402

TRUST = load_trust(ROOT / "samples" / "trust.toml")


def bare(folder: Path) -> Verdict:
    folder.mkdir()
    (folder / "fw.bin").write_bytes(b"\0\1")
    return audit(folder, policy="strict", trust=TRUST, at=AT)


def test_provenance_comes_first_and_each_thing_once(tmp_path: Path) -> None:
    verdict = bare(tmp_path / "d")
    heads = [request.text.partition(",")[0] for request in verdict.requests]
    assert heads == [
        "provenance (SLSA or in-toto links) of fw.bin",
        "an in-toto layout with its links of the delivery d",
        "a signature over fw.bin",
        "an SBOM of the delivery d",
        "a manifest (SHA256SUMS or JSON) of the delivery d",
    ]


def test_each_names_its_subject_with_its_digest(tmp_path: Path) -> None:
    verdict = bare(tmp_path / "d")
    digests = {str(verdict.input_digest), str(verdict.subjects[0].digests[0])}
    for request in verdict.requests:
        assert any(digest in request.text for digest in digests)


def test_every_rule_that_is_open_is_settled_by_one_of_them(tmp_path: Path) -> None:
    verdict = bare(tmp_path / "d")
    waiting = {finding.rule for finding in verdict.findings if finding.outcome == "open"}
    assert waiting == {rule for request in verdict.requests for rule in request.rules}


def test_what_is_important_is_a_rule() -> None:
    assert set(_IMPORTANT) <= set(entry_ids("provenance.rules"))


def test_without_keys_the_keys_come_first(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    workshop.trust.clear()
    first = workshop.audit().requests[0]
    assert first.text.startswith("the public keys of those who sign")


# -- what is said of the audit itself --------------------------------------------------------------


def test_it_says_what_is_open_where_nobody_is_believed(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    workshop.trust.clear()
    verdict = workshop.audit()
    (finding,) = [one for one in verdict.findings if one.message == "nobody was believed"]
    assert finding.blocking
    assert "6 in number" in finding.subjects[0].detail
    assert finding.subjects[0].detail not in verdict.notes[0]


def test_a_folder_is_called_as_the_delivery_and_nothing_is_escaped_twice(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    workshop.write()
    (workshop.delivery / "li'n\nk.img").write_bytes(b"x")
    (finding,) = [f for f in workshop.audit().findings if f.rule == "process/vacuous-audit"]
    assert finding.subjects[0].subject.label == "gateway-1.0"
    assert finding.subjects[0].detail == "li'n\\nk.img holds control characters"


def test_what_is_expected_is_not_named_as_subject_and_as_detail(tmp_path: Path) -> None:
    found = [f for f in bare(tmp_path / "d").findings if f.rule == "process/vacuous-audit"]
    for listed in found[0].subjects:
        assert listed.subject.label
        assert listed.detail == ""


def test_inspections_that_nobody_made_are_noted(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    inspection = {
        "_type": "inspection",
        "run": ["touch", "executed"],
        "expected_materials": [["ALLOW", "*"]],
        "expected_products": [["DISALLOW", "*"]],
    }
    assert not [note for note in workshop.audit().notes if "inspection" in note]
    workshop.layout["inspect"] = [{**inspection, "name": name} for name in ("unpack", "scan")]
    verdict = workshop.audit()
    (note,) = [note for note in verdict.notes if "inspection" in note]
    assert note.startswith("2 inspections of ")
    assert "were never executed (unpack, scan)" in note
    assert "unchecked" in note
