"""The SBOM goes as deep as the policy wants: to what is used directly, or to what that uses.

*Why it matters.* Most vulnerable code is not what a product uses but what that uses. An SBOM that
ends at the twelve names next to the product answers for those twelve only, and looks complete.

*Fix.* List the dependencies of dependencies too, and say of each component at which the SBOM ends
that there is nothing behind it, or that it is not known.

*References*

- CISA 2026 Minimum Elements, Coverage [second-hand]
- BSI TR-03183-2, 5.1 [read]
- CRA (EU) 2024/2847, Annex I Part II (1) [read, in a structured copy]
- NTIA Minimum Elements 2021, Depth [read]
"""

from __future__ import annotations

from collections.abc import Iterable

from provenance.model.finding import Observation
from provenance.questions.ask import Ask
from provenance.questions.completeness import depth_of, loose_ends
from provenance.questions.places import cite
from provenance.questions.primaries import Primary, primaries

LEVEL = "warning"
NEEDS = "sbom"
PARAMETERS = {"depth": ("transitive", "top-level", "every-end")}

_ID = "dependency/insufficient-depth"
_FLAT = 2
"""One component next to the product may be all there is; from two on, a flat list is a list."""
_CITED = 8


def subjects(ask: Ask) -> Iterable[Primary]:
    """Every bill of materials that is not one of a mere part, with the images that it concerns."""
    parts = ask.components.is_part_of_another
    return [one for one in primaries(ask) if not parts(one.chapter)]


def judge(ask: Ask, subject: Primary) -> Observation | None:
    """Open where there is nothing to go along, failed where the list is flat or an end is loose."""
    chapter, depth = subject.chapter, depth_of(ask, subject.chapter)
    if not depth.direct:
        request = f"an SBOM with a primary component and what it depends on, for {cite(chapter)}"
        message = "it does not say what its product consists of"
        return Observation("open", message, "", (chapter.origin(),), request)
    wanted = ask.parameter(_ID, "depth", "transitive")
    if wanted == "every-end":
        ends = loose_ends(ask, chapter)
        if ends:
            labels = ", ".join(end.fact.label for end in ends[:3])
            detail = f"{len(ends)} components are its end without a word, such as {labels}"
            origins = tuple(end.origin for end in ends[:_CITED])
            return Observation("fail", "it ends without saying so", detail, origins)
    elif wanted == "transitive" and depth.direct >= _FLAT and not depth.explained:
        detail = f"it lists {depth.direct} components, and nothing of what any of them needs"
        return Observation("fail", "it is a flat list", detail, (chapter.origin(),))
    return None
