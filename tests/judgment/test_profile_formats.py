"""Every field of every profile is read in every format that has it, and missed where it is gone."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from full_sboms import SPELLINGS, Plain, write_sbom
from sboms_with_less import CHANGES, POINTERS, Change, part_of

from provenance.judgment import audit, load_policy
from provenance.model.profile import Field, FieldCount

AT = "2026-11-22T12:00:00Z"
PROFILES = (
    *("bsi-2.0", "bsi-2.1", "cisa-2026", "cra", "fda-2026", "fsct-3", "ntia-2021"),
    "openchain-telco-1.1",
)
COLUMNS = {
    "cyclonedx": "cyclonedx",
    "cyclonedx-xml": "cyclonedx",
    "spdx-2": "spdx_2",
    "spdx-3": "spdx_3",
}
ELSEWHERE = {("spdx-2", "uri:source")}
"""A package has one place from where it comes, and in these documents that is the deployable."""


def counted(folder: Path, spelling: str, profile: str, change: Change | None = None) -> Any:
    verdict = audit(write_sbom(folder, spelling, change), policy=profile, at=AT)
    return {count.field.name: count for count in verdict.profiles[0].fields}


def has_it(count: FieldCount) -> bool:
    return count.present > 0 and count.present + count.not_applicable == count.asked


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("profile", PROFILES)
def test_a_field_is_present_where_the_format_has_it(
    profile: str, spelling: str, tmp_path: Path
) -> None:
    for count in counted(tmp_path, spelling, profile).values():
        field = count.field
        if (spelling, field.asks) not in ELSEWHERE:
            there = bool(getattr(field, COLUMNS[spelling]))
            assert has_it(count) is there, (field.name, count.lacking)
            assert bool(count.lacking_count) is not there


def fields_asking(asks: str) -> list[tuple[str, Field]]:
    """Profiles with a field that asks this; `name@document` asks documents."""
    question, _, of = asks.partition("@")
    found = []
    for name in PROFILES:
        profile = load_policy(name).profile
        assert profile is not None
        for field in profile.fields:
            if field.asks == question and (not of or field.of == of):
                found.append((name, field))
    return found


def is_of_part(field: Field) -> bool:
    return field.of == "component"


@pytest.mark.parametrize(
    ("spelling", "asks"), [(one, asks) for one, rows in CHANGES.items() for asks in rows]
)
def test_a_field_that_is_gone_is_missed_where_it_was(
    spelling: str, asks: str, tmp_path: Path
) -> None:
    name = SPELLINGS[spelling][0]
    asking = fields_asking(asks)
    for profile, field in asking:
        if "@" not in asks and field.of == "document" and asks in ("name", "identifier", "license"):
            continue
        count = counted(tmp_path, spelling, profile, CHANGES[spelling][asks])[field.name]
        rows = [row for row in count.lacking if "gateway" not in row.label]
        assert count.lacking_count == len(count.lacking) > 0, (profile, field.name)
        assert {row.reply for row in count.lacking} == {"notSaid"}
        if is_of_part(field):
            assert len(rows) == 1
            assert "zlib" in rows[0].label
            assert rows[0].origin.path == name
            assert re.fullmatch(POINTERS[spelling], rows[0].origin.pointer)
        else:
            assert [(row.label, row.origin.pointer) for row in count.lacking] == [(name, "")]
    assert asking or asks == "property:structured"


@pytest.mark.parametrize("spelling", ["cyclonedx", "spdx-2", "spdx-3"])
def test_a_signature_that_is_gone_is_missed(spelling: str, tmp_path: Path) -> None:
    folder = write_sbom(tmp_path, spelling)
    next(folder.glob("*.sig")).unlink()
    (profile,) = audit(folder, policy="cisa-2026", at=AT).profiles
    counts = {count.field.name: count for count in profile.fields}
    assert counts["signature"].lacking_count == 1


def test_a_source_under_version_control_is_the_source_of_an_spdx_package(tmp_path: Path) -> None:
    def change(plain: Plain) -> None:
        part_of(plain)["downloadLocation"] = "git+https://git.acme.example/zlib@v1.3.1"

    counts = counted(tmp_path, "spdx-2", "bsi-2.0", change)
    assert (counts["source-uri"].present, counts["deployable-uri"].present) == (1, 1)
    telco = counted(tmp_path, "spdx-2", "openchain-telco-1.1", change)
    assert telco["download-location"].present == 2


def test_a_cpe_identifies_and_is_no_package_url(tmp_path: Path) -> None:
    def change(plain: Plain) -> None:
        part_of(plain)["externalRefs"] = [
            {
                "referenceCategory": "SECURITY",
                "referenceType": "cpe23Type",
                "referenceLocator": "cpe:2.3:a:zlib:zlib:1.3.1:*:*:*:*:*:*:*",
            }
        ]

    assert counted(tmp_path, "spdx-2", "ntia-2021", change)["identifier"].present == 2
    assert counted(tmp_path, "spdx-2", "openchain-telco-1.1", change)["purl"].present == 1
