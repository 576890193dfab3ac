"""The list for the supplier: rows, the rest, and cells that no spreadsheet takes for a formula."""

from __future__ import annotations

import csv
import io

import msgspec
from handmade import GOOD, LACKS, PROFILED

from provenance.model.verdict import Verdict
from provenance.reports.csv import render


def rows_of(verdict: Verdict) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(render(verdict), newline="")))


def lacking(verdict: Verdict) -> list[dict[str, str]]:
    """The rows about somebody; those that count a field are about nobody."""
    return [row for row in rows_of(verdict) if not row["have it"]]


def with_label(label: str) -> Verdict:
    profile = PROFILED.profiles[0]
    count = profile.fields[1]
    lack = msgspec.structs.replace(LACKS[0], label=label)
    fields = (msgspec.structs.replace(count, lacking=(lack,), lacking_count=1),)
    return msgspec.structs.replace(
        PROFILED, profiles=(msgspec.structs.replace(profile, fields=fields),)
    )


def test_there_is_a_row_for_each_that_lacks_a_field_and_one_for_the_rest() -> None:
    rows = lacking(PROFILED)
    assert [row["component"] for row in rows] == ["part0 1.0", "part1 1.0", "part2 1.0", ""]
    assert [row["answer"] for row in rows] == [
        "nothing is said",
        "withheld",
        "declared not to be known",
        "",
    ]
    first = rows[0]
    assert first["field"] == "Component Producer"
    assert first["mark"] == "second-hand"
    assert first["pointer"] == "/components/0"
    assert first["purl"] == "pkg:generic/part0@1.0"
    assert first["where SPDX 3 has it"] == "suppliedBy"
    assert rows[3]["remark"].startswith("and 4 more; the whole list has the digest sha256:")


def test_each_field_says_how_many_have_it_also_where_all_do() -> None:
    counts = [row for row in rows_of(PROFILED) if row["have it"]]
    fields = PROFILED.profiles[0].fields
    assert [row["field"] for row in counts] == [count.field.title for count in fields]
    for row, count in zip(counts, fields, strict=True):
        asked = count.asked - count.not_applicable
        assert (row["have it"], row["of"]) == (str(count.present), str(asked))
        assert row["answer"] == f"{count.present} of {asked} have it"


def test_without_a_profile_there_is_only_the_header() -> None:
    assert render(GOOD).count("\n") == 1


def test_no_cell_is_a_formula_and_it_is_said() -> None:
    for label in ("=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "\uff1d1"):
        (row,) = lacking(with_label(label))
        assert row["component"].startswith("'"), label
        assert "apostrophe" in row["remark"]
    (row,) = lacking(with_label('zlib, 1.3 "b"\nnext'))
    assert row["component"] == 'zlib, 1.3 "b"\\nnext'
    assert row["remark"] == ""
