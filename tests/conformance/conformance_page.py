"""The scores as Markdown: tests/conformance/README.md."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from attack_page import attack_goals, attack_lines
from attack_scores import AttackScores
from attestation_page import attestation_sections
from attestation_scores import AttestationScore
from conformance_scores import (
    ACCEPTED_HERE,
    MIXED,
    NO_SBOM,
    SUITE,
    Conversions,
    Purls,
    Scenario,
    Scored,
)
from merkle_scores import LINES as PROOFS
from merkle_scores import ProofScore, proof_lines
from policy_scores import PolicyScore
from sigstore_scores import LINES as BUNDLES
from sigstore_scores import BundleScore, bundle_goals, bundle_lines
from slsa_page import slsa_goal, slsa_lines
from slsa_scores import Judged

_STATUSES: Final = ("clean", "defective", "unreadable", "unrecognised")
_EXPECTED: Final = ("accept", "lenient", "policy-fail", "reject")
_HEAD: Final = """\
# Conformance

Written by `make conformance`; do not edit. It reads every bill of materials of the shared corpus,
each as a delivery of its own, writes each in every format that `convert` has, judges the policy
cases, verifies every in-toto scenario, and asks three other verifiers about every attack case;
where the corpus is absent, the target says so and stops.

What the corpus expects: **accept** must load; **lenient** loads in practice and is not conformant;
**policy-fail** loads, and a rule of its source has something to say; **reject** is not conformant.
What came out: **clean**, **defective** (the ledger holds what the specification forbids, the rest
is read), **unreadable**, or **unrecognised** (no reader for it).
"""
_INTOTO: Final = """\
Each scenario is verified with its owner's key and nothing else. The reference is in-toto 3.1.0, and
its verdict is what `expected` says; a scenario is accepted here when the proof's outcome is `pass`.
"""
_WALK: Final = """\
Components and relations of every document that must load, against a walk of the plainly parsed
source that shares no code with the readers (`independent_walk.py`).
"""
_STRANGERS: Final = """\
Unrecognised, since they are no bills of materials: below `swid` there are also the sources that
tags are made from (`.ini`, `.inf`), descriptions of tests whose tags
`tests/readers/sbom/test_swid_xml.py` puts together and judges, keys, answers of servers and VEX
documents.
"""
_POLICIES: Final = """\
`policy_cases.csv` says which rule of which profile speaks about each case, and how.
"""
_CONVERSIONS: Final = """\
Every document with components, written in each format. What is written fits the official schema,
reads back clean, and every fact that does not come back is listed.
"""


class Scores(NamedTuple):
    """Everything that the page shows."""

    documents: Sequence[Scored]
    policies: Sequence[PolicyScore]
    purls: Sequence[Purls]
    conversions: Sequence[Conversions]
    scenarios: Sequence[Scenario]
    attacks: AttackScores | None = None
    proofs: Sequence[ProofScore] = ()
    slsa: Sequence[Judged] = ()
    bundles: Sequence[BundleScore] = ()
    attestations: Sequence[AttestationScore] = ()


def whole(scores: Scores) -> str:
    """The whole page."""
    documents = scores.documents
    suite = [one for one in documents if one.path.startswith(SUITE)]
    parts = [
        _HEAD,
        "## Goals\n",
        _goals(scores),
        "## The suite of the CycloneDX specification\n",
        _suite(suite),
        "## All documents\n",
        _families(documents),
        *_surprises(documents),
        _STRANGERS,
        _strangers(documents),
        "## Counts\n",
        _WALK,
        *_counts(documents),
        "## Policy cases\n",
        _POLICIES,
        _policy_cases(scores.policies),
        "## Package URLs\n",
        _table(("group", "hold", "entries"), scores.purls),
        "## Conversions\n",
        _CONVERSIONS,
        *_conversions(scores.conversions),
        "## in-toto\n",
        _INTOTO,
        _scenarios(scores.scenarios),
        "## Attestations\n",
        *attestation_sections(scores.attestations),
        "## Transparency logs\n",
        PROOFS,
        proof_lines(scores.proofs),
        "## Sigstore bundles\n",
        BUNDLES,
        bundle_lines(scores.bundles),
        *slsa_lines(scores.slsa),
        *(attack_lines(scores.attacks) if scores.attacks else ()),
    ]
    return "\n".join(parts)


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|---" + "|--:" * (len(head) - 1) + "|"]
    lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def _goals(scores: Scores) -> str:
    suite = [one for one in scores.documents if one.path.startswith(SUITE)]
    others = [one for one in scores.documents if not one.path.startswith(SUITE)]
    loaded = [one for one in others if one.expected in ("accept", "lenient") and is_sbom(one)]
    rejected = [one for one in scores.documents if one.expected == "reject"]
    lenient = [one for one in scores.documents if one.expected == "lenient"]
    walked = [one for one in scores.documents if one.walked is not None]
    required = [one for one in scores.purls if one.group == "required"]
    rows = [
        ("CycloneDX suite: valid is clean, invalid is not", sum(s.fits for s in suite), len(suite)),
        ("accept and lenient: read", sum(s.status in _STATUSES[:2] for s in loaded), len(loaded)),
        (
            "components and relations as an independent walk counts them",
            sum(one.counts == one.walked for one in walked),
            len(walked),
        ),
        ("reject: defective or unreadable", sum(s.fits for s in rejected), len(rejected)),
        ("lenient: a defect is named", sum(bool(s.defects) for s in lenient), len(lenient)),
        ("NTIA and BSI cases", sum(p.agrees for p in scores.policies), len(scores.policies)),
        (
            "purl specification, required entries",
            sum(one.held for one in required),
            sum(one.entries for one in required),
        ),
    ]
    rows += bundle_goals(scores.bundles)
    proofs = scores.proofs
    if proofs:
        held = sum(one.held for one in proofs)
        rows.append(("merkle proofs, subtrees included", held, sum(p.good + p.bad for p in proofs)))
    rows += [slsa_goal(scores.slsa)] if scores.slsa else []
    rows += attack_goals(scores.attacks) if scores.attacks else []
    found = ((*row, f"{100 * row[1] / row[2]:.1f} %" if row[2] else "none") for row in rows)
    return _table(("goal: 100 %", "reached", "of", ""), found)


def is_sbom(document: Scored) -> bool:
    """Whether it is a bill of materials at all, whatever the index calls it."""
    mixed = document.path.startswith(MIXED) and document.status == "unrecognised"
    return not mixed and document.path not in NO_SBOM


def _strangers(documents: Sequence[Scored]) -> str:
    rows = [
        f"- `{one.path}`" for one in documents if one.path.startswith(MIXED) and not is_sbom(one)
    ]
    named = [f"- `{path}`: {why}" for path, why in NO_SBOM.items()]
    return "\n".join([*named, *rows]) + "\n"


def _suite(documents: Sequence[Scored]) -> str:
    groups = sorted({(one.path.split("/")[3], one.family) for one in documents})
    rows = []
    for version, family in groups:
        own = [
            one for one in documents if (one.path.split("/")[3], one.family) == (version, family)
        ]
        valid = [one for one in own if one.expected == "accept"]
        wrong = [one for one in own if one.expected == "reject"]
        clean = sum(one.status == "clean" for one in valid)
        named = sum(one.fits for one in wrong)
        rows.append((f"{version} {family}", len(valid), clean, len(wrong), named))
    return _table(("version", "valid", "clean", "invalid", "not clean"), rows)


def _families(documents: Sequence[Scored]) -> str:
    rows = []
    for family in sorted({one.family for one in documents}):
        for expected in _EXPECTED:
            own = [one for one in documents if (one.family, one.expected) == (family, expected)]
            counts = Counter(one.status for one in own)
            if own:
                rows.append((family, expected, len(own), *(counts[s] for s in _STATUSES)))
    return _table(("format", "expected", "documents", *_STATUSES), rows)


def _surprises(documents: Sequence[Scored]) -> list[str]:
    """What did not come out as the index expects, one by one."""
    wrong = [one for one in documents if not one.fits]
    if not wrong:
        return ["Every document came out as the index expects.\n"]
    lines = (f"- `{one.path}` ({one.expected}): {one.status}" for one in wrong)
    return [f"Not as the index expects ({len(wrong)}):\n", "\n".join(lines) + "\n"]


def _counts(documents: Sequence[Scored]) -> list[str]:
    walked = [one for one in documents if one.walked is not None]
    wrong = [one for one in walked if one.counts != one.walked]
    parts = [f"{len(walked) - len(wrong)} of {len(walked)} are equal.\n"]
    if wrong:
        lines = (f"- `{one.path}`: {one.counts} read, {one.walked} walked" for one in wrong)
        parts.append("\n".join(lines) + "\n")
    return parts


def _policy_cases(scores: Sequence[PolicyScore]) -> str:
    rows = (
        (s.case.case.rpartition("/")[2], s.case.profile, s.case.rule, s.case.outcome, s.found)
        for s in scores
    )
    return _table(("case", "profile", "rule", "wanted", "found"), rows)


def _conversions(scores: Sequence[Conversions]) -> list[str]:
    rows = ((one.target, one.written, len(one.failed)) for one in scores)
    parts = [_table(("format", "written", "not written"), rows)]
    failed = [f"- {one.target}: `{path}`" for one in scores for path in one.failed]
    return [*parts, "\n".join(failed) + "\n"] if failed else parts


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
