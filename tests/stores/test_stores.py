"""What every store does, whatever keeps the graph: each test runs on all of them."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from conftest import reopened
from dialects import said
from factory import EDGES, NASTY, NODES, concept, paper, write

from kg.errors import GraphError, GraphLocked, NotAGraph, QueryError, QueryRefused, QueryTimeout
from kg.model import Edge, Node
from kg.schema import is_internal, schema
from kg.stores import Store, open_store
from kg.stores.holders import described


def public(node: Node) -> Node:
    return Node(node.label, node.id, {k: v for k, v in node.properties.items() if not is_internal(k)})


def in_order(nodes: list[Node]) -> list[Node]:
    return sorted(nodes, key=lambda node: (list(schema().nodes).index(node.label), node.id))


def edges_in_order(edges: list[Edge]) -> list[Edge]:
    return sorted(edges, key=lambda edge: (list(schema().edges).index(edge.type), edge.source, edge.target))


@pytest.fixture
def filled(store: Store) -> Store:
    write(store, NODES, EDGES)
    return store


# Reading


def test_an_empty_store_has_nothing_and_makes_no_file(store: Store) -> None:
    view = store.view()
    assert (list(view.nodes()), list(view.edges()), view.node("x"), view.edges_of("x")) == ([], [], None, [])
    assert view.node_counts() == dict.fromkeys(schema().nodes, 0)
    assert view.edge_counts() == dict.fromkeys(schema().edges, 0)
    assert store.query("MATCH (n) RETURN count(n)").rows == [[0]]
    assert store.query("MATCH (p:Paper)-[:CITES]->(q) RETURN p.title, q").rows == []
    assert store.url == "memory:" or not Path(store.url).exists()


def test_nodes_come_sorted_without_bookkeeping(shared: Store) -> None:
    assert list(shared.view().nodes()) == in_order([public(node) for node in NODES])


def test_nodes_of_one_label(shared: Store) -> None:
    assert [node.id for node in shared.view().nodes("Paper")] == ["arxiv:1", "arxiv:2", "title:c"]
    assert [node.id for node in shared.view().nodes(label="Method")] == ["method:flash", "method:lora"]


def test_nodes_with_bookkeeping(shared: Store) -> None:
    assert list(shared.view().nodes(internal=True)) == in_order(NODES)
    papers = {node.id: node.properties for node in shared.view().nodes("Paper", internal=True)}
    assert papers["arxiv:1"]["_state"] == "the bookkeeping of arxiv:1"
    assert "_state" not in papers["title:c"]


def test_a_label_or_type_that_the_schema_lacks(shared: Store) -> None:
    with pytest.raises(ValueError, match="no label 'Author'; known: Paper, Method"):
        list(shared.view().nodes("Author"))
    with pytest.raises(ValueError, match="no edge type 'LIKES'; known: INTRODUCES, USES"):
        list(shared.view().edges("LIKES"))


def test_edges(shared: Store) -> None:
    assert list(shared.view().edges()) == edges_in_order(EDGES)
    assert [edge.key for edge in shared.view().edges("USES")] == [
        ("USES", "arxiv:1", "method:flash"),
        ("USES", "arxiv:2", "method:flash"),
        ("USES", "arxiv:2", "technique:ptq"),
    ]


@pytest.mark.parametrize("label", schema().nodes)
def test_nodes_as_a_table(shared: Store, label: str) -> None:
    names = [name for name in schema().nodes[label].properties if not is_internal(name)]
    nodes = list(shared.view().nodes(label))
    expected = {name: [node.id if name == "id" else node.properties.get(name) for node in nodes] for name in names}
    assert shared.view().node_table(label, names) == expected
    assert shared.view().node_table(label) == {"id": expected["id"]}


@pytest.mark.parametrize("type", schema().edges)
def test_edges_as_a_table(shared: Store, type: str) -> None:
    names = list(schema().edges[type].properties)
    edges = list(shared.view().edges(type))
    expected = {name: [edge.properties.get(name) for edge in edges] for name in names}
    ends = {"start": [edge.source for edge in edges], "end": [edge.target for edge in edges]}
    assert shared.view().edge_table(type, names) == {**ends, **expected}
    assert shared.view().edge_table(type) == ends


def test_tables_of_an_empty_store(store: Store) -> None:
    assert store.view().node_table("Method", ["name"]) == {"id": [], "name": []}
    assert store.view().edge_table("USES", ["confidence"]) == {"start": [], "end": [], "confidence": []}


def test_a_table_of_what_the_schema_lacks(shared: Store) -> None:
    with pytest.raises(ValueError, match="no label 'Author'; known: Paper, Method"):
        shared.view().node_table("Author")
    with pytest.raises(ValueError, match="no property of Paper '_state'; known: id, title"):
        shared.view().node_table("Paper", ["_state"])
    with pytest.raises(ValueError, match="no property of USES 'score'; known: confidence, evidence, spans"):
        shared.view().edge_table("USES", ["score"])


def test_one_node(shared: Store) -> None:
    assert shared.view().node("arxiv:2") == public(NODES[0])
    assert shared.view().node("technique:quantization") == NODES[5]
    assert shared.view().node("nothing") is None
    assert shared.view().node("half a character: \udcff") is None
    assert shared.view().edges_of("half a character: \udcff") == []


def test_edges_of_a_node(shared: Store) -> None:
    for id in ("arxiv:1", "method:flash", "technique:quantization", "title:c"):
        expected = sorted((e for e in EDGES if id in (e.source, e.target)), key=lambda e: e.key)
        assert shared.view().edges_of(id) == expected
    assert shared.view().edges_of("nothing") == []


def test_counts(shared: Store) -> None:
    view = shared.view()
    assert view.node_counts() == {"Paper": 3, "Method": 2, "Technique": 2, "Hardware": 1, "Dataset": 1, "Task": 1}
    assert view.edge_counts() == {
        "INTRODUCES": 1, "USES": 3, "EVALUATED_ON": 2, "COMPARES_WITH": 1, "ADDRESSES": 1, "CITES": 1,
        "RELATED_TO": 1, "BROADER": 3,
    }  # fmt: skip


def test_changing_what_a_view_returns_changes_nothing(shared: Store) -> None:
    for node in shared.view().nodes():
        node.properties.get("authors", []).append("nobody")
        node.properties["title"] = "changed"
    for edge in shared.view().edges():
        edge.properties.get("evidence", []).clear()
        edge.properties.clear()
    assert list(shared.view().nodes()) == in_order([public(node) for node in NODES])
    assert list(shared.view().edges()) == edges_in_order(EDGES)


def test_to_networkx(shared: Store) -> None:
    graph = shared.to_networkx()
    assert sorted(graph) == sorted(node.id for node in NODES)
    assert graph.nodes["arxiv:1"] == {"label": "Paper", "title": "A", "year": 2021, "authors": []}
    assert sorted(graph["arxiv:1"]["method:flash"]) == ["COMPARES_WITH", "INTRODUCES", "USES"]
    assert graph["technique:ptq"]["technique:quantization"]["BROADER"] == {"source": "lexicon"}
    assert graph.number_of_edges() == len(EDGES)


def test_more_nodes_than_a_page(store: Store) -> None:
    papers = [paper(f"p:{number:05}", year=number) for number in range(4_500)]
    edges = [Edge("CITES", f"p:{number:05}", "p:00000") for number in range(1, 4_500)]
    write(store, papers[::-1], edges[::-1])
    assert list(store.view().nodes()) == papers
    assert list(store.view().edges()) == edges
    assert len(store.view().edges_of("p:00000")) == 4_499


# Writing


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_texts_come_back_exactly(store: Store, text: str) -> None:
    papers = [
        paper(f"a:{text[:500]}", title=text, authors=[text, "", text[:5]], _state=text),
        paper("b", title=text, abstract=text, authors=[], sources=[""]),
    ]
    cites = Edge("CITES", papers[0].id, "b", {"via": text, "evidence": [text]})
    write(store, papers, [cites])
    store = reopened(store)
    assert list(store.view().nodes(internal=True)) == papers
    assert list(store.view().edges()) == [cites]
    assert store.view().node(papers[0].id) == public(papers[0])
    assert store.query("MATCH (p:Paper {id: 'b'}) RETURN p.title, p.sources").rows == [[text, [""]]]
    assert store.query("MATCH (p:Paper) WHERE p.title = $text RETURN count(*)", text=text).rows == [[2]]
    store.close()


def test_the_types_of_values_stay(store: Store) -> None:
    big = concept("method:x", papers=2**62, curated=False, aliases=("a", "b"), name=None)
    score = Edge("RELATED_TO", "p", "q", {"score": 3, "shared": None})
    write(store, [big, paper("p", year=-1), paper("q")], [score])
    store = reopened(store)
    properties = store.view().node("method:x").properties  # type: ignore[union-attr]
    assert properties == {"papers": 2**62, "curated": False, "aliases": ["a", "b"]}
    assert type(properties["curated"]) is bool
    assert [(edge.properties, type(edge.properties["score"])) for edge in store.view().edges()] == [
        ({"score": 3.0}, float)
    ]
    store.close()


def test_writing_in_batches(store: Store) -> None:
    with store.writer() as writer:
        for node in NODES:
            writer.add_nodes(iter([node]))
        writer.add_nodes([])
        for edge in EDGES:
            writer.add_edges(edge for edge in [edge])
        writer.add_edges([])
        assert writer.label_of("arxiv:1") == "Paper"
    assert list(store.view().nodes()) == in_order([public(node) for node in NODES])
    assert list(store.view().edges()) == edges_in_order(EDGES)


def test_nodes_may_come_after_edges_of_others(store: Store) -> None:
    with store.writer() as writer:
        writer.add_nodes([paper("a"), paper("b")])
        writer.add_edges([Edge("CITES", "a", "b")])
        writer.add_nodes([paper("c")])
        writer.add_edges([Edge("CITES", "a", "c")])
    assert [edge.target for edge in store.view().edges()] == ["b", "c"]


def test_a_writer_replaces_the_graph(filled: Store) -> None:
    assert filled.query("MATCH (n) RETURN count(n)").rows == [[10]]
    write(filled, [paper("new", title="new")])
    assert [node.id for node in filled.view().nodes()] == ["new"]
    assert list(filled.view().edges()) == []
    assert filled.query("MATCH (n) RETURN n.id").rows == [["new"]]
    write(filled, [])
    assert list(filled.view().nodes()) == []


def test_an_error_in_the_block_leaves_the_old_graph(filled: Store) -> None:
    before = files(filled)

    def write_and_fail() -> None:
        with filled.writer() as writer:
            writer.add_nodes([paper("new")])
            raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        write_and_fail()
    assert list(filled.view().nodes()) == in_order([public(node) for node in NODES])
    assert files(filled) == before
    write(filled, [paper("new")])
    assert [node.id for node in filled.view().nodes()] == ["new"]


def test_a_view_shows_the_graph_as_it_was_made(filled: Store) -> None:
    view = filled.view()
    nodes = view.nodes()
    first = next(nodes)
    write(filled, [paper("new")])
    assert [first, *nodes] == in_order([public(node) for node in NODES])
    assert list(view.edges()) == edges_in_order(EDGES)
    assert view.node("arxiv:1") is not None
    assert filled.view().node("arxiv:1") is None


BAD_NODES: list[tuple[Node, str]] = [
    (Node("Author", "x"), r"node 'x': no label 'Author'; known: Paper, Method"),
    (paper("x", colour="red"), r"node 'x': no property colour; known: id, title"),
    (paper("p"), r"node 'p' was added before"),
    (paper(""), r"node '': an id must be a text that is not empty"),
    (paper("\ud800"), r"an id must be a text"),
    (paper("x", title="a\ud83d"), r"node 'x': property title holds half a character .* at 1"),
    (paper("x", authors=["ok", "\udc00"]), r"node 'x': property authors holds half a character"),
    (paper("x", title=3), r"node 'x': property title must be string, not 3"),
    (paper("x", year="2020"), r"property year must be integer, not '2020'"),
    (paper("x", year=2**63), r"property year must be integer"),
    (paper("x", year=True), r"property year must be integer, not True"),
    (paper("x", authors="Ann"), r"property authors must be string\[\], not 'Ann'"),
    (paper("x", authors=["Ann", None]), r"property authors must be string\[\]"),
    (concept("method:x", curated=1), r"property curated must be boolean, not 1"),
    (Node("Paper", "x", {"id": "y"}), r"node 'x': its property id is 'y'"),
]


@pytest.mark.parametrize(("node", "message"), BAD_NODES, ids=range(len(BAD_NODES)))
def test_a_node_that_does_not_fit_the_schema(filled: Store, node: Node, message: str) -> None:
    with pytest.raises(ValueError, match=message), filled.writer() as writer:
        writer.add_nodes([paper("p"), node])
    assert len(list(filled.view().nodes())) == len(NODES)


BAD_EDGES: list[tuple[Edge, str]] = [
    (Edge("LIKES", "p", "q"), r"no type 'LIKES'; known: INTRODUCES"),
    (Edge("CITES", "p", "nobody"), r"edge \('CITES', 'p', 'nobody'\): no node 'nobody'"),
    (Edge("CITES", "nobody", "p"), r"no node 'nobody'"),
    (Edge("USES", "p", "q"), r"USES cannot join a Paper"),
    (Edge("CITES", "task:t", "q"), r"CITES cannot join a Task"),
    (Edge("CITES", "p", "q"), r"edge \('CITES', 'p', 'q'\) was added before"),
    (Edge("CITES", "q", "p", {"score": 1.0}), r"edge \('CITES', 'q', 'p'\): no property score; known: via"),
    (Edge("CITES", "q", "p", {"confidence": math.nan}), r"property confidence must be double, not nan"),
    (Edge("CITES", "q", "p", {"confidence": "1"}), r"property confidence must be double, not '1'"),
    (Edge("CITES", "q", "p", {"evidence": ["\ud800"]}), r"property evidence holds half a character"),
]


@pytest.mark.parametrize(("edge", "message"), BAD_EDGES, ids=range(len(BAD_EDGES)))
def test_an_edge_that_does_not_fit_the_schema(filled: Store, edge: Edge, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        write(filled, [paper("p"), paper("q"), concept("task:t")], [Edge("CITES", "p", "q"), edge])
    assert len(list(filled.view().edges())) == len(EDGES)


def test_a_writer_is_used_once_and_in_a_with_block(store: Store) -> None:
    writer = store.writer()
    with pytest.raises(RuntimeError, match="with block"):
        writer.add_nodes([paper("p")])
    with pytest.raises(RuntimeError, match="with block"):
        writer.add_edges([])
    with writer:
        pass
    with pytest.raises(RuntimeError, match="ask the store for another"), writer:
        pass


# Files


def files(store: Store) -> list[str]:
    return sorted(os.listdir(Path(store.url).parent)) if is_file(store) else []


def is_file(store: Store) -> bool:
    return store.url != "memory:" and "://" not in store.url


def test_nothing_but_the_file_is_left_behind(filled: Store) -> None:
    list(filled.view().nodes())
    filled.query("RETURN 1")
    assert files(filled) == ([Path(filled.url).name] if is_file(filled) else [])


def test_opening_again(file_url: str) -> None:
    with open_store(file_url) as store:
        write(store, NODES, EDGES)
    with open_store(file_url, must_exist=True) as store:
        assert list(store.view().nodes(internal=True)) == in_order(NODES)
        assert list(store.view().edges()) == edges_in_order(EDGES)


@pytest.mark.parametrize("ending", ["json", "graphml"])
def test_the_same_graph_gives_the_same_bytes(ending: str, tmp_path: Path) -> None:
    contents = []
    for name, nodes, edges in (("a", NODES, EDGES), ("b", NODES[::-1], EDGES[::-1])):
        path = tmp_path / f"{name}.{ending}"
        with open_store(str(path)) as store:
            write(store, nodes, edges)
        contents.append(path.read_bytes())
    assert contents[0] == contents[1]
    assert contents[0].endswith(b"\n") or ending == "graphml"


def test_memory_is_not_shared_or_kept() -> None:
    with open_store("memory:") as one, open_store("memory:") as other:
        write(one, NODES)
        assert list(other.view().nodes()) == []


def test_a_closed_store_says_so(filled: Store) -> None:
    filled.close()
    filled.close()
    for use in (filled.view, lambda: filled.query("RETURN 1"), lambda: write(filled, [])):
        with pytest.raises(GraphError, match="this store is closed; open it again"):
            use()


def test_a_store_follows_its_file(file_url: str, opened: Any) -> None:
    reader, other = opened(file_url), opened(file_url)
    write(other, [paper("a")])
    view = reader.view()
    assert reader.query("MATCH (n) RETURN n.id").rows == [["a"]]
    write(other, [paper("b")])
    assert [node.id for node in view.nodes()] == ["a"]
    assert [node.id for node in reader.view().nodes()] == ["b"]
    assert reader.query("MATCH (n) RETURN n.id").rows == [["b"]]
    Path(file_url).unlink()
    assert list(reader.view().nodes()) == []
    assert reader.query("MATCH (n) RETURN n.id").rows == []


def test_a_link_stays_a_link(file_url: str, tmp_path: Path, opened: Any) -> None:
    (tmp_path / "real").mkdir()
    target = tmp_path / "real" / Path(file_url).name
    Path(file_url).symlink_to(target)
    write(opened(file_url), [paper("a")])
    write(opened(file_url), [paper("b")])
    assert Path(file_url).is_symlink()
    assert [node.id for node in opened(str(target)).view().nodes()] == ["b"]


def test_the_permissions_of_the_file_stay(file_url: str, opened: Any) -> None:
    write(opened(file_url), [paper("a")])
    Path(file_url).chmod(0o600)
    write(opened(file_url), [paper("b")])
    assert Path(file_url).stat().st_mode & 0o777 == 0o600


def test_a_folder_that_does_not_exist(tmp_path: Path, file_url: str, opened: Any) -> None:
    url = str(tmp_path / "no" / Path(file_url).name)
    store = opened(url)
    assert list(store.view().nodes()) == []
    with pytest.raises(GraphError, match=r"the folder .*/no does not exist; make it first"):
        write(store, [])


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="needs a folder in which no file can be made")
def test_a_folder_in_which_no_file_can_be_made(file_url: str, opened: Any) -> None:
    store = opened(f"/proc/{Path(file_url).name}")
    with pytest.raises(GraphError, match=r"^/proc/.*: cannot be written: "):
        write(store, [])


@pytest.mark.parametrize(
    "content",
    [b"", b"hello\n", b"LBUG" + bytes(9_000), b"{}", b'{"nodes": [1], "edges": []}', b"<graphml/>", b"\xff\xfe\x00"],
)
def test_a_file_that_is_something_else_is_not_read_or_overwritten(file_url: str, content: bytes, opened: Any) -> None:
    Path(file_url).write_bytes(content)
    for use in (lambda s: s.view(), lambda s: s.query("RETURN 1"), lambda s: write(s, [])):
        with pytest.raises(NotAGraph, match=r"graph\.\w+: .*(remove the file)"):
            use(opened(file_url))
    assert Path(file_url).read_bytes() == content
    assert os.listdir(Path(file_url).parent) == [Path(file_url).name]


def test_a_graph_that_was_cut_off_is_damaged(file_url: str, opened: Any) -> None:
    write(opened(file_url), NODES, EDGES)
    whole = Path(file_url).read_bytes()
    Path(file_url).write_bytes(whole[: len(whole) // 2])
    with pytest.raises(NotAGraph, match="damaged"):
        opened(file_url).view()


# Locks


def test_another_store_cannot_write_at_the_same_time(file_url: str, opened: Any) -> None:
    one, other = opened(file_url), opened(file_url)
    write(one, [paper("old")])
    with one.writer() as writer:
        writer.add_nodes([paper("new")])
        with pytest.raises(GraphLocked) as locked:
            write(other, [paper("x")])
        assert str(locked.value) == f"{file_url}: {described(os.getpid())} is writing this graph; wait until it ends"
        assert [node.id for node in other.view().nodes()] == ["old"], "readers are not kept out"
    write(other, [paper("x")])
    assert [node.id for node in one.view().nodes()] == ["x"]


def test_the_version_changes_when_the_graph_is_replaced_and_only_then(store: Store, opened: Any) -> None:
    empty = store.version()
    write(store, [paper("a")])
    one = store.version()
    assert one != empty
    list(store.view().nodes())
    assert store.version() == one
    if store.url != "memory:":
        other = opened(store.url)
        assert other.version() == one
        write(other, [paper("a"), paper("b")])
        assert store.version() == other.version() != one


def test_closing_a_store_ends_a_statement_that_runs(store: Store) -> None:
    if store.dialect == "neo4j":
        return  # the server ends it when the connection is gone
    write(store, NODES, EDGES)
    slow = "".join(f"UNWIND range(1, 100000) AS {name} " for name in "abcde") + "RETURN count(*)"
    store.query("RETURN 1")
    failures: list[Exception] = []

    def ask() -> None:
        try:
            store.query(slow, timeout=30)
        except GraphError as error:
            failures.append(error)

    asking = threading.Thread(target=ask)
    asking.start()
    time.sleep(1.5)
    begin = time.monotonic()
    store.close()
    asking.join(10)
    assert time.monotonic() - begin < 2
    assert "this store was closed while the statement ran" in str(failures[0])


def test_the_lock_spans_a_read_and_a_write(file_url: str, opened: Any) -> None:
    one, other = opened(file_url), opened(file_url)
    with one.lock():
        before = list(one.view().nodes())
        with one.lock():
            pass
        with pytest.raises(GraphLocked), other.lock():
            pass
        write(one, [*before, paper("a")])
        with pytest.raises(GraphLocked):
            write(other, [])
    with other.lock():
        pass
    assert os.listdir(Path(file_url).parent) == [Path(file_url).name]


def test_memory_can_be_locked_too(store: Store) -> None:
    with store.lock():
        write(store, [paper("a")])
    assert store.view().node_counts()["Paper"] == 1


def test_another_thread_cannot_use_the_lock_of_this_one(file_url: str, opened: Any) -> None:
    store = opened(file_url)
    caught: list[BaseException] = []

    def work() -> None:
        try:
            write(store, [])
        except GraphLocked as error:
            caught.append(error)

    with store.lock():
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
    assert len(caught) == 1


_WRITE_AND_WAIT = """
import sys
from kg.model import Node
from kg.stores import open_store
with open_store(sys.argv[1]).writer() as writer:
    writer.add_nodes([Node("Paper", "killed", {})])
    print("writing", flush=True)
    sys.stdin.read()
