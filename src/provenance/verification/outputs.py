"""What verified builds read and made.

An output of a layout is final unless a later step made the same name anew, or took it as input and
did not keep it. Steps of sublayouts are never final themselves: what comes out of the last one is
an output of the step that the sublayout stands for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from provenance.graph.evidence import Said
from provenance.graph.proof import Output
from provenance.model.artifact import Listing
from provenance.model.build import Build
from provenance.model.origin import Origin, escape_pointer
from provenance.model.statement import Statement
from provenance.verification.artifact_rules import Side
from provenance.verification.digest_sets import Digests, compare
from provenance.verification.layouts import Evaluation
from provenance.verification.steps import Made, made_by_link


def layout_outputs(evaluation: Evaluation) -> Iterator[Output]:
    """Outputs of every step of a layout that holds."""
    superseded = _superseded(evaluation)
    for step in evaluation.layout.steps:
        made = evaluation.chosen[step.name].made
        old = superseded[step.name]
        for output in _rows(made, "outputs", step.name):
            if evaluation.depth or output.name in old:
                yield _intermediate(output)
            else:
                yield output


def layout_inputs(evaluation: Evaluation) -> Iterator[Output]:
    """Inputs of every step of a layout that holds."""
    for step in evaluation.layout.steps:
        yield from _rows(evaluation.chosen[step.name].made, "inputs", step.name)


def link_rows(said: Said[Build], side: Side) -> Iterator[Output]:
    """What one link read or made, where no layout says which step that is."""
    yield from _rows(made_by_link(said), side, said.fact.step or "")


def _rows(made: Made, side: Side, step: str) -> Iterator[Output]:
    said = made.read_by if side == "inputs" else made.made_by
    artifacts = made.flow.inputs if side == "inputs" else made.flow.outputs
    whole = f"{said.place}/{'materials' if side == 'inputs' else 'products'}/"
    path, digest = said.chapter.document.address, said.chapter.document.digest
    rows = said.fact.ref == "link"
    by = f'step "{step}"'
    for name, digests in artifacts.items():
        place = f"{whole}{escape_pointer(name)}" if rows else said.place
        yield Output(name, digests, by, Origin(path, digest, place))


def _intermediate(output: Output) -> Output:
    return Output(output.name, output.digests, output.said_by, output.origin, False)


def _superseded(evaluation: Evaluation) -> Mapping[str, set[str]]:
    """For each step the names of its outputs that did not stay as they were."""
    found: dict[str, set[str]] = {}
    latest: dict[str, Digests] = {}
    dropped: set[str] = set()
    for step in reversed(evaluation.layout.steps):
        inputs, outputs = evaluation.chosen[step.name].made.flow
        found[step.name] = {
            name
            for name, digests in outputs.items()
            if (compare(digests, latest[name]) != "same" if name in latest else name in dropped)
        }
        dropped.update(name for name in inputs if name not in outputs and name not in latest)
        for name, digests in outputs.items():
            latest.setdefault(name, digests)
    return found


def statement_outputs(said: Said[Statement], about: str) -> Iterator[Output]:
    """Subjects of a statement that holds."""
    yield from _listed(said, said.fact.subjects, "/subject", about)


def listed_rows(said: Said[Listing], about: str) -> Iterator[Output]:
    """Rows of a manifest that enough signers stand behind."""
    yield from _listed(said, said.fact, None, about)


def build_inputs(said: Said[Build], about: str) -> Iterator[Output]:
    """What a build read, as a statement that holds says it."""
    if said.fact.inputs is not None:
        yield from _listed(said, said.fact.inputs, None, about)


def _listed(
    said: Said[Statement] | Said[Build] | Said[Listing],
    listing: Listing,
    rows: str | None,
    about: str,
) -> Iterator[Output]:
    # Rows that were left out of a malformed list would shift the numbers of those behind them.
    exact = rows is not None and said.chapter.document.status == "clean"
    for number, (name, digests) in enumerate(listing.rows()):
        place = f"{said.place}{rows}/{number}" if exact else said.place
        yield Output(name, digests, about, said.chapter.origin(place))
