"""``kg map``: opens, calls, prints."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from map_graphs import make_graph

import kg
from kg.cli import main
from kg.cli.map import _title
from kg.model import Node
from kg.row_names import with_ids


@pytest.fixture(scope="session")
def stored(tmp_path_factory):
    path = tmp_path_factory.mktemp("graphs") / "field.lbug"
    view = make_graph()
    with kg.open(str(path)) as store, store.writer() as writer:
        writer.add_nodes(view.nodes())
        writer.add_edges(view.edges())
    return str(path)


def run(*arguments):
    return CliRunner().invoke(main, ["map", *map(str, arguments)])


def test_it_writes_a_map_and_says_what_is_on_it(stored, tmp_path):
    done = run("--graph", stored, "-o", tmp_path / "m.html", "--limit", 50)
    assert done.exit_code == 0, done.output
    assert done.output.startswith(f"{tmp_path / 'm.html'}: 50 nodes, ")
    assert "open it in a browser" in done.output
    assert "left out because too many papers name them: everywhere" in done.output
    text = (tmp_path / "m.html").read_text(encoding="utf-8")
    assert '<h1 dir="auto">field</h1>' in text


def test_around_a_name(stored, tmp_path):
    done = run("--graph", stored, "-o", tmp_path / "m.html", "--around", "own 7", "--depth", 2, "--limit", 20)
    assert done.exit_code == 0, done.output
    assert "field: around own 7" in (tmp_path / "m.html").read_text(encoding="utf-8")


def test_what_a_statement_or_a_named_query_returns(stored, tmp_path):
    cypher = "MATCH (p:Paper)-[:INTRODUCES]->(m:Method) RETURN p, m ORDER BY p.id LIMIT 5"
    done = run("--graph", stored, "-o", tmp_path / "m.html", "--query", cypher)
    assert done.exit_code == 0, done.output
    assert f"{tmp_path / 'm.html'}: 10 nodes, " in done.output
    done = run("--graph", stored, "-o", tmp_path / "m.html", "--query", cypher, "--limit", 6)
    assert "the answer names 4 nodes more; --limit gives more" in done.output
    done = run("--graph", stored, "-o", tmp_path / "m.html", "--query", "top-concepts", "-p", "limit=4")
    assert f"{tmp_path / 'm.html'}: 4 nodes, " in done.output


def test_titles_and_names_in_an_answer_stand_for_nodes(example_graph, tmp_path):
    arguments = ["--graph", example_graph, "-o", tmp_path / "m.html", "--query", "papers-using", "-p"]
    few = run(*arguments, "concept=quantization")
    assert few.exit_code == 0, few.output
    wider = run(*arguments, "concept=quantization", "--narrower")
    nodes = [int(re.search(r"m\.html: (\d+) nodes", done.output)[1]) for done in (few, wider)]
    assert 2 < nodes[0] < nodes[1]
    ends = run(*arguments[:4], "--query", "MATCH (p:Paper)-[:USES]->(m:Method {name: 'LoRA'}) RETURN p.title, m.name")
    assert ends.exit_code == 0, ends.output


def test_narrower_is_for_a_query(stored, tmp_path):
    done = run("--graph", stored, "-o", tmp_path / "m.html", "--around", "own 7", "--narrower")
    assert done.exit_code == 2
    assert "without --query, --narrower means nothing; give both or neither" in done.output


def test_row_that_names_nodes_says_itself_what_it_means():
    with kg.open("memory:") as store:
        with store.writer() as writer:
            named = (("Method", "method:a", "A"), ("Task", "task:a", "A"), ("Method", "method:b", "B"))
            writer.add_nodes([Node(label, id, {"name": name, "papers": 1}) for label, id, name in named])
        rows = [["B", 1], ["B", "method:a"], ["A", None], [["B", "else"]]]
        assert with_ids(store.view(), rows) == [["method:b", 1], ["B", "method:a"], ["A", None], [["method:b", "else"]]]


def test_communities_and_a_period(stored, tmp_path):
    done = run("--graph", stored, "-o", tmp_path / "m.html", "--communities", "--since", "2005", "--limit", 30)
    assert done.exit_code == 0, done.output
    assert " communities, with up to 30 nodes each" in done.output
    assert "field · since 2005" in (tmp_path / "m.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--since", "2024", "--until", "2023"], "Error: --since 2024 comes after --until 2023; turn them around"),
        (["--since", "2090"], "Error: no paper is of the period since 2090"),
        (["--query", "MATCH (p:Paper) DELETE p"], "DELETE at line 1, character 17, is refused"),
        (["--query", "RETURN 1"], "Error: the statement returned no node, path or id of a node"),
        (["--around", "oven 7"], "is called 'oven 7'; nearest: own 7 (method:own-7)"),
        (["-o", "/nowhere/at/all/map.html"], "/nowhere/at/all/map.html: the folder /nowhere/at/all does not exist"),
        (["--graph", "missing.lbug"], "missing.lbug: there is no graph here"),
    ],
)
def test_errors_are_one_line(stored, tmp_path, monkeypatch, arguments, message):
    monkeypatch.chdir(tmp_path)
    done = run("--graph", stored, *arguments)
    assert done.exit_code == 1
    assert message in done.output
    assert "Traceback" not in done.output
    assert not list(Path(tmp_path).iterdir())


def test_the_heading_never_shows_a_password():
    assert _title("neo4j://user:secret@host:7687", None) == "host"
    assert _title("some/where/field.lbug", "around LoRA") == "field: around LoRA"
    long = _title("field.lbug", "MATCH (p)\n RETURN p " * 20)
    assert long.startswith("field: MATCH (p) RETURN p MATCH")
    assert long.endswith("…")
    assert len(long) <= 127
