"""What sets groups of papers apart: the concepts that they name more than the others do."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from kg.analysis.namings import Namings

#: Weight of the prior, in namings: what all papers name, so that a few papers prove little. In a small graph it is this
#: share of all namings.
_PRIOR, _PRIOR_SHARE = 200.0, 0.05
#: What is closer to the other papers than this sets nothing apart.
_LEAST_Z = 0.5


def distinctive(namings: Namings, groups: list[list[int]], most: int) -> list[list[tuple[int, int, float]]]:
    """Return for each group of papers the concepts that set it apart, the most telling first.

    The measure is the z-score of the log-odds ratio with an informative Dirichlet prior (Monroe, Colaresi & Quinn
    2008, "Fightin' Words"), the group against all other papers.

    Args:
        namings: of the graph.
        groups: places of papers.
        most: how many concepts a group gets at most.

    Returns:
        Place of the concept, number of the group's papers that name it (at least two), z-score (0.5 or more).
    """
    incidence = namings.incidence()
    rows = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    columns = np.array([place for group in groups for place in group], dtype=np.int64)
    ones = np.ones(len(rows), dtype=np.int32)
    members = sparse.csr_array((ones, (rows, columns)), shape=(len(groups), len(namings.papers)))
    counts = (members @ incidence).tocsr()
    overall = np.asarray(incidence.sum(axis=0)).ravel().astype(float)
    found = []
    for number in range(len(groups)):
        low, high = counts.indptr[number], counts.indptr[number + 1]
        places, own = counts.indices[low:high], counts.data[low:high].astype(float)
        z = _log_odds(own, own.sum(), overall[places], overall.sum())
        fitting = np.flatnonzero((own >= 2) & (z >= _LEAST_Z))
        order = fitting[np.lexsort((places[fitting], -np.round(z[fitting], 6)))][:most]
        found.append([(int(places[n]), int(own[n]), round(float(z[n]), 2)) for n in order])
    return found


def _log_odds(own: NDArray[np.float64], size: float, overall: NDArray[np.float64], total: float) -> NDArray[np.float64]:
    weight = min(_PRIOR, _PRIOR_SHARE * total)
    prior = weight * overall / max(total, 1.0)
    rest = overall - own
    # Where nothing else is named, half a naming stands for it.
    inside = np.log((own + prior) / np.maximum(size + weight - own - prior, 0.5))
    outside = np.log((rest + prior) / np.maximum(total - size + weight - rest - prior, 0.5))
    z: NDArray[np.float64] = (inside - outside) / np.sqrt(1 / (own + prior) + 1 / (rest + prior))
    return z
