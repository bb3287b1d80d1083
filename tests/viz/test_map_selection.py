"""What the map shows: bounded, the same for the same graph, hubs tamed."""

from __future__ import annotations

from collections import Counter

import pytest
from map_graphs import GraphView, Shuffled, concept, edge, make_graph, paper

from kg.errors import UnknownName
from viz.backbone import MOST
from viz.neighbourhood import around
from viz.selection import overview


def ids(selection):
    return [node.id for node in selection.nodes]


@pytest.mark.parametrize("limit", [1, 2, 7, 40, 120, 1000])
def test_overview_is_bounded(graph, limit):
    chosen = overview(graph, limit=limit)
    assert 0 < len(chosen.nodes) <= limit
    assert {end for e in chosen.edges for end in (e.source, e.target)} <= set(ids(chosen))


@pytest.mark.parametrize("seed", range(3))
def test_overview_does_not_depend_on_order(graph, seed):
    first, second = overview(graph, limit=50), overview(Shuffled(graph, seed), limit=50)
    assert first == second


def test_a_concept_that_half_the_papers_name_is_left_out_and_said_so():
    chosen = overview(make_graph(80), limit=100)
    assert [node.id for node in chosen.common] == ["technique:everywhere"]
    assert "technique:everywhere" not in ids(chosen)


def test_concepts_of_one_paper_are_left_out_where_others_fill_the_map(graph):
    assert not [id for id in ids(overview(graph, limit=100)) if id.startswith("method:own-")]


def test_a_graph_of_one_paper_is_shown_whole():
    nodes = [paper("arxiv:1", "One"), concept("Method", "LoRA", 1), concept("Technique", "tuning", 1)]
    edges = [edge("INTRODUCES", "arxiv:1", "method:lora"), edge("USES", "arxiv:1", "technique:tuning")]
    assert len(overview(GraphView(nodes, edges), limit=50).nodes) == 3


def test_papers_without_edges_are_shown():
    view = GraphView([paper("arxiv:1", "One"), paper("arxiv:2", "Two")], [])
    assert ids(overview(view, limit=50)) == ["arxiv:1", "arxiv:2"]


def test_no_hub_draws_more_edges_than_allowed_and_no_node_is_left_alone(graph):
    chosen = overview(graph, limit=120)
    degree = Counter(end for _, *ends in chosen.drawn for end in ends)
    linked = {end for e in chosen.edges for end in (e.source, e.target)}
    assert max(degree.values()) <= MOST + 3
    assert set(degree) == linked
    assert len(chosen.drawn) < len(chosen.edges)


def test_types_keep_papers_and_leave_out_other_concepts(graph):
    assert {node.label for node in overview(graph, limit=60, types=["Dataset"]).nodes} == {"Paper", "Dataset"}
    assert {node.label for node in overview(graph, limit=60, types=["Paper"]).nodes} == {"Paper"}
    with pytest.raises(ValueError, match="no node type 'Robot'"):
        overview(graph, limit=60, types=["Robot"])


def test_min_confidence_leaves_out_weak_edges(graph):
    chosen = overview(graph, limit=60, min_confidence=0.8)
    assert chosen.edges
    assert all(e.properties.get("confidence", 1) >= 0.8 for e in chosen.edges)


def test_edges_off_the_map_are_counted(graph):
    chosen = overview(graph, limit=40)
    for node in chosen.nodes:
        shown = sum(node.id in (e.source, e.target) for e in chosen.edges)
        assert shown + chosen.elsewhere[node.id] == len(graph.edges_of(node.id))


def test_around_holds_the_node_and_what_is_near(graph):
    chosen = around(graph, "own 3", limit=30, depth=1)
    assert chosen.centre == "method:own-3"
    assert ids(chosen) == ["arxiv:0003", "method:own-3"]
    wider = around(graph, "own 3", limit=30, depth=3)
    assert {"arxiv:0003", "method:own-3"} < set(ids(wider))
    assert len(wider.nodes) <= 30
    assert wider == around(Shuffled(graph, 4), "own 3", limit=30, depth=3)


def test_around_does_not_walk_through_a_concept_that_too_many_name():
    big = make_graph(80)
    chosen = around(big, "Study 0: what number 0 does", limit=200, depth=2, types=["Technique"])
    reached = {id for e in big.edges_of("technique:everywhere") for id in (e.source, e.target)}
    assert "technique:everywhere" in ids(chosen)
    assert not reached <= set(ids(chosen))


def test_around_an_unknown_name_offers_the_nearest(graph):
    with pytest.raises(UnknownName, match="own 3"):
        around(graph, "oven 3", limit=30)
