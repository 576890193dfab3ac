"""What verified builds read and made.

An output of a layout is final unless a later step made the same name anew, or took it as input and
did not keep it. Steps of sublayouts are never final themselves: what comes out of the last one is
an output of the step that the sublayout stands for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from provenance.graph.evidence import Said
from provenance.graph.proof import Output
from provenance.model.artifact import Listing
from provenance.model.build import Build
from provenance.model.origin import Origin, Place, escape_pointer
from provenance.model.statement import Statement
from provenance.verification.artifact_rules import Side
from provenance.verification.digest_sets import Digests, is_same
from provenance.verification.layouts import Evaluation
from provenance.verification.steps import Made, listing_of, made_by_link


def final_digests(evaluation: Evaluation) -> tuple[dict[str, Digests], dict[str, str]]:
    """What is there after the last step, and by name which step made something of it last."""
    digests: dict[str, Digests] = {}
    steps: dict[str, str] = {}
    for step in evaluation.layout.steps:
        made = evaluation.chosen[step.name].made
        inputs, outputs = made.flow
        if isinstance(made.made_by.fact, Build):  # who only looks at something consumes nothing
            for name in inputs.keys() - outputs.keys():
                digests.pop(name, None)
        digests.update(outputs)
        steps.update(dict.fromkeys(outputs, step.name))
    return digests, steps


class Finals:
    """The final outputs of a layout that holds: name, and the step that made it last."""

    def __init__(self, evaluation: Evaluation) -> None:
        self._evaluation = evaluation
        self._layout = evaluation.paper.origin
        digests, steps = final_digests(evaluation)
        # What comes out of a sublayout is an output of the step that it stands for.
        self._digests = {} if evaluation.depth else digests
        self._steps = steps

    def outputs(self) -> Iterator[Output]:
        """Each final output once, by the step that made it last."""
        names: dict[str, list[str]] = {}
        for name in self._digests:
            names.setdefault(self._steps[name], []).append(name)
        rows = {
            output.name: output
            for step, made in names.items()
            for output in _rows(self._evaluation.chosen[step].made, "outputs", step, made)
        }
        for name in self._digests:
            yield _within(self._layout, rows[name])

    def everything(self, side: Side) -> Iterator[Output]:
        """Inputs or outputs of every step; final is what stayed as it was."""
        for step in self._evaluation.layout.steps:
            for output in _rows(self._evaluation.chosen[step.name].made, side, step.name):
                final = self._digests.get(output.name)
                kept = side == "inputs" or bool(final and is_same(output.digests, final))
                yield _within(self._layout, output, kept)

    def replaced(self, paths: frozenset[str]) -> Iterator[Output]:
        """Outputs under the name of one of some paths that did not stay, step by step."""
        for step in self._evaluation.layout.steps:
            made = self._evaluation.chosen[step.name].made
            names = sorted(paths.intersection(made.flow.outputs))
            for output in _rows(made, "outputs", step.name, names):
                final = self._digests.get(output.name)
                if final is None or not is_same(output.digests, final):
                    yield _within(self._layout, output, False)


def link_rows(said: Said[Build], side: Side) -> Iterator[Output]:
    """What one link read or made, where no layout says which step that is.

    Nothing of it is final: a layout would say so, and leaving it out must not help.
    """
    for output in _rows(made_by_link(said), side, said.fact.step or ""):
        yield _within(None, output, side == "inputs")


def _rows(
    made: Made, side: Side, step: str, names: Iterable[str] | None = None
) -> Iterator[Output]:
    said = made.read_by if side == "inputs" else made.made_by
    artifacts = made.flow.inputs if side == "inputs" else made.flow.outputs
    listing = listing_of(said.fact, side)
    places = _Places(said.place, listing)
    path, digest = said.chapter.document.address, said.chapter.document.digest
    by = f'step "{step}"'
    for name in artifacts if names is None else names:
        yield Output(name, artifacts[name], by, Origin(path, digest, places.of(name)))


class _Places:
    """Where the rows of one listing stand, by name: looked up where they are numbered."""

    def __init__(self, whole: Place, listing: Listing | None) -> None:
        self._whole, self._listing = whole, listing

    @cached_property
    def _numbered(self) -> dict[str, int]:
        names = () if self._listing is None else self._listing.names
        return {name: row for row, name in enumerate(names)}

    def of(self, name: str) -> Place:
        """The place of a row, or that of the whole where no listing has it."""
        listing = self._listing
        if listing is None:
            return self._whole
        if listing.numbers is None:
            return f"{listing.at}{escape_pointer(name)}"
        row = self._numbered.get(name)
        return self._whole if row is None else listing.place_of(row)


def _within(layout: Origin | None, output: Output, final: bool = True) -> Output:
    return Output(output.name, output.digests, output.said_by, output.origin, final, layout)


def statement_outputs(said: Said[Statement], about: str) -> Iterator[Output]:
    """Subjects of a statement that holds."""
    yield from _listed(said, said.fact.subjects, about)


def listed_rows(said: Said[Listing], about: str) -> Iterator[Output]:
    """Rows of a manifest that enough signers stand behind."""
    yield from _listed(said, said.fact, about)


def build_inputs(said: Said[Build], about: str) -> Iterator[Output]:
    """What a build read, as a statement that holds says it."""
    if said.fact.inputs is not None:
        yield from _listed(said, said.fact.inputs, about)


def _listed(
    said: Said[Statement] | Said[Build] | Said[Listing],
    listing: Listing,
    about: str,
) -> Iterator[Output]:
    for row, (name, digests) in enumerate(listing.rows()):
        yield Output(name, digests, about, said.chapter.origin(listing.place_of(row)))
