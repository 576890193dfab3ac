"""Where packages can be fetched and what else refers to them, of many packages in one go.

Texts of a package differ from those of the next one mostly in its name and version (see
`_spdx2_likeness`), so that all of them together are one likeness, which is asked about once. That
holds for every form of a locator too: each allows letters, digits, dots, hyphens and underscores
wherever it allows an underscore.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import chain, repeat
from typing import Any, Final, NamedTuple

from provenance.decoding.spdx2_locators import is_vcs
from provenance.model.component import Gap, Identifier, Reference
from provenance.readers.sbom._spdx2_fields import Fields, by_owner
from provenance.readers.sbom._spdx2_likeness import all_words
from provenance.readers.sbom._spdx2_parties import GAPS
from provenance.readers.sbom._spdx2_text import HOMEPAGE, LOCATION

_MARK: Final = "_"
_REMEMBERED: Final = 4_096
_LINE: Final = "\n"
_NOTHING: Final[dict[str, Any]] = {}
_Shape = tuple[Any, ...]
"""Whether a package has a homepage, then the types of its external references."""


class _Ways(NamedTuple):
    """What the location and the homepage of a package are: a kind of reference, or a gap."""

    location: str | None
    gap: Gap | None
    website: str | None
    website_gap: Gap | None
    kinds: tuple[str | None, ...]
    """What the graph calls the identifiers that external references are; None for the others."""


class Outside(NamedTuple):
    """What is said of the outside of some packages, in the order of the packages.

    `gaps` and `website_gaps` are those of location and homepage; `detailed` are the positions of
    packages with an external reference that becomes a detail too.
    """

    identifiers: list[tuple[Identifier, ...]]
    references: list[tuple[Reference, ...]]
    gaps: list[Gap | None]
    website_gaps: list[Gap | None]
    detailed: frozenset[int]


class OutsideReader:
    """Reads locations, homepages and external references that have the prescribed forms."""

    def __init__(self, fields: Fields) -> None:
        self._fields = fields
        self._known: dict[_Shape, dict[str, _Ways]] = {}
        self._room = _REMEMBERED

    def read(
        self,
        names: Sequence[str | None],
        versions: Sequence[str | None],
        locations: Sequence[str],
        homepages: Sequence[str | None],
        lists: Iterable[list[Any] | None],
    ) -> Outside | None:
        """All of it, or None where anything has to be noted about one of the packages."""
        found = [one or () for one in lists]
        counts, flat = list(map(len, found)), list(chain.from_iterable(found))
        types = [one.referenceType for one in flat]
        locators = [one.referenceLocator for one in flat]
        if None in locations or None in locators:
            return None
        websites: Sequence[str | None] = homepages if any(
            one is not None for one in homepages
        ) else ()  # fmt: skip
        rows = _rows(locations, websites, by_owner(locators, counts))
        shapes = _shapes(websites, by_owner(types, counts))
        ways = self._ways(names, versions, rows, shapes)
        if ways is None:
            return None
        kinds = list(chain.from_iterable([one.kinds for one in ways]))
        references = _references(ways, locations, homepages)
        identifiers: list[tuple[Any, ...]]
        if None in kinds:
            mixed = map(_named, kinds, types, locators)
            identifiers = by_owner(mixed, counts)
            for at, those in enumerate(identifiers):
                identifiers[at] = tuple(one for one in those if type(one) is Identifier)
                references[at] += tuple(one for one in those if type(one) is Reference)
        else:
            identifiers = by_owner(map(Identifier, kinds, locators), counts)  # type: ignore[arg-type]
        return Outside(
            identifiers,
            references,
            [one.gap for one in ways],
            [one.website_gap for one in ways],
            _detailed(flat, kinds, counts),
        )

    def _ways(
        self,
        names: Sequence[str | None],
        versions: Sequence[str | None],
        rows: list[tuple[str, ...]],
        shapes: list[_Shape],
    ) -> list[_Ways] | None:
        names, versions = all_words(names, versions)
        alike = map(str.replace, map(_LINE.join, rows), names, repeat(_MARK))
        alike = map(str.replace, alike, versions, repeat(_MARK))
        likenesses, known = list(alike), self._known.get
        tables = [known(shape, _NOTHING) for shape in shapes]
        found = list(map(dict.get, tables, likenesses))
        for at, ways in enumerate(found) if None in found else ():
            if ways is None:
                found[at] = self._learn(rows[at], shapes[at], likenesses[at])
                if found[at] is None:
                    return None
        return found  # type: ignore[return-value]

    def _learn(self, row: tuple[str, ...], shape: _Shape, likeness: str) -> _Ways | None:
        """What is in a row of texts, or None where one of them has not its form."""
        types = list(map(self._fields.type_of, shape[1:]))
        forms = [LOCATION.fits, *[HOMEPAGE.fits] * shape[0], *(one.form.fits for one in types)]
        kinds = tuple(one.kind for one in types)
        if self._room > 0:
            alike = tuple(likeness.split(_LINE))
            # a line end inside of a text is in no likeness that is remembered
            if len(alike) == len(row) and _fit(alike, forms, shape[0]):
                self._room -= 1
                ways = _ways_of(alike, shape[0], kinds)
                self._known.setdefault(shape, {})[likeness] = ways
                return ways
        return _ways_of(row, shape[0], kinds) if _fit(row, forms, shape[0]) else None


def _rows(
    locations: Sequence[str], websites: Sequence[str | None], locators: list[tuple[str, ...]]
) -> list[tuple[str, ...]]:
    """The texts of each package whose form is asked for."""
    if not websites:
        return [(location, *those) for location, those in zip(locations, locators, strict=True)]
    return [
        (location, *those) if site is None else (location, site, *those)
        for location, site, those in zip(locations, websites, locators, strict=True)
    ]


def _shapes(websites: Sequence[str | None], types: list[tuple[Any, ...]]) -> list[_Shape]:
    if not websites:
        return [(False, *those) for those in types]
    return [(site is not None, *those) for site, those in zip(websites, types, strict=True)]


def _fit(texts: tuple[str, ...], forms: list[Callable[[str], object]], website: bool) -> bool:
    gaps = 1 + website
    return all(
        (at < gaps and text in GAPS) or fits(text)
        for at, (text, fits) in enumerate(zip(texts, forms, strict=True))
    )


def _ways_of(texts: tuple[str, ...], website: bool, kinds: tuple[str | None, ...]) -> _Ways:
    location, site = texts[0], texts[1] if website else None
    gap, website_gap = GAPS.get(location), None if site is None else GAPS.get(site)
    return _Ways(
        None if gap else "vcs" if is_vcs(location) else "distribution",
        gap,
        None if site is None or website_gap else "website",
        website_gap,
        kinds,
    )


def _references(
    ways: list[_Ways], locations: Sequence[str], homepages: Sequence[str | None]
) -> list[tuple[Reference, ...]]:
    found: list[tuple[Reference, ...]] = [
        () if way.location is None else (Reference(way.location, location),)
        for way, location in zip(ways, locations, strict=True)
    ]
    for at, site in enumerate(homepages):
        if site is not None and ways[at].website is not None:
            found[at] += (Reference("website", site),)
    return found


def _named(kind: str | None, written: str | None, locator: str) -> Identifier | Reference:
    return Reference(written or "", locator) if kind is None else Identifier(kind, locator)


def _detailed(flat: list[Any], kinds: list[str | None], counts: list[int]) -> frozenset[int]:
    if None not in kinds and not any(one.comment is not None for one in flat):
        return frozenset()
    owners = chain.from_iterable(map(repeat, range(len(counts)), counts))
    return frozenset(
        owner
        for owner, one, kind in zip(owners, flat, kinds, strict=True)
        if kind is None or one.comment is not None
    )
