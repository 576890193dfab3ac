"""Artifact rules of a layout (in-toto specification, section 4.3.3), on one list of one step.

- Rules are applied in order to a queue of names; each consumes what it explains. DISALLOW fails on
  what is left, REQUIRE on what is not there at all: it asks about the step, not about the queue.
- Globs are those of `fnmatch`, always case-sensitive, and `*` crosses `/`.
- Digests are compared as in `digest_sets`: weak or empty sets never match, and the result says so.
- Names that a MATCH would explain with the link of a step that is missing wait for it.

A literal pattern is a dictionary look-up, a glob looks only at names that begin as it does, and the
queue is never copied, so a layout with a rule for each artifact takes time in proportion to them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from operator import is_
from typing import Final, Literal, NamedTuple

from provenance import limits
from provenance.model.build import FlowRule
from provenance.verification.digest_sets import (
    Digests,
    all_strong,
    compare,
    is_same,
    is_strong,
    spell,
    why_unknown,
)
from provenance.verification.globs import folder_prefix, is_all, is_literal, split_glob

Side = Literal["inputs", "outputs"]
Artifacts = Mapping[str, Digests]

_LAST: Final = chr(0x10FFFF)


class Flow(NamedTuple):
    """What one step read and made, by name."""

    inputs: Artifacts
    outputs: Artifacts


class Row(NamedTuple):
    """One name in a list of another step."""

    step: str
    side: Side
    name: str


class Breach(NamedTuple):
    """A DISALLOW or REQUIRE that does not hold, the names that it is about, and what they defy."""

    rule: FlowRule
    names: tuple[str, ...]
    reason: str
    against: Row | None = None


@dataclass
class Outcome:
    """What the rules of one list showed.

    `waiting` are names whose DISALLOW depends on the link of a missing step, with those steps;
    `remarks` is what the rules permit and an auditor should see; `used` are those about a gap in
    the rules through which something went. `matched` are lists of other steps that explained a
    name, with the rule; `exhausted` says that the rules were too much work to apply to the end.
    """

    breaches: list[Breach] = field(default_factory=list)
    waiting: dict[str, str] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    matched: dict[tuple[str, Side], FlowRule] = field(default_factory=dict)
    exhausted: bool = False

    def remark(self, text: str, *, used: bool = False) -> None:
        """Add a remark."""
        self.remarks.append(text)
        if used:
            self.used.add(text)


def apply_rules(
    rules: Iterable[FlowRule], side: Side, own: Flow, others: Mapping[str, Flow | None]
) -> Outcome:
    """Apply the rules of one list. `others` are the layout's steps; None where one is missing."""
    run = _Run(side, own, others)
    for rule in rules:
        run.ruled = True
        _APPLY[rule.kind](run, rule)
        if run.tests > limits.PATTERN_TESTS:
            run.outcome.exhausted = True
            return run.outcome
    run.look_back()
    return run.outcome


