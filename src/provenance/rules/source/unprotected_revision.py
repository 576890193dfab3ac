"""The revision that was built has the required level of the SLSA source track, on an allowed ref.

*Why it matters.* Provenance says which commit was built, and nothing of how it came to be there:
whether history can be rewritten, who reviewed it, whether it ever was on a protected branch. A
summary of the source track says that, and only about one commit of one repository.

*Fix.* Let the source control system issue source summaries, deliver the one of the commit that was
built, and set `level` (2 where nothing is set) and `refs`, such as `refs/heads/main`.

*References*

- SLSA 1.2, source track, source verification summary attestation [read]
- OSPS Baseline QA-07 [general knowledge]
"""

from __future__ import annotations

from collections.abc import Iterable

from provenance.graph.evidence import Said
from provenance.model.build import Build
from provenance.model.finding import Observation
from provenance.model.predicate import Summary
from provenance.questions.ask import Ask
from provenance.questions.expectations import repository_of
from provenance.questions.globs import text_matches
from provenance.questions.places import cite
from provenance.questions.summaries import level_of_source

LEVEL = "warning"
NEEDS = "source"
PARAMETERS = {"level": "number", "refs": "texts"}

_RULE = "source/unprotected-revision"
_ENOUGH = 2


def subjects(ask: Ask) -> Iterable[Said[Build]]:
    """Every build that says where it ran."""
    return ask.builds.claimed


def judge(ask: Ask, subject: Said[Build]) -> Observation | None:
    """Pass where one summary about exactly this commit suffices."""
    build = subject.fact
    if build.revision is None or build.source is None:
        detail = "it names no commit" if build.source else "it names no repository"
        request = (
            f"provenance that names repository and commit, in place of {cite(subject.chapter)}"
        )
        message = "nobody knows which revision was built"
        return Observation("open", message, detail, (subject.origin,), request)
    repository = repository_of(build.source)
    about = ask.summaries.of_revision(build.revision)
    found = [s for s in about if repository_of(s.fact.resource or "") == repository]
    seen = [_judge_summary(ask, subject, summary) for summary in found]
    if any(one is None for one in seen):
        return None
    failed = [one for one in seen if one is not None and one.outcome == "fail"]
    others = [one for one in seen if one is not None]
    if failed or others:
        return (failed or others)[0]
    request = f"a source summary about {build.revision} of {build.source}"
    detail = f"{build.revision} of {build.source}"
    message = "no source summary is about the revision that was built"
    return Observation("open", message, detail, (subject.origin,), request)


def _judge_summary(ask: Ask, build: Said[Build], said: Said[Summary]) -> Observation | None:
    origins = (said.origin, build.origin)
    unproven = ask.summaries.unproven(said)
    if unproven is not None:
        request = unproven.request or f"a source summary in place of {cite(said.chapter)}"
        places = tuple(dict.fromkeys((*origins, *unproven.origins)))
        return Observation(
            unproven.outcome, "its source summary does not hold", unproven.detail, places, request
        )
    level, wanted = level_of_source(said.fact), ask.parameter(_RULE, "level", _ENOUGH)
    if level < wanted:
        detail = f"level {level} of the source track; {wanted} is asked for"
        return Observation("fail", "the level of its source does not suffice", detail, origins)
    refs = ask.parameter(_RULE, "refs", [])
    if not refs or any(text_matches(ref, has) for ref in refs for has in said.fact.refs):
        return None
    if not said.fact.refs:
        request = f"a source summary with sourceRefs, in place of {cite(said.chapter)}"
        message = "nobody says which ref the revision was on"
        return Observation("open", message, "it has no sourceRefs", origins, request)
    detail = f"{', '.join(said.fact.refs)}, not {' or '.join(refs)}"
    return Observation("fail", "the revision is on no allowed ref", detail, origins)
