"""One node a concept: spellings joined, types and roles decided once, names with two meanings kept apart."""

from __future__ import annotations

import pytest
from naming import edges, linked, named, pairs

from kg.model import Paper

A = Paper("Bolt: fast serving", "Bolt is used with bolt-compression and XQuant. XQuant-7B is small.")
B = Paper("A second paper", "It compares XQUANT with Bolt on FooQA, the FooQA benchmark.")
C = Paper("A third paper", "XQuant again.")

PROMPTS = Paper("APE: Automatic Prompt Engineer", "We introduce an Automatic Prompt Engineer (APE).")
PAGES = Paper("APE: Adaptive Page Eviction", "We introduce Adaptive Page Eviction (APE).")
INTRODUCTIONS = [
    (PROMPTS, [named(PROMPTS, "APE", role="introduces", expansion="Automatic Prompt Engineer")]),
    (PAGES, [named(PAGES, "APE", role="introduces", expansion="Adaptive Page Eviction")]),
]


def test_spellings_and_sizes_are_one_node_with_the_commonest_name() -> None:
    graph = linked(
        (A, [named(A, "XQuant"), named(A, "XQuant-7B", role="compares")]),
        (B, [named(B, "XQUANT")]),
        (C, [named(C, "XQuant")]),
    )
    (concept,) = graph.concepts.by_id.values()
    assert (concept.id, concept.name, concept.papers, concept.curated) == ("method:xquant", "XQuant", 3, False)
    assert "XQuant-7B" in concept.aliases


def test_two_findings_of_one_concept_in_a_paper_are_one_edge_with_all_places() -> None:
    graph = linked((A, [named(A, "XQuant", confidence=0.6), named(A, "XQuant-7B", role="compares", confidence=0.8)]))
    (edge,) = [edge for edge in graph.edges() if edge.source == A.id]
    assert edge.type == "COMPARES_WITH"
    assert edge.properties["confidence"] == 0.8
    assert edge.properties["evidence"][0].startswith("Bolt is used")


def test_type_is_the_one_with_the_most_behind_it() -> None:
    graph = linked(
        (A, [named(A, "XQuant", "Technique", confidence=0.5)]),
        (B, [named(B, "XQUANT", "Dataset", "evaluated_on", 0.6)]),
        (C, [named(C, "XQuant", "Dataset", "evaluated_on", 0.3)]),
    )
    assert [node.label for node in graph.nodes() if node.label != "Paper"].count("Dataset") == 1


def test_every_edge_fits_the_type_that_was_chosen() -> None:
    graph = linked(
        (A, [named(A, "XQuant", "Dataset", "evaluated_on", 0.2)]), (B, [named(B, "XQUANT", "Method", "compares", 0.9)])
    )
    assert set(graph.concepts.by_id) == {"method:xquant"}
    assert pairs(graph, "USES") == [(A.id, "method:xquant")]
    assert pairs(graph, "COMPARES_WITH") == [(B.id, "method:xquant")]


def test_vocabulary_gives_id_name_and_aliases() -> None:
    paper = Paper("On LoRA", "Low-rank adaptation.")
    (edge,) = edges(linked((paper, [named(paper, "LoRA", curated=True)])), "USES")
    graph = linked((paper, [named(paper, "LoRA", curated=True)]))
    concept = graph.concepts.by_id[edge.target]
    assert (concept.id, concept.name, concept.curated) == ("method:lora", "LoRA", True)


@pytest.mark.parametrize(
    ("type", "name", "id"),
    [
        ("Method", "OPT125M", "method:opt"),  # only OPT in capitals is in the vocabulary, and without a size
        ("Technique", "vanilla attention", "technique:full-attention"),
        ("Technique", "attention", "technique:attention-mechanism"),  # not what "vanilla" leaves of another name
        ("Method", "SGD", "method:sgd"),  # not the "SGD dataset" less its kind
        ("Method", "FLAN-t5", "method:flan-t5"),
        ("Method", "EMU3", "method:emu3"),
        ("Dataset", "WaterBirds", "dataset:waterbirds"),
        ("Method", "Tide", "method:tide~2"),  # TiDE: too short to be known by its letters
    ],
)
def test_the_vocabulary_is_known_by_what_it_spells(type: str, name: str, id: str) -> None:
    paper = Paper("On many things", f"It says {name} somewhere.")
    role = "evaluated_on" if type == "Dataset" else "uses"
    graph = linked((paper, [named(paper, name, type, role)]))
    assert [edge.target for edge in graph.edges() if edge.source == paper.id] == [id]


def test_a_coined_name_is_known_by_its_capitals_alone() -> None:
    coins = Paper("WATERBIRDS: a language for ducks", "We introduce WATERBIRDS.")
    graph = linked((coins, [named(coins, "WATERBIRDS", "Dataset", "introduces")]))
    assert pairs(graph, "INTRODUCES") == [(coins.id, "dataset:waterbirds~2")]


def test_a_name_before_the_colon_of_a_title_is_coined_anew() -> None:
    coins = Paper("Training more efficiently with C4: a communication-driven approach", "We introduce C4.")
    mentions = Paper("On data", "We train on C4.")
    graph = linked(
        (coins, [named(coins, "C4", role="introduces")]),
        (mentions, [named(mentions, "C4", "Dataset", curated=True)]),
    )
    assert pairs(graph, "INTRODUCES") == [(coins.id, "method:c4")]
    assert [target for source, target in pairs(graph, "USES") if source == mentions.id] == ["dataset:c4"]


