"""kg why: the rule behind a merge, the quotes behind an edge, the chain behind a distant link."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from kg import curation
from kg.cli import main
from kg.decisions import Decision
from kg.errors import UnknownName
from kg.pipeline import build
from kg.stores import Store, open_store
from kg.why import Why, why

RECORDS = [
    {
        "title": "ZibraNet: compressing what is kept",
        "abstract": "We propose ZibraNet for KV cache compression on NVIDIA A100 GPUs. "
        "It combines network pruning with knowledge distillation.",
        "arxiv_id": "2401.00001",
    },
    {
        "title": "Pruning again",
        "abstract": "We study network pruning, which outperforms ZibraNet. "
        "Compression of KV caches is hard on the A100.",
        "doi": "10.1000/182",
        "references": ["2401.00001"],
    },
    {"title": "pruning again!", "abstract": "We study network pruning.", "doi": "10.1000/182"},
    {"title": "Frob: a rewriting of LLaMA-2", "abstract": "We fine-tune LLaMA-2-7B with network pruning."},
]


@pytest.fixture(scope="module", params=["memory:", "graph.lbug"])
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("why")
    source = folder / "papers.jsonl"
    source.write_text("".join(json.dumps(record) + "\n" for record in RECORDS), encoding="utf-8")
    url = request.param if request.param == "memory:" else str(folder / request.param)
    with open_store(url) as opened:
        build([str(source)], opened)
        yield opened


def rules(found: Why) -> list[str]:
    return [reason.rule for reason in found.reasons]


@pytest.mark.parametrize(
    ("a", "b", "id", "expected"),
    [
        ("KV cache compression", "technique:kv-cache-compression", "technique:kv-cache-compression", {"identical"}),
        ("KV-cache compressions", "KV cache compression", "technique:kv-cache-compression", {"spelling", "identical"}),
        (
            "compression of KV caches",
            "KV cache compression",
            "technique:kv-cache-compression",
            {"word order", "identical"},
        ),
        ("A100 GPUs", "NVIDIA A100", "hardware:nvidia-a100", {"vendor", "kind", "identical"}),
        ("LLaMA-2-7B", "LLaMA-2", "method:llama-2", {"size", "identical"}),
        ("network pruning", "pruning", "technique:pruning", {"vocabulary", "identical"}),
    ],
)
def test_names_of_one_concept_say_which_rule_joins_them(
    store: Store, a: str, b: str, id: str, expected: set[str]
) -> None:
    found = why(store, a, b)
    assert found.a.id == found.b.id == id
    assert set(rules(found)) == expected
    assert not found.links
    assert found.connection is None
    assert any(f"“{a}”" in reason.said for reason in found.reasons)


def test_spelling_says_what_differs(store: Store) -> None:
    said = {
        text: why(store, text, "KV cache compression").reasons[0].said.partition("differ only in ")[2]
        for text in ("KV Cache Compression", "kv-cache compression", "KV cache compressions")
    }
    assert said == {
        "KV Cache Compression": "case",
        "kv-cache compression": "hyphens, spaces and case",
        "KV cache compressions": "singular and plural",
    }


def test_a_decision_is_a_reason(tmp_path: Path) -> None:
    source = tmp_path / "papers.jsonl"
    source.write_text(json.dumps(RECORDS[0]), encoding="utf-8")
    with open_store("memory:") as store:
        build([str(source)], store)
        curation.merge(store, "pruning", ["KV cache compression"], reason="for the test", date="2026-01-31")
        (reason,) = [r for r in why(store, "KV cache compression", "pruning").reasons if r.rule == "decision"]
        assert reason.said == (
            "decision 1 of 2026-01-31 merges technique:kv-cache-compression into technique:pruning: for the test"
        )


def test_merges_one_behind_the_other_are_told_one_behind_the_other(tmp_path: Path) -> None:
    source = tmp_path / "papers.jsonl"
    source.write_text(json.dumps(RECORDS[0]), encoding="utf-8")
    with open_store("memory:") as store:
        build([str(source)], store)
        curation.merge(store, "pruning", ["KV cache compression"], date="2026-01-31")
        curation.adopt(
            store, [Decision(0, "merge", "technique:model-compression", ("technique:pruning",), "2026-02-01")]
        )
        told = why(store, "KV cache compression", "technique:model-compression").reasons
        assert [reason.said for reason in told if reason.rule == "decision"] == [
            "decision 1 of 2026-01-31 merges technique:kv-cache-compression into technique:pruning",
            "decision 2 of 2026-02-01 merges technique:pruning into technique:model-compression",
        ]


def test_a_kind_by_the_vocabulary_names_what_was_merged(tmp_path: Path) -> None:
    source = tmp_path / "papers.jsonl"
    record = {"title": "Two ways", "abstract": "We use structured pruning and data augmentation of images."}
    source.write_text(json.dumps(record), encoding="utf-8")
    with open_store("memory:") as store:
        build([str(source)], store)
        curation.merge(store, "data augmentation", ["structured pruning"], date="2026-01-31")
        (link,) = why(store, "data augmentation", "technique:pruning").links
        assert [reason.said for reason in link.reasons] == [
            "the vocabulary says that structured pruning is a kind of pruning",
            "decision 1 of 2026-01-31 merges technique:structured-pruning into technique:data-augmentation",
        ]


def test_records_of_one_paper_say_what_they_have_in_common(store: Store) -> None:
    found = why(store, "Pruning again", "10.1000/182")
    assert found.a.label == "Paper"
    assert rules(found) == ["doi"]
    assert "both have the DOI 10.1000/182" in found.reasons[0].said


def test_an_edge_is_explained_by_its_quotes(store: Store) -> None:
    found = why(store, "ZibraNet: compressing what is kept", "pruning")
    assert [link.edge.type for link in found.links] == ["USES"]
    assert found.links[0].edge.properties["evidence"] == ["It combines network pruning with knowledge distillation."]


def test_edges_without_quotes_are_explained(store: Store) -> None:
    found = why(store, "ZibraNet: compressing what is kept", "Pruning again")
    assert [link.edge.type for link in found.links] == ["CITES", "RELATED_TO"]
    cites, related = found.links
    assert [reason.rule for reason in cites.reasons] == ["reference"]
    shared = {reason.said.split(" (")[0]: reason.quotes for reason in related.reasons}
    assert shared["both name KV cache compression"] == (
        "We propose ZibraNet for KV cache compression on NVIDIA A100 GPUs.",
        "Compression of KV caches is hard on the A100.",
    )


def test_a_broader_concept_is_explained(store: Store) -> None:
    edge = next(e for e in store.view().edges("BROADER") if e.properties["source"] == "lexicon")
    (link,) = why(store, edge.source, edge.target).links
    assert link.reasons[0].rule == "vocabulary"


def test_without_an_edge_the_strongest_path_is_told(store: Store) -> None:
    found = why(store, "LLaMA-2", "ZibraNet")
    assert not found.links
    assert found.connection is not None
    (path,) = found.connection.paths
    assert {path.nodes[0].id, path.nodes[-1].id} == {"method:llama-2", found.b.id}


def test_unknown_names_offer_the_nearest(store: Store) -> None:
    with pytest.raises(UnknownName, match="no paper or concept is called 'ZibraNot'; nearest: ZibraNet"):
        why(store, "ZibraNot", "pruning")


def test_the_command(tmp_path: Path) -> None:
    source, graph = tmp_path / "papers.jsonl", str(tmp_path / "g.lbug")
    source.write_text("".join(json.dumps(record) + "\n" for record in RECORDS), encoding="utf-8")
    run = CliRunner().invoke
    run(main, ["build", str(source), "--graph", graph])
    text = run(main, ["why", "A100", "NVIDIA A100 GPU", "--graph", graph])
    assert text.exit_code == 0, text.output
    assert text.output.startswith("both are hardware:nvidia-a100 (NVIDIA A100)\n")
    told = json.loads(run(main, ["why", "LLaMA-2", "pruning", "--json", "--graph", graph]).output)
    assert (told["same"], told["a"], told["b"]) == (False, "method:llama-2", "technique:pruning")
    wrong = run(main, ["why", "nothing here", "pruning", "--graph", graph])
    assert wrong.exit_code == 1
    assert wrong.output.startswith("Error: no paper or concept is called 'nothing here'")
