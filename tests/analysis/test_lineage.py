"""Lineage: both directions, in time order, circles cut, and nothing built on what came later."""

from __future__ import annotations

import csv
import io
import json

import pytest
from click.testing import CliRunner
from graphs import Keeper, broader, concept, edge, paper

import kg
from kg.analysis import lineage
from kg.analysis.lineage import Ancestor
from kg.cli import main
from kg.errors import UnknownName
from kg.stores.base import View

NODES = [
    paper("arxiv:1706.1", "Attention", published="2017-06-12"),
    paper("arxiv:2205.1", "Flash: fast attention", published="2022-05-27"),
    paper("arxiv:2307.1", "Flash 2: faster", published="2023-07"),
    paper("arxiv:2309.1", "Serving with Paged", published="2023-09"),
    paper("arxiv:2310.1", "A study of Flash", published="2023-10"),
    paper("title:undated", "Undated work"),
    concept("method:transformer", "Transformer", 4),
    concept("method:flash", "Flash", 5),
    concept("method:flash-2", "Flash 2", 2),
    concept("method:paged", "Paged", 1),
    concept("method:side", "Side", 1),
    concept("method:old", "Old", 2),
    concept("method:unsure", "Unsure", 1),
    concept("technique:tiling", "tiling", 1),
]
EDGES = [
    edge("INTRODUCES", "arxiv:1706.1", "method:transformer"),
    edge("INTRODUCES", "arxiv:2205.1", "method:flash"),
    edge("USES", "arxiv:2205.1", "method:transformer", 0.9, "Transformers are slow."),
    edge("COMPARES_WITH", "arxiv:2205.1", "method:old", 0.8, "Faster than Old."),
    edge("USES", "arxiv:2205.1", "technique:tiling"),
    edge("USES", "arxiv:2205.1", "method:unsure", 0.4),
    edge("INTRODUCES", "arxiv:2307.1", "method:flash-2"),
    edge("USES", "arxiv:2307.1", "method:flash", 0.9, "Flash is not optimal."),
    broader("method:flash-2", "method:flash"),
    edge("INTRODUCES", "arxiv:2309.1", "method:paged"),
    edge("INTRODUCES", "arxiv:2309.1", "method:side", 0.6),
    edge("COMPARES_WITH", "arxiv:2309.1", "method:flash-2", 0.7),
    edge("CITES", "arxiv:2309.1", "arxiv:2205.1", 1.0, via="reference"),
    edge("USES", "arxiv:2310.1", "method:flash", 0.95),
    # Flash's paper cannot build on what came a year later.
    edge("USES", "arxiv:2205.1", "method:flash-2", 0.9),
    # Two papers named Old before the one that seems to introduce it.
    edge("INTRODUCES", "arxiv:2310.1", "method:old", 0.9),
    edge("USES", "arxiv:1706.1", "method:old", 0.9),
    edge("USES", "title:undated", "method:flash", 0.6),
]


def outline(tree: Ancestor) -> list[tuple[int, str, str, str]]:
    return [(depth, node.date, node.name, node.relation) for depth, node in tree.walk()]


BACK = [
    (0, "2022-05-27", "Flash", ""),
    (1, "2017-06-12", "Transformer", "uses"),
    (2, "", "Old", "uses"),
    (1, "", "Old", "compares with"),
]
ON = [
    (0, "2022-05-27", "Flash", ""),
    (1, "2023-07", "Flash 2", "a kind of"),
    (2, "2023-09", "Paged", "compares with"),
    (1, "2023-09", "Paged", "cites"),
    (1, "2023-10", "A study of Flash", "uses"),
    (1, "", "Undated work", "uses"),
]


def test_both_directions_in_time_order_alike_on_every_store(keep: Keeper) -> None:
    found = lineage(keep(NODES, EDGES).view(), "flash")
    assert outline(found.back) == BACK
    assert outline(found.on) == ON
    transformer, old = found.back.children
    assert (transformer.quote, transformer.confidence, transformer.title) == (
        "Transformers are slow.",
        0.9,
        "Attention",
    )
    assert (old.quote, old.paper) == ("Faster than Old.", "")  # introduced by none: it was named earlier
    assert (transformer.children[0].elsewhere, old.elsewhere) == (True, False)
    assert found.on.children[1].also == ["Side"]


