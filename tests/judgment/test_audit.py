"""The machinery of an audit: images, waivers, tallies, answers, and the same bytes every time."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from provenance.catalogue import entry_ids  # noqa: E402
from provenance.decoding.verdict import canonical_verdict  # noqa: E402
from provenance.errors import UsageError  # noqa: E402
from provenance.judgment import audit, load_policy  # noqa: E402
from provenance.model.finding import Tally  # noqa: E402
from provenance.model.verdict import Verdict  # noqa: E402
from provenance.trust.load import load_trust  # noqa: E402
from samples.workshop import AT, Workshop, sha256  # noqa: E402


def tally_of(verdict: Verdict, rule: str) -> Tally:
    return next(tally for tally in verdict.rules if tally.rule == rule)


# -- the answer ----------------------------------------------------------------------------------


def test_nobody_believed_is_said_first_and_is_no_pass(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    workshop.trust.clear()
    verdict = workshop.audit()
    assert verdict.verdict == "INCONCLUSIVE"
    assert verdict.notes[0].startswith("Nothing was believed")
    assert verdict.trust.digest is None
    assert any("public keys" in request.text for request in verdict.requests)
    assert all(tally.failed == 0 for tally in verdict.rules)


def test_an_empty_delivery_is_inconclusive(tmp_path: Path) -> None:
    for policy in ("minimal", "baseline", "strict"):
        verdict = audit(tmp_path, policy=policy, at=AT)
        assert verdict.verdict == "INCONCLUSIVE"
        assert verdict.subjects == ()


def test_each_image_has_its_own_answer(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    workshop.images["boot.img"] = b"boot"
    statement = workshop.provenance("boot.img", b"boot", run="2")
    statement["predicate"]["runDetails"]["builder"]["id"] = "https://elsewhere.example"
    workshop.statements.append(statement)
    verdict = workshop.audit()
    answers = {subject.path: subject.verdict for subject in verdict.subjects}
    assert answers == {"boot.img": "FAILED", "gateway.img": "PASSED"}
    assert verdict.verdict == "FAILED"


def test_a_warning_does_not_stand_in_the_way(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    workshop.sbom["dependencies"][0]["dependsOn"].remove("zlib")
    verdict = workshop.audit()
    assert verdict.verdict == "PASSED"
    assert tally_of(verdict, "dependency/unreachable-component").outcome == "fail"


def test_a_rule_that_is_off_is_not_asked(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    workshop.policy["rules"] = {'"sbom/unsigned-sbom"': "off"}
    rules = [tally.rule for tally in workshop.audit().rules]
    assert "sbom/unsigned-sbom" not in rules
    off = {rule for rule, setting in load_policy("baseline").rules if setting.level == "off"}
    assert set(rules) == {*entry_ids("provenance.rules")} - off - {"sbom/unsigned-sbom"}


def test_what_nobody_expects_and_nobody_delivered_is_not_applicable(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    workshop.parts.discard("manifest")
    tally = tally_of(workshop.audit(), "delivery/unsigned-manifest")
    assert tally.outcome == "notApplicable"
    assert "nobody expects" in tally.not_applicable


def test_a_time_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        audit(tmp_path, at="yesterday")


# -- images --------------------------------------------------------------------------------------


def test_the_policy_says_what_images_are(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    workshop.extra["docs/notes.bin"] = b"\0\1notes"
    verdict = workshop.audit()
    assert [s.path for s in verdict.subjects] == ["docs/notes.bin", "gateway.img"]
    assert verdict.policy.images_from == "delivery"
    workshop.policy["product"] = {"images": ["*.img"], "other": ["docs/**"]}
    verdict = workshop.audit()
    assert [s.path for s in verdict.subjects] == ["gateway.img"]
    assert (verdict.policy.images_from, verdict.policy.images) == ("policy", ("*.img",))
    assert {f.path: f.role for f in verdict.inputs}["docs/notes.bin"] == "other"
    assert verdict.verdict == "PASSED"


def test_an_image_that_the_policy_names_must_be_there(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    workshop.policy["product"] = {"images": ["*.img", "radio.bin"]}
    verdict = workshop.audit()
    assert verdict.verdict == "INCONCLUSIVE"
    assert any("radio.bin" in request.text for request in verdict.requests)


def test_a_broken_document_is_no_image_and_no_pass(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    workshop.extra["supplier.cdx.json"] = b'{"bomFormat": "CycloneDX", "components": ['
    verdict = workshop.audit()
    assert [s.path for s in verdict.subjects] == ["gateway.img"]
    assert verdict.verdict == "INCONCLUSIVE"
    assert {f.path: f.role for f in verdict.inputs}["supplier.cdx.json"] == "unread"


def test_what_could_not_be_taken_from_the_delivery_is_no_pass(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    workshop.write()
    (workshop.delivery / "link.img").symlink_to("gateway.img")
    verdict = workshop.audit()
    assert verdict.verdict == "INCONCLUSIVE"


# -- names accuse, digests acquit ------------------------------------------------------------------


def test_a_genuine_copy_elsewhere_does_not_acquit(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    image = workshop.images["gateway.img"]
    workshop.late = {"gateway.img": image + b"!", "old/gateway.img": image}
    verdict = workshop.audit()
    tally = tally_of(verdict, "artifact/digest-mismatch")
    assert (tally.failed, verdict.verdict) == (1, "FAILED")


def test_md5_accuses_and_does_not_acquit(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    workshop.parts = {"sbom"}
    workshop.sbom["metadata"]["component"].pop("hashes")
    for value, outcome in (
        ("77" * 16, "fail"),
        (hashlib.md5(workshop.images["gateway.img"]).hexdigest(), "open"),
    ):
        workshop.extra["MD5SUMS"] = f"{value}  gateway.img\n".encode()
        assert tally_of(workshop.audit(), "artifact/digest-mismatch").outcome == outcome


def test_sha512_is_computed_where_it_is_named(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    workshop.parts = {"sbom"}
    value = hashlib.sha512(workshop.images["gateway.img"]).hexdigest()
    workshop.extra["SHA512SUMS"] = f"{value}  gateway.img\n".encode()
    assert tally_of(workshop.audit(), "artifact/digest-mismatch").outcome == "pass"


def test_a_step_on_the_way_is_not_the_last_output(tmp_path: Path) -> None:
    """Bytes that only an earlier step made are accused by the verified last output."""
    workshop = Workshop(tmp_path)
    final, early = workshop.images["gateway.img"], b"not yet signed"
    workshop.layout = workshop.plan("assemble", "sign")
    sign = workshop.layout["steps"][1]
    sign["expected_materials"] = [
        ["MATCH", "*.img", "WITH", "PRODUCTS", "FROM", "assemble"],
        ["DISALLOW", "*"],
    ]
    sign["expected_products"] = [["MODIFY", "*.img"], ["DISALLOW", "*"]]
    workshop.links = [
        workshop.link("assemble", {"main.c": "main"}, {"gateway.img": early}),
        workshop.link("sign", {"gateway.img": early}, {"gateway.img": final}),
    ]
    assert tally_of(workshop.audit(), "artifact/digest-mismatch").outcome == "pass"
    workshop.images["gateway.img"] = early
    workshop.parts -= {"statement", "sbom", "manifest"}
    assert tally_of(workshop.audit(), "artifact/digest-mismatch").outcome == "fail"


# -- waivers -------------------------------------------------------------------------------------


def waive(workshop: Workshop, subject: str, until: str) -> None:
    workshop.signers["image"] = []
    workshop.parts.discard("manifest")
    workshop.policy["[waiver]"] = {
        "rule": "signature/unsigned-image",
        "subject": subject,
        "owner": "psirt@acme.example",
        "reason": "radio blob",
        "until": until,
    }


def test_a_waiver_settles_and_is_shown(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    waive(workshop, f"sha256:{sha256(workshop.images['gateway.img'])}", "2026-11-22")
    verdict = workshop.audit()
    assert verdict.verdict == "PASSED"
    (finding,) = verdict.findings
    assert (finding.outcome, finding.waiver_expired) == ("open", False)
    assert finding.waiver is not None
    assert tally_of(verdict, "signature/unsigned-image").waived == 1
    assert verdict.unused_waivers == ()
    assert not verdict.requests


def test_an_expired_waiver_settles_nothing_and_says_so(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    waive(workshop, f"sha256:{sha256(workshop.images['gateway.img'])}", "2026-11-21")
    verdict = workshop.audit()
    assert verdict.verdict == "INCONCLUSIVE"
    (finding,) = verdict.findings
    assert finding.waiver_expired
    assert len(verdict.unused_waivers) == 1


def test_a_waiver_for_something_else_is_reported(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    waive(workshop, f"sha256:{'77' * 32}", "2030-01-01")
    verdict = workshop.audit()
    assert verdict.verdict == "INCONCLUSIVE"
    assert len(verdict.unused_waivers) == 1


def test_a_purl_waives_in_any_spelling(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    del workshop.sbom["components"][1]["hashes"]
    workshop.policy["[waiver]"] = {
        "rule": "sbom/missing-digest",
        "subject": "pkg:GENERIC/zlib@1.3.1",
        "owner": "psirt@acme.example",
        "reason": "known",
        "until": "2027-01-31",
    }
    assert tally_of(workshop.audit(), "sbom/missing-digest").waived == 1


# -- findings ------------------------------------------------------------------------------------


def many(workshop: Workshop, count: int) -> None:
    for number in range(count):
        part = workshop.component(f"part{number:04}", "1", sha256(str(number)))
        del part["hashes"]
        workshop.sbom["components"].append(part)
    names = [part["bom-ref"] for part in workshop.sbom["components"]]
    workshop.sbom["dependencies"][0]["dependsOn"] = names


def test_many_components_are_one_finding(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    many(workshop, 500)
    verdict = workshop.audit()
    (finding,) = [f for f in verdict.findings if f.rule == "sbom/missing-digest"]
    assert (finding.count, len(finding.subjects)) == (500, 20)
    assert [s.subject.label for s in finding.subjects] == [f"part{n:04} 1" for n in range(20)]
    assert len([r for r in verdict.requests if "part0" in r.text]) <= 20
    assert finding.images == ("gateway.img",)


def test_tallies_sum(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    many(workshop, 30)
    for tally in workshop.audit().rules:
        assert tally.asked == tally.passed + tally.failed + tally.open + tally.waived
        assert tally.not_applicable or tally.asked


def test_coverage_is_n_of_m(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    coverage = workshop.audit().coverage
    assert (coverage.components.n, coverage.components.m) == (2, 2)
    assert coverage.bytes.n == coverage.bytes.m == len(workshop.images["gateway.img"])
    assert coverage.signatures.n == coverage.signatures.m == 6


# -- the same bytes --------------------------------------------------------------------------------

_JUDGE = """
import sys
from provenance.decoding.verdict import canonical_verdict
from provenance.judgment import audit
from provenance.trust.load import load_trust
folder = sys.argv[1]
verdict = audit(f"{folder}/gateway-1.0", policy=f"{folder}/policy.toml",
                trust=load_trust(f"{folder}/trust.toml"), at=sys.argv[2])
