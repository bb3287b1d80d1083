"""What the map shows: the most telling papers and concepts of a graph, never more than a person can read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from kg.model import Edge, Node
from kg.schema import schema
from kg.stores.base import View
from viz import scoring
from viz.backbone import backbone

#: The share of the nodes that are papers, where both papers and concepts are shown.
PAPER_SHARE = 0.4
#: Below this many nodes there is room for concepts that one paper alone names.
FEW = 30

EdgeKey = tuple[str, str, str]


@dataclass(slots=True)
class Selection:
    """The part of a graph that the map shows.

    Attributes:
        nodes: sorted by id.
        edges: all edges between these nodes, sorted by type, source and target.
        drawn: the keys of those that are drawn before anyone points at a node; the others would make a hairball.
        importance: of each node by id: how many papers name the concept, or cite the paper, plus 1 for a paper.
        elsewhere: how many edges of each node by id are not among ``edges``.
        all_nodes: how many nodes the whole graph has; ``all_edges``: how many edges.
        papers: how many papers the whole graph has.
        common: concepts left out because too many papers name them, the most common first.
        centre: the id of the node that the map is around, or empty.
        left_out: how many nodes of an answer found no room.
        context: pairs of ids with a weight: the larger graph that the layout takes its first positions from; only
            papers and what more than one of them names. Empty where the selection stands for itself.
    """

    nodes: list[Node]
    edges: list[Edge]
    drawn: set[EdgeKey] = field(default_factory=set)
    importance: dict[str, int] = field(default_factory=dict)
    elsewhere: dict[str, int] = field(default_factory=dict)
    all_nodes: int = 0
    all_edges: int = 0
    papers: int = 0
    common: list[Node] = field(default_factory=list)
    centre: str = ""
    left_out: int = 0
    context: list[tuple[str, str, float]] = field(default_factory=list, compare=False)


@dataclass(slots=True)
class _Link:
    """What choosing needs of an edge: no quotes, so that a large graph fits into memory."""

    key: EdgeKey
    weight: float


def labels_for(types: Collection[str]) -> set[str]:
    """Return the node labels to show: those asked for, and papers, because papers join concepts.

    Raises:
        ValueError: for a label that the schema lacks.
    """
    unknown = sorted(set(types) - set(schema().nodes))
    if unknown:
        raise ValueError(f"no node type {unknown[0]!r}; known: {', '.join(schema().nodes)}")
    return {*types, "Paper"} if types else set(schema().nodes)


def overview(view: View, *, limit: int, types: Collection[str] = (), min_confidence: float = 0.0) -> Selection:
    """Choose what to show of a whole graph.

    Args:
        view: the graph.
        limit: how many nodes at most.
        types: only concepts of these labels (``Paper`` alone: no concepts), or all.
        min_confidence: leave out edges below it.

    Raises:
        ValueError: for a label that the schema lacks.
    """
    labels = labels_for(types)
    papers = view.node_counts().get("Paper", 0)
    nodes = {node.id: node for label in schema().nodes if label in labels for node in view.nodes(label)}
    common = [node for node in nodes.values() if scoring.is_common(node, papers)]
    for node in common:
        del nodes[node.id]
    links = _links(view.edges(), nodes, papers, min_confidence)
    chosen = _choose(nodes, links, limit)
    common.sort(key=lambda node: (-scoring.named_by(node), node.id))
    selection = finish(view, [nodes[id] for id in chosen], view.edges(), min_confidence=min_confidence, common=common)
    shared = {id for id, node in nodes.items() if node.label == "Paper" or scoring.named_by(node) > 1}
    selection.context = [
        (source, target, link.weight)
        for link in links
        for _, source, target in [link.key]
        if source in shared and target in shared
    ]
    return selection


def finish(
    view: View,
    nodes: Iterable[Node],
    edges: Iterable[Edge],
    *,
    min_confidence: float = 0.0,
    common: Iterable[Node] = (),
    centre: str = "",
) -> Selection:
    """Return the selection of these nodes: sorted, measured, with the edges between them and those to draw at first.

    Args:
        view: the graph.
        nodes: the nodes chosen.
        edges: at least all edges that touch one of them, each once.
        min_confidence: leave out edges below it.
        common: see :class:`Selection`.
        centre: see :class:`Selection`.
    """
    chosen = {node.id: node for node in sorted(nodes, key=lambda node: node.id)}
    inner: list[Edge] = []
    cited: dict[str, int] = defaultdict(int)
    elsewhere: dict[str, int] = defaultdict(int)
    for edge in edges:
        ends = [end for end in (edge.source, edge.target) if end in chosen]
        if edge.type == "CITES":
            cited[edge.target] += 1
        if len(ends) == 2 and sure(edge, min_confidence):
            inner.append(edge)
        else:
            for end in ends:
                elsewhere[end] += 1
    inner.sort(key=lambda edge: edge.key)
    node_counts = view.node_counts()
    return Selection(
        list(chosen.values()),
        inner,
        backbone(chosen.values(), inner, node_counts.get("Paper", 0), centre),
        {id: 1 + cited[id] if node.label == "Paper" else scoring.named_by(node) for id, node in chosen.items()},
        {id: elsewhere[id] for id in chosen},
        sum(node_counts.values()),
        sum(view.edge_counts().values()),
        node_counts.get("Paper", 0),
        list(common),
        centre,
    )


def sure(edge: Edge, min_confidence: float) -> bool:
    """Tell whether an edge is sure enough; one that carries no confidence is."""
    return float(edge.properties.get("confidence", 1.0)) >= min_confidence


def _links(edges: Iterable[Edge], nodes: dict[str, Node], papers: int, min_confidence: float) -> list[_Link]:
    links = []
    for edge in edges:
        source, target = nodes.get(edge.source), nodes.get(edge.target)
        if source is not None and target is not None and sure(edge, min_confidence):
            links.append(_Link(edge.key, scoring.edge_weight(edge, source, target, papers)))
    return links


def best_of(pool: Selection, ids: Iterable[str], limit: int) -> set[str]:
    """Return the ids of the most telling of some nodes of a selection."""
    by_id = {node.id: node for node in pool.nodes}
    nodes = {id: by_id[id] for id in ids}
    return _choose(nodes, _links(pool.edges, nodes, pool.papers, 0.0), limit)


def _choose(nodes: dict[str, Node], links: list[_Link], limit: int) -> set[str]:
    """Return the ids of the most telling nodes: shared concepts, then the papers that name most of them."""
    papers = {id for id, node in nodes.items() if node.label == "Paper"}
    shared = {id for id, node in nodes.items() if id not in papers and scoring.named_by(node) > 1}
    room = min(len(papers), round(limit * PAPER_SHARE)) if shared else limit
    # Two rounds: concepts by all papers; papers by these concepts; then concepts by the papers that stayed.
    concepts = _best(shared, _mass(links, papers, shared), limit - room)
    kept = _best(papers, _mass(links, concepts | papers, papers), limit - len(concepts))
    concepts = _best(shared, _mass(links, kept, shared, least=2), limit - len(kept))
    kept |= _best(papers - kept, _mass(links, concepts, papers), limit - len(kept) - len(concepts))
    chosen = kept | concepts
    few = min(FEW, limit)
    if len(chosen) < few:
        # Little is shared: some papers, what they alone name, then more papers.
        chosen |= set(sorted(papers - chosen)[: max(0, (few + 2) // 3 - len(chosen))])
        others = set(nodes) - chosen
        chosen |= _best(others, _mass(links, chosen, others), few - len(chosen))
        chosen |= set(sorted(papers - chosen)[: max(0, few - len(chosen))])
    return chosen


def _mass(links: list[_Link], givers: set[str], takers: set[str], least: int = 1) -> dict[str, float]:
    """Return for each taker the weight of its links to givers; takers with fewer than ``least`` links get none."""
    mass: dict[str, float] = defaultdict(float)
    count: dict[str, int] = defaultdict(int)
    for link in links:
        _, source, target = link.key
        for giver, taker in ((source, target), (target, source)):
            if giver in givers and taker in takers:
                mass[taker] += link.weight
                count[taker] += 1
    return {id: round(value, 6) for id, value in mass.items() if count[id] >= least}


def _best(ids: set[str], mass: dict[str, float], room: int) -> set[str]:
    """Return the ids of most mass; equal ones by id, so that the choice never depends on order."""
    ranked = sorted((id for id in ids if mass.get(id)), key=lambda id: (-mass[id], id))
    return set(ranked[: max(0, room)])
