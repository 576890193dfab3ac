"""What other verifiers found, beside what a policy expects of it.

Steps are those of SLSA 1.2 (verification summary, "How to verify"). Verification has taken 1 to 4
and 6; here are 5, that the resource is the expected one, and 7, that the levels suffice, and what a
policy asks beyond them: how old a summary may be, and by which policy it was made.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from provenance.decoding.time import parse_time
from provenance.graph.evidence import Chapter, Said
from provenance.model.artifact import Artifact
from provenance.model.authority import Conclusion, Outcome
from provenance.model.digest import Digest
from provenance.model.finding import Observation
from provenance.model.predicate import Summary
from provenance.model.statement import VERDICT_TYPE, Statement
from provenance.questions.expectations import is_configured_from, repository_of
from provenance.questions.kinds import is_of_source
from provenance.questions.packages import is_expected_package
from provenance.questions.places import cite

if TYPE_CHECKING:
    from provenance.questions.ask import Ask

RULE: Final = "provenance/invalid-verification-summary"

_LEVEL: Final = re.compile(r"(SLSA_[A-Z0-9_]+_LEVEL_)([0-4])")
"""Levels that SLSA has or had: a higher one is nobody's, and stands for no other."""


class Summaries:
    """Questions about summaries, as of the stated time of the audit."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    @cached_property
    def all(self) -> tuple[Said[Summary], ...]:
        """Every summary, whoever signed it."""
        return tuple(self._ask.evidence.said(Summary))

    @cached_property
    def _concluded(self) -> dict[Digest, Conclusion]:
        found = self._ask.proof.about("summary")
        return {one.digest: one for one in found if one.digest is not None}

    def concluded(self, chapter: Chapter) -> Conclusion | None:
        """What verification found about the summary of a document."""
        return self._concluded.get(chapter.document.digest)

    def shortfall(self, said: Said[Summary]) -> Observation | None:
        """The first step that a summary does not pass: a contradiction, or else what is open."""
        found = [one for one in self._steps(said) if one is not None]
        failed = (one for one in found if one.outcome == "fail")
        return next(failed, found[0] if found else None)

    def _steps(self, said: Said[Summary]) -> Iterator[Observation | None]:
        yield self.unproven(said)  # 1 to 4, 6
        if not self._ask.parameter(RULE, "accept-undelivered", False):
            yield self._undelivered(said)
        yield self._resource(said)  # 5
        yield self._levels(said)  # 7
        yield self._age(said)
        yield self._policy(said)

    def unproven(self, said: Said[Summary]) -> Observation | None:
        """What verification does not hold of a summary."""
        found = self.concluded(said.chapter)
        if found is None:
            message = "it is in no statement that somebody could sign"
            request = f"{cite(said.chapter)} in a signed statement"
            return Observation("open", message, "a summary alone", request=request)
        if found.outcome == "pass":
            return None
        message = "the summary does not hold"
        if found.outcome == "open":
            message = "nothing shows that the summary holds"
        request = self._ask.signatures.or_keys(found.request)
        return Observation(found.outcome, message, found.reason, found.origins, request)

    def _undelivered(self, said: Said[Summary]) -> Observation | None:
        """What a summary rests on and nobody here can look at."""
        found = self._ask.once(_lacking).get(said.chapter.document.digest)
        if found is None:
            return None
        message = "nothing shows that the summary holds"
        return Observation("open", message, found.reason, found.origins, found.request)

    # -- step 5 ------------------------------------------------------------------------------------

    def _resource(self, said: Said[Summary]) -> Observation | None:
        summary = said.fact
        if summary.resource is None:
            return None  # a simple result has none; in another summary that is a defect
        message = "it is about another resource than the policy expects"
        expected, fits = self._expected(said)
        if fits:
            return None
        if expected:
            detail = f"{summary.resource!r}, not {expected}"
            return Observation("fail", message, detail, (said.origin,))
        detail = f"{summary.resource!r}, and the policy names no resource"
        request = f"from the author of the policy: whether {summary.resource!r} is the product"
        return Observation("open", "nobody says which resource is expected", detail, (), request)

    def _expected(self, said: Said[Summary]) -> tuple[str, bool]:
        """What a policy expects, for people; and whether the resource of a summary is that."""
        expect, resource = self._ask.policy.expect, said.fact.resource or ""
        if is_of_source(said.chapter):
            if expect.sources is not None:
                told = " or ".join(expect.sources)
                return told or "any source", is_configured_from(resource, expect.sources)
            built = {repository_of(said.fact.source or "") for said in self._ask.builds.claimed}
            return "", repository_of(resource) in built - {None}
        named: list[str] = self._ask.parameter(RULE, "resources", [])
        wanted = named or expect.packages or ()
        fits = bool(resource) and is_expected_package(resource, wanted)
        # What a policy calls its product need be no URI: it acquits, and does not accuse.
        as_product = not named and bool(resource) and resource == self._ask.policy.product
        return " or ".join(wanted), fits or as_product or (not wanted and self._is_path(said))

    def _is_path(self, said: Said[Summary]) -> bool:
        """Whether its resource is the path of the one image that it is about, as in ours."""
        rows = [row for one in said.chapter.facts(Statement) for row in one.subjects.digests]
        images = [image for row in rows for image in self._ask.bytes.images_with(row)]
        return any(quote(image.path) == said.fact.resource for image in images)

    # -- step 7 ------------------------------------------------------------------------------------

    def _levels(self, said: Said[Summary]) -> Observation | None:
        message, summary = "its levels do not suffice", said.fact
        if "FAILED" in summary.levels:
            return Observation("fail", message, "it has the level FAILED")
        if _is_own(said):
            return None  # they are in the summaries beside a verdict
        if is_of_source(said.chapter):
            return None  # the levels of revisions are a question of its own
        wanted = self._ask.parameter(RULE, "levels", [])
        lacks = [
            level for level in wanted if not any(_reaches(has, level) for has in summary.levels)
        ]
        if not lacks:
            return None
        has = ", ".join(summary.levels) or "none"
        return Observation("fail", message, f"{', '.join(lacks)} is asked for, and it has {has}")

    # -- what a policy asks beyond that ------------------------------------------------------------

    def _age(self, said: Said[Summary]) -> Observation | None:
        days: int | None = self._ask.parameter(RULE, "max-age", None)
        if days is None:
            return None
        when, now = parse_time(said.fact.verified_at or ""), parse_time(self._ask.proof.at)
        if when is None or now is None:
            detail = "it does not say when it was verified"
            request = f"a summary with its time, in place of {cite(said.chapter)}"
            return Observation(
                "open", "nobody knows how old it is", detail, (said.origin,), request
            )
        if now - when <= timedelta(days=min(days, 999_999)):
            return None
        detail = f"verified at {said.fact.verified_at}, more than {days} days ago"
        return Observation("fail", "it is too old", detail, (said.origin,))

    def _policy(self, said: Said[Summary]) -> Observation | None:
        """Another policy, or another version of it, asked other things."""
        wanted: list[str] = self._ask.parameter(RULE, "policies", [])
        policy = said.fact.policy
        if not wanted:
            return None
        names = () if policy is None else (policy.uri, *map(str, policy.digests))
        if any(name in wanted for name in names):
            return None
        told = ", ".join(name for name in names if name) or "a policy without a name"
        outcome: Outcome = "fail" if any(names) else "open"
        request = f"a summary by one of {', '.join(wanted)}, in place of {cite(said.chapter)}"
        message = "it was made by a policy that nobody expects"
        return Observation(outcome, message, told, (said.origin,), request)

    # -- images ------------------------------------------------------------------------------------

    def covers(self, image: Artifact) -> bool:
        """Whether some summary is about exactly these bytes."""
        return image.path in self._covered

    @cached_property
    def _covered(self) -> frozenset[str]:
        summaries = (said for said in self.all if not _is_own(said))
        statements = (one for said in summaries for one in said.chapter.facts(Statement))
        rows = (row for one in statements for row in one.subjects.digests)
        return frozenset(image.path for row in rows for image in self._ask.bytes.images_with(row))

    # -- revisions ---------------------------------------------------------------------------------

    @cached_property
    def _by_revision(self) -> dict[str, list[Said[Summary]]]:
        found: dict[str, list[Said[Summary]]] = {}
        for said in self.all:
            for stated in said.chapter.facts(Statement) if is_of_source(said.chapter) else ():
                rows = stated.subjects.digests
                commits = {d.value for row in rows for d in row if d.scope == "source"}
                for commit in sorted(commits):
                    found.setdefault(commit, []).append(said)
        return found

    def of_revision(self, revision: str) -> tuple[Said[Summary], ...]:
        """Summaries of the source track about a commit."""
        return tuple(self._by_revision.get(revision, ()))


def _is_own(said: Said[Summary]) -> bool:
    """Whether it is a verdict of this project, and no summary that others know."""
    return any(one.predicate_type == VERDICT_TYPE for one in said.chapter.facts(Statement))


def _lacking(ask: Ask) -> dict[Digest, Conclusion]:
    found = ask.proof.about("summary-inputs")
    return {one.digest: one for one in found if one.digest is not None}


def _reaches(has: str, wanted: str) -> bool:
    """Whether a level is the wanted one, or a higher one of the same track."""
    if has == wanted:
        return True
    one, other = _LEVEL.fullmatch(has), _LEVEL.fullmatch(wanted)
    return (
        one is not None
        and other is not None
        and one[1] == other[1]
        and int(one[2]) >= int(other[2])
    )


def level_of_source(summary: Summary) -> int:
    """The number of the highest level of the source track that a summary states; 0 for none."""
    found = (_LEVEL.fullmatch(level) for level in summary.levels)
    return max((int(m[2]) for m in found if m and m[1] == "SLSA_SOURCE_LEVEL_"), default=0)
