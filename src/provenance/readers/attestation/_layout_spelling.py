"""Two spellings of a layout's members: in-toto's own, and that of layouts over attestations.

The second is that of the first implementation of ITE-10. A document may use either, member by
member; one that uses both for the same thing says two things at once and is not read.
"""

from __future__ import annotations

from typing import Final

from provenance.decoding.fields import Fields
from provenance.errors import DecodingError

_ALSO: Final = {
    "keys": "functionaries",
    "inspect": "inspections",
    "keytype": "keyType",
    "keyval": "keyVal",
    "expected_command": "command",
    "run": "command",
    "expected_materials": "expectedMaterials",
    "expected_products": "expectedProducts",
    "expected_predicates": "expectedPredicates",
    "expected_attributes": "expectedAttributes",
    "predicate_type": "predicateType",
    "allow_if_no_claim": "allowIfNoClaim",
}


def spelled(holder: Fields, name: str) -> str:
    """The name under which a document has a member; a `DecodingError` where it has both."""
    also = _ALSO[name]
    if also not in holder.value:
        return name
    if name in holder.value:
        raise DecodingError(f"stands beside {also}, which is the same thing", holder.at(name))
    return also


def with_both(*names: str) -> frozenset[str]:
    """Members with both spellings of each that has two."""
    return frozenset(names) | {_ALSO[name] for name in names if name in _ALSO}


def words_of(holder: Fields, name: str) -> tuple[str, ...]:
    """A command: a list of words, or in the second spelling one text."""
    where = spelled(holder, name)
    found = holder.value.get(where)
    if type(found) is str and where != name:
        return (found,)
    return holder.texts(where) or ()


def in_words(rule: str, name: str) -> str | list[str]:
    """An artifact rule as a list of words; the second spelling has it as one text."""
    return rule.split(" ") if name in _ALSO.values() else rule
