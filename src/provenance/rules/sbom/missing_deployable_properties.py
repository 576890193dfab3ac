"""Every component says what its deployable form is: file name, executable, archive, structured.

*Why it matters.* Whoever handles a delivered file has to know whether it can run, whether there is
more inside, and whether its parts can still be told apart. BSI TR-03183-2 asks for the four; only
a profile that does turns this rule on.

*Fix.* In CycloneDX the properties `bsi:component:filename`, `bsi:component:executable`
(`executable`, `non-executable`), `bsi:component:archive` (`archive`, `no archive`) and
`bsi:component:structured` (`structured`, `unstructured`); in SPDX 3 the purposes `executable`,
`archive` and `container` of the distributed file, in SPDX 2 `PackageFileName`.

*References*

- BSI TR-03183-2, 5.2.2 and Table 7 [read]
"""

from __future__ import annotations

from collections.abc import Iterable

from provenance.graph.evidence import Said
from provenance.model.component import Component
from provenance.model.finding import Observation
from provenance.questions.ask import Ask
from provenance.questions.deployables import (
    PROPERTIES,
    deployable_fault,
    deployable_reply,
    forms_of,
)
from provenance.questions.replies import SPOKEN

LEVEL = "warning"
NEEDS = "sbom"


def subjects(ask: Ask) -> Iterable[Said[Component]]:
    """Every component of every bill of materials."""
    return ask.components.all


def judge(ask: Ask, subject: Said[Component]) -> tuple[Observation, ...] | None:
    """Pass where all four are there with a value that the taxonomy knows."""
    component, origin = subject.fact, (subject.origin,)
    forms = forms_of(ask, subject)
    replies = {name: deployable_reply(forms, name) for name in PROPERTIES}
    lacking = [name for name, reply in replies.items() if reply not in ("present", "notApplicable")]
    faults = [fault for name in PROPERTIES if (fault := deployable_fault(forms, name))]
    seen = []
    if lacking:
        detail = f"{component.label} {SPOKEN[replies[lacking[0]]]}: {', '.join(lacking)}"
        seen.append(Observation("fail", "it lacks properties of its deployable", detail, origin))
    if faults:
        message = "a property of its deployable has no allowed value"
        seen.append(Observation("fail", message, f"{component.label}: {faults[0]}", origin))
    return tuple(seen) or None
