"""Can the gap finder be believed? Hide pairs that papers do name, and see whether it finds them again.

Two tests. *Hidden at random*: a tenth of the pairs is hidden, several times over. A pair is hidden by taking one of its
two concepts, drawn by lot, out of each paper that names both, so that nothing of the paper's link between them is left
for a score to see; other pairs that lose their papers on the way count neither as found nor as missed. *The future*:
where papers are dated, the last fifth of them is hidden, and the pairs to find are those that appear in it for the
first time.

What is not to be found are all pairs of well-used concepts that no paper of the whole graph names. AUC is how often a
hidden pair scores above such a pair (ties count half), which popular concepts alone make high: pairs of popular
concepts are named together more often. So there is a second AUC, against pairs that are as popular: for each hidden
pair five untried pairs, drawn from the fifty whose product of paper counts (after the hiding) is nearest. Precision at
20 is the share of hidden pairs among the twenty highest scores of hidden and untried pairs together; ``base`` is what
drawing by lot would give. All draws have fixed seeds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from kg.analysis.namings import Indices, Namings, load
from kg.analysis.pairs import MOST_SHARE, Mask, Matrix, PairError, Pairs, pairs
from kg.analysis.prediction import SCORES
from kg.analysis.types import concept_type
from kg.stores.base import View

#: The share of pairs that is hidden, and of the papers that are the future.
HIDDEN, FUTURE = 0.1, 0.2
#: Precision is that of so many pairs.
TOP = 20
#: Untried pairs as popular as a hidden one: so many are drawn from so many nearest.
DRAWN, NEAREST = 5, 50


@dataclass(frozen=True, slots=True)
class Score:
    """How well one score finds hidden pairs, as means over the repetitions.

    Attributes:
        test: "hidden at random" or "the future".
        name: of the score.
        precision: at 20.
        auc: against all untried pairs.
        auc_matched: against untried pairs that are as popular.
        spread: standard deviation of the precision over the repetitions.
    """

    test: str
    name: str
    precision: float
    auc: float
    auc_matched: float
    spread: float


@dataclass(frozen=True, slots=True)
class Holdout:
    """The result of the hold-out tests.

    Attributes:
        types: the two labels.
        least: how many papers name each concept.
        repetitions: of the test with pairs hidden at random.
        tests: by name of the test: ``hidden``, how many pairs were to be found (mean), ``untried``, among how many
            others, and ``base``, the precision of drawing by lot.
        scores: of each test, the one that ``kg gaps`` uses first.
    """

    types: tuple[str, str]
    least: int
    repetitions: int
    tests: dict[str, dict[str, float]]
    scores: list[Score]

    def to_dict(self) -> dict[str, Any]:
        """Return the result, JSON-ready."""
        return asdict(self)


def holdout(
    view: View,
    a: str,
    b: str,
    *,
    repetitions: int = 10,
    least: int | None = None,
    share: float = MOST_SHARE,
    namings: Namings | None = None,
) -> Holdout:
    """Measure link prediction between two types of concepts on pairs that it is not shown.

    Args:
        view: the graph.
        a: a type of concepts; ``b``: another, or the same.
        repetitions: how often pairs are hidden at random.
        least: how many papers must name a concept; see :func:`kg.analysis.pairs.default_least`.
        share: concepts that more than this share of papers name are left out.
        namings: of the graph, where the caller has them already.

    Raises:
        UnknownChoice: if there is no such type.
        PairError: if there are too few pairs to hide any.
    """
    labels = concept_type(a), concept_type(b)
    found = namings or load(view)
    space = pairs(view, found, *labels, least=least, share=share)
    known = np.argwhere(space.open & (space.counts > 0))
    untried = space.open & ~space.tried
    if len(known) < 2 / HIDDEN or not untried.any():
        raise PairError(
            f"{len(known)} pairs of well-used concepts of type {labels[0]} and {labels[1]} are too few "
            "to hide a tenth of; a lower --min-papers takes in more"
        )
    scores: list[Score] = []
    tests: dict[str, dict[str, float]] = {}
    for name, cases in (("hidden at random", _at_random(space, known, repetitions)), ("the future", _future(space))):
        rows, counts = _measure(space, untried, list(cases))
        if rows:
            positives = float(np.mean(counts))
            negatives = int(untried.sum())
            base = positives / (positives + negatives)
            tests[name] = {"hidden": round(positives, 1), "untried": negatives, "base": round(base, 4)}
            scores += [Score(name, score, *values) for score, values in rows]
    return Holdout(labels, space.least, repetitions, tests, scores)


Case = tuple[sparse.csr_array, NDArray[np.int64]]


def _at_random(space: Pairs, known: NDArray[np.int64], repetitions: int) -> Iterator[Case]:
    """Yield what is left of the incidence, and the pairs hidden."""
    whole = space.namings.incidence()[:, space.context].tocsr()
    columns = whole.tocsc()
    rows, others = (np.searchsorted(space.context, side) for side in (space.rows, space.columns))
    for seed in range(repetitions):
        random = np.random.default_rng(seed)
        chosen = known[np.sort(random.permutation(len(known))[: round(HIDDEN * len(known))])]
        papers, concepts = [], []
        for row, column in chosen.tolist():
            first, second = rows[row], others[column]
            both = np.intersect1d(_papers(columns, first), _papers(columns, second))
            papers.append(both)
            concepts.append(np.where(random.random(len(both)) < 0.5, first, second))
        place = (np.concatenate(papers), np.concatenate(concepts))
        gone = sparse.csr_array((np.ones(len(place[0]), dtype=whole.dtype), place), shape=whole.shape).sign()
        left = (whole - whole.multiply(gone)).tocsr()
        left.eliminate_zeros()
        yield left, chosen


def _future(space: Pairs) -> Iterator[Case]:
    """Yield what the earlier papers name, and the pairs that the later ones name first; nothing without dates."""
    namings = space.namings
    months = namings.months
    dated = np.sort(months[months >= 0])
    if not len(dated) or dated[0] == dated[-1]:
        return
    border = dated[min(len(dated) - 1, round((1 - FUTURE) * len(dated)))]
    whole = namings.incidence()[:, space.context]
    past = whole.tocsr(copy=True)
    past.data *= np.repeat((months >= 0) & (months < border), np.diff(past.indptr))
    past.eliminate_zeros()
    rows, columns = (np.searchsorted(space.context, side) for side in (space.rows, space.columns))
    before = (past[:, rows].T @ past[:, columns]).toarray() > 0
    new = np.argwhere(space.open & (space.counts > 0) & ~before)
    if len(new):
        yield past, new


def _papers(columns: sparse.csc_array, concept: int) -> Indices:
    found: Indices = columns.indices[columns.indptr[concept] : columns.indptr[concept + 1]]
    return found


def _measure(
    space: Pairs, untried: Mask, cases: list[Case]
) -> tuple[list[tuple[str, tuple[float, float, float, float]]], list[int]]:
    rows, columns = (np.searchsorted(space.context, side) for side in (space.rows, space.columns))
    negatives = np.argwhere(untried)
    measured: dict[str, list[tuple[float, float, float]]] = {name: [] for name in SCORES}
    for seed, (left, hidden) in enumerate(cases):
        papers = np.asarray(left.sum(axis=0)).ravel().astype(float)
        product = np.outer(papers[rows], papers[columns])
        matched = negatives[_as_popular(product, hidden, negatives, np.random.default_rng(seed))]
        for name, function in SCORES.items():
            score: Matrix = np.round(function(left, rows, columns), 9)
            positive, negative = _at(score, hidden), _at(score, negatives)
            values = (_precision(positive, negative), _auc(positive, negative), _auc(positive, _at(score, matched)))
            measured[name].append(values)
    result = []
    for name, rounds in measured.items():
        if rounds:
            means, spread = np.mean(rounds, axis=0), float(np.std([precision for precision, _, _ in rounds]))
            precision, auc, matched_auc = (round(float(value), 3) for value in means)
            result.append((name, (precision, auc, matched_auc, round(spread, 3))))
    return result, [len(hidden) for _, hidden in cases]


def _at(score: Matrix, places: NDArray[np.int64]) -> NDArray[np.float64]:
    return score[places[:, 0], places[:, 1]]


def _precision(positive: NDArray[np.float64], negative: NDArray[np.float64]) -> float:
    """Return the share of positives among the highest scores; a tie at the border counts by its share of positives."""
    top = min(TOP, len(positive) + len(negative))
    border = np.sort(np.concatenate([positive, negative]))[-top]
    above, others = int((positive > border).sum()), int((negative > border).sum())
    at, at_all = int((positive == border).sum()), int((positive == border).sum() + (negative == border).sum())
    return (above + (top - above - others) * at / at_all) / top


def _auc(positive: NDArray[np.float64], negative: NDArray[np.float64]) -> float:
    from scipy.stats import rankdata

    ranks = rankdata(np.concatenate([positive, negative]))[: len(positive)]
    least = len(positive) * (len(positive) + 1) / 2
    return float((ranks.sum() - least) / (len(positive) * len(negative)))


def _as_popular(
    product: Matrix, hidden: NDArray[np.int64], negatives: NDArray[np.int64], random: np.random.Generator
) -> NDArray[np.int64]:
    """Return places in ``negatives`` of pairs as popular as the hidden ones, by the product of paper counts."""
    values = _at(product, negatives)
    order = np.argsort(values, kind="stable")
    middles = np.searchsorted(values[order], _at(product, hidden))
    width = min(NEAREST, len(order))
    chosen = []
    for middle in middles.tolist():
        low = max(0, min(middle - width // 2, len(order) - width))
        chosen.append(order[low + random.permutation(width)[:DRAWN]])
    return np.concatenate(chosen)
