"""Whether an entry is in a log: its hash, the way to a root, and who signed that root.

A root that no believed log signed shows nothing, however well a proof leads to it. A proof that
does not lead to its own root is wrong, whoever is believed.
"""

from __future__ import annotations

from typing import NamedTuple

from provenance.model.authority import Outcome, TrustedTime
from provenance.model.transparency import Checkpoint, Inclusion
from provenance.trust.merkle import holds_inclusion
from provenance.trust.notes import Noted, Signing, check_checkpoint
from provenance.trust.root import TrustRoot


class Included(NamedTuple):
    """Whether an entry is in a log, why, since when, and what is missing where that is open."""

    outcome: Outcome
    reason: str
    times: tuple[TrustedTime, ...] = ()
    request: str = ""


class Notary:
    """What the logs and witnesses of a trust root make of checkpoints, at a time; asked once."""

    def __init__(self, trust: TrustRoot, at: str) -> None:
        self._trust, self._at = trust, at
        self._noted: dict[Checkpoint, Noted] = {}
        self.origins = frozenset(log.origin for log in trust.logs)

    def noted(self, checkpoint: Checkpoint) -> Noted:
        """Who stands behind a checkpoint."""
        if checkpoint not in self._noted:
            self._noted[checkpoint] = self._note(checkpoint)
        return self._noted[checkpoint]

    def _note(self, checkpoint: Checkpoint) -> Noted:
        trust = self._trust
        found = [
            check_checkpoint(checkpoint, log, trust.witnesses, self._at)
            for log in trust.logs
            if log.origin == checkpoint.origin
        ]
        if not found:
            told = "no log of this origin is believed"
            request = (
                f"the public key of the log {checkpoint.origin}, "
                "from somebody other than who made the delivery"
            )
            return Noted("open", told, Signing("open", told), (), request)
        false = [one for one in found if one.outcome == "fail"]
        # Several trust roots may believe one log: whoever knows its key has to be content.
        known = [one for one in found if one.by_log.outcome == "pass"] or found
        return next((one for one in (*false, *known) if one.outcome != "pass"), known[0])

    def included(self, leaf: bytes, inclusion: Inclusion | None, what: str) -> Included:
        """Whether the entry with this hash is where a proof says that it is.

        `what` is how people call the document that says so.
        """
        if inclusion is None:
            told = "comes without a proof that the log holds it"
            return Included("open", told, (), f"a proof that the log holds the entry in {what}")
        checkpoint = inclusion.checkpoint
        wrong = _contradiction(inclusion, checkpoint)
        if wrong is None and not leads_to_root(leaf, inclusion):
            wrong = f"its hash does not lead to the root of the log at size {inclusion.size}"
        if wrong is not None:
            return Included("fail", wrong)
        if checkpoint is None:
            told = "is proven in a tree whose root nobody signed"
            return Included("open", told, (), f"the checkpoint that belongs to the proof in {what}")
        noted = self.noted(checkpoint)
        if noted.outcome != "pass":
            told = f"its checkpoint: {noted.reason}"
            return Included(noted.outcome, told, (), noted.request)
        told = f"entry {inclusion.index} of {checkpoint.origin}, {noted.reason}"
        return Included("pass", told, noted.times)


def leads_to_root(leaf: bytes, inclusion: Inclusion) -> bool:
    """Whether a proof leads from the hash of an entry to the root that it is about."""
    checkpoint = inclusion.checkpoint
    root = inclusion.root or (checkpoint.root if checkpoint is not None else b"")
    return holds_inclusion(leaf, inclusion.index, inclusion.size, inclusion.hashes, root)


def _contradiction(inclusion: Inclusion, checkpoint: Checkpoint | None) -> str | None:
    if checkpoint is None:
        return None
    if inclusion.size != checkpoint.size:
        return f"is proven at size {inclusion.size}, but the checkpoint is of {checkpoint.size}"
    if inclusion.root not in (b"", checkpoint.root):
        return "is proven under another root than its checkpoint has"
    return None
