"""The part of the page about attacks: what peers do with each case, and what is done here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from attack_scores import PEERS, AttackScore, AttackScores

_HEAD: Final = """\
Every case is a delivery that must not be accepted (`hostile`) and a near twin without the fault,
both made by `tests/attacks/cases` with keys of the run, and judged by all in the same run. Here it
is an audit by a policy that extends `baseline`, under a trust root. A peer is asked only about what
it judges: {peers}. A cell holds its answers to the hostile delivery and to the twin; `crash` is an
exception that is none of its own, or no answer at all.

The preconditions of an attacker are those of each case. Many peers do what their specification
says: whole documents, delivered bytes and layouts with holes are no question that they are asked.
"""
_ASKS: Final = {
    "in-toto": "verifies a layout with its links",
    "sigstore": "verifies a bundle with an artifact, an identity and a trusted root",
    "cyclonedx": "validates by the strict JSON schema and parses",
}
_NAMES: Final = {"in-toto": "in-toto", "sigstore": "sigstore", "cyclonedx": "cyclonedx-python-lib"}
_REFERENCE: Final = """\
The rows of `attacks.md` about the reference verifier, asked again. Preconditions: a renamed link
needs a functionary of both steps; a sublayout that runs commands one of that step, and no consent
of the layout's owner; one key under two ids a layout that lists it twice; paths, digests and JSON a
functionary's key; that delivered files are not hashed is by design where a layout has no
inspection.
"""


def attack_goals(scores: AttackScores) -> list[tuple[str, int, int]]:
    """Rows of the table of goals."""
    cases = scores.cases
    return [
        ("attack cases: not accepted, and named", sum(one.held for one in cases), len(cases)),
        ("attack cases: the twin is accepted", sum(one.fair for one in cases), len(cases)),
    ]


def attack_lines(scores: AttackScores) -> list[str]:
    """The section, as Markdown."""
    return [
        "## Attack cases\n",
        _HEAD.format(peers="; ".join(_spoken(scores))),
        _summary(scores),
        _cases(scores.cases),
        *_wrong(scores.cases),
        "### How the reference in-toto verifier answers\n",
        _REFERENCE,
        table(("probe", "delivery", "in-toto", "here"), scores.rows),
    ]


def _spoken(scores: AttackScores) -> Iterable[str]:
    for peer in PEERS:
        version = scores.versions.get(peer) or "not installed in this run"
        yield f"{_NAMES[peer]} ({version}) {_ASKS[peer]}"


def _summary(scores: AttackScores) -> str:
    rows = []
    held = sum(one.held for one in scores.cases)
    fair = sum(one.fair for one in scores.cases)
    count = len(scores.cases)
    rows.append(("here", count, count - held, 0, count - fair))
    for peer in PEERS:
        hostile = Counter(one.hostile_peers.get(peer, "-") for one in scores.cases)
        twins = Counter(one.twin_peers.get(peer, "-") for one in scores.cases)
        asked = count - hostile["-"] - hostile["absent"]
        refused = twins["reject"] + twins["crash"]
        rows.append((_NAMES[peer], asked, hostile["accept"], hostile["crash"], refused))
    head = ("who", "cases asked", "hostile accepted", "hostile crash", "twin refused")
    return table(head, rows)


def _cases(cases: Sequence[AttackScore]) -> str:
    rows = []
    for one in cases:
        cells = (_cell(one, peer) for peer in PEERS)
        rows.append((one.number, one.title, f"{one.hostile} / {one.twin}", *cells))
    return table(("case", "what the attacker does", "here", *(_NAMES[p] for p in PEERS)), rows)


def _cell(one: AttackScore, peer: str) -> str:
    if peer not in one.hostile_peers:
        return "-"
    return f"{one.hostile_peers[peer]} / {one.twin_peers[peer]}"


def _wrong(cases: Sequence[AttackScore]) -> list[str]:
    wrong = [one for one in cases if not (one.held and one.fair)]
    if not wrong:
        return ["No hostile delivery is accepted here, and no twin refused.\n"]
    lines = (f"- {one.name}: {one.hostile} / {one.twin} {', '.join(one.missed)}" for one in wrong)
    return [f"Not as it should be ({len(wrong)}):\n", "\n".join(lines) + "\n"]


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table whose first columns are text."""
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"
