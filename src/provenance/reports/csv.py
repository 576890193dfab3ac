"""The list for the supplier: a row for each field with how many have it, then one for each that
lacks it.

Cells that a spreadsheet would take for a formula (`=`, `+`, `-`, `@`, a tab or line break in front)
get an apostrophe before them, and the last column of that row says so.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Final

from provenance.model.profile import FieldCount, Lack, ProfileCount
from provenance.model.summary import spoken_reply, visible
from provenance.model.verdict import Verdict

_HEADER: Final = (
    "profile",
    "edition",
    "field",
    "needs",
    "clause",
    "mark",
    "document",
    "document digest",
    "pointer",
    "component",
    "purl",
    "answer",
    "have it",
    "of",
    "where CycloneDX has it",
    "where SPDX 2 has it",
    "where SPDX 3 has it",
    "remark",
)
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "\uff1d", "\uff0b", "\uff20")
_DEFUSED: Final = "an apostrophe was put before what looked like a formula"


def render(verdict: Verdict, *, color: bool = False) -> str:
    """The rows as CSV (RFC 4180), with a header. Never colored."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(_HEADER)
    for profile in verdict.profiles:
        for count in profile.fields:
            writer.writerows(_rows(profile, count))
    return stream.getvalue()


def _rows(profile: ProfileCount, count: FieldCount) -> Iterator[list[str]]:
    head, nobody = _head(profile, count), [""] * 5
    asked = count.asked - count.not_applicable
    answer = f"{count.present} of {asked} have it"
    yield _defused([*head, *nobody, answer, str(count.present), str(asked), *_paths(count)], "")
    for lack in count.lacking:
        yield _row(profile, count, lack)
    rest = count.lacking_count - len(count.lacking)
    if rest > 0:
        remark = f"and {rest} more; the whole list has the digest {count.digest}"
        yield _defused([*head, *nobody, "", "", "", *_paths(count)], remark)


def _row(profile: ProfileCount, count: FieldCount, lack: Lack) -> list[str]:
    origin = lack.origin
    component = lack.label if count.field.of == "component" else ""
    said = [origin.path, str(origin.digest), origin.pointer, component, lack.purl]
    answer = [spoken_reply(lack.reply), "", ""]
    return _defused([*_head(profile, count), *said, *answer, *_paths(count)], "")


def _head(profile: ProfileCount, count: FieldCount) -> list[str]:
    field = count.field
    return [profile.title, profile.edition, field.title, field.needs, field.clause, field.mark]


def _paths(count: FieldCount) -> list[str]:
    return [count.field.cyclonedx, count.field.spdx_2, count.field.spdx_3]


def _defused(cells: list[str], remark: str) -> list[str]:
    """Cells that are only text to whatever opens them, and the remark about them."""
    safe = [f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells]
    if safe != cells:
        remark = f"{remark}; {_DEFUSED}" if remark else _DEFUSED
    return [visible(cell) for cell in (*safe, remark)]
