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
from provenance.model.build import FlowRule, Inspection, Layout, Step

_BRACE: Final = re.compile(r"\{\{|\}\}|\{([A-Za-z0-9_-]+)\}|[{}]")


class UnknownParameterError(UsageError):
    """A layout asks for a parameter that the caller did not give."""


def substitute(layout: Layout, parameters: Mapping[str, str]) -> Layout:
    """The layout with its parameters filled in; an `UnknownParameterError` names a missing one."""
    if not parameters:
        return layout
    steps = tuple(_filled(step, parameters) for step in layout.steps)
    inspections = tuple(_filled(inspection, parameters) for inspection in layout.inspections)
    return replace(layout, steps=steps, inspections=inspections)


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
