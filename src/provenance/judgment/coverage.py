"""How much of a delivery stands on verified evidence, always as n of m."""

from __future__ import annotations

from provenance.graph.identity import Key, keys_of
from provenance.model.component import Component
from provenance.model.verdict import Coverage, Ratio
from provenance.questions.ask import Ask
from provenance.questions.components import all_digests


def count_coverage(ask: Ask) -> Coverage:
    """Components joined by digest to inputs of verified builds, bytes that such builds made, and
    signatures that hold.
    """
    sources = ask.builds.verified_inputs
    found = map(ask.components.roots, ask.components.sboms)
    about = {id(root.fact) for roots in found for root in roots}
    parts = [said.fact for said in ask.components.all if id(said.fact) not in about]
    traced = sum(_is_traced(part, sources) for part in parts) if sources else 0
    made = sum(image.size for image in ask.images if ask.builds.is_verified_output(image))
    return Coverage(
        Ratio(traced, len(parts), "components"),
        Ratio(made, sum(image.size for image in ask.images), "bytes"),
        Ratio(len(ask.signatures.holding), len(ask.signatures.all), "signatures"),
    )


def _is_traced(component: Component, sources: frozenset[Key]) -> bool:
    return not sources.isdisjoint(keys_of(all_digests(component)))
