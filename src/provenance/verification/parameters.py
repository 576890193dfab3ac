"""Parameter substitution: `{name}` in the rules and commands of a layout (specification 4.3.1).

As in the reference, nothing is substituted where no parameters are given at all, and where some
are, each one that the layout asks for must be among them. The reference hands the text to Python's
`str.format`, which reads attributes and widths as well; here a brace is a name, `{{` or `}}`, and
anything else is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, TypeVar

from msgspec.structs import replace

from provenance.errors import UsageError
from provenance.model.build import ExpectedPredicate, FlowRule, Inspection, Layout, Step

_NAME: Final = re.compile(r"\{([A-Za-z0-9_-]+)\}")
_ESCAPED: Final = {c: f"\\{c}" for c in "\\'\"`"} | {"\n": "\\n", "\r": "\\r"}
_BRACE: Final = re.compile(r"\{\{|\}\}|\{([A-Za-z0-9_-]+)\}|[{}]")


class UnknownParameterError(UsageError):
    """A layout asks for a parameter that the caller did not give."""


def substitute(layout: Layout, parameters: Mapping[str, str]) -> Layout:
    """The layout with its parameters filled in; an `UnknownParameterError` names a missing one."""
    if not parameters:
        return layout
    steps = tuple(_filled_step(step, parameters) for step in layout.steps)
    inspections = tuple(_filled(inspection, parameters) for inspection in layout.inspections)
    subjects = tuple(
        replace(
            subject,
            patterns=tuple(_text(pattern, parameters) for pattern in subject.patterns),
            predicates=_predicates(subject.predicates, parameters),
        )
        for subject in layout.subjects
    )
    return replace(layout, steps=steps, inspections=inspections, subjects=subjects)


def _filled_step(step: Step, parameters: Mapping[str, str]) -> Step:
    predicates = _predicates(step.predicates, parameters)
    return replace(_filled(step, parameters), predicates=predicates)


def _predicates(
    predicates: tuple[ExpectedPredicate, ...], parameters: Mapping[str, str]
) -> tuple[ExpectedPredicate, ...]:
    return tuple(
        replace(
            one,
            attributes=tuple(
                replace(rule, expression=_expression(rule.expression, parameters))
                for rule in one.attributes
            ),
        )
        for one in predicates
    )


def _expression(text: str, parameters: Mapping[str, str]) -> str:
    """An attribute rule, in which other braces are maps; a value cannot end the text it is in."""

    def fill(found: re.Match[str]) -> str:
        if found[1] not in parameters:
            raise UnknownParameterError(f"the layout asks for the parameter {found[1]!r}")
        return "".join(_ESCAPED.get(character, character) for character in parameters[found[1]])

    return _NAME.sub(fill, text)


_Item = TypeVar("_Item", Step, Inspection)


def _filled(item: _Item, parameters: Mapping[str, str]) -> _Item:
    return replace(
        item,
        inputs=tuple(_rule(rule, parameters) for rule in item.inputs),
        outputs=tuple(_rule(rule, parameters) for rule in item.outputs),
        command=tuple(_text(word, parameters) for word in item.command),
    )


def _rule(rule: FlowRule, parameters: Mapping[str, str]) -> FlowRule:
    return replace(
        rule,
        pattern=_text(rule.pattern, parameters),
        step=None if rule.step is None else _text(rule.step, parameters),
        source_prefix=_text(rule.source_prefix, parameters),
        target_prefix=_text(rule.target_prefix, parameters),
    )


def _text(text: str, parameters: Mapping[str, str]) -> str:
    def fill(found: re.Match[str]) -> str:
        if found[0] in ("{{", "}}"):
            return found[0][0]
        name = found[1]
        if name is None:
            raise UnknownParameterError(f"{text!r} has a brace that belongs to no parameter")
        if name not in parameters:
            raise UnknownParameterError(f"the layout asks for the parameter {name!r}; give it too")
        return parameters[name]

    return _BRACE.sub(fill, text) if "{" in text or "}" in text else text
