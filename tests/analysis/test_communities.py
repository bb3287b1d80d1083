"""Who belongs together, and who holds the field together."""

from __future__ import annotations

import math
import random
from itertools import combinations

import pytest
from small_graphs import parts, store_of, view_of

from kg.analysis import central, communities
from kg.analysis.centrality import betweenness
from kg.analysis.communities import _stability
from kg.analysis.cooccurrence import association, most_named
from kg.analysis.distinctive import distinctive
from kg.analysis.namings import load
from kg.errors import UnknownName

CACHE, CHIPS = ("a1", "a2", "a3", "a4"), ("b1", "b2", "b3")
PAPERS = {
    **dict.fromkeys(CACHE, "technique:cache technique:common"),
    **dict.fromkeys(CHIPS, "hardware:chip technique:common"),
    "a1": "technique:cache technique:common method:m",
    "a2": "technique:cache technique:common method:m",
    "alone": "task:t technique:common",
}
RELATED = [(a, b, 0.5) for group in (CACHE, CHIPS) for a, b in combinations(group, 2)] + [("a4", "b1", 0.1)]
DATES = {"a1": "2024-05-01", "a2": "2023-02", "b1": "2025"}


def test_two_groups() -> None:
    found = communities(view_of(PAPERS, related=RELATED, dates=DATES))
    first, second = found.communities
    assert (first.number, first.size, set(first.members)) == (1, 4, set(CACHE))
    assert (second.number, second.size, set(second.members)) == (2, 3, set(CHIPS))
    assert found.left == 1
    assert first.name == "cache · m"
    assert second.name == "chip"
    # What all papers name tells nothing.
    assert "common" not in [concept["name"] for concept in first.concepts[:1] + second.concepts[:1]]
    assert first.members[0] == "a1"
    assert (first.first, first.last, second.first, second.last) == ("2023-02", "2024-05-01", "2025", "2025")
    assert (first.stability, second.stability) == (1.0, 1.0)
    assert first.papers[0] == {"id": "a1", "title": "On a1", "date": "2024-05-01"}


def test_modularity_by_hand() -> None:
    triangles = [(a, b, 1.0) for group in ("abc", "def") for a, b in combinations(group, 2)]
    found = communities(view_of(dict.fromkeys("abcdef", ""), related=triangles))
    # Each triangle has half of the edges: 2 (1/2 - (1/2)²).
    assert found.modularity == 0.5
    # Nothing is named: the title stands for the name.
    assert [one.name for one in found.communities] == ["On a", "On d"]


def test_citations_join_papers_too() -> None:
    view = view_of(dict.fromkeys("abcd", ""), cites=[("a", "b"), ("b", "c"), ("d", "d")])
    found = communities(view, least=2)
    assert sorted(found.communities[0].members) == ["a", "b", "c"]
    assert found.left == 1


def test_order_of_the_input_does_not_matter() -> None:
    draw = random.Random(3)
    names = [f"p{n:03}" for n in range(120)]
    papers = {name: " ".join({f"technique:t{draw.randrange(30)}" for _ in range(4)}) for name in names}
    related = {(a, b): round(draw.random(), 3) for a, b in (sorted(draw.sample(names, 2)) for _ in range(500))}
    nodes, edges = parts(papers, related=[(a, b, score) for (a, b), score in related.items()])
    expected = {of: communities(store_of(nodes, edges).view(), of, least=1) for of in ("papers", "concepts")}
    assert len(expected["papers"].communities) > 3
    for _ in range(3):
        draw.shuffle(nodes)
        draw.shuffle(edges)
        for of, found in expected.items():
            assert communities(store_of(nodes, edges).view(), of, least=1) == found


def test_resolution_and_size() -> None:
    view = view_of(PAPERS, related=RELATED)
    assert [one.size for one in communities(view, least=1).communities] == [4, 3, 1]
    assert communities(view, least=9).communities == []
    assert len(communities(view, resolution=9, least=1).communities) == 8
    with pytest.raises(UnknownName, match="no kind of community is called 'cats'; nearest: papers, concepts"):
        communities(view, "cats")


def test_a_graph_without_edges() -> None:
    found = communities(view_of({"a": "", "b": ""}), least=1)
    assert [one.members for one in found.communities] == [["a"], ["b"]]
    assert communities(view_of({})).communities == []
    assert communities(view_of({}), "concepts").communities == []


