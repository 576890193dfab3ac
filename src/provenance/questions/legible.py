"""How much of a document could be read: silence of what was cut off is no answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from provenance.graph.evidence import Chapter
from provenance.model.finding import Observation
from provenance.questions.places import cite

if TYPE_CHECKING:
    from provenance.questions.ask import Ask

_CUT: Final = "decoding/"
"""Begins the ids of faults at which a reader had to end."""


def legible(ask: Ask) -> list[Chapter]:
    """Bills of materials of which something could be read."""
    return [one for one in ask.components.sboms if one.document.status != "unreadable"]


def cut_short(chapter: Chapter) -> bool:
    """Whether reading ended before the document did."""
    return any(entry.id.startswith(_CUT) and not entry.whole for entry in chapter.defects)


def unless_cut(ask: Ask, chapter: Chapter, observation: Observation) -> Observation:
    """A fault that is a silence; open where the rest of the document could not be read."""
    if observation.outcome != "fail" or id(chapter) not in ask.components.cut:
        return observation
    message = "what it says of this may stand where it could not be read"
    request = f"{cite(chapter)}, in a form that can be read"
    return Observation("open", message, observation.detail, observation.origins, request)
