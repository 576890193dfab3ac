"""A rule is a page: what its module docstring says, section by section.

The first paragraph is the requirement; *Why it matters*, *Fix* and *References* follow, each under
a line of its own that names it.
"""

from __future__ import annotations

import inspect
import re
from typing import Final

from msgspec import Struct

from provenance.catalogue import entry_ids, load_entry
from provenance.errors import UsageError
from provenance.model.policy import Level

_RULES: Final = "provenance.rules"
_HEADING: Final = re.compile(
    r"^[#*\s]*(Why it matters|Fix|References)\b[*:.\s]*(.*)$", re.IGNORECASE
)


class RulePage(Struct, frozen=True):
    """What a rule asks for and why. Sections are text as written, lines of one paragraph joined."""

    rule: str
    level: Level
    needs: str
    requirement: str
    why: str = ""
    fix: str = ""
    references: tuple[str, ...] = ()


def explain(rule: str) -> RulePage:
    """The page of one rule; a `UsageError` names the known rules where it is none."""
    module = load_entry(_RULES, rule)
    sections = _sections(inspect.cleandoc(module.__doc__ or ""))
    return RulePage(
        rule,
        module.LEVEL,
        module.NEEDS,
        _flow(sections[""]),
        _flow(sections["why it matters"]),
        _flow(sections["fix"]),
        _items(sections["references"]),
    )


def explain_all() -> tuple[RulePage, ...]:
    """The pages of all rules, sorted by id."""
    return tuple(explain(rule) for rule in entry_ids(_RULES))


def find_page(rule: str) -> RulePage | None:
    """The page of a rule, or None: a stored verdict may know rules that this version does not."""
    try:
        return explain(rule)
    except UsageError:
        return None


def _sections(text: str) -> dict[str, str]:
    found: dict[str, list[str]] = {"": [], "why it matters": [], "fix": [], "references": []}
    current = ""
    for line in text.splitlines():
        heading = _HEADING.match(line)
        if heading is not None:
            current = heading[1].lower()
            found[current].append(heading[2])
        else:
            found[current].append(line)
    return {name: "\n".join(lines).strip() for name, lines in found.items()}


def _flow(text: str) -> str:
    """Lines of one paragraph joined; a list keeps its lines."""
    paragraphs = re.split(r"\n\s*\n", text)
    joined = (re.sub(r"\n(?!\s*[-*] )\s*", " ", paragraph).strip() for paragraph in paragraphs)
    return "\n\n".join(paragraph for paragraph in joined if paragraph)


def _items(text: str) -> tuple[str, ...]:
    lines = (
        line.strip().removeprefix("- ").removeprefix("* ") for line in _flow(text).splitlines()
    )
    return tuple(line for line in lines if line)
