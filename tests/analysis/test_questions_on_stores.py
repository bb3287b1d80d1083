"""Every question has the same answer on LadybugDB, networkx and Neo4j."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from neo4j_service import Service

import kg
import queries
from kg.analysis import (
    central,
    communities,
    compare,
    digest,
    gaps,
    holdout,
    lineage,
    matrix,
    new,
    paths,
    related,
    top,
    trends,
    with_narrower,
)
from kg.analysis.namings import load
from kg.stores import Store, open_store
from kg.stores.base import View
from kg.transfer import pull, push

QUESTIONS: dict[str, Callable[[View], Any]] = {
    "top": lambda view: top(view, "technique", ["papers", "growth", "centrality"]),
    "top, narrower": lambda view: top(view, "hardware", narrower=True, since="2019"),
    "matrix": lambda view: matrix(view, "technique", "hardware", narrower=True),
    "matrix, roles": lambda view: matrix(view, "method", "dataset", roles=["introduces", "evaluated_on"]),
    "gaps": lambda view: gaps(view, "method", "technique", least=2),
    "hold-out": lambda view: holdout(view, "method", "technique", least=2, repetitions=2),
    "trends": lambda view: trends(view, least=2, sure=1.0),
    "communities": communities,
    "communities of concepts": lambda view: communities(view, "concepts", resolution=1.5),
    "central": central,
    "paths": lambda view: paths(view, "LoRA", "KV cache", k=6),
    "related": lambda view: related(view, "FlashAttention", "LoRA"),
    "lineage": lambda view: lineage(view, "FlashAttention", depth=3),
    "compare": lambda view: compare(view, "FlashAttention-2", "FlashAttention-3", "Mamba"),
    "compare, narrower": lambda view: compare(view, "quantization", "pruning", narrower=True),
    "new": lambda view: new(view, "2023"),
    "digest": lambda view: digest(view, "KV cache", narrower=True),
    "digest of a community": lambda view: digest(view, community=2),
    "narrower": lambda view: with_narrower(view, "technique:quantization"),
}


@pytest.fixture(scope="module")
def views(neo4j_server: Service, example_graph: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[View]]:
    """The example graph in three stores."""
    with neo4j_server.exclusive():
        neo4j_server.wipe()
        other = str(tmp_path_factory.mktemp("networkx") / "graph.json")
        with kg.open(example_graph) as ladybug, open_store(neo4j_server.uri) as neo4j, open_store(other) as networkx:
            push(ladybug.view(), neo4j_server.uri)
            pull(neo4j_server.uri, networkx)
            yield [store.view() for store in (ladybug, networkx, neo4j)]


@pytest.mark.parametrize("name", QUESTIONS)
def test_equal_answers(views: list[View], name: str) -> None:
    answers = [QUESTIONS[name](view) for view in views]
    for answer in answers[1:]:
        assert answer == answers[0]


def test_the_answers_are_not_empty(example_graph: str) -> None:
    with kg.open(example_graph) as store:
        view = store.view()
        assert len(load(view).papers) == 60
        assert top(view, "technique").concepts
        assert matrix(view, "technique", "hardware").cells
        assert matrix(view, "method", "dataset", roles=["introduces", "evaluated_on"]).cells
        assert gaps(view, "method", "technique", least=2).gaps
        assert trends(view, least=2, sure=1.0).trends
        assert communities(view).communities
        assert communities(view, "concepts").communities
        assert central(view).concepts
        assert central(view).papers


# Concepts as parameters of named queries


@pytest.fixture
def store(example_graph: str) -> Iterator[Store]:
    with kg.open(example_graph) as store:
        yield store


def test_a_query_finds_its_concept_however_it_is_written(store: Store) -> None:
    rows = queries.ask(store, "papers-using", ["concept=method:lora"]).rows
    assert rows
    for name in ("LoRA", "lora", "low-rank adaptation"):
        assert queries.ask(store, "papers-using", [f"concept={name}"]).rows == rows


def test_a_query_takes_narrower_concepts_along(store: Store) -> None:
    narrow = {row[0] for row in queries.ask(store, "narrower", ["concept=quantization"]).rows}
    assert narrow
    alone = queries.ask(store, "papers-using", ["concept=quantization"])
    wide = queries.ask(store, "papers-using", ["concept=quantization"], narrower=True)
    name = alone.columns.index("concept")
    assert {row[name] for row in alone.rows} == {"quantization"}
    assert {row[name] for row in wide.rows} > {"quantization"}
    assert {row[name] for row in wide.rows} <= narrow | {"quantization"}
    assert len(wide.rows) > len(alone.rows)


@pytest.mark.parametrize(
    ("question", "params", "message"),
    [
        (
            "papers-using",
            ["concept=qantization"],
            "no paper or concept is called 'qantization'; nearest: quantization (",
        ),
        ("method-dataset", ["dataset=LoRA"], "'LoRA' is a method (method:lora), not a dataset; nearest: "),
        (
            "baselines",
            [],
            "baselines asks for no concept, so that --narrower means nothing; these do: method-dataset, ",
        ),
        ("MATCH (n) RETURN n", [], "--narrower is for named queries; in Cypher, follow BROADER: "),
    ],
)
def test_what_a_query_cannot_take(store: Store, question: str, params: list[str], message: str) -> None:
    with pytest.raises(kg.errors.PaperkgError) as caught:
        queries.ask(store, question, params, narrower=True)
    assert str(caught.value).startswith(message)
