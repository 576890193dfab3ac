"""Delivered bytes against what verified documents say about them.

Names accuse, only digests acquit:

- A file whose path somebody named exactly must have the digest that they gave; that its bytes are
  known under another name does not help.
- A path that ends as a stated name does, or the other way round, may mean it: an equal digest
  acquits, and where none is equal the name accuses.
- A file that nobody named is settled by an equal digest, and otherwise nothing is known of it.
- What a later step replaced is no longer an output: an intermediate under the name of a final
  output is as wrong as any other bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from provenance import limits
from provenance.graph.evidence import Delivered, Evidence
from provenance.graph.identity import plain_path
from provenance.graph.proof import Output
from provenance.model.artifact import Artifact
from provenance.model.authority import Conclusion
from provenance.model.digest import Digest
from provenance.model.origin import Origin
from provenance.verification.digest_sets import Digests, compare, spell

_HASHES: Final = {
    "blake2b_512": "blake2b",
    **{f"sha3_{size}": f"sha3_{size}" for size in (224, 256, 384, 512)},
    **{name: name for name in ("md5", "sha1", "sha224", "sha256", "sha384", "sha512")},
}


class DeliveredBytes:
    """Delivered files by every digest that somebody states of them, computed when it is asked."""

    def __init__(self, evidence: Evidence) -> None:
        self.files: Sequence[Delivered] = evidence.files
        self.paths = frozenset(file.artifact.path for file in evidence.files)
        self._computed: dict[tuple[str, str], Digest] = {}
        self._by_algorithm: dict[str, dict[str, list[Delivered]]] = {}

    def compare(self, file: Delivered, digests: Digests) -> str:
        """Whether a file has some stated digests: `same`, `different` or `unknown`."""
        here = [self._digest(file, d.algorithm) for d in digests if d.algorithm in _HASHES]
        return compare(tuple(here), tuple(d for d in digests if d.scope != "source"))

    def having(self, digests: Digests) -> list[Delivered]:
        """Delivered files with these digests."""
        if len(digests) == 1 and digests[0].algorithm == "sha256":
            return self._table("sha256").get(digests[0].value, [])
        strong = [d for d in digests if d.strong and d.algorithm in _HASHES]
        # SHA-256 is known of every file already; another algorithm is computed for its sake alone.
        strong.sort(key=lambda d: d.algorithm != "sha256")
        if not strong:
            return []
        found = self._table(strong[0].algorithm).get(strong[0].value, [])
        return [file for file in found if self.compare(file, digests) == "same"]

    def _table(self, algorithm: str) -> dict[str, list[Delivered]]:
        if algorithm not in self._by_algorithm:
            table = self._by_algorithm.setdefault(algorithm, {})
            for file in self.files:
                table.setdefault(self._digest(file, algorithm).value, []).append(file)
        return self._by_algorithm[algorithm]

    def _digest(self, file: Delivered, algorithm: str) -> Digest:
        if algorithm == "sha256":
            return file.artifact.digest
        place = (file.artifact.path, algorithm)
        if place not in self._computed:
            value = file.blob.hash(_HASHES[algorithm])
            self._computed[place] = Digest(algorithm, value, "file")
        return self._computed[place]


def conclude_delivered(here: DeliveredBytes, claims: Iterable[Output]) -> Iterator[Conclusion]:
    """A conclusion about each delivered file of which a verified document says something.

    `claims` are outputs of verified builds and rows of other verified listings.
    """
    wanted = {_last(plain_path(file.artifact.path)) for file in here.files}
    by_end: dict[str, list[tuple[str, Output]]] = {}
    known: dict[str, list[Output]] = {}
    for claim in claims:
        name = plain_path(claim.name)
        end = _last(name)
        if end in wanted:
            by_end.setdefault(end, []).append((name, claim))
        if claim.final:
            for file in here.having(claim.digests):
                known.setdefault(file.artifact.path, []).append(claim)
    for file in here.files:
        named = by_end.get(_last(plain_path(file.artifact.path)), [])
        found = _judge(here, file, named, known.get(file.artifact.path, []))
        if found is not None:
            yield found


def _last(path: str) -> str:
    return path.rpartition("/")[2]


def _judge(
    here: DeliveredBytes,
    file: Delivered,
    named: Sequence[tuple[str, Output]],
    known: Sequence[Output],
) -> Conclusion | None:
    path = plain_path(file.artifact.path)
    exact = [claim for name, claim in named if name == path]
    final = [claim for claim in exact if claim.final]
    similar = [claim for name, claim in named if claim.final and _alike(path, name)]
    if final:
        return _settle(here, file, final, [*exact, *similar, *known], every=True)
    if exact or similar:
        return _settle(here, file, exact or similar, [*similar, *known], every=False)
    return _acquit(file.artifact, known) if known else None


def _settle(
    here: DeliveredBytes,
    file: Delivered,
    claims: Sequence[Output],
    others: Sequence[Output],
    *,
    every: bool,
) -> Conclusion:
    """What some claims show; `others` are weaker ones, and acquit where these show nothing.

    `every`: each claim must agree, because all of them mean this file; else one is enough.
    """
    compared = [(here.compare(file, claim.digests), claim) for claim in claims]
    same = [claim for result, claim in compared if result == "same"]
    different = [claim for result, claim in compared if result == "different"]
    if different and (every or not same):
        return _accuse(file.artifact, different)
    if not same:
        same = [claim for claim in others if here.compare(file, claim.digests) == "same"]
    return _acquit(file.artifact, same) if same else _leave(file.artifact, claims)


def _acquit(artifact: Artifact, claims: Sequence[Output]) -> Conclusion:
    told = " and ".join(list(dict.fromkeys(claim.said_by for claim in claims))[:3])
    origins = _origins(claims)
    reason = f"{artifact.digest}, as by {told}"
    return Conclusion("delivered", artifact.path, "pass", reason, artifact.digest, origins)


def _accuse(artifact: Artifact, claims: Sequence[Output]) -> Conclusion:
    first = claims[0]
    reason = (
        f"delivered as {artifact.digest}, but {first.said_by} {_verb(first)} {spell(first.digests)}"
    )
    return Conclusion("delivered", artifact.path, "fail", reason, artifact.digest, _origins(claims))


def _leave(artifact: Artifact, claims: Sequence[Output]) -> Conclusion:
    first = claims[0]
    reason = f"{first.said_by} names it with {spell(first.digests)}, which settles nothing"
    request = f"a SHA-256 digest for {artifact.path} in {first.origin.path}"
    origins = _origins(claims)
    return Conclusion("delivered", artifact.path, "open", reason, artifact.digest, origins, request)


def _verb(claim: Output) -> str:
    return "made" if claim.said_by.startswith("step ") else "names"


def _origins(claims: Sequence[Output]) -> tuple[Origin, ...]:
    ordered = dict.fromkeys(origin for claim in claims for origin in claim.origins)
    return tuple(ordered)[: limits.LISTED_SUBJECTS]


def conclude_absent(here: DeliveredBytes, outputs: Iterable[Output]) -> Iterator[Conclusion]:
    """A note for each final output of a verified build that is not among the delivered files."""
    ends: dict[str, list[str]] = {}
    for path in sorted(map(plain_path, here.paths)):
        ends.setdefault(_last(path), []).append(path)
    seen: set[tuple[str, Digests]] = set()
    for output in outputs:
        if not output.final or (output.name, output.digests) in seen:
            continue
        seen.add((output.name, output.digests))
        name = plain_path(output.name)
        similar = (p for p in ends.get(_last(name), ()) if _alike(p, name))
        if next(similar, None) is None and not here.having(output.digests):
            reason = f"{output.said_by} made {spell(output.digests)}, which was not delivered"
            yield Conclusion(
                "delivered",
                output.name,
                "open",
                reason,
                output.digests[0] if output.digests else None,
                output.origins,
                note=True,
            )


def _alike(path: str, name: str) -> bool:
    return path == name or path.endswith(f"/{name}") or name.endswith(f"/{path}")
