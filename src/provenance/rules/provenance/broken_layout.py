"""Every step has links by authorised signers, and products flow unbroken into materials.

*Why it matters.* A layout is the owner's plan of the supply chain: who does which step, and that
what one step makes is what the next one reads. A gap between two steps is where something was
swapped. A step that has no link yet, or a layout that nobody whom you believe signed, is open and
not broken; so is what went through a gap in the layout's own rules.

*Fix.* Record every step with the key that the layout names, from exactly the files that the step
before left, and renew the layout before it expires. Inspections are never executed here: what
they would have shown stays open, so prefer rules on products.

*References*

- in-toto specification, sections 4.3 and 5.2 [general knowledge]
- IEC 62443-4-1 SM-6 [read, in a structured copy]
"""

from __future__ import annotations

from collections.abc import Iterator

from provenance.graph.evidence import Said
from provenance.model.authority import Conclusion
from provenance.model.build import Layout
from provenance.model.finding import Observation
from provenance.questions.ask import Ask
from provenance.questions.places import cite

LEVEL = "error"
NEEDS = "layout"


def subjects(ask: Ask) -> Iterator[Conclusion | Said[Layout]]:
    """Layouts, steps and inspections that were evaluated, gaps that were used, other layouts."""
    yield from ask.builds.concluded("layout", "step", "inspection")
    yield from ask.builds.gaps
    yield from ask.builds.unevaluated


def judge(ask: Ask, subject: Conclusion | Said[Layout]) -> Observation | None:
    """What verification concluded."""
    if not isinstance(subject, Conclusion):
        standing = ask.signatures.standing(subject.chapter, "layout")
        return Observation(
            "fail" if standing.outcome == "fail" else "open",
            "nobody who is trusted with layouts stands behind it",
            standing.reason,
            (subject.origin, *standing.origins),
            standing.request(cite(subject.chapter), "layouts"),
        )
    if subject.outcome in ("pass", "notApplicable"):
        return None
    if subject.note:
        message = "something went through a gap in the rules of the layout"
        request = f"a layout that plans it, or a delivery without it: {subject.reason}"
        return Observation("open", message, subject.reason, subject.origins, request)
    message = f"the {subject.about} {'does not hold' if subject.outcome == 'fail' else 'is open'}"
    request = (
        subject.request or f"what settles the {subject.about} {subject.subject}: {subject.reason}"
    )
    return Observation(
        subject.outcome, message, subject.reason, subject.origins, ask.signatures.or_keys(request)
    )
