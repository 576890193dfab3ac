"""Fields that several kinds of SPDX 2 elements have: checksums, locations, references, texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice, repeat
from typing import Any, Final, NamedTuple

from provenance.decoding.details import detail_of
from provenance.decoding.ledger import excerpt
from provenance.decoding.spdx2_locators import is_vcs
from provenance.model.component import Detail, Gap, Identifier, Party, Reference
from provenance.model.digest import HEX_LENGTHS, Digest, Scope, algorithm_name, check_digest
from provenance.model.origin import Place
from provenance.readers.sbom._spdx2_likeness import Alike, Words
from provenance.readers.sbom._spdx2_locators import LISTED_TYPES, LOCATORS, NO_BLANKS
from provenance.readers.sbom._spdx2_parties import GAPS, Actor, actor
from provenance.readers.sbom._spdx2_text import DATE, LOCATION, Form
from provenance.readers.sbom._spdx_remarks import Remarks

_SPELLINGS: Final = (
    *("SHA1", "SHA224", "SHA256", "SHA384", "SHA512", "SHA3-256", "SHA3-384", "SHA3-512"),
    *("BLAKE2b-256", "BLAKE2b-384", "BLAKE2b-512", "BLAKE3", "MD5"),
)
_LENGTHS: Final = {
    **{one: (algorithm_name(one), HEX_LENGTHS[algorithm_name(one)]) for one in _SPELLINGS},
    **{"MD2": ("md2", 32), "MD4": ("md4", 32), "ADLER32": ("adler32", 8)},
}
_KNOWN: Final = _LENGTHS.get
"""Algorithms of clause 8.4 with a fixed length, by their spelling; MD6 has none."""

_HEX: Final = b"0123456789abcdef"
_NOBODY: Final = (None, None)
_REMEMBERED: Final = 65_536

_IDENTIFIERS: Final = {
    "purl": "purl",
    "cpe22Type": "cpe",
    "cpe23Type": "cpe",
    "swid": "swid",
    "gitoid": "omnibor",
    "swh": "swhid",
}
"""Reference types of Annex F that identify, and what the graph calls such an identifier."""

Gaps = list[tuple[str, Gap]]
Stake = tuple[Party | None, Gap | None]
"""A supplier or originator, or why there is none."""


class Type(NamedTuple):
    """What is known of a type of external reference: the graph's word for such an identifier."""

    kind: str | None
    alike: Alike | None
    form: Form


