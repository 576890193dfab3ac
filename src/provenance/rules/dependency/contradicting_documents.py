"""Documents that describe the same component agree on its version, digest and producer.

*Why it matters.* Two SBOMs of one device that disagree about zlib cannot both be right, and
whoever reads only one of them does not know. Two components are the same where a digest says so;
where they share a purl, both documents make a claim about that name. Digests are compared only
where both are of the same kind of bytes, as far as the documents say.

*Fix.* Make all SBOMs of a delivery from one source of truth.

*References*

- OWASP SCVS 1.0, 6.1 to 6.7 [read]
- NIST SP 800-161 SR-4 [general knowledge]
"""

from __future__ import annotations

from provenance.graph.evidence import Said
from provenance.model.component import Component
from provenance.model.finding import Observation
from provenance.questions.ask import Ask
from provenance.questions.population import Population

LEVEL = "error"
NEEDS = "sbom"


def subjects(ask: Ask) -> Population:
    """Every component of every bill of materials."""
    return ask.components.contradicted


def judge(ask: Ask, subject: Said[Component]) -> Observation | None:
    """Fail where another document says something else."""
    found = ask.components.contradiction(subject)
    if found is None:
        return None
    places = (subject.origin, found.other)
    return Observation("fail", "documents contradict each other", found.detail, places)
