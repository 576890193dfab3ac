"""Names for the elements of an SPDX document."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

_OTHER: Final = re.compile(r"[^A-Za-z0-9.-]+")
_IRI: Final = re.compile(r"(https?://|urn:)[^\s<>\"{}|\\^`]+")


def name_all(
    refs: Iterable[str], prefix: str, reserved: str, *, keeps_iris: bool = False
) -> dict[str, str]:
    """A name for each ref, in their order: the ref itself where it is one, else made from it."""
    wanted = list(refs)
    is_name = _is_iri if keeps_iris else _is_name
    names = {ref: ref for ref in wanted if is_name(ref, prefix) and ref != reserved}
    taken = {reserved, *names.values()}
    for ref in wanted:
        if ref in names:
            continue
        base = prefix + (_OTHER.sub("-", ref).strip("-")[:100] or "element")
        name, number = base, 1
        while name in taken:
            number += 1
            name = f"{base}-{number}"
        names[ref] = name
        taken.add(name)
    return names


def _is_name(ref: str, prefix: str) -> bool:
    return ref.startswith(prefix) and _OTHER.search(ref.removeprefix(prefix)) is None


def _is_iri(ref: str, prefix: str) -> bool:
    return _IRI.fullmatch(ref) is not None
