"""Entries of transparency logs, held against delivered bytes and the logs that are believed.

- A `tlog-proof` does not hold what was logged. The file that it is named after is meant, and a
  proof that does not fit it accuses; without such a file, whichever delivered file it fits is the
  entry.
- What logs say vouches for nothing: that bytes were published makes nobody trust them. It gives
  a time, though, at which they were there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from provenance import limits
from provenance.graph.evidence import Delivered, Evidence, Said
from provenance.model.artifact import Artifact
from provenance.model.authority import Conclusion, TrustedTime, Verification
from provenance.model.digest import Digest
from provenance.model.transparency import Inclusion, LogEntry
from provenance.trust.merkle import leaf_hash
from provenance.trust.root import TrustRoot
from provenance.trust.transparency import Included, Notary, leads_to_root
from provenance.verification.checkpoints import conclude_checkpoints

_CHUNK = 1 << 20
_HASHES_PER_TRY = 8  # as many take about as long as all else in a try


class _Logged(NamedTuple):
    """What an entry is about: the hash of it in the log, a name for people, and its digest."""

    leaf: bytes
    name: str
    digest: Digest | None


class Logs:
    """What the logs of a trust root show of a delivery."""

    def __init__(
        self, evidence: Evidence, trust: TrustRoot, at: str, baseline: Evidence | None
    ) -> None:
        self._evidence, self._baseline = evidence, baseline
        self._notary = Notary(trust, at)
        self._files = {file.artifact.path: file for file in evidence.files}
        self._leaves: dict[str, bytes] = {}
        self._tries = limits.LEAF_TRIES
        self._times: dict[Digest, tuple[TrustedTime, ...]] = {}

    def conclude(self) -> Iterator[Conclusion]:
        """A conclusion about each log entry, then about each checkpoint."""
        for said in self._evidence.said(LogEntry):
            yield self._conclude(said)
        yield from conclude_checkpoints(self._evidence, self._baseline, self._notary)

    def timed(self, verifications: Iterable[Verification]) -> list[Verification]:
        """Verifications with the times at which the document around the signature was logged."""
        if not self._times:
            return list(verifications)
        found = []
        for verification in verifications:
            times = self._times.get(verification.origin.digest, ())
            if times and verification.outcome == "pass":
                both = dict.fromkeys((*verification.times, *times))
                verification = replace(verification, times=tuple(both))
            found.append(verification)
        return found

    def _conclude(self, said: Said[LogEntry]) -> Conclusion:
        entry = said.fact
        address = said.chapter.document.address
        logged = self._with_body(said) if entry.body or entry.leaf else self._searched(said)
        if isinstance(logged, Included):
            return _conclusion(said, _called(entry), said.origin.digest, logged)
        shown = self._notary.included(logged.leaf, entry.inclusion, address)
        if shown.outcome == "pass" and logged.digest is not None:
            known = self._times.get(logged.digest, ())
            self._times[logged.digest] = tuple(dict.fromkeys((*known, *shown.times)))
        return _conclusion(said, logged.name, logged.digest or said.origin.digest, shown)

    # -- what an entry is about ------------------------------------------------------------------

    def _with_body(self, said: Said[LogEntry]) -> _Logged | Included:
        """An entry that came whole: what it is about has to be here, but where it does not hold
        that is told first.
        """
        entry, address = said.fact, said.chapter.document.address
        leaf = entry.leaf or leaf_hash(entry.body)
        name, digest = _called(entry), entry.about
        here = None if digest is None else self._name_of(digest)
        if here is not None:
            return _Logged(leaf, here, digest)
        shown = self._notary.included(leaf, entry.inclusion, address)
        if shown.outcome != "pass":
            return shown
        what = "does not say what it is about" if digest is None else f"is about {digest}"
        told = f"{what}, and nothing that was delivered is known to be that"
        return Included("open", told, (), f"what {name} in {address} is about")

    def _name_of(self, digest: Digest) -> str | None:
        artifacts: Sequence[Artifact] = self._evidence.by_digest.get(digest, ())
        if artifacts:
            return artifacts[0].path
        chapters = self._evidence.chapters_by_digest.get(digest, ())
        return chapters[0].document.address if chapters else None

    def _searched(self, said: Said[LogEntry]) -> _Logged | Included:
        """The delivered file that an entry is, by its hash."""
        inclusion, address = said.fact.inclusion, said.chapter.document.address
        if inclusion is None:
            told = "says neither what was logged nor that the log holds it"
            return Included("open", told, (), f"the entry that {address} is about")
        meant = address.rpartition(".")[0]
        named = self._files.get(meant)
        for file in self._evidence.files if named is None else (named,):
            if self._tries <= 0:
                break
            if file.artifact.path != address and self._fits(file, inclusion):
                artifact = file.artifact
                return _Logged(self._leaf(file), artifact.path, artifact.digest)
        if named is not None and self._tries > 0:
            told = f"{address} does not prove that the log holds {meant}"
            return Included("fail", told)
        told = "nothing that was delivered is the entry that it proves to be in the log"
        if self._tries <= 0:
            told = f"more than {limits.LEAF_TRIES} files and proofs would have to be compared"
        return Included("open", told, (), f"the file whose entry {address} proves, beside it")

    def _fits(self, file: Delivered, inclusion: Inclusion) -> bool:
        self._tries -= 1 + len(inclusion.hashes) // _HASHES_PER_TRY
        if self._tries < 0 or file.artifact.size > limits.LOGGED_BYTES:
            return False
        return leads_to_root(self._leaf(file), inclusion)

    def _leaf(self, file: Delivered) -> bytes:
        path = file.artifact.path
        if path not in self._leaves:
            state = hashlib.sha256(b"\0")
            with file.blob.open() as stream:
                while chunk := stream.read(_CHUNK):
                    state.update(chunk)
            self._leaves[path] = state.digest()
        return self._leaves[path]


def _called(entry: LogEntry) -> str:
    at = "an entry" if entry.index is None else f"entry {entry.index}"
    return f"{at} of {entry.log or 'a log'}"


def _conclusion(
    said: Said[LogEntry], subject: str, digest: Digest | None, shown: Included
) -> Conclusion:
    origins = (said.origin,)
    return Conclusion(
        "inclusion", subject, shown.outcome, shown.reason, digest, origins, shown.request
    )
