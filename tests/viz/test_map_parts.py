"""The parts of a graph that a map can be of: a period, an answer, communities."""

from __future__ import annotations

import pytest
from map_graphs import GraphView, Shuffled, concept, edge, make_graph, paper

import kg
from viz import MapError, draw_map
from viz.answers import from_rows
from viz.communities import communities
from viz.grouping import in_communities
from viz.period import Period, PeriodView, date_of
from viz.selection import overview

# ---- a period -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("since", "until", "date", "holds"),
    [
        ("2024", "", "2024-03-15", True),
        ("2024-03-16", "", "2024-03-15", False),
        ("2024-03-16", "", "2024", True),
        ("", "2024", "2024-12-31", True),
        ("", "2024-02", "2024-03-01", False),
        ("2023", "2024", "2022-12", False),
        ("2023", "", "", False),
    ],
)
def test_dates_are_compared_as_far_as_both_are_known(since, until, date, holds):
    assert Period(since, until).holds(date) is holds


@pytest.mark.parametrize(
    ("since", "until", "message"),
    [
        ("soon", "", "--since 'soon' is no date; write a year, month or day: 2024, 2024-03, 2024-03-15"),
        ("", "2024-13", "--until '2024-13' is no date"),
        ("2025", "2024-06", "--since 2025 comes after --until 2024-06; turn them around"),
    ],
)
def test_a_wrong_period_says_so(since, until, message):
    with pytest.raises(MapError) as caught:
        Period(since, until)
    assert str(caught.value).startswith(message)


def test_a_graph_in_a_period_holds_its_papers_and_what_they_name():
    nodes = [
        paper("p:old", "Old", published="2010-05-01", year=2010),
        paper("p:new", "New", year=2020),
        paper("p:undated", "Undated"),
        concept("Method", "Both", 2),
        concept("Method", "Past", 1),
    ]
    edges = [
        edge("USES", "p:old", "method:both"),
        edge("USES", "p:new", "method:both"),
        edge("USES", "p:old", "method:past"),
    ]
    edges += [edge("CITES", "p:new", "p:old")]
    part = PeriodView(GraphView(nodes, edges), Period("2015"))
    assert [node.id for node in part.nodes()] == ["p:new", "method:both"]
    assert part.node("method:both").properties["papers"] == 1
    assert part.node("p:old") is part.node("method:past") is None
    assert [e.key for e in part.edges()] == [("USES", "p:new", "method:both")]
    assert part.edges_of("method:both") == list(part.edges())
    assert part.edges_of("p:old") == []
    assert part.node_counts() == {"Paper": 1, "Method": 1, "Technique": 0, "Hardware": 0, "Dataset": 0, "Task": 0}
    assert sum(part.edge_counts().values()) == 1
    assert part.undated == 1
    assert date_of(nodes[0]) == "2010-05-01"


def test_a_map_of_a_period(graph):
    made = draw_map(graph, since="2010", until="2012", limit=200)
    assert "Map of papers · 2010 to 2012" in made.text
    assert 0 < made.nodes < draw_map(graph, limit=200).nodes
    with pytest.raises(MapError, match="no paper is of the period since 2090"):
        draw_map(graph, since="2090")


# ---- an answer ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def asked():
    view = make_graph()
    with kg.open("memory:") as store:
        with store.writer() as writer:
            writer.add_nodes(view.nodes())
            writer.add_edges(view.edges())
        yield store


def chosen(store, cypher, limit=100):
    return from_rows(store.view(), store.query(cypher).rows, limit=limit)


@pytest.mark.parametrize(
    "cypher",
    [
        "MATCH (p:Paper {id: 'arxiv:0003'})-[e:INTRODUCES]->(m:Method) RETURN p, e, m",
        "MATCH path = (p:Paper {id: 'arxiv:0003'})-[:INTRODUCES]->(:Method) RETURN path",
        "MATCH (p:Paper {id: 'arxiv:0003'})-[:INTRODUCES]->(m:Method) RETURN p.id, m.id",
        "MATCH (p:Paper {id: 'arxiv:0003'})-[:INTRODUCES]->(m:Method) RETURN collect(m) AS methods, p, 7 AS number",
    ],
)
def test_nodes_edges_paths_and_ids(asked, cypher):
    selection = chosen(asked, cypher)
    assert [node.id for node in selection.nodes] == ["arxiv:0003", "method:own-3"]
    assert [e.type for e in selection.edges] == ["INTRODUCES"]
    assert selection.drawn == {("INTRODUCES", "arxiv:0003", "method:own-3")}


