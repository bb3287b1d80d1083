"""The command line: help, output that programs can read, and errors that are one line."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

import kg
import queries as catalogue
from kg.cli import COMMANDS, main
from kg.cli.common import print_table
from kg.errors import GraphError, UnknownName
from kg.exporting import jsonl
from kg.pipeline import build
from kg.schema import schema
from kg.stores.base import Store, View
from kg.stores.files import FileLock
from kg.stores.holders import described
from kg.version import __version__
from loaders import format_names

KG = [sys.executable, "-c", "from kg.cli import main; main(prog_name='kg')"]
COLOUR = re.compile(r"\x1b\[(?:\d+;)*(?:[34]\d|9[0-7]|10[0-7])")


def run(*arguments: str | Path, code: int = 0, given: str | None = None) -> Result:
    """Run a command in this process; anything but a clean end fails."""
    result = CliRunner().invoke(main, [str(argument) for argument in arguments], input=given)
    assert isinstance(result.exception, SystemExit | None), result.exception
    assert result.exit_code == code, result.output
    return result


def record(title: str = "A title", **fields: Any) -> str:
    return json.dumps({"title": title, "abstract": "We propose quantization.", **fields}) + "\n"


# Help


@pytest.mark.parametrize("name", COMMANDS)
def test_help_tells_what_a_command_does_and_names_all_options(name: str) -> None:
    command = main.get_command(click.Context(main), name)  # type: ignore[attr-defined]
    text = run(name, "--help").stdout
    assert len(command.help.split(".")[0]) > 20
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help
            assert all(option in text for option in parameter.opts)
    assert run(name, "-h").stdout == text


@pytest.mark.parametrize("name", COMMANDS)
def test_list_of_commands_says_what_their_help_says(name: str) -> None:
    command = main.get_command(click.Context(main), name)  # type: ignore[attr-defined]
    assert command.name == name
    line = COMMANDS[name][1]
    assert re.search(rf"\n  {name} +{re.escape(line)}\n", run("--help").stdout)
    assert command.help.split()[:2] == line.split()[:2]


def test_version() -> None:
    assert run("--version").stdout == f"kg, version {__version__}\n"


# Build and extract


def test_build_summary(tmp_path: Path) -> None:
    source = tmp_path / "x.jsonl"
    good = record() + record("Another") + record("A TITLE", arxiv_id="2401.00001")
    source.write_text(good + "[]\n" + '{"title": "B"}\n')
    graph = tmp_path / "g.json"
    result = run("build", source, "--graph", graph)
    first, nodes, edges, last = result.stdout.splitlines()
    assert first == "4 records read: 3 new, 1 merged, 0 unchanged; 1 skipped, 1 mended"
    counts = [int(n) for n in re.findall(r" (\d+)", nodes.partition(":")[2])]
    assert nodes.startswith(f"{sum(counts)} nodes: ")
    assert "Paper 3" in nodes
    assert re.match(r"\d+ edges: .*USES|INTRODUCES", edges)
    assert re.fullmatch(re.escape(str(graph)) + r" written in \d+\.\d s", last)
    assert result.stderr.splitlines() == [
        f"{source}: line 4: not an object but a list",
        f"{source}: line 5: no abstract: only the title is read (B)",
    ]


def test_build_summary_as_json(tmp_path: Path) -> None:
    result = run("build", "-", "--json", "--graph", tmp_path / "g.json", given=record() + "{\n")
    summary = json.loads(result.stdout)
    assert (summary["read"], summary["new"], summary["skipped"], summary["papers"]) == (1, 1, 1, 1)
    assert summary["problems"] == result.stderr.splitlines()
    assert list(summary["seconds"]) == ["read", "total", "join", "extract", "link", "write"]
    with kg.open(str(tmp_path / "g.json")) as store:
        counts = store.view().node_counts()
    assert summary["nodes"] == {label: n for label, n in sorted(counts.items()) if n}


@pytest.mark.parametrize("command", ["build", "extract"])
def test_strict_stops_and_writes_nothing(tmp_path: Path, command: str) -> None:
    source = tmp_path / "x.jsonl"
    source.write_text(record() + '{"abstract": "x"}\n')
    graph = ["--graph", tmp_path / "g.json"] if command == "build" else []
    result = run(command, source, *graph, "--strict", code=1)
    assert (result.stdout, result.stderr) == ("", f"Error: {source}: line 2: no title\n")
    assert [path.name for path in tmp_path.iterdir()] == ["x.jsonl"]
    source.write_text(record())
    run(command, source, *graph, "--strict")


def test_strict_leaves_an_old_graph_as_it_was(tmp_path: Path) -> None:
    graph, bad = tmp_path / "g.json", tmp_path / "bad.jsonl"
    run("build", "-", "--graph", graph, given=record())
    before = graph.read_bytes()
    bad.write_text("{}\n")
    run("build", bad, "--graph", graph, "--strict", code=1)
    assert graph.read_bytes() == before


@pytest.mark.parametrize("command", ["build", "extract"])
@pytest.mark.parametrize("content", [None, b"", b"\0\1\2", b"hello there"])
def test_a_build_that_can_read_nothing_exits_1(tmp_path: Path, command: str, content: bytes | None) -> None:
    source, graph = tmp_path / "x", tmp_path / "g.json"
    if content is not None:
        source.write_bytes(content)
    arguments = [command, source, *(["--graph", graph] if command == "build" else [])]
    result = run(*arguments, code=1)
    assert result.stderr.startswith(f"{source}: source: ")
    assert not graph.exists()
    if command == "build":
        assert json.loads(run(*arguments, "--json", code=1).stdout)["skipped"] == 1


def test_missing_source_stops_nothing(tmp_path: Path) -> None:
    result = run("build", tmp_path / "none", "-", "--graph", tmp_path / "g.json", given=record())
    assert result.stdout.startswith("1 records read: 1 new, 0 merged, 0 unchanged; 1 skipped, 0 mended\n")
    assert result.stderr == f"{tmp_path}/none: source: no such file or folder\n"


def test_extract_gives_what_a_build_stores(examples: str, example_graph: str) -> None:
    papers = [json.loads(line) for line in run("extract", examples, "--format", "jsonl").stdout.splitlines()]
    with kg.open(example_graph) as store:
        nodes = {node.id: node for node in store.view().nodes()}
        edges = {edge.key: edge.properties for edge in store.view().edges()}
    assert len(papers) == 60
    named = set()
    for paper in papers:
        text = nodes[paper["id"]].properties
        assert paper["title"] == text["title"]
        for entity in paper["entities"]:
            node = nodes[entity["id"]]
            assert (entity["type"], entity["name"]) == (node.label, node.properties["name"])
            kind = schema().edge_for(entity["role"], entity["type"])
            edge = edges[kind, paper["id"], entity["id"]]
            named.add((kind, paper["id"], entity["id"]))
            assert {k: entity[k] for k in ("confidence", "evidence", "spans")} == edge
            check_evidence(entity, text)
    roles = {kind for kind, edge in schema().edges.items() if edge.role}
    assert named == {key for key in edges if key[0] in roles}


def check_evidence(entity: dict[str, Any], text: dict[str, str]) -> None:
    """Check that spans, surfaces and quotes say the same, in the paper's own words."""
    assert entity["evidence"]
    assert len(entity["evidence"]) == len(entity["spans"])
    for quote, span in zip(entity["evidence"], entity["spans"], strict=True):
        field, _, place = span.partition(":")
        start, _, end = place.partition("-")
        surface = text[field][int(start) : int(end)]
        assert surface in entity["surfaces"]
        assert surface in quote
        assert quote in text[field]
    for surface in entity["surfaces"]:
        assert surface
        assert surface in text["title"] or surface in text["abstract"]


