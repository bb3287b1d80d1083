"""A person decides: merge, split, rename, hide, undo, remove; kept over rebuilds, the same on every store."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from kg import curation, decisions
from kg.cli import main
from kg.decisions import Decision, DecisionError
from kg.errors import UnknownName
from kg.model import Edge, Node
from kg.pipeline import build
from kg.search import find
from kg.stores import Store, open_store

DATE = "2026-01-31"
RECORDS = {
    "a": [
        {
            "title": "ZibraNet: fast serving",
            "abstract": "We propose ZibraNet, a serving system with KV caching and pruning. ZibraNet needs a GPU.",
            "arxiv_id": "2401.00001",
            "published": "2024-01-01",
        },
        {
            "title": "Pruning for everyone",
            "abstract": "Network pruning removes weights. It outperforms ZibraNet on ImageNet and CIFAR-10.",
            "arxiv_id": "2402.00002",
            "published": "2024-02-01",
        },
    ],
    "b": [
        {
            "title": "Quill: quantization on FPGAs",
            "abstract": "We propose Quill. Quill uses quantization and pruning, and outperforms ZibraNet on ImageNet.",
            "arxiv_id": "2403.00003",
            "published": "2024-03-01",
        }
    ],
}


@pytest.fixture
def sources(tmp_path: Path) -> dict[str, str]:
    paths = {}
    for name, records in RECORDS.items():
        path = tmp_path / f"{name}.jsonl"
        path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
        paths[name] = str(path)
    return paths


@pytest.fixture(params=["graph.lbug", "graph.json", "memory:"])
def store(request: pytest.FixtureRequest, tmp_path: Path, sources: dict[str, str]) -> Iterator[Store]:
    url = request.param if request.param == "memory:" else str(tmp_path / request.param)
    with open_store(url) as opened:
        build(sources.values(), opened)
        yield opened


def content(store: Store) -> tuple[list[Node], list[Edge]]:
    view = store.view()
    return list(view.nodes()), list(view.edges())


def namers(store: Store, id: str) -> set[str]:
    return {edge.source for edge in store.view().edges_of(id) if edge.type not in ("BROADER", "CITES")}


def test_merged_concepts_are_one_node_with_all_their_papers(store: Store) -> None:
    papers = namers(store, "technique:pruning") | namers(store, "technique:quantization")
    outcome = curation.merge(store, "pruning", ["quantization"], reason="both make models small", date=DATE)
    assert outcome.decisions == (
        Decision(1, "merge", "technique:pruning", ("technique:quantization",), DATE, "both make models small"),
    )
    view = store.view()
    assert view.node("technique:quantization") is None
    assert namers(store, "technique:pruning") == papers
    merged = view.node("technique:pruning")
    assert merged is not None
    assert merged.properties["papers"] == len(papers)
    assert find(view, "quantization").id == "technique:pruning"


def test_a_decision_holds_for_papers_that_come_later(store: Store, sources: dict[str, str], tmp_path: Path) -> None:
    curation.merge(store, "pruning", ["quantization"], date=DATE)
    later = tmp_path / "later.jsonl"
    later.write_text(json.dumps({"title": "More", "abstract": "We apply quantization to it."}))
    build([str(later)], store)
    assert "title:more" in namers(store, "technique:pruning")
    assert [d.kind for d in curation.decisions(store)] == ["merge"]
    with open_store("memory:") as fresh:  # the order of building and deciding does not matter
        build([*sources.values(), str(later)], fresh)
        curation.merge(fresh, "pruning", ["quantization"], date=DATE)
        assert content(fresh) == content(store)


def test_undo_gives_back_the_graph_that_was(store: Store) -> None:
    before = content(store)
    curation.merge(store, "pruning", ["quantization"], date=DATE)
    curation.rename(store, "ZibraNet", "ZIBRA 1", date=DATE)
    curation.hide(store, "ImageNet", date=DATE)
    curation.split(store, "ZibraNet", ["Pruning for everyone"], date=DATE)
    assert content(store) != before
    for number in (2, 1, 4, 3):
        curation.undo(store, number)
    assert content(store) == before
    assert curation.decisions(store) == ()


def test_renamed_concept_keeps_its_id_and_is_found_by_both_names(store: Store) -> None:
    id = find(store.view(), "ZibraNet").id
    curation.rename(store, "ZibraNet", "  ZibraNet   serving ", date=DATE)
    for name in ("ZibraNet serving", "ZibraNet"):
        node = find(store.view(), name)
        assert (node.id, node.properties["name"]) == (id, "ZibraNet serving")


def test_hidden_concept_is_gone_with_its_edges_and_is_not_brought_back_as_a_broader_one(store: Store) -> None:
    curation.hide(store, "pruning", date=DATE)
    view = store.view()
    assert view.node("technique:pruning") is None
    assert not [e for e in view.edges() if "technique:pruning" in (e.source, e.target)]
    assert not [e for e in view.edges("RELATED_TO") if "technique:pruning" in e.properties["shared"]]


def test_merged_concept_passes_its_place_in_the_hierarchy_on(store: Store) -> None:
    wider = {e.target for e in store.view().edges("BROADER") if e.source == "technique:quantization"}
    assert wider
    curation.merge(store, "pruning", ["quantization"], date=DATE)
    now = {e.target for e in store.view().edges("BROADER") if e.source == "technique:pruning"}
    assert wider - {"technique:pruning"} <= now


def test_merging_a_concept_with_a_broader_one_makes_no_circle(store: Store) -> None:
    wider = min(e.target for e in store.view().edges("BROADER") if e.source == "technique:quantization")
    curation.merge(store, wider, ["quantization"], date=DATE)
    curation.merge(store, "technique:pruning", [wider], date=DATE)
    reach = {(e.source, e.target) for e in store.view().edges("BROADER")}
    assert not {(a, b) for a, b in reach if a == b or (b, a) in reach}


def test_split_by_paper_makes_a_homonym(store: Store) -> None:
    id = find(store.view(), "ZibraNet").id
    assert len(namers(store, id)) == 3
    curation.split(store, "ZibraNet", ["Pruning for everyone"], date=DATE)
    assert namers(store, id) == {"arxiv:2401.00001", "arxiv:2403.00003"}
    assert namers(store, f"{id}(arxiv-2402.00002)") == {"arxiv:2402.00002"}


def test_split_by_spelling(store: Store) -> None:
    curation.split(store, "pruning", ["network pruning"], date=DATE)
    view = store.view()
    assert namers(store, "technique:network-pruning") == {"arxiv:2402.00002"}
    own = view.node("technique:network-pruning")
    assert own is not None
    assert (own.properties["name"].lower(), own.properties["curated"]) == ("network pruning", False)
    assert "arxiv:2401.00001" in namers(store, "technique:pruning")


def test_merging_back_what_was_split(store: Store) -> None:
    papers = namers(store, "technique:pruning")
    curation.split(store, "pruning", ["network pruning"], date=DATE)
    curation.merge(store, "technique:pruning", ["technique:network-pruning"], date=DATE)
    assert namers(store, "technique:pruning") == papers


def test_decision_about_a_concept_that_is_gone_waits_for_it(store: Store, sources: dict[str, str]) -> None:
    curation.rename(store, "Quill", "Quill!", date=DATE)
    curation.remove(store, ["Quill: quantization on FPGAs"])
    assert [d.kind for d in curation.decisions(store)] == ["rename"]
    build([sources["b"]], store)
    assert find(store.view(), "Quill").properties["name"] == "Quill!"


@pytest.mark.parametrize("ending", ["json", "graphml"])
def test_removing_what_a_source_brought_leaves_the_graph_without_it(
    ending: str, tmp_path: Path, sources: dict[str, str]
) -> None:
    paths = [tmp_path / f"{name}.{ending}" for name in ("only-a", "both")]
    with open_store(str(paths[0])) as only, open_store(str(paths[1])) as both:
        build([sources["a"]], only)
        build([sources["b"]], both)
        build([sources["a"]], both)
        assert find(both.view(), "Quill")
        nodes, summary = curation.remove(both, ["quill quantization on fpgas"])
        assert [node.id for node in nodes] == ["arxiv:2403.00003"]
        assert summary.removed == 1
        assert content(both) == content(only)
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_wrong_input_is_said_and_changes_nothing(store: Store) -> None:
    before = content(store)
    with pytest.raises(UnknownName, match="no paper or concept is called 'ZebraNet'; nearest: ZibraNet"):
        curation.merge(store, "ZebraNet", ["pruning"])
    with pytest.raises(UnknownName, match=r"'Pruning for everyone' is a paper \(arxiv:2402.00002\), not a concept"):
        curation.hide(store, "Pruning for everyone")
    with pytest.raises(DecisionError, match="'pruning' and 'network pruning' are both technique:pruning already"):
        curation.merge(store, "pruning", ["network pruning"])
    with pytest.raises(DecisionError, match="no decision 7; there are: none was made"):
        curation.undo(store, 7)
    with pytest.raises(UnknownName, match="no spelling or paper of technique:pruning is called 'KV caching'"):
        curation.split(store, "pruning", ["KV caching"])
    with pytest.raises(UnknownName, match=r"no paper that names .*fpga"):
        curation.split(store, "FPGA", ["ZibraNet: fast serving"])
    with pytest.raises(UnknownName, match="no paper or concept is called 'Nothing'"):
        curation.remove(store, ["ZibraNet: fast serving", "Nothing"])
    assert content(store) == before
    curation.hide(store, "ImageNet", date=DATE)
    curation.undo(store, 1)
    curation.rename(store, "ZibraNet", "Z", date=DATE)
    with pytest.raises(DecisionError, match="that is decision 1 already"):
        curation.rename(store, "ZibraNet", "Z")


def test_decisions_as_text(store: Store) -> None:
    curation.merge(store, "pruning", ["quantization"], reason="why\tnot\nso", date=DATE)
    curation.hide(store, "ImageNet", date=DATE)
    text = decisions.dumps(curation.decisions(store))
    assert text.splitlines()[1:] == [
        f"{DATE}\tmerge\ttechnique:pruning\ttechnique:quantization\twhy not so",
        f"{DATE}\thide\tdataset:imagenet\t\t",
    ]
    after = content(store)
    curation.undo(store, 1)
    outcome = curation.adopt(store, decisions.loads(text, "file"))
    assert [d.kind for d in outcome.decisions] == ["merge"]  # the other is known
    assert content(store) == after


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("2026-01-31\tmerge\ttechnique:a", "f:1: 3 columns instead of 5"),
        ("2026-01-31\tjoin\ttechnique:a\ttechnique:b\t", "f:1: no decision is called 'join'; known: merge, split"),
        ("yesterday\thide\ttechnique:a\t\t", "f:1: hide technique:a: 'yesterday' is no date such as 2026-01-31"),
        ("2026-01-31\thide\tpruning\t\t", "f:1: hide 'pruning': an id such as technique:kv-cache is needed"),
        ("2026-01-31\tmerge\ttechnique:a\t\t", "f:1: merge technique:a: 0 values"),
        ("2026-01-31\tmerge\ttechnique:a\ttechnique:a\t", "f:1: technique:a cannot be merged with itself"),
    ],
)
def test_a_line_that_is_no_decision(line: str, message: str) -> None:
    with pytest.raises(DecisionError) as caught:
        decisions.loads(line, "f")
    assert str(caught.value).startswith(message)


def test_an_empty_graph_keeps_no_decisions(tmp_path: Path) -> None:
    with open_store(str(tmp_path / "empty.json")) as store, pytest.raises(DecisionError, match="build it first"):
        curation.adopt(store, [Decision(1, "hide", "technique:a", (), DATE)])


def test_the_commands(tmp_path: Path, sources: dict[str, str]) -> None:
    graph = str(tmp_path / "g.lbug")

    def run(*arguments: str, code: int = 0) -> str:
        result = CliRunner().invoke(main, [*arguments, "--graph", graph])
        assert result.exit_code == code, result.output
        return result.output

    CliRunner().invoke(main, ["build", *sources.values(), "--graph", graph])
    assert "nothing was decided" in run("decisions")
    assert "decision 1: merge technique:pruning technique:quantization" in run("merge", "pruning", "quantization")
    assert "decision 2: split" in run("split", "ZibraNet", "Pruning for everyone")
    assert "decision 3: rename" in run("rename", "Quill", "Quill 1", "-r", "there will be another")
    assert "decision 4: hide dataset:cifar-10" in run("hide", "cifar 10")
    file = tmp_path / "decisions.tsv"
    assert "4 decisions" in run("decisions", "--export", str(file))
    assert "undone 3: rename" in run("undo", "3")
    assert "decision 5: rename" in run("decisions", "--import", str(file))
    assert "there will be another" in run("decisions", "--format", "csv")
    assert len(json.loads(run("decisions", "--format", "json"))) == 4
    assert "removed arxiv:2403.00003" in run("remove", "quill quantization on fpgas")
    assert run("undo", "3", code=1).startswith("Error: no decision 3; there are: 1, 2, 4, 5")
    file.write_bytes(b"\xff\xfe\x00")
    assert "cannot be read" in run("decisions", "--import", str(file), code=1)
    assert "does not exist; make it first" in run("decisions", "--export", str(tmp_path / "no" / "such"), code=1)
