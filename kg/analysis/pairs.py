"""The pairs of two types of concepts: which were tried, which chance would have brought together, which say nothing.

A pair counts as tried if a paper names both, or something narrower than either: who tried a method on an A100 has
tried it on a GPU.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from kg.analysis.alike import alike_pairs
from kg.analysis.namings import Indices, Namings
from kg.analysis.narrower import closure
from kg.errors import PaperkgError
from kg.stores.base import View

Matrix = NDArray[np.float64]
Mask = NDArray[np.bool_]

#: A concept that more than this share of the papers name, itself or narrower ones, is too generic to say anything of.
MOST_SHARE = 0.15
#: A side has at most so many concepts, the ones that most papers name.
MOST_CONCEPTS = 1_500


class PairError(PaperkgError):
    """There are no pairs to speak of."""


@dataclass(frozen=True)
class Pairs:
    """The pairs of the well-used concepts of two types.

    Attributes:
        namings: of the graph.
        labels: the two types.
        least: how many papers name a well-used concept.
        rows: the places of the well-used concepts of the first type; ``columns``: of the second.
        context: the places of all concepts that are neither rare nor too generic, rows and columns among them.
        counts: how many papers name both, rows x columns.
        tried: whether a paper names both or narrower ones.
        open: which pairs are pairs at all: not one concept twice, nor one broader than the other, nor alike in name; of
            two equal types only one half.
        expected: in how many papers both, or narrower ones, would be named by chance (see :func:`expected`).
    """

    namings: Namings
    labels: tuple[str, str]
    least: int
    rows: Indices
    columns: Indices
    context: Indices
    counts: NDArray[np.int64]
    tried: Mask
    open: Mask
    expected: Matrix


def default_least(papers: int) -> int:
    """Return how many papers make a concept well used: one in a thousand, and at least three.

    >>> default_least(345), default_least(20_000)
    (3, 20)
    """
    return max(3, round(papers / 1000))


def pairs(
    view: View, namings: Namings, a: str, b: str, *, least: int | None = None, share: float = MOST_SHARE
) -> Pairs:
    """Return the pairs of two types.

    Args:
        view: the graph.
        namings: its namings, without those of broader concepts.
        a: label of the first type; ``b``: of the second, which may be the same.
        least: how many papers must name a concept; see :func:`default_least`.
        share: concepts that more than this share of the papers name, with their narrower ones, are left out.

    Raises:
        PairError: if a type has no concept that so many papers name.
    """
    papers = len(namings.papers)
    least = default_least(papers) if least is None else least
    wider = closure(view, namings.concepts)
    direct = namings.incidence()
    rolled = (direct @ wider).sign()
    own = np.asarray(direct.sum(axis=0)).ravel()
    family = np.asarray(rolled.sum(axis=0)).ravel()
    # In a small collection a few papers are never too many.
    special = family <= max(12.0, share * papers)
    sides = []
    for label in (a, b):
        places = namings.of_type(label)
        used = places[special[places] & (own[places] >= least)]
        if not len(used):
            raise PairError(
                f"no {label} that {least} papers or more name and that is not too generic; "
                f"a lower --min-papers takes in rarer ones (the most named has {max(own[places], default=0)})"
            )
        sides.append(np.sort(used[np.lexsort((used, -own[used]))][:MOST_CONCEPTS]).astype(np.int32))
    rows, columns = sides
    context = np.flatnonzero(special & (own >= max(2, least // 4))).astype(np.int32)
    context = np.union1d(context, np.union1d(rows, columns)).astype(np.int32)
    counts = _product(direct, rows, columns)
    nested = (wider + wider.T)[rows][:, columns].toarray() > 0
    names = namings.names
    separate = ~nested & ~alike_pairs([names[n] for n in rows], [names[n] for n in columns])
    if a == b:
        separate &= rows[:, None] < columns[None, :]
    return Pairs(
        namings,
        (a, b),
        least,
        rows,
        columns,
        context,
        counts,
        _product(rolled, rows, columns) > 0,
        separate,
        expected(namings, (a, b), family[rows], family[columns]),
    )


def only(space: Pairs, concepts: Collection[str]) -> Mask:
    """Return which pairs have one of some concepts.

    Args:
        space: the pairs.
        concepts: ids; none for all pairs.

    Raises:
        PairError: if no pair has one of them; the message says why.
    """
    shape = (len(space.rows), len(space.columns))
    if not concepts:
        return np.ones(shape, dtype=np.bool_)
    ids = space.namings.concepts
    first = np.array([ids[place] in concepts for place in space.rows], dtype=np.bool_)
    second = np.array([ids[place] in concepts for place in space.columns], dtype=np.bool_)
    if not first.any() and not second.any():
        known = [space.namings.places[id] for id in sorted(concepts) if id in space.namings.places]
        fitting = [place for place in known if space.namings.labels[place] in space.labels]
        if not fitting:
            labels = sorted({space.namings.labels[place] for place in known})
            raise PairError(
                f"{', '.join(sorted(concepts))} is of type {' or '.join(labels)}; "
                f"the pairs are of {space.labels[0]} and {space.labels[1]}"
            )
        counts = np.asarray(space.namings.incidence().sum(axis=0)).ravel()
        place = max(fitting, key=lambda n: int(counts[n]))
        name, papers = space.namings.names[place], int(counts[place])
        if papers < space.least:
            raise PairError(f"{papers} papers name {name}, and {space.least} are needed; --min-papers takes fewer")
        raise PairError(f"{name} is too generic to tell anything of; --max-share takes in more generic ones")
    mask: Mask = first[:, None] | second[None, :]
    return mask


def expected(namings: Namings, labels: tuple[str, str], first: Iterable[float], second: Iterable[float]) -> Matrix:
    """Return in how many papers concepts of two types would be named together by chance.

    The configuration model (Newman, Strogatz & Watts 2001): every paper keeps how many concepts of each type it names,
    every concept how many papers name it, and who names what is drawn.

    Args:
        namings: of the graph.
        labels: the two types.
        first: numbers of papers of concepts of the first type; ``second``: of the second.
    """
    per_paper = []
    incidence = namings.incidence()
    for label in labels:
        per_paper.append(np.asarray(incidence[:, namings.of_type(label)].sum(axis=1)).ravel().astype(float))
    one, other = per_paper
    together = (one * (one - 1)).sum() if labels[0] == labels[1] else (one * other).sum()
    scale = together / max(one.sum() * other.sum(), 1.0)
    chance: Matrix = np.outer(np.asarray(list(first), dtype=float), np.asarray(list(second), dtype=float)) * scale
    return chance


def _product(incidence: sparse.csr_array, rows: Indices, columns: Indices) -> NDArray[np.int64]:
    product: NDArray[np.int64] = (incidence[:, rows].T @ incidence[:, columns]).toarray().astype(np.int64)
    return product
