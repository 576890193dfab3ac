"""What to ask the supplier for, in plain words: once each, however many rules it would settle.

1. What the most important rule needs comes first: who made the images and who stands behind them,
   then what is inside, then how it is written down.
2. A document of the whole delivery that would hold what is asked for each image, or the other way
   round, is asked for once.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from provenance import limits
from provenance.graph.evidence import Evidence
from provenance.judgment.tally import Asked, Seen
from provenance.model.finding import Request
from provenance.questions.kinds import ask_for
from provenance.questions.signatures import PUBLIC_KEYS

_IMPORTANT: Final = (
    "artifact/digest-mismatch",
    "provenance/missing-provenance",
    "provenance/broken-layout",
    "provenance/untrusted-platform",
    "signature/unsigned-image",
    "signature/unmet-threshold",
    "sbom/wrong-primary-component",
    "sbom/unsigned-sbom",
    "delivery/unsigned-manifest",
    "artifact/unlisted-file",
    "process/vacuous-audit",
)
"""Rules without which the others say little, the first one first."""

_INSTEAD: Final = (
    ("provenance", "provenance/missing-provenance"),
    ("signature", "signature/unsigned-image"),
)
"""Kinds of evidence, each with the rule that asks every image for it by name and digest."""

_ANY_DIGEST: Final = "a manifest, statement or SBOM "
_Found = dict[str, set[str]]


def collect_requests(asked: Iterable[Asked], evidence: Evidence) -> tuple[Request, ...]:
    """The requests of everything that is open or failed and that nobody accepted, most important
    first.
    """
    several = tuple(asked)
    found: _Found = {}
    for one in several:
        groups: dict[str, list[Seen]] = {}
        for seen in one.seen:
            if seen.observation.request and not seen.settled:
                groups.setdefault(seen.observation.message, []).append(seen)
        for message, group in groups.items():
            for text in _texts(message, group):
                found.setdefault(text, set()).add(one.rule)
    _ask_once(found, evidence)
    weights = {one.rule: _weight(one) for one in several}
    order = sorted(found, key=lambda text: (_rank(text, found[text], weights), text))
    return tuple(Request(text, tuple(sorted(found[text]))) for text in order)


def _texts(message: str, group: list[Seen]) -> list[str]:
    """Each request once; beyond what a finding lists, how many more there are."""
    texts = sorted({seen.observation.request for seen in group})
    more = len(texts) - limits.LISTED_SUBJECTS
    if more <= 0:
        return texts
    rest = f"the same for {more} more, of which it was found: {message}"
    return [*texts[: limits.LISTED_SUBJECTS], rest]


def _ask_once(found: _Found, evidence: Evidence) -> None:
    """Leave out what another request asks for as well; that one then settles its rules too."""
    for kind, rule in _INSTEAD:
        whole = ask_for(kind, evidence)
        each = [text for text, rules in found.items() if rule in rules and text != whole]
        if whole in found and each and PUBLIC_KEYS not in each:
            rules = found.pop(whole)
            for text in each:
                found[text] |= rules
    manifest = ask_for("manifest", evidence)
    for text in [text for text in found if text.startswith(_ANY_DIGEST)]:
        if manifest in found:
            found[manifest] |= found.pop(text)


def _weight(asked: Asked) -> tuple[bool, int]:
    """What does not stand in the way comes last; that bytes are unnamed is no mismatch yet."""
    known = asked.rule in _IMPORTANT and (asked.tally.failed or asked.rule != _IMPORTANT[0])
    place = _IMPORTANT.index(asked.rule) if known else len(_IMPORTANT)
    return not asked.tally.blocking, place


def _rank(
    text: str, rules: set[str], weights: dict[str, tuple[bool, int]]
) -> tuple[bool, tuple[bool, int]]:
    """Without keys nothing else can be shown; else as the most important rule that it settles."""
    return text != PUBLIC_KEYS, min(weights[rule] for rule in rules)