sys.stdout.buffer.write(canonical_verdict(verdict))
"""


def test_the_same_bytes_under_three_seeds_and_shuffled_folders(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path / "a")
    workshop.delivery.mkdir(parents=True)
    many(workshop, 40)
    workshop.images["boot.img"] = b"boot"
    workshop.late["debug.img"] = b"debug"
    expected = canonical_verdict(workshop.audit())
    shuffled = tmp_path / "b"
    files = [path for path in workshop.folder.rglob("*") if path.is_file()]
    random.Random(7).shuffle(files)
    for path in files:
        target = shuffled / path.relative_to(workshop.folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    for seed, folder in (("0", workshop.folder), ("1", shuffled), ("4711", shuffled)):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        command = [sys.executable, "-c", _JUDGE, str(folder), AT]
        found = subprocess.run(command, env=environment, capture_output=True, check=True)
        assert found.stdout == expected


def test_shipped_deliveries_come_out_as_their_names_say() -> None:
    trust = load_trust(ROOT / "samples" / "trust.toml")
    policy = ROOT / "samples" / "gateway.policy.toml"
    for name, answer in (
        ("gateway-2.4.0", "PASSED"),
        ("gateway-2.4.1", "PASSED"),
        ("gateway-2.4.1-tampered", "FAILED"),
    ):
        folder = ROOT / "samples" / "deliveries" / name
        assert audit(folder, policy=policy, trust=trust, at=AT).verdict == answer
