"""What builds read and what the SBOM lists are the same things, by digest or else by version.

*Why it matters.* Provenance and SBOM describe one build from two sides. An input that the SBOM
does not list is a component that nobody tracks; a component that no build read or made came from
somewhere else, or is not there at all. A digest settles it; an equal purl, or a name with its
version, is weaker and accepted where nobody states a digest to compare.

*Fix.* Write the SBOM from the build, and let the build record everything that it fetches:
sources, prebuilt parts, and the toolchain.

*References*

- SLSA 1.2, verification step 3 (optional) [read]
- NIST SSDF 1.1 (SP 800-218) PS.3.2 [read]
- OWASP SCVS 1.0, 6.1 to 6.7 [read]
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from provenance.graph.evidence import Said
from provenance.graph.identity import agreement
from provenance.model.build import Build
from provenance.model.component import Component
from provenance.model.digest import Digest
from provenance.model.finding import Observation
from provenance.questions.ask import Ask
from provenance.questions.builds import BuildInput
from provenance.questions.components import all_digests
from provenance.questions.kinds import ask_for
from provenance.questions.places import cite
from provenance.questions.subjects import Delivery

LEVEL = "warning"
NEEDS = "provenance"

_Subject = BuildInput | Said[Build] | Said[Component] | Delivery


def subjects(ask: Ask) -> Iterator[_Subject]:
    """Every input that a build lists, every build that lists none, and every component.

    Links list inputs that are no components, so that without a component they are compared with
    nothing: then it is the delivery that lacks its SBOM.
    """
    yield from ask.builds.inputs
    yield from ask.builds.silent
    if ask.builds.flows:
        yield from ask.components.all
        if not (ask.components.all or ask.builds.claimed):
            yield Delivery(ask.evidence.name, ask.evidence.digest)


def judge(ask: Ask, subject: _Subject) -> Observation | None:
    """Pass where the other side has it too."""
    if isinstance(subject, Delivery):
        return _judge_delivery(ask)
    if isinstance(subject, BuildInput):
        return _judge_input(ask, subject)
    if isinstance(subject.fact, Build):
        request = f"provenance that lists its resolved inputs, for {cite(subject.chapter)}"
        return Observation("open", "it does not list what it read", "", (subject.origin,), request)
    return None if ask.reconciled.has(subject) else _judge_component(ask, subject)


def _judge_delivery(ask: Ask) -> Observation:
    """Links say what was built, and nothing says what it should be made of."""
    if not ask.components.sboms:
        message = "there is no SBOM to compare the builds with"
        return Observation("open", message, "", (), ask_for("sbom", ask.evidence))
    places = tuple(chapter.origin() for chapter in ask.components.sboms)
    request = f"the components that the builds read, in {cite(ask.components.sboms[0])}"
    return Observation("open", "the SBOM lists no component", "", places, request)


def _judge_input(ask: Ask, entry: BuildInput) -> Observation | None:
    if ask.reconciled.by_digest(entry):
        return None
    named = ask.reconciled.by_name(entry)
    clashing = [s for s in named if agreement(all_digests(s.fact), entry.digests) == "different"]
    if clashing:
        other = clashing[0]
        detail = f"{other.origin} states other digests for it"
        both = (entry.origin, other.origin)
        return Observation("fail", "the SBOM lists other bytes under its name", detail, both)
    if named:
        return _judge_named(entry, named)
    if not ask.components.sboms:
        request = ask_for("sbom", ask.evidence)
        return Observation(
            "open", "there is no SBOM to look it up in", "", (entry.origin,), request
        )
    detail = f"{entry.uri or entry.label} was read, and no SBOM lists it"
    places = (entry.origin, *(chapter.origin() for chapter in ask.components.sboms))
    return Observation("fail", "a build read it and no SBOM lists it", detail, places)


def _judge_named(entry: BuildInput, named: list[Said[Component]]) -> Observation | None:
    """A name is enough where no digest could tell; where two are stated, it settles nothing."""
    mute = [said for said in named if not _can_tell(all_digests(said.fact), entry.digests)]
    if mute:
        return None
    other = named[0]
    detail = f"{other.origin} states other digests, and not whether they are of the same file"
    request = f"the digest of {entry.uri or entry.label}, as the build read it, in the SBOM"
    message = "the SBOM has its name, and digests that cannot be compared"
    return Observation("open", message, detail, (entry.origin, other.origin), request)


def _can_tell(ones: Iterable[Digest], others: Iterable[Digest]) -> bool:
    """Whether both sides state a strong digest by the same algorithm."""
    known = {one.algorithm for one in ones if one.strong}
    return any(other.strong and other.algorithm in known for other in others)


def _judge_component(ask: Ask, said: Said[Component]) -> Observation:
    digest = next((str(d) for d in all_digests(said.fact) if d.strong), "no digest")
    return Observation(
        "open",
        "no build says that it read or made it",
        f"{said.fact.label} ({digest}) is in the SBOM only",
        (said.origin,),
        f"provenance that says where {said.fact.label} ({digest}) came from",
    )
