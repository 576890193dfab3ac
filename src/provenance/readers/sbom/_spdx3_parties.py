"""Agents, tools and creation information of an SPDX 3 graph."""

from __future__ import annotations

from typing import Any, Final, Literal, NamedTuple

from provenance.model.component import Gap, Party
from provenance.model.document import Tool
from provenance.readers.sbom._spdx3_nodes import Node, Nodes
from provenance.readers.sbom._spdx3_words import AGENTS, as_list, as_text, gap_of

_CONTACTS: Final = ("email", "urlScheme")
_SPDX: Final = "terms/Core/SpdxOrganization"
Kind = Literal["organization", "person", "tool", ""]
_KINDS: Final[dict[str, Kind]] = {
    "person": "person",
    "organization": "organization",
    "tool": "tool",
}


class Creation(NamedTuple):
    """When, by whom and with what elements were made."""

    place: str
    version: str | None
    created: str | None
    authors: tuple[str, ...]
    tools: tuple[str, ...]
    value: dict[str, Any]


class Parties:
    """Everybody that one document names, by ref."""

    def __init__(self, nodes: Nodes) -> None:
        self._nodes = nodes
        self._agents: dict[str, Party] = {}
        self._tools: dict[str, Tool] = {}
        self.parts: dict[str, dict[str, Any]] = {}

    def add_agent(self, node: Node) -> None:
        """Note an agent; its addresses are those of its external identifiers."""
        contacts = []
        for part in as_list(node.value.get("externalIdentifier")):
            if isinstance(part, str):
                part = self.parts.get(part, {})
            if isinstance(part, dict) and part.get("externalIdentifierType") in _CONTACTS:
                text = as_text(part.get("identifier"))
                contacts += [text] if text else []
        name = as_text(node.value.get("name"))
        kind = _KINDS.get(AGENTS.get(node.type, ""), "")
        self._agents.setdefault(node.ref, Party(name, kind, tuple(contacts)))

    def add_tool(self, node: Node) -> None:
        """Note a tool; SPDX 3 has no field for its version."""
        name = as_text(node.value.get("name"))
        self._tools.setdefault(node.ref, Tool(name or node.ref))

    def party(self, ref: str) -> Party | Gap:
        """Who a ref means; an agent that another document describes is known by its IRI."""
        found = self._agents.get(ref)
        if found is not None:
            gap = gap_of(found.name) if found.name in ("NOASSERTION", "NONE") else None
            return gap or found
        if ref.endswith(_SPDX) or ref == "SpdxOrganization":
            return Party("SPDX", "organization")
        return gap_of(ref) or Party(ref)

    def tool(self, ref: str) -> Tool:
        """The tool that a ref means."""
        found = self._tools.get(ref)
        if found is None:
            agent = self._agents.get(ref)
            found = Tool(agent.name if agent is not None and agent.name else ref)
        return found

    def creation(self, value: dict[str, Any], place: str) -> Creation:
        """Creation information, shared or inline."""
        authors = self._nodes.refs(as_list(value.get("createdBy")), f"{place}/createdBy")
        tools = self._nodes.refs(as_list(value.get("createdUsing")), f"{place}/createdUsing")
        version, created = as_text(value.get("specVersion")), as_text(value.get("created"))
        return Creation(place, version, created, authors, tools, value)
