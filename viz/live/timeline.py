"""Papers over time, and the concepts that come up.

A concept rises if a larger share of the recent papers names it than of those before. Shares of small counts jump, so
concepts are ranked by the log-odds ratio with an informative Dirichlet prior, divided by its standard deviation
(Monroe, Colaresi and Quinn 2008, "Fightin' words", equations 16 to 22): the prior is how often each concept is named
in all, so that what two papers name cannot win over what two hundred name.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kg.schema import schema
from viz.live.records import light
from viz.live.snapshot import KINDS, Ints, Snapshot

#: Widths of a period: how much of an ISO date names it.
PERIODS = {"year": 4, "month": 7}
#: Share of the dated papers that count as recent, unless one says since when.
RECENT = 0.25
#: Concepts that fewer of the recent papers name are not told.
LEAST_RECENT = 3

_ROLES = [place for place, kind in enumerate(KINDS) if schema().edges[kind].role]


def timeline(
    snapshot: Snapshot, *, by: str = "", since: str = "", labels: Collection[str] = (), limit: int = 20
) -> dict[str, Any]:
    """Return how many papers there are in each period, and which concepts rise.

    Args:
        snapshot: the graph.
        by: ``year`` or ``month``; by default months where the papers span up to three years.
        since: the first recent period; by default the last quarter of the papers is recent.
        labels: only concepts of these labels rise, or all.
        limit: how many rising concepts at most.

    Returns:
        ``by``, ``periods`` (each with ``period`` and ``papers``), ``undated`` (how many papers have no date of that
        width), ``since``, ``recent`` and ``before`` (numbers of papers), and ``rising``: nodes with ``recent``,
        ``before`` and ``score``.
    """
    papers = np.flatnonzero(snapshot.is_paper)
    by = by or _fitting([snapshot.dates[paper] for paper in papers.tolist()])
    period = _periods(snapshot, papers.tolist(), by)
    counts = dict.fromkeys(_all_between(sorted(set(period.values())), by), 0)
    for value in period.values():
        counts[value] += 1
    since = since or _quarter(counts)
    recent = np.zeros(len(snapshot.ids), dtype=bool)
    before = np.zeros(len(snapshot.ids), dtype=bool)
    for paper, value in period.items():
        (recent if value >= since else before)[paper] = True
    return {
        "by": by,
        "since": since,
        "undated": len(papers) - len(period),
        "recent": int(recent.sum()),
        "before": int(before.sum()),
        "periods": [{"period": value, "papers": count} for value, count in counts.items()],
        "rising": _rising(snapshot, recent, before, labels, limit),
    }


def with_concept(snapshot: Snapshot, answer: dict[str, Any], number: int) -> dict[str, Any]:
    """Return what :func:`timeline` gave, with ``named`` in each period: how many papers name a concept."""
    named = dict.fromkeys((period["period"] for period in answer["periods"]), 0)
    for value in _periods(snapshot, np.unique(_papers_naming(snapshot, number)).tolist(), answer["by"]).values():
        named[value] += 1
    periods = [{**period, "named": named[period["period"]]} for period in answer["periods"]]
    return {**answer, "periods": periods}


def _periods(snapshot: Snapshot, papers: Iterable[int], by: str) -> dict[int, str]:
    """Return the period of each paper whose date is known so well."""
    width = PERIODS[by]
    return {paper: snapshot.dates[paper][:width] for paper in papers if len(snapshot.dates[paper]) >= width}


def _fitting(dates: list[str]) -> str:
    years = [int(date[:4]) for date in dates if date[:4].isdigit()]
    months = sum(len(date) >= PERIODS["month"] for date in dates)
    short = bool(years) and max(years) - min(years) < 3
    return "month" if short and months > len(years) / 2 else "year"


def _all_between(known: list[str], by: str) -> list[str]:
    """Return all periods from the first to the last, also those without a paper; only known ones if they are odd."""
    if not known or not all(value.replace("-", "").isdigit() for value in known):
        return known
    first, last = (int(value[:4]) * 12 + int(value[5:7] or 1) - 1 for value in (known[0], known[-1]))
    if last - first > 12 * 300:  # a misprinted year
        return known
    months = [f"{month // 12:04d}-{month % 12 + 1:02d}" for month in range(first, last + 1)]
    return months if by == "month" else sorted({month[:4] for month in months})


def _quarter(counts: dict[str, int]) -> str:
    """Return the period with which the recent papers begin: at least the share :data:`RECENT` of all."""
    wanted, sum_ = RECENT * sum(counts.values()), 0
    for value in reversed(counts):
        sum_ += counts[value]
        if sum_ >= wanted:
            return value
    return ""


def _papers_naming(snapshot: Snapshot, number: int) -> Ints:
    edges = snapshot.edges_at(number)
    named: Ints = snapshot.start[edges][np.isin(snapshot.kind[edges], _ROLES) & (snapshot.end[edges] == number)]
    return named


def _rising(
    snapshot: Snapshot, recent: NDArray[np.bool_], before: NDArray[np.bool_], labels: Collection[str], limit: int
) -> list[dict[str, Any]]:
    naming = np.isin(snapshot.kind, _ROLES)
    pairs = np.unique(np.column_stack((snapshot.start[naming], snapshot.end[naming])), axis=0)
    size = len(snapshot.ids)
    now = np.bincount(pairs[recent[pairs[:, 0]], 1], minlength=size).astype(float)
    then = np.bincount(pairs[before[pairs[:, 0]], 1], minlength=size).astype(float)
    n_now, n_then, prior = now.sum(), then.sum(), now + then
    all_ = prior.sum()
    if not n_now or not n_then:
        return []
    with np.errstate(divide="ignore", invalid="ignore"):
        odds = np.log((now + prior) / (n_now + all_ - now - prior)) - np.log(
            (then + prior) / (n_then + all_ - then - prior)
        )
        score = odds / np.sqrt(1 / (now + prior) + 1 / (then + prior))
    keep = (now >= LEAST_RECENT) & np.isfinite(score) & (score > 0)
    if labels:
        keep &= np.isin(np.array(snapshot.labels), list(labels))
    chosen = np.flatnonzero(keep)
    order = np.lexsort((chosen, -np.round(score[chosen], 6)))[:limit]
    return [
        {**light(snapshot, int(n)), "recent": int(now[n]), "before": int(then[n]), "score": round(float(score[n]), 2)}
        for n in chosen[order]
    ]
