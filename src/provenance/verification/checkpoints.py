"""Checkpoints of one log against each other: of this delivery, and of an earlier one.

- Two roots at one size are two histories; a log that signed both has forked.
- A log only grows: where its newest checkpoint is smaller than an earlier one, it was cut.
- That the larger of two has the smaller one as its beginning takes a proof, or a chain of them.
- What no believed log signed accuses nobody. The earlier delivery vouches for nothing here: it can
  only be contradicted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final, NamedTuple

from provenance import limits
from provenance.graph.evidence import Evidence, Said
from provenance.model.authority import Conclusion, Outcome
from provenance.model.origin import Origin
from provenance.model.statement import Signature
from provenance.model.transparency import Checkpoint, Consistency, LogEntry
from provenance.questions.baseline import earlier_origin
from provenance.trust.merkle import EMPTY_ROOT, holds_consistency
from provenance.trust.transparency import Notary

_UNSIGNED: Final = "no key that is believed signed that one, so that it accuses nobody"

_Node = tuple[int, bytes]
"""Size and root: a state of one log."""


class _Seen(NamedTuple):
    """A checkpoint with every place where it stands; `signed` by its log, as far as we know."""

    checkpoint: Checkpoint
    origins: tuple[Origin, ...]
    signed: bool

    @property
    def node(self) -> _Node:
        return self.checkpoint.size, self.checkpoint.root


def _node_of(seen: _Seen) -> _Node:
    return seen.node


class _Trouble(NamedTuple):
    outcome: Outcome
    reason: str
    origins: tuple[Origin, ...] = ()
    request: str = ""


def conclude_checkpoints(
    evidence: Evidence, baseline: Evidence | None, notary: Notary
) -> Iterator[Conclusion]:
    """A conclusion about each checkpoint of the delivery, and about logs that it left out."""
    here = _collect(evidence, notary)
    before = [] if baseline is None else _collect(baseline, notary, earlier=True)
    proofs = [said.fact for said in evidence.said(Consistency)]
    places = {said.fact: said.origin for said in evidence.said(Consistency)}
    if baseline is not None:
        proofs += [said.fact for said in baseline.said(Consistency)]
    today, earlier = _by_origin(here), _by_origin(before)
    own: dict[str, list[Consistency]] = {}
    for proof in proofs:
        own.setdefault(proof.checkpoint.origin, []).append(proof)
    for origin in sorted({*today, *earlier}):
        seens, known = today.get(origin, []), earlier.get(origin, [])
        history = _History(seens, known, own.get(origin, []), places)
        for seen in seens:
            yield _conclude(seen, history, notary)
        if origin in notary.origins and not any(seen.signed for seen in seens):
            yield from _left_out(origin, known)


def _by_origin(seens: Iterable[_Seen]) -> dict[str, list[_Seen]]:
    found: dict[str, list[_Seen]] = {}
    for seen in seens:
        found.setdefault(seen.checkpoint.origin, []).append(seen)
    return found


def _collect(evidence: Evidence, notary: Notary, *, earlier: bool = False) -> list[_Seen]:
    found: dict[Checkpoint, dict[Origin, None]] = {}
    for checkpoint, origin in _stated(evidence, notary):
        place = earlier_origin(origin) if earlier else origin
        found.setdefault(checkpoint, {})[place] = None
    return [
        _Seen(one, tuple(places), notary.noted(one).by_log.outcome == "pass")
        for one, places in found.items()
    ]


def _stated(evidence: Evidence, notary: Notary) -> Iterator[tuple[Checkpoint, Origin]]:
    for alone in evidence.said(Checkpoint):
        yield alone.fact, alone.origin
    for proof in evidence.said(Consistency):
        yield proof.fact.checkpoint, proof.origin
    for entry in evidence.said(LogEntry):
        for checkpoint in _of_entries((entry.fact,)):
            yield checkpoint, entry.origin
    for signature in _bundled(evidence):
        for checkpoint in _of_bundle(signature.fact):
            # Who believes the logs of Sigstore in another way is not asked for their keys here.
            if checkpoint.origin in notary.origins:
                yield checkpoint, signature.origin


def _bundled(evidence: Evidence) -> Iterator[Said[Signature]]:
    """Signatures that came in a bundle: of thousands in envelopes none may have."""
    for chapter in evidence.with_facts(Signature):
        if any(signature.bundle is not None for signature in chapter.facts(Signature)):
            yield from chapter.said(Signature)


def _of_bundle(signature: Signature) -> Iterator[Checkpoint]:
    return _of_entries(() if signature.bundle is None else signature.bundle.entries)


def _of_entries(entries: Iterable[LogEntry]) -> Iterator[Checkpoint]:
    for entry in entries:
        if entry.inclusion is not None and entry.inclusion.checkpoint is not None:
            yield entry.inclusion.checkpoint


def _conclude(seen: _Seen, history: _History, notary: Notary) -> Conclusion:
    noted, checkpoint = notary.noted(seen.checkpoint), seen.checkpoint
    trouble = _Trouble(noted.outcome, noted.reason, (), noted.request)
    if seen.signed:
        found = history.trouble(seen)
        # What the log itself did weighs more than who has not signed yet.
        if found is not None and (found.outcome == "fail" or noted.outcome == "pass"):
            trouble = found
    origins = tuple(dict.fromkeys((*seen.origins, *trouble.origins)))[: limits.LISTED_SUBJECTS]
    subject = f"{checkpoint.origin} at size {checkpoint.size}"
    digest = seen.origins[0].digest
    return Conclusion(
        "checkpoint", subject, trouble.outcome, trouble.reason, digest, origins, trouble.request
    )


def _left_out(origin: str, earlier: list[_Seen]) -> Iterator[Conclusion]:
    signed = [seen for seen in earlier if seen.signed]
    if signed:
        last = max(signed, key=lambda seen: seen.node)
        size = last.checkpoint.size
        told = f"an earlier delivery has a checkpoint of it at size {size}, and this one has none"
        request = f"a checkpoint of {origin} of size {size} or more, with a proof of consistency"
        yield Conclusion("checkpoint", origin, "open", told, None, last.origins, request)


class _History:
    """Checkpoints and proofs of one log, as a graph: proofs lead from one state to a later one."""

    def __init__(
        self,
        today: list[_Seen],
        earlier: list[_Seen],
        proofs: list[Consistency],
        places: dict[Consistency, Origin],
    ) -> None:
        self._places = places
        # of two copies of one state the signed one tells more
        self._earlier = {seen.node: seen for seen in sorted(earlier, key=lambda s: s.signed)}
        self._today = {seen.node: seen for seen in today if seen.signed}
        self._newest = max(self._today, default=(0, b""))[0]
        self._by_size: dict[int, list[_Seen]] = {}
        for seen in {**self._earlier, **self._today}.values():
            self._by_size.setdefault(seen.checkpoint.size, []).append(seen)
        self._later: dict[_Node, list[_Node]] = {}
        self._false: dict[_Node, list[tuple[Consistency, _Seen]]] = {}
        self._ends: dict[_Node, frozenset[_Node]] = {}
        for proof in dict.fromkeys(proofs):
            self._take(proof)
        self._find_ends()
        self._by_ends: dict[frozenset[_Node], list[_Seen]] = {}
        for seen in self._earlier.values():
            self._by_ends.setdefault(self._from(seen.node), []).append(seen)
        # one that the log signed, and one that it did not: neither hides the other
        signed = [seen for seen in self._earlier.values() if seen.signed]
        others = [seen for seen in self._earlier.values() if not seen.signed]
        self._largest = [max(some, key=_node_of) for some in (signed, others) if some]

    def _take(self, proof: Consistency) -> None:
        """A proof counts where both of its ends are states that we know of."""
        end = (proof.checkpoint.size, proof.checkpoint.root)
        starts = self._by_size.get(proof.size, [])
        if end not in self._today and end not in self._earlier:
            return
        held = [one.node for one in starts if _holds(one.node, end, proof)]
        for node in held:
            self._later.setdefault(node, []).append(end)
        if not held:
            self._false.setdefault(end, []).extend((proof, one) for one in starts)

    def trouble(self, seen: _Seen) -> _Trouble | None:
        """What speaks against a signed checkpoint of this delivery; failures before gaps."""
        gap = None
        for trouble in chain(
            self._forks(seen), self._false_proofs(seen), self._shrunk(seen), self._unproven(seen)
        ):
            if trouble.outcome == "fail":
                return trouble
            gap = gap or trouble
        return gap

    def _forks(self, seen: _Seen) -> Iterator[_Trouble]:
        if seen.node[0] == 0 and seen.node[1] != EMPTY_ROOT:
            yield _Trouble("fail", "has no entries, and another root than the empty tree")
        for other in self._by_size.get(seen.checkpoint.size, ()):
            if other.node != seen.node:
                outcome: Outcome = "fail" if other.signed else "open"
                shows = "the log shows two histories" if other.signed else _UNSIGNED
                told = (
                    f"has the root {seen.checkpoint.root.hex()[:16]}… here, and "
                    f"{other.checkpoint.root.hex()[:16]}… in {other.origins[0].path}: {shows}"
                )
                request = f"an explanation by whoever runs {seen.checkpoint.origin}"
                yield _Trouble(outcome, told, other.origins, request)

    def _false_proofs(self, seen: _Seen) -> Iterator[_Trouble]:
        for proof, start in self._false.get(seen.node, ()):
            if start.signed and not self._consistent(start.node, seen.node):
                place = self._places.get(proof)
                told = f"the proof of consistency with size {proof.size} does not hold"
                accusers = (*(() if place is None else (place,)), *start.origins)
                yield _Trouble("fail", told, accusers)

    def _shrunk(self, seen: _Seen) -> Iterator[_Trouble]:
        """The newest checkpoint of this delivery against larger ones of an earlier delivery."""
        size = seen.checkpoint.size
        for other in self._largest if size == self._newest else ():
            before = other.checkpoint.size
            if size < before:
                outcome: Outcome = "fail" if other.signed else "open"
                shows = "the log shrank" if other.signed else _UNSIGNED
                told = f"is smaller than {before}, the size in {other.origins[0].path}: {shows}"
                request = f"a checkpoint of {seen.checkpoint.origin} of size {before} or more"
                yield _Trouble(outcome, told, other.origins, request)

    def _unproven(self, seen: _Seen) -> Iterator[_Trouble]:
        """The first checkpoint of another size of an earlier delivery without a common future."""
        size = seen.checkpoint.size
        if not size or seen.node in self._earlier:
            return  # compared when it was seen first
        for ends, others in self._by_ends.items():
            if not ends.isdisjoint(self._from(seen.node)):
                continue
            for other in others:
                before = other.checkpoint.size
                # at one size it is a fork, and beyond the newest of today the log shrank
                if before not in (0, size) and not (before > size == self._newest):
                    yield self._gap(seen, other)
                    return

    def _gap(self, seen: _Seen, other: _Seen) -> _Trouble:
        origin, before = seen.checkpoint.origin, other.checkpoint.size
        first, second = sorted((seen.checkpoint.size, before))
        told = f"nothing shows that it is consistent with size {before} of an earlier delivery"
        request = f"a proof of consistency of {origin} from size {first} to {second}"
        return _Trouble("open", told, other.origins, request)

    def _consistent(self, one: _Node, other: _Node) -> bool:
        """Whether both are beginnings of one and the same state; the empty log is of every one."""
        if not min(one[0], other[0]) or one == other:
            return True
        return not self._from(one).isdisjoint(self._from(other))

    def _from(self, node: _Node) -> frozenset[_Node]:
        """The last states that proofs lead to: states with a common future have one in common."""
        return self._ends.get(node, frozenset((node,)))

    def _find_ends(self) -> None:
        """From the largest size down, for proofs lead to what is larger."""
        for node in sorted(self._later, reverse=True):
            later = {one for one in self._later[node] if one != node} or {node}
            self._ends[node] = frozenset().union(*map(self._from, later))


def _holds(start: _Node, end: _Node, proof: Consistency) -> bool:
    return holds_consistency(start[0], end[0], start[1], end[1], proof.hashes)
