"""What has nobody tried: pairs of well-used concepts that keep the same company and never met."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from scipy import sparse

from kg.analysis.namings import Indices, Namings, load
from kg.analysis.pairs import MOST_SHARE, Mask, Pairs, only, pairs
from kg.analysis.prediction import links
from kg.analysis.types import concept_type
from kg.stores.base import View

#: How many neighbours that did meet are shown on each side, how many companions, how many papers of each.
NEIGHBOURS, COMPANIONS, PAPERS = 2, 3, 2


@dataclass(frozen=True, slots=True)
class Evidence:
    """A pair next to a gap that papers do name.

    Attributes:
        a: the concept of the first type, with ``id`` and ``name``; ``b``: of the second.
        papers: how many name both.
        examples: some of them, with ``id`` and ``title``.
    """

    a: dict[str, str]
    b: dict[str, str]
    papers: int
    examples: list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Gap:
    """Two concepts that no paper names together.

    Attributes:
        rank: 1 for the greatest score.
        a: of the first type, with ``id``, ``name`` and ``papers``; ``b``: of the second.
        score: of link prediction; only its order means something.
        expected: in how many papers chance would have brought them together.
        chance: how probable it is that by chance alone they would not have met. Near 1 the absence says nothing; near
            0 something keeps them apart, or nobody thought of it.
        near_a: what resembles ``a`` and was tried with ``b``.
        near_b: what resembles ``b`` and was tried with ``a``.
        company: names of the concepts that both are named with, the most telling first.
    """

    rank: int
    a: dict[str, Any]
    b: dict[str, Any]
    score: float
    expected: float
    chance: float
    near_a: list[Evidence]
    near_b: list[Evidence]
    company: list[str]

    def to_dict(self) -> dict[str, Any]:
        """Return the gap, JSON-ready."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Gaps:
    """The gaps between two types.

    Attributes:
        types: the two labels.
        gaps: the strongest first.
        least: how many papers name each of the concepts.
        pairs: how many pairs of well-used concepts there are.
        untried: how many of them no paper names, themselves or narrower ones.
        by_chance: how many chance alone would leave untried.
        surest: the smallest chance of a pair that is a gap but for the limit on chance; None if there is no such pair.
    """

    types: tuple[str, str]
    gaps: list[Gap]
    least: int
    pairs: int
    untried: int
    by_chance: float
    surest: float | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return them, JSON-ready."""
        return asdict(self)


def gaps(
    view: View,
    a: str,
    b: str,
    *,
    limit: int = 20,
    least: int | None = None,
    share: float = MOST_SHARE,
    chance: float = 1.0,
    concepts: Collection[str] = (),
    since: str = "",
    until: str = "",
    namings: Namings | None = None,
) -> Gaps:
    """Return pairs of well-used concepts that belong together by the company they keep, and that no paper names.

    Left out are concepts that are too generic, pairs of which one is a kind of the other, pairs of nearly one name,
    pairs of which narrower ones were tried, and pairs without evidence on both sides: something like ``a`` tried with
    ``b``, and something like ``b`` tried with ``a``.

    Args:
        view: the graph.
        a: a type of concepts, such as "technique"; ``b``: another, or the same.
        limit: how many at most.
        least: how many papers must name a concept; by default one in a thousand, at least three.
        share: concepts that more than this share of papers name, with their narrower ones, are too generic.
        chance: only pairs whose absence chance explains with at most this probability.
        concepts: only pairs with one of these ids; none for all.
        since: only papers of this day, month or year or later; ``until``: or earlier.
        namings: of the graph, where the caller has them already; then without ``since`` and ``until``.

    Raises:
        UnknownChoice: if there is no such type.
        PairError: if a type has no well-used concepts, or none of ``concepts`` is one.
        DateError: if a bound is no date, or no paper lies in the span.
    """
    labels = concept_type(a), concept_type(b)
    found = namings or load(view, since=since, until=until)
    space = pairs(view, found, *labels, least=least, share=share)
    incidence = found.incidence()[:, space.context]
    link = links(incidence)
    rows, columns = (np.searchsorted(space.context, side) for side in (space.rows, space.columns))
    score = np.round((link[rows] @ link[:, columns]).toarray(), 6)
    absence = np.exp(-space.expected)
    witness = _Witness(space, link, rows, columns, incidence)
    wanted = space.open & ~space.tried & (score > 0) & witness.evident()
    wanted &= only(space, concepts)
    surest = round(float(absence[wanted].min()), 4) if wanted.any() else None
    wanted &= absence <= chance
    places = np.argwhere(wanted)
    order = np.lexsort((places[:, 1], places[:, 0], -score[wanted]))[:limit]
    result = []
    for rank, (row, column) in enumerate(places[order].tolist(), 1):
        result.append(
            Gap(
                rank,
                witness.concept(space.rows[row]),
                witness.concept(space.columns[column]),
                float(score[row, column]),
                round(float(space.expected[row, column]), 3),
                round(float(absence[row, column]), 4),
                witness.beside_a(row, column),
                witness.beside_b(row, column),
                witness.company(row, column),
            )
        )
    return Gaps(
        labels,
        result,
        space.least,
        int(space.open.sum()),
        int((space.open & ~space.tried).sum()),
        round(float(absence[space.open].sum()), 1),
        surest,
    )


class _Witness:
    """Finds what stands beside a gap."""

    def __init__(
        self, space: Pairs, link: sparse.csr_array, rows: Indices, columns: Indices, incidence: sparse.csr_array
    ) -> None:
        self._space, self._link = space, link
        self._rows, self._columns = rows, columns
        self._namings = space.namings
        self._incidence = incidence.tocsc()
        self._papers = np.asarray(incidence.sum(axis=0)).ravel()
        # How alike concepts of one type are: by the company that they share, as the score of pairs.
        self._like_a, self._like_b = ((link[side] @ link[:, side]).toarray() for side in (rows, columns))
        np.fill_diagonal(self._like_a, 0)
        np.fill_diagonal(self._like_b, 0)
        self._tried = link[rows][:, columns].toarray()

    def evident(self) -> Mask:
        """Return which pairs have something like ``a`` tried with ``b``, and something like ``b`` tried with ``a``."""
        tried = (self._tried > 0).astype(np.float32)
        beside_a = (self._like_a > 0).astype(np.float32) @ tried
        beside_b = tried @ (self._like_b > 0).astype(np.float32)
        evident: Mask = (beside_a > 0) & (beside_b > 0)
        return evident

    def concept(self, place: int) -> dict[str, Any]:
        """Return a concept with its number of papers."""
        number = int(np.searchsorted(self._space.context, place))
        return {**self._short(place), "papers": int(self._papers[number])}

    def _short(self, place: int) -> dict[str, str]:
        return {"id": self._namings.concepts[place], "name": self._namings.names[place]}

    def beside_a(self, row: int, column: int) -> list[Evidence]:
        """Return concepts like ``a`` that papers name with ``b``."""
        return [self._evidence(n, column) for n in _best(self._like_a[row] * self._tried[:, column])]

    def beside_b(self, row: int, column: int) -> list[Evidence]:
        """Return concepts like ``b`` that papers name with ``a``."""
        return [self._evidence(row, n) for n in _best(self._like_b[column] * self._tried[row])]

    def company(self, row: int, column: int) -> list[str]:
        """Return the names of what both are named with."""
        first = self._link[[self._rows[row]]].toarray()[0]
        second = self._link[[self._columns[column]]].toarray()[0]
        order = np.argsort(-np.round(first * second, 9), kind="stable")[:COMPANIONS]
        return [self._namings.names[self._space.context[n]] for n in order if first[n] * second[n] > 0]

    def _evidence(self, row: int, column: int) -> Evidence:
        first, second = (
            self._incidence[:, [side]].toarray()[:, 0] for side in (self._rows[row], self._columns[column])
        )
        both = np.flatnonzero(first * second)
        # Papers that name little else say most about the pair.
        named = np.asarray(self._incidence[both].sum(axis=1)).ravel() if len(both) else both
        examples = both[np.lexsort((both, named))][:PAPERS]
        return Evidence(
            self._short(self._space.rows[row]),
            self._short(self._space.columns[column]),
            len(both),
            [{"id": self._namings.papers[n], "title": self._namings.titles[n]} for n in examples],
        )


def _best(strength: Any) -> list[int]:
    order = np.argsort(-np.round(strength, 9), kind="stable")[:NEIGHBOURS]
    return [int(n) for n in order if strength[n] > 0]
