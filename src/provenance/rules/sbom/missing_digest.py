"""Every component has a digest, by an acceptable hash and of the right length.

*Why it matters.* A digest is the only thing in an SBOM that can be compared with bytes: with what
a build read, with a package, with a file in the image. The digest of the archive that a
`distribution` reference leads to counts. Digests of the wrong length are no digests; the reader
says where they are. All zeros are the digest of nothing, and so is that of an empty file, but for
a file.

*Fix.* Let the build write the digest of what it fetched or linked: SHA-256 or better. BSI
TR-03183-2 asks for SHA-512 of the deployable form: in CycloneDX beside its `distribution`
reference, in SPDX as the checksum of the package file.

*References*

- CISA 2026 Minimum Elements, Component Hash Algorithm and Value [second-hand]
- BSI TR-03183-2, 5.2.2 [read]
- OWASP SCVS 1.0, 2.18 and 3.17 to 3.19 [read]
"""

from __future__ import annotations

from provenance.graph.evidence import Said
from provenance.model.component import Component
from provenance.model.digest import STRONG
from provenance.model.finding import Observation
from provenance.questions.ask import Ask
from provenance.questions.components import all_digests, tells_bytes
from provenance.questions.deployables import deployable_digests, forms_of
from provenance.questions.population import Population
from provenance.questions.replies import SPOKEN, gap_of, is_declared

LEVEL = "error"
NEEDS = "sbom"
PARAMETERS = {"allowed": "texts", "deployable": "flag", "accept-declared": "flag"}

_ID = "sbom/missing-digest"


def subjects(ask: Ask) -> Population:
    """Every component of every bill of materials."""
    if ask.parameter(_ID, "deployable", False):
        return Population(len(ask.components.all), ask.components.all)
    return ask.components.undigested(ask.parameter(_ID, "allowed", STRONG))


def judge(ask: Ask, subject: Said[Component]) -> Observation | None:
    """Pass where one digest uses an allowed hash, and is of the deployable where that counts."""
    allowed = ask.parameter(_ID, "allowed", STRONG)
    component = subject.fact
    deployable = ask.parameter(_ID, "deployable", False)
    found = deployable_digests(forms_of(ask, subject)) if deployable else all_digests(component)
    usable = [digest for digest in found if tells_bytes(digest, component)]
    if any(digest.algorithm in allowed for digest in usable):
        return None
    stated = gap_of(component, "digests")
    if not found and is_declared(stated) and ask.parameter(_ID, "accept-declared", False):
        return None
    what = "no digest of what is deployed" if deployable else "none"
    used = ", ".join(sorted({digest.algorithm for digest in usable}))
    if found and not usable:
        what = f"{found[0]}, which is the digest of nothing"
    detail = f"{component.label} has {f'{used} only' if used else what}"
    if not found and stated not in ("notSaid", "none"):
        detail = f"{component.label} {SPOKEN[stated]}"
    return Observation("fail", "it has no usable digest", detail, (subject.origin,))
