"""Every named query gives equal rows on LadybugDB, networkx and Neo4j."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from neo4j_service import Service

import kg
import queries
from kg.stores import Store, open_store
from kg.transfer import pull, push

#: Values for parameters without a default; they must find something in the bundled examples.
PARAMETERS = {
    "narrower": ["concept=quantization"],
    "often-together": ["concept=LoRA"],
    "papers-using": ["concept=LoRA"],
    "path-between": ["a=method:lora", "b=dataset:imagenet"],
    "related-papers": ["paper=FlashAttention"],
}


@pytest.fixture(scope="module")
def stores(
    neo4j_server: Service, example_graph: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[Store]]:
    """The example graph in three stores."""
    with neo4j_server.exclusive():
        neo4j_server.wipe()
        other = str(tmp_path_factory.mktemp("networkx") / "graph.json")
        with kg.open(example_graph) as ladybug, open_store(neo4j_server.uri) as neo4j, open_store(other) as networkx:
            push(ladybug.view(), neo4j_server.uri)
            pull(neo4j_server.uri, networkx)
            yield [ladybug, networkx, neo4j]


@pytest.mark.parametrize("name", [query.name for query in queries.catalogue()])
def test_equal_rows(stores: list[Store], name: str, record_property: pytest.RecordProperty) -> None:
    answers = [queries.ask(store, name, PARAMETERS.get(name, [])) for store in stores]
    record_property("rows", [len(answer.rows) for answer in answers])
    assert answers[0].rows, "a query that finds nothing shows nothing"
    for answer in answers[1:]:
        assert answer.columns == answers[0].columns
        assert answer.rows == answers[0].rows


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("dataset:imagenet", "dataset:imagenet"),
        ("arxiv:1412.6980", "arxiv:1706.03762"),
    ],
)
def test_paths_are_equal_where_there_are_none_or_several(stores: list[Store], a: str, b: str) -> None:
    answers = [queries.ask(store, "path-between", [f"a={a}", f"b={b}"]).rows for store in stores]
    assert answers[0] == answers[1] == answers[2]


def test_a_file_with_two_dialects() -> None:
    text = "// question: Q?\n// example: kg query q\nRETURN 1\n// a comment\nLIMIT 1\n// neo4j:\n// why\nRETURN 2\n"
    query = queries.parse("q", text)
    assert (query.statement("ladybug"), query.statement("neo4j")) == ("RETURN 1\nLIMIT 1", "RETURN 2")
    same = queries.parse("q", "// question: Q?\nRETURN 1\n")
    assert same.statement("neo4j") == same.statement("ladybug") == "RETURN 1"


def test_the_package_holds_the_files(tmp_path: Path) -> None:
    assert all(query.question and query.example for query in queries.catalogue())