class Fields:
    """Reads fields of the elements of one document."""

    def __init__(self, remarks: Remarks) -> None:
        self._remarks = remarks
        self._parties: dict[str, Stake] = {}
        self._locations = Alike(LOCATION.fits)
        self._alike = {kind: Alike(LOCATORS[kind].fits) for kind in ("purl", "cpe23Type")}
        self._types: dict[str | None, Type] = {}

    def hold(self, text: str | None, form: Form, place: Place, pointer: str) -> None:
        """Note a text that has not the form that the specification prescribes."""
        if text is not None and not form.fits(text):
            where = self._remarks.at(place, pointer)
            self._remarks.note(form.id, where, f"{excerpt(text)} {form.words}")

    # -- digests ---------------------------------------------------------------------------------

    def digests(
        self, checksums: list[Any], place: Place, scope: Scope, pointer: str = "/checksums/"
    ) -> tuple[Digest, ...]:
        """The usable digests of a list of checksums."""
        found = []
        for number, one in enumerate(checksums):
            known = None if one is None else _KNOWN(one.algorithm)
            value = "" if known is None else one.checksumValue or ""
            # so many digits, and nothing else: half the time that a regular expression takes
            if (
                known is not None
                and len(value) == known[1]
                and value.isascii()
                and not value.encode().translate(None, _HEX)
            ):
                found.append(Digest(known[0], value, scope))
                continue
            inside = f"{pointer}{number}" if pointer.endswith("/") else pointer
            digest = self._digest(one, inside, place, scope)
            if digest is not None:
                found.append(digest)
        return tuple(found)

    def plain_digests(
        self, lists: Sequence[list[Any] | None], scopes: Sequence[Scope]
    ) -> list[tuple[Digest, ...] | None] | None:
        """The digests of several lists of checksums, or None where one is not plainly usable."""
        counts = [0 if one is None else len(one) for one in lists]
        found = list(chain.from_iterable(filter(None, lists)))
        known = list(map(_KNOWN, [one.algorithm for one in found]))
        values = [one.checksumValue for one in found]
        if None in known or None in values or [one[1] for one in known] != list(map(len, values)):  # type: ignore[index]
            return None
        digits = "".join(values)
        if not digits.isascii() or digits.encode().translate(None, _HEX):
            return None
        owners = chain.from_iterable(map(repeat, scopes, counts))
        digests = map(Digest, [one[0] for one in known], values, owners)  # type: ignore[index]
        owned: list[tuple[Digest, ...] | None] = [*by_owner(digests, counts)]
        for at, one in enumerate(lists) if None in lists else ():
            if one is None:
                owned[at] = None
        return owned

    def _digest(self, one: Any, pointer: str, place: Place, scope: Scope) -> Digest | None:
        if one is None or one.algorithm is None or one.checksumValue is None:
            return None  # the schema has said so
        unknown = (algorithm_name(one.algorithm), None)
        algorithm, length = _LENGTHS.get(one.algorithm, unknown)
        value = one.checksumValue.lower()
        where = self._remarks.at(place, f"{pointer}/checksumValue")
        fault = check_digest(algorithm, value)
        if fault is None and length is not None and len(value) != length:
            fault = f"has {len(value)} characters; {algorithm} has {length}"
        if fault is not None:
            detail = f"{excerpt(one.checksumValue)} {fault} (clause 8.4)"
            self._remarks.note("spdx/digest-form", where, detail, read_as="no digest", whole=False)
            return None
        if value != one.checksumValue:
            detail = f"{excerpt(one.checksumValue)} is not lower case (clause 8.4)"
            self._remarks.note(
                "spdx/upper-case-digest", where, detail, read_as="the digest in lower case"
            )
        return Digest(algorithm, value, scope)

    # -- people ----------------------------------------------------------------------------------

    def party(self, text: str | None, place: Place, pointer: str) -> Stake:
        """A supplier or originator (clauses 7.5 and 7.6)."""
        if text is None:
            return _NOBODY
        known = self._parties.get(text)
        return self._party(text, place, pointer) if known is None else known

    def plain_parties(self, texts: Sequence[str | None]) -> list[Stake] | None:
        """Several suppliers or originators, or None where one is not written as it should be."""
        if not any(texts):
            return [_NOBODY] * len(texts) if texts.count(None) == len(texts) else None
        found = [_NOBODY if text is None else self._parties.get(text) for text in texts]
        for at, text in enumerate(texts) if None in found else ():
            if text is not None and found[at] is None:
                found[at] = self._stake(text)
        return None if None in found else found  # type: ignore[return-value]

    def _stake(self, text: str) -> Stake | None:
        """Who has it, or None where something has to be noted about it."""
        found = actor(text)
        if _party_fault(found) is not None:
            return None
        if len(self._parties) < _REMEMBERED:
            self._parties[text] = found.party, found.gap
        return found.party, found.gap

    def _party(self, text: str, place: Place, pointer: str) -> Stake:
        plain = self._stake(text)
        if plain is not None:
            return plain
        found = actor(text)
        detail = f"{excerpt(text)} {_party_fault(found)} (clauses 7.5, 7.6)"
        self._remarks.note("spdx/actor-form", self._remarks.at(place, pointer), detail)
        return found.party, found.gap

    # -- texts -----------------------------------------------------------------------------------

    def text(self, value: str | None, name: str, gaps: Gaps) -> str | None:
        """A text; where none is stated or asserted, that is a gap."""
        if value in GAPS:
            gaps.append((name, GAPS[value]))
            return None
        return value

    # -- references ------------------------------------------------------------------------------

    def location(
        self, text: str | None, place: Place, gaps: Gaps, words: Words
    ) -> tuple[Reference, ...]:
        """Where the package can be fetched (clause 7.7)."""
        if text is None:
            return ()
        if text in GAPS:
            gaps.append(("references", GAPS[text]))
            return ()
        if not self._locations.fits(text, words):
            self.hold(text, LOCATION, place, "/downloadLocation")
        return (Reference("vcs" if is_vcs(text) else "distribution", text),) if text else ()

    def outside(
        self, refs: Sequence[Any], place: Place, words: Words
    ) -> tuple[tuple[Identifier, ...], tuple[Reference, ...]]:
        """Identifiers and references among the external references (clause 7.21)."""
        identifiers, references = [], []
        for number, one in enumerate(refs):
            if one is None or one.referenceLocator is None:
                continue
            kind, alike, form = self.type_of(one.referenceType)
            locator = one.referenceLocator
            if alike is None or not alike.fits(locator, words):
                self.hold(locator, form, place, f"/externalRefs/{number}/referenceLocator")
            if kind is not None:
                identifiers.append(Identifier(kind, locator))
            else:
                references.append(Reference(one.referenceType or "", locator))
        return tuple(identifiers), tuple(references)

    def outside_details(
        self, refs: Sequence[Any], place: Place, about: tuple[str, ...]
    ) -> Iterator[tuple[Place, Detail]]:
        """What external references say that is no identifier, or more than one."""
        for number, one in enumerate(refs):
            if one is None or one.referenceLocator is None:
                continue
            if one.comment is not None or self.type_of(one.referenceType).kind is None:
                whole = self._remarks.at(place, f"/externalRefs/{number}")
                yield whole, detail_of("externalRefs", one, about)

    def type_of(self, written: str | None) -> Type:
        """What is known of a type of external reference."""
        return self._types.get(written) or self._type(written)

    def _type(self, written: str | None) -> Type:
        name = (written or "").removeprefix(LISTED_TYPES)
        found = Type(_IDENTIFIERS.get(name), self._alike.get(name), LOCATORS.get(name, NO_BLANKS))
        if len(self._types) < _REMEMBERED:
            self._types[written] = found
        return found

    # -- annotations -----------------------------------------------------------------------------

    def annotations(
        self, found: list[Any] | None, place: Place, about: tuple[str, ...]
    ) -> Iterator[tuple[Place, Detail]]:
        """What somebody remarked on an element (clause 12), each with its place."""
        for number, one in enumerate(found or ()):
            if one is not None:
                yield self.annotation(one, place, about, f"/annotations/{number}")

    def annotation(
        self, one: Any, place: Place, about: tuple[str, ...], pointer: str = ""
    ) -> tuple[Place, Detail]:
        """One annotation, held against clauses 12.1 and 12.2."""
        self.hold(one.annotationDate, DATE, place, f"{pointer}/annotationDate")
        fault = None if one.annotator is None else actor(one.annotator).fault
        if fault is not None:
            detail = f"{excerpt(one.annotator)} {fault} (clause 12.1)"
            where = self._remarks.at(place, f"{pointer}/annotator")
            self._remarks.note("spdx/actor-form", where, detail)
        return self._remarks.at(place, pointer), detail_of("annotations", one, about)


def by_owner(found: Iterable[Any], counts: Sequence[int]) -> list[tuple[Any, ...]]:
    """What follows each other as tuples of so many."""
    each = iter(found)
    if counts and counts[0] and counts.count(counts[0]) == len(counts):
        return list(zip(*[each] * counts[0], strict=True))
    return [tuple(islice(each, count)) for count in counts]


def _party_fault(found: Actor) -> str | None:
    if found.gap == "none":
        return "is not among what may stand here"
    if found.party is not None and found.party.kind == "tool":
        return "is a tool, where a person or an organization must stand"
    return found.fault
