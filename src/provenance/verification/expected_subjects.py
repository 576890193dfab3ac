"""Statements that a layout wants about its final outputs: about these bytes, by these signers.

A statement is about an output where one of its subjects has the digest; one that gives another
digest to an output by its exact name contradicts it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from provenance.model.build import Step
from provenance.model.origin import Origin
from provenance.model.statement import Statement
from provenance.verification.attested_steps import Post
from provenance.verification.digest_sets import Digests, compare, spell
from provenance.verification.globs import split_glob
from provenance.verification.layouts import Evaluation
from provenance.verification.outputs import final_digests
from provenance.verification.papers import Paper
from provenance.verification.staffing import Finding


def settle_subjects(evaluation: Evaluation) -> dict[str, Finding]:
    """Conclude about each expectation of a layout whose steps hold; findings by what they name."""
    finals, _ = final_digests(evaluation)
    found: dict[str, Finding] = {}
    for expected, posts in evaluation.subjects:
        label = f"subject {', '.join(expected.patterns)}"
        finding = Finding(Step(label, 1, (), (), ()), [])
        matches = [split_glob(pattern).matches for pattern in expected.patterns]
        named = {name: rows for name, rows in finals.items() if any(m(name) for m in matches)}
        if not named:
            finding.gaps.append("no final output is called so")
        for post in posts:
            _check(evaluation, post, named, finding)
        _conclude(evaluation, label, finding, len(named))
        found[f"{label} {len(found)}"] = finding
    return found


def _conclude(evaluation: Evaluation, label: str, finding: Finding, count: int) -> None:
    told = "; ".join(finding.faults or finding.gaps)
    reason = told or f"the expected statements are about each of {count} final outputs"
    request = "" if finding.outcome != "open" else f"statements about {label.partition(' ')[2]}"
    evaluation.conclude("step", label, finding.outcome, reason, finding.origins, request=request)


def _check(evaluation: Evaluation, post: Post, named: dict[str, Digests], finding: Finding) -> None:
    kind, crew = post.expected.predicate_type, post.crew
    finding.faults += [f"{kind}: {fault}" for fault in crew.faults]
    said = [
        (paper, number)
        for number, members in enumerate(crew.functionaries())
        for paper in crew.links.get(members[0].key, ())
    ]
    for paper, _ in said:
        for told, origin in _contradictions(paper, named):
            finding.faults.append(told)
            finding.origins.append(origin)
    about = _about(said)
    refused = _about([(paper, number) for number, (paper, _) in enumerate(post.refused)])
    for name, digests in named.items():
        signers = _of(about, digests)
        if len(signers) >= post.expected.threshold or crew.faults:
            continue
        against = [post.refused[number] for number in sorted(_of(refused, digests))]
        for paper, why in against[:1]:
            finding.faults.append(f"{paper.address} ({kind}) about {name!r} is refused: {why}")
            finding.origins.append(paper.origin)
        counted = f"{len(signers)} of {post.expected.threshold} statements {kind}"
        finding.gaps.append(f"{counted} by distinct keys are about {name!r}")
    finding.gaps += post.unjudged
    for remark in crew.remarks:
        evaluation.note("layout", evaluation.paper.address, remark)


_About = dict[tuple[str, str], set[int]]


def _about(said: Iterable[tuple[Paper[Statement], int]]) -> _About:
    """Numbers by every strong digest of the subjects of the papers that have them."""
    found: _About = {}
    for paper, number in said:
        for digest in (digest for row in paper.fact.subjects.digests for digest in row):
            if digest.strong:
                found.setdefault((digest.algorithm, digest.value), set()).add(number)
    return found


def _of(about: _About, digests: Digests) -> set[int]:
    return {number for d in digests for number in about.get((d.algorithm, d.value), ())}


def _contradictions(
    paper: Paper[Statement], named: dict[str, Digests]
) -> Iterator[tuple[str, Origin]]:
    subjects = paper.fact.subjects
    for row, (name, digests) in enumerate(subjects.rows()):
        if name in named and compare(digests, named[name]) == "different":
            told = f"{paper.address} gives {name!r} {spell(digests)}, not {spell(named[name])}"
            yield told, paper.said.chapter.origin(subjects.place_of(row))