# Wrong usage and errors


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["bild"], "No such command 'bild'. Did you mean build?"),
        (["zzz"], f"No such command 'zzz'. Commands: {', '.join(COMMANDS)}."),
        (["build"], "Missing argument 'SOURCE...'."),
        (["build", "x", "--format", "bibtexml"], f"'bibtexml' is not one of '{format_names()[0]}', "),
        (["query", "baselines", "--limit", "0"], "0 is not in the range x>=1."),
        (["query", "baselines", "--timeout", "0"], "0.0 is not in the range x>0."),
        (["search", "x", "--type", "Author"], "'Author' is not one of 'paper', 'method'"),
        (["show"], "Missing argument 'NAME'."),
        (["stats", "--verbose"], "No such option"),
    ],
)
def test_wrong_usage_exits_2(arguments: list[str], message: str) -> None:
    result = run(*arguments, code=2)
    assert message in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("build - --extractor magic --graph new.json", "no extractor is called 'magic'; nearest: standard"),
        ("query baselin", "no query is called 'baselin'; nearest: baselines, "),
        ("queries papers-usin", "no query is called 'papers-usin'; nearest: papers-using, "),
        ("query papers-using", "papers-using needs concept: give -p concept=VALUE"),
        ("query papers-using -p concept=x -p y=1 -p x=1", "papers-using has no parameter x, y; it has concept"),
        ("query baselines -p limit=ten", "parameter limit: 'ten' is no integer"),
        ("query baselines -p limit", "parameter 'limit' is not of the form NAME=VALUE"),
        ("query top-concepts --narrower", "top-concepts asks for no concept, so that --narrower means nothing"),
        ("map --since 2024-13", "--since: '2024-13' is no date; give a year, a month or a day"),
        ("map --around LoRA --communities", "a map is of one thing: give --around, --query or --communities alone"),
        ("map --depth 3", "without --around, --depth means nothing; give both or neither"),
        ("map -p a=b", "without --query, --param means nothing; give both or neither"),
        ("map --query baselines --type method", "--type does not go with --query: the statement says what to show"),
    ],
)
def test_wrong_usage_that_the_library_finds_exits_2_in_one_line(
    arguments: str, message: str, example_graph: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KG_GRAPH", example_graph)
    result = run(*shlex.split(arguments), code=2)
    (line,) = result.stderr.splitlines()
    assert line.startswith(f"Error: {message}")
    assert result.stdout == ""
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            "stats --graph nothing.lbug",
            "nothing.lbug: there is no graph here; name another with --graph or KG_GRAPH, or make it with: kg build ",
        ),
        ("stats --graph graph.txt", "graph.txt: the address does not tell what kind of graph it is"),
        ("query 'MATCH (n) WHERE n.id = $x RETURN n' --graph {graph}", "no value for $x"),
        (
            "query 'MATCH (n) DELETE n' --graph {graph}",
            "DELETE at line 1, character 11, is refused: queries may only read: MATCH, ",
        ),
        ("query 'MATCH (n) RETURN' --graph {graph}", ""),
        ("show zzzzqqq --graph {graph}", "no paper or concept is called 'zzzzqqq'"),
        (
            "show flashatention --graph {graph}",
            "no paper or concept is called 'flashatention'; nearest: FlashAttention (method:flashattention)",
        ),
        ("build {examples} --graph missing/new.lbug", "missing/new.lbug: the folder"),
        ("build {examples} --graph missing/new.json", "missing/new.json: the folder"),
        ("export --graph {graph} -o missing/out.jsonl", "missing/out.jsonl: the folder "),
        ("eval {examples} {examples}", "{examples}: line 1: not an annotated paper: KeyError('entities')"),
    ],
)
def test_error_is_one_line(
    arguments: str, message: str, example_graph: str, examples: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    names = {"graph": example_graph, "examples": examples}
    result = run(*shlex.split(arguments.format(**names)), code=1)
    (line,) = result.stderr.splitlines()
    assert line.startswith("Error: ")
    assert message.format(**names) in line
    assert result.stdout == ""
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", [["stats"], ["query", "RETURN 1"], ["show", "LoRA"], ["build", "-"]])
@pytest.mark.parametrize("name", ["g.lbug", "g.json", "g.graphml"])
def test_file_that_is_no_graph_is_an_error_and_stays(tmp_path: Path, name: str, command: list[str]) -> None:
    graph = tmp_path / name
    graph.write_text("my diary, which is no graph\n")
    result = run(*command, "--graph", graph, code=1, given=record())
    (line,) = result.stderr.splitlines()
    assert line.startswith(f"Error: {graph}: ")
    assert graph.read_text() == "my diary, which is no graph\n"


@pytest.mark.parametrize("name", ["g.lbug", "g.json"])
def test_locked_graph_is_an_error(tmp_path: Path, name: str) -> None:
    graph = tmp_path / name
    with FileLock(graph).held():
        result = run("build", "-", "--graph", graph, code=1, given=record())
    assert result.stderr == f"Error: {graph}: {described(os.getpid())} is writing this graph; wait until it ends\n"
    run("build", "-", "--graph", graph, given=record())


# Query


QUESTION = "MATCH (p:Paper) RETURN p.title AS title, p.year AS year, p.authors AS authors ORDER BY p.id LIMIT 4"


@pytest.fixture(scope="module")
def store(example_graph: str) -> Iterator[Store]:
    with kg.open(example_graph) as opened:
        yield opened


def test_formats_parse_back_to_the_rows(example_graph: str, store: Store) -> None:
    rows = store.query(QUESTION).dicts()
    assert len(rows) == 4

    def output(format: str) -> str:
        return run("query", QUESTION, "--graph", example_graph, "--format", format).stdout

    assert json.loads(output("json")) == rows
    assert [json.loads(line) for line in output("jsonl").splitlines()] == rows
    parsed = list(csv.DictReader(io.StringIO(output("csv"))))
    assert parsed == [{"title": r["title"], "year": str(r["year"]), "authors": "; ".join(r["authors"])} for r in rows]
    lines = run("query", "MATCH (p:Paper) RETURN p.year AS year ORDER BY p.id LIMIT 4", "--graph", example_graph).stdout
    assert [line.strip() for line in lines.splitlines()][3:7] == [str(row["year"]) for row in rows]


def test_formats_hold_odd_values(example_graph: str) -> None:
    question = "RETURN 'a, \"b\"\n[red]c' AS x, NULL AS y, 0.25 AS z, true AS w"
    (row,) = json.loads(run("query", question, "--graph", example_graph, "--format", "json").stdout)
    assert row == {"x": 'a, "b"\n[red]c', "y": None, "z": 0.25, "w": True}
    (parsed,) = csv.DictReader(io.StringIO(run("query", question, "--graph", example_graph, "--format", "csv").stdout))
    assert parsed == {"x": 'a, "b"\n[red]c', "y": "", "z": "0.25", "w": "True"}
    assert "[red]c" in run("query", question, "--graph", example_graph).stdout


def narrow(monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))


