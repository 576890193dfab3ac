"""The scores as Markdown: tests/conformance/README.md."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from conformance_scores import ACCEPTED_HERE, Scenario, Scored

_STATUSES: Final = ("clean", "defective", "unreadable", "unrecognised")
_EXPECTED: Final = ("accept", "lenient", "policy-fail", "reject")
_READ: Final = "CycloneDX JSON"
_HEAD: Final = """\
# Conformance

Written by `make conformance`; do not edit. It reads every bill of materials of the shared corpus,
each as a delivery of its own, and verifies every in-toto scenario; where the corpus is absent, the
target says so and stops.

What the corpus expects: **accept** must load; **lenient** loads in practice and is not conformant;
**policy-fail** loads, and a rule of its source has something to say; **reject** is not conformant.
What came out: **clean**, **defective** (the ledger holds what the specification forbids, the rest
is read), **unreadable**, or **unrecognised** (no reader for it).
"""
_SCHEMA: Final = """\
Documents are read and not yet validated against the schema of their version: what is wrong in a
field that no rule asks for is not seen. These {number} are to be rejected and came out clean:
"""
_OTHERS: Final = """\
CycloneDX JSON is the one format of bills of materials that this version reads. The others are
artifacts without a reader: unrecognised, and said to be so.
"""
_INTOTO: Final = """\
Each scenario is verified with its owner's key and nothing else. The reference is in-toto 3.1.0, and
its verdict is what `expected` says; a scenario is accepted here when the proof's outcome is `pass`.
"""


def whole(documents: Sequence[Scored], scenarios: Sequence[Scenario]) -> str:
    """The whole page."""
    ours = [one for one in documents if one.family == _READ]
    others = [one for one in documents if one.family != _READ]
    core = [one for one in ours if one.path.startswith(("sbom/cyclonedx/", "sbom/real/"))]
    parts = [
        _HEAD,
        "## CycloneDX JSON, in `sbom/cyclonedx` and `sbom/real`\n",
        _by_expectation(core),
        "## CycloneDX JSON, in all of `sbom`\n",
        _by_expectation(ours),
        *_surprises(ours),
        "## Other formats\n",
        _OTHERS,
        _by_family(others),
        "## in-toto\n",
        _INTOTO,
        _scenarios(scenarios),
    ]
    return "\n".join(parts)


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|---" + "|--:" * (len(head) - 1) + "|"]
    lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def _by_expectation(documents: Sequence[Scored]) -> str:
    counts = Counter((one.expected, one.status) for one in documents)
    rows = []
    for expected in _EXPECTED:
        cells = [counts[expected, status] for status in _STATUSES]
        rows.append((expected, sum(cells), *cells))
    return _table(("expected", "documents", *_STATUSES), rows)


def _by_family(documents: Sequence[Scored]) -> str:
    counts = Counter((one.family, one.status) for one in documents)
    rows = []
    for family in sorted({one.family for one in documents}):
        cells = [counts[family, status] for status in _STATUSES]
        rows.append((family, sum(cells), *cells))
    return _table(("format", "documents", *_STATUSES), rows)


def _surprises(documents: Sequence[Scored]) -> list[str]:
    """What did not come out as the index expects, one by one."""
    accepted = [one for one in documents if one.expected == "accept" and one.status != "clean"]
    defective = [one for one in accepted if one.defects]
    unknown = [one for one in accepted if not one.defects]
    clean = [one for one in documents if one.expected == "reject" and one.status == "clean"]
    parts = []
    if defective:
        parts += ["To be accepted, and read with defects:\n", _items(defective)]
    if unknown:
        parts += ["Listed as CycloneDX in the index, and of another format:\n", _items(unknown)]
    if clean:
        names = Counter(_case(one) for one in clean)
        lines = [f"- {name} ({times})" for name, times in sorted(names.items())]
        parts += [_SCHEMA.format(number=len(clean)), "\n".join(lines) + "\n"]
    return parts


def _items(documents: Sequence[Scored]) -> str:
    lines = (f"- `{one.path}`: {', '.join(one.defects) or one.status}" for one in documents)
    return "\n".join(lines) + "\n"


def _case(document: Scored) -> str:
    """The name of a case without its version: `invalid-scope`."""
    name = document.path.rpartition("/")[2].removesuffix(".json")
    return name.rstrip("0123456789.-")


def _scenarios(scenarios: Sequence[Scenario]) -> str:
    counts = Counter((one.expected, one.outcome) for one in scenarios)
    rows = []
    for expected in ("accept", "reject"):
        cells = [counts[expected, outcome] for outcome in ("pass", "fail", "open")]
        rows.append((expected, sum(cells), *cells))
    parts = [_table(("expected", "scenarios", "pass", "fail", "open"), rows)]
    agreeing = sum(one.agrees for one in scenarios)
    parts.append(f"{agreeing} of {len(scenarios)} are answered as they should be.\n")
    excepted = sorted({one.name for one in scenarios if one.exception})
    parts.append(f"Answered otherwise than by the reference, on purpose ({len(excepted)}):\n")
    parts.append("\n".join(f"- {name}: {why}" for name, why in ACCEPTED_HERE.items()) + "\n")
    wrong = [one for one in scenarios if not one.agrees]
    if wrong:
        lines = (f"- {one.name}: {one.outcome}, expected {one.expected}" for one in wrong)
        parts += ["Not answered as they should be:\n", "\n".join(lines) + "\n"]
    return "\n".join(parts)
