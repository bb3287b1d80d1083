"""RELATED_TO: papers that share telling concepts, weighed by how rare each concept is.

Papers are vectors of their concepts, weighted by inverse document frequency (Sparck Jones 1972) and by role; the
score of a pair is the cosine of their vectors. Computed as a sparse matrix product in slices of rows, so that time
and memory follow the number of pairs that share something, not the number of pairs.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from scipy import sparse

from kg.linking.concepts import Concepts
from kg.model import Edge

#: How many neighbours a paper keeps.
NEIGHBOURS = 10
#: Pairs below this score are not related.
LEAST_SCORE = 0.06
#: How much a concept counts by what the paper does with it.
ROLE_WEIGHTS = {"introduces": 1.6, "uses": 1.0, "addresses": 1.0, "evaluated_on": 0.6, "compares": 0.8}
#: A concept that more than this share of the papers name (or more than so many, which bounds the time) joins nobody.
COMMON_SHARE, COMMON_PAPERS = 0.15, 1000
#: In a small collection so many papers are never too many.
FEW_PAPERS = 12
#: How many shared concepts an edge names, the most telling first.
MOST_SHARED = 8
_SLICE = 1024


def related(concepts: Concepts) -> Iterator[Edge]:
    """Yield the RELATED_TO edges, once a pair, the smaller id first."""
    papers = [id for id in sorted(concepts.namings) if concepts.namings[id]]
    matrix, columns = _vectors(papers, concepts)
    if not columns:
        return
    pairs: dict[tuple[int, int], float] = {}
    transposed = matrix.T.tocsc()
    for start in range(0, len(papers), _SLICE):
        product = (matrix[start : start + _SLICE] @ transposed).tocsr()
        for offset in range(product.shape[0]):
            row = start + offset
            low, high = product.indptr[offset], product.indptr[offset + 1]
            others, scores = product.indices[low:high], np.round(product.data[low:high], 4)
            fitting = (others != row) & (scores >= LEAST_SCORE)
            others, scores = others[fitting], scores[fitting]
            # The strongest first; equal scores by id, so that the choice never depends on chance.
            for place in np.lexsort((others, -scores))[:NEIGHBOURS]:
                other = int(others[place])
                pairs[(row, other) if row < other else (other, row)] = float(scores[place])
    for (a, b), score in sorted(pairs.items()):
        yield Edge("RELATED_TO", papers[a], papers[b], {"score": score, "shared": _shared(matrix, a, b, columns)})


def _vectors(papers: list[str], concepts: Concepts) -> tuple[sparse.csr_matrix, list[str]]:
    """Return the papers' unit vectors and the concept of each column."""
    limit = max(FEW_PAPERS, min(COMMON_PAPERS, COMMON_SHARE * len(papers)))
    columns = [id for id, concept in concepts.by_id.items() if 2 <= concept.papers <= limit]
    place = {id: number for number, id in enumerate(columns)}
    rows, cols, values = [], [], []
    for row, paper in enumerate(papers):
        weights = []
        for naming in concepts.namings[paper]:
            rarity = math.log(1 + len(papers) / max(1, concepts.by_id[naming.concept].papers))
            weight = rarity * ROLE_WEIGHTS[naming.finding.role] * naming.finding.confidence
            weights.append((naming.concept, weight))
        # Concepts that nobody shares count in the length: a paper with much of its own is close to nobody.
        length = math.sqrt(sum(weight * weight for _, weight in weights)) or 1.0
        for concept, weight in weights:
            if concept in place:
                rows.append(row)
                cols.append(place[concept])
                values.append(weight / length)
    matrix = sparse.csr_matrix((values, (rows, cols)), shape=(len(papers), len(columns)))
    matrix.sort_indices()
    return matrix, columns


def _shared(matrix: sparse.csr_matrix, a: int, b: int, columns: list[str]) -> list[str]:
    """Return the concepts that two papers share, the most telling first."""
    low, high = matrix.indptr[a], matrix.indptr[a + 1]
    first = dict(zip(matrix.indices[low:high].tolist(), matrix.data[low:high].tolist(), strict=True))
    low, high = matrix.indptr[b], matrix.indptr[b + 1]
    second = zip(matrix.indices[low:high].tolist(), matrix.data[low:high].tolist(), strict=True)
    common = [(-round(first[c] * weight, 6), columns[c]) for c, weight in second if c in first]
    return [id for _, id in sorted(common)[:MOST_SHARED]]
