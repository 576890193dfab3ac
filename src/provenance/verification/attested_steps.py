"""Steps that are done when statements say so (in the manner of ITE-10).

- Which statement stands for which step: its predicate type, a signer of the step, and the step's
  attribute rules; a link predicate also names the step. A file name never decides.
- A statement about no artifact at all shows nothing, and one that stands for several steps is told:
  whoever signed it need not have done more than one of them.
- Of one signer every statement that fits has to be the same one: copies count once, and several
  that differ are a failure, for nobody knows which of them is meant.
- A statement of the right type and signer that a step's rules refuse is not for that step. Where
  the step lacks one and no other step of any layout takes it, it is why the step fails.
- Every signature is checked once against all keys of the layout, and never again for a step.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from provenance.model.authority import Authority
from provenance.model.build import Build, ExpectedPredicate, Step
from provenance.model.statement import Statement
from provenance.verification.attributes import Attributes
from provenance.verification.functionaries import Crew, keep, muster
from provenance.verification.layouts import Evaluation
from provenance.verification.papers import Paper
from provenance.verification.signatures import Holder, Keyring, Signatures
from provenance.verification.staffing import Finding, explain_absence, note_crew, one_of
from provenance.verification.steps import Contribution, disagreement, looked_at, made_by_link


@dataclass
class Post:
    """One expected predicate of a step, and who filled it.

    `refused` are statements whose attributes the layout does not accept, with the reason,
    `unjudged` why some could not be looked at.
    """

    expected: ExpectedPredicate
    crew: Crew
    refused: list[tuple[Paper[Statement], str]] = field(default_factory=list)
    unjudged: dict[str, None] = field(default_factory=dict)


class Signed:
    """Statements by predicate type and by who of a layout's keys signed them."""

    def __init__(
        self, statements: Iterable[Paper[Statement]], ring: Keyring, signatures: Signatures
    ) -> None:
        self._by_key: dict[tuple[str, str | None, bytes], list[_Signed]] = {}
        self._false: dict[tuple[str, bytes], list[Paper[Statement]]] = {}
        self._by_nobody: dict[str, list[Paper[Statement]]] = {}
        for paper in statements:
            self._sort(paper, ring, signatures)

    def _sort(self, paper: Paper[Statement], ring: Keyring, signatures: Signatures) -> None:
        kind = paper.fact.predicate_type
        holders: dict[bytes, Holder] = {}
        claimed: dict[bytes, None] = {}
        untried: set[bytes] = set()
        for found in paper.found:
            if not found.in_toto:
                continue
            holder = signatures.made_by(found, ring)
            if holder is not None:
                holders.setdefault(holder.authority.key, holder)
            hinted = [authority.key for authority in ring.hinted(found.said.fact.hint)]
            claimed.update(dict.fromkeys(hinted))
            untried.update(hinted if found.untried else ())
        step = _step_of(paper)
        for key, holder in holders.items():
            self._by_key.setdefault((kind, None, key), []).append((paper, holder))
            if step is not None:
                self._by_key.setdefault((kind, step, key), []).append((paper, holder))
        for key in claimed.keys() - holders.keys() - untried:
            self._false.setdefault((kind, key), []).append(paper)
        if not holders and not claimed:
            self._by_nobody.setdefault(kind, []).append(paper)

    def fill(self, post: Post, step: str | None, attributes: Attributes) -> None:
        """Give a post every statement that fits it; `step` is what a link predicate must name."""
        kind = post.expected.predicate_type
        named = step if is_link(kind) else None
        for authority in post.crew.ring.authorities:
            for paper, holder in self._by_key.get((kind, named, authority.key), ()):
                judged = attributes.judge(paper, post.expected.attributes)
                for told in judged.warnings:
                    post.crew.remark(f"{paper.address}: {told}")
                if judged.outcome == "pass":
                    keep(post.crew, paper, {authority.key: holder})
                elif judged.outcome == "fail":
                    post.refused.append((paper, judged.reason))
                else:
                    post.unjudged[judged.reason] = None
            post.crew.broken += self._false.get((kind, authority.key), ())
        post.crew.strangers = self._by_nobody.get(kind, [])


_Signed = tuple[Paper[Statement], Holder]


def is_link(kind: str) -> bool:
    """Whether a predicate type is that of links, which say for which step they are."""
    return kind.startswith("https://in-toto.io/attestation/link/")


def _step_of(paper: Paper[Statement]) -> str | None:
    """The step that a link predicate names; one that names none is for no step."""
    if not is_link(paper.fact.predicate_type):
        return None
    named = [build.step for build in paper.said.chapter.facts(Build)]
    return (named[0] or "") if len(named) == 1 else ""


# -- who stands where ------------------------------------------------------------------------------