class _Run:
    """One list of names while the rules go over it."""

    def __init__(self, side: Side, own: Flow, others: Mapping[str, Flow | None]) -> None:
        self.side, self.own, self.others = side, own, others
        self.artifacts: Artifacts = own.inputs if side == "inputs" else own.outputs
        self.left = dict.fromkeys(self.artifacts)
        self.let_through: dict[str, None] = {}
        self.unmatched: dict[str, tuple[FlowRule, Digests]] = {}
        self.defied: dict[str, Row] = {}
        self.awaited: dict[str, str] = {}
        self.closed = self.ruled = False
        self.generous: FlowRule | None = None
        self.unread: FlowRule | None = None
        self.tests = 0
        self.outcome = Outcome()

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted(self.artifacts)

    def matching(self, pattern: str, prefix: str = "") -> list[str]:
        """Names in the queue that are `prefix` and then something that the pattern matches."""
        if is_literal(pattern):
            name = prefix + pattern
            return [name] if name in self.left else []
        if is_all(pattern) and not prefix:
            return list(self.left)
        spanned = self._spanned(pattern, prefix)
        if len(self.left) == len(self.artifacts):
            return spanned
        return [name for name in spanned if name in self.left]

    def _spanned(self, pattern: str, prefix: str = "") -> list[str]:
        """All names of the list that match, whether or not they are still in the queue."""
        head, tail, matches = split_glob(pattern)
        start, skip = prefix + head, len(prefix)
        first = bisect_left(self._sorted, start)
        last = bisect_left(self._sorted, start + _LAST) if start else len(self._sorted)
        names = self._sorted[first:last]
        self.tests += 0 if tail == "" else len(names)
        if tail is None:
            return [name for name in names if matches(name[skip:])]
        shortest = len(start) + len(tail)
        if not tail:
            return names
        return [name for name in names if name.endswith(tail) and len(name) >= shortest]

    def consume(self, names: Iterable[str]) -> None:
        """Take names out of the queue; often it is all that are left."""
        if isinstance(names, list) and len(names) == len(self.left):
            self.left.clear()
            return
        for name in names:
            self.left.pop(name, None)

    # -- one method for each kind of rule ----------------------------------------------------------

    def match(self, rule: FlowRule) -> None:
        prefix, target = folder_prefix(rule.source_prefix), folder_prefix(rule.target_prefix)
        candidates = self.matching(rule.pattern, prefix)
        step = rule.step or ""
        if step not in self.others:
            self.outcome.remark(f"{spell_rule(rule)}: the layout has no step {step!r}")
            return
        flow = self.others[step]
        if flow is None:
            self.awaited.update((name, step) for name in candidates if name not in self.awaited)
            return
        self.unread = self.unread or rule
        there = flow.inputs if rule.listing == "inputs" else flow.outputs
        before = len(self.left)
        if not prefix and not target:
            candidates = self._match_shared(candidates, there)
        self._match_each(rule, candidates, there)
        if len(self.left) < before:
            self.outcome.matched.setdefault((step, rule.listing or "outputs"), rule)

    def _match_each(self, rule: FlowRule, candidates: Iterable[str], there: Artifacts) -> None:
        prefix, target = folder_prefix(rule.source_prefix), folder_prefix(rule.target_prefix)
        for name in candidates:
            counterpart = target + name[len(prefix) :]
            digests = there.get(counterpart)
            if digests is None:
                continue
            if is_same(self.artifacts[name], digests):
                del self.left[name]
            elif name not in self.unmatched:
                self.unmatched[name] = (rule, digests)
                self.defied[name] = Row(rule.step or "", rule.listing or "outputs", counterpart)

    def _match_shared(self, names: list[str], there: Artifacts) -> list[str]:
        """Consume names whose digests are the very same object on both sides; returns the rest.

        Readers share the digests of an artifact that goes from step to step, so this is nearly all.
        """
        rows = [self.artifacts[name] for name in names]
        if all(map(is_, rows, map(there.get, names))) and all_strong(rows):
            self.consume(names)
            return []
        shared = map(is_, rows, map(there.get, names))
        found = [
            n for n, row, same in zip(names, rows, shared, strict=True) if same and is_strong(row)
        ]
        self.consume(found)
        return [name for name in names if name in self.left]

    def create(self, rule: FlowRule) -> None:
        inputs, outputs = self.own
        names = self._named(rule.pattern)
        if self.side == "outputs" and not names:
            told = f"{spell_rule(rule)}: the step made nothing of that name"
            self.outcome.remark(told, used=is_literal(rule.pattern))
        self.consume(n for n in names if n in outputs and n not in inputs)

    def _named(self, pattern: str) -> list[str]:
        if is_literal(pattern):
            return [pattern] if pattern in self.artifacts else []
        return self._spanned(pattern)

    def delete(self, rule: FlowRule) -> None:
        inputs, outputs = self.own
        gone = [n for n in self.matching(rule.pattern) if n in inputs and n not in outputs]
        if gone and not is_literal(rule.pattern):
            told = f"{spell_rule(rule)} lets {_some(sorted(gone))} go that no MATCH explained"
            self.outcome.remark(told, used=True)
        self.consume(gone)

    def modify(self, rule: FlowRule) -> None:
        inputs, outputs = self.own
        for name in self.matching(rule.pattern):
            if name in inputs and name in outputs:
                if compare(inputs[name], outputs[name]) == "different":
                    del self.left[name]
                else:
                    self.unmatched.setdefault(name, (rule, outputs[name]))

    def allow(self, rule: FlowRule) -> None:
        names = self.matching(rule.pattern)
        self.let_through.update(dict.fromkeys(names))
        if names and is_all(rule.pattern):
            self.generous = rule
        self.consume(names)

    def disallow(self, rule: FlowRule) -> None:
        names = self.matching(rule.pattern)
        if is_all(rule.pattern):
            if self.generous is not None and not self.closed:
                told = f"{spell_rule(rule)} comes after {spell_rule(self.generous)}"
                self.outcome.remark(f"{told}, and forbids nothing", used=True)
            self.closed = True
        else:
            self._remark_let_through(rule)
        self.outcome.waiting.update((n, self.awaited[n]) for n in names if n in self.awaited)
        forbidden = tuple(sorted(name for name in names if name not in self.awaited))
        if forbidden:
            reason = f"{spell_rule(rule)} meets {_some(forbidden)}{self._why(forbidden)}"
            self.outcome.breaches.append(Breach(rule, forbidden, reason, self._against(forbidden)))
        self.consume(names)

    def require(self, rule: FlowRule) -> None:
        if rule.pattern not in self.artifacts:
            reason = f"{spell_rule(rule)}: the step's {self.side} do not have it"
            self.outcome.breaches.append(Breach(rule, (rule.pattern,), reason))

    # -- what people should know -------------------------------------------------------------------

    def _remark_let_through(self, rule: FlowRule) -> None:
        if not self.let_through:
            return
        past = sorted(name for name in self._named(rule.pattern) if name in self.let_through)
        if past:
            told = f"{spell_rule(rule)} comes after an ALLOW that let through {_some(past)}"
            self.outcome.remark(told, used=True)

    def look_back(self) -> None:
        """Remark on a list that nothing closes: what no rule explains is allowed.

        And on materials that should come from other steps and are not there: what the step made
        is then of unknown origin.
        """
        if self.unread is not None and self.side == "inputs" and not self.artifacts:
            told = f"{spell_rule(self.unread)}: the step does not say that it read anything"
            self.outcome.remark(told, used=True)
        if self.closed:
            return
        rest = sorted(self.left)
        seen = f"; no rule explains {_some(rest)}" if rest else ""
        told = f"no DISALLOW * closes the list of {self.side}{seen}"
        self.outcome.remark(told, used=bool(rest) and (self.ruled or self.side == "outputs"))

    def _why(self, names: tuple[str, ...]) -> str:
        """What kept a MATCH or MODIFY from explaining the first of these names that one tried."""
        name = next((name for name in names if name in self.unmatched), None)
        if name is None:
            return ""
        rule, there = self.unmatched[name]
        here = self.artifacts[name]
        if rule.kind == "MODIFY":
            return f"; {spell_rule(rule)}: {name!r} was not shown to change"
        if compare(here, there) == "unknown":
            return f"; {spell_rule(rule)}: {name!r}: {why_unknown(here, there)}"
        return f"; {name!r} is {spell(here)}, but {spell(there)} in {rule.listing} of {rule.step!r}"

    def _against(self, names: tuple[str, ...]) -> Row | None:
        return next((self.defied[name] for name in names if name in self.defied), None)


_APPLY: Final[Mapping[str, Callable[[_Run, FlowRule], None]]] = {
    "MATCH": _Run.match,
    "CREATE": _Run.create,
    "DELETE": _Run.delete,
    "MODIFY": _Run.modify,
    "ALLOW": _Run.allow,
    "DISALLOW": _Run.disallow,
    "REQUIRE": _Run.require,
}


def spell_rule(rule: FlowRule) -> str:
    """A rule as people know it from the layout."""
    if rule.kind != "MATCH":
        return f"{rule.kind} {rule.pattern}"
    source = f" IN {rule.source_prefix}" if rule.source_prefix else ""
    target = f" IN {rule.target_prefix}" if rule.target_prefix else ""
    listing = "MATERIALS" if rule.listing == "inputs" else "PRODUCTS"
    return f"MATCH {rule.pattern}{source} WITH {listing}{target} FROM {rule.step}"


def _some(names: Iterable[str]) -> str:
    """The first few names, and how many more there are."""
    listed = list(names)
    shown = ", ".join(repr(name) for name in listed[:3])
    return shown if len(listed) <= 3 else f"{shown} and {len(listed) - 3} more"
