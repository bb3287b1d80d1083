"""Which paper brings a named thing, where several say so."""

from __future__ import annotations

from naming import linked, named, pairs

from kg.model import Finding, Paper


def says(title: str, abstract: str, name: str, *, published: str = "", **more: object) -> tuple[Paper, list[Finding]]:
    paper = Paper(title, abstract, published=published)
    return paper, [named(paper, name, role="introduces", **more)]  # type: ignore[arg-type]


def introductions(*namings: tuple[Paper, list[Finding]]) -> list[tuple[str, str]]:
    return pairs(linked(*namings), "INTRODUCES")


def test_what_everybody_knows_is_brought_by_the_paper_that_is_called_so() -> None:
    own = says("GPT-4 Technical Report", "We report on GPT-4.", "GPT-4", curated=True)
    user = says("Climate policy read by machine", "We use GPT-4 on documents.", "GPT-4", curated=True)
    assert introductions(own, user) == [(own[0].id, "method:gpt-4")]


def test_what_everybody_knows_may_be_brought_under_another_title_by_one_paper() -> None:
    own = says("Language models that see", "We present GPT-4.", "GPT-4", curated=True, role_confidence=0.99)
    assert introductions(own) == [(own[0].id, "method:gpt-4")]
    assert introductions(own, says("Policy", "GPT-4 reads.", "GPT-4", curated=True)) == []
    assert introductions(says("Policy", "GPT-4 reads.", "GPT-4", curated=True, role_confidence=0.6)) == []


def test_nobody_brings_what_an_earlier_paper_names() -> None:
    later = says("A later study", "We propose Zetanet.", "Zetanet", published="2024-05-01")
    earlier = Paper("An earlier study", "We use Zetanet.", published="2023-01-01")
    assert introductions(later, (earlier, [named(earlier, "Zetanet")])) == []
    assert introductions(later) == [(later[0].id, "method:zetanet")]


def test_of_two_titles_that_begin_with_a_name_the_earlier_brings_it() -> None:
    first = says("YOLOv12: detection", "It detects.", "YOLOv12", published="2025-02-01", curated=True)
    second = says("YOLOv12: a breakdown", "It detects.", "YOLOv12", published="2025-03-01", curated=True)
    assert introductions(first, second) == [(first[0].id, "method:yolov12")]


def test_a_known_plain_name_that_several_titles_coin_is_another_thing_in_each() -> None:
    papers = [
        says("OSCAR: Orthogonal Control of Images", "OSCAR aligns images and text.", "OSCAR", curated=True),
        says("OSCAR: Planning for Agents", "OSCAR plans.", "OSCAR", curated=True),
    ]
    concepts = {concept for _, concept in introductions(*papers)}
    assert len(concepts) == 2
    assert "method:oscar" not in concepts


def test_names_brought_in_abstracts_are_kept_apart_as_well() -> None:
    one = says("Gene sets by models", "We propose PULSE, for genes.", "PULSE", role_confidence=0.99)
    other = says("PULSE: users and their posts", "PULSE learns users.", "PULSE", role_confidence=0.99)
    assert len({concept for _, concept in introductions(one, other)}) == 2


def test_ids_with_a_slash_are_no_long_forms() -> None:
    one = Paper("Quillnet: Fast Graph Routing Engines", "Quillnet routes.", doi="10.1000/imagenet")
    other = Paper("Scaling Quillnet for Fast Graph Routing Engines", "We scale Quillnet.", doi="10.1000/2")
    both = [(paper, [named(paper, "Quillnet", role="introduces")]) for paper in (one, other)]
    assert len({concept for _, concept in introductions(*both)}) == 1


def test_nobody_means_what_is_brought_later() -> None:
    bees = says("Bees in the wild", "We propose Quillnet.", "Quillnet", published="2023-01-01", role_confidence=0.99)
    coined = says("Quillnet: graphs of letters", "Quillnet reads.", "Quillnet", published="2021-01-01")
    user = Paper("A comparison", "We compare with Quillnet.", published="2022-01-01")
    graph = linked(bees, coined, (user, [named(user, "Quillnet", role="compares")]))
    concept_of = {id: namings[0].concept for id, namings in graph.concepts.namings.items()}
    assert concept_of[user.id] == concept_of[coined[0].id] != concept_of[bees[0].id]


def test_a_doubtful_naming_refutes_nobody() -> None:
    brought = says("A study", "We introduce Zorkon.", "Zorkon", published="2020-01-01", role_confidence=0.99)
    before = Paper("Before", "Zorkon, it seems.", published="2018-01-01")
    assert introductions(brought, (before, [named(before, "Zorkon", confidence=0.05)])) == [
        (brought[0].id, "method:zorkon")
    ]
