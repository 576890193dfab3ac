"""What a verdict says of its own making: policy, trust root, tool, inputs, first sentences."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from typing import Final, Literal

from provenance.graph.evidence import Delivered, Evidence
from provenance.judgment.subjects import unread_paths
from provenance.model.artifact import Artifact
from provenance.model.document import Document
from provenance.model.policy import Policy
from provenance.model.profile import Profile
from provenance.model.verdict import InputFile, PolicyUsed, Tool, TrustUsed
from provenance.questions.ask import Ask
from provenance.trust.root import TrustRoot

_PACKAGE: Final = "firmware-provenance"
_SHOWN: Final = 5


def policy_used(policy: Policy) -> PolicyUsed:
    """The policy of a verdict, and who said which files are images."""
    said_by: Literal["policy", "delivery"] = "delivery" if policy.images is None else "policy"
    images, other = policy.images or (), policy.other
    return PolicyUsed(policy.name, policy.digest, said_by, policy.verifier, images, other)


def trust_used(trust: TrustRoot) -> TrustUsed:
    """The trust root of a verdict, by the names of its entries."""
    return TrustUsed(trust.digest if trust.believes else None, trust.names, trust.warnings)


def tool_used() -> Tool:
    """What computed the verdict."""
    try:
        return Tool("provenance", version(_PACKAGE))
    except PackageNotFoundError:  # run from a source tree that nobody installed
        return Tool("provenance", "unknown")


def delivered_inputs(evidence: Evidence, images: tuple[Artifact, ...]) -> tuple[InputFile, ...]:
    """Every delivered file with what it was taken for, by path."""
    documents = {document.address: document for document in evidence.documents}
    chosen = frozenset(image.path for image in images)
    unread = unread_paths(evidence)
    return tuple(
        _input_file(file, documents.get(file.artifact.path), chosen, unread)
        for file in evidence.files
    )


def _input_file(
    file: Delivered, document: Document | None, images: frozenset[str], unread: frozenset[str]
) -> InputFile:
    artifact = file.artifact
    role = "unread" if artifact.path in unread else file.role or "other"
    return InputFile(
        artifact.path,
        artifact.digest,
        artifact.size,
        "image" if artifact.path in images else role,
        document.format if document is not None else "",
        document.status if document is not None else "",
    )


def notes_on(ask: Ask, trust: TrustRoot) -> tuple[str, ...]:
    """Sentences that a reader needs before anything else."""
    notes = []
    if not trust.believes:
        notes.append(
            "Nothing was believed: neither a trust root nor a key was given, so that whatever needs"
            " trust is open. Go on with --trust FILE, or with --key FILE for a first look."
        )
    if not ask.images:
        notes.append("Nothing was judged: no delivered file is an image.")
    elif ask.policy.images is None:
        notes.append(
            "Which files are images was taken from the delivery itself: those that nothing else"
            ' claims. Name them in the policy with [product] images = ["…"].'
        )
    notes += _out_of_force(ask.policy.profile, ask.proof.at)
    if ask.baseline is not None and ask.baseline.evidence.digest == ask.evidence.digest:
        notes.append("The baseline is this delivery itself, so that nothing could differ from it.")
    notes += _odd_runs(ask)
    notes += _other_policy(ask)
    return (*notes, *_never_executed(ask), *_idle_signatures(ask, trust))


def _other_policy(ask: Ask) -> Iterator[str]:
    """What we said of the baseline may have been said by another policy: an older one, say."""
    for digest, day in dict.fromkeys(ask.runs.judged_by()):
        if digest != ask.policy.digest.value:
            yield (
                f"The baseline was judged on {day} by the policy sha256:{digest}, and not by this"
                " one: what changed between the two is judged otherwise."
            )


def _odd_runs(ask: Ask) -> Iterator[str]:
    """Builds that are mixed, delivered again, or older than they should be: said, never assumed."""
    apart = ask.runs.apart()
    if apart:
        runs = len({run for _, run in apart})
        told = _few([f"{path} by {run}" for path, run in apart])
        yield f"The images were made by {runs} runs of builds, and none made them all: {told}."
    again = ask.runs.again()
    if again:
        yield (
            f"{len(again)} of the baseline's statements were delivered again about files that are"
            f" not here ({_few([*again])}); they vouch for nothing."
        )
    for older in ask.runs.older():
        yield (
            f"{older.path} was built at {older.built}, before the file of that name in the baseline"
            f" ({older.before})."
        )


def _out_of_force(profile: Profile | None, at: str) -> Iterator[str]:
    """A profile is judged by whenever it is asked for; that it is too early or late is said."""
    if profile is None:
        return
    title, day = f"{profile.title} {profile.edition}", at[:10]
    if profile.start and day < profile.start:
        yield f"{title} is in force from {profile.start} on; this audit is as of {day}, before."
    if profile.end and day > profile.end:
        yield f"{title} was in force until {profile.end}; this audit is as of {day}, after that."


def _idle_signatures(ask: Ask, trust: TrustRoot) -> Iterator[str]:
    """What looks like a signature may be anything, as long as nobody who is believed made it."""
    idle = [artifact.path for artifact in ask.claims.idle_signatures]
    if trust.believes and idle:
        several = f"{len(idle)} signature files were" if len(idle) > 1 else "1 signature file was"
        yield (
            f"{several} made by nobody who is believed ({_few(idle)}), so that nothing says what"
            " they hold."
        )


def _few(names: list[str]) -> str:
    """The first names, and that there are more."""
    return ", ".join(names[:_SHOWN]) + (", …" if len(names) > _SHOWN else "")


def _never_executed(ask: Ask) -> Iterator[str]:
    """One sentence for each layout whose inspections somebody else has to make."""
    found: dict[str, dict[str, None]] = {}
    for conclusion in ask.proof.about("inspection"):
        if conclusion.reason.startswith("never executed") and conclusion.origins:
            found.setdefault(conclusion.origins[0].path, {})[conclusion.subject] = None
    for layout, names in found.items():
        shown = _few([*names])
        several = f"{len(names)} inspections of {layout} were"
        if len(names) == 1:
            several = f"1 inspection of {layout} was"
        yield (
            f"{several} never executed ({shown}), since nothing of a delivery ever is: the"
            " delivered files were held against the expected materials; what the commands would"
            " find or make is unchecked."
        )
