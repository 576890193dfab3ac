"""When two names are one thing: only a digest says so, everything weaker is `maybe same`.

- Two strong digests that are equal are equal bytes. Two that differ say something only where both
  hashed the same kind of thing (see `model.digest.comparable`).
- Digests of nothing (an empty file, all zeros) are shared by things that are not the same.
- A purl, or a name with a version, relates two components without making them one.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final, Literal, NamedTuple

from provenance.graph.evidence import Chapter, Said
from provenance.model.component import Component
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


class MaybeSame(NamedTuple):
    """Two components that may be one, and why somebody could think so. It joins nothing."""

    one: Origin
    other: Origin
    because: Literal["purl", "name and version"]


def maybe_same(chapters: Iterable[Chapter]) -> Iterator[MaybeSame]:
    """Components of different documents with one purl, or one name and version, in order."""
    seen: dict[tuple[str, str], list[Said[Component]]] = {}
    for chapter in chapters:
        for said in chapter.said(Component):
            for key in _weak_keys(said.fact):
                seen.setdefault(key, []).append(said)
    for (purl, _), group in seen.items():
        first = group[0]
        for said in group[1:]:
            if said.chapter is not first.chapter:
                yield MaybeSame(first.origin, said.origin, "purl" if purl else "name and version")


def _weak_keys(component: Component) -> Iterator[tuple[str, str]]:
    purl = component.purl
    if purl:
        yield purl, ""
    elif component.name and component.version:
        yield "", f"{component.name} {component.version}"
