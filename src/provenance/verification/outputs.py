"""What verified builds read and made.

An output of a layout is final unless a later step made the same name anew, or took it as input and
did not keep it. Steps of sublayouts are never final themselves: what comes out of the last one is
an output of the step that the sublayout stands for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from provenance.graph.evidence import Said
from provenance.graph.proof import Output
from provenance.model.artifact import Listing
from provenance.model.build import Build
from provenance.model.origin import Origin
from provenance.model.statement import Statement
from provenance.verification.artifact_rules import Side
from provenance.verification.digest_sets import Digests, is_same
from provenance.verification.layouts import Evaluation
from provenance.verification.steps import Made, made_by_link


class Finals:
    """The final outputs of a layout that holds: name, and the step that made it last."""

    def __init__(self, evaluation: Evaluation) -> None:
        self._evaluation = evaluation
        self._layout = evaluation.paper.origin
        digests: dict[str, Digests] = {}
        steps: dict[str, str] = {}
        for step in evaluation.layout.steps:
            inputs, outputs = evaluation.chosen[step.name].made.flow
            for name in inputs.keys() - outputs.keys():
                digests.pop(name, None)
            digests.update(outputs)
            steps.update(dict.fromkeys(outputs, step.name))
        # What comes out of a sublayout is an output of the step that it stands for.
        self._digests = {} if evaluation.depth else digests
        self._steps = steps

    def outputs(self) -> Iterator[Output]:
        """Each final output once, by the step that made it last."""
        for name in self._digests:
            step = self._steps[name]
            made = self._evaluation.chosen[step].made
            yield _within(self._layout, next(_rows(made, "outputs", step, [name])))

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
    listing = said.fact.inputs if side == "inputs" else said.fact.outputs
    row_of = {name: row for row, name in enumerate(listing.names)} if listing else {}
    by = f'step "{step}"'
    for name in artifacts if names is None else names:
        row = row_of.get(name)
        place = said.place if listing is None or row is None else listing.place_of(row)
        yield Output(name, artifacts[name], by, said.chapter.origin(place))


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
