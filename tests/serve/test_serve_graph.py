"""The graph in memory: equal to what the views say, whatever its size or oddity."""

from __future__ import annotations

import math

import pytest

import kg
from kg.model import Edge, Node
from kg.schema import schema
from viz import scoring
from viz.live.cards import card
from viz.live.light_view import LightView
from viz.live.neighbours import neighbours
from viz.live.snapshot import snapshot, take
from viz.live.suggest import Suggester
from viz.live.timeline import timeline


def paper(id, title="A title", **own):
    return Node("Paper", id, {"title": title, **own})


def concept(label, name, papers=1, **own):
    return Node(label, f"{label.lower()}:{name.lower().replace(' ', '-')}", {"name": name, "papers": papers, **own})


def uses(paper, concept, confidence=0.9, **own):
    return Edge("USES", paper, concept, {"confidence": confidence, "evidence": [f"{paper} uses it"], **own})


def graph(nodes, edges=()):
    with kg.open("memory:") as store:
        with store.writer() as writer:
            writer.add_nodes(nodes)
            writer.add_edges(edges)
        return take(store)


def test_a_light_view_says_what_the_view_says(example_graph):
    with kg.open(example_graph) as store:
        view = store.view()
        light = LightView(snapshot([store.view()]))
        kept = ("title", "name", "papers", "year")
        for label in schema().nodes:
            expected = [(n.id, {k: n.properties[k] for k in kept if k in n.properties}) for n in view.nodes(label)]
            assert [(n.id, {k: n.properties[k] for k in kept if k in n.properties}) for n in light.nodes(label)] == (
                expected
            )
        sure = ("confidence", "score")
        for kind in schema().edges:
            expected = [(e.key, {k: e.properties[k] for k in sure if k in e.properties}) for e in view.edges(kind)]
            assert [(e.key, e.properties) for e in light.edges(kind)] == expected
        assert light.node_counts() == view.node_counts()
        assert light.edge_counts() == view.edge_counts()
        assert [e.key for e in light.edges_of("method:lora")] == [e.key for e in view.edges_of("method:lora")]
        assert light.node("method:nothing") is None
        assert light.edges_of("method:nothing") == []


def test_weights_are_those_of_the_map(live):
    own = live.current.snapshot
    light = LightView(own)
    for number in range(len(own.start)):
        edge = light.edge(number)
        ends = [light.node(edge.source), light.node(edge.target)]
        assert math.isclose(scoring.edge_weight(edge, *ends, own.paper_count), own.weight[number])
    for number, id in enumerate(own.ids):
        assert own.common[number] == scoring.is_common(light.node(id), own.paper_count)


def test_texts_of_a_hub_are_read_at_its_neighbours(monkeypatch):
    papers = [paper(f"arxiv:{n:04}") for n in range(600)]
    own = graph([*papers, concept("Technique", "hub", 600)], [uses(p.id, "technique:hub") for p in papers])
    asked = []
    read = own.texts.edges_of
    monkeypatch.setattr(own.texts, "edges_of", lambda id: asked.append(id) or read(id))
    told = card(own, own.number["technique:hub"])
    assert told["groups"][0]["total"] == 600
    assert told["groups"][0]["entries"][0]["quotes"] == ["arxiv:0000 uses it"]
    assert asked == [entry["id"] for entry in told["groups"][0]["entries"]]


def test_loops_and_several_edges_between_two_nodes():
    own = graph(
        [paper("p"), concept("Method", "M", 1)],
        [uses("p", "method:m"), Edge("INTRODUCES", "p", "method:m", {"confidence": 0.8}),
         Edge("BROADER", "method:m", "method:m", {})],
    )  # fmt: skip
    m = own.number["method:m"]
    found, total = neighbours(own, m)
    assert total == 2
    assert {own.ids[n.number]: len(n.edges) for n in found} == {"p": 2, "method:m": 1}
    assert own.degree(m) == 3
    groups = {(g["kind"], g["direction"]): g["total"] for g in card(own, m)["groups"]}
    assert groups == {("INTRODUCES", "in"): 1, ("USES", "in"): 1, ("BROADER", "out"): 1, ("BROADER", "in"): 1}


def test_neighbours_rank_by_what_edges_tell_and_then_by_id():
    own = graph(
        [paper("p"), concept("Method", "rare", 2), concept("Method", "alone", 1), concept("Method", "zebra", 2),
         *[paper(f"q{n}") for n in range(30)]],
        [uses("p", "method:rare"), uses("p", "method:alone"), uses("p", "method:zebra")],
    )  # fmt: skip
    found, _ = neighbours(own, own.number["p"])
    assert [own.ids[n.number] for n in found] == ["method:rare", "method:zebra", "method:alone"]


@pytest.mark.parametrize("text", ["", " ", "\u202e", "%", "a" * 300, "日本語", "\x00", "((((", "🧠", "-", "a b " * 70])
def test_search_takes_any_text(live, text):
    for hit in live.current.suggester.search(text, limit=5):
        assert 0 < hit.score <= 100


def test_search_knows_joined_and_split_words_plurals_and_own_names_first():
    own = graph(
        [concept("Method", "FlashAttention", 3), concept("Technique", "transformer", 5, aliases=["attention network"]),
         concept("Technique", "attention", 1), concept("Technique", "attention mechanism", 9), paper("x", "Attention")]
    )  # fmt: skip
    suggester = Suggester(own)

    def ids(text, **more):
        return [own.ids[hit.number] for hit in suggester.search(text, **more)]

    assert ids("flash attention")[0] == ids("flashattention")[0] == ids("Flash-Attention")[0] == "method:flashattention"
    assert ids("transformers")[0] == "technique:transformer"
    assert ids("attention")[:2] == ["x", "technique:attention"]
    assert ids("attention")[2:4] == ["technique:attention-mechanism", "technique:transformer"]
    assert ids("atention mecanism")[0] == "technique:attention-mechanism"
    assert ids("attention", labels=["Paper"]) == ["x"]


def test_rising_is_not_what_two_papers_name_once():
    papers = [paper(f"a{n}", year=2023) for n in range(60)] + [paper(f"b{n}", year=2024) for n in range(40)]
    nodes = [concept("Method", name, 9) for name in ("steady", "rising", "twice")]
    edges = [uses(p.id, "method:steady") for p in papers]
    edges += [uses(f"b{n}", "method:rising") for n in range(25)] + [uses("a0", "method:rising")]
    edges += [uses(f"b{n}", "method:twice") for n in (30, 31)]
    own = graph([*papers, *nodes], edges)
    answer = timeline(own, by="year")
    assert (answer["since"], answer["recent"], answer["before"]) == ("2024", 40, 60)
    assert [rise["id"] for rise in answer["rising"]] == ["method:rising"]
    assert (answer["rising"][0]["recent"], answer["rising"][0]["before"]) == (25, 1)


def test_a_timeline_of_odd_dates():
    own = graph(
        [paper("a", published="2024-11-30"), paper("b", published="2025-01"), paper("c", year=2025), paper("d")]
    )
    months = timeline(own, by="month")
    assert [(p["period"], p["papers"]) for p in months["periods"]] == [("2024-11", 1), ("2024-12", 0), ("2025-01", 1)]
    assert months["undated"] == 2
    assert timeline(own)["by"] == "month"
    far = graph([paper("a", year=1024), paper("b", year=2025)])
    assert [p["period"] for p in timeline(far, by="year")["periods"]] == ["1024", "2025"]
