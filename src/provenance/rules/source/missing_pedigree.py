"""A component that was changed says what it was made from, and by which patches or commits.

*Why it matters.* A boot loader with a vendor's changes is neither the release that advisories name
nor a program of its own. Without its ancestor nobody knows which advisories apply, and without the
patches nobody knows which of them were fixed, or what else was put in.

*Fix.* Add `pedigree` with `ancestors` and `patches` or `commits` in CycloneDX; in SPDX
`DESCENDANT_OF` and `PATCH_APPLIED` relationships.

*References*

- OWASP SCVS 1.0, 2.17 and 6.1 to 6.7 [read]
- IEC 62443-4-1, SM-9 [second-hand]
"""

from __future__ import annotations

from provenance.graph.evidence import Said
from provenance.model.component import Component
from provenance.model.finding import Observation
from provenance.questions.ask import Ask
from provenance.questions.population import Population

LEVEL = "warning"
NEEDS = "sbom"


def subjects(ask: Ask) -> Population:
    """Every component of every bill of materials; one that nobody changed passes."""
    return ask.pedigrees.population


def judge(ask: Ask, subject: Said[Component]) -> Observation | None:
    """Fail where origin or changes are not said."""
    found = ask.pedigrees.of(subject)
    detail = f"{found.because}, and nothing says {' or '.join(found.missing)}"
    return Observation("fail", "it was changed, and how is not said", detail, (subject.origin,))
