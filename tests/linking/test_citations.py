"""CITES: by reference list and by name, never a later paper, never a guess."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from naming import edges, linked, named, pairs

from kg.model import Finding, Paper

ABSTRACT = "We propose ZetaBolt."
BOLT = Paper("ZetaBolt: fast serving", ABSTRACT, arxiv_id="2301.00001", doi="10.1/bolt", published="2023-01-10")
INTRODUCTION = (BOLT, [named(BOLT, "ZetaBolt", role="introduces")])


def citing(title: str = "A later paper", **fields: Any) -> Paper:
    return Paper(title, "We outperform ZetaBolt by far.", **{"published": "2024-01-01", **fields})


def by_name(paper: Paper, **fields: Any) -> tuple[Paper, list[Finding]]:
    return paper, [named(paper, "ZetaBolt", **{"role": "compares", **fields})]


@pytest.mark.parametrize("reference", ["2301.00001", "10.1/bolt", "Zetabolt - Fast Serving"])
def test_reference_list(reference: str) -> None:
    paper = citing(references=(reference, "something unknown"))
    (edge,) = edges(linked(INTRODUCTION, (paper, [])), "CITES")
    assert (edge.source, edge.target) == (paper.id, BOLT.id)
    assert edge.properties == {"via": "reference", "confidence": 1.0, "evidence": []}


@pytest.mark.parametrize("reference", ["10.1109/bolt", "ZetaBolt, extended"])
def test_reference_to_another_version_of_a_paper(reference: str) -> None:
    both = replace(BOLT, ids=("doi:10.1109/bolt", "title:zetabolt-extended"))
    paper = citing(references=(reference,))
    assert pairs(linked((both, []), (paper, [])), "CITES") == [(paper.id, both.id)]


@pytest.mark.parametrize(("year", "cited"), [(2005, "title:things"), (2025, "")])
def test_a_title_of_two_papers_means_the_one_that_was_there(year: int, cited: str) -> None:
    papers = [Paper("Things", year=2001), Paper("Things", year=2020, doi="10.1/z"), citing(references=("Things",))]
    papers[2] = replace(papers[2], published=str(year), year=year)
    graph = linked(*((paper, []) for paper in papers))
    assert [target for _, target in pairs(graph, "CITES")] == ([cited] if cited else [])


def test_name_of_what_another_paper_introduced() -> None:
    paper = citing()
    (edge,) = edges(linked(INTRODUCTION, by_name(paper)), "CITES")
    assert (edge.source, edge.target, edge.properties["via"]) == (paper.id, BOLT.id, "method:zetabolt")
    assert edge.properties["evidence"] == ["We outperform ZetaBolt by far."]


def test_reference_list_beats_a_name() -> None:
    paper = citing(references=("2301.00001",))
    (edge,) = edges(linked(INTRODUCTION, by_name(paper)), "CITES")
    assert edge.properties["via"] == "reference"


@pytest.mark.parametrize(
    ("published", "cites"),
    [("2023-01-09", False), ("2022", False), ("2023-01-10", True), ("2023-01", True), ("2023", True), ("", True)],
)
def test_no_name_cites_a_later_paper(published: str, cites: bool) -> None:
    assert bool(edges(linked(INTRODUCTION, by_name(citing(published=published))), "CITES")) == cites


def test_no_paper_cites_itself() -> None:
    own = Paper("Own", "See Own.", arxiv_id="2401.00009", references=("2401.00009",))
    assert pairs(linked((own, [named(own, "Own", role="introduces")])), "CITES") == []


def test_unsure_mention_of_a_plain_name_is_no_citation() -> None:
    coined = Paper("Genesis: an engine for pruning", "Serving.", published="2023-01-01")
    other = Paper("On pruning", "We outperform Genesis.", published="2024-01-01")
    for confidence, cites in ((0.4, False), (0.9, True)):
        graph = linked(
            (coined, [named(coined, "Genesis", role="introduces"), named(coined, "pruning", "Technique")]),
            (other, [named(other, "Genesis", confidence=confidence), named(other, "pruning", "Technique")]),
        )
        assert bool(pairs(graph, "CITES")) == cites


def test_unsure_introduction_is_none() -> None:
    unsure = (BOLT, [named(BOLT, "ZetaBolt", role="introduces", confidence=0.4)])
    assert pairs(linked(unsure, by_name(citing())), "CITES") == []


def test_unsure_role_of_an_introduction_is_none() -> None:
    unsure = (BOLT, [named(BOLT, "ZetaBolt", role="introduces", role_confidence=0.1)])
    assert pairs(linked(unsure, by_name(citing())), "CITES") == []


def test_technique_is_nobodys() -> None:
    introduced = (BOLT, [named(BOLT, "ZetaBolt", "Technique", "introduces")])
    assert pairs(linked(introduced, by_name(citing(), type="Technique", role="uses")), "CITES") == []


def test_name_in_the_abstract_alone_introduces_for_nobody() -> None:
    paper = Paper("Another title", "We propose ZetaBolt.", published="2023-01-10")
    assert pairs(linked((paper, [named(paper, "ZetaBolt", role="introduces")]), by_name(citing())), "CITES") == []


def test_a_title_that_does_not_begin_with_the_name_introduces_nothing() -> None:
    variant = Paper("A Sandwich ZetaBolt Architecture", "Serving.", published="2023-01-01")
    graph = linked((variant, [named(variant, "ZetaBolt", role="introduces")]), by_name(citing()))
    assert pairs(graph, "CITES") == []


def test_other_capitals_are_another_name() -> None:
    lower = Paper("Plain words", "A zetabolt is a screw.", published="2024-01-01")
    graph = linked(INTRODUCTION, (lower, [named(lower, "zetabolt")]))
    assert pairs(graph, "CITES") == []


@pytest.mark.parametrize(("topic", "cites"), [("pruning", True), ("scheduling", False)])
def test_a_plain_word_needs_a_common_topic(topic: str, cites: bool) -> None:
    coined = Paper("Genesis: an engine for pruning", "Serving.", published="2023-01-01")
    other = Paper(f"On {topic}", "We outperform Genesis.", published="2024-01-01")
    graph = linked(
        (coined, [named(coined, "Genesis", role="introduces"), named(coined, "pruning", "Technique")]),
        (other, [named(other, "Genesis", role="compares"), named(other, topic, "Technique")]),
    )
    assert bool(pairs(graph, "CITES")) == cites


def test_a_plain_word_in_a_title_is_no_name() -> None:
    coined = Paper("Atlas: a framework for provenance", "We propose Atlas for pruning.", published="2023-01-01")
    introduction = (coined, [named(coined, "Atlas", role="introduces"), named(coined, "pruning", "Technique")])
    for title, abstract, cites in [
        ("A 20-Case Atlas of Pruning", "About pruning.", False),
        ("On pruning", "We extend Atlas by pruning.", True),
    ]:
        other = Paper(title, abstract, published="2024-01-01")
        graph = linked(introduction, (other, [named(other, "Atlas"), named(other, "pruning", "Technique")]))
        assert bool(pairs(graph, "CITES")) == cites


def test_letters_that_stand_for_something_else_cite_nothing() -> None:
    coined = Paper("G2S4: A General-to-Specific Framework", "We propose G2S4.", published="2023-01-01")
    introduction = (coined, [named(coined, "G2S4", role="introduces")])
    other = Paper("On graphs", "Graph-to-sequence generation (G2S4) is hard.", published="2024-01-01")
    for expansion, cites in [("Graph-to-sequence generation", False), ("General-to-Specific Framework", True)]:
        graph = linked(introduction, (other, [named(other, "G2S4", expansion=expansion)]))
        assert bool(pairs(graph, "CITES")) == cites


def test_a_known_name_that_another_paper_coins_anew_cites_nothing() -> None:
    known = Paper("Janus: unified understanding of images", "We propose Janus for pruning.", published="2023-01-01")
    coined = Paper("Janus: discovery by evolution", "We propose Janus.", published="2023-01-01")
    other = Paper("On pruning", "We compare with Janus after pruning.", published="2024-01-01")
    introductions = [
        (known, [named(known, "Janus", role="introduces", curated=True), named(known, "pruning", "Technique")]),
        (coined, [named(coined, "Janus", role="introduces")]),
    ]
    citing = (other, [named(other, "Janus", curated=True), named(other, "pruning", "Technique")])
    assert pairs(linked(*introductions, citing), "CITES") == []
    assert pairs(linked(introductions[0], citing), "CITES") == [(other.id, known.id)]
