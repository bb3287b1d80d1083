"""What changed between two graphs, and what is new since a date: counted right, and nothing counted twice."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from bibtexparser import parse_string
from click.testing import CliRunner
from graphs import Keeper, broader, concept, edge, paper, related

import kg
from kg.analysis import diff, new
from kg.analysis.dates import DateError
from kg.cli import main
from kg.errors import UnknownName
from kg.model import Edge, Node
from kg.stores.base import View

OLD_NODES = [
    paper("arxiv:2301.1", "One", published="2023-01-05", authors=[]),
    paper("arxiv:2302.1", "Two", published="2023-02-05"),
    paper("arxiv:2303.1", "Three", published="2023-03-05"),
    paper("arxiv:2304.1", "Four", published="2023-04-05"),
    paper("title:five", "Five!"),
    paper("title:gone", "Gone"),
    concept("technique:a", "alpha"),
    concept("technique:b", "beta"),
    concept("technique:c", "gamma"),
    concept("technique:d", "gamma ray"),
    concept("technique:young", "young"),
    concept("method:gone", "Gone method"),
]
OLD_EDGES = [
    edge("USES", "arxiv:2301.1", "technique:a", 0.9),
    edge("USES", "arxiv:2302.1", "technique:a", 0.9),
    edge("USES", "arxiv:2302.1", "technique:c"),
    edge("USES", "arxiv:2303.1", "technique:b"),
    edge("USES", "arxiv:2304.1", "technique:b"),
    edge("USES", "arxiv:2304.1", "technique:c"),
    edge("USES", "arxiv:2303.1", "technique:d"),
    edge("USES", "title:gone", "technique:d"),
    edge("USES", "arxiv:2304.1", "technique:young"),
    edge("USES", "title:gone", "method:gone"),
    edge("CITES", "arxiv:2302.1", "arxiv:2301.1", 0.9, via="technique:a"),
    related("arxiv:2301.1", "arxiv:2302.1", 0.5, "technique:a"),
    broader("technique:c", "technique:b"),
]
NEW_NODES = [
    *(node for node in OLD_NODES if node.id not in ("title:five", "title:gone", "method:gone", "arxiv:2304.1")),
    paper("arxiv:2304.1", "Four, revised", published="2023-04-05", venue="ICML"),
    paper("arxiv:2305.1", "Five", published="2023-05-05"),
    paper("arxiv:2306.1", "Six", published="2023-06-05"),
    paper("arxiv:2307.1", "Seven", published="2023-07"),
    concept("method:fresh", "Fresh"),
]
NEW_EDGES = [
    *(e for e in OLD_EDGES if e.source not in ("title:gone", "arxiv:2301.1") and e.type != "CITES"),
    edge("USES", "arxiv:2301.1", "technique:a", 0.8),  # changed
    edge("CITES", "arxiv:2302.1", "arxiv:2301.1", 0.9, via="reference"),  # changed
    related("arxiv:2301.1", "arxiv:2302.1", 0.502, "technique:a"),  # so little is no change
    edge("USES", "arxiv:2306.1", "technique:a"),
    edge("USES", "arxiv:2306.1", "technique:b"),  # with alpha for the first time
    edge("USES", "arxiv:2306.1", "technique:c"),  # with alpha: not new; with beta: in 2304.1 already
    edge("USES", "arxiv:2306.1", "technique:d"),  # first with alpha and gamma; the latter is nearly its name
    edge("USES", "arxiv:2306.1", "technique:young"),  # one paper before: too young
    edge("INTRODUCES", "arxiv:2306.1", "method:fresh"),
    edge("COMPARES_WITH", "arxiv:2307.1", "method:fresh"),
]


@contextmanager
def held(nodes: list[Node], edges: list[Edge]) -> Iterator[View]:
    with kg.open("memory:") as store:
        with store.writer() as writer:
            writer.add_nodes(nodes)
            writer.add_edges(edges)
        yield store.view()


def test_diff_counts_what_changed_alike_on_every_store(keep: Keeper) -> None:
    with held(OLD_NODES, OLD_EDGES) as old:
        found = diff(old, keep(NEW_NODES, NEW_EDGES).view())
    assert found.papers == {"added": 2, "removed": 1, "changed": 1, "renamed": 1}
    assert [(p.id, p.title, p.date) for p in found.added_papers] == [
        ("arxiv:2307.1", "Seven", "2023-07"),
        ("arxiv:2306.1", "Six", "2023-06-05"),
    ]
    assert [p.id for p in found.removed_papers] == ["title:gone"]
    assert [(p.id, p.note) for p in found.changed_papers] == [("arxiv:2304.1", "title, venue")]
    assert [(p.id, p.note) for p in found.renamed_papers] == [("arxiv:2305.1", "was title:five")]
    assert {label: counts for label, counts in found.concepts.items() if any(counts.values())} == {
        "Method": {"added": 1, "removed": 1, "grew": 0, "shrank": 0},
        "Technique": {"added": 0, "removed": 0, "grew": 4, "shrank": 0},
    }
    assert [(c.id, c.papers, c.before) for c in found.added_concepts] == [("method:fresh", 2, 0)]
    assert [(c.id, c.papers, c.before) for c in found.removed_concepts] == [("method:gone", 0, 1)]
    assert [(c.name, c.papers, c.before) for c in found.grown_concepts] == [
        ("alpha", 3, 2),
        ("beta", 3, 2),
        ("gamma", 3, 2),
        ("young", 2, 1),
    ]
    assert {type: counts for type, counts in found.edges.items() if any(counts.values())} == {
        "INTRODUCES": {"added": 1, "removed": 0, "changed": 0},
        "USES": {"added": 5, "removed": 2, "changed": 1},
        "COMPARES_WITH": {"added": 1, "removed": 0, "changed": 0},
        "CITES": {"added": 0, "removed": 0, "changed": 1},
    }
    assert found.combined == 3  # alpha with beta and gamma ray, gamma with gamma ray
    assert not found.empty


def test_first_combinations_are_of_known_concepts_that_are_not_nearly_one() -> None:
    with held(OLD_NODES, OLD_EDGES) as old, held(NEW_NODES, NEW_EDGES) as later:
        found = diff(old, later)
    assert [(c.a_name, c.b_name, c.a_papers, c.b_papers, c.titles) for c in found.combinations] == [
        ("alpha", "beta", 2, 2, ["Six"]),
        ("alpha", "gamma ray", 2, 2, ["Six"]),
    ]
    assert found.combinations[0].expected == pytest.approx(2 * 2 / 6, abs=0.01)


def test_equal_graphs_do_not_differ(keep: Keeper) -> None:
    with held(OLD_NODES, OLD_EDGES) as old:
        assert diff(old, keep(OLD_NODES, OLD_EDGES).view()).empty


def test_from_nothing_and_to_nothing() -> None:
    with held([], []) as empty, held(OLD_NODES, OLD_EDGES) as full:
        grown, gone = diff(empty, full), diff(full, empty)
        assert diff(empty, empty).empty
    assert (grown.papers["added"], grown.combined, gone.papers["removed"]) == (6, 0, 6)
    assert sum(counts["added"] for counts in grown.edges.values()) == len(OLD_EDGES)
    assert sum(counts["removed"] for counts in gone.edges.values()) == len(OLD_EDGES)


def test_limit_cuts_lists_and_no_counts() -> None:
    with held([], []) as empty, held(OLD_NODES, OLD_EDGES) as full:
        found = diff(empty, full, limit=2)
    assert (found.papers["added"], [p.id for p in found.added_papers]) == (6, ["arxiv:2304.1", "arxiv:2303.1"])


def test_new_since_a_date_alike_on_every_store(keep: Keeper) -> None:
    nodes = [*NEW_NODES, paper("title:undated", "Undated")]
    edges = [*NEW_EDGES, edge("USES", "title:undated", "technique:a")]
    found = new(keep(nodes, edges).view(), "2023-06")
    assert (found.count, found.earlier, found.undated) == (2, 6, 1)
    assert [p.id for p in found.papers] == ["arxiv:2307.1", "arxiv:2306.1"]
    assert (found.first_seen, [(c.id, c.papers) for c in found.concepts]) == (1, [("method:fresh", 2)])
    # One paper named gamma ray before: Gone is not in this graph.
    assert [(c.a_name, c.b_name, c.a_papers) for c in found.combinations] == [("alpha", "beta", 3)]


def test_a_vague_date_counts_if_it_may_lie_after() -> None:
    with held(NEW_NODES, NEW_EDGES) as view:
        assert [p.id for p in new(view, "2023-07-20").papers] == ["arxiv:2307.1"]
        assert new(view, "2023-08").papers == []


def test_arxiv_id_tells_the_month_and_submission_another_date() -> None:
    nodes = [
        Node("Paper", "arxiv:2406.00001", {"title": "By id", "arxiv_id": "2406.00001"}),
        paper("title:x", "Submitted", published="2020-01-01", submitted="2024-07-01"),
    ]
    with held(nodes, []) as view:
        assert [p.title for p in new(view, "2024").papers] == ["By id"]
        submitted = new(view, "2024", by="submitted")
        assert ([p.title for p in submitted.papers], submitted.undated) == (["Submitted"], 1)


def test_errors() -> None:
    with held([replace(NEW_NODES[0])], []) as view:
        with pytest.raises(DateError, match="--since: 'soon' is no date; give a year"):
            new(view, "soon")
        with pytest.raises(DateError, match="--since: give a year, a month or a day"):
            new(view, "")
        with pytest.raises(UnknownName, match="no kind of date is called 'read'; nearest: published, submitted"):
            new(view, "2024", by="read")
        with pytest.raises(DateError, match="by which it was submitted: --by published may know more"):
            new(view, "2024", by="submitted")
    with held([paper("title:x")], []) as view, pytest.raises(DateError, match="no paper of this graph has a date"):
        new(view, "2024")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    folder = tmp_path_factory.mktemp("diff")
    for name, nodes, edges in (("old", OLD_NODES, OLD_EDGES), ("new", NEW_NODES, NEW_EDGES)):
        with kg.open(str(folder / f"{name}.json")) as store, store.writer() as writer:
            writer.add_nodes(nodes)
            writer.add_edges(edges)
    return str(folder / "old.json"), str(folder / "new.json")


def run(*arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == code, result.output
    return result.output


def test_diff_command(files: tuple[str, str], tmp_path: Path) -> None:
    text = run("diff", *files)
    assert "\npapers added:\n  2023-07     Seven\n  2023-06-05  Six\n" in text
    assert "\npapers renamed:\n  2023-05-05  Five  (was title:five)\n" in text
    assert "\nconcepts removed:\n  Gone method  [Method]  1 to 0 papers\n" in text
    assert "  alpha (2) + beta (2)\n      Six\n" in text
    assert run("diff", files[0], files[0]) == "no paper, concept or edge differs\n"
    assert json.loads(run("diff", *files, "--format", "json"))["papers"]["renamed"] == 1
    rows = list(csv.DictReader(io.StringIO(run("diff", *files, "--format", "csv"))))
    assert {"type": "USES", "change": "added", "count": "5"} in rows
    assert len(parse_string(run("diff", *files, "--limit", "1", "--format", "bibtex")).entries) == 2
    assert "there is no graph here" in run("diff", files[0], str(tmp_path / "none.lbug"), code=1)


def test_new_since_the_graph_begins_calls_nothing_new(tmp_path: Path) -> None:
    url = str(tmp_path / "g.json")
    with kg.open(url) as store, store.writer() as writer:
        writer.add_nodes([paper("p:1", "One", published="2023-05"), concept("method:a", "A", 1)])
        writer.add_edges([edge("USES", "p:1", "method:a")])
    assert run("new", "--since", "2023", "--graph", url) == (
        "1 paper published since 2023, 0 earlier\n"
        "the graph begins with 2023-05, so nothing it names can be called new: give a later date\n"
        "\npapers:\n  2023-05     One\n"
    )


def test_new_command(files: tuple[str, str]) -> None:
    text = run("new", "--since", "2023-06", "--graph", files[1], "--limit", "1")
    assert text.startswith("2 papers published since 2023-06, 5 earlier\n\nnew papers, 1 of 2:\n  2023-07     Seven\n")
    assert "\nknown concepts combined for the first time:\n  alpha (2) + beta (2)\n      Six\n" in text
    assert run("new", "--since", "2023-06", "--graph", files[1], "--format", "csv").splitlines() == [
        "date,paper,id",
        "2023-07,Seven,arxiv:2307.1",
        "2023-06-05,Six,arxiv:2306.1",
    ]
    markdown = run("new", "--since", "2023-06", "--graph", files[1], "--format", "markdown")
    assert markdown.startswith("1. (2023) Seven.\n2. (2023) Six.\n")
    text = run("new", "--since", "2023-07", "--graph", files[1])
    assert text.startswith("1 paper published since 2023-07, 6 earlier\n")
    assert run("new", "--since", "2030", "--graph", files[1]) == "0 papers published since 2030, 7 earlier\n"
