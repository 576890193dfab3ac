"""Profiles: every one loads and can be asked, and the three kinds of answer are counted apart."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from provenance.catalogue import entry_ids  # noqa: E402
from provenance.errors import ConfigurationError  # noqa: E402
from provenance.intake import read  # noqa: E402
from provenance.judgment import audit, load_policy, shipped_policies  # noqa: E402
from provenance.model.profile import FieldCount  # noqa: E402
from provenance.model.verdict import Verdict  # noqa: E402
from samples.workshop import AT, Workshop, sha256  # noqa: E402

PROFILES = [name for name in shipped_policies() if name not in ("minimal", "baseline", "strict")]


def counts_of(verdict: Verdict) -> dict[str, FieldCount]:
    return {count.field.name: count for profile in verdict.profiles for count in profile.fields}


def sbom(folder: Path, change: object = None) -> Path:
    workshop = Workshop(folder)
    if callable(change):
        change(workshop)
    path = folder / "sbom.cdx.json"
    path.write_text(json.dumps(workshop.sbom))
    return path


@pytest.mark.parametrize("name", PROFILES)
def test_every_profile_counts_every_field(name: str, tmp_path: Path) -> None:
    verdict = audit(sbom(tmp_path), policy=name, at=AT)
    (profile,) = verdict.profiles
    assert profile.name == name
    assert (profile.documents, profile.components) == (1, 3)
    assert len(profile.fields) == len(load_policy(name).profile.fields)  # type: ignore[union-attr]
    for count in profile.fields:
        said = (count.present, count.unknown, count.withheld, count.none, count.not_said)
        assert sum(said) + count.not_applicable == count.asked
        assert count.asked == (1 if count.field.of == "document" else 3)
        assert len(count.lacking) == count.lacking_count


@pytest.mark.parametrize("name", PROFILES)
def test_every_profile_fails_a_heap_of_names(name: str, tmp_path: Path) -> None:
    def heap(workshop: Workshop) -> None:
        workshop.sbom["metadata"] = {}
        workshop.sbom["components"] = [{"type": "library", "name": "zlib"}]
        for key in ("dependencies", "compositions"):
            del workshop.sbom[key]

    verdict = audit(sbom(tmp_path, heap), policy=name, at=AT)
    assert verdict.verdict == "FAILED"
    lacking = [c.field.name for c in counts_of(verdict).values() if c.lacking_count]
    assert lacking


def test_baseline_has_the_profile_of_cisa(tmp_path: Path) -> None:
    verdict = Workshop(tmp_path).audit()
    assert [profile.name for profile in verdict.profiles] == ["cisa-2026"]
    assert all(count.lacking_count == 0 for count in counts_of(verdict).values())


def test_unknown_withheld_and_silent_are_three_answers(tmp_path: Path) -> None:
    (tmp_path / "sbom.spdx.json").write_text(json.dumps(SPDX))
    counts = counts_of(audit(tmp_path / "sbom.spdx.json", policy="cisa-2026", at=AT))
    license, producer = counts["license"], counts["producer"]
    assert (license.present, license.unknown, license.none, license.not_said) == (1, 1, 1, 1)
    assert [(lack.label, lack.reply) for lack in license.lacking] == [
        ("b 1", "unknown"),
        ("c 1", "none"),
        ("d 1", "notSaid"),
    ]
    assert (producer.present, producer.unknown, producer.not_said) == (1, 1, 2)
    assert [lack.reply for lack in producer.lacking] == ["notSaid", "notSaid"]


SPDX = {
    "spdxVersion": "SPDX-2.3",
    "SPDXID": "SPDXRef-DOCUMENT",
    "dataLicense": "CC0-1.0",
    "name": "four",
    "documentNamespace": "https://acme.example/four",
    "creationInfo": {"created": "2026-09-14T09:00:00Z", "creators": ["Organization: Acme"]},
    "documentDescribes": ["SPDXRef-a"],
    "packages": [
        {
            "SPDXID": f"SPDXRef-{name}",
            "name": name,
            "versionInfo": "1",
            "downloadLocation": "NOASSERTION",
            "filesAnalyzed": False,
            **more,
        }
        for name, more in (
            ("a", {"licenseConcluded": "MIT", "supplier": "Organization: Acme"}),
            ("b", {"licenseConcluded": "NOASSERTION", "supplier": "NOASSERTION"}),
            ("c", {"licenseConcluded": "NONE"}),
            ("d", {}),
        )
    ],
}


def test_a_long_list_is_cut_and_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def many(workshop: Workshop) -> None:
        for number in range(30):
            part = workshop.component(f"part{number}", "1", sha256(str(number)))
            del part["supplier"]
            workshop.sbom["components"].append(part)

    monkeypatch.setattr("provenance.limits.LISTED_LACKS", 20)
    evidence = read(sbom(tmp_path, many))
    count = counts_of(audit(evidence, policy="cisa-2026", at=AT))["producer"]
    assert (count.present, count.lacking_count, len(count.lacking)) == (3, 30, 20)
    again = counts_of(audit(evidence, policy="cisa-2026", at=AT))["producer"]
    assert count.digest == again.digest


@pytest.mark.parametrize(
    ("name", "at", "words"),
    [
        ("ntia-2021", "2026-11-22T12:00:00Z", "was in force until 2026-07-29"),
        ("cra", "2026-11-22T12:00:00Z", "is in force from 2027-12-11 on"),
        ("bsi-2.0", "2026-02-20T12:00:00Z", ""),
        ("bsi-2.1", "2026-11-22T12:00:00Z", ""),
    ],
)
def test_a_time_outside_of_a_profile_is_said(
    name: str, at: str, words: str, tmp_path: Path
) -> None:
    notes = audit(sbom(tmp_path), policy=name, at=at).notes
    found = [note for note in notes if "in force" in note]
    assert [words in note for note in found] == ([True] if words else [])


def policy(folder: Path, text: str) -> Path:
    path = folder / "policy.toml"
    path.write_text(text)
    return path


FIELD = """name = "own"
[[field]]
name = "purl"
title = "Package URL"
of = "component"
asks = "identifier"
needs = "present"
clause = "our contract, 4.2"
mark = "read"
"""


def test_own_fields_join_those_of_what_is_extended(tmp_path: Path) -> None:
    extended = FIELD.replace('"own"\n', '"own"\nextends = "cisa-2026"\n')
    profile = load_policy(policy(tmp_path, extended)).profile
    assert profile is not None
    assert profile.name == "cisa-2026"
    assert profile.fields[-1].name == "purl"
    alone = load_policy(policy(tmp_path, FIELD)).profile
    assert alone is not None
    assert [field.clause for field in alone.fields] == ["our contract, 4.2"]


@pytest.mark.parametrize(
    ("old", "new", "key", "line"),
    [
        ('asks = "identifier"', 'asks = "horoscope"', "field[0].asks", 6),
        ('asks = "identifier"', 'asks = "digest:md6"', "field[0].asks", 6),
        ('of = "component"', 'of = "author"', "field[0].of", 5),
        ('needs = "present"', 'needs = "perhaps"', "field[0].needs", 7),
        ('mark = "read"', 'mark = "heard"', "field[0].mark", 9),
        ('clause = "our contract, 4.2"\n', "", "field[0]", 2),
        ('name = "purl"', 'name = "purl"\nflavor = "x"', "field[0].flavor", 4),
    ],
)
def test_a_faulty_field_is_named_with_its_line(
    old: str, new: str, key: str, line: int, tmp_path: Path
) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load_policy(policy(tmp_path, FIELD.replace(old, new)))
    assert (caught.value.key, caught.value.line) == (key, line)


@pytest.mark.parametrize("name", PROFILES)
def test_a_profile_names_rules_that_there_are_and_a_clause_for_every_field(name: str) -> None:
    loaded = load_policy(name)
    assert {rule for rule, _ in loaded.rules} <= set(entry_ids("provenance.rules"))
    assert loaded.profile is not None
    for field in loaded.profile.fields:
        assert field.clause
        assert field.cyclonedx or field.spdx_2 or field.spdx_3
