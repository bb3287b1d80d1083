"""What only a real Neo4j server can show: pushing and pulling, other people's nodes, locks, accounts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from factory import EDGES, NASTY, NODES, concept, paper, write
from neo4j_service import Service

import kg
from kg.cli import main
from kg.errors import GraphError, GraphLocked, QueryError
from kg.exporting import jsonl
from kg.model import Edge
from kg.pipeline import build
from kg.schema import schema
from kg.stores import Store, open_store
from kg.transfer import pull, push

Opener = Callable[[str], Store]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def export(url: str) -> list[str]:
    with kg.open(url, must_exist=True) as store:
        return list(jsonl(store.view()))


def everything(service: Service) -> list[object]:
    """What the server holds: nodes with labels and properties, edges with types and properties."""
    nodes = service.run("MATCH (n) RETURN labels(n), properties(n) ORDER BY n.id")
    edges = service.run("MATCH (a)-[e]->(b) RETURN a.id, type(e), b.id, properties(e) ORDER BY a.id, type(e), b.id")
    return [nodes, edges]


def counts(service: Service) -> list[list[object]]:
    """How many nodes, edges and properties of each there are."""
    return [
        *service.run("MATCH (n) RETURN count(n), sum(size(keys(n)))"),
        *service.run("MATCH ()-[e]->() RETURN count(e), sum(size(keys(e)))"),
    ]


@pytest.fixture
def local(tmp_path: Path) -> str:
    """A LadybugDB graph that has everything."""
    url = str(tmp_path / "local.lbug")
    with open_store(url) as store:
        write(store, NODES, EDGES)
    return url


# Push and pull


def test_pushing_twice_changes_nothing(neo4j_database: Service, example_graph: str) -> None:
    first = run("push", neo4j_database.uri, "--graph", example_graph)
    assert first.exit_code == 0, first.output
    before = counts(neo4j_database)
    assert "0 there already, 0 deleted" in first.output
    with kg.open(example_graph) as store:
        view = store.view()
        nodes, edges = sum(view.node_counts().values()), sum(view.edge_counts().values())
    assert (before[0][0], before[1][0]) == (nodes, edges)
    as_json = json.loads(run("push", neo4j_database.uri, "--graph", example_graph, "--json").output)
    assert (as_json["nodes"], as_json["same"]) == ({}, nodes + edges)
    second = run("push", neo4j_database.uri, "--graph", example_graph)
    assert f"0 nodes and 0 edges sent, {nodes + edges:,} there already, 0 deleted" in second.output
    assert counts(neo4j_database) == before


def test_a_round_trip_gives_the_same_bytes_and_can_be_built_upon(
    neo4j_database: Service, example_graph: str, examples: str, tmp_path: Path
) -> None:
    back = str(tmp_path / "back.lbug")
    run("push", neo4j_database.uri, "--graph", example_graph)
    pulled = run("pull", neo4j_database.uri, "--graph", back)
    assert pulled.exit_code == 0, pulled.output
    assert export(back) == export(example_graph) == export(neo4j_database.uri)
    for url in (back, neo4j_database.uri):
        with kg.open(url) as store:
            summary = build([examples], store)
        assert (summary.new, summary.unchanged, summary.extracted) == (0, summary.read, 0), "its memory came along"
        assert export(url) == export(example_graph)


def test_building_on_the_server_gives_the_same_graph(
    neo4j_database: Service, example_graph: str, examples: str
) -> None:
    result = run("build", examples, "--graph", neo4j_database.uri)
    assert result.exit_code == 0, result.output
    assert export(neo4j_database.uri) == export(example_graph)


@pytest.mark.parametrize("driver", ["neo4j", "py2neo"])
def test_only_a_mirror_deletes(neo4j_database: Service, local: str, driver: str) -> None:
    if driver == "py2neo":
        pytest.importorskip("py2neo")
    with open_store(neo4j_database.uri) as store:
        write(
            store,
            [*NODES, paper("gone", title="gone"), concept("task:gone")],
            [*EDGES, Edge("ADDRESSES", "gone", "task:gone"), Edge("CITES", "gone", "arxiv:1")],
        )
    with open_store(local) as source:
        assert push(source.view(), neo4j_database.uri, driver=driver).dropped.total() == 0
        assert neo4j_database.run("MATCH (n {id: 'gone'}) RETURN count(n)") == [[1]]
        pushed = push(source.view(), neo4j_database.uri, mirror=True, driver=driver)
    assert dict(pushed.dropped) == {"Paper": 1, "Task": 1, "ADDRESSES": 1, "CITES": 1}
    assert export(neo4j_database.uri) == export(local)


def test_py2neo_sends_the_same(neo4j_database: Service, local: str) -> None:
    pytest.importorskip("py2neo")
    neo4j_database.wipe(schema=True)
    result = run("push", neo4j_database.uri, "--graph", local, "--driver", "py2neo")
    assert result.exit_code == 0, result.output
    by_py2neo = everything(neo4j_database)
    neo4j_database.wipe()
    run("push", neo4j_database.uri, "--graph", local)
    assert everything(neo4j_database) == by_py2neo
    assert export(neo4j_database.uri) == export(local)


def test_what_changed_is_sent_and_what_went_is_taken_away(neo4j_database: Service, local: str) -> None:
    with open_store(neo4j_database.uri) as store:
        write(
            store,
            [paper("arxiv:1", title="old", venue="nowhere"), paper("arxiv:2")],
            [Edge("CITES", "arxiv:2", "arxiv:1", {"via": "old", "evidence": ["x"]})],
        )
    neo4j_database.run("MATCH (n {id: 'arxiv:1'}) SET n.mine = 'a note of the user'")
    with open_store(local) as source:
        push(source.view(), neo4j_database.uri)
    assert export(neo4j_database.uri) == export(local)
    assert neo4j_database.run("MATCH (n {id: 'arxiv:1'}) RETURN n.mine, n.venue") == [["a note of the user", None]]


def test_a_node_can_change_its_label(neo4j_database: Service) -> None:
    with open_store(neo4j_database.uri) as store:
        write(store, [paper("x", title="t")])
        write(store, [concept("method:m"), type(NODES[0])("Task", "x", {"name": "n"})])
        assert [(node.label, node.id) for node in store.view().nodes()] == [("Method", "method:m"), ("Task", "x")]


def test_constraints_and_indexes_come_first(neo4j_database: Service, local: str) -> None:
    neo4j_database.wipe(schema=True)
    run("push", neo4j_database.uri, "--graph", local)
    assert neo4j_database.run("SHOW CONSTRAINTS YIELD name, type RETURN name, type ORDER BY name") == [
        ["paperkg_ids", "UNIQUENESS"],
        ["paperkg_lock", "UNIQUENESS"],
    ]
    neo4j_database.run("CALL db.index.fulltext.awaitEventuallyConsistentIndexRefresh()")
    found = neo4j_database.run(
        "CALL db.index.fulltext.queryNodes('paperkg_names', 'attention') YIELD node RETURN node.id"
    )
    assert found == [["method:flash"]], "by its alias flash-attention"
    assert neo4j_database.run("MATCH (n:Paper) RETURN DISTINCT labels(n)[0]") == [["Paper"]]


def test_texts_full_of_cypher_arrive_unchanged(neo4j_database: Service, tmp_path: Path) -> None:
    texts = [
        *NASTY,
        "'}) DETACH DELETE n //",
        '"}) MATCH (x) DETACH DELETE x RETURN {a: "',
        "`]->() SET n:Admin //",
        "$rows {id: $id} ${x} \\u0027}) CREATE (:Evil) //",
        "*/ MATCH (n) DETACH DELETE n /*",
    ]
    papers = [paper(f"title:{text[:200]}", title=text, authors=[text], abstract=text) for text in texts]
    edges = [Edge("CITES", p.id, papers[0].id, {"via": p.id, "evidence": [p.properties["title"]]}) for p in papers]
    url = str(tmp_path / "nasty.lbug")
    with open_store(url) as store:
        write(store, papers, edges)
        push(store.view(), neo4j_database.uri)
    with open_store(neo4j_database.uri) as store:
        assert list(store.view().nodes()) == sorted(papers, key=lambda node: node.id)
        assert list(store.view().edges()) == sorted(edges, key=lambda edge: edge.source)
        for text in texts:
            assert store.query("MATCH (p:Paper {title: $t}) RETURN count(p)", t=text).rows == [[1]]
    labels = neo4j_database.run("MATCH (n) UNWIND labels(n) AS label RETURN DISTINCT label ORDER BY label")
    assert labels == [["Paper"], ["PaperKG"]]


def test_a_graph_that_somebody_spoilt_is_not_pulled(neo4j_database: Service, local: str, tmp_path: Path) -> None:
    run("push", neo4j_database.uri, "--graph", local)
    neo4j_database.run("MATCH (n {id: 'arxiv:1'}) SET n.title = 7")
    before = export(local)
    result = run("pull", neo4j_database.uri, "--graph", local)
    assert result.exit_code == 1
    assert "the graph does not fit the schema: node 'arxiv:1': property title must be string, not 7" in result.output
    assert export(local) == before


def test_where_no_graph_is_nothing_is_pulled(neo4j_database: Service, local: str) -> None:
    neo4j_database.wipe(schema=True)
    result = run("pull", neo4j_database.uri, "--graph", local)
    assert result.exit_code == 1
    assert f"{neo4j_database.uri}: there is no graph here; " in result.output
    assert export(local)


# Other people's nodes


def test_other_peoples_nodes_are_left_alone(neo4j_database: Service, local: str) -> None:
    neo4j_database.run(
        "CREATE (a:Paper {id: 'arxiv:1', title: 'theirs'})-[:CITES {via: 'x'}]->(b:Paper {id: 'arxiv:1'})"
        "-[:USES]->(:Method {name: 'theirs'}), (:Person {id: 'arxiv:2'})-[:WROTE]->(a)"
    )
    theirs = everything(neo4j_database)
    result = run("push", neo4j_database.uri, "--graph", local, "--mirror")
    assert result.exit_code == 0
    assert "nodes of the same labels that are not of paperkg (2 Paper, 1 Method); they were left alone" in result.output
    assert export(neo4j_database.uri) == export(local)
    with open_store(neo4j_database.uri) as store:
        for cypher in ("MATCH (p:Paper) RETURN count(p)", "MATCH (p:Paper) RETURN 'PaperKG'"):
            with pytest.raises(QueryError, match=r"not of paperkg \(2 Paper, 1 Method\); write \(p:PaperKG:Paper\)"):
                store.query(cypher)
        assert store.query("MATCH (p:PaperKG:Paper) RETURN count(p)").rows == [[3]]
        write(store, [])
    assert everything(neo4j_database) == theirs


# Locks and writes that do not end


def test_one_writer_at_a_time(neo4j_database: Service, opened: Opener) -> None:
    one, other = opened(neo4j_database.uri), opened(neo4j_database.uri)
    with one.lock(), one.lock():
        with pytest.raises(GraphLocked, match=f"process {os.getpid()} on .* is writing this graph; wait until it ends"):
            write(other, [])
        write(one, [paper("a")])
        assert other.view().node("a") is not None, "readers are not kept out"
    write(other, [paper("b")])
    assert [node.id for node in one.view().nodes()] == ["b"]
    assert neo4j_database.run("MATCH (n) RETURN n.id") == [["b"]], "the lock leaves nothing behind"


_HOLD = """
import sys
from kg.stores import open_store
with open_store(sys.argv[1]).lock():
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_killed_writer_leaves_no_lock(neo4j_database: Service, opened: Opener) -> None:
    store = opened(neo4j_database.uri)
    command = [sys.executable, "-c", _HOLD, neo4j_database.uri]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        with pytest.raises(GraphLocked, match=f"process {process.pid} on "):
            write(store, [])
        process.kill()
        process.wait()
    write(store, [paper("next")])
    assert [node.id for node in store.view().nodes()] == ["next"]


