"""Groups of papers and concepts that belong together, named by what sets them apart.

Found by Louvain's method (Blondel and others, 2008) as networkx has it, over sorted nodes and edges and with a fixed
seed, so the same graph gives the same groups. In a large graph its most telling part is grouped, and every other paper
joins the group that it names most of.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

import networkx as nx

from kg.model import Edge, Node
from kg.search import label_name
from kg.stores.base import View
from viz import scoring
from viz.labels import clean
from viz.selection import Selection

#: How many nodes are grouped at most; more would take long and change little.
POOL = 4000
#: How many groups are shown, and how many nodes make one.
MOST, LEAST = 16, 5
#: How many concepts name a group.
NAMES = 3
_SEED = 20


@dataclass(slots=True)
class Community:
    """A group.

    Attributes:
        id: ``community:`` and the id of its most distinctive concept, or of its first paper.
        names: its most distinctive concepts.
        members: ids of its nodes, sorted.
        papers: how many papers of the whole graph belong to it.
    """

    id: str
    names: list[str]
    members: list[str]
    papers: int = 0


@dataclass(slots=True)
class Communities:
    """The groups, the largest first, and how strongly each two are linked (by their places)."""

    groups: list[Community] = field(default_factory=list)
    bridges: dict[tuple[int, int], float] = field(default_factory=dict)


def communities(pool: Selection, view: View) -> Communities:
    """Return the groups of a selection.

    Args:
        pool: the nodes to group and the edges between them.
        view: the graph that they are from; its other papers are counted to the groups.
    """
    by_id = {node.id: node for node in pool.nodes}
    weights = _weights(pool, by_id)
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(sorted(by_id))
    graph.add_weighted_edges_from((a, b, weights[a, b]) for a, b in sorted(weights))
    found = nx.community.louvain_communities(graph, weight="weight", seed=_SEED)
    groups = sorted((sorted(group) for group in found), key=lambda group: (-len(group), group[0]))
    groups = [group for group in groups if len(group) >= min(LEAST, len(by_id))][:MOST]
    home = {id: number for number, group in enumerate(groups) for id in group}
    names = _names(groups, home, weights, by_id)
    papers = _papers(home, pool, view)
    result = Communities()
    for number, group in enumerate(groups):
        first = names[number][0].id if names[number] else group[0]
        chosen = [clean(label_name(node)) for node in names[number]] or [clean(label_name(by_id[group[0]]))]
        result.groups.append(Community(f"community:{first}", chosen, group, papers[number]))
    for (a, b), weight in weights.items():
        if a in home and b in home and home[a] != home[b]:
            pair = (min(home[a], home[b]), max(home[a], home[b]))
            result.bridges[pair] = round(result.bridges.get(pair, 0.0) + weight, 6)
    return result


def _weights(pool: Selection, by_id: dict[str, Node]) -> dict[tuple[str, str], float]:
    """Return how strongly each two linked nodes are linked, by their ids in order."""
    weights: dict[tuple[str, str], float] = defaultdict(float)
    for edge in sorted(pool.edges, key=lambda edge: edge.key):
        if edge.source != edge.target:
            weight = scoring.edge_weight(edge, by_id[edge.source], by_id[edge.target], pool.papers)
            pair = (edge.source, edge.target) if edge.source < edge.target else (edge.target, edge.source)
            weights[pair] = round(weights[pair] + weight, 6)
    return weights


def _names(
    groups: list[list[str]], home: dict[str, int], weights: dict[tuple[str, str], float], by_id: dict[str, Node]
) -> list[list[Node]]:
    """Return the concepts that name each group: those linked to much of it and to little else."""
    inside: dict[str, float] = defaultdict(float)
    total: dict[str, float] = defaultdict(float)
    for (a, b), weight in weights.items():
        for concept, end in ((a, b), (b, a)):
            total[concept] += weight
            if concept in home and home.get(end) == home[concept]:
                inside[concept] += weight
    named = []
    for group in groups:
        concepts = [id for id in group if by_id[id].label != "Paper" and inside[id] > 0]
        concepts.sort(key=lambda id: (-round(inside[id] ** 2 / total[id], 6), id))
        named.append(_unlike([by_id[id] for id in concepts], NAMES))
    return named


def _unlike(concepts: Iterable[Node], most: int) -> list[Node]:
    """Return the first concepts of which none's name is part of another's."""
    kept: list[Node] = []
    for node in concepts:
        name = clean(label_name(node)).casefold()
        others = [clean(label_name(other)).casefold() for other in kept]
        if len(kept) < most and not any(name in other or other in name for other in others):
            kept.append(node)
    return kept


def _papers(home: dict[str, int], pool: Selection, view: View) -> dict[int, int]:
    """Count the papers of the whole graph that belong to each group, by what they name most."""
    shares: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for edge in _naming(view):
        if edge.source not in home and edge.target in home:
            shares[edge.source][home[edge.target]] += scoring.confidence(edge)
    count: dict[int, int] = defaultdict(int)
    for node in pool.nodes:
        if node.label == "Paper" and node.id in home:
            count[home[node.id]] += 1
    for share in shares.values():
        count[min(share, key=lambda number: (-round(share[number], 6), number))] += 1
    return count


def _naming(view: View) -> Iterable[Edge]:
    """Yield the edges from papers to concepts."""
    for type in ("INTRODUCES", "USES", "EVALUATED_ON", "COMPARES_WITH", "ADDRESSES"):
        yield from view.edges(type)
