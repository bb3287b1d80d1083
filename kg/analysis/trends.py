"""What rises and what falls: the share of papers that name a concept, over time."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from kg.analysis.bursts import Burst, bursts
from kg.analysis.dates import BINS, DateError, bin_name
from kg.analysis.namings import Namings, load, need_dates
from kg.analysis.periods import halves
from kg.analysis.proportions import corrected, trend_test, wilson
from kg.analysis.types import concept_type
from kg.errors import UnknownChoice
from kg.stores.base import View

#: Concepts that fewer papers of the span name are not tested.
LEAST_PAPERS = 10
#: Beyond so many months the bins are quarters, beyond so many more they are years.
MOST_MONTHS, MOST_QUARTERS = 36, 144
DIRECTIONS = ("rising", "falling")


@dataclass(frozen=True, slots=True)
class Point:
    """A span of time: ``papers`` of ``of`` papers name the concept; ``low`` to ``high`` is Wilson's 95 % interval."""

    bin: str
    papers: int
    of: int
    share: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Trend:
    """A concept over time.

    Attributes:
        id: of the concept; ``name``, ``label``: the same.
        papers: how many papers of the span name it.
        direction: "rising", "falling", or "" where nothing is sure.
        growth: how many times its share in the earlier half of the papers its share in the later half is, drawn
            towards 1 where papers are few (:meth:`kg.analysis.periods.Halves.growth`).
        early: papers of the earlier half that name it; ``late``: of the later half.
        z: of the Cochran-Armitage test for a trend in proportions; above 0 it rises.
        q: how many of the concepts at least as sure as this one are expected to have no trend (Benjamini & Hochberg
            1995), over all concepts tested.
        bursts: spans in which it was named far more often than usual.
        first: the first paper of the graph that names it, with ``id``, ``title`` and ``date``.
        series: its share bin by bin.
    """

    id: str
    name: str
    label: str
    papers: int
    direction: str
    growth: float
    early: int
    late: int
    z: float
    q: float
    bursts: list[Burst]
    first: dict[str, str]
    series: list[Point]

    def to_dict(self) -> dict[str, Any]:
        """Return it, JSON-ready."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Trends:
    """What rises and what falls.

    Attributes:
        by: the length of the bins: "month", "quarter" or "year".
        bins: their names in order; ``papers``: how many papers each has.
        tested: how many concepts were tested; ``least``: that so many papers name.
        undated: how many papers of the span were left out because their month is unknown.
        border: the month with which the later half of the papers begins.
        trends: rising ones first, then falling, the surest of each first; then the others that were asked for.
    """

    by: str
    bins: list[str]
    papers: list[int]
    tested: int
    least: int
    undated: int
    border: str
    trends: list[Trend]

    def to_dict(self) -> dict[str, Any]:
        """Return it, JSON-ready."""
        return asdict(self)


def trends(
    view: View,
    *,
    type: str = "",
    since: str = "",
    until: str = "",
    by: str = "",
    concepts: Collection[str] = (),
    directions: Sequence[str] = DIRECTIONS,
    limit: int = 10,
    least: int = LEAST_PAPERS,
    sure: float = 0.05,
    narrower: bool = False,
    namings: Namings | None = None,
) -> Trends:
    """Test which concepts take a growing or shrinking share of the papers.

    The test is that of Cochran (1954) and Armitage (1955) for a trend in proportions, over the bins; since thousands
    of concepts are tested, chance finds are held down after Benjamini & Hochberg (1995).

    Args:
        view: the graph.
        type: only concepts of this type, such as "technique"; empty for all.
        since: only papers of this day, month or year or later; ``until``: or earlier.
        by: length of the bins, "month", "quarter" or "year"; empty for one that suits the span.
        concepts: these ids, whatever the test says of them; none for the surest of all.
        directions: "rising", "falling" or both.
        limit: how many of each direction.
        least: how many papers must name a concept for it to be tested.
        sure: the highest q of what is listed.
        narrower: whether a paper that names a concept counts for the broader ones too.
        namings: of the whole graph, where the caller has them already; then without ``narrower``.

    Raises:
        UnknownChoice: if there is no such type, bin or direction.
        DateError: if a bound is no date, or the papers have no months, or all the same.
    """
    label = concept_type(type) if type else ""
    if by and by not in BINS:
        raise UnknownChoice("length of time", by, BINS)
    for direction in directions:
        if direction not in DIRECTIONS:
            raise UnknownChoice("direction", direction, DIRECTIONS)
    whole = namings or load(view, narrower=narrower)
    need_dates(whole, "a trend")
    found = whole.between(since, until)
    split = halves(found, "a trend")
    dated = found.months >= 0
    by = by or _suiting(found.months[dated])
    counts, sizes, names = _counts(found, by)
    if len(names) < 2:
        raise DateError(f"a trend needs two {by}s or more, and all papers are of {names[0]}; try a shorter --by")
    totals = np.asarray(counts.sum(axis=0)).ravel()
    kept = np.flatnonzero(totals >= max(1, least))
    if label:
        kept = np.intersect1d(kept, found.of_type(label))
    asked = np.array(sorted(found.places[id] for id in concepts if id in found.places), dtype=np.int64)
    tested = np.union1d(kept, asked[totals[asked] > 0]).astype(np.int64)
    table = counts[:, tested].toarray()
    z = trend_test(table, sizes)
    q = corrected(z)
    growth = split.growth()
    shown = _shown(z, q, sure, tested, asked, directions, limit)
    rises = bursts(table[:, shown], sizes, names)
    firsts = _first(whole, tested[shown])
    result = []
    for number, n in enumerate(shown):
        place = int(tested[n])
        direction = "" if q[n] > sure else DIRECTIONS[0] if z[n] > 0 else DIRECTIONS[1]
        result.append(
            Trend(
                found.concepts[place],
                found.names[place],
                found.labels[place],
                int(totals[place]),
                direction,
                float(growth[place]),
                int(split.early[place]),
                int(split.late[place]),
                round(float(z[n]), 3),
                float(f"{q[n]:.3g}"),
                rises[number],
                firsts[number],
                _series(names, table[:, n], sizes),
            )
        )
    undated = int((~dated).sum())
    return Trends(by, names, sizes.astype(int).tolist(), len(tested), least, undated, split.border, result)


def _suiting(months: NDArray[np.int64]) -> str:
    span = int(months.max() - months.min()) + 1
    return "month" if span <= MOST_MONTHS else "quarter" if span <= MOST_QUARTERS else "year"


def _counts(namings: Namings, by: str) -> tuple[sparse.csr_array, NDArray[np.float64], list[str]]:
    """Return how many papers of each bin name each concept, the papers of each bin, and the bins' names."""
    months = namings.months
    dated = np.flatnonzero(months >= 0)
    bins = months[dated] // BINS[by]
    low, high = int(bins.min()), int(bins.max())
    shape = (high - low + 1, len(months))
    member = sparse.csr_array((np.ones(len(dated), dtype=np.int32), (bins - low, dated)), shape=shape)
    sizes = np.asarray(member.sum(axis=1)).ravel().astype(float)
    names = [bin_name(n * BINS[by], by) for n in range(low, high + 1)]
    return (member @ namings.incidence()).tocsr(), sizes, names


