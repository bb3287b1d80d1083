"""What happens when a server is killed, takes no changes, or forbids; on a server of its own, started from jars."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import neo4j
import pytest
from click.testing import CliRunner
from factory import EDGES, NODES, concept, paper, write
from neo4j_service import ROOT

from kg.cli import main
from kg.errors import GraphError
from kg.model import Edge, Node
from kg.neo4j_admin import export
from kg.stores import open_store
from kg.stores.neo4j_connection import OfficialConnection
from kg.stores.neo4j_errors import CONNECTION_ERRORS, Failure, connection_error, query_error
from kg.stores.neo4j_push import declare
from kg.transfer import push

_SCRIPT = str(ROOT / "docker" / "neo4j.sh")


class OwnServer:
    """A server that a test may kill."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self.uri = ""

    def start(self, **environment: str) -> None:
        output = self._run("start", str(self._home), **environment)
        values = dict(part.split("=", 1) for part in shlex.split(output))
        self.uri = values["NEO4J_URI"]
        os.environ["NEO4J_USERNAME"], os.environ["NEO4J_PASSWORD"] = values["NEO4J_USERNAME"], values["NEO4J_PASSWORD"]

    def kill(self) -> None:
        self._run("kill", str(self._home))

    def stop(self) -> None:
        self._run("stop", str(self._home))

    def admin(self, *arguments: str) -> str:
        return self._run("admin", str(self._home), *arguments)

    def rows(self, cypher: str) -> list[list[object]]:
        with (
            neo4j.GraphDatabase.driver(self.uri, auth=("neo4j", os.environ["NEO4J_PASSWORD"])) as driver,
            driver.session(notifications_min_severity="OFF") as session,
        ):
            return session.run(cypher).values()

    def _run(self, *arguments: str, **environment: str) -> str:
        # A memory of its own that is small, as another server runs beside it.
        settings = {**os.environ, "NEO4J_HEAP": "512m", "NEO4J_PAGECACHE": "64m", **environment}
        done = subprocess.run([_SCRIPT, *arguments], capture_output=True, text=True, env=settings)
        assert done.returncode == 0, done.stderr + done.stdout
        return done.stdout


