"""What is next to a node: ranked by how much the edges tell, a page at a time."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from viz.live.snapshot import KINDS, Ints, Snapshot

#: What a concept that one paper alone names counts beside one that joins papers.
ALONE = 0.3


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A node next to another, with the numbers of the edges between them, the most telling first."""

    number: int
    edges: tuple[int, ...]


def neighbours(
    snapshot: Snapshot,
    number: int,
    *,
    kinds: Collection[str] = (),
    labels: Collection[str] = (),
    direction: str = "both",
    without: Collection[int] = (),
    limit: int = 20,
    offset: int = 0,
) -> tuple[list[Neighbour], int]:
    """Return a page of a node's neighbours, and how many there are in all.

    The most telling come first: by the sum of :func:`viz.scoring.edge_weight` over the edges between, where a concept
    that one paper alone names counts less; then by id.

    Args:
        snapshot: the graph.
        number: of the node.
        kinds: only edges of these types, or all.
        labels: only neighbours of these labels, or all.
        direction: ``out`` for edges that start at the node, ``in`` for those that end there, ``both``.
        without: these neighbours are passed over and not counted.
        limit: how many at most.
        offset: how many to pass over.
    """
    edges = _between(snapshot, number, kinds, labels, direction)
    if not len(edges):
        return [], 0
    if without:
        edges = edges[~np.isin(snapshot.other(edges, number), list(without))]
        if not len(edges):
            return [], 0
    others, place = np.unique(snapshot.other(edges, number), return_inverse=True)
    mass = np.bincount(place, weights=snapshot.weight[edges])
    alone = (snapshot.papers[others] < 2) & ~snapshot.is_paper[others]
    ranks = np.round(np.where(alone, mass * ALONE, mass), 6)
    # Numbers follow the ids within a label; between labels the schema's order decides.
    order = np.lexsort((others, -ranks))[offset : offset + limit]
    found = []
    for spot in order.tolist():
        own = edges[place == spot]
        ranked = own[np.lexsort((own, -np.round(snapshot.weight[own], 6)))]
        found.append(Neighbour(int(others[spot]), tuple(int(edge) for edge in ranked)))
    return found, len(others)


def _between(snapshot: Snapshot, number: int, kinds: Collection[str], labels: Collection[str], direction: str) -> Ints:
    edges = snapshot.edges_at(number)
    keep = np.ones(len(edges), dtype=bool)
    if direction == "out":
        keep &= snapshot.start[edges] == number
    elif direction == "in":
        keep &= snapshot.end[edges] == number
    if kinds:
        keep &= np.isin(snapshot.kind[edges], [KINDS.index(kind) for kind in kinds])
    if labels:
        others = snapshot.other(edges, number)
        keep &= np.array([snapshot.labels[other] in labels for other in others.tolist()], dtype=bool)
    kept: Ints = edges[keep]
    return kept


def inner_edges(snapshot: Snapshot, numbers: Collection[int], *, touching: Collection[int] = ()) -> list[int]:
    """Return the edges between these nodes, in the order of their numbers.

    Args:
        snapshot: the graph.
        numbers: of the nodes.
        touching: only edges with an end among these, if given.
    """
    inside = set(numbers)
    found: set[int] = set()
    for number in touching or inside:
        edges = snapshot.edges_at(number)
        others = snapshot.other(edges, number)
        found.update(int(edge) for edge, other in zip(edges, others.tolist(), strict=True) if other in inside)
    return sorted(found)
