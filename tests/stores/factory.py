"""Short ways to write nodes and edges, and a graph that has everything a store must keep."""

from __future__ import annotations

from typing import Any

from kg.model import Edge, Node
from kg.stores import Store

#: Texts that a store, a file format or a quoting mistake could spoil.
NASTY = [
    "",
    " ",
    "  leading and trailing \t",
    "it's \"quoted\" and `ticked` \\ \\n \\' $x {y} ; -- //",
    "line\nline\r\nline\rline\ttab",
    "nul \x00 bell \x07 escape \x1b delete \x7f next line \x85",
    "_x0041_ _x_ _x005F_ __x _x0000\x01",
    "<a href='x'>&amp;</a> ]]> <!-- ",
    "日本語 עברית \u202ereversed\u202c 🧠👩🏽\u200d🔬 e\u0301 \ufeff \ufffe \uffff",
    "\u2028 \u2029",
    '["a", "b"]',
    "null",
    "x" * 2_000,
    "long 🧠" * 20_000,
]


def paper(id: str, /, **properties: Any) -> Node:
    return Node("Paper", id, properties)


def concept(id: str, /, **properties: Any) -> Node:
    """A concept, whose label is the part of the id before the colon."""
    return Node(id.partition(":")[0].capitalize(), id, properties)


def write(store: Store, nodes: list[Node], edges: list[Edge] | None = None) -> None:
    with store.writer() as writer:
        writer.add_nodes(nodes)
        writer.add_edges(edges or [])


NODES = [
    paper(
        "arxiv:2",
        title="B",
        abstract="",
        year=2022,
        authors=["Ann", "Bob"],
        sources=[],
        _state="the bookkeeping of arxiv:2",
    ),
    paper("arxiv:1", title="A", year=2021, authors=[], _state="the bookkeeping of arxiv:1"),
    paper("title:c"),
    concept("method:flash", name="Flash", aliases=["FA", "flash-attention"], papers=2, curated=True),
    concept("method:lora", name="LoRA", papers=0, curated=False),
    concept("technique:quantization", name="quantization", aliases=[]),
    concept("technique:ptq", name="PTQ"),
    concept("hardware:a100", name="A100"),
    concept("dataset:mmlu", name="MMLU"),
    concept("task:serving", name="LLM serving"),
]
EDGES = [
    # three of different type between the same two nodes, and one back
    Edge("USES", "arxiv:1", "method:flash", {"confidence": 0.5, "evidence": ["it's used", ""], "spans": []}),
    Edge("INTRODUCES", "arxiv:1", "method:flash", {"confidence": 1.0, "evidence": []}),
    Edge("COMPARES_WITH", "arxiv:1", "method:flash", {}),
    Edge("USES", "arxiv:2", "method:flash", {"confidence": 0.25}),
    Edge("USES", "arxiv:2", "technique:ptq", {"evidence": ["4 bits"], "spans": ["abstract:3-9"]}),
    Edge("EVALUATED_ON", "arxiv:2", "hardware:a100", {}),
    Edge("EVALUATED_ON", "arxiv:2", "dataset:mmlu", {}),
    Edge("ADDRESSES", "arxiv:2", "task:serving", {}),
    Edge("CITES", "arxiv:2", "arxiv:1", {"via": "method:flash", "confidence": 0.1}),
    Edge("RELATED_TO", "arxiv:1", "arxiv:2", {"score": 3.5, "shared": ["method:flash"]}),
    Edge("BROADER", "technique:ptq", "technique:quantization", {"source": "lexicon"}),
    Edge("BROADER", "method:lora", "technique:quantization", {}),
    Edge("BROADER", "method:flash", "method:flash", {"source": "a loop, to be sure"}),
]
