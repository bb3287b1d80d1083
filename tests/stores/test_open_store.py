"""Which address opens which store, and what is imported for it."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from conftest import URLS
from factory import NODES, write

import kg.stores
from kg.errors import GraphError
from kg.stores import ENDINGS, SCHEMES, open_store


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("graph.lbug", "LadybugStore"),
        ("a:b.LBUG", "LadybugStore"),
        ("graph.json", "NetworkxStore"),
        ("x.y/graph.GraphML", "NetworkxStore"),
        ("memory:", "NetworkxStore"),
        ("memory.json", "NetworkxStore"),
    ],
)
def test_the_address_tells_the_store(url: str, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with open_store(url) as store:
        assert type(store).__name__ == kind
        assert store.url == url


def test_a_ladybug_file_may_have_any_name(tmp_path: Path) -> None:
    with open_store(str(tmp_path / "a.lbug")) as store:
        write(store, NODES)
    (tmp_path / "a.lbug").rename(tmp_path / "mygraph")
    with open_store(str(tmp_path / "mygraph")) as store:
        assert len(list(store.view().nodes())) == len(NODES)


@pytest.mark.parametrize("url", ["graph.txt", "graph", "", "memory", "/tmp"])
def test_an_address_of_no_known_kind_names_the_choices(url: str) -> None:
    with pytest.raises(GraphError) as error:
        open_store(url)
    assert str(error.value) == (
        f"{url}: the address does not tell what kind of graph it is; use a file NAME.lbug (LadybugDB), NAME.json or "
        "NAME.graphml (networkx), memory:, or neo4j://HOST:PORT"
    )


def test_an_unknown_scheme() -> None:
    with pytest.raises(GraphError, match="no store is called redis; use a file"):
        open_store("redis://localhost/x.json")


@pytest.mark.parametrize("name", ["graph.lbug", "graph.json", "graph.graphml"])
def test_a_graph_that_must_exist(name: str, tmp_path: Path) -> None:
    url = str(tmp_path / name)
    with pytest.raises(GraphError) as error:
        open_store(url, must_exist=True)
    assert str(error.value) == (
        f"{url}: there is no graph here; name another with --graph or KG_GRAPH, or make it with: "
        f"kg build ... --graph {url}"
    )
    open_store(url, must_exist=False).close()
    assert not Path(url).exists()


def test_graphs_beside_a_missing_one_are_offered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("b.lbug", "a.lbug", "c.txt"):
        Path(name).touch()
    with pytest.raises(GraphError, match=r"--graph or KG_GRAPH \(there is a\.lbug, b\.lbug\), or make it with: "):
        open_store("graph.lbug", must_exist=True)


@pytest.mark.parametrize("ending", [".lbug", ".json"])
def test_a_name_that_is_too_long_is_an_error(ending: str) -> None:
    with pytest.raises(GraphError, match="cannot be read: File name too long"):
        open_store("x" * 300 + ending, must_exist=True)


def test_memory_always_exists() -> None:
    open_store("memory:", must_exist=True).close()


def test_every_available_backend_can_be_imported_and_is_tested() -> None:
    for location in {*ENDINGS.values(), *SCHEMES.values()}:
        module, _, name = location.partition(":")
        assert issubclass(getattr(import_module(module), name), kg.stores.Store)
    assert {Path(url).suffix for url in URLS.values()} - {""} == set(ENDINGS)
    assert {url for url in URLS.values() if url.endswith(":")} <= {f"{scheme}:" for scheme in SCHEMES}


@pytest.mark.parametrize(
    ("statement", "absent"),
    [
        ("import kg.stores", ["ladybug", "pyarrow", "networkx", "neo4j"]),
        ("from kg.stores import open_store; open_store('memory:')", ["ladybug", "pyarrow", "neo4j"]),
        ("from kg.stores import open_store; open_store('x.lbug')", ["networkx"]),
    ],
)
def test_only_what_an_address_needs_is_imported(statement: str, absent: list[str]) -> None:
    code = f"{statement}\nimport sys; print(sorted(set({absent}) & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout == "[]\n"
