"""Names for the elements of an SPDX document."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Final

_OTHER: Final = re.compile(r"[^A-Za-z0-9.-]+")
_IRI: Final = re.compile(r"(https?://|urn:)[^\s<>\"{}|\\^`]+")
is_own_license: Final = re.compile(r"LicenseRef-[A-Za-z0-9.-]+").fullmatch
"""Whether a text names a license that a document defines itself."""
_LONGEST: Final = 100
"""Characters of a ref that go into a name made from it."""


def name_all(
    refs: Iterable[str], prefix: str, reserved: str, *, keeps_iris: bool = False
) -> dict[str, str]:
    """A name for each ref, in their order: the ref itself where it is one, else made from it."""
    wanted = list(refs)
    is_name = _is_iri if keeps_iris else _is_name
    names = {ref: ref for ref in wanted if is_name(ref, prefix) and ref != reserved}
    taken = {reserved, *names.values()}
    tried: Counter[str] = Counter()
    for ref in wanted:
        if ref in names:
            continue
        name = base = prefix + plain_word(ref, "element")
        while name in taken:
            tried[base] += 1
            name = f"{base}-{tried[base] + 1}"
        names[ref] = name
        taken.add(name)
    return names


def plain_word(text: str, otherwise: str) -> str:
    """Letters, digits, dots and lines of a text, or another word where it has none."""
    return _OTHER.sub("-", text).strip("-")[:_LONGEST] or otherwise


def _is_name(ref: str, prefix: str) -> bool:
    rest = ref.removeprefix(prefix)
    return ref.startswith(prefix) and bool(rest) and _OTHER.search(rest) is None


def _is_iri(ref: str, prefix: str) -> bool:
    return _IRI.fullmatch(ref) is not None
