"""A layout under evaluation: what is wrong with it as such, and whom it lets speak.

A layout that has expired, cannot expire, or plans nothing allows everything: it fails before any of
its links is looked at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from msgspec.structs import replace

from provenance.decoding.time import parse_time
from provenance.model.authority import Authority, Conclusion, Outcome
from provenance.model.build import ExpectedSubject, Layout
from provenance.model.origin import Origin
from provenance.trust.keys import authority_of_grant
from provenance.verification.artifact_rules import Flow
from provenance.verification.attributes import Attributes
from provenance.verification.functionaries import Crew
from provenance.verification.papers import Paper
from provenance.verification.signatures import Holder
from provenance.verification.steps import Contribution, Made

if TYPE_CHECKING:
    from provenance.trust.paths import CertificateAuthorities
    from provenance.verification.attested_steps import Post


@dataclass
class Evaluation:
    """One layout under evaluation; `holders` signed it, `chain` are the folders that lead to it.

    `delegations` are layouts that stand in place of a link, by step and key material; `barred` says
    why one could not be followed, `accusers` are the documents by which a step fails. `posts` and
    `subjects` are statements that the layout expects, `attested` what they say of each step;
    `accepted` are digests of statements that any layout of the delivery takes.
    """

    paper: Paper[Layout]
    layout: Layout
    holders: tuple[Holder, ...]
    chain: tuple[str, ...] = ()
    depth: int = 0
    above: Evaluation | None = None
    attributes: Attributes = field(default_factory=Attributes)
    accepted: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    crews: dict[str, Crew] = field(default_factory=dict)
    delegations: dict[tuple[str, bytes], list[tuple[Holder, Evaluation]]] = field(
        default_factory=dict
    )
    posts: dict[str, list[Post]] = field(default_factory=dict)
    subjects: list[tuple[ExpectedSubject, list[Post]]] = field(default_factory=list)
    attested: dict[str, list[Contribution]] = field(default_factory=dict)
    barred: dict[str, list[str]] = field(default_factory=dict)
    chosen: dict[str, Contribution] = field(default_factory=dict)
    conclusions: list[Conclusion] = field(default_factory=list)
    accusers: list[Origin] = field(default_factory=list)
    outcome: Outcome = "open"

    @property
    def made(self) -> dict[str, Made]:
        """What each step made, as far as that is known."""
        return {name: contribution.made for name, contribution in self.chosen.items()}

    @property
    def summary(self) -> Made:
        """Inputs of the first step and outputs of the last, as if the layout were one step."""
        first = self.chosen[self.layout.steps[0].name].made
        last = self.chosen[self.layout.steps[-1].name].made
        flow = Flow(first.flow.inputs, last.flow.outputs)
        return Made(flow, first.read_by, last.made_by, last.command)

    def note(self, about: str, subject: str, reason: str, *origins: Origin) -> None:
        """Add what an auditor should see and what changes no outcome."""
        self.conclude(about, subject, "pass", reason, origins, note=True)

    def conclude(
        self,
        about: str,
        subject: str,
        outcome: Outcome,
        reason: str,
        origins: Iterable[Origin] = (),
        *,
        request: str = "",
        note: bool = False,
    ) -> None:
        """Add what was found about a step, an inspection or the layout itself."""
        places = tuple(dict.fromkeys(origins)) or (self.paper.origin,)
        found = Conclusion(
            about, subject, outcome, reason, self.paper.digest, places, request, note
        )
        self.conclusions.append(found)


def expects_statements(layout: Layout) -> bool:
    """Whether a layout asks for any statement."""
    return bool(layout.subjects) or any(step.predicates for step in layout.steps)


def layout_faults(layout: Layout, at: str) -> list[str]:
    """Why a layout cannot hold, whatever its links are."""
    faults = [] if layout.steps else ["it plans no step, so that it would allow everything"]
    expires = None if layout.expires is None else parse_time(layout.expires)
    now = parse_time(at)
    if expires is None:
        faults.append("it does not say in a readable way when it expires")
    elif now is None or expires <= now:
        faults.append(f"it expired at {layout.expires}, which is not after {at}")
    names = Counter(step.name for step in layout.steps)
    names.update(inspection.name for inspection in layout.inspections)
    doubled = sorted(name for name, count in names.items() if count > 1)
    if doubled:
        faults.append(f"it has several steps or inspections called {', '.join(doubled)}")
    if "" in names:
        faults.append("it has a step or inspection without a name")
    mixed = [s.name for s in layout.steps if s.predicates and (s.keys or s.certificates)]
    if mixed:
        told = "names signers of links beside the statements that stand in place of links"
        faults.append(f"the step {mixed[0]!r} {told}")
    return faults


def issuers_of(paper: Paper[Layout], at: str) -> CertificateAuthorities | None:
    """The certificate authorities of a layout, for the inside of its evaluation; None without."""
    layout = paper.fact
    if not any(step.certificates for step in layout.steps):
        return None
    from provenance.trust.paths import CertificateAuthorities  # slow to import, and seldom wanted

    return CertificateAuthorities(layout.roots, layout.intermediates, at, paper.digest)


def grants_of(paper: Paper[Layout], names: Mapping[bytes, str]) -> dict[str, Authority | None]:
    """The keys of a layout by the ids that it gives them; None for a kind that is not checked.

    `names` are what the trust root calls keys; another one goes by the start of its id.
    """
    roles: dict[str, list[str]] = {}
    for step in paper.fact.steps:
        for hint in (*step.keys, *(hint for one in step.predicates for hint in one.keys)):
            roles.setdefault(hint, []).append(f"step:{step.name}")
    found: dict[str, Authority | None] = {}
    for grant in paper.fact.grants:
        authority = authority_of_grant(grant, paper.digest, tuple(roles.get(grant.hint, ())))
        if authority is not None:
            name = names.get(authority.key, f"key {grant.hint[:8]}")
            authority = replace(authority, name=name)
        found[grant.hint] = authority
    return found
