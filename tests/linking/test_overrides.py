"""Decisions stay true when ids change, when other decisions touch the same concepts, and for broader concepts."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from naming import named

from kg.decisions import Decision
from kg.linking import Linked, link
from kg.model import Finding, Paper

Said = tuple[str, str, Sequence[str]]


def decided(namings: list[tuple[Paper, list[Finding]]], *said: Said) -> Linked:
    papers = {paper.id: paper for paper, _ in namings}
    findings = {paper.id: found for paper, found in namings}
    decisions = [Decision(n, kind, id, tuple(values), "2026-01-01") for n, (kind, id, values) in enumerate(said, 1)]
    return link(papers, findings, decisions)


def about(name: str, text: str = "", type: str = "Method", **more: object) -> tuple[Paper, list[Finding]]:
    paper = Paper(f"A paper on {text or name} {more.pop('number', '')}", f"{text or name} stands here.")
    return paper, [named(paper, text or name, type, **more)]  # type: ignore[arg-type]


def papers_of(graph: Linked) -> dict[str, int]:
    return {id: concept.papers for id, concept in graph.concepts.by_id.items() if concept.papers}


@pytest.mark.parametrize(
    ("first", "later", "type", "later_type"),
    [
        ("NVIDIA X900 GPUs", "X900", "Hardware", "Hardware"),
        ("compression of blorp caches", "blorp cache compression", "Technique", "Technique"),
        ("frobnication", "frobnication", "Technique", "Task"),
    ],
)
def test_a_hidden_concept_stays_hidden_when_its_id_changes(first: str, later: str, type: str, later_type: str) -> None:
    before = about(first, type=type)
    (id,) = decided([before]).concepts.by_id
    assert not decided([before], ("hide", id, ())).concepts.by_id
    role = "addresses" if later_type == "Task" else "uses"
    others = [about(later, type=later_type, role=role, number=str(n), confidence=0.99) for n in (1, 2)]
    graph = decided([before, *others])
    assert papers_of(graph).values() == {3: 0}.keys() or list(papers_of(graph).values()) == [3]
    assert id not in graph.concepts.by_id
    assert not papers_of(decided([before, *others], ("hide", id, ())))


A, B, C = "method:aaax", "method:bbbx", "method:cccx"


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ([("merge", A, [B]), ("merge", B, [C])], {A: 3}),
        ([("merge", B, [C]), ("merge", A, [B])], {A: 3}),
        ([("merge", A, [B]), ("merge", C, [B])], {C: 3}),
        ([("merge", A, [B]), ("merge", B, [A])], {A: 2, C: 1}),
        ([("merge", A, [B]), ("hide", B, [])], {A: 2, C: 1}),
        ([("merge", A, [B]), ("rename", B, ["Bee"])], {A: 2, C: 1}),
        ([("hide", B, []), ("merge", A, [B])], {A: 1, C: 1}),
        ([("hide", B, []), ("merge", B, [C])], {A: 1, C: 1}),
    ],
)
def test_decisions_about_what_was_merged_or_hidden(said: list[Said], left: dict[str, int]) -> None:
    graph = decided([about("Aaax"), about("Bbbx"), about("Cccx")], *said)
    assert papers_of(graph) == left
    assert all(now in ("", *left) for now in graph.concepts.instead.values())


def test_what_the_vocabulary_holds_does_not_come_back_by_a_merge_into_it() -> None:
    names = ["pruning", "quantization", "data augmentation"]
    namings = [about(name, type="Technique", curated=True) for name in names]
    graph = decided(
        namings,
        ("merge", "technique:pruning", ["technique:quantization"]),
        ("merge", "technique:quantization", ["technique:data-augmentation"]),
    )
    assert papers_of(graph) == {"technique:pruning": 3}


def test_a_concept_that_only_lies_above_others_can_be_renamed() -> None:
    namings = [about("structured pruning", type="Technique", curated=True)]
    graph = decided(namings, ("rename", "technique:pruning", ["weight removal"]))
    concept = graph.concepts.by_id["technique:pruning"]
    assert (concept.name, concept.papers) == ("weight removal", 0)
    assert "pruning" in concept.aliases


def test_a_split_by_paper_follows_the_paper_to_its_better_id() -> None:
    bare = Paper("On things one", "Zibra is used.")
    better = Paper("On things one", "Zibra is used.", arxiv_id="2401.00001")
    other = about("Zibra")
    split: Said = ("split", "method:zibra", [bare.id])
    before = decided([(bare, [named(bare, "Zibra")]), other], split)
    after = decided([(better, [named(better, "Zibra")]), other], split)
    assert papers_of(before) == papers_of(after)
    assert len(papers_of(after)) == 2


def test_a_part_keeps_its_id_when_a_paper_goes() -> None:
    papers = [
        Paper(f"Paper {letter} on it", "Zibra is used.", arxiv_id=f"2401.0000{n}") for n, letter in enumerate("abc")
    ]
    namings = [(paper, [named(paper, "Zibra")]) for paper in papers]
    split: Said = ("split", "method:zibra", [papers[0].id, papers[1].id])
    (part,) = {id for id in decided(namings, split).concepts.by_id if "(" in id}
    named_so = decided(namings[1:], split, ("rename", part, ["Other Zibra"]))
    assert named_so.concepts.by_id[part].name == "Other Zibra"


def test_a_spelling_that_was_split_off_is_no_alias_any_more() -> None:
    paper = Paper("Memory", "Gradient checkpointing and recomputation save memory.")
    found = [
        named(paper, "Gradient checkpointing", "Technique"),
        named(paper, "recomputation", "Technique"),
    ]
    graph = decided([(paper, found)], ("split", "technique:gradient-checkpointing", ["recomputation"]))
    aliases = graph.concepts.by_id["technique:gradient-checkpointing"].aliases
    assert "recomputation" not in [alias.lower() for alias in aliases]
    assert "technique:recomputation" in graph.concepts.by_id


def test_what_is_merged_keeps_the_names_that_the_vocabulary_gives_it() -> None:
    namings = [about("LoRA", curated=True), about("QLoRA", curated=True)]
    graph = decided(namings, ("merge", "method:lora", ["method:qlora"]))
    aliases = graph.concepts.by_id["method:lora"].aliases
    assert {"QLoRA", "quantized LoRA"} <= set(aliases)


def test_a_part_that_was_merged_and_split_off_is_a_concept_again() -> None:
    paper = Paper("Both", "Aaaxnet and Bbbxnet are here.")
    namings = [(paper, [named(paper, "Aaaxnet"), named(paper, "Bbbxnet")])]
    a, b = "method:aaaxnet", "method:bbbxnet"
    apart: list[Said] = [("merge", a, [b]), ("split", a, ["Bbbxnet"])]
    assert set(papers_of(decided(namings, *apart))) == {a, b}
    assert set(papers_of(decided(namings, *apart, ("hide", b, [])))) == {a}
    graph = decided(namings, *apart, ("merge", a, [b]))
    assert set(papers_of(graph)) == {a}
    assert "Bbbxnet" in graph.concepts.by_id[a].aliases


def test_a_decision_about_one_type_waits_where_only_another_is_named() -> None:
    named_so = about("MASK")
    assert papers_of(decided([named_so], ("hide", "technique:mask", []))) == {"method:mask": 1}
