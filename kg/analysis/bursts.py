"""Bursts: spans of time in which a concept was named far more often than usual."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

#: In a burst papers name the concept so many times as often as over all; a burst costs so much to begin.
SCALING, GAMMA = 2.0, 1.0


@dataclass(frozen=True, slots=True)
class Burst:
    """A burst: its first and last bin, and its weight: how much more probable it makes what was seen (as logarithm)."""

    start: str
    end: str
    weight: float


def bursts(table: NDArray[Any], sizes: NDArray[np.float64], names: list[str]) -> list[list[Burst]]:
    """Return the bursts of each concept, the earliest first.

    The automaton of two states for batched arrivals of Kleinberg (2002, "Bursty and Hierarchical Structure in
    Streams", section 4): in the usual state papers name the concept at its overall rate, in the other at twice that
    rate; going up costs the logarithm of the number of bins, staying and going down are free. The cheapest sequence of
    states is found by dynamic programming, for all concepts at once.

    Args:
        table: papers that name the concept, bins x concepts.
        sizes: papers of each bin.
        names: of the bins.
    """
    count, width = table.shape
    if not count or not width:
        return [[] for _ in range(width)]
    usual = np.clip(table.sum(axis=0) / sizes.sum(), 1e-9, 0.9999)
    high = np.clip(usual * SCALING, None, 0.9999)
    missed = sizes[:, None] - table
    # The binomial coefficient is the same in both states.
    cost = np.stack([-(table * np.log(rate) + missed * np.log1p(-rate)) for rate in (usual, high)])
    up = GAMMA * np.log(count)
    best = np.stack([cost[0, 0], cost[1, 0] + up])
    came = np.zeros((count, 2, width), dtype=np.int8)
    for n in range(1, count):
        from_low, from_high = best[0] + up, best[1]
        came[n, 0] = best[1] < best[0]
        came[n, 1] = from_high <= from_low
        best = np.stack([np.minimum(best[0], best[1]) + cost[0, n], np.minimum(from_low, from_high) + cost[1, n]])
    states = np.zeros((count, width), dtype=np.int8)
    states[-1] = best[1] < best[0]
    for n in range(count - 1, 0, -1):
        states[n - 1] = came[n, states[n], np.arange(width)]
    gain = cost[0] - cost[1]
    return [_spans(states[:, n], gain[:, n], names) for n in range(width)]


def _spans(states: NDArray[np.int8], gain: NDArray[np.float64], names: list[str]) -> list[Burst]:
    edges = np.flatnonzero(np.diff(np.concatenate(([0], states, [0]))))
    return [
        Burst(names[start], names[end - 1], round(float(gain[start:end].sum()), 2))
        for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
    ]
