"""Statements that a layout expects, in the manner of ITE-10.

What cannot be read is never read as less strict: a statement that nobody can make, an attribute
rule that nothing meets.
"""

from __future__ import annotations

from typing import Any, Final

from provenance.decoding.fields import Fields
from provenance.model.build import AttributeRule, ExpectedPredicate, ExpectedSubject
from provenance.readers.attestation._layout_spelling import spelled, with_both

_MEMBERS: Final = with_both("predicate_type", "functionaries", "threshold", "expected_attributes")
_RULE_MEMBERS: Final = with_both("rule", "allow_if_no_claim", "warn", "debug")
_SUBJECT_MEMBERS: Final = with_both("subject", "expected_predicates")
_IMPOSSIBLE: Final = ExpectedPredicate("", (), 0)
_DENIED: Final = AttributeRule("false")


def expected_predicates(holder: Fields) -> tuple[ExpectedPredicate, ...]:
    """The statements that a step or subject needs."""
    name = spelled(holder, "expected_predicates")
    parts = _all_objects(holder, name)
    if parts is None:
        return (_IMPOSSIBLE,)
    return tuple(_IMPOSSIBLE if part is None else _predicate(part) for part in parts)


def _predicate(part: Fields) -> ExpectedPredicate:
    part.note_unknown(_MEMBERS)
    kind = part.text(spelled(part, "predicate_type"), required=True)
    keys = part.texts("functionaries", required=True) or ()
    threshold = part.get("threshold", int)
    if part.value.get("threshold") is None:
        threshold = 1
    if not threshold or threshold < 1:
        part.note("bad-threshold", "threshold", "is no number of signers", read_as="never met")
    rules = _attributes(part)
    return ExpectedPredicate(kind, keys, threshold or 0, rules) if kind else _IMPOSSIBLE


def _attributes(part: Fields) -> tuple[AttributeRule, ...]:
    parts = _all_objects(part, spelled(part, "expected_attributes"))
    if parts is None:
        return (_DENIED,)
    return tuple(_DENIED if rule is None else _attribute(rule) for rule in parts)


def _attribute(rule: Fields) -> AttributeRule:
    rule.note_unknown(_RULE_MEMBERS)
    expression = rule.text("rule", required=True)
    optional = rule.get(spelled(rule, "allow_if_no_claim"), bool) or False
    warn = rule.get("warn", bool) or False
    return AttributeRule(expression or "false", optional, warn, rule.text("debug") or "")


def expected_subjects(layout: Fields) -> tuple[ExpectedSubject, ...]:
    """What statements have to say of final outputs."""
    parts = _all_objects(layout, "subjects")
    if parts is None:
        return (ExpectedSubject(("*",), (_IMPOSSIBLE,)),)
    return tuple(
        ExpectedSubject(("*",), (_IMPOSSIBLE,)) if part is None else _subject(part)
        for part in parts
    )


def _subject(part: Fields) -> ExpectedSubject:
    part.note_unknown(_SUBJECT_MEMBERS)
    patterns = part.texts("subject", required=True) or ("*",)
    return ExpectedSubject(patterns, expected_predicates(part))


def _all_objects(holder: Fields, name: str) -> list[Fields | None] | None:
    """The objects of a list in its order, None for what is none; None where there is no list."""
    if holder.value.get(name) is None:
        return []
    written: list[Any] | None = holder.get(name, list)
    if written is None:
        return None
    found = {part.number: part for part in holder.objects(name)}
    return [found.get(position) for position in range(len(written))]
