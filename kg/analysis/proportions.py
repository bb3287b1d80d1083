"""Shares of papers: their confidence intervals, and whether they rise or fall."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

#: Both tails of the normal distribution beyond it are 5 %.
CONFIDENCE = 1.959963984540054


def wilson(papers: int, of: int) -> tuple[float, float]:
    """Return the 95 % confidence interval of a share (Wilson 1927).

    >>> [round(end, 3) for end in wilson(5, 10)]
    [0.237, 0.763]
    """
    share, square = papers / of, CONFIDENCE**2
    middle = share + square / (2 * of)
    half = CONFIDENCE * (share * (1 - share) / of + square / (4 * of * of)) ** 0.5
    return max(0.0, (middle - half) / (1 + square / of)), min(1.0, (middle + half) / (1 + square / of))


def trend_test(table: NDArray[Any], sizes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return z of the test for a trend in proportions of Cochran (1954) and Armitage (1955); above 0 the share rises.

    Args:
        table: papers that name a concept, bins x concepts.
        sizes: papers of each bin.
    """
    time = np.arange(len(sizes), dtype=float)
    papers = sizes.sum()
    share = table.sum(axis=0) / papers
    excess = (time[:, None] * (table - sizes[:, None] * share)).sum(axis=0)
    variance = share * (1 - share) * ((sizes * time**2).sum() - (sizes * time).sum() ** 2 / papers)
    z: NDArray[np.float64] = np.round(
        np.divide(excess, np.sqrt(variance), out=np.zeros_like(share), where=variance > 0), 6
    )
    return z


def corrected(z: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return for each z the false discovery rate at which it is a discovery (Benjamini & Hochberg 1995)."""
    # scipy.stats has this, and takes three quarters of a second to import.
    from scipy.special import ndtr

    p = 2 * ndtr(-np.abs(z))
    order = np.argsort(-p, kind="stable")
    ranks = np.arange(len(p), 0, -1)
    result: NDArray[np.float64] = np.empty_like(p)
    result[order] = np.minimum.accumulate(np.minimum(p[order] * len(p) / ranks, 1.0))
    return result
