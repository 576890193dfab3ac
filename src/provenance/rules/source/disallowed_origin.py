"""Sources and downloads come from allowed origins, over schemes that show whom one talks to.

*Why it matters.* Over plain `http`, `git` or `ftp` anybody on the way can answer. An allow-list
of origins keeps a build from fetching a name that somebody else registered. An address is
compared part by part: `https://git.acme.example/` does not allow
`https://git.acme.example.evil.test/`.

*Fix.* Fetch over https or ssh, from your own mirror where you can, and list its prefix in
`[expect] sources`.

*References*

- NIST SSDF 1.1 (SP 800-218) PW.4.1 and PW.4.4 [read]
- S2C2F ING-1 to ING-4, ENF-1 and ENF-2 [read]
- ETSI EN 303 645, 5.3-10 [read, in TS 103 701]
"""

from __future__ import annotations

from provenance.graph.evidence import Said
from provenance.model.component import Component
from provenance.model.finding import Observation
from provenance.model.origin import Origin
from provenance.questions.ask import Ask
from provenance.questions.builds import BuildInput
from provenance.questions.components import SOURCES
from provenance.questions.expectations import AUTHENTICATED, is_allowed, is_from, scheme_of
from provenance.questions.population import Population

LEVEL = "error"
NEEDS = "statement"


def subjects(ask: Ask) -> Population:
    """Every input that a build resolved, and every component that says where it comes from."""
    inputs = ask.builds.inputs
    components = ask.components.strangers(ask.policy.expect.sources)
    return Population(len(inputs) + components.size, [*inputs, *components.suspects])


def judge(ask: Ask, subject: BuildInput | Said[Component]) -> tuple[Observation, ...] | None:
    """Fail for every address that is not allowed."""
    if isinstance(subject, BuildInput):
        found = _judge_address(ask, subject.uri, subject.label, subject.origin)
        return None if found is None else (found,)
    allowed, seen = ask.policy.expect.sources, None
    for reference in subject.fact.references:
        if reference.kind in SOURCES and not is_allowed(reference.url, allowed):
            found = _judge_address(ask, reference.url, subject.fact.label, subject.origin)
            seen = (*(seen or ()), found) if found is not None else seen
    return seen


def _judge_address(ask: Ask, address: str | None, label: str, origin: Origin) -> Observation | None:
    allowed = ask.policy.expect.sources
    scheme = None if address is None else scheme_of(address)
    if address is None or scheme is None:
        if allowed is None:
            return None
        request = f"the address from which {label} was fetched, in {origin}"
        return Observation("open", "it does not say where it comes from", label, (origin,), request)
    if scheme not in AUTHENTICATED:
        detail = f"{address} is fetched over {scheme}"
        return Observation("fail", "its scheme does not show who answers", detail, (origin,))
    if allowed is not None and not is_from(address, allowed):
        return Observation("fail", "its origin is not allowed", address, (origin,))
    return None
