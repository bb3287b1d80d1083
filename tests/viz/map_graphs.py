"""Graphs in memory for the tests of the map, and texts that must never become markup."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from typing import Any

from kg.model import Edge, Node
from kg.schema import schema
from kg.stores.base import View

NASTY = [
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<a href="javascript:alert(1)">href</a> & "quotes" \'single\'',
    "</title></style><!-- <script> ]]> --> \u2028 \u2029",
    "Emoji 🧠🔥 and ${data} {{ data }} $title",
    "نموذج لغوي كبير للعربية ‮ reversed",
    "大規模言語モデルの量子化に関する研究と評価",
    "x" * 2000,
    "\x00\x07 control",
    "__proto__",
]


class GraphView(View):
    """A view of nodes and edges in memory."""

    def __init__(self, nodes: Iterable[Node], edges: Iterable[Edge]) -> None:
        order = list(schema().nodes)
        self._nodes = {n.id: n for n in sorted(nodes, key=lambda n: (order.index(n.label), n.id))}
        self._edges = sorted(edges, key=lambda e: e.key)

    def nodes(self, label: str | None = None, *, internal: bool = False) -> Iterator[Node]:
        return (n for n in self._nodes.values() if label in (None, n.label))

    def edges(self, type: str | None = None) -> Iterator[Edge]:
        return (e for e in self._edges if type in (None, e.type))

    def node(self, id: str) -> Node | None:
        return self._nodes.get(id)

    def edges_of(self, id: str) -> list[Edge]:
        return [e for e in self._edges if id in (e.source, e.target)]

    def node_counts(self) -> dict[str, int]:
        return {label: len(list(self.nodes(label))) for label in schema().nodes}

    def edge_counts(self) -> dict[str, int]:
        return {type: len(list(self.edges(type))) for type in schema().edges}


class Shuffled(GraphView):
    """The same graph, given in another order than the interface promises."""

    def __init__(self, view: GraphView, seed: int) -> None:
        nodes, edges = list(view.nodes()), list(view.edges())
        random.Random(seed).shuffle(nodes)
        random.Random(seed + 1).shuffle(edges)
        self._nodes = {n.id: n for n in nodes}
        self._edges = edges


def paper(id: str, title: str, **own: Any) -> Node:
    return Node("Paper", id, {"id": id, "title": title, "sources": ["test"], **own})


def concept(label: str, name: str, papers: int, **own: Any) -> Node:
    id = f"{label.lower()}:{name.lower().replace(' ', '-')}"
    return Node(label, id, {"id": id, "name": name, "aliases": [], "papers": papers, "curated": True, **own})


def edge(type: str, source: str, target: str, quote: str = "", confidence: float = 0.9) -> Edge:
    return Edge(type, source, target, {"confidence": confidence, "evidence": [quote] if quote else [], "spans": []})


def make_graph(papers: int = 60, seed: int = 5) -> GraphView:
    """Return a graph whose concepts are shared unevenly; half of its papers name one of them."""
    chance = random.Random(seed)
    labels = {"Method": "USES", "Technique": "USES", "Hardware": "USES", "Dataset": "EVALUATED_ON", "Task": "ADDRESSES"}
    kinds = [(f"{label.lower()}:thing-{n}", label) for n in range(16) for label in labels]
    edges: dict[tuple[str, str, str], Edge] = {}
    for p in range(papers):
        id = f"arxiv:{p:04}"
        for _ in range(6):
            target, label = kinds[min(int(chance.expovariate(1 / 25)), len(kinds) - 1)]
            sure = round(chance.uniform(0.4, 1), 3)
            found = edge(labels[label], id, target, f"Paper {p} needs {target} & more.", sure)
            edges[found.key] = found
        if p % 2 == 0:
            edges["USES", id, "technique:everywhere"] = edge("USES", id, "technique:everywhere", "It is everywhere.")
        own = f"method:own-{p}"
        edges["INTRODUCES", id, own] = edge("INTRODUCES", id, own, f"We propose Own {p}.")
        if p:
            cited = f"arxiv:{chance.randrange(p):04}"
            via = {"via": "reference", "confidence": 1.0, "evidence": []}
            edges["CITES", id, cited] = Edge("CITES", id, cited, via)
    named: dict[str, int] = {}
    for _, _, target in edges:
        named[target] = named.get(target, 0) + 1
    nodes = [paper(f"arxiv:{p:04}", f"Study {p}: what number {p} does", year=2000 + p % 25) for p in range(papers)]
    ids = [*kinds, ("technique:everywhere", "Technique"), *((f"method:own-{p}", "Method") for p in range(papers))]
    for id, label in ids:
        nodes.append(concept(label, id.partition(":")[2].replace("-", " "), named.get(id, 0)))
    return GraphView(nodes, edges.values())


def nasty_graph() -> GraphView:
    """Return a graph all of whose texts are nasty."""
    nodes, edges = [], []
    for number, text in enumerate(NASTY):
        own = {"abstract": text, "authors": [text], "venue": text, "url": "javascript:alert(1)"}
        nodes.append(paper(f"title:{number}", text, **own))
        nodes.append(concept("Method", f"{text} {number}", 3, aliases=[text]))
    for number in range(len(NASTY)):
        for step in range(3):
            target = nodes[2 * ((number + step) % len(NASTY)) + 1]
            edges.append(edge("USES", f"title:{number}", target.id, NASTY[number]))
    return GraphView(nodes, edges)