"""


def test_a_killed_writer_leaves_the_old_graph_and_no_lock(file_url: str, opened: Any) -> None:
    store = opened(file_url)
    write(store, NODES, EDGES)
    process = subprocess.Popen(
        [sys.executable, "-c", _WRITE_AND_WAIT, file_url], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"writing\n"
        with pytest.raises(
            GraphLocked, match=rf"process {process.pid} \(python -c\) is writing this graph; wait until it ends"
        ):
            write(store, [])
        process.kill()
    if file_url.endswith(".lbug"):
        assert [name for name in os.listdir(Path(file_url).parent) if name.endswith(".tmp")], "killed in the middle"
    assert list(opened(file_url).view().nodes()) == in_order([public(node) for node in NODES])
    write(store, [paper("next")])
    assert [node.id for node in opened(file_url).view().nodes()] == ["next"]
    assert os.listdir(Path(file_url).parent) == [Path(file_url).name]


# Queries: the same statement gives the same answer on every store.

PAPER_1 = {"id": "arxiv:1", "label": "Paper", "title": "A", "year": 2021, "authors": []}
PAPER_2 = {
    "id": "arxiv:2", "label": "Paper", "title": "B", "abstract": "", "year": 2022, "authors": ["Ann", "Bob"],
    "sources": [],
}  # fmt: skip
FLASH = {
    "id": "method:flash", "label": "Method", "name": "Flash", "aliases": ["FA", "flash-attention"], "papers": 2,
    "curated": True,
}  # fmt: skip
USES_1 = {"type": "USES", "confidence": 0.5, "evidence": ["it's used", ""], "spans": []}

QUERIES: list[tuple[str, dict[str, Any], list[str], list[list[Any]]]] = [
    ("MATCH (p:Paper) RETURN p ORDER BY p.id LIMIT 2", {}, ["p"], [[PAPER_1], [PAPER_2]]),
    (
        "MATCH (p:Paper {id: 'title:c'}) RETURN p, p.title AS t",
        {},
        ["p", "t"],
        [[{"id": "title:c", "label": "Paper"}, None]],
    ),
    (
        "MATCH (p)-[e:USES]->(m:Method) RETURN p.id AS id, e, m ORDER BY id LIMIT 1",
        {},
        ["id", "e", "m"],
        [["arxiv:1", USES_1, FLASH]],
    ),
    (
        "MATCH (n) WHERE n.id IN ['arxiv:1', 'method:flash'] RETURN n ORDER BY n.id",
        {},
        ["n"],
        [[PAPER_1], [FLASH]],
    ),
    (
        "MATCH x = (:Paper {id: 'arxiv:1'})-[:USES]->(:Method) RETURN x",
        {},
        ["x"],
        [[{"nodes": [PAPER_1, FLASH], "edges": [USES_1]}]],
    ),
    (
        "MATCH (p:Paper) RETURN count(*) AS n, sum(p.year) AS s, avg(p.year) AS a",
        {},
        ["n", "s", "a"],
        [[3, 4043, 2021.5]],
    ),
    (
        "MATCH (:Paper {id: $id})-[e]->(x) RETURN label(e) AS type, x.id AS id ORDER BY type, id",
        {"id": "arxiv:1"},
        ["type", "id"],
        [
            ["COMPARES_WITH", "method:flash"],
            ["INTRODUCES", "method:flash"],
            ["RELATED_TO", "arxiv:2"],
            ["USES", "method:flash"],
        ],
    ),
    ("MATCH (a:Paper)-[:CITES]->(b) RETURN collect(b) AS found", {}, ["found"], [[[PAPER_1]]]),
    ("OPTIONAL MATCH (t:Task {id: 'none'}) RETURN t", {}, ["t"], [[None]]),
    ("UNWIND $ids AS id RETURN id, size($ids) AS n", {"ids": ("a", "b")}, ["id", "n"], [["a", 2], ["b", 2]]),
    ("MATCH (t:Technique) WHERE t.aliases = [] RETURN t.id AS id", {}, ["id"], [["technique:quantization"]]),
    (
        "RETURN date('2024-02-29') AS d, timestamp('2024-02-29 01:02:03') AS t",
        {},
        ["d", "t"],
        [["2024-02-29", "2024-02-29T01:02:03"]],
    ),
    (
        "RETURN {a: 1, b: [true, null]} AS m, CAST(1.25 AS DECIMAL(5, 2)) AS d, to_double('inf') AS i, $x AS x",
        {"x": None, "unused": 1},
        ["m", "d", "i", "x"],
        [[{"a": 1, "b": [True, None]}, 1.25, None, None]],
    ),
    ("MATCH (p:Paper)-[:USES*1..1]->(m) RETURN count(*) AS n", {}, ["n"], [[3]]),
    ("RETURN uuid('A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11') AS u", {}, ["u"], [["a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"]]),
]


@pytest.mark.parametrize(("cypher", "given", "columns", "rows"), QUERIES, ids=range(len(QUERIES)))
def test_query(shared: Store, cypher: str, given: dict[str, Any], columns: list[str], rows: list[list[Any]]) -> None:
    if not said(shared, cypher):  # this store has no such thing, and says so
        with pytest.raises(QueryError):
            shared.query(cypher, parameters=given)
        return
    cypher = said(shared, cypher)
    result = shared.query(cypher, parameters=given)
    assert (result.columns, result.rows, result.truncated) == (columns, rows, False)
    assert shared.query(cypher, **given).rows == rows
    assert json.loads(json.dumps(result.dicts(), allow_nan=False)) == [
        dict(zip(columns, row, strict=True)) for row in rows
    ]


def test_keyword_arguments_add_to_parameters(shared: Store) -> None:
    assert shared.query("RETURN $a + $b AS x", parameters={"a": 1, "b": 1}, b=2).rows == [[3]]
    # names of our own options can only be given in the dictionary
    assert shared.query("RETURN $limit AS x", parameters={"limit": "mine"}).rows == [["mine"]]


def test_the_limit_cuts_and_says_so(shared: Store) -> None:
    statement = "MATCH (p:Paper) RETURN p.id ORDER BY p.id"
    assert shared.query(statement, limit=3).truncated is False
    cut = shared.query(statement, limit=2)
    assert (cut.rows, cut.truncated) == ([["arxiv:1"], ["arxiv:2"]], True)
    assert (shared.query(statement, limit=0).rows, shared.query(statement, limit=0).columns) == ([], ["p.id"])
    with pytest.raises(ValueError, match="limit"):
        shared.query(statement, limit=-1)
    with pytest.raises(ValueError, match="timeout"):
        shared.query(statement, timeout=0)


@pytest.mark.parametrize(
    ("cypher", "given", "message"),
    [
        ("MATCH (p:Paper) RETRUN p", {}, r"Invalid input <MATCH \(p:Paper\) RETRUN> \(line 1, character 17\)"),
        ("MATCH (p:Author) RETURN p", {}, "no label or edge type Author; known: Paper, Method"),
        ("MATCH (p:Papr) RETURN p", {}, "no label or edge type Papr; nearest: Paper"),
        ("MATCH (p:Paper)-[:USE]->() RETURN p", {}, "no label or edge type USE; nearest: USES"),
        ("MATCH (p:Paper) RETURN p.colour", {}, "no property colour of p; known: abstract, "),
        ("MATCH (p:Paper) RETURN p.titel", {}, "no property titel of p; nearest: title"),
        ("RETURN foo(1)", {}, "function FOO does not exist."),
        ("MATCH (p:Paper) RETURN p + 1", {}, r"Function \+ did not receive correct arguments: Actual: +\(NODE,INT64\)"),
        ("RETURN 'a' + ['b']", {}, r"Cannot match a built-in function for given function \+\(STRING,STRING\[\]\)\.$"),
        ("RETURN 1 / 0", {}, "Divide by zero."),
        ("RETURN $a, $b", {"b": 1, "c": 2}, r"no value for \$a; given: b, c"),
        ("RETURN $a", {"a": object()}, r"\$a: a object cannot be a parameter; use text, numbers, lists and maps"),
        ("RETURN $a", {"a": "\ud800"}, r"\$a: the text holds half a character"),
        ("RETURN $a", {"a": 2**63}, r"\$a: 9223372036854775808 is too large"),
    ],
)
def test_a_statement_that_cannot_be_run(shared: Store, cypher: str, given: dict[str, Any], message: str) -> None:
    if not said(shared, cypher):  # this store can run it
        assert len(shared.query(cypher, parameters=given).rows) == 1
        return
    cypher = said(shared, cypher)
    with pytest.raises(QueryError, match=said(shared, message)) as error:
        shared.query(cypher, parameters=given)
    assert len(str(error.value).splitlines()) == 1
    assert shared.query("RETURN 1").rows == [[1]]


def test_a_property_of_other_nodes_is_no_property(shared: Store) -> None:
    if shared.dialect == "neo4j":  # which finds nothing
        return
    with pytest.raises(QueryError, match="no property name of p; only Method, Technique, Hardware, Dataset, Task have"):
        shared.query("MATCH (p:Paper) RETURN p.name")


@pytest.mark.parametrize(
    ("returned", "columns"),
    [
        ("count(*)", ["count(*)"]),
        ("DISTINCT p.id + ', x', p.title AS t, p.year", ["p.id + ', x'", "t", "p.year"]),
        ("[p.id, 'a'],\n  {a: 1, b: (2)} ORDER BY p.id", ["[p.id, 'a']", "{a: 1, b: (2)}"]),
        ("p.`title`, 1 + 1 LIMIT 1", ["p.title", "1 + 1"]),
        ("upper(p.id) // a comment, with a comma\n", ["upper(p.id)"]),
        ("1 + 2 UNION MATCH (q:Paper) RETURN 1 + 2", ["1 + 2"]),
    ],
)
def test_expressions_without_a_name_are_called_as_they_are_written(
    shared: Store, returned: str, columns: list[str]
) -> None:
    if shared.dialect != "neo4j":  # which does so itself, but for quoted names
        assert shared.query(f"MATCH (p:Paper) RETURN {returned}").columns == columns


def test_columns_of_all_properties_keep_their_names(shared: Store) -> None:
    if shared.dialect != "neo4j":
        columns = shared.query("MATCH (p:Paper) RETURN p.*, 1 + 1").columns
        assert columns[:2] == ["p.id", "p.title"]
        assert not any("_state" in name for name in columns)


@pytest.mark.parametrize("cypher", ["CREATE (:Paper {id: 'x'})", "LOAD FROM 'x.csv' RETURN *", "RETURN 1; RETURN 2"])
def test_only_reading_is_allowed(shared: Store, cypher: str) -> None:
    with pytest.raises(QueryRefused):
        shared.query(cypher)


@pytest.mark.parametrize(
    "cypher",
    [
        "MATCH (p:Paper) RETURN *",
        "MATCH (p:Paper) RETURN p.*",
        "MATCH (p:Paper) RETURN properties(p), [p], {a: p}, collect(p)",
        "MATCH (p:Paper) RETURN keys(p)",
        "MATCH (p:Paper) RETURN string(p), CAST(p AS STRING), list_to_string(',', [p]), string(properties(p))",
        "MATCH (p:Paper) RETURN struct_extract(p, '_' + 'state') AS x",
        "MATCH (p:Paper) RETURN struct_extract(p, '_state') AS x",
        "MATCH x = (p:Paper)-->(q) RETURN x, nodes(x), rels(x), properties(nodes(x), '_state')",
        "MATCH (p:Paper) UNWIND range(1, 300) AS n RETURN substring(string(p), n, 4000)",
        "MATCH (p:Paper) UNWIND range(1, 300) AS n RETURN substring(string(p), 1, n)",
        "MATCH (p:Paper) RETURN map([string(p)], [string(p)])",
    ],
)
def test_no_answer_shows_bookkeeping(shared: Store, cypher: str) -> None:
    try:
        answer = shared.query(cypher)
    except QueryError:
        return  # refused by the database is as good
    shown = json.dumps([answer.columns, answer.rows])
    assert "bookkeeping" not in shown
    assert "ookkeepin" not in shown
    assert answer.rows


def test_bookkeeping_cannot_be_named(shared: Store) -> None:
    for cypher in ("MATCH (p:Paper) RETURN p._state", "MATCH (p:Paper {_state: 'x'}) RETURN p"):
        with pytest.raises(QueryRefused, match="internal"):
            shared.query(cypher)


@pytest.mark.parametrize(
    "cypher",
    [
        # stopped by LadybugDB itself
        "".join(f"UNWIND range(1, 100000) AS {name} " for name in "abcde") + "RETURN count(*)",
        # computed while it is planned, where LadybugDB does not look at the clock
        "UNWIND range(1, 100000000000) AS x RETURN count(x)",
    ],
)
def test_a_statement_is_stopped_when_its_time_is_over(shared: Store, cypher: str) -> None:
    start = time.monotonic()
    with pytest.raises((QueryTimeout, QueryError)) as stopped:
        shared.query(cypher, timeout=0.3)
    assert time.monotonic() - start < 5
    if isinstance(stopped.value, QueryTimeout):
        assert str(stopped.value).startswith("stopped after 0.3 s; raise the limit with --timeout")
    else:
        assert "more memory" in str(stopped.value)
    assert shared.query("MATCH (n) RETURN count(n)").rows == [[10]]
