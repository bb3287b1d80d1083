"""Which edges are drawn before anyone points at a node: the best few of each node."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from kg.model import Edge, Node
from viz import scoring

#: How many edges a node brings into the picture, best first.
OWN = 3
#: How many edges a node may have in the picture; a hub's weaker ones appear when it is pointed at.
MOST = 12


def backbone(nodes: Iterable[Node], edges: Iterable[Edge], papers: int, centre: str = "") -> set[tuple[str, str, str]]:
    """Return the keys of the edges to draw at first: each node's best few, one edge a pair, hubs bounded.

    Args:
        nodes: the nodes shown.
        edges: the edges between them.
        papers: how many papers the whole graph has.
        centre: a node all of whose edges are drawn.
    """
    by_id = {node.id: node for node in nodes}

    def weight(edge: Edge) -> float:
        return round(scoring.edge_weight(edge, by_id[edge.source], by_id[edge.target], papers), 6)

    ranked = sorted(edges, key=lambda edge: (-weight(edge), edge.key))
    brought: dict[str, int] = defaultdict(int)
    degree: dict[str, int] = defaultdict(int)
    joined: set[frozenset[str]] = set()
    drawn = set()
    for edge in ranked:
        ends = (edge.source, edge.target)
        pair = frozenset(ends)
        if pair in joined or len(pair) < 2:
            continue
        lonely = any(degree[end] == 0 for end in ends)
        wanted = any(brought[end] < OWN for end in ends) and all(degree[end] < MOST for end in ends)
        if not (wanted or lonely or centre in pair):
            continue
        joined.add(pair)
        drawn.add(edge.key)
        for end in ends:
            brought[end] += 1
            degree[end] += 1
    return drawn