def test_stability_is_the_likeness_to_other_runs() -> None:
    groups, other = [[0, 1, 2], [3, 4]], [[0, 1], [2, 3, 4]]
    # 0, 1 of 0, 1, 2; 3, 4 of 2, 3, 4.
    assert _stability(groups, [other]) == [0.67, 0.67]
    assert _stability(groups, [other, groups]) == [0.83, 0.83]


def chain() -> dict[str, str]:
    """Four concepts in a row, each pair of neighbours named by five papers, among papers that name something else."""
    papers = {f"{a}{b}{n}": f"technique:{a} technique:{b}" for a, b in ("wx", "xy", "yz") for n in range(5)}
    return {**papers, **{f"other{n}": f"task:o{n} dataset:o{n}" for n in range(200)}}


def test_association_by_hand() -> None:
    namings = load(view_of(chain()))
    chosen = most_named(namings)
    assert [namings.names[place] for place in chosen] == ["w", "x", "y", "z"]
    table = association(namings, chosen).toarray()
    # Named together by 5 of 215 papers; w by 5, x by 10.
    assert table[0, 1] == pytest.approx(math.log(5 * 215 / (5 * 10)) / -math.log(5 / 215), abs=1e-6)
    assert (table > 0).sum() == 3
    # Together once, or no more than chance: not joined.
    mixed = {f"p{n}": f"technique:{'ab'[n % 2]} technique:{'cd'[n // 2 % 2]}" for n in range(40)}
    namings = load(view_of({**mixed, "x": "technique:e technique:f"}))
    assert association(namings, most_named(namings, least=1)).nnz == 0


def test_betweenness_by_hand() -> None:
    found = central(view_of(chain()))
    # x lies between w and y, z: two of the three pairs of others. So does y.
    by_name = {one.name: (one.betweenness, one.neighbours, one.papers) for one in found.concepts}
    assert by_name == {"x": (0.666667, 2, 10), "y": (0.666667, 2, 10), "w": (0.0, 1, 5), "z": (0.0, 1, 5)}
    assert [one.name for one in found.concepts] == ["x", "y", "w", "z"]
    assert (found.nodes, found.links, found.sampled, found.papers) == (4, 3, None, [])
    assert central(view_of(chain()), type="hardware").concepts == []
    assert [one.name for one in central(view_of(chain()), type="tech", limit=1).concepts] == ["x"]


def test_betweenness_is_sampled_where_it_takes_too_long() -> None:
    namings = load(view_of(chain()))
    exact = betweenness(namings)
    assert exact[3] is None
    # Three links: seven looks are enough for two of the four concepts.
    chosen, values, degrees, sampled = betweenness(namings, looks=7)
    assert sampled == 2
    assert (chosen.tolist(), degrees.tolist()) == (exact[0].tolist(), exact[2].tolist())
    assert values.tolist() == betweenness(namings, looks=7)[1].tolist()


def test_pagerank_by_hand() -> None:
    view = view_of(dict.fromkeys("abcd", ""), cites=[("a", "c"), ("b", "c")], dates={"c": "2020"})
    found = central(view)
    # Of three papers that cite or are cited: c has what a and b have, and 0.85 of both.
    own = 1 / (3 + 2 * 0.85)
    assert [(one.id, one.cited, one.cites, one.via) for one in found.papers] == [
        ("c", 2, 0, "reference list")  # whom nobody cites is not listed
    ]
    assert found.papers[0].pagerank == pytest.approx(own * (1 + 2 * 0.85), abs=1e-5)
    assert (found.papers[0].date, found.citations, found.citing_papers, found.cited_papers) == ("2020", 2, 3, 1)


def test_an_empty_graph_has_no_centre() -> None:
    found = central(view_of({}))
    assert (found.papers, found.concepts, found.citations, found.nodes) == ([], [], 0, 0)


def test_distinctive_concepts_need_two_papers_of_the_group() -> None:
    namings = load(view_of(PAPERS))
    groups = [[namings.papers.index(name) for name in CACHE], [namings.papers.index("alone")]]
    cache, alone = distinctive(namings, groups, 5)
    assert [namings.names[place] for place, _, _ in cache] == ["cache", "m"]
    assert [papers for _, papers, _ in cache] == [4, 2]
    assert all(z > 0 for _, _, z in cache)
    assert alone == []


def test_a_graph_of_one_concept_has_a_community() -> None:
    all_related = [(a, b, 0.5) for a, b in combinations("abc", 2)]
    (one,) = communities(view_of(dict.fromkeys("abc", "technique:x"), related=all_related)).communities
    # Nobody else is there to compare with, and nothing is divided by nobody.
    assert (one.size, one.name) == (3, "x")
