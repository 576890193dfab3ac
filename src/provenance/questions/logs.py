"""What transparency logs show: entries, checkpoints, and documents about them that say nothing."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

from provenance.graph.evidence import Chapter
from provenance.model.artifact import Artifact
from provenance.model.authority import Conclusion, Verification
from provenance.model.finding import Observation
from provenance.model.statement import Signature
from provenance.model.transparency import Checkpoint, Consistency, LogEntry
from provenance.questions.places import cite

if TYPE_CHECKING:
    from provenance.questions.ask import Ask

LoggedThing = Conclusion | Verification | Chapter | Artifact
"""A log entry or checkpoint, a signature that came with a log entry, a document that cannot be
read, or an image about which there is nothing of all that."""

_ENTRIES: Final = ("log inclusion proof", "Rekor log entry")
_CHECKPOINTS: Final = ("log checkpoint", "log consistency proof")


def holds_entry(chapter: Chapter) -> bool:
    """Whether a document is about an entry of a log, readable or not."""
    if chapter.facts(LogEntry) or chapter.document.format in _ENTRIES:
        return True
    bundles = (signature.bundle for signature in chapter.facts(Signature))
    return any(bundle is not None and bundle.entries for bundle in bundles)


def holds_checkpoint(chapter: Chapter) -> bool:
    """Whether a document is a checkpoint of a log, or leads to one, readable or not."""
    if chapter.document.format in _CHECKPOINTS:
        return True
    return bool(chapter.facts(Checkpoint) or chapter.facts(Consistency))


def _says_something(chapter: Chapter) -> bool:
    facts = chapter.facts
    return bool(facts(LogEntry) or facts(Checkpoint) or facts(Consistency))


class Logs:
    """Questions about transparency logs."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    @cached_property
    def entries(self) -> tuple[LoggedThing, ...]:
        """Log entries, signatures that came with one, and proofs that cannot be read.

        Where the policy expects log entries, every image without one is among them.
        """
        entries = self._ask.proof.about("inclusion")
        return (*entries, *self._bundled, *self._unread(_ENTRIES), *self._unlogged())

    @cached_property
    def _bundled(self) -> tuple[Verification, ...]:
        return tuple(
            verification
            for verification in self._ask.proof.verifications
            if verification.signature.bundle is not None and verification.signature.bundle.entries
        )

    def _unlogged(self) -> tuple[Artifact, ...]:
        """Images of which neither an entry nor a signature with one says anything."""
        if "log" not in self._ask.policy.expect.evidence:
            return ()
        proof = self._ask.proof
        found = [c.digest for c in proof.about("inclusion") if c.digest is not None]
        bundles = {verification.origin.digest for verification in self._bundled}
        for voucher in proof.vouchers:
            if any(origin.digest in bundles for origin in voucher.origins):
                found.append(voucher.digest)
        logged = {(digest.algorithm, digest.value) for digest in found}
        images = self._ask.images
        return tuple(i for i in images if (i.digest.algorithm, i.digest.value) not in logged)

    @cached_property
    def checkpoints(self) -> tuple[LoggedThing, ...]:
        """Checkpoints, and documents of that kind that cannot be read."""
        return (*self._ask.proof.about("checkpoint"), *self._unread(_CHECKPOINTS))

    def _unread(self, formats: tuple[str, ...]) -> tuple[Chapter, ...]:
        return tuple(
            chapter
            for chapter in self._ask.evidence.chapters
            if chapter.document.format in formats and not _says_something(chapter)
        )

    def observe(self, subject: LoggedThing, false: str, unknown: str) -> Observation | None:
        """What is not a pass: the message `false` where it does not hold, else `unknown`."""
        if isinstance(subject, Chapter):
            return self._unreadable(subject, unknown)
        if isinstance(subject, Artifact):
            request = f"a proof that {subject.path}, {subject.digest}, is in a transparency log"
            detail = "no entry and no signature that came with one is about it"
            return Observation("open", unknown, detail, (), request)
        if isinstance(subject, Verification):
            return self._of_bundle(subject, unknown)
        if subject.outcome == "pass":
            return None
        message = false if subject.outcome == "fail" else unknown
        return Observation(
            subject.outcome, message, subject.reason, subject.origins, subject.request
        )

    def _unreadable(self, chapter: Chapter, unknown: str) -> Observation:
        faults = [defect.detail for defect in chapter.defects if not defect.whole]
        detail = f"cannot be read: {faults[0]}" if faults else "says nothing"
        request = f"{cite(chapter)} as the log gives it"
        return Observation("open", unknown, detail, (chapter.origin(),), request)

    def _of_bundle(self, verification: Verification, unknown: str) -> Observation | None:
        """Where one is false the reason says whether by its entry: the log is not accused."""
        if verification.outcome == "pass" and verification.logged:
            return None
        origins = (verification.origin,)
        if verification.outcome == "fail":
            false = "a signature that came with a log entry does not hold"
            return Observation("fail", false, verification.reason, origins)
        detail = verification.reason
        if verification.outcome == "pass":
            detail = f"{detail}; its log entry was not checked, for the key itself is believed"
        request = (
            f"identity or key, and the log, of whoever signed {verification.origin.path}, "
            "from somebody other than who made the delivery"
        )
        return Observation("open", unknown, detail, origins, request)