@pytest.fixture(scope="module")
def view() -> View:
    store = kg.open("memory:")
    with store.writer() as writer:
        writer.add_nodes(NODES)
        writer.add_edges(EDGES)
    return store.view()


def test_a_paper_has_the_lineage_of_what_it_introduces(view: View) -> None:
    found = lineage(view, "Flash: fast attention")
    assert outline(found.back)[1:] == BACK[1:]
    assert outline(found.on)[1:] == ON[1:]


def test_depth_and_limit(view: View) -> None:
    assert outline(lineage(view, "Flash", depth=1).back) == [row for row in BACK if row[0] < 2]
    few = lineage(view, "Flash", limit=2).on
    # Those that most papers name are kept: papers are named by none, of them the surest comes first.
    assert [(child.name, few.more) for child in few.children] == [("Flash 2", 2), ("Paged", 2)]


def test_a_circle_is_cut() -> None:
    nodes = [paper("arxiv:1"), paper("arxiv:2"), concept("method:a", "A"), concept("method:b", "B")]
    edges = [
        edge("INTRODUCES", "arxiv:1", "method:a"),
        edge("INTRODUCES", "arxiv:2", "method:b"),
        edge("USES", "arxiv:1", "method:b"),
        edge("USES", "arxiv:2", "method:a"),
    ]
    with kg.open("memory:") as store:
        with store.writer() as writer:
            writer.add_nodes(nodes)
            writer.add_edges(edges)
        found = lineage(store.view(), "A", depth=6)
    assert [(name, relation) for _, _, name, relation in outline(found.back)] == [("A", ""), ("B", "uses")]
    assert [(name, relation) for _, _, name, relation in outline(found.on)] == [("A", ""), ("B", "uses")]


def test_a_technique_has_what_is_built_on_it(view: View) -> None:
    found = lineage(view, "tiling", depth=1)
    assert (found.back.children, [child.name for child in found.on.children]) == ([], ["Flash"])


def test_unknown_name(view: View) -> None:
    with pytest.raises(UnknownName, match="nearest: Flash"):
        lineage(view, "Flesh")


def test_command(tmp_path: object) -> None:
    url = f"{tmp_path}/g.json"
    with kg.open(url) as store, store.writer() as writer:
        writer.add_nodes(NODES)
        writer.add_edges(EDGES)
    arguments = ["lineage", "Flash", "--graph", url]
    assert CliRunner().invoke(main, [*arguments, "--quotes", "--limit", "3"]).output.splitlines() == [
        "Flash  [Method]",
        "introduced by Flash: fast attention (2022-05-27)",
        "",
        "builds on:",
        "├─ 2017-06-12  Transformer  (uses 0.90) — Attention",
        "│     “Transformers are slow.”",
        "│  └─ undated     Old  (uses 0.90)  (see elsewhere)",
        "│        “arxiv:1706.1 uses method:old”",
        "└─ undated     Old  (compares with 0.80)",
        "      “Faster than Old.”",
        "",
        "is built on by:",
        "├─ 2023-07     Flash 2  (a kind of) — Flash 2: faster",
        "│  └─ 2023-09     Paged  (compares with 0.70) — Serving with Paged  (see elsewhere)",
        "│        “arxiv:2309.1 compares_with method:flash-2”",
        "├─ 2023-09     Paged  (cites 1.00) — Serving with Paged",
        "│     “arxiv:2309.1 cites arxiv:2205.1”",
        "├─ 2023-10     A study of Flash  (uses 0.95)",
        "│     “arxiv:2310.1 uses method:flash”",
        "└─ ... and 1 more (--limit)",
    ]
    data = json.loads(CliRunner().invoke(main, [*arguments, "--format", "json"]).output)
    assert [child["name"] for child in data["builds_on"]["children"]] == ["Transformer", "Old"]
    rows = list(csv.DictReader(io.StringIO(CliRunner().invoke(main, [*arguments, "--format", "csv"]).output)))
    assert [(int(row["generation"]), row["date"], row["name"], row["relation"]) for row in rows] == BACK[1:] + ON[1:]
