"""First positions: a random walk from each node, so that what is linked starts together, the same way every time.

Each node has two numbers drawn from its id alone. Averaged again and again over neighbours, with what is common to all
taken away, they turn into the graph's slowest waves: communities come to lie apart. This is power iteration, as in
ACE (Koren, Carmel and Harel, 2002), stopped early. Two properties matter here. Nothing depends on order or chance; and
since every step is linear, a graph with a few papers more starts almost where it started before.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float64]

#: How often numbers are averaged: few leave noise, many let small differences between communities vanish.
STEPS = 30


def own_numbers(ids: Sequence[str]) -> Floats:
    """Return two numbers from -1 to 1 for each id, drawn from the id alone."""
    digests = [hashlib.blake2b(id.encode("utf-8", "replace"), digest_size=8).digest() for id in ids]
    whole = np.frombuffer(b"".join(digests), dtype=">u4").reshape(-1, 2).astype(float)
    numbers: Floats = whole / 2**31 - 1
    return numbers


def embed(ids: Sequence[str], weights: sparse.csr_matrix, steps: int = STEPS) -> Floats:
    """Return a position for each node; their mean is 0 and their spread along each axis 1.

    Args:
        ids: the nodes.
        weights: how strongly each two of them are linked; symmetric.
        steps: how often the numbers are averaged.
    """
    count = len(ids)
    numbers = own_numbers(ids)
    degree: Floats = np.asarray(weights.sum(axis=1), dtype=float).ravel()
    share = sparse.diags(1 / np.maximum(degree, 1e-12)) @ weights
    # Nodes without links keep their own numbers; a little mass lets them count in the means.
    mass: Floats = degree + 0.01 * max(float(degree.mean()), 1e-12) if count else degree
    for _ in range(steps if count > 2 else 0):
        walked = np.where(degree[:, None] > 0, share @ numbers, numbers)
        numbers = _apart(0.5 * numbers + 0.5 * walked, mass)
    return _apart(numbers, np.ones(count))


def _apart(numbers: Floats, mass: Floats) -> Floats:
    """Take away the mean, and from the second number what it shares with the first; bring both to spread 1."""
    if len(numbers) < 2:
        return np.zeros_like(numbers)
    total = mass.sum()
    numbers = numbers - (mass @ numbers) / total
    first, second = numbers[:, 0], numbers[:, 1]
    first = first / max(np.sqrt((mass * first * first).sum() / total), 1e-12)
    second = second - first * (mass * first * second).sum() / total
    second = second / max(np.sqrt((mass * second * second).sum() / total), 1e-12)
    return np.column_stack((first, second))
