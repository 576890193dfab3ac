"""What was executed, as documents state it, and what verification concluded about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from provenance.decoding.time import parse_time
from provenance.graph.evidence import Chapter, Said
from provenance.graph.identity import Key, keys_of
from provenance.graph.proof import Output
from provenance.model.artifact import Artifact
from provenance.model.authority import Conclusion
from provenance.model.build import Build, Layout
from provenance.model.digest import Digest
from provenance.model.origin import Origin
from provenance.model.predicate import OtherPredicate
from provenance.model.statement import Statement
from provenance.questions.invocations import Invocations
from provenance.questions.named_packages import NamedPackages
from provenance.questions.packages import packages_of
from provenance.questions.places import row_origin
from provenance.trust.purposes import purpose_of_predicate

if TYPE_CHECKING:
    from datetime import datetime

    from provenance.questions.ask import Ask


class BuildInput(NamedTuple):
    """One resolved input of a build: what it is called, where it came from, what it was."""

    uri: str | None
    name: str | None
    digests: tuple[Digest, ...]
    origin: Origin
    build: Said[Build]

    @property
    def label(self) -> str:
        """How people call it."""
        return self.name or self.uri or "an input without a name"


class Builds:
    """Questions about statements, builds and layouts, as of the stated time of the audit."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    @cached_property
    def statements(self) -> tuple[Said[Statement], ...]:
        """Every in-toto statement, whoever signed it."""
        return tuple(self._ask.evidence.said(Statement))

    @staticmethod
    def is_understood(said: Said[Statement]) -> bool:
        """Whether a statement says what we can read: no predicate that was kept word by word.

        Provenance of a version that nobody knows yet says nothing about platform or inputs.
        """
        if said.chapter.facts(OtherPredicate):
            return False
        of_a_build = purpose_of_predicate(said.fact.predicate_type) == "provenance"
        return not of_a_build or bool(said.chapter.facts(Build))

    @cached_property
    def broken_statements(self) -> tuple[Chapter, ...]:
        """Documents that call themselves statements and of which none could be read."""
        return tuple(
            chapter
            for chapter in self._ask.evidence.chapters
            if chapter.document.format.startswith("in-toto Statement")
            and not chapter.facts(Statement)
        )

    @cached_property
    def all(self) -> tuple[Said[Build], ...]:
        """Every build: links and SLSA provenance alike."""
        return tuple(self._ask.evidence.said(Build))

    @cached_property
    def by_step(self) -> dict[str, list[Said[Build]]]:
        """Links by the step that they say they are for."""
        found: dict[str, list[Said[Build]]] = {}
        for said in self.all:
            if said.fact.step is not None:
                found.setdefault(said.fact.step, []).append(said)
        return found

    @cached_property
    def claimed(self) -> tuple[Said[Build], ...]:
        """Builds that say which platform ran them, with what: SLSA provenance."""
        return tuple(said for said in self.all if said.fact.step is None)

    @cached_property
    def about_packages(self) -> tuple[Said[Statement], ...]:
        """Statements about packages that say nothing of a build."""
        return tuple(
            said
            for said in self.statements
            if not said.chapter.facts(Build) and any(packages_of(said.fact.subjects))
        )

    @cached_property
    def named_packages(self) -> NamedPackages:
        """Of which packages others than the builds say that the files are."""
        return NamedPackages(self._ask)

    # -- inputs and outputs ----------------------------------------------------------------------

    @cached_property
    def inputs(self) -> tuple[BuildInput, ...]:
        """The resolved inputs of every build that lists them."""
        return tuple(entry for said in self.claimed for entry in _inputs_of(said))

    @cached_property
    def silent(self) -> tuple[Said[Build], ...]:
        """Builds that list no input at all."""
        return tuple(said for said in self.claimed if not said.fact.resolved)

    @cached_property
    def flows(self) -> frozenset[Key]:
        """Digests of everything that some build read or made."""
        found: set[Key] = set()
        for said in self.all:
            for listing in (said.fact.inputs, said.fact.outputs):
                for row in listing.digests if listing is not None else ():
                    found.update(keys_of(row))
        return frozenset(found)

    @cached_property
    def verified_inputs(self) -> frozenset[Key]:
        """Digests of everything that a verified build read."""
        return frozenset(key for entry in self._ask.proof.inputs for key in keys_of(entry.digests))

    def is_verified_output(self, artifact: Artifact) -> bool:
        """Whether a verified build made exactly these bytes, and they are a last output."""
        found = self._outputs_with(artifact)
        return any(entry.final for entry in found) and not all(map(self._is_handed_on, found))

    def only_handed_on(self, artifact: Artifact) -> bool:
        """Whether verified builds read these bytes and left them as they were, and none made them.

        Whoever may put a file into a step would else get it out as that step's product.
        """
        found = self._outputs_with(artifact)
        return bool(found) and all(map(self._is_handed_on, found))

    def _outputs_with(self, artifact: Artifact) -> list[Output]:
        outputs, agreement = self._verified_outputs, self._ask.bytes.agreement
        found = [entry for key in keys_of(artifact.digests) for entry in outputs.get(key, ())]
        others = (e for e in self._longer_outputs if agreement(artifact, e.digests) == "same")
        return [*found, *others]

    @cached_property
    def _longer_outputs(self) -> list[Output]:
        """Outputs without the digest that every delivered file has."""
        every = self._ask.proof.outputs
        return [e for e in every if all(digest.algorithm != "sha256" for digest in e.digests)]

    @cached_property
    def _verified_outputs(self) -> dict[Key, list[Output]]:
        found: dict[Key, list[Output]] = {}
        for entry in self._ask.proof.outputs:
            for key in keys_of(entry.digests):
                found.setdefault(key, []).append(entry)
        return found

    @cached_property
    def _read(self) -> frozenset[tuple[Digest, Key]]:
        """Digests of what verified builds read, with the documents that say so."""
        inputs = self._ask.proof.inputs
        return frozenset((i.origin.digest, key) for i in inputs for key in keys_of(i.digests))

    def _is_handed_on(self, entry: Output) -> bool:
        said_by = entry.origin.digest
        return any((said_by, key) in self._read for key in keys_of(entry.digests))

    # -- conclusions -----------------------------------------------------------------------------

    def concluded(self, *kinds: str) -> tuple[Conclusion, ...]:
        """What verification found about layouts, steps, inspections or delivered files."""
        found = (c for kind in kinds for c in self._ask.proof.about(kind) if not c.note)
        return tuple(dict.fromkeys(found))

    @property
    def gaps(self) -> tuple[Conclusion, ...]:
        """Gaps in the rules of layouts through which something went, by step."""
        found = (c for c in self._ask.proof.about("step") if c.note and c.outcome == "open")
        return tuple(dict.fromkeys(found))

    def failed_with(self, places: Iterable[Origin]) -> tuple[Conclusion, ...]:
        """Steps and layouts that do not hold because of one of the documents of some places."""
        documents = {place.digest for place in places}
        failed = (c for c in self.concluded("step", "layout") if c.outcome == "fail")
        return tuple(c for c in failed if documents & {origin.digest for origin in c.origins})

    @cached_property
    def unevaluated(self) -> tuple[Said[Layout], ...]:
        """Layouts about which verification concluded nothing."""
        known = {c.digest.value for c in self._ask.proof.about("layout") if c.digest is not None}
        layouts = self._ask.evidence.said(Layout)
        return tuple(said for said in layouts if said.chapter.document.digest.value not in known)

    @cached_property
    def invocations(self) -> Invocations:
        """Builds by their invocation; the policy says whether one may be stated in parts."""
        rule, name = "provenance/reused-invocation", "several-statements"
        baseline = self._ask.baseline
        earlier = () if baseline is None else baseline.builds.claimed
        return Invocations(self.claimed, bool(self._ask.parameter(rule, name, False)), earlier)

    # -- time ------------------------------------------------------------------------------------

    @property
    def at(self) -> str:
        """The stated time of the audit."""
        return self._ask.proof.at

    @staticmethod
    def time(text: str | None) -> datetime | None:
        """A time that a document states, or None where it is not one."""
        return None if text is None else parse_time(text)

    def builds_of(self, chapter: Chapter) -> Iterator[Said[Build]]:
        """Builds that made an image that a bill of materials is about."""
        images = self._ask.components.images_of(chapter)
        for said in self.claimed:
            if any(self.made(said, image) for image in images):
                yield said

    def made(self, said: Said[Build], image: Artifact) -> bool:
        """Whether a build says that it made exactly these bytes."""
        outputs = said.fact.outputs
        rows = outputs.digests if outputs is not None else ()
        return any(self._ask.bytes.agreement(image, row) == "same" for row in rows)


def _inputs_of(said: Said[Build]) -> Iterator[BuildInput]:
    listing = said.fact.inputs
    for row, entry in enumerate(said.fact.resolved or ()):
        origin = said.origin if listing is None else row_origin(said, listing, row)
        yield BuildInput(entry.uri, entry.name, entry.digests, origin, said)
