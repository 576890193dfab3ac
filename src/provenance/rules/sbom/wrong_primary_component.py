"""The SBOM is about a delivered image: a firmware, device or operating system with its digest.

*Why it matters.* An SBOM of another release, or of one library inside, tells nothing about what
is installed. Name and version are easily copied, so the digest of the image ties the SBOM to it:
in the SBOM itself, or as the subject of the statement that carries it. An SBOM about a part that
another delivered SBOM lists, by digest, is that part's own, if that other one is about an image.

*Fix.* Make the image the primary component (`metadata.component` in CycloneDX) with name,
version, type `firmware` and the SHA-256 of the delivered file.

*References*

- FSCT 3rd edition, 2.2.1.4 Primary Component [second-hand]
- UN R156, 7.1.1.2 [second-hand]
- ETSI EN 303 645, 5.3-16 [read, in TS 103 701]
- CRA (EU) 2024/2847, Annex VII 1(b) [read, in a structured copy]
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from provenance.graph.evidence import Chapter, Said
from provenance.model.component import Component
from provenance.model.finding import Observation
from provenance.questions.ask import Ask
from provenance.questions.components import DELIVERABLE
from provenance.questions.legible import unless_cut
from provenance.questions.places import cite
from provenance.questions.primaries import Primary, primaries

LEVEL = "error"
NEEDS = "sbom"

Roots = tuple[Said[Component], ...]

_UNTOLD: Final = frozenset({None, "", "package"})
"""Kinds of a component of which its document does not say what it is; SPDX 2.2 cannot."""
_CITED: Final = 8
"""Origins of one observation; an SBOM can be about thousands of files."""


def subjects(ask: Ask) -> Iterable[Primary]:
    """Every bill of materials, with the images that it concerns."""
    return primaries(ask)


def judge(ask: Ask, subject: Primary) -> Observation | None:
    """Pass where a digest ties something that it is about to an image and it says what that is."""
    chapter = subject.chapter
    roots = ask.components.roots(chapter)
    if not roots:
        silent = Observation("fail", "it does not say what it is about", "", (chapter.origin(),))
        return unless_cut(ask, chapter, silent)
    if ask.components.is_part_of_another(chapter):
        return None
    faults = [_fault(root) for root in _tied(ask, roots) or roots]
    if all(faults):
        return next((fault for fault in faults if fault and fault.outcome == "fail"), faults[0])
    return None if ask.components.images_of(chapter) else _untied(ask, chapter, roots)


def _tied(ask: Ask, roots: Roots) -> Roots:
    """Those of several that have the digest of an image."""
    return tuple(root for root in roots if ask.bytes.images_with(root.fact.digests or ()))


def _fault(root: Said[Component]) -> Observation | None:
    if root.fact.kind in _UNTOLD and root.fact.name and root.fact.version:
        detail = f"{root.fact.label} is of no type that is told"
        request = f"whether {root.fact.label} is a firmware, in {cite(root.chapter)}"
        message = "it does not say that it is about a firmware"
        return Observation("open", message, detail, (root.origin,), request)
    if root.fact.kind not in DELIVERABLE:
        detail = f"{root.fact.label} is of type {root.fact.kind or 'none'}"
        return Observation("fail", "it is not about a firmware", detail, (root.origin,))
    if not root.fact.name or not root.fact.version:
        detail = f"{root.fact.label} lacks a name or a version"
        return Observation("fail", "it does not name a release", detail, (root.origin,))
    return None


def _untied(ask: Ask, subject: Chapter, roots: Roots) -> Observation:
    """Digests of a file that are of no image are of another one; without any, nothing is shown."""
    request = f"an SBOM of the delivered image, with its digest, in place of {cite(subject)}"
    told = [
        ask.bytes.agreement(image, root.fact.digests or ())
        for root in roots
        for image in ask.images
    ]
    label, origins = roots[0].fact.label, tuple(root.origin for root in roots[:_CITED])
    if told and all(answer == "different" for answer in told):
        detail = f"{label} has digests of none of the {len(ask.images)} images"
        return Observation("fail", "it is about another file", detail, origins, request)
    detail = f"{label} has no digest that could be compared with an image"
    return Observation("open", "no digest ties it to an image", detail, origins, request)