def man_posts(
    evaluation: Evaluation,
    grants: Mapping[str, Authority | None],
    statements: Mapping[str, list[Paper[Statement]]],
    signatures: Signatures,
) -> None:
    """Find the statements for every step and subject of a layout; `statements` are by type."""
    layout = evaluation.layout
    lists = [step.predicates for step in layout.steps]
    lists += [subject.predicates for subject in layout.subjects]
    wanted = [expected for several in lists for expected in several]
    keys = dict.fromkeys(hint for expected in wanted for hint in expected.keys)
    ring = Keyring(found for hint in keys if (found := grants.get(hint)) is not None)
    kinds = dict.fromkeys(expected.predicate_type for expected in wanted)
    papers = [paper for kind in kinds for paper in statements.get(kind, ())]
    signed = Signed(papers, ring, signatures)
    for step in layout.steps:
        if step.predicates:
            posts = _posts(evaluation, step.predicates, step.name, grants, signed)
            evaluation.posts[step.name] = posts
    for subject in layout.subjects:
        posts = _posts(evaluation, subject.predicates, None, grants, signed)
        evaluation.subjects.append((subject, posts))


def _posts(
    evaluation: Evaluation,
    predicates: Iterable[ExpectedPredicate],
    step: str | None,
    grants: Mapping[str, Authority | None],
    signed: Signed,
) -> list[Post]:
    found = []
    for expected in predicates:
        planned = Step(step or "", expected.threshold, expected.keys, (), ())
        post = Post(expected, muster(planned, grants))
        signed.fill(post, step, evaluation.attributes)
        papers = (paper for several in post.crew.links.values() for paper in several)
        evaluation.accepted.update(paper.digest.value for paper in papers)
        found.append(post)
    return found


# -- whether that is enough ------------------------------------------------------------------------


def staff_by_statements(evaluation: Evaluation, step: Step) -> Finding:
    """Choose who speaks for a step by statements, or say why nobody does."""
    finding = Finding(step, [])
    attested: list[Contribution] = []
    for post in evaluation.posts[step.name]:
        own = list(_settle(evaluation, post, finding))
        attested += own[:1]
        note_crew(evaluation, post.crew, own)
    builds = [one for one in attested if _transforms(one)]
    told, origins = disagreement(builds)
    if told:
        finding.faults.append(f"its statements do not agree: {told}")
        finding.origins += origins
    _ask_for_subjects(attested, finding)
    if not finding.faults and not finding.gaps and attested:
        evaluation.chosen[step.name] = (builds or attested)[0]
        evaluation.attested[step.name] = attested
    return finding


def _ask_for_subjects(attested: Iterable[Contribution], finding: Finding) -> None:
    """A statement without a subject is about nothing, and meets whatever is asked of artifacts."""
    for one in attested:
        statement = next(iter(one.made.made_by.chapter.facts(Statement)), None)
        if statement is None or is_link(statement.predicate_type) or len(statement.subjects):
            continue
        finding.gaps.append(f"{one.by} is about no artifact")
        finding.origins.append(one.made.made_by.origin)


def remark_shared(evaluation: Evaluation) -> None:
    """Tell where one statement stands for several steps: only one of them may have been done."""
    first: dict[str, str] = {}
    for step, attested in evaluation.attested.items():
        for one in attested:
            document = one.made.made_by.chapter.document.digest.value
            other = first.setdefault(document, step)
            if other != step:
                told = f"{one.by} stands for the step {other!r} as well"
                origins = (one.made.made_by.origin, evaluation.paper.origin)
                evaluation.conclude("step", step, "open", told, origins, note=True)


def _settle(evaluation: Evaluation, post: Post, finding: Finding) -> Iterator[Contribution]:
    """What each functionary says; adds to the finding what is wrong with that."""
    crew, kind = post.crew, post.expected.predicate_type
    finding.faults += [f"{kind}: {fault}" for fault in crew.faults]
    said: list[Contribution] = []
    for members in crew.functionaries():
        papers = crew.links.get(members[0].key, [])
        own = [_contribution(crew, members[0], paper) for paper in papers]
        said += one_of(own, finding)
        contents = evaluation.attributes.contents(papers)
        if any(content != contents[0] for content in contents):
            told = " and ".join(paper.address for paper in papers[:3])
            finding.faults.append(f"one key made statements that are not the same: {told}")
            finding.origins += [paper.origin for paper in papers]
    told, origins = disagreement(said)
    if told and post.expected.threshold > 1:
        finding.faults.append(f"functionaries do not agree: {told}")
        finding.origins += origins
    elif told:
        evaluation.note("step", finding.step.name, f"functionaries do not agree: {told}", *origins)
    if len(said) < post.expected.threshold and not crew.faults:
        _explain(evaluation, post, len(said), finding)
    yield from said


def _contribution(crew: Crew, authority: Authority, paper: Paper[Statement]) -> Contribution:
    builds = list(paper.said.chapter.said(Build))
    made = made_by_link(builds[0]) if len(builds) == 1 else looked_at(paper.said)
    return Contribution(crew.holders[authority.key], made, paper.address)


def _transforms(contribution: Contribution) -> bool:
    """Whether a report is of a build: products are asked of no other."""
    return isinstance(contribution.made.made_by.fact, Build)


def _explain(evaluation: Evaluation, post: Post, count: int, finding: Finding) -> None:
    kind = post.expected.predicate_type
    refused = [
        (paper, why) for paper, why in post.refused if paper.digest.value not in evaluation.accepted
    ]
    for paper, why in refused[:3]:
        finding.faults.append(f"{paper.address} ({kind}) is refused: {why}")
        finding.origins.append(paper.origin)
    if refused:
        return
    finding.gaps += post.unjudged
    explain_absence(post.crew, f"{count} of {post.expected.threshold} statements {kind}", finding)
