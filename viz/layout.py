"""Where the nodes stand: computed beforehand, the same for the same graph, and no node upon another.

A random walk gives the first positions (:mod:`viz.embedding`), forces refine them without leaving them far behind, and
at last boxes that hold node and label are pushed apart (:mod:`viz.overlaps`). Everything runs over sorted nodes and
edges, so neither order nor chance has a say; and every step moves a little if the graph changes a little, so a map
with ten papers more looks like the one before.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from viz.embedding import embed
from viz.forces import arrange, even_out
from viz.overlaps import remove_overlaps

#: Width by height of the picture.
ASPECT = 1.75
#: How much of the picture the boxes of nodes and labels fill.
FILL = 0.42
#: Above so many boxes crowds are thinned out before boxes are pushed apart one by one.
CROWD, CROWD_FILL = 600, 0.3

Floats = NDArray[np.float64]


def layout(
    boxes: Mapping[str, tuple[float, float]],
    edges: Iterable[tuple[str, str, float]],
    *,
    context: Iterable[tuple[str, str, float]] = (),
    fill: float = FILL,
) -> dict[str, tuple[int, int]]:
    """Return a position in pixels for the middle of each box.

    Args:
        boxes: width and height of each node with its label, by id.
        edges: pairs of ids with a weight above 0.
        context: pairs of a larger graph that the boxes are part of, to take first positions from: there a few nodes
            more or less count for little.
        fill: how much of the picture the boxes fill.
    """
    ids = sorted(boxes)
    if not ids:
        return {}
    sizes = np.array([boxes[id] for id in ids], dtype=float)
    weights = _weights(ids, edges)
    positions = arrange(_rounded(_start(ids, weights, list(context))), weights)
    positions = remove_overlaps(_to_frame(positions, sizes, fill), sizes)
    positions -= (positions.max(axis=0) + positions.min(axis=0)) / 2
    return {id: (round(x), round(y)) for id, (x, y) in zip(ids, positions.tolist(), strict=True)}


def _start(ids: list[str], weights: Any, context: list[tuple[str, str, float]]) -> Floats:
    """Return first positions with about a spread of 1 along each axis."""
    if not context:
        return embed(ids, weights)
    known = sorted({*ids, *(end for a, b, _ in context for end in (a, b))})
    place = {id: number for number, id in enumerate(known)}
    positions: Floats = embed(known, _weights(known, context))[[place[id] for id in ids]]
    # What is shown may lie in one corner of the larger graph.
    positions -= np.median(positions, axis=0)
    positions *= 1.3 / np.maximum(np.quantile(np.abs(positions), 0.8, axis=0), 1e-9)
    return positions


def _weights(ids: list[str], edges: Iterable[tuple[str, str, float]]) -> Any:
    """Return the symmetric matrix of the strongest edge of each pair."""
    place = {id: number for number, id in enumerate(ids)}
    strongest: dict[tuple[int, int], float] = {}
    for a, b, weight in edges:
        if a != b:
            pair = (place[a], place[b]) if place[a] < place[b] else (place[b], place[a])
            strongest[pair] = max(round(weight, 6), strongest.get(pair, 0.0))
    pairs = np.array(sorted(strongest), dtype=int).reshape(-1, 2)
    values = np.array([strongest[a, b] for a, b in pairs.tolist()], dtype=float)
    upper = sparse.coo_matrix((values, (pairs[:, 0], pairs[:, 1])), shape=(len(ids), len(ids)))
    return (upper + upper.T).tocsr()


def _rounded(positions: Floats) -> Floats:
    """Round, so that the last bits of a sum, which differ between machines, have no say in what follows."""
    return np.round(positions, 6)


def _to_frame(positions: Floats, sizes: Floats, fill: float) -> Floats:
    """Scale positions to a picture of the right shape and of room for all boxes, no part crowded and none empty."""
    if len(sizes) > CROWD:
        fill = min(fill, CROWD_FILL)
    height = math.sqrt(float((sizes[:, 0] * sizes[:, 1]).sum()) / fill / ASPECT)
    frame = np.array([height * ASPECT, height])
    centred = positions - np.median(positions, axis=0)
    span = np.maximum(np.quantile(np.abs(centred), 0.9, axis=0), 1e-6)
    unit = _spread(np.clip(centred / span / 2.4, -0.62, 0.62))
    if len(unit) > CROWD:
        unit = even_out(unit, sizes[:, 0] * sizes[:, 1])
    framed: Floats = unit * frame
    return framed


def _spread(positions: Floats, share: float = 0.45) -> Floats:
    """Move positions part of the way to an even spread along each axis."""
    if len(positions) < 3:
        return positions
    even = np.empty_like(positions)
    for axis in (0, 1):
        order = np.argsort(np.round(positions[:, axis], 6), kind="stable")
        even[order, axis] = np.linspace(-0.5, 0.5, len(order))
    return (1 - share) * positions + share * even
