"""Attribute rules of a layout: expressions in the Common Expression Language over a statement.

- They are applied to the very bytes that were signed, as `subject`, `predicateType`, `predicate`.
- Only `true` accepts. A rule that does not compile, that fails while it is evaluated, or that gives
  anything else denies; where the layout allows it (`allow_if_no_claim`), one that asks for a
  member which is not there accepts.
- The extra `cel` evaluates them. Without it nothing is shown either way.
- The number of steps of one evaluation is bounded by that library. Each step may look at a text of
  megabytes, though, or make one: how much work an expression can be is estimated here, from above.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any, Final, NamedTuple

from provenance import limits
from provenance.decoding import json
from provenance.decoding.dsse import payload_of
from provenance.decoding.fields import quote
from provenance.errors import DecodingError
from provenance.model.authority import Outcome
from provenance.model.build import AttributeRule
from provenance.model.statement import Statement
from provenance.verification.papers import Paper

EXTRA: Final = "cel"
_MISSING: Final = "NOT_FOUND"
_NOT_HERE: Final = f"its attribute rules need the extra {EXTRA!r}, which is not installed"
_TOO_MANY: Final = f"more than {limits.EXPRESSIONS} evaluations of attribute rules were asked for"
_REASON: Final = 200
_TOO_MUCH: Final = "its attribute rules take more work than is done for them"
_TEXTS: Final = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'")
_LOOPS: Final = re.compile(r"\.\s*(?:all|exists|exists_one|existsOne|filter|map|transform\w+)\s*\(")
_STEPS: Final = 10_000
"""Steps of loops in one evaluation, which is the library's own bound."""


class Judged(NamedTuple):
    """Whether a statement has the attributes; `warnings` are rules that only tell."""

    outcome: Outcome
    reason: str = ""
    warnings: tuple[str, ...] = ()


class Attributes:
    """Attribute rules of one verification, each compiled once."""

    def __init__(self) -> None:
        self._programs: dict[str, Any] = {}
        self._data: dict[str, dict[str, Any] | None] = {}
        self._left, self._work = limits.EXPRESSIONS, limits.EXPRESSION_WORK
        self._env: Any = None

    @cached_property
    def _cel(self) -> Any:
        """The library, which is looked for when a layout has a rule; None without the extra."""
        try:
            return importlib.import_module("cel_expr_python.cel")
        except ImportError:
            return None

    def judge(self, paper: Paper[Statement], rules: Iterable[AttributeRule]) -> Judged:
        """Whether a statement meets every rule."""
        warnings: list[str] = []
        for rule in rules:
            if self._cel is None:
                return Judged("open", _NOT_HERE)
            if self._left <= 0:
                return Judged("open", _TOO_MANY)
            self._left -= 1
            if not self._affords(rule.expression, paper):
                return Judged("open", _TOO_MUCH)
            why = self._denial(rule, paper)
            if why and not rule.warn:
                return Judged("fail", why, tuple(warnings))
            if why:
                warnings.append(why)
        return Judged("pass", "", tuple(warnings))

    def content(self, paper: Paper[Statement]) -> dict[str, Any] | None:
        """What a statement says, from the bytes that were signed; None where none were."""
        key = paper.digest.value
        if key not in self._data:
            self._data[key] = _signed_content(paper)
        return self._data[key]

    def contents(self, papers: Sequence[Paper[Statement]]) -> list[dict[str, Any] | None]:
        """What several statements say, for whoever has more than one of them."""
        return [self.content(paper) for paper in papers] if len(papers) > 1 else []

    def _affords(self, expression: str, paper: Paper[Statement]) -> bool:
        """Whether an evaluation stays within what may be worked and held; it is charged."""
        size, parts = _extent(paper)
        work, held = estimate(expression, size, parts)
        self._work -= work
        return self._work >= 0 and held <= limits.EXPRESSION_HELD

    def _denial(self, rule: AttributeRule, paper: Paper[Statement]) -> str:
        """Why a rule denies, or nothing."""
        told = quote(rule.told or rule.expression)
        data = self.content(paper)
        if data is None:
            return f"the rule {told} cannot be applied to it"
        program = self._program(rule.expression)
        if isinstance(program, str):
            return f"the rule {told} is no expression: {program}"
        try:
            result = program.eval(data=data)
        except (RuntimeError, ValueError, TypeError, OverflowError) as error:
            return f"the rule {told} cannot be evaluated: {_first_line(error)}"
        if result.type() == self._cel.Type.BOOL:
            return "" if result.value() is True else f"the rule {told} does not hold"
        if result.type() != self._cel.Type.ERROR:
            return f"the rule {told} is not true or false"
        missing = str(result.value()).startswith(_MISSING)
        if missing and rule.optional:
            return ""
        return f"the rule {told} cannot be evaluated: {_first_line(result.value())}"

    def _program(self, expression: str) -> Any:
        """The compiled expression, or as a text why there is none."""
        if expression not in self._programs:
            self._programs[expression] = self._compile(expression)
        return self._programs[expression]

    def _compile(self, expression: str) -> Any:
        if len(expression) > limits.EXPRESSION_LENGTH:
            return f"it has more than {limits.EXPRESSION_LENGTH} characters"
        try:
            if self._env is None:
                kinds = self._cel.Type
                names = {"subject": kinds.DYN, "predicate": kinds.DYN}
                self._env = self._cel.NewEnv(variables=names | {"predicateType": kinds.STRING})
            return self._env.compile(expression)
        except (RuntimeError, ValueError, TypeError) as error:
            return _first_line(error)


def estimate(expression: str, size: int, parts: int) -> tuple[int, int]:
    """Bytes that an expression looks at and makes, at most, over data of so many bytes and parts.

    Every step of a loop may look at all of the data, and each `+` may double what there is.
    """
    code = _TEXTS.sub("''", expression)
    loops, sums = len(_LOOPS.findall(code)), code.count("+")
    size += len(expression)
    grown = size * (sums // (loops + 1) + 1) ** (loops + 1)
    elements = (parts + expression.count(",") + 1) * (sums + 1)
    steps = min(_STEPS, elements ** min(loops, 4))
    looks = 1 + len(code) // 100
    return steps * grown * looks, steps * grown if sums else 0


def _extent(paper: Paper[Statement]) -> tuple[int, int]:
    """How many bytes were signed, and the most elements that lists and maps in them may have."""
    for found in paper.found:
        message = found.said.fact.message
        if isinstance(message, bytes):
            return len(message), message.count(b",")
    return 0, 0


def _first_line(error: object) -> str:
    return str(error).splitlines()[0][:_REASON] if str(error) else type(error).__name__


def _signed_content(paper: Paper[Statement]) -> dict[str, Any] | None:
    for found in paper.found:
        signature = found.said.fact
        if signature.envelope != "dsse" or not isinstance(signature.message, bytes):
            continue
        payload = payload_of(signature.message)
        if len(payload) > limits.EXPRESSION_DATA:
            return None
        try:
            value = json.decode(payload)
        except DecodingError:
            return None
        if not isinstance(value, dict):
            return None
        return {name: value.get(name) for name in ("subject", "predicate", "predicateType")}
    return None
