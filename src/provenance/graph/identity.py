"""When two names are one thing: only a digest says so, everything weaker is `maybe same`.

- Two strong digests that are equal are equal bytes. Two that differ say something only where both
  hashed the same kind of thing (see `model.digest.comparable`).
- Digests of nothing (an empty file, all zeros) are shared by things that are not the same.
- A purl, another identifier, or a name with version and supplier relates two components without
  making them one; what relates them is ranked.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final, Literal, NamedTuple, get_args

from provenance.decoding.purl import build_purl, spelling_fault, split_purl
from provenance.errors import DecodingError
from provenance.graph.evidence import Chapter, Said
from provenance.model.component import Component, Identifier
from provenance.model.digest import HEX_LENGTHS, Digest, comparable
from provenance.model.origin import Origin

Agreement = Literal["same", "different", "unknown"]

_EMPTY: Final = frozenset(
    hashlib.new(name, b"").hexdigest()
    for name in ("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha3_256", "sha3_512")
)
NOTHING: Final = _EMPTY | {"0" * length for length in HEX_LENGTHS.values()}
"""Digests of an empty file, and all zeros, in every length that there is."""

Key = tuple[str, str]
"""Algorithm and value of a digest that identifies bytes."""


def identifying(digest: Digest) -> bool:
    """Whether equality with this digest shows equal bytes: strong, and of something."""
    return digest.strong and not is_of_nothing(digest.value)


def is_of_nothing(value: str) -> bool:
    """Whether this is the digest of an empty file, or all zeros."""
    return value in _EMPTY or not value.strip("0")


def keys_of(digests: Iterable[Digest] | None) -> tuple[Key, ...]:
    """What to look up to find the same bytes elsewhere."""
    return tuple((d.algorithm, d.value) for d in digests or () if identifying(d))


def agreement(ones: Iterable[Digest], others: Iterable[Digest]) -> Agreement:
    """Whether two sets of digests are of the same bytes, of different ones, or cannot tell.

    One comparable pair that differs outweighs every pair that agrees. A weak digest can accuse; it
    cannot acquit.
    """
    found: Agreement = "unknown"
    known = tuple(others)
    for one in ones:
        for other in known:
            if one.algorithm != other.algorithm:
                continue
            if one.value != other.value:
                if comparable(one, other):
                    return "different"
            elif identifying(one):
                found = "same"
    return found


def plain_path(name: str) -> str:
    """One spelling of a path, so that a name accuses however it was written.

    Forward slashes, no empty or `.` parts, and characters composed as in Unicode's NFC.
    """
    if not name.isascii():
        name = unicodedata.normalize("NFC", name)
    plain = name.replace("\\", "/")
    if "//" not in plain and "./" not in plain and not plain.endswith("/."):
        return plain.strip("/")
    return "/".join(part for part in plain.split("/") if part not in ("", "."))


Evidence = Literal[
    "purl", "CPE", "SWID tag id", "SWHID", "OmniBOR gitoid", "name, version and supplier"
]
RANKS: Final[tuple[Evidence, ...]] = get_args(Evidence)
"""What makes two components maybe the same, the strongest first."""
_KINDS: Final[dict[str, Evidence]] = {
    "purl": "purl",
    "cpe": "CPE",
    "swid": "SWID tag id",
    "swhid": "SWHID",
    "omnibor": "OmniBOR gitoid",
}
_FORMS: Final = re.compile(r"[\W_]+")

WeakKey = tuple[Evidence, str]


class MaybeSame(NamedTuple):
    """Two components that may be one, and why somebody could think so. It joins nothing."""

    one: Origin
    other: Origin
    because: Evidence


class Alike(NamedTuple):
    """How many components of one document may be ones of another, by which evidence, and the first
    two of them.
    """

    other: Chapter
    because: dict[Evidence, int]
    one: Origin
    its: Origin


Pair = tuple[Evidence, Said[Component], Said[Component]]


def maybe_same(chapters: Iterable[Chapter]) -> Iterator[MaybeSame]:
    """Components of different documents with one identity, each pair by its strongest evidence.

    Whoever shares an identity is related to the first who has it, so that there are no more of
    these than components have identities. In order of rank, then of the documents.
    """
    for rank, one, other in _pairs(chapters):
        yield MaybeSame(one.origin, other.origin, rank)


def alike(chapters: Iterable[Chapter]) -> dict[int, list[Alike]]:
    """Which documents may tell of the same components, by id of the later one."""
    found: dict[tuple[int, int], Alike] = {}
    for rank, one, other in _pairs(chapters):
        key = id(other.chapter), id(one.chapter)
        if key not in found:
            found[key] = Alike(one.chapter, {}, other.origin, one.origin)
        counts = found[key].because
        counts[rank] = counts.get(rank, 0) + 1
    grouped: dict[int, list[Alike]] = {}
    for (later, _), row in found.items():
        grouped.setdefault(later, []).append(row)
    return grouped


def _pairs(chapters: Iterable[Chapter]) -> Iterator[Pair]:
    holders = [chapter for chapter in chapters if chapter.facts(Component)]
    known: set[tuple[int, str, int, str]] = set()
    for rank, by_value in _groups(holders if len(holders) > 1 else []).items():
        for first, *others in by_value.values():
            for said in others:
                pair = id(first.chapter), first.place, id(said.chapter), said.place
                if said.chapter is not first.chapter and pair not in known:
                    known.add(pair)
                    yield rank, first, said


def _groups(chapters: Iterable[Chapter]) -> dict[Evidence, dict[str, list[Said[Component]]]]:
    """Components by each of their identities, the strongest kind first."""
    groups: dict[Evidence, dict[str, list[Said[Component]]]] = {rank: {} for rank in RANKS}
    for chapter in chapters:
        for said in chapter.said(Component):
            for rank, value in weak_keys(said.fact):
                groups[rank].setdefault(value, []).append(said)
    return groups


def weak_keys(component: Component) -> Iterator[WeakKey]:
    """Every identity of a component by which it may be another one, each in one spelling."""
    for identifier in component.identifiers:
        rank = _KINDS.get(identifier.kind)
        if rank is not None:
            yield rank, plain_identifier(identifier)
    if component.name and component.version:
        party = component.supplier or component.producer
        if party is not None and party.name:
            words = (component.name, component.version, _FORMS.sub(" ", party.name).strip())
            yield "name, version and supplier", "\0".join(words).casefold()


def weak_key(component: Component) -> WeakKey | None:
    """The strongest identity of a component that is no digest; a file has none but its digest."""
    if component.kind == "file" and component.purl is None:
        return None
    return min(weak_keys(component), key=lambda key: RANKS.index(key[0]), default=None)


def plain_identifier(identifier: Identifier) -> str:
    """An identifier in one spelling, as far as its specification has one."""
    value = identifier.value
    if identifier.kind == "purl":
        return value if spelling_fault(value) is None else _canonical(value)
    return value.casefold() if identifier.kind == "cpe" else value


def _canonical(value: str) -> str:
    try:
        return build_purl(split_purl(value))
    except DecodingError:
        return value  # the ledger says so; an odd text is only what it is letter by letter


def line_of(component: Component) -> str | None:
    """The package URL of a component without its version, or None where it states none of both."""
    if component.purl is None or not component.version:
        return None
    text = plain_identifier(Identifier("purl", component.purl))
    path, mark, rest = text.partition("?")
    return f"{path.partition('@')[0]}{mark}{rest}"
