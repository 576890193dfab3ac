"""The part of the page about attestations that are not bundles of slsa-verifier's tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from attestation_scores import AttestationScore

_HEAD: Final = """\
Statements of the specifications' examples, SCAI, witness, Trivy, cosign, slsa-github-generator and
slsa-verifier's unit tests. What must be accepted is read with its facts; parts of documents, which
the index has too, are no documents here. What must be refused has a named defect, is not read, or
its signature is refused under a root that believes its good twin. Where no key is at hand (Google
Cloud Build, the registry of npm) nobody is believed for the good twin either: that shows nothing
about the fault.
"""
_GROUPS: Final = (
    *("read", "part of a document", "named defect", "not read"),
    *("signature refused", "no key at hand", "believed"),
)


def attestation_sections(scores: Sequence[AttestationScore]) -> list[str]:
    """Counts by what is expected, then every document that is not simply read."""
    counts = Counter((one.expected, one.group) for one in scores)
    lines = [f"| expected | {' | '.join(_GROUPS)} |", "|---" + "|--:" * len(_GROUPS) + "|"]
    for expected in ("accept", "reject"):
        cells = (str(counts[expected, group]) for group in _GROUPS)
        lines.append(f"| {expected} | {' | '.join(cells)} |")
    rows = ["| document | expected | here |", "|---|---|---|"]
    rows += [f"| {one.name} | {one.expected} | {one.answer} |" for one in scores]
    return [_HEAD, "\n".join(lines) + "\n", "\n".join(rows) + "\n"]
