"""Reads an SBOM and asks it three things: what "to a queryable graph" means in the benchmark."""

from __future__ import annotations

import sys

import provenance
from provenance.model.component import Component, Relation

path, expected, ref = sys.argv[1], int(sys.argv[2]), sys.argv[3]

evidence = provenance.read(path)
chapter = evidence.chapters[0]
assert chapter.document.status == "clean", [str(entry) for entry in chapter.defects[:3]]
assert chapter.heading is not None

components = len(chapter.facts(Component))
reached = len(chapter.adjacency.spread(set(), chapter.heading.roots))
dependents = sum(ref in relation.targets for relation in chapter.facts(Relation))

# the product itself is a component too
assert components == expected + 1, f"{components} components"
assert reached == components, f"{reached} of {components} reached from the product"
assert dependents > 0, f"nothing depends on {ref}"
