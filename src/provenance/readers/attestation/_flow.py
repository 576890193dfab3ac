"""Artifact rules as lists of words (in-toto specification 4.3.3)."""

from __future__ import annotations

from typing import Any, Final, Literal, cast

from provenance.decoding.fields import quote
from provenance.model.build import FlowKind, FlowRule

_GENERIC: Final = frozenset({"CREATE", "DELETE", "MODIFY", "ALLOW", "DISALLOW", "REQUIRE"})
_LISTINGS: Final[dict[str, Literal["inputs", "outputs"]]] = {
    "MATERIALS": "inputs",
    "PRODUCTS": "outputs",
}
_GRAMMAR: Final = "MATCH PATTERN [IN PREFIX] WITH (MATERIALS|PRODUCTS) [IN PREFIX] FROM STEP"


def read_flow_rule(words: Any) -> FlowRule | str:
    """The rule that a list of words is, or what is wrong with it. Keywords have no case."""
    if type(words) is not list or not all(type(word) is str for word in words):
        return "is no list of texts"
    if not words:
        return "is empty"
    kind = words[0].upper()
    if kind == "MATCH":
        return _match(words)
    if kind not in _GENERIC:
        return f"begins with {quote(words[0])}, which is no kind of rule"
    if len(words) != 2:
        return f"has {len(words)} words; {kind} takes one pattern"
    return FlowRule(cast(FlowKind, kind), words[1])


def _match(words: list[str]) -> FlowRule | str:
    """Keywords stand at known places, so that a pattern or step may be called `in` or `from`."""
    rest = words[1:]
    pattern, rest = rest[:1], rest[1:]
    source, rest = _prefix(rest)
    listing, rest = _after("WITH", rest)
    target, rest = _prefix(rest)
    step, rest = _after("FROM", rest)
    kind = _LISTINGS.get(listing.upper()) if listing else None
    if not pattern or kind is None or not step or rest:
        return f"is no rule of the form {_GRAMMAR}"
    return FlowRule("MATCH", pattern[0], kind, step, source, target)


def _prefix(words: list[str]) -> tuple[str, list[str]]:
    found, rest = _after("IN", words)
    return found or "", rest


def _after(keyword: str, words: list[str]) -> tuple[str | None, list[str]]:
    """The word behind a keyword that stands first, and what follows; None where it does not."""
    if len(words) < 2 or words[0].upper() != keyword:
        return None, words
    return words[1], words[2:]
