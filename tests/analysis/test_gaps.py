"""What nobody tried, and whether hidden pairs are found again."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest
from small_graphs import view_of

from kg.analysis import gaps, holdout
from kg.analysis.alike import alike, alike_pairs
from kg.analysis.namings import load
from kg.analysis.pairs import PairError, pairs
from kg.analysis.prediction import DAMPING, popularity, resource_allocation, shared_company

# t1 and t2 keep the same company (m1, m2). t1 runs on h1 and h2, t2 on h1: what about t2 on h2?
PAPERS = {
    "a": "technique:t1 method:m1 hardware:h1",
    "b": "technique:t1 method:m2 hardware:h2",
    "c": "technique:t2 method:m1 hardware:h1",
    "d": "technique:t2 method:m2",
    "e": "technique:t1 method:m1 hardware:h2",
    "f": "technique:t2 method:m1 hardware:h1",
}


def test_the_gap_of_a_small_graph() -> None:
    found = gaps(view_of(PAPERS), "technique", "hardware", least=2)
    (gap,) = found.gaps
    assert (gap.a, gap.b) == (
        {"id": "technique:t2", "name": "t2", "papers": 3},
        {"id": "hardware:h2", "name": "h2", "papers": 2},
    )
    assert (found.pairs, found.untried) == (4, 1)
    # Six namings of techniques, five of hardware; five papers name one of each.
    assert gap.expected == pytest.approx(3 * 2 * 5 / (6 * 5))
    assert gap.chance == pytest.approx(math.exp(-gap.expected), abs=1e-4)
    assert found.by_chance == pytest.approx(2 * math.exp(-3 * 3 / 6) + 2 * math.exp(-3 * 2 / 6), abs=0.05)
    (near,) = gap.near_a
    assert (near.a["name"], near.b["name"], near.papers) == ("t1", "h2", 2)
    assert [paper["id"] for paper in near.examples] == ["b", "e"]
    (near,) = gap.near_b
    assert (near.a["name"], near.b["name"], near.papers) == ("t2", "h1", 2)
    assert gap.company == ["m1", "m2"]


def test_the_score_is_a_walk_of_two_steps() -> None:
    namings = load(view_of(PAPERS))
    incidence = namings.incidence()
    places = {name: np.array([namings.concepts.index(name)]) for name in ("technique:t2", "hardware:h2")}
    # t2: m1 2, m2 1, h1 2 = 5; h2: t1 2, m1 1, m2 1 = 4; m1: t1 2, t2 2, h1 3, h2 1 = 8; m2: t1 1, t2 1, h2 1 = 3.
    t2, h2, m1, m2 = (total + DAMPING for total in (5, 4, 8, 3))
    expected = (2 * 1 / m1 + 1 * 1 / m2) / math.sqrt(t2 * h2)
    (score,) = shared_company(incidence, places["technique:t2"], places["hardware:h2"]).ravel()
    assert score == pytest.approx(expected)
    # Neighbours in common: m1, which has four (t1, t2, h1, h2), and m2, which has three (t1, t2, h2).
    (score,) = resource_allocation(incidence, places["technique:t2"], places["hardware:h2"]).ravel()
    assert score == pytest.approx(1 / 4 + 1 / 3)
    both = namings.of_type("Technique"), namings.of_type("Hardware")
    assert popularity(incidence, *both).tolist() == [[2 * 2, 2 * 1], [1 * 2, 1 * 1]]


def test_what_is_no_gap() -> None:
    tried = {**PAPERS, "g": "technique:t2 hardware:h2-mini"}
    # The hardware tried is a kind of h2.
    found = gaps(view_of(tried, broader=[("hardware:h2-mini", "hardware:h2")]), "technique", "hardware", least=2)
    assert found.gaps == []
    assert found.untried == 0
    # One is a kind of the other, or called nearly the same.
    assert not gaps(view_of(PAPERS, broader=[("technique:t2", "hardware:h2")]), "technique", "hardware", least=2).gaps
    names = {"technique:t2": "paged memory", "hardware:h2": "memory"}
    assert not gaps(view_of(PAPERS, names=names), "technique", "hardware", least=2).gaps
    # Nothing like h2 was tried with t2.
    alone = {
        paper: words.replace("technique:t2 method:m1 hardware:h1", "technique:t2") for paper, words in PAPERS.items()
    }
    assert not gaps(view_of(alone), "technique", "hardware", least=2).gaps


def test_generic_concepts_are_left_out() -> None:
    many = {**PAPERS, **{f"x{n}": f"technique:{'t2' if n < 30 else 'other'}" for n in range(60)}}
    with pytest.raises(PairError, match="t2 is too generic to tell anything of; --max-share takes in"):
        gaps(view_of(many), "technique", "hardware", least=2, concepts={"technique:t2"})
    found = gaps(view_of(many), "technique", "hardware", least=2, share=0.9, concepts={"technique:t2"})
    assert [(gap.a["name"], gap.b["name"]) for gap in found.gaps] == [("t2", "h2")]


def test_gaps_of_one_type_are_listed_once() -> None:
    papers = {
        "a": "technique:x technique:y method:m",
        "b": "technique:x technique:z method:m",
        "c": "technique:y technique:w method:m",
        "d": "technique:z technique:w method:m",
    }
    found = gaps(view_of(papers), "technique", "technique", least=2)
    assert [(gap.a["name"], gap.b["name"]) for gap in found.gaps] == [("w", "x"), ("y", "z")]
    assert found.pairs == 6


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"least": 9}, "no Technique that 9 papers or more name and that is not too generic; a lower --min-papers "),
        (
            {"least": 2, "concepts": {"method:m1"}},
            "method:m1 is of type Method; the pairs are of Technique and Hardware",
        ),
        ({"least": 3, "concepts": {"hardware:h2"}}, "2 papers name h2, and 3 are needed; --min-papers takes fewer"),
    ],
)
def test_gaps_that_cannot_be(arguments: dict[str, object], message: str) -> None:
    with pytest.raises(PairError) as caught:
        gaps(view_of(PAPERS), "technique", "hardware", **arguments)  # type: ignore[arg-type]
    assert str(caught.value).startswith(message)


def test_pairs_that_chance_explains_can_be_left_out() -> None:
    view = view_of(PAPERS)
    assert gaps(view, "technique", "hardware", least=2, chance=0.4).gaps
    assert not gaps(view, "technique", "hardware", least=2, chance=0.3).gaps


def test_alike() -> None:
    names = ["KV cache", "KV caches", "KV cache compression", "LLaMA-2", "LLaMA-3", "pruning", "prunning"]
    table = alike_pairs(names, names)
    for row, a in enumerate(names):
        for column, b in enumerate(names):
            assert table[row, column] == alike(a, b), (a, b)
    assert table[0].tolist() == [True, True, True, False, False, False, False]
    assert not table[3, 4]
    assert table[5, 6]


def fields(seed: int) -> dict[str, str]:
    """Return 300 papers of three fields, each with four concepts of each type of its own.

    Half of the papers name no hardware, so that most pairs are known from few papers.
    """
    draw = random.Random(seed)
    papers = {}
    for number in range(300):
        types = ("technique", "hardware", "method", "dataset") if number % 2 else ("technique", "method", "dataset")
        papers[f"p{number:03}"] = " ".join(f"{type}:{number % 3}-{draw.randrange(4)}-{type}" for type in types)
    return papers


def test_hidden_pairs_are_found_where_there_is_something_to_find() -> None:
    names = {
        f"{type}:{kind}-{n}-{type}": f"{type}{chr(97 + kind)}{n}x"
        for type in ("technique", "hardware", "method", "dataset")
        for kind in range(3)
        for n in range(4)
    }
    result = holdout(view_of(fields(1), names=names), "technique", "hardware", share=1.0, repetitions=5)
    ours = next(score for score in result.scores if score.name == "shared company (used)")
    popular = next(score for score in result.scores if score.name == "popularity")
    # A pair of one field against pairs of two: certain.
    assert ours.auc > 0.98
    assert ours.auc_matched > 0.95
    assert popular.auc < 0.8
    # 144 pairs, of which 48 are of one field; chance left four of these untried. A tenth of 44 is hidden.
    assert result.tests["hidden at random"] == {"hidden": 4, "untried": 100, "base": round(4 / 104, 4)}
    assert ours.precision == pytest.approx(4 / 20)  # all four are among the first twenty
    again = holdout(view_of(fields(1), names=names), "technique", "hardware", share=1.0, repetitions=5)
    assert again == result


def test_nothing_is_found_where_there_is_nothing_to_find() -> None:
    draw = random.Random(0)
    papers = {
        f"p{number}": " ".join(f"{type}:{draw.randrange(30)}" for type in ("technique", "hardware", "method"))
        for number in range(600)
    }
    result = holdout(view_of(papers), "technique", "hardware", share=1.0, repetitions=10)
    found = {score.name: score.auc_matched for score in result.scores}
    # Popularity counts partners, which hiding a pair takes away.
    assert found.pop("popularity") == pytest.approx(0.45, abs=0.05)
    assert found == pytest.approx(dict.fromkeys(found, 0.5), abs=0.05)


def test_hiding_leaves_no_paper_that_names_both() -> None:
    from kg.analysis.holdout import _at_random

    view = view_of(fields(2))
    space = pairs(view, load(view), "Technique", "Hardware", share=1.0)
    known = np.argwhere(space.open & (space.counts > 0))
    whole = space.namings.incidence()[:, space.context]
    rows, columns = (np.searchsorted(space.context, side) for side in (space.rows, space.columns))
    for left, hidden in _at_random(space, known, 3):
        assert len(hidden) == round(len(known) / 10)
        together = (left[:, rows].T @ left[:, columns]).toarray()
        assert not together[hidden[:, 0], hidden[:, 1]].any()
        # What went is only one of the two concepts, in each paper that names both.
        assert (whole - left).sum() <= space.counts[hidden[:, 0], hidden[:, 1]].sum()
        assert (whole - left).min() >= 0


def test_the_future_is_told_from_the_past_alone() -> None:
    from kg.analysis.holdout import _future

    papers = fields(3)
    dates = {paper: f"20{10 + number // 30}-01-01" for number, paper in enumerate(papers)}
    view = view_of(papers, dates=dates)
    space = pairs(view, load(view), "Technique", "Hardware", share=1.0)
    ((past, new),) = _future(space)
    # The last fifth of 300 papers.
    assert np.asarray(past.sum(axis=1)).ravel()[240:].sum() == 0
    assert (np.asarray(past.sum(axis=1)).ravel()[:240] > 0).all()
    first = {}
    for number, words in enumerate(papers.values()):
        for pair in {(t, h) for t in words.split() for h in words.split() if t[0] == "t" and h[0] == "h"}:
            first.setdefault(pair, number)
    ids = space.namings.concepts
    expected = sorted(pair for pair, number in first.items() if number >= 240)
    assert sorted((ids[space.rows[a]], ids[space.columns[b]]) for a, b in new.tolist()) == expected


def test_precision_and_auc_by_hand() -> None:
    from kg.analysis.holdout import _auc, _precision

    # 3 > 2, 3 > 1, 1 < 2, 1 = 1: two wins, one half.
    assert _auc(np.array([3.0, 1.0]), np.array([2.0, 1.0])) == pytest.approx(2.5 / 4)
    # 19 above all; the twentieth place is shared by one positive and three others.
    positive = np.array([9.0] * 10 + [1.0])
    negative = np.array([8.0] * 9 + [1.0] * 3 + [0.0] * 50)
    assert _precision(positive, negative) == pytest.approx((10 + 1 / 4) / 20)
    assert _precision(np.array([1.0]), np.array([0.0])) == 0.5


def test_too_few_pairs_to_hide() -> None:
    with pytest.raises(PairError, match=r"^3 pairs of well-used concepts of type Technique and Hardware are too few"):
        holdout(view_of(PAPERS), "technique", "hardware", least=2)
