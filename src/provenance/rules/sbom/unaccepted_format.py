"""The SBOM can be read, keeps to its format, and format and version are accepted.

*Why it matters.* What a reader had to guess, two readers guess differently; and a version that a
profile has left behind lacks fields that the profile asks for. A document that nobody can read
says nothing at all.

*Fix.* Validate the document against the official schema of its version before it is handed over
(`provenance read` names every defect with its place), and let the tool write a newer version.

*References*

- CISA 2026 Minimum Elements, SBOM Data Format Name and Version [second-hand]
- NTIA Minimum Elements 2021, Automation Support [read]
- BSI TR-03183-2, 4 and 7 [read]
- OpenChain Telco SBOM Guide, 3.1 [read]
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from provenance.graph.evidence import Chapter
from provenance.model.finding import Observation
from provenance.questions.ask import Ask
from provenance.questions.formats import is_accepted

LEVEL = "error"
NEEDS = "sbom"
PARAMETERS = {"formats": "formats"}

_ID = "sbom/unaccepted-format"
_PLACES = 3


def subjects(ask: Ask) -> Iterable[Chapter]:
    """Every bill of materials."""
    return ask.components.sboms


def judge(ask: Ask, subject: Chapter) -> tuple[Observation, ...] | None:
    """Pass where it reads without a defect and the policy accepts its format."""
    return tuple(_seen(ask, subject)) or None


def _seen(ask: Ask, chapter: Chapter) -> Iterator[Observation]:
    document = chapter.document
    faults = [entry for entry in chapter.defects if entry.kind == "defect"]
    places = tuple(chapter.origin(entry.place) for entry in faults[:_PLACES]) or (chapter.origin(),)
    first = f"{faults[0].place} {faults[0].detail}".strip() if faults else ""
    if document.status == "unreadable":
        yield Observation("fail", "it cannot be read", first, places)
        return
    if document.status == "defective":
        count = sum(entry.count for entry in faults)
        detail = f"{count} {'defect' if count == 1 else 'defects'}, the first: {first}"
        yield Observation("fail", "it does not keep to its format", detail, places)
    accepted = ask.parameter(_ID, "formats", ())
    if accepted and not is_accepted(document.format, document.version, accepted, ask.proof.at):
        detail = f"{document.format} {document.version}; accepted: {', '.join(accepted)}"
        yield Observation("fail", "its format is not accepted", detail, (chapter.origin(),))
