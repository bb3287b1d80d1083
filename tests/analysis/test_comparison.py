"""Comparison: what all share, what some share, what each has alone, and what they say of each other."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from graphs import Keeper, broader, concept, edge, paper

import kg
from kg.analysis import compare
from kg.cli import main
from kg.errors import QuestionError, UnknownName
from kg.stores.base import View

NODES = [
    paper("arxiv:1", "On A", published="2023-01"),
    paper("arxiv:2", "On B"),
    paper("arxiv:3", "Uses A"),
    paper("arxiv:4", "Only compares"),
    paper("arxiv:5", "A special A"),
    concept("method:a", "A", 3),
    concept("method:b", "B", 2),
    concept("method:a-plus", "A plus", 1),
    concept("technique:both", "both", 3),
    concept("technique:rare", "rare", 2),
    concept("technique:mine", "mine", 1),
    concept("hardware:chip", "chip", 1),
    concept("dataset:set", "set", 2),
    concept("task:work", "work", 1),
]
EDGES = [
    edge("INTRODUCES", "arxiv:1", "method:a"),
    edge("COMPARES_WITH", "arxiv:1", "method:b", 0.8, "A is better than B."),
    edge("USES", "arxiv:1", "technique:both"),
    edge("USES", "arxiv:1", "technique:rare"),
    edge("EVALUATED_ON", "arxiv:1", "dataset:set"),
    edge("INTRODUCES", "arxiv:2", "method:b"),
    edge("USES", "arxiv:2", "technique:both"),
    edge("USES", "arxiv:2", "technique:rare"),
    edge("USES", "arxiv:2", "dataset:set"),
    edge("USES", "arxiv:2", "hardware:chip"),
    edge("ADDRESSES", "arxiv:2", "task:work"),
    edge("USES", "arxiv:3", "method:a"),
    edge("USES", "arxiv:3", "technique:both"),
    edge("COMPARES_WITH", "arxiv:4", "method:a"),
    edge("USES", "arxiv:4", "technique:mine"),
    edge("USES", "arxiv:5", "method:a-plus"),
    edge("USES", "arxiv:5", "technique:mine"),
    broader("method:a-plus", "method:a"),
]


def test_methods_by_what_their_papers_name_alike_on_every_store(keep: Keeper) -> None:
    found = compare(keep(NODES, EDGES).view(), "a", "method:b")
    assert [(side.node.id, side.papers) for side in found.sides] == [("method:a", 2), ("method:b", 1)]
    assert found.sides[0].introduced == ({"id": "arxiv:1", "title": "On A", "date": "2023-01"},)
    # Two papers on A use "both", one "rare"; but rare is rarer: ln(1 + 5/2) / 2 < ln(1 + 5/3).
    assert [(row.name, row.label, row.papers, row.roles) for row in found.shared] == [
        ("both", "Technique", (2, 1), (("uses",), ("uses",))),
        ("rare", "Technique", (1, 1), (("uses",), ("uses",))),
        ("set", "Dataset", (1, 1), (("evaluated_on",), ("uses",))),
    ]
    assert found.some == ()
    assert [[row.name for row in rows] for rows in found.only] == [[], ["chip", "work"]]
    assert [(said.paper.id, said.type, said.about.id, said.quote) for said in found.said] == [
        ("arxiv:1", "COMPARES_WITH", "method:b", "A is better than B.")
    ]


@pytest.fixture(scope="module")
def view() -> View:
    store = kg.open("memory:")
    with store.writer() as writer:
        writer.add_nodes(NODES)
        writer.add_edges(EDGES)
    return store.view()


def test_papers_by_what_they_name(view: View) -> None:
    found = compare(view, "On A", "On B", "Uses A")
    assert [row.name for row in found.shared] == ["both"]
    assert [(row.name, row.sides) for row in found.some] == [
        ("B", (0, 1)),
        ("A", (0, 2)),
        ("rare", (0, 1)),
        ("set", (0, 1)),
    ]
    assert found.some[0].roles == (("compares",), ("introduces",), ())
    assert [[row.name for row in rows] for rows in found.only] == [[], ["chip", "work"], []]


def test_paper_and_method_may_be_mixed(view: View) -> None:
    alone, _ = compare(view, "Only compares", "B").only
    assert [row.name for row in alone] == ["A", "mine"]


def test_narrower_concepts_are_included_if_wanted(view: View) -> None:
    assert compare(view, "A", "B").sides[0].papers == 2
    wider = compare(view, "A", "B", narrower=True)
    assert wider.sides[0].papers == 3
    assert [row.name for row in wider.only[0]] == ["mine"]  # and A plus itself is no difference


def test_a_broader_concept_is_shared_if_wanted_but_in_no_role(view: View) -> None:
    assert "A" not in [row.name for row in compare(view, "Uses A", "A special A").shared]
    (shared,) = compare(view, "Uses A", "A special A", narrower=True).shared
    assert (shared.name, shared.papers, shared.roles) == ("A", (1, 1), (("uses",), ()))


SHARED = [
    paper("p:a", "On A"),
    paper("p:b", "On B"),
    paper("p:one", "Uses A"),
    paper("p:two", "Uses A and B", published="2024-02"),
    concept("method:a", "A", 4),
    concept("method:b", "B", 2),
    concept("technique:of-a", "of A", 1),
    concept("technique:of-b", "of B", 1),
    concept("technique:of-two", "of two", 1),
    edge("INTRODUCES", "p:a", "method:a"),
    edge("USES", "p:a", "technique:of-a"),
    edge("INTRODUCES", "p:b", "method:b"),
    edge("USES", "p:b", "method:a"),
    edge("USES", "p:b", "technique:of-b"),
    edge("USES", "p:one", "method:a"),
    edge("USES", "p:two", "method:a"),
    edge("USES", "p:two", "method:b"),
    edge("USES", "p:two", "technique:of-two"),
]


def shared_papers() -> View:
    store = kg.open("memory:")
    with store.writer() as writer:
        writer.add_nodes(SHARED[:9])
        writer.add_edges(SHARED[9:])
    return store.view()


def test_paper_that_names_both_counts_for_what_it_introduces_or_for_none() -> None:
    found = compare(shared_papers(), "A", "B")
    assert [side.papers for side in found.sides] == [2, 1]
    assert found.shared == ()
    assert [[row.name for row in rows] for rows in found.only] == [["of A"], ["of B"]]
    assert found.together == ({"id": "p:two", "title": "Uses A and B", "date": "2024-02"},)
    assert found.to_dict()["together"] == list(found.together)


def test_compared_paper_is_no_part_of_what_it_is_compared_with() -> None:
    found = compare(shared_papers(), "On B", "A")
    assert [side.papers for side in found.sides] == [1, 3]
    assert "of B" not in [row.name for row in found.shared]
    assert found.together == ()


def test_columns_of_concepts_count_papers_and_those_of_papers_tell_roles(tmp_path: Path) -> None:
    url = f"{tmp_path}/g.json"
    with kg.open(url) as store, store.writer() as writer:
        writer.add_nodes(SHARED[:9])
        writer.add_edges(SHARED[9:])
    text = CliRunner().invoke(main, ["compare", "A", "B", "--graph", url]).output
    assert re.search(r"type +concept +A: papers of 2 *\n", text)
    assert re.search(r"Technique +of A +1 *\n", text)
    assert text.endswith("left out, since they name several of these:\n  Uses A and B (2024-02)\n")
    text = CliRunner().invoke(main, ["compare", "On A", "B", "--graph", url]).output
    assert re.search(r"Technique +of A +uses *\n", text)


def test_errors(view: View) -> None:
    with pytest.raises(QuestionError, match="give two different papers or concepts to compare, not A and method:a"):
        compare(view, "A", "method:a")
    with pytest.raises(UnknownName):
        compare(view, "A", "zzzzqqq")


def test_command(tmp_path: Path) -> None:
    url = f"{tmp_path}/g.json"
    with kg.open(url) as store, store.writer() as writer:
        writer.add_nodes(NODES)
        writer.add_edges(EDGES)
    arguments = ["compare", "A", "B", "--graph", url]
    text = CliRunner().invoke(main, arguments).output
    assert text.startswith(
        "A  A\n   Method, from 2 papers\n   introduced by On A (2023-01)\nB  B\n   Method, from 1 paper\n"
    )
    assert "On A compares with B\n    “A is better than B.”\n" in text
    assert "only A" not in text
    data = json.loads(CliRunner().invoke(main, [*arguments, "--format", "json"]).output)
    assert [row["name"] for row in data["shared"]] == ["both", "rare", "set"]
    rows = list(csv.DictReader(io.StringIO(CliRunner().invoke(main, [*arguments, "--format", "csv"]).output)))
    assert rows[0] == {
        "shared by": "2",
        "type": "Technique",
        "concept": "both",
        "id": "technique:both",
        "A: papers": "2",
        "A: roles": "uses",
        "B: papers": "1",
        "B: roles": "uses",
    }
    assert len(rows) == 5
