"""Boxes that do not lie upon each other."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

_PUSHES = 400
_GOLDEN = math.pi * (3 - math.sqrt(5))

Floats = NDArray[np.float64]


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
    # Most end within the first rounds; in a crowd the last few come apart as all slowly grows.
    for turn in range(4 * _PUSHES):
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
