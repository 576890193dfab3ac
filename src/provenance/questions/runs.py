"""Which runs made the images, and what is odd about them beside one another and the baseline.

Only verified builds count here: anybody can write of a run. What is odd is not wrong by itself; an
image of another run, or a statement that was delivered before, may be there for a good reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from provenance.graph.evidence import Said
from provenance.graph.identity import Key, keys_of
from provenance.model.artifact import Artifact
from provenance.model.build import Build
from provenance.model.predicate import Summary
from provenance.questions.baseline import verified_builds
from provenance.questions.expectations import repository_of

if TYPE_CHECKING:
    from provenance.questions.ask import Ask


class Older(NamedTuple):
    """An image that was built before the one of that name in the baseline."""

    path: str
    built: str
    before: str


class Runs:
    """Questions about runs of builds, as verified statements tell of them."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._made = _makers(ask)

    def of(self, image: Artifact) -> tuple[Said[Build], ...]:
        """Verified builds that made exactly these bytes and name their run."""
        made = (said for key in keys_of(image.digests) for said in self._made.get(key, ()))
        return tuple({id(said.fact): said for said in made if said.fact.invocation}.values())

    def apart(self) -> tuple[tuple[str, str], ...]:
        """Images with the run that made each, where nothing is common to all; else nothing.

        Several runs at one commit of one repository are the jobs of one release.
        """
        made = [(image.path, self.of(image)) for image in self._ask.images]
        known = [(path, found) for path, found in made if found]
        common = [{_release(said.fact) or _run(said) for said in found} for _, found in known]
        if len(known) < 2 or set.intersection(*common):
            return ()
        return tuple((path, _run(found[0])) for path, found in known)

    @cached_property
    def told(self) -> tuple[tuple[str, str], ...]:
        """Images of which a run is told, each with the first one that made it."""
        return tuple(
            (image.path, _run(said)) for image in self._ask.images for said in self.of(image)[:1]
        )

    def again(self) -> tuple[str, ...]:
        """Statements of the baseline that were delivered again, about nothing that is here."""
        baseline = self._ask.baseline
        if baseline is None:
            return ()
        before = {said.chapter.document.digest for said in baseline.builds.claimed}
        here = {key for file in self._ask.evidence.artifacts for key in keys_of(file.digests)}
        return tuple(
            said.chapter.document.address
            for said in self._ask.builds.claimed
            if said.chapter.document.digest in before and here.isdisjoint(_keys_made(said))
        )

    def judged_by(self) -> Iterator[tuple[str, str]]:
        """By which policies we judged the baseline, and when, as summaries of ours in it say."""
        baseline, own = self._ask.baseline, self._ask.policy.verifier
        for said in baseline.builds.statements if baseline is not None and own else ():
            if baseline is None or not baseline.signatures.is_vouched_statement(said):
                continue
            for summary in said.chapter.facts(Summary):
                digests = () if summary.policy is None else summary.policy.digests
                if summary.verifier == own:
                    day = (summary.verified_at or "an unknown day")[:10]
                    yield from ((d.value, day) for d in digests if d.algorithm == "sha256")

    def was_told_of(self, image: Artifact) -> bool:
        """Whether the baseline has verified provenance for its file of that name."""
        earlier, baseline = self._earlier.get(image.path), self._ask.baseline
        if earlier is None or baseline is None:
            return False
        return baseline.builds.is_verified_output(earlier)

    def older(self) -> Iterator[Older]:
        """Images whose builds ended before those that made the file of that name before."""
        baseline = self._ask.baseline
        for image in self._ask.images if baseline is not None else ():
            earlier = self._earlier.get(image.path)
            if baseline is None or earlier is None or earlier.digest == image.digest:
                continue
            now, then = self._ended(self.of(image)), self._ended(baseline.runs.of(earlier))
            if now and then and max(now)[0] < min(then)[0]:
                yield Older(image.path, max(now)[1], min(then)[1])

    @cached_property
    def _earlier(self) -> dict[str, Artifact]:
        baseline = self._ask.baseline
        files = () if baseline is None else baseline.evidence.artifacts
        return {file.path: file for file in files}

    def _ended(self, builds: tuple[Said[Build], ...]) -> list[tuple[float, str]]:
        found = []
        for said in builds:
            text = said.fact.finished or said.fact.started
            when = self._ask.builds.time(text)
            if text is not None and when is not None:
                found.append((when.timestamp(), text))
        return found


def _makers(ask: Ask) -> dict[Key, list[Said[Build]]]:
    found: dict[Key, list[Said[Build]]] = {}
    for said in verified_builds(ask):
        for key in _keys_made(said):
            found.setdefault(key, []).append(said)
    return found


def _keys_made(said: Said[Build]) -> list[Key]:
    outputs = said.fact.outputs
    return [key for row in (outputs.digests if outputs is not None else ()) for key in keys_of(row)]


def _release(build: Build) -> str | None:
    """What the jobs of one release have in common, where they state it."""
    if build.source is None or build.revision is None:
        return None
    return f"{repository_of(build.source)}@{build.revision}"


def _run(said: Said[Build]) -> str:
    build = said.fact
    invocation = build.invocation or ""
    platform = build.platform or ""
    return invocation if "://" in invocation or not platform else f"{invocation} on {platform}"
