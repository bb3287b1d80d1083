"""Where the nodes stand: computed beforehand, the same for the same graph, and no node upon another.

Communities give the first positions, forces refine them, and at last boxes that hold node and label are pushed apart.
Everything runs over sorted nodes and edges, so neither order nor chance has a say.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

#: Width by height of the picture.
ASPECT = 1.75
#: How much of the picture the boxes of nodes and labels fill.
FILL = 0.42
_SEED = 20
_ROUNDS = 260
_PUSHES = 400
_GOLDEN = math.pi * (3 - math.sqrt(5))

Floats = NDArray[np.float64]


def layout(
    boxes: Mapping[str, tuple[float, float]], edges: Iterable[tuple[str, str, float]]
) -> dict[str, tuple[int, int]]:
    """Return a position in pixels for the middle of each box.

    Args:
        boxes: width and height of each node with its label, by id.
        edges: pairs of ids with a weight above 0.
    """
    ids = sorted(boxes)
    if not ids:
        return {}
    graph = _graph(ids, edges)
    sizes = np.array([boxes[id] for id in ids], dtype=float)
    positions = _forces(graph, ids, _start(graph, ids))
    positions = _spread(_to_frame(positions, sizes))
    positions = remove_overlaps(positions, sizes)
    positions -= (positions.max(axis=0) + positions.min(axis=0)) / 2
    return {id: (round(x), round(y)) for id, (x, y) in zip(ids, positions.tolist(), strict=True)}


def communities(graph: Any) -> list[list[str]]:
    """Return the groups of nodes that are joined more among themselves than to others, the largest first."""
    found = nx.community.louvain_communities(graph, weight="weight", seed=_SEED)
    return sorted((sorted(group) for group in found), key=lambda group: (-len(group), group[0]))


def _graph(ids: list[str], edges: Iterable[tuple[str, str, float]]) -> Any:
    """Return the undirected graph of the strongest edge of each pair, everything in order."""
    weights: dict[tuple[str, str], float] = {}
    for a, b, weight in edges:
        if a != b:
            pair = (a, b) if a < b else (b, a)
            weights[pair] = max(weight, weights.get(pair, 0.0))
    graph: Any = nx.Graph()
    graph.add_nodes_from(ids)
    graph.add_weighted_edges_from((a, b, round(weights[a, b], 6)) for a, b in sorted(weights))
    return graph


def _start(graph: Any, ids: list[str]) -> Floats:
    """Return first positions: communities on a spiral, the largest in the middle, each a spiral of its nodes."""
    place = {id: number for number, id in enumerate(ids)}
    positions = np.zeros((len(ids), 2))
    before = 0
    for number, group in enumerate(communities(graph)):
        radius = math.sqrt(before + len(group) / 2) if number else 0.0
        middle = radius * np.array([math.cos(number * _GOLDEN), math.sin(number * _GOLDEN)])
        ranked = sorted(group, key=lambda id: (-graph.degree(id), id))
        for rank, id in enumerate(ranked):
            step = 0.6 * math.sqrt(rank)
            positions[place[id]] = middle + step * np.array([math.cos(rank * _GOLDEN), math.sin(rank * _GOLDEN)])
        before += len(group)
    return positions


def _forces(graph: Any, ids: list[str], positions: Floats) -> Floats:
    """Refine positions: linked nodes attract, all others repel by their degree, a weak gravity holds all together."""
    count = len(ids)
    if count < 2:
        return positions
    place = {id: number for number, id in enumerate(ids)}
    pairs = np.array([(place[a], place[b]) for a, b in graph.edges()], dtype=int).reshape(-1, 2)
    weights = np.array([w for *_, w in graph.edges(data="weight")], dtype=float)
    mass = 1.0 + np.array([graph.degree(id) for id in ids], dtype=float)
    mass = np.sqrt(mass)
    pull = np.sqrt(weights / weights.max()) if len(weights) else weights
    rounds = _ROUNDS if count <= 500 else max(60, _ROUNDS * 500 // count)
    heat = 0.12 * math.sqrt(count)
    for turn in range(rounds):
        push = _repulsion(positions, mass)
        if len(pairs):
            way = positions[pairs[:, 1]] - positions[pairs[:, 0]]
            distance = np.maximum(np.hypot(way[:, 0], way[:, 1]), 1e-6)
            force = way * (pull * np.minimum(distance, 6.0) / distance)[:, None]
            np.add.at(push, pairs[:, 0], force)
            np.add.at(push, pairs[:, 1], -force)
        push -= 0.05 * mass[:, None] * positions
        length = np.maximum(np.hypot(push[:, 0], push[:, 1]), 1e-9)
        limit = heat * (1 - turn / rounds) + 0.002
        positions = positions + push * (np.minimum(length, limit) / length)[:, None]
    return positions


def _repulsion(positions: Floats, mass: Floats) -> Floats:
    """Return the push on each node by all others, falling with the distance."""
    dx = np.subtract.outer(positions[:, 0], positions[:, 0])
    dy = np.subtract.outer(positions[:, 1], positions[:, 1])
    strength = dx * dx
    strength += dy * dy
    strength += 0.01
    np.divide(np.multiply.outer(mass, mass), strength, out=strength)
    # Sums of products row by row, without a table of the products.
    push: Floats = 0.55 * np.column_stack((np.einsum("ij,ij->i", dx, strength), np.einsum("ij,ij->i", dy, strength)))
    return push


def _to_frame(positions: Floats, sizes: Floats) -> Floats:
    """Scale positions to a picture of the right shape and of room for all boxes; the longer way lies flat."""
    centred = positions - positions.mean(axis=0)
    if len(centred) > 2:
        _, _, axes = np.linalg.svd(centred, full_matrices=False)
        # An axis has no sign of its own: let its larger part point right or down.
        axes = axes * np.where(axes[np.arange(2), np.abs(axes).argmax(axis=1)] < 0, -1, 1)[:, None]
        centred = centred @ axes.T
    span = np.maximum(np.abs(centred).max(axis=0), 1e-6)
    height = math.sqrt(float((sizes[:, 0] * sizes[:, 1]).sum()) / FILL / ASPECT)
    framed: Floats = centred / span * np.array([height * ASPECT, height]) / 2
    return framed


def _spread(positions: Floats, share: float = 0.4) -> Floats:
    """Move positions part of the way to an even spread along each axis, so that no part is crowded and none empty."""
    if len(positions) < 3:
        return positions
    even = np.empty_like(positions)
    for axis in (0, 1):
        order = np.argsort(np.round(positions[:, axis], 6), kind="stable")
        low, high = positions[order[0], axis], positions[order[-1], axis]
        even[order, axis] = np.linspace(low, high, len(order))
    return (1 - share) * positions + share * even


def remove_overlaps(positions: Floats, sizes: Floats, gap: float = 3.0) -> Floats:
    """Push boxes apart, each pair along the shorter way, until none lies upon another.

    Args:
        positions: the middles.
        sizes: widths and heights.
        gap: pixels left between boxes.
    """
    positions = positions.copy()
    half = sizes / 2 + gap / 2
    # Boxes that start at one place have no way apart: a tiny shift by number gives them one.
    turns = np.arange(len(positions)) * _GOLDEN
    positions += 1e-3 * np.column_stack((np.cos(turns), np.sin(turns)))
    for turn in range(_PUSHES):
        pairs = _touching(positions, half)
        if not len(pairs):
            break
        a, b = pairs[:, 0], pairs[:, 1]
        way = positions[b] - positions[a]
        room = half[a] + half[b] - np.abs(way)
        across = room[:, 0] < room[:, 1] * 1.3
        shift = np.where(across, room[:, 0], room[:, 1]) * 0.5 + 0.01
        sign = np.where(np.where(across, way[:, 0], way[:, 1]) < 0, -1.0, 1.0)
        move = np.zeros_like(way)
        move[across, 0] = (shift * sign)[across]
        move[~across, 1] = (shift * sign)[~across]
        push, hits = np.zeros_like(positions), np.zeros(len(positions))
        np.add.at(push, b, move)
        np.add.at(push, a, -move)
        np.add.at(hits, b, 1)
        np.add.at(hits, a, 1)
        # The mean of the pushes never overshoots; late rounds push harder, to come to an end.
        ease = np.maximum(1.0, hits * (0.6 if turn < _PUSHES // 2 else 0.4))
        positions += push / ease[:, None]
        if turn % 40 == 39:
            positions *= 1.02
    return positions


def _touching(positions: Floats, half: Floats) -> NDArray[np.int64]:
    """Return the pairs of boxes that overlap."""
    if len(positions) < 2:
        return np.empty((0, 2), dtype=np.int64)
    # Boxes overlap only if their middles are near in units of the largest box.
    unit = 2 * half.max(axis=0)
    pairs = cKDTree(positions / unit).query_pairs(1.0, p=np.inf, output_type="ndarray")
    if not len(pairs):
        return np.empty((0, 2), dtype=np.int64)
    pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
    apart = np.abs(positions[pairs[:, 1]] - positions[pairs[:, 0]]) - half[pairs[:, 0]] - half[pairs[:, 1]]
    touching: NDArray[np.int64] = pairs[(apart < 0).all(axis=1)].astype(np.int64)
    return touching
