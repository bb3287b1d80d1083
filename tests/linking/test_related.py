"""RELATED_TO: rare shared concepts join papers, common ones do not; few neighbours, once a pair."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from naming import edges, linked, named, pairs

from kg.linking import Linked
from kg.linking.related import MOST_SHARED, NEIGHBOURS
from kg.linking.vectors import FEW_PAPERS
from kg.model import Finding, Paper


def papers(names_of: dict[str, list[str]]) -> Iterator[tuple[Paper, list[Finding]]]:
    """Yield papers that use methods of the given names."""
    for title, names in names_of.items():
        paper = Paper(title, " and ".join(names))
        yield paper, [named(paper, name) for name in names]


def graph(names_of: dict[str, list[str]]) -> Linked:
    return linked(*papers(names_of))


def test_shared_concepts_join_papers_and_are_named() -> None:
    (edge,) = edges(graph({"b": ["Xa1", "Xb2"], "a": ["Xa1", "Xb2", "Xc3"], "c": ["Xd4"]}), "RELATED_TO")
    assert (edge.source, edge.target) == ("title:a", "title:b")
    assert sorted(edge.properties["shared"]) == ["method:xa1", "method:xb2"]
    assert 0.5 < edge.properties["score"] < 1


def test_papers_that_name_the_same_score_one() -> None:
    (edge,) = edges(graph({"a": ["Xa1", "Xb2"], "b": ["Xa1", "Xb2"]}), "RELATED_TO")
    assert edge.properties["score"] == 1.0


def test_what_nobody_shares_makes_papers_less_alike() -> None:
    alike = edges(graph({"a": ["Xa1", "Xb2"], "b": ["Xa1", "Xb2"]}), "RELATED_TO")[0]
    own = edges(graph({"a": ["Xa1", "Xb2", "Xc3"], "b": ["Xa1", "Xb2"]}), "RELATED_TO")[0]
    assert own.properties["score"] < alike.properties["score"]


def test_rare_concept_counts_more_than_a_common_one() -> None:
    names = {f"p{n}": ["Common9", f"Own{n}x"] for n in range(8)}
    found = edges(graph({**names, "a": ["Rare1", "Common9"], "b": ["Rare1", "Own0x"]}), "RELATED_TO")
    scores = {(edge.source, edge.target): edge.properties["score"] for edge in found}
    assert scores["title:a", "title:b"] > scores["title:a", "title:p1"] > 0


def test_concept_that_most_papers_name_joins_nobody() -> None:
    assert pairs(graph({f"p{n}": ["Hub1"] for n in range(FEW_PAPERS + 1)}), "RELATED_TO") == []
    assert pairs(graph({f"p{n}": ["Hub1"] for n in range(FEW_PAPERS)}), "RELATED_TO")


def test_paper_chooses_at_most_its_strongest_neighbours() -> None:
    names = {f"p{n:02}": [f"Group{n // 12}a", f"Own{n}x"] for n in range(36)}
    result = pairs(graph(names), "RELATED_TO")
    assert len(result) <= 36 * NEIGHBOURS
    # Of twelve equal ones each leaves out the last; nobody is chosen by more than all the others.
    assert max(Counter(id for pair in result for id in pair).values()) <= 11
    assert len(result) < 3 * 12 * 11 / 2


def test_pair_is_written_once_smaller_id_first() -> None:
    result = pairs(graph({f"p{n}": [f"G{n % 3}x", f"H{n % 2}x"] for n in range(12)}), "RELATED_TO")
    assert result
    assert len(set(map(frozenset, result))) == len(result)
    assert all(a < b for a, b in result)


def test_edge_names_only_the_most_telling_shared_concepts() -> None:
    names = [f"Xa{n}q" for n in range(MOST_SHARED + 5)]
    (edge,) = edges(graph({"a": names, "b": names}), "RELATED_TO")
    assert len(edge.properties["shared"]) == MOST_SHARED


def test_no_concepts_no_edges() -> None:
    assert pairs(graph({"a": [], "b": []}), "RELATED_TO") == []
