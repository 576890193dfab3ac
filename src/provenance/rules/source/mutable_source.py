"""Every source is identified by its address together with a revision or digest that cannot move.

*Why it matters.* A branch is another source tomorrow, and a tag can be moved. Only a commit id or
a digest says which source was built. Weak digests count here no more than none, except that a
commit id is what the version control system itself goes by; older provenance has it as the `sha1`
of a git repository.

*Fix.* Resolve branches and tags when the build starts, and record the commit (`gitCommit`) or the
SHA-256 of the archive beside the address; in an SBOM, end the `vcs` reference with `@` and the
commit.

*References*

- SLSA 1.2, resolved dependencies [read]
- OWASP SCVS 1.0, 4.10 [read]
- CRA (EU) 2024/2847, Annex VII [read, in a structured copy]
"""

from __future__ import annotations

from provenance.graph.evidence import Said
from provenance.graph.identity import identifying
from provenance.model.component import Component
from provenance.model.digest import Digest
from provenance.model.finding import Observation
from provenance.questions.ask import Ask
from provenance.questions.builds import BuildInput
from provenance.questions.components import all_digests
from provenance.questions.expectations import commits_of, is_pinned, revision_of
from provenance.questions.population import Population

LEVEL = "error"
NEEDS = "statement"

_MUTABLE = "its source can change without anybody noticing"


def subjects(ask: Ask) -> Population:
    """Every input that a build resolved, and every component that says where its source is."""
    inputs, components = ask.builds.inputs, ask.components.unfixed
    return Population(len(inputs) + components.size, [*inputs, *components.suspects])


def judge(ask: Ask, subject: BuildInput | Said[Component]) -> Observation | None:
    """Pass where a digest or commit id fixes it."""
    if isinstance(subject, BuildInput):
        return _judge_input(subject)
    for digest in all_digests(subject.fact):
        if _fixes(digest):
            return None
    for reference in subject.fact.references:
        if reference.kind == "vcs" and not is_pinned(reference.url):
            return _judge_reference(subject, reference.url)
    return None


def _judge_input(entry: BuildInput) -> Observation | None:
    if any(map(_fixes, entry.digests)) or any(commits_of(entry.uri, entry.digests)):
        return None
    if is_pinned(entry.uri or ""):
        return None
    if entry.uri is None:
        request = f"address and digest of the input {entry.label} in {entry.origin}"
        return Observation("open", "it has no address", "and no digest", (entry.origin,), request)
    found = ", ".join(digest.algorithm for digest in entry.digests) or "no digest"
    return Observation("fail", _MUTABLE, f"{entry.uri} with {found}", (entry.origin,))


def _judge_reference(said: Said[Component], url: str) -> Observation:
    revision = revision_of(url)
    if revision is not None:
        return Observation("fail", _MUTABLE, f"{url} names {revision}", (said.origin,))
    request = f"the commit of {url} from which {said.fact.label} was built"
    return Observation("open", "it names no revision", url, (said.origin,), request)


def _fixes(digest: Digest) -> bool:
    return digest.algorithm == "gitCommit" or identifying(digest)
