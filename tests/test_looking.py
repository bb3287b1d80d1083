"""Search and cards: names are forgiven their spelling, the same name beats a part, and every line has its quote."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import kg
from kg.cards import card
from kg.errors import AmbiguousName, UnknownName
from kg.model import ROLES, Edge, Node
from kg.schema import role_words, schema
from kg.search import BEGINS, HAS, HAS_WORDS, find, search
from kg.statistics import statistics
from kg.stores.base import View


def concept(id: str, name: str, papers: int = 1, *aliases: str) -> Node:
    label = id.partition(":")[0].capitalize()
    return Node(label, id, {"name": name, "papers": papers, "aliases": list(aliases), "curated": True})


def paper(id: str, title: str, **properties: object) -> Node:
    return Node("Paper", id, {"title": title, **properties})


NODES = [
    concept("method:flashattention", "FlashAttention", 9, "Flash Attention"),
    concept("method:flashattention-2", "FlashAttention-2", 4),
    concept("method:lora", "LoRA", 7, "Low-Rank Adaptation"),
    concept("method:qlora", "QLoRA", 8),
    concept("method:ape(automatic-prompt-engineer)", "APE", 2, "automatic prompt engineer"),
    concept("method:ape(adaptive-page-eviction)", "APE", 3, "adaptive page eviction"),
    concept("technique:quantization", "quantization", 9),
    concept("technique:kv-cache-compression", "KV cache compression", 5),
    concept("technique:model-quantization", "model quantization", 1),
    concept("dataset:imagenet", "ImageNet", 6),
    concept("task:moe", "MoE", 1),
    paper("arxiv:1706.03762", "Attention Is All You Need", arxiv_id="1706.03762", published="2017-06", sources=["a"]),
    paper("arxiv:2205.14135", "FlashAttention: Fast and Memory-Efficient Exact Attention", doi="10.1/fa", year=2022),
    paper("title:lora", "LoRA!", sources=["a", "b"]),
]
EDGES = [
    Edge(
        "INTRODUCES",
        "arxiv:2205.14135",
        "method:flashattention",
        {"confidence": 0.9, "evidence": ["We propose FlashAttention."], "spans": ["abstract:11-25"]},
    ),
    Edge("USES", "arxiv:2205.14135", "technique:quantization", {"confidence": 0.5, "evidence": ["a"], "spans": ["b"]}),
    Edge("USES", "arxiv:2205.14135", "method:lora", {"confidence": 0.7, "evidence": ["LoRA"], "spans": ["b"]}),
    Edge("CITES", "arxiv:2205.14135", "arxiv:1706.03762", {"via": "reference", "confidence": 1.0}),
    Edge("RELATED_TO", "arxiv:1706.03762", "arxiv:2205.14135", {"score": 0.4, "shared": ["technique:quantization"]}),
    Edge("BROADER", "technique:model-quantization", "technique:quantization", {"source": "lexicon"}),
]


@pytest.fixture(scope="module")
def view() -> Iterator[View]:
    with kg.open("memory:") as store:
        with store.writer() as writer:
            writer.add_nodes(NODES)
            writer.add_edges(EDGES)
        yield store.view()


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("FlashAttention", "method:flashattention"),
        ("flash-attention", "method:flashattention"),
        ("  FLASH   attention ", "method:flashattention"),
        ("quantisations", "technique:quantization"),
        ("KV-cache compressions", "technique:kv-cache-compression"),
        ("low rank adaptation", "method:lora"),
        ("attention is all you need!", "arxiv:1706.03762"),
        ("1706.03762", "arxiv:1706.03762"),
        ("arxiv:1706.03762", "arxiv:1706.03762"),
        ("10.1/FA", "arxiv:2205.14135"),
        ("method:lora", "method:lora"),
    ],
)
def test_spelling_does_not_matter(view: View, text: str, id: str) -> None:
    first = search(view, text)[0]
    assert (first.node.id, first.score) == (id, 100.0)


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("flash atention", "method:flashattention"),
        ("quantzation", "technique:quantization"),
        ("Imagnet", "dataset:imagenet"),
        ("compression KV cache", "technique:kv-cache-compression"),
        ("need attention is all you", "arxiv:1706.03762"),
        ("memory-efficient exact attention", "arxiv:2205.14135"),
        ("adaptiv page eviction", "method:ape(adaptive-page-eviction)"),
    ],
)
def test_typing_errors_and_word_order_cost_only_score(view: View, text: str, id: str) -> None:
    first = search(view, text)[0]
    assert first.node.id == id
    assert 60 <= first.score < 100


def test_same_name_beats_a_part_that_more_papers_have(view: View) -> None:
    hits = search(view, "lora")
    assert [hit.node.id for hit in hits][:3] == ["method:lora", "title:lora", "method:qlora"]
    assert [hit.score for hit in hits][:2] == [100.0, 100.0]
    assert hits[2].score < 100


def test_equal_hits_come_by_number_of_papers(view: View) -> None:
    assert [hit.node.properties["papers"] for hit in search(view, "APE") if hit.score == 100] == [3, 2]


#: Names among which a reader's queries have a right answer: short ones inside long words, words in common, likenesses.
CROWD = [
    concept("method:lora", "LoRA", 8),
    concept("method:qlora", "QLoRA", 9),
    concept("method:vera", "VeRA", 5),
    concept("technique:lora-rank", "LoRA rank", 2),
    concept("technique:lora-experts", "mixture of LoRA experts", 6),
    concept("technique:exploration", "exploration-exploitation trade-off", 90),
    concept("technique:allocation", "adaptive rank allocation", 14, "AdaLoRA-style allocation"),
    concept("method:reformer", "Reformer", 40, "LSH attention"),
    concept("method:fa", "FlashAttention", 16),
    concept("method:fa2", "FlashAttention-2", 5),
    concept("method:ck", "CK Flash Attention", 1),
    concept("technique:attention", "attention mechanism", 70, "attention"),
    concept("technique:kvc", "KV cache compression", 6),
    concept("technique:kve", "KV cache eviction", 3),
    concept("task:reading", "machine reading comprehension", 30, "machine comprehension"),
    concept("technique:moe", "mixture of experts", 27, "MoE"),
    concept("technique:quantization", "quantization", 50),
    concept("technique:qat", "quantization-aware training", 16),
    concept("technique:ptq", "post-training quantization", 33),
    concept("method:bert", "BERT", 17),
    paper("p:s-lora", "S-LoRA: Serving Thousands of Concurrent LoRA Adapters", arxiv_id="2311.03285"),
    paper("p:once", "Once-for-All: Exploration of One Network for Many Devices", arxiv_id="2311.03286"),
]


@pytest.fixture(scope="module")
def crowd() -> Iterator[View]:
    with kg.open("memory:") as store:
        with store.writer() as writer:
            writer.add_nodes(CROWD)
        yield store.view()


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("LoRA", ["method:lora", "technique:lora-rank", "technique:lora-experts", "p:s-lora"]),
        ("lora experts", ["technique:lora-experts"]),
        ("flash atention", ["method:fa", "method:fa2", "method:ck"]),
        ("flash attention", ["method:fa", "method:fa2", "method:ck"]),
        ("attention", ["technique:attention", "method:ck"]),
        ("KV cache compression", ["technique:kvc", "technique:kve"]),
        ("KV eviction", ["technique:kve"]),
        ("kvcach compresion", ["technique:kvc"]),
        ("mixtures of expert", ["technique:moe", "technique:lora-experts"]),
        ("quantisation", ["technique:quantization", "technique:qat", "technique:ptq"]),
        ("training quantization", ["technique:ptq", "technique:qat"]),
        ("bret", ["method:bert"]),
        ("concurrent adapters", ["p:s-lora"]),
        ("quant", ["technique:quantization", "technique:ptq", "technique:qat"]),
        ("KV cache comp", ["technique:kvc", "technique:kve"]),
        ("2311.03285", ["p:s-lora"]),
    ],
)
def test_names_that_have_the_words_come_first(crowd: View, text: str, first: list[str]) -> None:
    assert [hit.node.id for hit in search(crowd, text)][: len(first)] == first


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("LoRA", {"technique:exploration", "technique:allocation", "p:once"}),
        ("flash atention", {"technique:attention"}),
        ("KV cache compression", {"task:reading"}),
        ("2311.03285", {"p:once"}),  # one digit differs, so it is another paper
    ],
)
def test_what_lies_inside_words_is_not_found(crowd: View, text: str, wrong: set[str]) -> None:
    assert not wrong & {hit.node.id for hit in search(crowd, text)}


def test_hits_with_the_words_score_above_those_spelt_alike(crowd: View) -> None:
    scores = {hit.node.id: hit.score for hit in search(crowd, "lora")}
    assert scores["technique:lora-rank"] == BEGINS
    assert scores["technique:lora-experts"] == HAS
    assert scores["method:qlora"] < HAS_WORDS


def test_hit_tells_what_matched(view: View) -> None:
    assert search(view, "low-rank adaptation")[0].matched == "Low-Rank Adaptation"


@pytest.mark.parametrize("text", ["", "  ", "-", "zzzzqqq", "🦆"])
def test_nothing_is_found_for_nothing(view: View, text: str) -> None:
    assert search(view, text) == []


def test_name_of_a_type_does_not_find_all_of_that_type(view: View) -> None:
    found = [hit.node.id for word in ("dataset", "task", "technique", "arxiv") for hit in search(view, word)]
    assert not {"dataset:imagenet", "task:moe", "technique:quantization", "arxiv:1706.03762"} & set(found)


def test_short_text_is_not_found_inside_words(view: View) -> None:
    assert [hit.node.id for hit in search(view, "ne")] == []


def test_labels_and_limit(view: View) -> None:
    assert {hit.node.label for hit in search(view, "attention", labels=["Paper"])} == {"Paper"}
    assert len(search(view, "attention", limit=2)) == 2
    assert search(view, "lora", labels=["Dataset"]) == []


def test_find_returns_the_one_node(view: View) -> None:
    assert find(view, "flash attention").id == "method:flashattention"
    assert find(view, "title:lora").id == "title:lora"
    assert find(view, "LoRA").id == "method:lora"  # to the letter, so not the paper "LoRA!"
    assert find(view, "adaptive page eviction").id == "method:ape(adaptive-page-eviction)"
    assert find(view, "LoRA", labels=["Paper"]).id == "title:lora"


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("APE", ("method:ape(adaptive-page-eviction)", "method:ape(automatic-prompt-engineer)")),
        ("lora", ("method:lora", "title:lora")),
        ("flashatention 3", ("FlashAttention-2 (method:flashattention-2)",)),
        ("zzzzqqq", ()),
    ],
)
def test_find_never_guesses(view: View, name: str, nearest: tuple[str, ...]) -> None:
    with pytest.raises(UnknownName) as caught:
        find(view, name)
    assert caught.value.nearest[: len(nearest)] == nearest
    assert bool(caught.value.nearest) == bool(nearest)
    assert repr(name) in str(caught.value)


def test_errors_tell_ambiguous_from_missing_from_of_another_type(view: View) -> None:
    with pytest.raises(AmbiguousName) as several:
        find(view, "APE")
    assert str(several.value) == (
        "'APE' stands for 2 papers or concepts; give the id of one: "
        "method:ape(adaptive-page-eviction), method:ape(automatic-prompt-engineer)"
    )
    with pytest.raises(UnknownName, match=r"^'arxiv:2205\.14135' is a paper \(arxiv:2205\.14135\), not a concept"):
        find(view, "arxiv:2205.14135", labels=schema().concept_labels)
    with pytest.raises(UnknownName, match=r"^'flashattention' is a method \(.*\), not a dataset or task"):
        find(view, "flashattention", labels=["Task", "Dataset"])
    with pytest.raises(UnknownName, match=r"^no paper or concept is called 'zzzzqqq'$"):
        find(view, "zzzzqqq", labels=["Paper"])


def test_card_lists_edges_by_kind_surest_first_with_quotes(view: View) -> None:
    found = card(view, "FlashAttention: fast and memory-efficient exact attention")
    assert found.node.id == "arxiv:2205.14135"
    assert [(line.edge.type, line.outward, line.other.id) for line in found.lines] == [
        ("INTRODUCES", True, "method:flashattention"),
        ("USES", True, "method:lora"),
        ("USES", True, "technique:quantization"),
        ("CITES", True, "arxiv:1706.03762"),
        ("RELATED_TO", False, "arxiv:1706.03762"),
    ]
    assert found.lines[0].edge.properties["evidence"] == ["We propose FlashAttention."]


def test_card_tells_the_names_of_what_related_papers_share_and_no_direction(view: View) -> None:
    for name in ("arxiv:2205.14135", "arxiv:1706.03762"):
        (line,) = [line for line in card(view, name).lines if line.edge.type == "RELATED_TO"]
        assert line.shared == ("quantization",)
        assert not line.inward


def test_people_read_roles_and_edges_in_the_same_words() -> None:
    edges = schema().edges.values()
    assert {edge.role: edge.words for edge in edges if edge.role} == {role: role_words(role) for role in ROLES}
    assert role_words("compares") == "compares with"


def test_card_of_a_concept_shows_both_directions(view: View) -> None:
    edges = card(view, "quantization").to_dict()["edges"]
    assert [(edge["type"], edge["direction"], edge["name"]) for edge in edges] == [
        ("USES", "in", "FlashAttention: Fast and Memory-Efficient Exact Attention"),
        ("BROADER", "in", "model quantization"),
    ]


def test_card_of_a_node_without_edges(view: View) -> None:
    found = card(view, "QLoRA").to_dict()
    assert (found["id"], found["label"], found["papers"], found["edges"]) == ("method:qlora", "Method", 8, [])


def test_statistics(view: View) -> None:
    figures = statistics(view)
    assert (figures.papers, figures.dated, figures.first, figures.last) == (3, 2, "2017-06", "2022")
    assert figures.nodes == {"Paper": 3, "Method": 6, "Technique": 3, "Hardware": 0, "Dataset": 1, "Task": 1}
    assert figures.sources == {"a": 2, "b": 1}
    assert figures.biggest["Technique"] == [("quantization", 9), ("KV cache compression", 5), ("model quantization", 1)]
    assert figures.biggest["Hardware"] == []


def test_statistics_of_an_empty_graph() -> None:
    with kg.open("memory:") as store:
        figures = statistics(store.view())
    assert set(figures.nodes.values()) == set(figures.edges.values()) == {0}
    assert (figures.first, figures.last, figures.sources) == ("", "", {})