def test_narrow_table_breaks_at_spaces_and_never_in_numbers(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    narrow(monkeypatch, 60)
    long = "gradient checkpointing with a memory of 1234567 words"
    print_table(
        ["technique", "like it", "figure", "papers"], [[long, long, 1234567.25, 8], [long, "short", None, 1234]]
    )
    lines = capsys.readouterr().out.splitlines()
    assert all(len(line) <= 60 for line in lines)
    words = set(" ".join(lines).split())
    assert {"checkpointing", "1234567", "1.235e+06", "1234"} <= words
    assert words <= {*long.split(), *"technique like it figure papers short 8 1234 1.235e+06".split(), lines[2].strip()}


def test_words_are_broken_only_where_there_is_no_other_way(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    narrow(monkeypatch, 24)
    print_table(["a", "b", "n"], [["internationalisation", "short", 123456]])
    out = capsys.readouterr().out
    assert "123456" in out
    assert "short" in out
    assert all(len(line) <= 24 for line in out.splitlines())


def test_numbers_of_a_column_have_equally_many_decimals(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(["x", "y"], [[1.0, 1e-9], [2.167, 0.5], [None, 2.0], [3, 0.25]])
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert [line[0] for line in lines if len(line) == 2][1:] == ["1.000", "2.167", "3"]


def test_ids_are_whole_or_left_out(example_graph: str, monkeypatch: pytest.MonkeyPatch) -> None:
    arguments = ["search", "attention", "--graph", example_graph]
    ids = [row["id"] for row in json.loads(run(*arguments, "--format", "json").stdout)]
    narrow(monkeypatch, 60)
    text = run(*arguments).stdout
    assert not any(id in text for id in ids)
    assert "left out, since it does not fit: id" in text
    narrow(monkeypatch, 200)
    text = run(*arguments).stdout
    assert all(id in text for id in ids)
    assert "left out" not in text
    narrow(monkeypatch, 60)  # who asks for an id gets it
    question = "MATCH (p:Paper) RETURN p.id AS id, p.title AS title, p.abstract AS abstract ORDER BY id LIMIT 3"
    assert "arxiv:" in run("query", question, "--graph", example_graph).stdout


def test_no_rows_are_no_error(example_graph: str) -> None:
    question = "MATCH (p:Paper) WHERE p.year = 1066 RETURN p.title AS title"
    assert run("query", question, "--graph", example_graph, "--format", "json").stdout == "[]\n"
    assert run("query", question, "--graph", example_graph, "--format", "csv").stdout == "title\n"
    table = run("query", question, "--graph", example_graph).stdout
    assert "title" in table
    assert table.endswith("\nno rows\n")


def test_row_limit_is_told(example_graph: str) -> None:
    result = run("query", QUESTION, "--graph", example_graph, "--limit", "2", "--format", "jsonl")
    assert len(result.stdout.splitlines()) == 2
    assert result.stderr == "only the first 2 rows; --limit gives more\n"
    assert run("query", QUESTION, "--graph", example_graph, "--limit", "4").stderr == ""


@pytest.mark.parametrize(
    ("given", "value"),
    [("2022", 2022), ("2.5", 2.5), ("true", True), ("[1, 2]", [1, 2]), ("LoRA", "LoRA"), ("a=b", "a=b")],
)
def test_parameters_of_a_statement_are_taken_for_what_they_look_like(store: Store, given: str, value: Any) -> None:
    assert catalogue.ask(store, "RETURN $x AS x", [f"x={given}"]).rows == [[value]]


# Named queries


@pytest.fixture(scope="module")
def in_memory(examples: str) -> Iterator[Store]:
    with kg.open("memory:") as opened:
        build([examples], opened)
        yield opened


@pytest.mark.parametrize(
    ("name", "given", "same"),
    [
        ("top-concepts", ["type=hard"], ["type=Hardware"]),
        ("path-between", ["a=lora", "b=kv caches"], ["a=method:lora", "b=technique:kv-cache"]),
        ("related-papers", ["paper=flash-attention"], ["paper=arxiv:2205.14135"]),
    ],
)
def test_types_papers_and_ends_are_found_by_name(
    in_memory: Store, name: str, given: list[str], same: list[str]
) -> None:
    rows = catalogue.ask(in_memory, name, given).rows
    assert rows
    assert rows == catalogue.ask(in_memory, name, same).rows


@pytest.mark.parametrize(
    ("name", "given", "nearest"),
    [
        ("top-concepts", ["type=softwear"], "Hardware"),
        ("path-between", ["a=LoRAA", "b=KV cache"], "LoRA (method:lora)"),
        ("related-papers", ["paper=FlashAtention"], "FlashAttention"),
    ],
)
def test_unknown_type_paper_or_end_offers_the_nearest(
    in_memory: Store, name: str, given: list[str], nearest: str
) -> None:
    with pytest.raises(UnknownName) as caught:
        catalogue.ask(in_memory, name, given)
    assert caught.value.nearest[0].startswith(nearest)


def test_path_is_a_line_of_names(example_graph: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    given = ["-p", "a=method:flashattention", "-p", "b=arxiv:2205.14135"]
    table = run("query", "path-between", *given, "--graph", example_graph).stdout
    assert re.search(r"^ FlashAttention — INTRODUCES — FlashAttention: Fast .*Awareness *$", table, re.MULTILINE)


def test_catalogue_lists_every_file() -> None:
    files = sorted(path.stem for path in Path(catalogue.__file__).parent.glob("*.cypher"))
    rows = json.loads(run("queries", "--format", "json").stdout)
    assert [row["name"] for row in rows] == files
    assert all(row["question"].endswith("?") for row in rows)
    table = run("queries").stdout
    assert all(name in table for name in files)


@pytest.mark.parametrize("query", catalogue.catalogue(), ids=lambda query: query.name)
def test_named_query_is_documented(query: catalogue.NamedQuery) -> None:
    assert run("queries", query.name).stdout == query.text
    assert query.example.startswith(f"kg query {query.name}")
    assert set(re.findall(r"\$(\w+)", query.cypher)) == {parameter.name for parameter in query.parameters}


@pytest.mark.parametrize("query", catalogue.catalogue(), ids=lambda query: query.name)
def test_named_query_answers_its_example_alike_on_every_store(
    query: catalogue.NamedQuery, example_graph: str, in_memory: Store
) -> None:
    arguments = shlex.split(query.example)[1:]
    rows = json.loads(run(*arguments, "--graph", example_graph, "--format", "json").stdout)
    assert rows
    params = [value for flag, value in pairwise(arguments) if flag == "-p"]
    assert catalogue.ask(in_memory, query.name, params).dicts() == rows


# Looking


def test_stats_count_what_the_store_counts(example_graph: str, store: Store) -> None:
    figures = json.loads(run("stats", "--graph", example_graph, "--json").stdout)
    assert figures["nodes"] == store.view().node_counts()
    assert figures["edges"] == store.view().edge_counts()
    assert (figures["papers"], figures["dated"], figures["sources"]) == (60, 60, {"efficient-ml.jsonl": 60})
    dates = sorted(paper.properties["published"] for paper in store.view().nodes("Paper"))
    assert (figures["first"], figures["last"]) == (dates[0], dates[-1])
    for label, biggest in figures["biggest"].items():
        papers = [node.properties["papers"] for node in store.view().nodes(label)]
        assert [count for _, count in biggest] == sorted(papers, reverse=True)[:5]
    table = run("stats", "--graph", example_graph).stdout
    for name, count in {**figures["nodes"], **figures["edges"]}.items():
        assert re.search(rf"{name} +{count}\b", table)
    assert table.endswith(f"60 of 60 papers are dated, from {dates[0]} to {dates[-1]}\n1 source\n")


def test_search_prints_hits(example_graph: str) -> None:
    arguments = ["search", "flash atention", "--graph", example_graph, "--type", "Method", "--limit", "3"]
    rows = json.loads(run(*arguments, "--format", "json").stdout)
    assert len(rows) == 3
    assert rows[0]["name"] == "FlashAttention"
    assert {row["type"] for row in rows} == {"Method"}
    assert "method:flashattention" in run(*arguments).stdout


def test_search_tells_the_alias_that_matched(example_graph: str) -> None:
    rows = json.loads(run("search", "low-rank adaptation", "--graph", example_graph, "--format", "json").stdout)
    assert (rows[0]["name"], rows[0]["matched"].casefold()) == ("LoRA", "low-rank adaptation")
    assert "matched" in run("search", "low-rank adaptation", "--graph", example_graph).stdout
    own = run("search", "FlashAttention", "--type", "Method", "--limit", "1", "--graph", example_graph).stdout
    assert "matched" not in own


def test_bibliography_of_a_search_lists_papers_that_have_the_words(example_graph: str) -> None:
    text = run("search", "LoRA", "--format", "markdown", "--graph", example_graph).stdout
    assert text
    assert all("lora" in line.casefold() for line in text.splitlines())


def test_search_that_finds_nothing_says_so(example_graph: str) -> None:
    result = run("search", "zzzzqqq", "--graph", example_graph)
    assert (result.stdout, result.stderr) == ("nothing is called anything like 'zzzzqqq'\n", "")
    assert run("search", "zzzzqqq", "--graph", example_graph, "--format", "json").stdout == "[]\n"


def test_show_prints_the_card_with_quotes(example_graph: str) -> None:
    text = run("show", "lora", "--graph", example_graph, "--limit", "1").stdout
    card = json.loads(run("show", "lora", "--graph", example_graph, "--json").stdout)
    assert text.startswith("LoRA\nMethod  method:lora\n")
    introduction = next(edge for edge in card["edges"] if edge["type"] == "INTRODUCES")
    assert f"INTRODUCES (from): {schema().edges['INTRODUCES'].meaning}" in text
    assert introduction["name"] in text
    assert f"“{introduction['evidence'][0]}”" in text
    uses = [edge for edge in card["edges"] if edge["type"] == "USES"]
    assert f"... and {len(uses) - 1} more (--limit)" in text


def test_show_lists_related_papers_once_with_the_names_of_what_they_share(example_graph: str) -> None:
    text = run(
        "show",
        "FlashAttention-2: Faster Attention with Better Parallelism and Work Partitioning",
        "--graph",
        example_graph,
        "--limit",
        "99",
    ).stdout
    assert "RELATED_TO (from)" not in text
    assert text.count("RELATED_TO: ") == 1
    assert re.search(r"^      shared: FlashAttention", text, re.MULTILINE)


def test_export_is_the_canonical_one(example_graph: str, store: Store, tmp_path: Path) -> None:
    expected = "".join(f"{line}\n" for line in jsonl(store.view()))
    assert run("export", "--graph", example_graph).stdout == expected
    run("export", "--graph", example_graph, "-o", tmp_path / "out.jsonl")
    assert (tmp_path / "out.jsonl").read_text(encoding="utf-8") == expected


@pytest.mark.parametrize("command", ["show LoRA", "show 2106.09685 --sources", "stats", "why LoRA QLoRA", "sources"])
def test_json_is_a_format_too(command: str, example_graph: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_GRAPH", example_graph)
    short, long = (run(*command.split(), *option.split()).stdout for option in ("--json", "--format json"))
    assert json.loads(long)
    assert short == long
    assert run(*command.split(), "--format", "text").stdout == run(*command.split()).stdout


def test_types_may_be_written_in_any_case(example_graph: str) -> None:
    hits = [run("search", "quant", "-g", example_graph, "--type", name).stdout for name in ("Technique", "tecHnique")]
    assert "quantization" in hits[0]
    assert hits[0] == hits[1]


@pytest.mark.parametrize("error", [GraphError("damaged"), KeyboardInterrupt()])
def test_export_that_ends_early_leaves_the_old_file(
    example_graph: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    def broken(view: View) -> Iterator[str]:
        yield "{}"
        raise error

    monkeypatch.setattr("kg.exporting.jsonl", broken)
    path = tmp_path / "out.jsonl"
    path.write_text("precious\n")
    run("export", "--graph", example_graph, "-o", path, code=1)
    assert path.read_text() == "precious\n"
    assert list(tmp_path.iterdir()) == [path]


def test_graph_may_come_from_the_environment(example_graph: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_GRAPH", example_graph)
    assert json.loads(run("stats", "--json").stdout)["papers"] == 60


# As a process


def test_output_to_a_pipe_has_no_codes(example_graph: str) -> None:
    environment = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE")}
    for arguments in (["stats"], ["show", "LoRA"]):
        command = [*KG, *arguments, "--graph", example_graph]
        done = subprocess.run(command, env=environment, capture_output=True, check=True)
        assert b"\x1b" not in done.stdout
        assert done.stderr == b""


def test_no_color_is_honoured_on_a_terminal(example_graph: str) -> None:
    environment = {**os.environ, "NO_COLOR": "1", "TERM": "xterm-256color", "COLUMNS": "120"}
    for arguments in (["stats"], ["show", "LoRA"]):
        text = on_a_terminal([*KG, *arguments, "--graph", example_graph], environment)
        assert "\x1b[1m" in text  # bold is no colour, and shows that this was a terminal
        assert not COLOUR.search(text)


def on_a_terminal(command: list[str], environment: dict[str, str]) -> str:
    """Run a command whose output is a terminal, and return it."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(command, stdout=theirs, stderr=theirs, stdin=subprocess.DEVNULL, env=environment):
        os.close(theirs)
        parts = []
        try:
            while part := os.read(ours, 65536):
                parts.append(part)
        except OSError:  # how a closed terminal ends on Linux
            pass
    os.close(ours)
    return b"".join(parts).decode()


def test_reader_that_goes_away_is_no_error_message(example_graph: str) -> None:
    command = [*KG, "export", "--graph", example_graph]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""


@pytest.mark.parametrize("argument", ["--version", "--help"])
def test_kg_starts_without_what_it_does_not_need(argument: str) -> None:
    heavy = ["numpy", "scipy", "ladybug", "rich", "networkx", "pyarrow", "rapidfuzz", "loaders", "viz", "kg.lexicon"]
    program = (
        "import sys\nfrom kg.cli import main\n"
        f"try: main(['{argument}'])\n"
        f"except SystemExit: print('loaded:', *[name for name in {heavy} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1].split() == ["loaded:"]


def test_base_install_imports_without_a_warning_and_without_extras() -> None:
    extras = ["neo4j", "py2neo", "matplotlib", "spacy", "playwright", "hypothesis", "pytest"]
    packages = "kg, kg.analysis, kg.cli, loaders, queries, viz"
    program = f"import sys; sys.modules.update(dict.fromkeys({extras})); import {packages}"
    done = subprocess.run([sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_extract_has_a_format_for_each_side(tmp_path: Path) -> None:
    """--format is the output's, as in query; the sources' has a name of its own."""
    page = tmp_path / "page.txt"
    page.write_text("A Title of LoRA\n\nWe apply LoRA here. It is evaluated on ImageNet.\n", encoding="utf-8")
    (line,) = run("extract", str(page), "--input-format", "hf-text", "--format", "jsonl").stdout.splitlines()
    assert {entity["name"] for entity in json.loads(line)["entities"]} >= {"LoRA", "ImageNet"}
