"""Summaries of other verifiers, by the steps of SLSA 1.2 (verification summary, "How to verify").

1. A signer of the trust root with the role `verdict` made the signature.
2. A subject has the digest of a delivered file, or is a commit that a build here names; none that
   is called like a file has another digest.
3. The predicate type is that of version 1.
4. The signer is bound to the verifier that the summary names: a key that the trust root binds to
   no verifier leaves that open.
6. The result is PASSED.

Steps 5 and 7, the resource and the levels, are what a policy expects: questions ask them. Beyond
that, attestations on which a summary rests must be those that were delivered, and a summary among
them must hold itself, to a bounded depth. What was not delivered is open and concluded by itself,
as `summary-inputs`, because a policy may do without. A simple verification result has neither
result nor resource, and only properties that hold; a verdict of ours has no resource and no levels,
which are in the summaries beside it.

What is concluded here changes nothing for `verify`, which says whose statements hold: what a
summary is good for is a question of policy.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Final, NamedTuple

from provenance import limits
from provenance.decoding.time import parse_time
from provenance.graph.evidence import Chapter, Delivered, Evidence
from provenance.model.authority import Conclusion, Outcome
from provenance.model.build import Build
from provenance.model.digest import Digest
from provenance.model.origin import Origin
from provenance.model.predicate import Summary
from provenance.model.statement import VERDICT_TYPE, Statement
from provenance.questions.expectations import commits_of
from provenance.questions.kinds import is_of_source, is_revision
from provenance.verification.delivered import DeliveredBytes
from provenance.verification.digest_sets import Digests, spell
from provenance.verification.papers import Paper
from provenance.verification.standing import Support

_VSA: Final = "https://slsa.dev/verification_summary/"
_VERSION: Final = f"{_VSA}v1"


class _Step(NamedTuple):
    """How one step came out, and what would settle it where it is open."""

    outcome: Outcome
    reason: str
    origins: tuple[Origin, ...] = ()
    request: str = ""


class Summaries:
    """All summaries of a delivery, as of the stated time."""

    def __init__(self, evidence: Evidence, here: DeliveredBytes, at: str) -> None:
        self._evidence, self._here, self._at = evidence, here, parse_time(at)
        self._taken: dict[Digest, tuple[Paper[Statement], Support | None]] = {}
        self._known: dict[Digest, Conclusion] = {}
        self._lacking: dict[Digest, Conclusion] = {}
        self._insides: dict[Digest, list[Digest]] = {}
        self._weaknesses: dict[Digest, tuple[_Step, ...]] = {}
        self._shallow: set[Digest] = set()

    def take(self, paper: Paper[Statement], support: Support | None) -> None:
        """Keep a statement that is a summary, with who stands behind it."""
        if paper.said.chapter.facts(Summary):
            self._taken.setdefault(paper.digest, (paper, support))

    def conclude(self) -> Iterator[Conclusion]:
        """One conclusion about each summary, in the order of the delivery."""
        rests = {digest: self._rests(paper) for digest, (paper, _) in self._taken.items()}
        documents = {outer for outers in rests.values() for outer in outers}
        for _ in range(limits.SUMMARY_DEPTH):
            # A round for each level: what is left after the last is too deep, or a circle.
            known = {outer for outer in documents if self._shallow.issuperset(self._inside(outer))}
            self._shallow |= {one for one, outers in rests.items() if known.issuperset(outers)}
        for digest in self._taken:
            yield self._conclusion(digest)
            if digest in self._lacking:
                yield self._lacking[digest]

    def _conclusion(self, digest: Digest) -> Conclusion:
        """Others ask only for what is shallow, so that this calls itself a few times at most."""
        if digest in self._known:
            return self._known[digest]
        paper, support = self._taken[digest]
        steps = list(self._steps(paper, support))
        worst = next((s for s in steps if s.outcome == "fail"), None)
        worst = worst or next((s for s in steps if s.outcome == "open"), None)
        lacking = next(self._undelivered(paper), None)
        if lacking is not None:
            self._lacking[digest] = _conclude("summary-inputs", paper, lacking)
        if worst is None:
            commit = is_of_source(paper.said.chapter)
            about = "a commit that a build names" if commit else "delivered bytes"
            inputs = "" if lacking else _and_inputs(paper)
            worst = _Step("pass", f"signed for its verifier, about {about}{inputs}")
        found = self._known[digest] = _conclude("summary", paper, worst)
        return found

    def _steps(self, paper: Paper[Statement], support: Support | None) -> Iterator[_Step]:
        summary = paper.said.chapter.facts(Summary)[0]
        yield _signed(paper, support)  # 1
        yield self._subjects(paper)  # 2
        kind = paper.fact.predicate_type
        if kind.startswith(_VSA) and kind != _VERSION:  # 3
            again = f"{paper.address} as {_VERSION}"
            yield _Step("open", f"its type is {kind}, not {_VERSION}", request=again)
        yield _bound(paper, summary, support)  # 4
        if kind.startswith((_VSA, VERDICT_TYPE)) and summary.result != "PASSED":  # 6
            unknown: Outcome = "open" if summary.result == "INCONCLUSIVE" else "fail"
            again = f"a verdict about what {paper.address} left open"
            yield _Step(unknown, f"its result is {summary.result or 'missing'}", request=again)
        yield self._time(summary)
        yield from self._inputs(paper, summary)

    # -- step 2 ------------------------------------------------------------------------------------

    def _subjects(self, paper: Paper[Statement]) -> _Step:
        """All subjects are compared: one that names delivered bytes wrongly is heard."""
        listing, found = paper.fact.subjects, 0
        for row, (name, digests) in enumerate(listing.rows()):
            file = self._by_path.get(name)
            if file is not None and self._here.compare(file, digests) == "different":
                place = paper.said.chapter.origin(listing.place_of(row))
                reason = f"it is about {name} with {spell(digests)}, which was not delivered"
                return _Step("fail", reason, (place,))
            found += bool(self._here.having(digests)) or self._is_built(digests)
        if found:
            return _Step("pass", "")
        if is_of_source(paper.said.chapter):
            request = f"provenance that names the commit which {paper.address} is about"
            return _Step("open", "no subject is a commit that a build names", request=request)
        request = f"a summary about a file of this delivery, in place of {paper.address}"
        return _Step("open", "no subject is a delivered file", request=request)

    @cached_property
    def _by_path(self) -> dict[str, Delivered]:
        return {file.artifact.path: file for file in self._here.files}

    def _is_built(self, digests: Digests) -> bool:
        """Whether a subject is a commit, which is no file, and some build was made from it."""
        return is_revision(digests) and any(d.value in self._commits for d in digests)

    @cached_property
    def _commits(self) -> frozenset[str]:
        found: set[str] = set()
        for said in self._evidence.said(Build):
            found.update(filter(None, (said.fact.revision,)))
            for entry in said.fact.resolved or ():
                found.update(commits_of(entry.uri, entry.digests))
        return frozenset(found)

    # -- what it rests on --------------------------------------------------------------------------

    def _time(self, summary: Summary) -> _Step:
        when = parse_time(summary.verified_at or "")
        if when is None or self._at is None or when <= self._at:
            return _Step("pass", "")
        return _Step("fail", f"it was verified at {summary.verified_at}, after the time of audit")

    def _inputs(self, paper: Paper[Statement], summary: Summary) -> Iterator[_Step]:
        listing = summary.inputs
        for row, (name, digests) in enumerate(listing.rows() if listing is not None else ()):
            place = paper.said.chapter.origin(listing.place_of(row) if listing else "")
            chapters = self._delivered(digests)
            if chapters or self._here.having(digests):
                for found in self._weak(chapters[0].document.digest) if chapters else ():
                    yield found._replace(origins=(place, *found.origins))
                continue
            file = self._named(name)
            if file is not None and self._here.compare(file, digests) == "different":
                path = file.artifact.path
                reason = f"it rests on {name} with {spell(digests)}, and {path} has another digest"
                yield _Step("fail", reason, (place,))

    def _undelivered(self, paper: Paper[Statement]) -> Iterator[_Step]:
        """What a summary rests on and nobody delivered; its own before that of others."""
        listing = paper.said.chapter.facts(Summary)[0].inputs
        rows = list(listing.rows()) if listing is not None else []
        missing = [
            f"{name or 'an attestation'}, {spell(digests)}"
            for name, digests in rows
            if not self._delivered(digests) and not self._here.having(digests)
        ]
        if missing:
            more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
            reason = f"it rests on attestations that were not delivered: {missing[0]}{more}"
            yield _Step("open", reason, request=f"{missing[0]}{more}, on which it rests")
        for outer in self._rests(paper):
            found = next(
                (self._lacking[d] for d in self._inside(outer) if d in self._lacking), None
            )
            if found is not None:
                reason = f"it rests on {found.subject}, of which: {found.reason}"
                yield _Step("open", reason, found.origins, found.request)
                return

    def _delivered(self, digests: Digests) -> tuple[Chapter, ...]:
        """The document that has all stated digests, as far as they can be compared."""
        known = self._evidence.chapters_by_digest
        for digest in digests:
            plain = Digest(digest.algorithm, digest.value, "file")
            if digest.strong and plain in known:
                files = self._here.having((plain,))
                agree = all(self._here.compare(file, digests) == "same" for file in files)
                return known[plain] if agree else ()
        return ()

    def _named(self, name: str) -> Delivered | None:
        """The delivered file that a URI or name means by its last part."""
        files = self._by_name.get(name.rstrip("/").rpartition("/")[2], ())
        return files[0] if len(files) == 1 else None

    @cached_property
    def _by_name(self) -> dict[str, list[Delivered]]:
        found: dict[str, list[Delivered]] = {}
        for file in self._here.files:
            found.setdefault(file.artifact.path.rpartition("/")[2], []).append(file)
        return found

    def _rests(self, paper: Paper[Statement]) -> tuple[Digest, ...]:
        """The delivered documents on which a summary rests directly."""
        listing = paper.said.chapter.facts(Summary)[0].inputs
        rows = listing.digests if listing is not None else ()
        found = (chapter.document.digest for row in rows for chapter in self._delivered(row)[:1])
        return tuple(dict.fromkeys(found))

    def _weak(self, outer: Digest) -> tuple[_Step, ...]:
        """Why a document is nothing to rest on: the first of its summaries that fails, or is open.

        Thousands of summaries may rest on one document of thousands, which is gone over once.
        """
        if outer not in self._weaknesses:
            found: dict[Outcome, _Step] = {}
            for digest in self._inside(outer):
                step = self._weakness(digest)
                found.setdefault(step.outcome, step)
            found.pop("pass", None)
            self._weaknesses[outer] = tuple(found.values())
        return self._weaknesses[outer]

    def _weakness(self, digest: Digest) -> _Step:
        """A summary on which others rest holds itself."""
        if digest not in self._shallow:
            reason = f"it rests on more than {limits.SUMMARY_DEPTH} summaries in a row"
            return _Step("open", reason, (), "a summary that rests on fewer others")
        found = self._conclusion(digest)
        reason = f"it rests on {found.subject}, of which: {found.reason}"
        return _Step(found.outcome, reason, found.origins, found.request)

    def _inside(self, outer: Digest) -> list[Digest]:
        """The summaries in a document: itself, or what its envelopes hold."""
        if outer not in self._insides:
            pending = [outer]
            found = dict.fromkeys(pending)
            while pending:
                inner = [d for d in self._evidence.inside.get(pending.pop(), ()) if d not in found]
                found |= dict.fromkeys(inner)
                pending += inner
            self._insides[outer] = [digest for digest in found if digest in self._taken]
        return self._insides[outer]


def _signed(paper: Paper[Statement], support: Support | None) -> _Step:
    if support is not None and support.enough:
        return _Step("pass", "")
    reason = support.reason if support is not None and paper.found else "it is not signed"
    outcome: Outcome = "open" if support is None else support.outcome
    wanted = "a signature" if support is None else support.request
    return _Step(outcome, reason, request=f"{paper.address} with {wanted}")


def _bound(paper: Paper[Statement], summary: Summary, support: Support | None) -> _Step:
    if summary.verifier is None:
        return _Step("fail", "it does not say who verified")
    if support is None or not support.enough:
        return _Step("pass", "")  # step 1 has said why
    bound = [h for h in support.holders if h.authority.verifier == summary.verifier]
    if len(bound) >= support.needed:
        return _Step("pass", "")
    names = ", ".join(sorted({holder.authority.name for holder in support.holders}))
    reason = f"nobody says that {names} may sign for the verifier {summary.verifier}"
    request = f"from the owner of the trust root: for which verifier {names} may sign"
    return _Step("open", reason, request=request)


def _conclude(about: str, paper: Paper[Statement], step: _Step) -> Conclusion:
    origins = (paper.said.chapter.origin("/predicate"), *step.origins)
    return Conclusion(
        about,
        paper.address,
        step.outcome,
        step.reason,
        paper.digest,
        tuple(dict.fromkeys(origins)),
        step.request,
        note=True,
    )


def _and_inputs(paper: Paper[Statement]) -> str:
    summary = paper.said.chapter.facts(Summary)[0]
    count = len(summary.inputs) if summary.inputs is not None else 0
    return f" and {count} delivered attestations" if count else ""
