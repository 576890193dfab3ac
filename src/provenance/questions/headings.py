"""What SBOMs say of themselves: who made them, when, with what, and at which point of the life."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final

from provenance.decoding.time import parse_time
from provenance.graph.evidence import Chapter
from provenance.model.component import Party
from provenance.model.document import Heading, Tool
from provenance.model.profile import Reply
from provenance.questions.replies import gap_of

CONTEXTS: Final = {
    # CycloneDX, metadata.lifecycles
    "design": "before",
    "pre-build": "before",
    "build": "during",
    "post-build": "after",
    "operations": "after",
    "discovery": "after",
    "decommission": "after",
    # SPDX 3 sbomType, and the types of SBOM by CISA
    "source": "before",
    "analyzed": "after",
    "deployed": "after",
    "runtime": "after",
    # CISA 2026
    "before build": "before",
    "during build": "during",
    "after build": "after",
    "before-build": "before",
    "during-build": "during",
    "after-build": "after",
}
"""Words for a point of the life cycle, each with where it lies beside the build."""

_IN_COMMENT: Final = re.compile(
    r"(?:sbom\s+types?|type\s+of\s+(?:this\s+)?sbom|cisa)\b[\s:=\"'-]*"
    r"(design|source|build|analyzed|deployed|runtime)\b",
    re.IGNORECASE,
)
_VERSIONED: Final = re.compile(r"(\S.{0,200}?)-(v?[0-9][0-9A-Za-z.+~_-]{0,80})")
_MAIL: Final = re.compile(r"(?:mailto:)?[^@\s/:]+@[^@\s/:]+\.[^@\s/:]+")
_WEB: Final = re.compile(r"https?://[^\s/?#]+\.[^\s]+|https?://localhost\b\S*", re.IGNORECASE)
_FIRST: Final = datetime(2010, 1, 1, tzinfo=UTC)
"""No format of SBOMs is older."""

BLANK: Final = Heading("")


def heading_of(chapter: Chapter) -> Heading:
    """What a document says of itself; nothing where it has no heading."""
    return chapter.heading or BLANK


def is_address(text: str) -> bool:
    """Whether a text is a mail address or a URL of the web, as somebody can be reached."""
    return bool(_MAIL.fullmatch(text.strip()) or _WEB.fullmatch(text.strip()))


def can_be_reached(party: Party) -> bool:
    """Whether somebody has a mail address or a URL."""
    return any(map(is_address, party.contacts))


def authors_of(heading: Heading) -> tuple[Party, ...]:
    """Who made a document, people and organizations; a tool is the author of nothing."""
    return tuple(
        party for party in heading.authors or () if party.kind != "tool" and str(party).strip()
    )


def tool_named(heading: Heading) -> Tool | None:
    """The tool that is named best: with name and version, else with a name.

    A tool of SPDX 3 has a name only, which people write as SPDX 2 does: name, hyphen, version.
    """
    tools = [tool for tool in heading.tools or () if tool.name.strip()]
    if heading.format == "SPDX":
        tools = [tool if tool.version else _taken_apart(tool) for tool in tools]
    return next((tool for tool in tools if tool.version), tools[0] if tools else None)


def _taken_apart(tool: Tool) -> Tool:
    found = _VERSIONED.fullmatch(tool.name)
    return tool if found is None else Tool(found[1], found[2])


def contexts_of(heading: Heading) -> tuple[str, ...]:
    """The stated points of the life cycle, in small letters; SPDX 2 has a comment for them."""
    if heading.contexts is not None:
        return tuple(context.strip().casefold() for context in heading.contexts)
    comment = heading.comment or ""
    if comment.strip().casefold() in CONTEXTS:
        return (comment.strip().casefold(),)
    return tuple(word.casefold() for word in _IN_COMMENT.findall(comment))


def context_reply(heading: Heading) -> Reply:
    """How a document answers when it was made; free words are no answer."""
    known = any(context in CONTEXTS for context in contexts_of(heading))
    return "present" if known else gap_of(heading, "contexts")


def timestamp_fault(text: str, at: str) -> str | None:
    """What is wrong with the time of a document, as of a stated time; None where nothing is."""
    moment = parse_time(text) if "t" in text.casefold() else None
    now = parse_time(at)
    if moment is None:
        return f"{text[:80]!r} is no date and time as RFC 3339 has it"
    if now is not None and moment > now:
        return f"{text} lies after {at}"
    return f"{text} lies before there were SBOMs" if moment < _FIRST else None
