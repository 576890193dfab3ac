"""Every component has the fields that are due where there is such a thing.

*Why it matters.* Source code that nobody names cannot be looked at, and a license that was changed
on the way cannot be compared. Whether there is a source at all only the supplier knows, so that
silence is no fault and no answer either. An address that is none is a fault.

*Fix.* Write the URIs of source and deployable, further identifiers and the original license, or
state that there is none. Only a profile that asks for these turns this rule on.

*References*

- BSI TR-03183-2, 5.2.3 and 5.2.4 [read]
"""

from __future__ import annotations

from collections.abc import Iterable

from provenance.graph.evidence import Said
from provenance.model.component import Component
from provenance.model.finding import Observation
from provenance.questions.ask import Ask
from provenance.questions.conditional import CONDITIONAL, is_uri, uris_of
from provenance.questions.places import cite

LEVEL = "note"
NEEDS = "sbom"
PARAMETERS = {"fields": [*CONDITIONAL]}

_ID = "sbom/missing-conditional-field"
_FIELDS = ("source", "deployable", "identifier", "original-license")
"""What edition 2.1.0 of BSI TR-03183-2 asks for."""


def subjects(ask: Ask) -> Iterable[Said[Component]]:
    """Every component of every bill of materials."""
    return ask.components.all


def judge(ask: Ask, subject: Said[Component]) -> Observation | None:
    """Pass where all are there or denied, open where nothing is said, fail where one is no URI."""
    component, origin = subject.fact, (subject.origin,)
    for name in ("source", "deployable"):
        for uri in uris_of(component, name):
            if not is_uri(uri):
                detail = f"{component.label}: {uri[:80]!r} leads nowhere"
                return Observation("fail", f"the address of its {name} is none", detail, origin)
    asked = [CONDITIONAL[name] for name in ask.parameter(_ID, "fields", _FIELDS)]
    lacking = [words for words, reply in asked if reply(component) == "notSaid"]
    if not lacking:
        return None
    message = "it does not say whether there is more to tell"
    detail = f"{component.label} does not say: {', '.join(lacking)}"
    request = f"for each component of {cite(subject.chapter)}, where it exists: {lacking[0]}"
    return Observation("open", message, detail, origin, request)