def test_half_a_graph_is_not_shown(neo4j_database: Service, local: str, opened: Opener) -> None:
    store = opened(neo4j_database.uri)
    write(store, [paper("a")])

    def stop(stage: str, done: int) -> None:
        if stage == "edges":
            raise KeyboardInterrupt

    with open_store(local) as source:
        with pytest.raises(KeyboardInterrupt):
            push(source.view(), neo4j_database.uri, progress=stop)
        for read in (
            lambda: list(store.view().nodes()),
            lambda: list(store.view().edges()),
            lambda: store.view().node("a"),
            lambda: store.query("RETURN 1"),
            lambda: pull(neo4j_database.uri, opened("memory:")),
        ):
            with pytest.raises(GraphError, match="did not come to its end; run that push or build again to finish it"):
                read()
        assert len(list(store.view().nodes("Paper", internal=True))) == 4, "what a build goes on from"
        push(source.view(), neo4j_database.uri, mirror=True)
    assert export(neo4j_database.uri) == export(local)


# Accounts and addresses


def test_a_wrong_password_is_one_clear_line(
    neo4j_database: Service, local: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEO4J_PASSWORD", "open sesame")
    result = run("push", neo4j_database.uri, "--graph", local)
    assert result.exit_code == 1
    assert result.output == (
        f"Error: {neo4j_database.uri}: the server does not accept this user name and password; "
        "set NEO4J_USERNAME and NEO4J_PASSWORD\n"
    )


def test_the_password_in_an_address_is_used_and_never_shown(
    neo4j_database: Service, local: str, examples: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NEO4J_PASSWORD")
    monkeypatch.delenv("NEO4J_USERNAME")
    with_account = neo4j_database.uri.replace("//", f"//{neo4j_database.username}:{neo4j_database.password}@")
    shown = []
    for arguments in (
        ("push", with_account, "--graph", local),
        ("query", "MATCH (n) RETURN count(n)", "--graph", with_account),
        ("query", "RETURN nonsense", "--graph", with_account),
        ("build", examples, "--graph", with_account),
        ("pull", with_account.replace("7687", "1"), "--graph", local),
        ("pull", with_account.replace(":" + with_account.rpartition(":")[2], ":1"), "--graph", local),
        ("pull", with_account + "/a/b", "--graph", local),
        ("pull", with_account.replace("bolt", "blot"), "--graph", local),
        ("query", "RETURN 1", "--graph", with_account.replace("bolt", "blot")),
        ("query", "RETURN 1", "--graph", with_account + "?x=1"),
    ):
        result = run(*arguments)
        shown.append(result.output + repr(result.exception))
    assert "there already" in shown[0]
    assert not [text for text in shown if neo4j_database.password in text]
    with open_store(with_account) as store:
        assert store.url == neo4j_database.uri
        assert neo4j_database.password not in repr(store.__dict__)


def test_without_a_password_it_says_so(monkeypatch: pytest.MonkeyPatch, local: str) -> None:
    monkeypatch.delenv("NEO4J_PASSWORD", raising=False)
    result = run("push", "neo4j://localhost:1", "--graph", local)
    assert (result.exit_code, result.output) == (
        1,
        "Error: neo4j://localhost:1: no password for neo4j; set NEO4J_PASSWORD\n",
    )


@pytest.mark.parametrize("command", ["push", "pull"])
@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("localhost", "localhost"),
        ("foo.lbug", "foo.lbug"),
        ("name:secret@host", "host"),
        ("http://name:secret@host:7474", "http://host:7474"),
    ],
)
def test_an_address_of_no_server_is_one_clear_line(
    command: str, url: str, shown: str, local: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NEO4J_PASSWORD", raising=False)
    result = run(command, url, "--graph", local)
    assert result.exit_code == 1
    assert result.output == (
        f"Error: {shown}: not an address of a Neo4j server; write it as neo4j://HOST:PORT/DATABASE "
        "(neo4j, neo4j+s, neo4j+ssc, bolt, bolt+s, bolt+ssc)\n"
    )


@pytest.mark.parametrize("scheme", ["bolt", "neo4j", "bolt+s"])
def test_a_server_that_is_down_is_one_clear_line(scheme: str, local: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEO4J_PASSWORD", "whatever")
    result = run("push", f"{scheme}://127.0.0.1:1/db", "--graph", local)
    assert result.exit_code == 1
    assert result.output == (
        f"Error: {scheme}://127.0.0.1:1/db: no Neo4j server answers there; start it, or check the address\n"
    )


def test_a_database_that_is_not_there(neo4j_database: Service, local: str) -> None:
    result = run("push", f"{neo4j_database.uri}/nothing", "--graph", local)
    assert result.exit_code == 1
    assert result.output == f"Error: {neo4j_database.uri}/nothing: the server has no database of that name\n"


def test_a_database_by_name(neo4j_database: Service, local: str) -> None:
    assert run("push", f"{neo4j_database.uri}/neo4j", "--graph", local).exit_code == 0
    assert export(neo4j_database.uri) == export(local)


# Queries


def test_a_read_transaction_refuses_what_the_guard_would_miss(
    neo4j_database: Service, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.guard.check", lambda cypher: None)
    with pytest.raises(QueryError, match="queries may only read"):
        opened(neo4j_database.uri).query("CREATE (n:Paper {id: 'evil'}) RETURN n")
    assert neo4j_database.run("MATCH (n) RETURN count(n)") == [[0]]


def test_a_misspelt_name_is_an_error_not_an_empty_answer(neo4j_database: Service, opened: Opener) -> None:
    store = opened(neo4j_database.uri)
    assert store.query("MATCH (p:Paper)-[:USES]->(t:Technique) RETURN p.venue, t").rows == []
    for cypher, message in (
        ("MATCH (p:Papr) RETURN p", "no label Papr; nearest: Paper"),
        ("MATCH (:Paper)-[e:USED]->() RETURN e", "no edge type USED; nearest: USES"),
        ("MATCH (p:Paper) RETURN p.titel", "no property titel; nearest: title"),
    ):
        with pytest.raises(QueryError, match=message):
            store.query(cypher)


def test_bookkeeping_is_shown_in_no_way(neo4j_database: Service, local: str, opened: Opener) -> None:
    run("push", neo4j_database.uri, "--graph", local)
    store = opened(neo4j_database.uri)
    for cypher in (
        "MATCH (p:Paper) RETURN p['_' + 'state'] AS x",
        "MATCH (p:Paper) RETURN properties(p), keys(p), p {.*}, [p], {a: p}",
        "MATCH (p:Paper) UNWIND keys(p) AS k RETURN toStringOrNull(p[k]), [p[k]], {x: p[k]}",
        "MATCH (p:Paper) WITH collect(p) AS ps UNWIND ps AS p RETURN [k IN keys(p) | p[k]]",
        "MATCH x = (p:Paper)-->(q) RETURN x, nodes(x)",
    ):
        answer = str(store.query(cypher).rows)
        assert "ookkeep" not in answer
        assert str(list(b"the bookkeeping"))[1:-1] not in answer
        assert "_state" not in answer.replace("'_state'", "'_state'" if "UNWIND keys" not in cypher else "")


def test_the_schemas_labels_are_plain_words() -> None:
    # They are part of statements, where nothing escapes them.
    for name in (*schema().nodes, *schema().edges):
        assert name.isascii()
        assert name.isidentifier()
