"""What a statement is about, as a package URL or another URI, beside what a policy expects.

- A package URL is compared part by part, after it was decoded: `%40acme` and `@acme` are one. A
  part may hold `*` for anything but a slash; one without a version means every version.
- Qualifiers count where the expected one has some. Any other URI is compared as a text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from provenance.decoding.purl import Purl, split_purl
from provenance.errors import DecodingError
from provenance.model.artifact import Listing
from provenance.model.origin import Origin
from provenance.questions.globs import text_matches

_SCHEME: Final = re.compile(r"(?:pkg:|urn:|[A-Za-z][A-Za-z0-9+.-]*://)\S+")


class Named(NamedTuple):
    """What something is called, and where another document than the build's says so."""

    name: str
    origins: tuple[Origin, ...] = ()


def is_package(name: str) -> bool:
    """Whether a name is a URI, which says more than a file name does."""
    return _SCHEME.fullmatch(name) is not None


def packages_of(listing: Listing | None) -> Iterator[tuple[int, str]]:
    """Rows of a list of subjects that name a package or resource, with their numbers."""
    for row, name in enumerate(listing.names if listing is not None else ()):
        if is_package(name):
            yield row, name


def package_pattern_fault(text: str) -> str | None:
    """What keeps a text from being a pattern of package URLs, or None."""
    if not text.startswith("pkg:"):
        return None
    try:
        split_purl(text)
    except DecodingError as error:
        return str(error)
    return None


def is_expected_package(name: str, patterns: Iterable[str]) -> bool:
    """Whether a package URL or URI is one of the expected ones."""
    return any(_matches(pattern, name) for pattern in patterns)


def _matches(pattern: str, name: str) -> bool:
    expected, stated = _purl(pattern), _purl(name)
    if expected is None or stated is None:
        return expected is stated and text_matches(pattern, name)
    return _same_parts(expected, stated) and _qualified(expected, stated)


def _purl(text: str) -> Purl | None:
    try:
        return split_purl(text) if text.startswith("pkg:") else None
    except DecodingError:
        return None


def _same_parts(expected: Purl, stated: Purl) -> bool:
    pairs = [
        (expected.type, stated.type),
        (expected.namespace or "", stated.namespace or ""),
        (expected.name, stated.name),
        (expected.subpath or "", stated.subpath or ""),
    ]
    if expected.version is not None:
        pairs.append((expected.version, stated.version or ""))
    return all(text_matches(wanted, found) for wanted, found in pairs)


def _qualified(expected: Purl, stated: Purl) -> bool:
    return not expected.qualifiers or expected.qualifiers == stated.qualifiers
