"""What counts as said: a stated gap, a digest of nothing, a document that broke off, an image
that no bill of materials is about."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from samples_of_rules import AT, Workshop

from provenance.judgment import audit
from provenance.model.verdict import Verdict

Finding = tuple[str, str, str]


def judged(verdict: Verdict, rule: str) -> list[Finding]:
    """Outcome, message and subject of every finding of one rule."""
    return [
        (finding.outcome, finding.message, listed.subject.label)
        for finding in verdict.findings
        if finding.rule == rule
        for listed in finding.subjects
    ]


def by_profile(workshop: Workshop, profile: str, name: str = "sbom.cdx.json") -> Verdict:
    folder = workshop.folder / "sbom"
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(json.dumps(workshop.sbom))
    return audit(folder, policy=profile, at=AT)


# -- stated gaps -----------------------------------------------------------------------------------

WORDS = {
    "sbom/unnamed-component": ("version", "Component Version"),
    "sbom/missing-identifier": ("purl", "Component Identifiers"),
    "sbom/missing-digest": ("hashes", "Component Hash Value"),
    "sbom/missing-producer": ("supplier", "Component Producer"),
}


@pytest.mark.parametrize("how", ["unknown", "withheld"])
@pytest.mark.parametrize("rule", WORDS)
def test_a_stated_gap_counts_where_the_profile_takes_it(
    rule: str, how: str, tmp_path: Path
) -> None:
    member, word = WORDS[rule]
    workshop = Workshop(tmp_path)
    zlib = workshop.sbom["components"][1]
    del zlib[member]
    if member == "version":
        zlib["purl"] = "pkg:generic/zlib"
    assert [outcome for outcome, _, _ in judged(by_profile(workshop, "cisa-2026"), rule)] == [
        "fail"
    ]
    zlib["properties"] = [{"name": f"cdx:cisa:{how}-information", "value": word}]
    for profile in ("cisa-2026", "fsct-3"):
        assert judged(by_profile(workshop, profile), rule) == []
    for profile in ("ntia-2021", "bsi-2.1"):
        tallies = {tally.rule: tally for tally in by_profile(workshop, profile).rules}
        if rule in tallies:
            assert tallies[rule].failed >= 1, profile


def test_what_was_withheld_is_no_digest_for_a_buyer(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    zlib = workshop.sbom["components"][1]
    del zlib["hashes"]
    zlib["properties"] = [
        {"name": "cdx:cisa:withheld-information", "value": "Component Hash Value"}
    ]
    assert len(judged(workshop.audit(), "sbom/missing-digest")) == 1


def test_a_digest_that_cannot_be_one_is_no_statement_that_there_is_none(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    workshop.sbom["components"][1]["hashes"] = [{"alg": "SHA-512", "content": "ab" * 32}]
    verdict = by_profile(workshop, "cisa-2026")
    (count,) = [c for c in verdict.profiles[0].fields if c.field.name == "hash"]
    assert [(lack.label, lack.reply) for lack in count.lacking] == [("zlib 1.3.1", "notSaid")]
    assert len(judged(verdict, "sbom/missing-digest")) == 1


def test_one_stated_license_does_not_hide_what_is_wrong_with_the_other(tmp_path: Path) -> None:
    folder = tmp_path / "d"
    folder.mkdir()
    document = {
        "spdxVersion": "SPDX-2.3",
        "SPDXID": "SPDXRef-DOCUMENT",
        "dataLicense": "CC0-1.0",
        "name": "one",
        "documentNamespace": "https://acme.example/one",
        "creationInfo": {"created": "2026-09-14T09:00:00Z", "creators": ["Tool: t-1"]},
        "documentDescribes": ["SPDXRef-a"],
        "packages": [
            {
                "SPDXID": "SPDXRef-a",
                "name": "a",
                "downloadLocation": "NOASSERTION",
                "filesAnalyzed": False,
                "licenseConcluded": "NOASSERTION",
                "licenseDeclared": "GPLv2",
            }
        ],
    }
    policy = tmp_path / "own.toml"
    policy.write_text(
        'name = "own"\n[rules]\n"sbom/missing-license" = "error"\n'
        '[parameters."sbom/missing-license"]\n'
        'accept-declared = true\nstages = ["concluded", "declared"]\n'
    )
    for declared, messages in (
        ("GPLv2", ["its license is not valid"]),
        (None, ["it has no license"]),
        ("NONE", []),
        ("MIT", []),
    ):
        document["packages"][0].pop("licenseDeclared", None)  # type: ignore[index]
        if declared is not None:
            document["packages"][0]["licenseDeclared"] = declared  # type: ignore[index]
        (folder / "a.spdx.json").write_text(json.dumps(document))
        found = judged(audit(folder, policy=policy, at=AT), "sbom/missing-license")
        assert [message for _, message, _ in found] == messages, declared


# -- digests of nothing ----------------------------------------------------------------------------

EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize(
    ("kind", "digest", "failed"),
    [
        ("library", "0" * 64, True),
        ("library", EMPTY, True),
        ("file", EMPTY, False),
        ("file", "0" * 64, True),
    ],
)
def test_the_digest_of_nothing_is_one_of_an_empty_file_only(
    kind: str, digest: str, failed: bool, tmp_path: Path
) -> None:
    workshop = Workshop(tmp_path)
    zlib = workshop.sbom["components"][1]
    zlib |= {"type": kind, "hashes": [{"alg": "SHA-256", "content": digest}]}
    for allowed in ({}, {"allowed": ["sha256"]}):
        if allowed:
            workshop.policy['parameters."sbom/missing-digest"'] = allowed
        assert bool(judged(workshop.audit(), "sbom/missing-digest")) is failed


# -- documents that break off ----------------------------------------------------------------------

XML = (
    '<?xml version="1.0"?>\n<bom xmlns="http://cyclonedx.org/schema/bom/1.6" version="1">'
    '<metadata><component type="firmware" bom-ref="g"><name>g</name><version>1</version>'
    '</component></metadata><components><component type="library" bom-ref="z"><name>z</name>'
)
SILENT = (
    "sbom/unidentified-author",
    "sbom/unidentified-tool",
    "sbom/missing-generation-context",
    "sbom/implausible-timestamp",
    "sbom/reused-serial-number",
    "dependency/unstated-completeness",
)


def outcomes(folder: Path, policy: str) -> dict[str, str]:
    verdict = audit(folder, policy=policy, at=AT)
    assert verdict.verdict == "FAILED"
    return {tally.rule: tally.outcome for tally in verdict.rules}


@pytest.mark.parametrize("length", [100, 150, len(XML)])
def test_what_a_document_that_broke_off_does_not_say_is_open(length: int, tmp_path: Path) -> None:
    (tmp_path / "sbom.xml").write_text(XML[:length])
    found = outcomes(tmp_path, "cisa-2026")
    assert found["sbom/unaccepted-format"] == "fail"
    assert {rule: found[rule] for rule in SILENT} == dict.fromkeys(SILENT, "open")


def test_what_a_whole_document_does_not_say_is_missing(tmp_path: Path) -> None:
    (tmp_path / "sbom.xml").write_text(f"{XML}<version>1</version></component></components></bom>")
    found = outcomes(tmp_path, "cisa-2026")
    assert {rule: found[rule] for rule in SILENT} == dict.fromkeys(SILENT, "fail")


# -- an SBOM for every image -----------------------------------------------------------------------

VACUOUS = "process/vacuous-audit"


def two_images(folder: Path) -> Workshop:
    workshop = Workshop(folder)
    workshop.images["boot.img"] = b"boot"
    workshop.statements.append(workshop.provenance("boot.img", b"boot", run="2"))
    return workshop


def test_an_image_that_no_sbom_is_about_is_open(tmp_path: Path) -> None:
    verdict = two_images(tmp_path).audit()
    assert judged(verdict, VACUOUS) == [("open", "no SBOM is about an image", "boot.img")]
    answers = {subject.path: subject.verdict for subject in verdict.subjects}
    assert answers == {"boot.img": "INCONCLUSIVE", "gateway.img": "PASSED"}
    assert any(request.text.startswith("an SBOM about boot.img") for request in verdict.requests)


def test_it_is_described_where_an_sbom_lists_it_by_digest_and_not_by_name(tmp_path: Path) -> None:
    workshop = two_images(tmp_path)
    workshop.describe_image("boot.img", b"something else")
    assert judged(workshop.audit(), VACUOUS) == [("open", "no SBOM is about an image", "boot.img")]
    workshop = two_images(tmp_path)
    workshop.describe_image("loader", b"boot")
    assert judged(workshop.audit(), VACUOUS) == []
    workshop.sbom["components"][-1]["type"] = "file"
    assert judged(workshop.audit(), VACUOUS) == [("open", "no SBOM is about an image", "boot.img")]


def test_nobody_who_expects_no_sbom_misses_one(tmp_path: Path) -> None:
    workshop = two_images(tmp_path)
    workshop.policy["expect"] = {"evidence": ["provenance"]}
    assert judged(workshop.audit(), VACUOUS) == []


# -- identity, time and type -----------------------------------------------------------------------


def test_a_component_that_says_little_hides_no_conflict(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    zlib = workshop.sbom["components"][1]
    bare: dict[str, Any] = {"type": "library", "name": "zlib", "purl": zlib["purl"]}
    other = {**zlib, "bom-ref": "z2", "hashes": [{"alg": "SHA-256", "content": "ab" * 32}]}
    workshop.sbom["components"][1:] = [{**bare, "bom-ref": "z0"}, zlib, other]
    assert judged(workshop.audit(), "sbom/conflicting-identity") == [
        ("fail", "its purl is that of another component", "zlib 1.3.1")
    ]


@pytest.mark.parametrize(
    ("version", "timestamp", "expected"),
    [
        ("1.1.1w", "2026-09-14T09:00:00Z", ["it is past its end of life"]),
        ("1.1.1w", "2022-01-01T00:00:00Z", []),
        ("1.1.1w", "1970-01-01T00:00:00Z", ["it is past its end of life"]),
        (None, "2026-09-14T09:00:00Z", ["it may be past its end of life"]),
        ("3.0.1", "2026-09-14T09:00:00Z", []),
    ],
)
def test_an_end_of_life_is_missed_neither_without_version_nor_by_a_made_up_time(
    version: str | None, timestamp: str, expected: list[str], tmp_path: Path
) -> None:
    workshop = Workshop(tmp_path)
    part = {"type": "library", "bom-ref": "o", "name": "openssl", "version": version}
    workshop.sbom["components"].append({k: v for k, v in part.items() if v is not None})
    workshop.sbom["metadata"]["timestamp"] = timestamp
    rule = "lifecycle/end-of-life-component"
    workshop.policy["rules"] = {f'"{rule}"': "warning"}
    workshop.policy[f'parameters."{rule}"'] = {"ended": ["pkg:generic/openssl@1.1.1 2023-09-11"]}
    assert [message for _, message, _ in judged(workshop.audit(), rule)] == expected


def test_one_serial_number_is_not_for_two_sboms_with_other_digests(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    other = json.loads(json.dumps(workshop.sbom))
    other["serialNumber"] = other["serialNumber"].upper().replace("URN:UUID", "urn:uuid")
    other["components"][1]["hashes"][0]["content"] = "ab" * 32
    workshop.extra["other.cdx.json"] = json.dumps(other).encode()
    found = judged(workshop.audit(), "sbom/reused-serial-number")
    assert [message for _, message, _ in found] == ["another SBOM has its identity"] * 2


def test_a_root_of_which_spdx_2_cannot_say_the_type_is_open(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    digest = workshop.sbom["metadata"]["component"]["hashes"][0]["content"]
    root = {
        "SPDXID": "SPDXRef-gateway",
        "name": "gateway",
        "versionInfo": "1.0",
        "downloadLocation": "NOASSERTION",
        "filesAnalyzed": False,
        "checksums": [{"algorithm": "SHA256", "checksumValue": digest}],
    }
    document = {
        "spdxVersion": "SPDX-2.2",
        "SPDXID": "SPDXRef-DOCUMENT",
        "dataLicense": "CC0-1.0",
        "name": "gateway",
        "documentNamespace": "https://acme.example/gateway",
        "creationInfo": {"created": "2026-09-14T09:00:00Z", "creators": ["Organization: Acme"]},
        "documentDescribes": ["SPDXRef-gateway"],
        "packages": [root],
    }
    workshop.parts -= {"sbom"}
    workshop.extra["gateway.spdx.json"] = json.dumps(document).encode()
    rule = "sbom/wrong-primary-component"
    assert [outcome for outcome, _, _ in judged(workshop.audit(), rule)] == ["open"]
    root["versionInfo"] = ""
    workshop.extra["gateway.spdx.json"] = json.dumps(document).encode()
    assert [outcome for outcome, _, _ in judged(workshop.audit(), rule)] == ["fail"]


def test_spdx_2_2_1_calls_itself_2_2(tmp_path: Path) -> None:
    document = {"spdxVersion": "SPDX-2.2", "SPDXID": "SPDXRef-DOCUMENT", "packages": []}
    (tmp_path / "a.spdx.json").write_text(json.dumps(document))
    verdict = audit(tmp_path, policy="bsi-2.0", at=AT)
    found = judged(verdict, "sbom/unaccepted-format")
    assert "its format is not accepted" not in [message for _, message, _ in found]
