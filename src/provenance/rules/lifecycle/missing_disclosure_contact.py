"""From the SBOM or the delivery one can tell where to report a vulnerability.

*Why it matters.* Whoever finds a flaw in a product has to know whom to tell, or tells the public.
An address that nobody reads, or a notice that expired, is as good as none.

*Fix.* Give the primary component an external reference of type `security-contact` or `advisories`
in CycloneDX, `advisory` or `securityPolicy` in SPDX, or deliver a `security.txt` that is in force.

*References*

- CRA (EU) 2024/2847, Annex I Part II (5) and (6), Annex II (2) [read, in a structured copy]
- ETSI EN 303 645, 5.2 [read, in TS 103 701]
- RFC 9116, 2.5 [read]
- OpenSSF OSPS Baseline, VM [second-hand]
"""

from __future__ import annotations

from collections.abc import Iterable

from provenance.model.finding import Observation
from provenance.model.origin import Origin
from provenance.questions.ask import Ask
from provenance.questions.disclosure import has_contact, is_in_force, notices
from provenance.questions.legible import unless_cut
from provenance.questions.places import cite
from provenance.questions.primaries import Primary, primaries

LEVEL = "warning"
NEEDS = "sbom"


def subjects(ask: Ask) -> Iterable[Primary]:
    """Every bill of materials that is not one of a mere part, with the images that it concerns."""
    parts = ask.components.is_part_of_another
    return [one for one in primaries(ask) if not parts(one.chapter)]


def judge(ask: Ask, subject: Primary) -> Observation | None:
    """Pass with a reference, or with a notice in force."""
    chapter, found = subject.chapter, notices(ask)
    at = ask.proof.at
    if has_contact(ask, chapter) or any(is_in_force(notice, at) for notice in found):
        return None
    request = f"where to report vulnerabilities, in {cite(chapter)}"
    if found:
        first = found[0]
        detail = f"{first.file.path} expires {first.expires or 'never, it says'}"
        origins = (Origin(first.file.path, first.file.digest), chapter.origin())
        message = "the notice where to report vulnerabilities is not in force"
        return Observation("fail", message, detail, origins, request)
    message = "nothing says where to report vulnerabilities"
    silent = Observation("fail", message, "", (chapter.origin(),), request)
    return unless_cut(ask, chapter, silent)
