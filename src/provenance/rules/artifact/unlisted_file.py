"""No delivered file is missing from the delivery manifest, and no listed file from the delivery.

*Why it matters.* A manifest is worth as much as it is complete. A file that nobody listed was
added by somebody: a forgotten debug image, or an attacker's. A file that is listed and not
delivered was taken out on the way, and with it perhaps the evidence against another one.

*Fix.* Write the manifest last, over everything that is handed over, and sign that.

*References*

- IEC 62443-4-1 SUM-4 [read, in a structured copy]
- OWASP SCVS 1.0, 2.9 [read]
"""

from __future__ import annotations

from collections.abc import Iterator

from provenance.model.artifact import Artifact
from provenance.model.finding import Observation
from provenance.questions.ask import Ask
from provenance.questions.subjects import Listed

LEVEL = "error"
NEEDS = "manifest"


def subjects(ask: Ask) -> Iterator[Artifact | Listed]:
    """Every delivered file but the manifests and their signatures, and every listed name."""
    if not ask.manifests.all:
        return
    for artifact in ask.evidence.artifacts:
        if artifact.path not in ask.manifests.own_files:
            yield artifact
    yield from ask.manifests.missing


def judge(ask: Ask, subject: Artifact | Listed) -> Observation | None:
    """Fail where a file is not listed, a listed one is missing, or its size is another."""
    if isinstance(subject, Listed):
        return Observation(
            "fail",
            "it is listed and was not delivered",
            f"the manifest lists {subject.name}",
            (subject.origin,),
            f"{subject.name}, which the manifest lists, or a manifest without it",
        )
    rows = ask.manifests.rows_of(subject)
    if not rows:
        places = tuple(said.origin for said in ask.manifests.all)
        return Observation(
            "fail", "it was delivered and is not listed", f"{subject.digest}", places
        )
    for row in rows:
        if row.size is not None and row.size != subject.size:
            detail = f"the manifest says {row.size} bytes, delivered were {subject.size}"
            return Observation("fail", "its size is not the listed one", detail, (row.origin,))
    return None