def test_the_edges_that_an_answer_names_are_drawn_and_the_others_are_weak(asked):
    selection = chosen(asked, "MATCH path = (:Paper)-[:CITES]->(:Paper) RETURN path")
    assert {type for type, _, _ in selection.drawn} == {"CITES"}
    half = "MATCH (p:Paper)-[e:CITES]->(q:Paper) RETURN p, e, q"
    mixed = chosen(asked, f"{half} UNION ALL {half}")
    assert mixed.drawn == selection.drawn


def test_an_answer_is_bounded_from_its_start(asked):
    selection = chosen(asked, "MATCH (p:Paper) RETURN p ORDER BY p.id", limit=7)
    assert [node.id for node in selection.nodes] == [f"arxiv:{n:04}" for n in range(7)]


@pytest.mark.parametrize(
    ("cypher", "message"),
    [
        ("MATCH (p:Paper {id: 'none'}) RETURN p", "the statement returned no rows"),
        ("RETURN 1 AS one, 'word' AS two", "the statement returned no node, path or id of a node; return nodes"),
        ("MATCH (:Paper)-[e:CITES]->(:Paper) RETURN e LIMIT 2", "an edge alone does not say what it joins"),
    ],
)
def test_an_answer_without_nodes_says_what_to_return(asked, cypher, message):
    with pytest.raises(MapError, match=message):
        chosen(asked, cypher)


# ---- communities ----------------------------------------------------------------------------------------------------


def worlds():
    """Return a graph of two fields that share one concept; each has a concept that all its papers name."""
    nodes, edges = [concept("Technique", "shared", 2)], []
    for field in ("biology", "chess"):
        own = [concept("Method", f"{field} {n}", 6) for n in range(5)]
        nodes += [*own, concept("Task", field, 12)]
        for n in range(12):
            nodes.append(paper(f"{field}:{n:02}", f"On {field} {n}"))
            edges += [
                edge("ADDRESSES", f"{field}:{n:02}", f"task:{field}"),
                edge("USES", f"{field}:{n:02}", own[n % 5].id),
            ]
            if n == 0:
                edges.append(edge("USES", f"{field}:{n:02}", "technique:shared"))
    return GraphView(nodes, edges)


def test_fields_come_apart_and_are_named_by_what_is_theirs():
    view = worlds()
    found = communities(overview(view, limit=100), view)
    by_id = {node.id: node for node in view.nodes()}
    for group in found.groups[:2]:
        fields = {id.partition(":")[0] for id in group.members if by_id[id].label == "Paper"}
        assert len(fields) == 1
        assert fields.pop() in group.names[0]
    assert {"biology", "chess"} <= {group.names[0] for group in found.groups}
    assert "community:task:chess" in {group.id for group in found.groups}
    assert sum(group.papers for group in found.groups) == 24
    assert found.bridges


def test_communities_do_not_depend_on_order(graph):
    first, second = in_communities(graph, limit=30), in_communities(Shuffled(graph, 3), limit=30)
    assert first == second


def test_papers_that_are_not_grouped_are_counted_to_what_they_name():
    view = worlds()
    pool = overview(view, limit=24)
    assert sum(node.label == "Paper" for node in pool.nodes) < 24
    assert sum(group.papers for group in communities(pool, view).groups) == 24


def test_the_inside_of_a_community_is_bounded_and_its_edges_stay_in_it(graph):
    grouping = in_communities(graph, limit=12)
    sizes = {bubble["key"]: bubble["inside"] for bubble in grouping.bubbles}
    assert 0 < max(sizes.values()) <= 12
    chosen = grouping.selection
    assert all(grouping.home[e.source] == grouping.home[e.target] for e in chosen.edges)
    for node in chosen.nodes:
        inside = sum(node.id in (e.source, e.target) for e in chosen.edges)
        assert inside + chosen.elsewhere[node.id] == len(graph.edges_of(node.id))


def test_bubbles_stand_apart(graph):
    bubbles = in_communities(graph, limit=12).bubbles
    for n, one in enumerate(bubbles):
        for other in bubbles[n + 1 :]:
            gap = max(abs(one["x"] - other["x"]), abs(one["y"] - other["y"]))
            assert gap >= one["size"] + other["size"]


def test_a_map_is_of_one_thing(graph):
    with pytest.raises(MapError, match="a map is of one thing: give --around, --query or --communities alone"):
        draw_map(graph, around="own 3", communities=True)
