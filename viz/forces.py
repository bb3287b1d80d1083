"""Forces between nodes: what is linked attracts, all others repel, and each node is held near where it started.

Repulsion between all pairs of a large graph is the field of their masses on a grid, by convolution (as in Linderman and
others, "Fast interpolation-based t-SNE", 2019): its cost grows with the number of nodes, not of pairs.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import fft, sparse

Floats = NDArray[np.float64]

ROUNDS = 60
#: Above so many nodes the field is taken from a grid of so many cells a side.
EXACT, CELLS = 600, 96
#: How strongly nodes repel, are held where they started, and are drawn to the middle.
REPULSION, ANCHOR, GRAVITY = 0.5, 1.0, 0.03
#: Distances below it count as it (squared), in units of the ideal distance.
SOFT = 0.05
#: How far a node may move in the first round, as a share of the picture.
HEAT = 0.03


def arrange(start: Floats, weights: sparse.csr_matrix) -> Floats:
    """Return positions refined from first ones.

    Args:
        start: first positions, of spread 1.
        weights: how strongly each two nodes are linked; symmetric.
    """
    count = len(start)
    if count < 2:
        return start
    # The unit is the distance that two neighbours would have if all nodes were spread evenly.
    start = np.clip(start, -2.5, 2.5) * np.sqrt(count) * 0.35
    positions: Floats = start.copy()
    links = sparse.triu(weights, format="coo")
    pairs = np.column_stack((links.row, links.col)).astype(int)
    pull = np.sqrt(links.data / links.data.max()) if len(pairs) else links.data
    degree = np.zeros(count)
    np.add.at(degree, pairs.ravel(), np.repeat(pull, 2))
    mass = np.sqrt(1.0 + degree)
    # A node of many links is not torn about by them: it moves by the mean.
    ease = 1 / (1.0 + degree)
    heat = HEAT * np.sqrt(count)
    for turn in range(ROUNDS):
        push = REPULSION * repulsion(positions, mass)
        if len(pairs):
            way = positions[pairs[:, 1]] - positions[pairs[:, 0]]
            force = way * pull[:, None]
            np.add.at(push, pairs[:, 0], force)
            np.add.at(push, pairs[:, 1], -force)
        push += ANCHOR * (start - positions) - GRAVITY * positions
        push *= ease[:, None]
        length = np.maximum(np.hypot(push[:, 0], push[:, 1]), 1e-9)
        limit = heat * (1 - turn / ROUNDS) + 0.002
        positions += push * (np.minimum(length, limit) / length)[:, None]
    return positions


def even_out(positions: Floats, areas: Floats, rounds: int = 40) -> Floats:
    """Move positions in a frame of side 1 apart where boxes crowd, as charges on an even ground would move.

    The density of what is most crowded falls fastest, gaps between groups fill last (as in ePlace, Lu et al., 2015).

    Args:
        positions: in a frame from -0.5 to 0.5.
        areas: of the boxes.
        rounds: how long.
    """
    share = areas / areas.sum()
    positions = positions.copy()
    for _ in range(rounds):
        # In an even disc of diameter 1, all charges push one at r from the middle by 4 r.
        push = _by_grid(positions, share, 0.0) / share[:, None] - 4 * positions
        length = np.maximum(np.hypot(push[:, 0], push[:, 1]), 1e-9)
        positions += push * (np.minimum(0.006 * length, 0.01) / length)[:, None]
    return positions


def repulsion(positions: Floats, mass: Floats) -> Floats:
    """Return the push on each node by all others, falling with the distance."""
    return _exact(positions, mass) if len(positions) <= EXACT else _by_grid(positions, mass)


def _exact(positions: Floats, mass: Floats) -> Floats:
    dx = np.subtract.outer(positions[:, 0], positions[:, 0])
    dy = np.subtract.outer(positions[:, 1], positions[:, 1])
    strength = np.multiply.outer(mass, mass) / (dx * dx + dy * dy + SOFT)
    # Sums of products row by row, without a table of the products.
    push: Floats = np.column_stack((np.einsum("ij,ij->i", dx, strength), np.einsum("ij,ij->i", dy, strength)))
    return push


def _by_grid(positions: Floats, mass: Floats, soft: float = SOFT) -> Floats:
    low = positions.min(axis=0)
    cell = max(float((positions.max(axis=0) - low).max()) / (CELLS - 2), 1e-6)
    place = (positions - low) / cell
    corner = np.floor(place).astype(int)
    part = place - corner
    # Each node gives its mass to the four corners of its cell, and takes its push from them, in equal shares.
    shares = [
        (corner[:, 0] + i, corner[:, 1] + j, np.abs(1 - i - part[:, 0]) * np.abs(1 - j - part[:, 1]))
        for i in (0, 1)
        for j in (0, 1)
    ]
    masses = np.zeros((CELLS, CELLS))
    for x, y, share in shares:
        np.add.at(masses, (x, y), mass * share)
    turned = fft.rfft2(masses, (2 * CELLS, 2 * CELLS))
    fields = [fft.irfft2(turned * kernel, (2 * CELLS, 2 * CELLS))[:CELLS, :CELLS] for kernel in _kernels(cell, soft)]
    push = np.zeros_like(positions)
    for x, y, share in shares:
        push += share[:, None] * np.column_stack([field[x, y] for field in fields])
    return push * mass[:, None]


def _kernels(cell: float, soft: float) -> list[Any]:
    """Return the transformed push of a mass of 1 at the origin, along each axis."""
    steps = np.arange(2 * CELLS)
    away = np.where(steps < CELLS, steps, steps - 2 * CELLS) * cell
    dx, dy = away[:, None], away[None, :]
    strength = 1 / (dx * dx + dy * dy + max(soft, cell * cell / 4))
    return [fft.rfft2(dx * strength), fft.rfft2(dy * strength)]
