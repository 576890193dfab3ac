"""A lineage for other tools: as a networkx graph, and as DOT or GraphML text.

The graph is a view of the part that was asked for, made for the purpose; it is never the store.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from provenance.graph.lineage import Thing
from provenance.graph.tracing import Lineage
from provenance.model.summary import visible

if TYPE_CHECKING:
    import networkx

_SHAPES: Final = {"bytes": "box", "build": "ellipse", "component": "component"}


def to_networkx(lineage: Lineage) -> networkx.MultiDiGraph[str]:
    """Things as nodes, hops as edges from product to source, with everything they say as text.

    Attributes are texts and booleans only, so that every writer of networkx can write them.
    """
    import networkx

    graph: networkx.MultiDiGraph[str] = networkx.MultiDiGraph(asked=visible(lineage.asked))
    for thing in lineage.things:
        graph.add_node(visible(thing.id), **_node(thing, asked=thing.id in lineage.subjects))
    for hop in sorted(
        lineage.hops, key=lambda hop: (hop.source, hop.target, hop.relation, hop.origin)
    ):
        graph.add_edge(
            visible(hop.source),
            visible(hop.target),
            relation=hop.relation,
            document=visible(hop.origin.path),
            digest=str(hop.origin.digest),
            pointer=visible(hop.origin.pointer),
            standing=visible(hop.standing),
            verified=hop.verified,
            weak=hop.weak,
        )
    return graph


def _node(thing: Thing, *, asked: bool) -> dict[str, Any]:
    return {
        "kind": thing.kind,
        "label": visible(thing.label),
        "digest": str(thing.digest) if thing.digest is not None else "",
        "delivered": thing.delivered,
        "image": thing.image,
        "asked": asked,
    }


def to_graphml(lineage: Lineage) -> str:
    """The lineage as GraphML; the same lineage gives the same text."""
    import networkx

    return "\n".join(networkx.generate_graphml(to_networkx(lineage))) + "\n"


def to_dot(lineage: Lineage) -> str:
    """The lineage in the DOT language of Graphviz; the same lineage gives the same text.

    Solid: a verified signature stands behind it. Dashed: somebody says so. Dotted: by name only.
    """
    graph = to_networkx(lineage)
    lines = ["digraph lineage {", "  rankdir=LR;", '  node [fontname="sans-serif"];']
    for id, node in graph.nodes(data=True):
        label = node["label"] + (f"\n{node['digest'][:19]}…" if node["digest"] else "")
        bold = ", style=bold" if node["asked"] else ""
        shape = _SHAPES[node["kind"]]
        lines.append(f"  {_quoted(id)} [label={_quoted(label)}, shape={shape}{bold}];")
    for source, target, edge in graph.edges(data=True):
        style = "dotted" if edge["weak"] else "solid" if edge["verified"] else "dashed"
        label = f"{edge['relation']}\n{edge['standing']}"
        lines.append(
            f"  {_quoted(source)} -> {_quoted(target)} [label={_quoted(label)}, style={style}];"
        )
    return "\n".join([*lines, "}"]) + "\n"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
