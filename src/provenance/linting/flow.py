"""Artifact rules of a layout: what they let through, and which of them can do nothing.

A pattern covers another one where it matches whatever that matches. It is decided for patterns of
`*` and literal text, and taken as not so for any other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from provenance import limits
from provenance.linting.finding import LintFinding, ListName
from provenance.model.build import FlowRule, Inspection, Layout, Step
from provenance.trust.purposes import matches
from provenance.verification.artifact_rules import spell_rule
from provenance.verification.globs import folder_prefix, is_literal

_TRANSFORMING: Final = ("https://slsa.dev/provenance/", "https://in-toto.io/attestation/link/")
_NEGATED: Final = re.compile(r"\[[!^]")
_EVERYTHING: Final = re.compile(r"\*+")
_GLOBS: Final = 256
"""Globs of one list that are held against later rules; the work grows with both numbers."""


class _List(NamedTuple):
    """One list of rules, and what the linter has to know of what it is in.

    `before` are the steps that come earlier, `looks` steps without products.
    """

    item: Step | Inspection
    side: ListName
    rules: tuple[FlowRule, ...]
    steps: frozenset[str]
    before: frozenset[str]
    looks: frozenset[str]

    @property
    def place(self) -> str:
        return self.item.places[1 if self.side == "materials" else 2]

    def finding(self, slug: str, number: int, told: str, fix: str) -> LintFinding:
        """A finding about one rule of the list."""
        place = f"{self.place}/{number}"
        shown = spell_rule(self.rules[number])[: limits.SENTENCE_LENGTH]
        told = f"{shown}: {told}"
        return LintFinding(slug, told, fix, place, self.item.name, self.side, number + 1)


def lint_flow(layout: Layout) -> Iterator[LintFinding]:
    """What the artifact rules of a layout do not forbid."""
    names = frozenset(step.name for step in layout.steps)
    looks = frozenset(step.name for step in layout.steps if _only_looks(step))
    before: set[str] = set()
    items: tuple[Step | Inspection, ...] = (*layout.steps, *layout.inspections)
    for item in items:
        known = names if isinstance(item, Inspection) else frozenset(before)
        yield from _lint_list(_List(item, "materials", item.inputs, names, known, looks))
        if item.name not in looks or item.outputs:
            yield from _lint_list(_List(item, "products", item.outputs, names, known, looks))
        before.add(item.name)


def _only_looks(step: Step) -> bool:
    """Whether only statements about what is there already are expected of a step."""
    kinds = [expected.predicate_type for expected in step.predicates]
    return bool(kinds) and not any(kind.startswith(_TRANSFORMING) for kind in kinds)


def _lint_list(rules: _List) -> Iterator[LintFinding]:
    if not any(rule.kind == "DISALLOW" and _is_all(rule) for rule in rules.rules):
        yield LintFinding(
            "open-list",
            f"nothing closes the {rules.side}: what no rule explains is allowed",
            "end the list with DISALLOW *",
            rules.place,
            rules.item.name,
            rules.side,
        )
    for number in range(len(rules.rules)):
        yield from _pattern(rules, number)
        yield from _match(rules, number)
        yield from _idle(rules, number)
    yield from _shadowed(rules)


def _is_all(rule: FlowRule) -> bool:
    return _EVERYTHING.fullmatch(_whole(rule)) is not None


def _whole(rule: FlowRule) -> str:
    """The pattern with its prefix, in whole names of the list."""
    return folder_prefix(rule.source_prefix) + rule.pattern


# -- patterns --------------------------------------------------------------------------------------


def _pattern(rules: _List, number: int) -> Iterator[LintFinding]:
    rule = rules.rules[number]
    if rule.kind == "REQUIRE":
        if not is_literal(rule.pattern):
            told = "asks for a file of exactly this name: REQUIRE knows no patterns"
            yield rules.finding("literal-require", number, told, "name the file")
        return
    if _NEGATED.search(rule.pattern):
        told = "`[!…]` negates in one implementation of in-toto and `[^…]` in the other"
        yield rules.finding("negated-class", number, told, "list what is meant")
    if rule.kind != "DISALLOW" and not is_literal(rule.pattern) and not _is_all(rule):
        told = "`*` and `?` match `/` as well, so that it reaches into every folder below"
        yield rules.finding("crossing-glob", number, told, "name the files, or accept all folders")


def _match(rules: _List, number: int) -> Iterator[LintFinding]:
    rule = rules.rules[number]
    if rule.kind != "MATCH":
        return
    if rule.step not in rules.steps:
        told = f"the layout has no step {rule.step!r}, so that it explains nothing"
        yield rules.finding("match-missing-step", number, told, "name a step of the layout")
    elif rule.step == rules.item.name:
        told = "compares the step with itself, and explains whatever it says"
        yield rules.finding("match-own-step", number, told, "name the step that it comes from")
    elif rule.step not in rules.before:
        told = f"the step {rule.step!r} comes later"
        yield rules.finding("match-later-step", number, told, "match what an earlier step made")
    elif rule.listing == "outputs" and rule.step in rules.looks:
        told = f"the step {rule.step!r} makes nothing: its statements only look at artifacts"
        yield rules.finding("match-no-products", number, told, "match its MATERIALS")


def _idle(rules: _List, number: int) -> Iterator[LintFinding]:
    """Rules that can never consume anything, and one that always does."""
    rule = rules.rules[number]
    looks = rules.item.name in rules.looks
    if looks and rules.side == "products":
        told = "is never applied: the statements of this step have no products"
        yield rules.finding("idle-rule", number, told, "take it out")
    elif looks and rule.kind == "DELETE":
        told = "lets everything through that it matches: the step has no products at all"
        yield rules.finding("delete-allows", number, told, "use MATCH")
    elif looks and rule.kind in ("CREATE", "MODIFY"):
        told = "can explain nothing: the step has no products"
        yield rules.finding("idle-rule", number, told, "take it out")
    elif rule.kind == "DELETE" and rules.side == "materials" and not is_literal(rule.pattern):
        told = "lets every such file go that the step does not keep, wherever it comes from"
        yield rules.finding("delete-allows", number, told, "explain it by MATCH, or name the file")
    elif rule.kind == "CREATE" and rules.side == "products" and _is_all(rule):
        told = "lets the step make files of any name"
        yield rules.finding("create-anything", number, told, "name what the step makes")
    elif (rules.side, rule.kind) in (("materials", "CREATE"), ("products", "DELETE")):
        told = f"can explain nothing among {rules.side}"
        other = "products" if rules.side == "materials" else "materials"
        yield rules.finding("idle-rule", number, told, f"move it to the {other}")


# -- one rule behind another -----------------------------------------------------------------------


def _shadowed(rules: _List) -> Iterator[LintFinding]:
    """Rules whose names an earlier ALLOW or DISALLOW has taken, all of them."""
    takers: dict[str, FlowRule] = {}
    globs: list[FlowRule] = []
    for number, rule in enumerate(rules.rules):
        if rule.kind == "REQUIRE":
            continue
        pattern = _whole(rule)
        taker = takers.get(pattern) or next((q for q in globs if _covers(q, pattern)), None)
        if taker is not None:
            yield _unreachable(rules, number, taker)
        elif rule.kind in ("ALLOW", "DISALLOW"):
            takers[pattern] = rule
            if not is_literal(pattern) and len(globs) < _GLOBS:
                globs.append(rule)


def _unreachable(rules: _List, number: int, taker: FlowRule) -> LintFinding:
    if rules.rules[number].kind == "DISALLOW" and taker.kind == "ALLOW":
        told = f"forbids nothing: {spell_rule(taker)} has let all of that through before"
        return rules.finding("allow-before-disallow", number, told, "put it before the ALLOW")
    told = f"is never reached: {spell_rule(taker)} comes before"
    return rules.finding("unreachable-rule", number, told, "take it out, or put it before")


def _covers(rule: FlowRule, pattern: str) -> bool:
    """Whether a rule takes whatever another pattern matches.

    A `*` of the first may stand for any text, also for the wildcards of the second.
    """
    own = _whole(rule)
    if max(len(own), len(pattern)) > limits.PATH_LENGTH:
        return False
    return not {"?", "["} & set(own) and matches(own, pattern)
