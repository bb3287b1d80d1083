"""What only LadybugDB files need: the driver's errors, other programs, and statements that would hurt the process."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import ladybug
import pytest
from conftest import Opener
from factory import EDGES, NODES, paper, write

from kg.errors import GraphError, GraphLocked, NotAGraph, QueryError, QueryRefused, QueryTimeout
from kg.schema import schema
from kg.stores import Store, query_worker
from kg.stores.files import temporary
from kg.stores.ladybug_errors import FILE_ERRORS, QUERY_ERRORS, file_error, query_error
from kg.stores.ladybug_load import Loader
from kg.stores.query_worker import QueryRunner


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "graph.lbug"


@pytest.fixture
def filled(path: Path, opened: Opener) -> Store:
    store = opened(str(path))
    write(store, NODES, EDGES)
    return store


def test_what_killed_writers_left_is_removed(path: Path, opened: Opener) -> None:
    left = [path.parent / name for name in (".graph.lbug.1.tmp", ".graph.lbug.1.tmp.wal", ".graph.lbug.99999.tmp")]
    others = [path.parent / name for name in (".other.lbug.1.tmp", "graph.lbug.tmp")]
    for file in (*left, *others):
        file.write_bytes(b"x")
    write(opened(str(path)), [paper("a")])
    assert sorted(os.listdir(path.parent)) == sorted(["graph.lbug", *(file.name for file in others)])


def test_a_log_that_another_program_left_does_not_get_into_the_new_graph(path: Path, opened: Opener) -> None:
    write(opened(str(path)), [paper("old")])
    Path(f"{path}.wal").write_bytes(b"not ours")
    Path(f"{path}.shadow").write_bytes(b"not ours")
    store = opened(str(path))
    with pytest.raises(GraphError):
        store.view()
    Path(f"{path}.shadow").unlink()
    Path(f"{path}.wal").unlink()
    with store.writer() as writer:
        writer.add_nodes([paper("new")])
        Path(f"{path}.wal").write_bytes(b"not ours")
    assert [node.id for node in store.view().nodes()] == ["new"]
    assert os.listdir(path.parent) == ["graph.lbug"]


def test_a_ladybug_file_without_our_tables(path: Path, opened: Opener) -> None:
    database = ladybug.Database(str(path))
    connection = ladybug.Connection(database)
    connection.execute("CREATE NODE TABLE Author(id STRING PRIMARY KEY)")
    connection.close()
    database.close()
    before = path.read_bytes()
    with pytest.raises(NotAGraph) as error:
        opened(str(path)).view()
    assert str(error.value) == (
        f"{path}: a LadybugDB file, but not a graph of paperkg (no table Paper); "
        "give another --graph, or remove the file"
    )
    with pytest.raises(NotAGraph):
        write(opened(str(path)), [])
    assert path.read_bytes() == before


def test_a_file_of_another_version(path: Path, opened: Opener) -> None:
    write(opened(str(path)), NODES)
    data = bytearray(path.read_bytes())
    data[4] = 99  # where the storage version stands
    path.write_bytes(data)
    with pytest.raises(
        NotAGraph, match=r"storage version 99, and the installed ladybug reads version \d+; install the"
    ):
        opened(str(path)).view()


def test_a_folder_is_no_graph(path: Path, opened: Opener) -> None:
    path.mkdir()
    with pytest.raises(NotAGraph, match="a folder, not a LadybugDB graph"):
        opened(str(path)).view()


_HOLD = """
import sys, ladybug
connection = ladybug.Connection(ladybug.Database(sys.argv[1]))
connection.execute("RETURN 1")  # the lock is taken by the first statement
print("open", flush=True)
sys.stdin.read()
"""


def test_a_file_that_another_program_has_open_for_writing(filled: Store, path: Path, opened: Opener) -> None:
    process = subprocess.Popen([sys.executable, "-c", _HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"open\n"
        for use in (lambda store: store.view(), lambda store: write(store, [])):
            with pytest.raises(
                GraphLocked, match=rf"process {process.pid} \(python -c\) has this graph open for writing"
            ):
                use(opened(str(path)))
        process.kill()
    assert len(list(opened(str(path)).view().nodes())) == len(NODES)


@pytest.mark.parametrize(
    ("message", "kind", "text"),
    [
        ("Could not set lock on file : x (Lock is held by PID 99999999)", GraphLocked, "process 99999999 is writing"),
        ("IO exception: Could not set lock on file : x", GraphLocked, "another process is writing"),
        (
            "with a different version. Database file version: 3, Current build storage version: 49",
            NotAGraph,
            "a LadybugDB file of storage version 3, and the installed ladybug reads version 49",
        ),
        (
            "Runtime exception: Unable to open database. The file is not a valid Lbug database file!",
            NotAGraph,
            "not a LadybugDB graph; give",
        ),
        (
            "Reading past the end of the file x with size 2 at offset 2",
            NotAGraph,
            "not a LadybugDB graph, or one that was cut off",
        ),
        ("Database path cannot be a directory: x", NotAGraph, "a folder"),
        ("Cannot open file x: Permission denied", GraphError, "no permission"),
        ("write failed: No space left on device", GraphError, "the disk is full"),
        ("Buffer manager exception: Unable to allocate memory!", GraphError, "not enough memory"),
        ("Cannot read checkpoint: catalog page range starts at 30", NotAGraph, "a damaged LadybugDB graph; give"),
    ],
)
def test_errors_on_files_are_translated(message: str, kind: type[GraphError], text: str) -> None:
    error = file_error(Path("g.lbug"), RuntimeError(message))
    assert type(error) is kind
    assert str(error).startswith(f"g.lbug: {text}")


def test_every_translation_of_a_file_error_is_tested() -> None:
    (mark,) = test_errors_on_files_are_translated.pytestmark  # type: ignore[attr-defined]
    assert len(mark.args[1]) == len(FILE_ERRORS)
    assert len(QUERY_ERRORS) == 4, "test_errors_in_queries_are_translated has them all"


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("Interrupted.", QueryTimeout),
        ("Buffer manager exception: Unable to allocate memory!", QueryError),
        ("std::bad_alloc", QueryError),
        ("Connection exception: Cannot execute write operations in a read-only database!", QueryRefused),
        ("IO exception: Cannot open file x: Too many open files", QueryRefused),
        ("Something else", QueryError),
    ],
)
def test_errors_in_queries_are_translated(message: str, kind: type[QueryError]) -> None:
    error = query_error(RuntimeError(message), 2.5)
    assert type(error) is kind
    assert str(error)


# The worker that runs statements


@pytest.fixture
def unguarded(filled: Store, path: Path) -> QueryRunner:
    """Runs statements without the guard: what is left when it fails."""
    return QueryRunner(path)


def test_without_the_guard_files_and_writing_are_still_out_of_reach(unguarded: QueryRunner, tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("secret\n1\n")
    for statement in (
        f"LOAD FROM '{tmp_path}/secret.csv' RETURN *",
        f"COPY (MATCH (p:Paper) RETURN p.id) TO '{tmp_path}/stolen.csv'",
        f"EXPORT DATABASE '{tmp_path}/stolen'",
        "MATCH (p:Paper) SET p.title = 'x'",
        "CREATE NODE TABLE X(id STRING PRIMARY KEY)",
    ):
        with pytest.raises(QueryError):
            unguarded.run(statement, {}, 5, 10)
    stolen = [file for file in tmp_path.glob("stolen*") if file.is_file() and file.stat().st_size]
    assert stolen == []
    assert unguarded.run("MATCH (p:Paper) RETURN count(*)", {}, 5, 10).rows == [[3]]
    unguarded.close()


GREEDY = {
    "a list of a billion, computed while planning": "RETURN size(range(1, 100000000000))",
    "a text that doubles": "WITH 'aaaaaaaaaa' AS a " + "WITH a + a AS a " * 40 + "RETURN size(a)",
    "a list that doubles": "WITH [1, 2] AS a " + "WITH a + a AS a " * 40 + "RETURN size(a)",
    "a long padding": "MATCH (p:Paper) RETURN size(lpad(p.id, 4000000000, 'x'))",
    "collect": "UNWIND range(1, 100000) AS a UNWIND range(1, 10000) AS b RETURN size(collect(a + b))",
    "sort": "UNWIND range(1, 100000) AS a UNWIND range(1, 10000) AS b RETURN a, b ORDER BY a * b",
    "brackets": "RETURN " + "(" * 20_000 + "1" + ")" * 20_000,
    "lists": "RETURN " + "[" * 20_000 + "1" + "]" * 20_000,
    "not": "RETURN " + "NOT " * 20_000 + "true",
    "or": "RETURN true" + " OR false" * 10_000,
    "joins": "MATCH " + ", ".join(f"(a{number})" for number in range(40)) + " RETURN count(*)",
    "long paths": "MATCH (a)-[*1..30]-(b) RETURN count(*)",
}


@pytest.mark.parametrize("statement", GREEDY.values(), ids=GREEDY)
def test_a_greedy_statement_ends_in_an_error_or_an_answer(filled: Store, statement: str) -> None:
    """And never in the end, or the growth, of the program that asks."""
    start = time.monotonic()
    outcome = ""
    try:
        assert filled.query(statement, timeout=2).rows
    except QueryError as error:
        outcome = str(error)
    assert not outcome or "ask for less" in outcome
    assert time.monotonic() - start < 10
    assert filled.query("MATCH (p:Paper) RETURN count(*)").rows == [[3]]


def test_threads_ask_at_the_same_time(filled: Store) -> None:
    slow = "".join(f"UNWIND range(1, 100000) AS {name} " for name in "abcde") + "RETURN count(*)"
    stopped: list[BaseException] = []

    def ask() -> None:
        try:
            filled.query(slow, timeout=3)
        except QueryTimeout as error:
            stopped.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    start = time.monotonic()
    assert filled.query("RETURN 1").rows == [[1]]
    assert time.monotonic() - start < 2.5, "it did not wait for the slow one"
    thread.join()
    assert len(stopped) == 1


def test_an_answer_that_is_too_large(filled: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = filled.query("UNWIND range(1, 100) AS x RETURN repeat('a', 10000)")
    assert len(answer.rows) == 100
    sent: list[bytes] = []

    class Connection:
        def send_bytes(self, data: bytes) -> None:
            sent.append(data)

    monkeypatch.setattr(query_worker, "MAX_ANSWER", 1 << 20)
    query_worker._say(Connection(), {"rows": ["x" * (2 << 20)]})  # type: ignore[arg-type]
    assert b"larger than 1 MiB" in sent[0]


def test_a_worker_that_was_killed_is_replaced(filled: Store) -> None:
    assert filled.query("RETURN 1").rows == [[1]]
    runner = filled._runner  # type: ignore[attr-defined]
    runner._idle[0]._process.kill()
    runner._idle[0]._process.wait()
    with pytest.raises(QueryError):
        filled.query("RETURN 2")
    assert filled.query("RETURN 3").rows == [[3]]


def test_workers_end_with_their_store(path: Path, opened: Opener) -> None:
    store = opened(str(path))
    write(store, NODES)
    store.query("RETURN 1")
    process = store._runner._idle[0]._process  # type: ignore[attr-defined]
    store.close()
    assert process.returncode is not None


def test_the_text_of_a_statement_is_not_edited_by_the_driver(filled: Store) -> None:
    """Given text and values, execute() would put a value in the place of to_json($x), also in comments."""
    answer = filled.query("RETURN 'to_json($x)' AS a, $x AS b /* to_json($x) */", x='["*/ RETURN 2 //"]')
    assert answer.rows == [["to_json($x)", '["*/ RETURN 2 //"]']]


# Writing


def test_the_tables_are_those_of_the_schema(filled: Store) -> None:
    tables = {row[0]: row[1] for row in filled.query("CALL show_tables() RETURN name, type").rows}
    assert tables == {**dict.fromkeys(schema().nodes, "NODE"), **dict.fromkeys(schema().edges, "REL")}
    for type, edge in schema().edges.items():
        rows = filled.query(f"CALL show_connection('{type}') RETURN *").rows
        assert sorted((row[0], row[1]) for row in rows) == sorted((s, t) for s in edge.sources for t in edge.targets)


def test_batches(path: Path, opened: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.stores.ladybug_load.NODE_BATCH", 2)
    monkeypatch.setattr("kg.stores.ladybug_load.EDGE_BATCH", 2)
    monkeypatch.setattr("kg.stores.ladybug_load._PACKED", 1)
    store = opened(str(path))
    write(store, NODES, EDGES)
    assert sorted(edge.key for edge in store.view().edges()) == sorted(edge.key for edge in EDGES)
    assert list(store.view().edges_of("arxiv:1")) == sorted(
        (edge for edge in EDGES if "arxiv:1" in (edge.source, edge.target)), key=lambda edge: edge.key
    )


def test_an_error_of_the_driver_while_writing(path: Path, opened: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    store = opened(str(path))
    write(store, NODES)

    def fail(self: Loader) -> None:
        raise RuntimeError("IO exception: No space left on device")

    monkeypatch.setattr(Loader, "finish", fail)
    with pytest.raises(GraphError, match="the disk is full"):
        write(store, [])
    monkeypatch.undo()
    assert not temporary(path).exists()
    assert len(list(store.view().nodes())) == len(NODES)
    write(store, [])