@pytest.fixture(scope="module")
def own_server(needed: Callable[[bool, str], None], tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnServer]:
    """A server that the tests of this file may kill."""
    needed(bool(shutil.which("mvn") and shutil.which("java")), "no Java and Maven to start a Neo4j server with")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NEO4J_USERNAME", "neo4j")
        patch.setenv("NEO4J_PASSWORD", "chosen by a test")
        server = OwnServer(tmp_path_factory.mktemp("own"))
        yield server
        server.kill()


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A graph of many batches."""
    url = str(tmp_path_factory.mktemp("large") / "large.lbug")
    papers = [
        paper(f"arxiv:{n:05}", title=f"Paper {n}", abstract="word " * 100, _state="s" * 200) for n in range(3_000)
    ]
    edges = [
        Edge("CITES", f"arxiv:{n:05}", f"arxiv:{(7 * n + k) % 3_000:05}", {"via": "x"})
        for n in range(3_000)
        for k in (1, 2, 3, 4)
    ]
    with open_store(url) as store:
        write(store, papers, edges)
    return url


def complete(server: OwnServer) -> bool:
    return server.rows(
        "RETURN COUNT { (:PaperKG) } AS nodes, COUNT { (:Paper)-[:CITES]->(:Paper) } AS edges, "
        "COUNT { MATCH (a)-[e]->(b) RETURN DISTINCT a, type(e), b } AS different, "
        "COUNT { (:PaperKGUnfinished) } AS marks"
    ) == [[3_000, 12_000, 12_000, 0]]


# The tests of this file run in order on one server: it is imported into, killed, and made read-only.


def test_an_import_of_the_exported_files(own_server: OwnServer, tmp_path: Path) -> None:
    texts = ["", "a;b,c\"d'e\\f", "line\nline\r\n\ttab", "\x00\x07", "日本語 🧠", "`]->() DETACH DELETE"]
    nodes = [
        *NODES,
        *(paper(f"t:{n}", title=text, authors=[text, "x"], year=n) for n, text in enumerate(texts)),
        concept("dataset:big", papers=2**62, curated=True),
    ]
    edges = [
        *EDGES,
        *(Edge("CITES", f"t:{n}", "t:0", {"via": text, "confidence": 1e-300}) for n, text in enumerate(texts)),
    ]
    url = str(tmp_path / "graph.lbug")
    with open_store(url) as store:
        write(store, nodes, edges)
    result = CliRunner().invoke(
        main, ["export", "--graph", url, "--format", "neo4j-admin", "-o", str(tmp_path / "out")]
    )
    assert result.exit_code == 0, result.output
    command = next(line for line in result.output.splitlines() if line.startswith("neo4j-admin"))
    printed = own_server.admin(*shlex.split(command)[1:])
    assert f"{len(nodes)} nodes" in printed
    assert f"{len(edges)} relationships" in printed

    own_server.start()
    for statement in (tmp_path / "out" / "schema.cypher").read_text().split(";\n")[:-1]:
        own_server.rows(statement)
    with open_store(url) as local, open_store(own_server.uri, must_exist=True) as imported:
        assert [_as_imported(node) for node in local.view().nodes()] == list(imported.view().nodes())
        assert [_as_imported(edge) for edge in local.view().edges()] == list(imported.view().edges())
        # A push brings what CSV files cannot hold, and finds the rest there.
        pushed = push(local.view(), own_server.uri)
        assert list(imported.view().nodes(internal=True)) == list(local.view().nodes(internal=True))
        assert list(imported.view().edges()) == list(local.view().edges())
        assert pushed.same > len(nodes + edges) / 2
        assert pushed.dropped.total() == 0


def _as_imported(row: Node | Edge) -> Node | Edge:
    """A list without text in it is no list in a CSV file."""
    kept = {k: v for k, v in row.properties.items() if not isinstance(v, list) or any(v)}
    if isinstance(row, Node):
        return Node(row.label, row.id, kept)
    return Edge(row.type, row.source, row.target, kept)


def test_a_folder_that_is_not_empty_is_not_exported_into(tmp_path: Path) -> None:
    (tmp_path / "nodes-Paper.csv").write_text("old")
    with open_store("memory:") as store:
        write(store, NODES, EDGES)
        with pytest.raises(GraphError, match="the folder is not empty; give a new one"):
            export(store.view(), tmp_path)
        write(store, [paper("p", authors=["a\x1fb"])])
        with pytest.raises(GraphError, match=r"p: an element of authors holds the character U\+001F"):
            export(store.view(), tmp_path / "new")


def test_a_server_killed_in_a_push_and_started_again(own_server: OwnServer, large: str) -> None:
    own_server.rows("MATCH (n) DETACH DELETE n")
    killed = threading.Event()

    def kill(stage: str, done: int) -> None:
        if stage == "edges" and done >= 5_000 and not killed.is_set():
            killed.set()
            own_server.kill()
            threading.Thread(target=own_server.start).start()

    with open_store(large) as source:
        pushed = push(source.view(), own_server.uri, progress=kill, retry=120)
    assert killed.is_set()
    assert (pushed.nodes.total(), pushed.edges.total()) == (3_000, 12_000), "it went on by itself"
    assert complete(own_server)


def test_a_server_killed_for_good_and_the_push_run_again(own_server: OwnServer, large: str) -> None:
    own_server.rows("MATCH ()-[e]->() DELETE e")
    own_server.rows("MATCH (n) DELETE n")

    def kill(stage: str, done: int) -> None:
        if stage == "edges" and done == 10_000:
            own_server.kill()

    with open_store(large) as source:
        with pytest.raises(GraphError) as error:
            push(source.view(), own_server.uri, progress=kill, retry=2)
        assert str(error.value) == (
            f"{own_server.uri}: the server stopped answering and did not come back in time; what it has taken it "
            "keeps: start it, and run the same command again"
        )
        own_server.start()
        with open_store(own_server.uri) as store, pytest.raises(GraphError, match="did not come to its end"):
            store.query("RETURN 1")
        again = push(source.view(), own_server.uri)
    assert 0 < again.same < 15_000
    assert complete(own_server)


def test_a_database_that_takes_no_changes(own_server: OwnServer, large: str) -> None:
    own_server.rows("DROP CONSTRAINT paperkg_ids")
    own_server.stop()
    own_server.start(NEO4J_EXTRA_CONF="server.databases.read_only=neo4j")
    result = CliRunner().invoke(main, ["push", own_server.uri, "--graph", large])
    assert result.exit_code == 1
    assert result.output.startswith(f"Error: {own_server.uri}: the database takes no changes (")
    assert "Let somebody who may make constraints run this once:\n  CREATE CONSTRAINT paperkg_ids" in result.output
    assert "Traceback" not in result.output


# The community edition gives every account all rights, so this is the one answer of a server that is played here.


@pytest.mark.parametrize("declared", [True, False])
def test_an_account_that_may_not_make_constraints(declared: bool) -> None:
    class Forbidding(OfficialConnection):
        def __init__(self) -> None:
            self.reads: list[str] = []

        def write(self, cypher: str, /, **parameters: object) -> list[list[object]]:
            failure = Failure("Neo.ClientError.Security.Forbidden", "Schema operation not allowed")
            raise connection_error("neo4j://x", failure)

        def read(self, cypher: str, /, **parameters: object) -> list[list[object]]:
            return [["paperkg_ids"], ["paperkg_lock"]] if declared else []

    if declared:
        declare(Forbidding())
        return
    with pytest.raises(GraphError) as error:
        declare(Forbidding())
    assert str(error.value).startswith(
        "neo4j://x: this user has no permission for that (Schema operation not allowed). "
        "Let somebody who may make constraints run this once:\n  CREATE CONSTRAINT paperkg_ids IF NOT EXISTS"
    )


def test_every_error_of_the_table_has_its_words() -> None:
    for pattern, kind, _ in CONNECTION_ERRORS:
        code = pattern.split("|")[0].replace("\\", "").rstrip("$")
        error = connection_error("neo4j://x", Failure(code, "the server's words\nand more"))
        assert type(error) is kind
        assert "\n" not in str(error)
        assert str(error).startswith("neo4j://x: ")
        assert "{" not in str(error)
    assert "unheard of" in str(connection_error("neo4j://x", Failure("New.Code", "unheard of")))
    assert "neo4j://x: no Neo4j server" in str(query_error("neo4j://x", Failure(":unreachable", ""), 1.0))