def test_name_that_two_papers_introduce_makes_two_nodes() -> None:
    graph = linked(*INTRODUCTIONS)
    assert dict(pairs(graph, "INTRODUCES")) == {
        PROMPTS.id: "method:automatic-prompt-engineer",
        PAGES.id: "method:ape(adaptive-page-eviction)",
    }
    assert sum(concept.papers > 0 for concept in graph.concepts.by_id.values()) == 2


def test_name_that_two_papers_introduce_without_a_long_form_makes_two_nodes() -> None:
    introductions = []
    for words in ("fast serving of models", "a benchmark of birds"):
        paper = Paper(f"ZetaBolt: {words}", "We introduce ZetaBolt.")
        introductions.append((paper, [named(paper, "ZetaBolt", role="introduces")]))
    third = Paper("Serving more models", "Our fast system outperforms ZetaBolt.")
    graph = linked(*introductions, (third, [named(third, "ZetaBolt", role="compares")]))
    introduced = dict(pairs(graph, "INTRODUCES"))
    assert len(set(introduced.values())) == len(graph.concepts.by_id) == 2
    assert pairs(graph, "COMPARES_WITH") == [(third.id, introduced[introductions[0][0].id])]


def test_third_paper_goes_where_its_words_point() -> None:
    prompt = Paper("Better prompts", "We compare with APE, the automatic prompt search, an engineer of prompts.")
    page = Paper("GPU memory", "We compare with APE, an adaptive policy of page eviction.")
    graph = linked(
        *INTRODUCTIONS, (prompt, [named(prompt, "APE", role="compares")]), (page, [named(page, "APE", role="compares")])
    )
    assert dict(pairs(graph, "COMPARES_WITH")) == {
        prompt.id: "method:automatic-prompt-engineer",
        page.id: "method:ape(adaptive-page-eviction)",
    }


def test_paper_whose_words_point_nowhere_gets_the_bare_name() -> None:
    paper = Paper("Something else", "We compare with APE.")
    graph = linked(*INTRODUCTIONS, (paper, [named(paper, "APE", role="compares")]))
    assert pairs(graph, "COMPARES_WITH") == [(paper.id, "method:ape")]


def test_evidence_is_verbatim_and_holds_the_mention() -> None:
    long = "Long words follow here " * 60
    paper = Paper("A title", f"One sentence. {long}with XQuant in them, {long}to the end.")
    (edge,) = edges(linked((paper, [named(paper, "XQuant")])), "USES")
    (quote,), (span,) = edge.properties["evidence"], edge.properties["spans"]
    start, _, end = span.removeprefix("abstract:").partition("-")
    assert paper.abstract[int(start) : int(end)] == "XQuant"
    assert "XQuant" in quote
    assert quote in paper.abstract
    assert len(quote) <= 400


def test_letters_that_a_paper_spells_out_are_what_it_says() -> None:
    paper = Paper("Attention at several levels", "A Deep Recurrent Attention Model (DRAM) looks at images.")
    graph = linked((paper, [named(paper, "DRAM", expansion="Deep Recurrent Attention Model")]))
    assert set(graph.concepts.by_id) == {"method:dram"}
    paper = Paper("Memory", "We buy dynamic random access memory (DRAM).")
    graph = linked((paper, [named(paper, "DRAM", "Hardware", expansion="dynamic random access memory")]))
    assert "hardware:dram" in graph.concepts.by_id


def test_letters_of_one_paper_are_not_laid_on_all() -> None:
    long = "Distributed neural architectures"
    networks = Paper("Networks over many sites", f"{long} (DNA) span sites.")
    biology = Paper("Sequences", "We read DNA of mice.")
    ours = Paper("More on sites", "DNA lets neural networks span sites; distributed training is cheap.")
    graph = linked(
        (networks, [named(networks, long, "Technique", expansion=long)]),
        (biology, [named(biology, "DNA", "Technique")]),
        (ours, [named(ours, "DNA", "Technique")]),
    )
    concept_of = {id: {naming.concept for naming in namings} for id, namings in graph.concepts.namings.items()}
    assert concept_of[networks.id] == concept_of[ours.id] != concept_of[biology.id]


def test_a_plain_word_is_not_the_name_that_somebody_coined_of_it() -> None:
    coined = Paper("M-ASK: asking models", "M-ASK asks.")
    plain = Paper("Segmentation", "Each mask is drawn.")
    graph = linked(
        (coined, [named(coined, "M-ASK", role="introduces")]),
        (plain, [named(plain, "mask", "Technique")]),
    )
    assert {concept.name for concept in graph.concepts.by_id.values()} == {"M-ASK", "mask"}


def test_a_title_that_only_mentions_a_name_makes_no_second_meaning() -> None:
    coined = Paper("Quillnet: graphs of letters", "Quillnet reads letters as graphs.")
    scaled = Paper("Scaling Quillnet to billions of letters", "We scale Quillnet, on graphs.")
    third = Paper("Reading", "We use Quillnet.")
    graph = linked(
        (coined, [named(coined, "Quillnet", role="introduces")]),
        (scaled, [named(scaled, "Quillnet", role="introduces")]),
        (third, [named(third, "Quillnet")]),
    )
    assert (
        len({naming.concept for naming in graph.concepts.namings[coined.id] + graph.concepts.namings[scaled.id]}) == 1
    )
