"""What rises and what falls."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from scipy import stats
from small_graphs import view_of

from kg.analysis import trends
from kg.analysis.bursts import GAMMA, SCALING, bursts
from kg.analysis.dates import DateError
from kg.analysis.proportions import corrected, trend_test, wilson
from kg.errors import UnknownName


def graph(counts: dict[str, list[int]], sizes: list[int]) -> tuple[dict[str, str], dict[str, str]]:
    """Return papers by month from January 2024 on, of which so many name each concept, and their dates."""
    papers, dates = {}, {}
    for month, size in enumerate(sizes):
        for number in range(size):
            id = f"m{month:02}-{number:03}"
            papers[id] = " ".join(concept for concept, count in counts.items() if number < count[month])
            dates[id] = f"{2024 + month // 12}-{month % 12 + 1:02}-{number % 28 + 1:02}"
    return papers, dates


def test_trend_in_proportions_of_the_literature() -> None:
    # Smokers among four groups of patients (Fleiss 1981, p. 139); R: prop.trend.test, X-squared = 8.2249.
    table, sizes = np.array([[83], [90], [129], [70]]), np.array([86.0, 93.0, 136.0, 82.0])
    (z,) = trend_test(table, sizes)
    assert z < 0
    assert z**2 == pytest.approx(8.2249, abs=5e-5)
    # Nobody, everybody: no trend, and no division by nothing.
    assert trend_test(np.stack([np.zeros(4), sizes], axis=1), sizes).tolist() == [0, 0]


def test_corrections_are_those_of_scipy() -> None:
    z = np.array([4.0, -3.0, 0.5, 0.5, 0.0, -1.7])
    assert corrected(z) == pytest.approx(stats.false_discovery_control(2 * stats.norm.sf(abs(z))))
    assert corrected(np.array([])).tolist() == []


@pytest.mark.parametrize(("papers", "of"), [(0, 5), (5, 5), (1, 1000), (37, 100)])
def test_intervals_are_those_of_scipy(papers: int, of: int) -> None:
    found = stats.binomtest(papers, of).proportion_ci(method="wilson")
    assert wilson(papers, of) == pytest.approx((found.low, found.high), abs=1e-9)


def test_rising_falling_and_neither() -> None:
    rise, fall, flat = [1, 2, 4, 8, 12, 20], [20, 15, 10, 6, 3, 1], [9, 11, 10, 10, 11, 9]
    counts = {"technique:rise": rise, "method:fall": fall, "task:flat": flat, "technique:rare": [0, 0, 0, 0, 0, 9]}
    papers, dates = graph(counts, [50] * 6)
    found = trends(view_of(papers, dates=dates))
    assert (found.by, found.bins[0], found.bins[-1], found.papers) == ("month", "2024-01", "2024-06", [50] * 6)
    assert (found.tested, found.border, found.undated) == (3, "2024-04", 0)
    assert [(one.name, one.direction) for one in found.trends] == [("rise", "rising"), ("fall", "falling")]
    one = found.trends[0]
    assert (one.papers, one.early, one.late) == (47, 7, 40)
    assert one.growth == pytest.approx((40 + 5) / (7 + 5), abs=0.001)
    assert one.q < 1e-6
    assert one.first == {"id": "m00-000", "title": "On m00-000", "date": "2024-01-01"}
    assert [(point.bin, point.papers, point.of) for point in one.series][:2] == [("2024-01", 1, 50), ("2024-02", 2, 50)]
    assert (one.series[1].low, one.series[1].high) == pytest.approx(wilson(2, 50), abs=1e-5)
    assert [t.name for t in trends(view_of(papers, dates=dates), directions=["falling"]).trends] == ["fall"]
    assert [t.name for t in trends(view_of(papers, dates=dates), type="technique").trends] == ["rise"]
    everything = trends(view_of(papers, dates=dates), least=1)
    assert everything.tested == 4
    assert [t.name for t in everything.trends] == ["rise", "rare", "fall"]


def test_concepts_that_were_asked_for_are_shown_whatever_they_do() -> None:
    papers, dates = graph({"task:flat": [5, 5, 5], "technique:rare": [1, 0, 0]}, [20] * 3)
    found = trends(view_of(papers, dates=dates), concepts=["task:flat", "technique:rare", "technique:unknown"])
    assert [(one.name, one.direction) for one in found.trends] == [("rare", ""), ("flat", "")]


def test_narrower_concepts_count() -> None:
    papers, dates = graph({"technique:ptq": [0, 5, 10], "technique:quantization": [5, 5, 5]}, [20] * 3)
    view = view_of(papers, dates=dates, broader=[("technique:ptq", "technique:quantization")])
    (one,) = trends(view, concepts=["technique:quantization"], narrower=True).trends
    assert [point.papers for point in one.series] == [5, 5, 10]


def test_bins_suit_the_span_and_empty_ones_stay() -> None:
    papers = {"a": "technique:t", "b": "technique:t", "c": ""}
    found = trends(view_of(papers, dates={"a": "2020-01-01", "b": "2020-03", "c": "2020-03"}), least=1, sure=1)
    assert (found.by, found.bins, found.papers) == ("month", ["2020-01", "2020-02", "2020-03"], [1, 0, 2])
    gap = found.trends[0].series[1]
    assert (gap.papers, gap.of, gap.share, gap.low, gap.high) == (0, 0, None, None, None)
    assert trends(view_of(papers, dates={"a": "2020-01", "b": "2023-03", "c": "2023-03"})).by == "quarter"
    assert trends(view_of(papers, dates={"a": "2000-01", "b": "2023-03", "c": "2023-03"})).by == "year"


def test_papers_of_unknown_month_are_counted_and_left_out() -> None:
    papers = {"a": "technique:t", "b": "technique:t", "c": "technique:t", "d": "technique:t"}
    view = view_of(papers, dates={"a": "2020-01-01", "b": "2020-03", "c": "2019"})
    found = trends(view, least=1, sure=1)
    assert (found.undated, sum(found.papers)) == (2, 2)
    # It is the first all the same: its year is before.
    assert found.trends == [] or found.trends[0].first["id"] == "c"
    assert trends(view, concepts=["technique:t"]).trends[0].first["id"] == "c"
    # The first paper is that of the whole graph, not of the span.
    assert trends(view, concepts=["technique:t"], since="2020").trends[0].first["id"] == "c"


def test_first_paper_of_a_month_comes_after_those_of_known_days() -> None:
    papers, dates = (
        {"a": "technique:t", "b": "technique:t", "c": ""},
        {"a": "2020-01", "b": "2020-01-30", "c": "2020-02"},
    )
    assert trends(view_of(papers, dates=dates), concepts=["technique:t"]).trends[0].first["id"] == "b"


@pytest.mark.parametrize(
    ("dates", "arguments", "message"),
    [
        ({}, {}, "a trend needs dates, and no paper of this graph has a month"),
        ({"a": "2020"}, {}, "a trend needs dates, and no paper of this graph has a month"),
        ({"a": "2020-01-01", "b": "2020-01-02"}, {}, "a trend needs papers of two months or more; all are of 2020-01"),
        (
            {"a": "2020-01", "b": "2020-02"},
            {"by": "year"},
            "a trend needs two years or more, and all papers are of 2020; try a shorter --by",
        ),
        (
            {"a": "2020-01", "b": "2020-02"},
            {"since": "2021"},
            "no paper since 2021: the dated ones are from 2020-01 to",
        ),
    ],
)
def test_no_trend_without_time(dates: dict[str, str], arguments: dict[str, str], message: str) -> None:
    with pytest.raises(DateError) as caught:
        trends(view_of({"a": "technique:t", "b": ""}, dates=dates), **arguments)  # type: ignore[arg-type]
    assert str(caught.value).startswith(message)


def test_unknown_bins_and_directions() -> None:
    with pytest.raises(UnknownName, match="no length of time is called 'week'; nearest: month, quarter, year"):
        trends(view_of({}), by="week")
    with pytest.raises(UnknownName, match="no direction is called 'up'; nearest: rising, falling"):
        trends(view_of({}), directions=["up"])


def test_a_burst_by_hand() -> None:
    table, sizes = np.array([[2], [2], [2], [20], [20], [2], [2]]), np.full(7, 100.0)
    ((burst,),) = bursts(table, sizes, list("abcdefg"))
    assert (burst.start, burst.end) == ("d", "e")
    usual, high = 50 / 700, SCALING * 50 / 700
    gain = 20 * math.log(high / usual) + 80 * math.log((1 - high) / (1 - usual))
    assert burst.weight == pytest.approx(2 * gain, abs=0.01)


def test_bursts_are_the_cheapest_states_there_are() -> None:
    random = np.random.default_rng(4)
    table, sizes = random.binomial(30, 0.15, size=(8, 40)), np.full(8, 30.0)
    names = [str(n) for n in range(8)]
    for column, found in enumerate(bursts(table, sizes, names)):
        usual = table[:, column].sum() / sizes.sum()

        def cost(states: tuple[int, ...], column: int = column, usual: float = usual) -> float:
            rates = [min(0.9999, usual * SCALING) if state else max(usual, 1e-9) for state in states]
            total = -sum(
                count * math.log(rate) + (size - count) * math.log(1 - rate)
                for count, size, rate in zip(table[:, column].tolist(), sizes.tolist(), rates, strict=True)
            )
            ups = sum(after > before for before, after in itertools.pairwise((0, *states)))
            return total + ups * GAMMA * math.log(8)

        best = min(itertools.product((0, 1), repeat=8), key=cost)
        inside = {str(n) for burst in found for n in range(int(burst.start), int(burst.end) + 1)}
        mine = tuple(int(name in inside) for name in names)
        assert cost(mine) == pytest.approx(cost(best))


def test_no_bins_no_bursts() -> None:
    assert bursts(np.zeros((0, 2)), np.array([]), []) == [[], []]
    assert bursts(np.zeros((3, 0)), np.full(3, 5.0), ["a", "b", "c"]) == []
    assert bursts(np.zeros((3, 1)), np.full(3, 5.0), ["a", "b", "c"]) == [[]]
