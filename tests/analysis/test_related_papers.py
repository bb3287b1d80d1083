"""Related papers: the closest to one are those of RELATED_TO, several count together, and every reason is told."""

from __future__ import annotations

import json
import math

import pytest
from click.testing import CliRunner
from graphs import Keeper, concept, edge, paper

import kg
from kg.analysis import related
from kg.cli import main
from kg.errors import QuestionError, UnknownName
from kg.stores.base import View

# Ten papers; "rare" is named by two, "common" by three, "own" by one. All use what they name, surely.
NODES = [
    *(paper(f"arxiv:{n}", f"Paper {n}") for n in range(10)),
    concept("technique:rare", "rare", 2),
    concept("technique:common", "common", 3),
    concept("method:own", "Own", 2),
    concept("method:twice", "Twice", 2),
    concept("dataset:set", "Set", 2),
]
EDGES = [
    edge("USES", "arxiv:0", "technique:rare", quote="rare in 0"),
    edge("USES", "arxiv:0", "technique:common"),
    edge("USES", "arxiv:1", "technique:rare", quote="rare in 1"),
    edge("USES", "arxiv:2", "technique:common"),
    edge("USES", "arxiv:3", "technique:common"),
    edge("INTRODUCES", "arxiv:4", "method:own"),
    edge("USES", "arxiv:5", "method:own", 0.5, "Own in 5"),
    edge("INTRODUCES", "arxiv:6", "method:twice"),
    edge("INTRODUCES", "arxiv:7", "method:twice"),
    edge("EVALUATED_ON", "arxiv:2", "dataset:set"),
    edge("EVALUATED_ON", "arxiv:8", "dataset:set"),
    edge("CITES", "arxiv:9", "arxiv:0", 1.0, via="reference"),
]
RARE, COMMON = math.log(1 + 9 / 2), math.log(1 + 9 / 3)  # of the nine papers that name anything
LENGTH = math.hypot(RARE, COMMON)


def test_one_paper_alike_on_every_store(keep: Keeper) -> None:
    found = related(keep(NODES, EDGES).view(), "Paper 0")
    set_ = 0.6 * RARE  # as rare as "rare", but only evaluated on
    assert [(one.paper.id, one.score) for one in found.papers] == [
        ("arxiv:1", pytest.approx(RARE / LENGTH, abs=1e-4)),
        ("arxiv:3", pytest.approx(COMMON / LENGTH, abs=1e-4)),
        ("arxiv:2", pytest.approx(COMMON / LENGTH * COMMON / math.hypot(COMMON, set_), abs=1e-4)),
        ("arxiv:9", 0.2),
    ]
    first, *_, last = found.papers
    assert [(s.name, s.roles, s.given, s.quotes) for s in first.shared] == [
        ("rare", ("uses",), ("arxiv:0",), ("rare in 1",))
    ]
    assert (last.shared, last.cites, last.cited_by) == ((), ("arxiv:0",), ())


def test_a_citation_adds_as_independent_evidence(keep: Keeper) -> None:
    edges = [*EDGES, edge("CITES", "arxiv:0", "arxiv:1", 0.5)]
    found = related(keep(NODES, edges).view(), "Paper 0", limit=1)
    assert found.papers[0].score == pytest.approx(1 - (1 - RARE / LENGTH) * (1 - 0.2 * 0.5), abs=1e-4)
    assert found.papers[0].cited_by == ("arxiv:0",)


@pytest.fixture(scope="module")
def view() -> View:
    store = kg.open("memory:")
    with store.writer() as writer:
        writer.add_nodes(NODES)
        writer.add_edges(EDGES)
    return store.view()


def test_several_papers_count_together_and_are_left_out(view: View) -> None:
    found = related(view, "Paper 1", "arxiv:3", "Paper 1")
    assert [node.id for node in found.given] == ["arxiv:1", "arxiv:3"]
    best = found.papers[0]
    assert best.paper.id == "arxiv:0"  # the only one close to both
    assert best.closeness == {
        "arxiv:1": pytest.approx(RARE / LENGTH, abs=1e-4),
        "arxiv:3": pytest.approx(COMMON / LENGTH, abs=1e-4),
    }
    assert best.score == pytest.approx((RARE + COMMON) / LENGTH / 2, abs=1e-4)
    assert [(s.name, s.given) for s in best.shared] == [("rare", ("arxiv:1",)), ("common", ("arxiv:3",))]
    assert not {"arxiv:1", "arxiv:3"} & {one.paper.id for one in found.papers}


def test_a_paper_may_be_named_by_what_it_introduces(view: View) -> None:
    assert [one.paper.id for one in related(view, "own").papers] == ["arxiv:5"]
    with pytest.raises(UnknownName) as caught:
        related(view, "Twice")
    assert str(caught.value).splitlines() == [
        "Twice (method:twice) is introduced by 2 papers; give one of them:",
        "  Paper 6 (arxiv:6)",
        "  Paper 7 (arxiv:7)",
    ]
    with pytest.raises(UnknownName) as caught:
        related(view, "Set")
    assert str(caught.value).splitlines() == [
        "Set (dataset:set) is introduced by no paper; these name it:",
        "  Paper 2 (arxiv:2)",
        "  Paper 8 (arxiv:8)",
    ]
    with pytest.raises(UnknownName, match="no paper or concept is called 'Papr 1'; nearest: Paper 1"):
        related(view, "Papr 1")
    with pytest.raises(QuestionError, match="give at least one paper"):
        related(view)


def test_scores_are_those_of_related_to(example_graph: str) -> None:
    with kg.open(example_graph) as store:
        view = store.view()
        checked = 0
        for e in list(view.edges("RELATED_TO"))[::4]:
            if not any(
                c.type == "CITES" and {c.source, c.target} == {e.source, e.target} for c in view.edges_of(e.source)
            ):
                closeness = {one.paper.id: one for one in related(view, e.source, limit=60).papers}
                assert closeness[e.target].score == pytest.approx(e.properties["score"], abs=2e-4)
                names = [shared.id for shared in closeness[e.target].shared]
                assert names == e.properties["shared"][: len(names)]
                checked += 1
    assert checked >= 10


def test_command(example_graph: str) -> None:
    arguments = ["related", "FlashAttention", "--limit", "2", "--graph", example_graph]
    data = json.loads(CliRunner().invoke(main, [*arguments, "--format", "json"]).output)
    text = CliRunner().invoke(main, arguments).output
    assert text.startswith("closest to FlashAttention: Fast and Memory-Efficient Exact Attention with IO-Awareness:\n")
    for number, one in enumerate(data["papers"], 1):
        assert f"\n{number}. {one['title']}" in text
        assert f"   {one['score']:.2f}  shares {one['shared'][0]['name']} (" in text
        assert f"“{one['shared'][0]['quotes'][0]}”" in text
    lines = CliRunner().invoke(main, [*arguments, "--format", "csv"]).output.splitlines()
    assert lines[0] == "score,paper,date,id,shared,quote"
    assert len(lines) == 3
    alone = CliRunner().invoke(main, ["related", "none", "--graph", example_graph])
    assert (alone.exit_code, alone.output.count("\n")) == (1, 1)
