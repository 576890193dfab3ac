"""Every component has a producer, in the role that the profile names.

*Why it matters.* Whom to ask for a fix, and whose advisories to read, follows from who made a
component. `NOASSERTION` is honest, and still nobody to ask: it counts only where the profile takes
what is declared. A file belongs to the producer of what it is a part of.

*Fix.* Name who made it: `manufacturer`, `authors` or `supplier` in CycloneDX, `PackageSupplier` or
`PackageOriginator` in SPDX 2, `originatedBy` or `suppliedBy` in SPDX 3.

*References*

- NTIA Minimum Elements 2021, Supplier Name [read]
- CISA 2026 Minimum Elements, Component Producer [second-hand]
- BSI TR-03183-2, 5.2.2 [read]
- OpenChain Telco SBOM Guide, 3.2 [read]
"""

from __future__ import annotations

from provenance.graph.evidence import Said
from provenance.model.component import Component
from provenance.model.finding import Observation
from provenance.questions.ask import Ask
from provenance.questions.headings import can_be_reached
from provenance.questions.population import Population
from provenance.questions.producers import parties_of, producer_reply, without_producer
from provenance.questions.replies import SPOKEN

LEVEL = "warning"
NEEDS = "sbom"
PARAMETERS = {
    "roles": ("producer", "supplier", "either"),
    "contact": ("none", "mail-or-url"),
    "accept-declared": "flag",
}

_ID = "sbom/missing-producer"


def subjects(ask: Ask) -> Population:
    """Every component of every bill of materials."""
    contact = ask.parameter(_ID, "contact", "none") != "none"
    return without_producer(ask, ask.parameter(_ID, "roles", "either"), contact=contact)


def judge(ask: Ask, subject: Said[Component]) -> Observation | None:
    """Pass where somebody is named in the role, and can be reached where that is asked for."""
    component, roles = subject.fact, ask.parameter(_ID, "roles", "either")
    reply = producer_reply(component, roles)
    declared = ask.parameter(_ID, "accept-declared", False)
    if reply == "notApplicable" or (declared and reply not in ("present", "notSaid")):
        return None
    if reply != "present":
        message = "it has no producer" if reply == "notSaid" else "its producer is not told"
        detail = f"{component.label} {SPOKEN[reply]}"
        return Observation("fail", message, detail, (subject.origin,))
    parties = parties_of(component, roles)
    if ask.parameter(_ID, "contact", "none") == "none" or any(map(can_be_reached, parties)):
        return None
    detail = f"{component.label}: {parties[0]} has neither a mail address nor a URL"
    return Observation("fail", "its producer cannot be reached", detail, (subject.origin,))