def _shown(
    z: NDArray[np.float64],
    q: NDArray[np.float64],
    sure: float,
    tested: NDArray[np.int64],
    asked: NDArray[np.int64],
    directions: Sequence[str],
    limit: int,
) -> list[int]:
    order = np.lexsort((tested, -np.abs(z))).tolist()
    if len(asked):
        among = set(asked.tolist())
        order = [n for n in order if int(tested[n]) in among]
        limit = len(order)
    shown: list[int] = []
    for direction in DIRECTIONS:
        if direction in directions:
            sign = 1 if direction == DIRECTIONS[0] else -1
            shown += [n for n in order if z[n] * sign > 0 and q[n] <= sure][:limit]
    if len(asked):
        shown += [n for n in order if n not in shown]
    return shown


def _first(namings: Namings, places: NDArray[np.int64]) -> list[dict[str, str]]:
    """Return the first dated paper that names each concept; of one day the one of the smaller id."""
    incidence = namings.incidence().tocsc()
    result = []
    for place in places.tolist():
        papers = incidence.indices[incidence.indptr[place] : incidence.indptr[place + 1]].tolist()
        # Unknown days come last within what is known of them: "2024-03" may be the 31st.
        known = [(namings.dates[n] + "~", n) for n in papers if namings.dates[n]]
        if not known:
            result.append({"id": "", "title": "", "date": ""})
            continue
        n = min(known)[1]
        result.append({"id": namings.papers[n], "title": namings.titles[n], "date": namings.dates[n]})
    return result


def _series(names: list[str], papers: NDArray[Any], sizes: NDArray[np.float64]) -> list[Point]:
    points = []
    for name, count, size in zip(names, papers.tolist(), sizes.tolist(), strict=True):
        if not size:
            points.append(Point(name, 0, 0, None, None, None))
            continue
        low, high = wilson(int(count), int(size))
        points.append(Point(name, int(count), int(size), round(count / size, 5), round(low, 5), round(high, 5)))
    return points
