"""The agenda of layouts: from those that the trust root signs down to sublayouts, and back up.

- Whoever the trust root gives the role `layout` may sign a layout, `[role.layout]` says how many.
- The keys that a layout grants count inside its evaluation only: each evaluation checks links and
  sublayouts with its own keys, and what they sign elsewhere is a stranger's.
- Layouts are opened breadth first, and settled once everything that they wait for is. A layout that
  lies too deep is not followed, one that is inside itself never settles and fails.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from provenance import limits
from provenance.model.authority import Authority
from provenance.model.build import Build, Layout
from provenance.verification.attributes import Attributes
from provenance.verification.functionaries import Crew, collect, muster
from provenance.verification.layouts import (
    Evaluation,
    expects_statements,
    grants_of,
    issuers_of,
    layout_faults,
)
from provenance.verification.papers import Folder, Paper, Papers, nearest_to, prefer
from provenance.verification.parameters import UnknownParameterError, substitute
from provenance.verification.settling import settle
from provenance.verification.signatures import Holder, Keyring, Signatures
from provenance.verification.standing import Standing


class Agenda:
    """Every evaluation of a layout, in the order in which they were settled."""

    def __init__(self, papers: Papers, signatures: Signatures, standing: Standing) -> None:
        self._papers, self._signatures, self._standing = papers, signatures, standing
        self._opened: dict[tuple[str, Folder], Evaluation] = {}
        self._attributes = Attributes()
        self._accepted: set[str] = set()
        self.settled: list[Evaluation] = []

    def run(self, parameters: Mapping[str, str]) -> list[Evaluation]:
        """Evaluate all layouts that the trust root vouches for, and what they delegate to."""
        roots = [paper for paper in self._papers.layouts if self._standing.of(paper).enough]
        waiting: deque[Evaluation] = deque()
        for paper in roots:
            holders = self._standing.of(paper).holders
            evaluation = self._evaluation(paper, holders)
            _fill(evaluation, parameters)
            self._opened[paper.digest.value, ()] = evaluation
            waiting.append(evaluation)
        while waiting:
            waiting.extend(self._open(waiting.popleft(), roots))
        self._settle_all()
        return self.settled

    def _evaluation(
        self,
        paper: Paper[Layout],
        holders: tuple[Holder, ...],
        chain: Folder = (),
        above: Evaluation | None = None,
    ) -> Evaluation:
        depth = 0 if above is None else above.depth + 1
        shared = self._attributes, self._accepted
        return Evaluation(paper, paper.fact, holders, chain, depth, above, *shared)

    # -- down: whom a layout believes, and what they signed ----------------------------------------

    def _open(self, evaluation: Evaluation, roots: Sequence[Paper[Layout]]) -> list[Evaluation]:
        """Collect what each step has; returns sublayouts that are seen for the first time."""
        evaluation.faults += layout_faults(evaluation.layout, self._standing.at)
        if evaluation.faults:
            return []
        grants = grants_of(evaluation.paper, self._standing.names)
        issuers = issuers_of(evaluation.paper, self._standing.at)
        for fault in () if issuers is None else issuers.faults:
            evaluation.note("layout", evaluation.paper.address, fault)
        for step in evaluation.layout.steps:
            crew = muster(step, grants, issuers)
            if not step.predicates:
                collect(crew, self._links_for(crew), self._signatures)
            evaluation.crews[step.name] = crew
        if expects_statements(evaluation.layout):
            from provenance.verification.attested_steps import man_posts  # most ask for none

            statements = self._papers.statements_by_type
            man_posts(evaluation, grants, statements, self._signatures)
        opened = []
        if sum(len(paper.paths) for paper in self._papers.layouts) > 1:
            opened = self._delegate(evaluation, grants, roots)
        self._choose_by_folder(evaluation, roots)
        return opened

    def _links_for(self, crew: Crew) -> Sequence[Paper[Build]]:
        if crew.issuers is not None:
            return self._papers.links_by_step.get(crew.step.name, ())
        hints = (hint for authority in crew.ring.authorities for hint in authority.hints)
        return self._papers.links_for(crew.step.name, hints)

    def _choose_by_folder(self, evaluation: Evaluation, roots: Sequence[Paper[Layout]]) -> None:
        """Where links of one step by one key differ, folders may tell whose they are."""
        doubled = [
            c for c in evaluation.crews.values() if any(len(p) > 1 for p in c.links.values())
        ]
        handed = {name for name, _ in evaluation.delegations}
        if not doubled and not handed:
            return
        inner = frozenset(
            f"{step.name}.{hint[:8]}" for step in evaluation.layout.steps for hint in step.keys
        )
        nearest = None if evaluation.depth else nearest_to(evaluation.paper, roots)
        for crew in evaluation.crews.values():
            for key, papers in crew.links.items():
                if (crew.step.name, key) in evaluation.delegations:
                    papers = [paper for paper in papers if not paper.inside(inner)]
                crew.links[key] = prefer(papers, evaluation.chain, inner, nearest)

    # -- sublayouts --------------------------------------------------------------------------------

    def _delegate(
        self,
        evaluation: Evaluation,
        grants: Mapping[str, Authority | None],
        roots: Sequence[Paper[Layout]],
    ) -> list[Evaluation]:
        """Layouts that a functionary signed, for the steps whose link they stand for.

        One whose file name says for which step it stands comes before those that do not tell.
        """
        ring = Keyring(authority for authority in grants.values() if authority is not None)
        steps = _steps_by_key(evaluation)
        believed = {paper.digest for paper in roots}
        named: dict[_Place, list[_Offer]] = {}
        unnamed: dict[_Place, list[_Offer]] = {}
        for paper in self._layouts_for(evaluation, ring):
            makers = self._makers(evaluation, paper, ring)
            hinted = evaluation.crews.keys() & set(paper.step_names)
            if makers and (hinted or paper.digest not in believed):
                for place in _places(evaluation, makers, hinted, steps):
                    offers = named if hinted else unnamed
                    offers.setdefault(place, []).append((makers[place[1]], paper))
        opened = []
        for (step, _), candidates in {**unnamed, **named}.items():
            for holder, paper in candidates:
                opened += self._hand_over(evaluation, step, holder, paper)
        return opened

    def _layouts_for(self, evaluation: Evaluation, ring: Keyring) -> Sequence[Paper[Layout]]:
        if any(crew.issuers is not None for crew in evaluation.crews.values()):
            return self._papers.layouts
        return self._papers.layouts_for(h for one in ring.authorities for h in one.hints)

    def _makers(
        self, evaluation: Evaluation, paper: Paper[Layout], ring: Keyring
    ) -> dict[bytes, Holder]:
        holders = [self._signatures.made_by(f, ring) for f in paper.found if f.in_toto]
        if any(found.said.fact.chain for found in paper.found):
            certifying = [crew for crew in evaluation.crews.values() if crew.issuers is not None]
            holders += [c.maker(f, self._signatures) for c in certifying for f in paper.found]
        return {holder.authority.key: holder for holder in holders if holder is not None}

    def _hand_over(
        self, evaluation: Evaluation, step: str, holder: Holder, paper: Paper[Layout]
    ) -> list[Evaluation]:
        barred = self._bar(evaluation, paper)
        if barred:
            evaluation.barred.setdefault(step, []).append(f"{paper.address} {barred}")
            return []
        chain = self._chain(evaluation, step, holder.authority)
        known = self._opened.get((paper.digest.value, chain))
        inner = known or self._evaluation(paper, (holder,), chain, evaluation)
        self._opened[paper.digest.value, chain] = inner
        handed = evaluation.delegations.setdefault((step, holder.authority.key), [])
        handed.append((holder, inner))
        return [] if known else [inner]

    def _bar(self, evaluation: Evaluation, paper: Paper[Layout]) -> str:
        if any(above.paper.digest == paper.digest for above in _line(evaluation)):
            return "stands for a step of a layout that is inside it, and was not followed"
        if evaluation.depth >= limits.SUBLAYOUT_DEPTH:
            return f"lies more than {limits.SUBLAYOUT_DEPTH} layouts deep, and was not followed"
        if len(self._opened) >= limits.LAYOUT_EVALUATIONS:
            return f"was not followed: {limits.LAYOUT_EVALUATIONS} layouts were evaluated already"
        return ""

    def _chain(self, evaluation: Evaluation, step: str, authority: Authority) -> Folder:
        """The folders in which links of a sublayout lie, as far as such folders exist at all."""
        for hint in authority.hints:
            chain = (*evaluation.chain, f"{step}.{hint[:8]}")
            for start in range(len(chain)):
                if chain[start:] in self._papers.folder_tails and chain[-1:]:
                    return chain[start:]
        return ()

    # -- up: each layout once all that it waits for is settled -------------------------------------

    def _settle_all(self) -> None:
        pending = {id(e): _distinct_inner(e) for e in self._opened.values()}
        waiters: dict[int, list[Evaluation]] = {}
        for evaluation in self._opened.values():
            for inner in pending[id(evaluation)]:
                waiters.setdefault(inner, []).append(evaluation)
        ready = deque(e for e in self._opened.values() if not pending[id(e)])
        while ready:
            evaluation = ready.popleft()
            settle(evaluation)
            self.settled.append(evaluation)
            for waiter in waiters.get(id(evaluation), ()):
                pending[id(waiter)].discard(id(evaluation))
                if not pending[id(waiter)]:
                    ready.append(waiter)
        for evaluation in self._opened.values():
            if pending[id(evaluation)]:
                evaluation.faults.append("it waits for layouts that wait for each other")
                settle(evaluation)
                self.settled.append(evaluation)


_Place = tuple[str, bytes]
"""A step and the material of one of its keys."""

_Offer = tuple[Holder, Paper[Layout]]


def _steps_by_key(evaluation: Evaluation) -> dict[bytes, list[str]]:
    found: dict[bytes, list[str]] = {}
    for name, crew in evaluation.crews.items():
        for authority in crew.ring.authorities:
            found.setdefault(authority.key, []).append(name)
    return found


def _places(
    evaluation: Evaluation,
    makers: Mapping[bytes, Holder],
    hinted: AbstractSet[str],
    steps: Mapping[bytes, Sequence[str]],
) -> Iterator[_Place]:
    """Steps for which a layout may stand: those that its name says, else those without a link."""
    for key in makers:
        certified = (
            name
            for name, crew in evaluation.crews.items()
            if crew.certified and any(one.key == key for one in crew.certified.values())
        )
        for name in dict.fromkeys((*steps.get(key, ()), *certified)):
            if name in hinted if hinted else key not in evaluation.crews[name].links:
                yield name, key


def _fill(evaluation: Evaluation, parameters: Mapping[str, str]) -> None:
    try:
        evaluation.layout = substitute(evaluation.paper.fact, parameters)
    except UnknownParameterError as error:
        evaluation.faults.append(str(error))


def _line(evaluation: Evaluation | None) -> Iterator[Evaluation]:
    while evaluation is not None:
        yield evaluation
        evaluation = evaluation.above


def _distinct_inner(evaluation: Evaluation) -> set[int]:
    return {id(inner) for several in evaluation.delegations.values() for _, inner in several}
