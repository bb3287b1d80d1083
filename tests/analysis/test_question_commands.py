"""The commands of analysis: every output format, every option, every mistake."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result
from small_graphs import parts

import kg
from kg.analysis import top
from kg.cli import main

COMMANDS = {
    "top": ["top", "technique", "--by", "papers,growth,centrality"],
    "matrix": ["matrix", "technique", "hardware"],
    "matrix --examples": ["matrix", "techniques", "hardware", "--examples"],
    "gaps": ["gaps", "method", "technique", "--min-papers", "2"],
    "gaps --holdout": ["gaps", "method", "technique", "--min-papers", "2", "--holdout", "--repetitions", "2"],
    "trends": ["trends", "--min-papers", "2", "LoRA", "quantization"],
    "trends --series": ["trends", "--min-papers", "2", "--series", "--by", "year", "LoRA"],
    "communities": ["communities"],
    "communities NUMBER": ["communities", "1"],
    "communities --of concepts": ["communities", "--of", "concepts", "--limit", "2"],
    "central": ["central", "--limit", "3"],
}


def run(*arguments: str | Path, code: int = 0) -> Result:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert isinstance(result.exception, SystemExit | None), result.exception
    assert result.exit_code == code, result.output
    return result


@pytest.mark.parametrize("name", COMMANDS)
def test_every_format_says_the_same(name: str, example_graph: str) -> None:
    def output(format: str) -> str:
        return run(*COMMANDS[name], "--graph", example_graph, "--format", format).stdout

    table, whole, lines = output("table"), json.loads(output("json")), output("jsonl").splitlines()
    assert whole
    assert table.strip()
    rows = list(csv.DictReader(io.StringIO(output("csv"))))
    parsed = [json.loads(line) for line in lines]
    assert parsed
    assert rows
    # JSON Lines and CSV have one row each for the same things, but for the members of communities.
    if not name.startswith("communities"):
        assert len(rows) == len(parsed)
    assert all(None not in row and None not in row.values() for row in rows)
    assert output("json") == output("json")


def test_top_prints_what_the_library_says(example_graph: str) -> None:
    lines = run("top", "method", "-g", example_graph, "--format", "jsonl").stdout.splitlines()
    rows = [json.loads(line) for line in lines]
    with kg.open(example_graph) as store:
        found = top(store.view(), "Method").concepts
    assert [(row["method"], row["papers"], row["id"]) for row in rows] == [(c.name, c.papers, c.id) for c in found]


def test_tables_explain_themselves(example_graph: str) -> None:
    assert "early: " in run("top", "task", "--by", "growth", "-g", example_graph).stdout
    assert "papers name a Technique and a Hardware" in run("matrix", "tech", "hard", "-g", example_graph).stdout
    assert "concepts of 2 papers or more tested" in run("trends", "--min-papers", "2", "-g", example_graph).stdout
    assert "were never tried" in run("gaps", "method", "technique", "--min-papers", "2", "-g", example_graph).stdout
    assert "modularity" in run("communities", "-g", example_graph).stdout
    central = run("central", "-g", example_graph).stdout
    assert "citations between" in central
    assert "(exact)" in central
    hidden = run(*COMMANDS["gaps --holdout"], "-g", example_graph).stdout
    assert "AUC 0.5 and precision = base would be chance" in hidden
    assert "popularity" in hidden


@pytest.mark.parametrize(
    ("line", "code", "message"),
    [
        ("top gadget", 2, "no type of concept is called 'gadget'; nearest: "),
        ("top task --by size", 2, "no measure is called 'size'; nearest: papers, growth, centrality"),
        ("top task --since soon", 2, "--since: 'soon' is no date; give a year, a month or a day, such as 2024, "),
        ("top task --limit 0", 2, "Invalid value for '--limit': 0 is not in the range x>=1."),
        ("matrix technique gadget", 2, "no type of concept is called 'gadget'; nearest: "),
        ("matrix technique hardware --role sings", 2, "no role is called 'sings'; nearest: "),
        (
            "matrix technique hardware --concept qantization",
            1,
            "no paper or concept is called 'qantization'; nearest: ",
        ),
        ("matrix technique hardware --plot m.jpg", 2, "--plot m.jpg: a picture ends in .svg or .png"),
        ("matrix technique hardware --plot nowhere/m.svg", 1, "--plot nowhere/m.svg: there is no folder nowhere"),
        ("gaps technique hardware --min-papers 99", 1, "no Technique that 99 papers or more name and that is not too"),
        ("gaps technique hardware --max-chance 2", 2, "2.0 is not in the range 0<=x<=1."),
        ("gaps technique", 2, "Missing argument 'TYPE'."),
        ("trends --by week", 2, "no length of time is called 'week'; nearest: month, quarter, year"),
        ("trends --direction up", 2, "no direction is called 'up'; nearest: rising, falling"),
        ("trends LoRA --type technique", 1, "'LoRA' is a method (method:lora), not a technique"),
        ("gaps technique hardware --narrower", 2, "without --concept, --narrower means nothing; give both or neither"),
        ("gaps technique hardware --repetitions 3", 2, "without --holdout, --repetitions means nothing; give both"),
        ("gaps technique hardware --holdout -c LoRA", 2, "--concept does not go with --holdout: all pairs are tested"),
        ("gaps technique hardware --holdout --limit 3", 2, "--limit does not go with --holdout: all pairs are tested"),
        ("trends --since 2999", 1, "no paper since 2999: the dated ones are from "),
        ("trends qantization", 1, "no paper or concept is called 'qantization'; nearest: "),
        ("communities 999", 2, "Invalid value for NUMBER: there are "),
        ("communities --of cats", 2, "'cats' is not one of 'papers', 'concepts'."),
        ("communities --resolution 0", 2, "0.0 is not in the range x>0."),
        ("central --type gadget", 2, "no type of concept is called 'gadget'; nearest: "),
    ],
)
def test_mistakes_are_named(
    line: str, code: int, message: str, example_graph: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(*line.split(), "--graph", example_graph, code=code)
    assert message in result.stderr
    assert "Traceback" not in result.stderr


def test_no_trend_says_what_to_try(example_graph: str) -> None:
    few = run("trends", "--since", "2024", "-g", example_graph).stdout
    assert few.startswith("no concept of 10 papers or more to test; a lower --min-papers tests more\n")
    unsure = run("trends", "--since", "2024", "--min-papers", "2", "-g", example_graph).stdout
    assert unsure.startswith("no concept that was tested surely rises or falls\n")
    assert run("trends", "--since", "2024", "-g", example_graph, "--format", "csv").stdout.count("\n") == 1


@pytest.mark.parametrize(
    "name", ["top task", "matrix task method", "gaps task method", "trends", "communities", "central"]
)
def test_no_graph(name: str, tmp_path: Path) -> None:
    assert "there is no graph here" in run(*name.split(), "-g", tmp_path / "none.lbug", code=1).stderr


@pytest.fixture
def undated(tmp_path: Path) -> str:
    """A graph whose papers have no dates and cite nobody."""
    url = str(tmp_path / "undated.json")
    with kg.open(url) as store, store.writer() as writer:
        nodes, edges = parts({"a": "technique:x hardware:y", "b": "technique:x"})
        writer.add_nodes(nodes)
        writer.add_edges(edges)
    return url


def test_a_graph_without_dates(undated: str) -> None:
    for line in (["trends"], ["top", "technique", "--by", "growth"]):
        assert "and no paper of this graph has a month" in run(*line, "-g", undated, code=1).stderr
    assert "0 citations between 0 papers" in run("central", "-g", undated).stdout
    assert "2 papers are in smaller groups" in run("communities", "-g", undated).stdout
    assert "no gap" in run("gaps", "technique", "hardware", "--min-papers", "1", "-g", undated).stdout


def test_no_gap_because_of_chance_tells_the_lowest_chance(example_graph: str) -> None:
    some = json.loads(run(*COMMANDS["gaps"], "--limit", "9999", "-g", example_graph, "--format", "json").stdout)
    assert some["surest"] == min(gap["chance"] for gap in some["gaps"])
    text = run(*COMMANDS["gaps"], "--max-chance", "0", "-g", example_graph).stdout
    assert text.startswith(f"no gap: chance explains the absence of each; the lowest is {some['surest']:.4f} (--max-c")


def test_the_line_below_a_matrix_names_the_concepts_that_are_meant(example_graph: str) -> None:
    few = run("matrix", "technique", "hardware", "-c", "quantization", "-g", example_graph).stdout
    assert "papers name quantization and a Hardware\n" in few
    assert "papers name a Technique and a Hardware\n" in run("matrix", "tech", "hard", "-g", example_graph).stdout


def test_top_prints_figures_alike(example_graph: str) -> None:
    table = run(*COMMANDS["top"], "-g", example_graph).stdout
    assert re.search(r"\d\.\d\d +\d+ +\d+ +0\.\d{4} ", table)
    assert not re.search(r"\d\.\d{5}", table)


# Pictures


@pytest.mark.parametrize("ending", ["svg", "png"])
@pytest.mark.parametrize("command", ["matrix technique hardware", "trends --min-papers 2 LoRA quantization"])
def test_pictures_depend_on_the_graph_alone(command: str, ending: str, example_graph: str, tmp_path: Path) -> None:
    files = [tmp_path / f"{n}.{ending}" for n in range(2)]
    for file in files:
        assert f"wrote {file}" in run(*command.split(), "-g", example_graph, "--plot", file).stderr
    first, second = (file.read_bytes() for file in files)
    assert first == second
    if ending == "svg":
        ElementTree.fromstring(first)
        assert b"date" not in first.lower()
    else:
        assert first.startswith(b"\x89PNG")


def test_names_are_no_formulas_and_any_script_is_drawn(tmp_path: Path) -> None:
    url, picture = str(tmp_path / "graph.json"), tmp_path / "picture.svg"
    names = {"technique:a": "$\\alpha_{broken$ <b>&", "hardware:h": "量子化 " + "x" * 80}
    with kg.open(url) as store, store.writer() as writer:
        nodes, edges = parts({"p": "technique:a hardware:h"}, names=names)
        writer.add_nodes(nodes)
        writer.add_edges(edges)
    run("matrix", "technique", "hardware", "-g", url, "--plot", picture)
    ElementTree.parse(picture)


def test_nothing_to_draw(undated: str, tmp_path: Path) -> None:
    picture = tmp_path / "picture.svg"
    message = "no paper names a Method and a Dataset: there is nothing to draw"
    assert message in run("matrix", "method", "dataset", "-g", undated, "--plot", picture, code=1).stderr
    assert not picture.exists()


def test_matplotlib_is_an_extra(example_graph: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    picture = tmp_path / "picture.svg"
    result = run("matrix", "technique", "hardware", "-g", example_graph, "--plot", picture, code=1)
    assert result.stderr == "Error: a plot needs matplotlib: pip install 'paperkg[plot]'\n"
    assert result.stdout == ""
    run("matrix", "technique", "hardware", "-g", example_graph)


# The five real pages


@pytest.fixture(scope="module")
def pages(seeds: list[str], tmp_path_factory: pytest.TempPathFactory) -> str:
    url = str(tmp_path_factory.mktemp("pages") / "pages.lbug")
    run("build", *seeds, "--graph", url)
    return url


def answer(*line: str) -> Any:
    return json.loads(run(*line, "--format", "json").stdout)


def test_questions_to_the_real_pages(pages: str) -> None:
    first = answer("top", "technique", "-g", pages)["concepts"][0]
    assert first["id"] == "technique:large-language-model"
    table = answer("matrix", "technique", "hardware", "-g", pages)
    assert table["columns"][0]["name"] == "GPU"
    names = [one["name"] for one in answer("communities", "-g", pages)["communities"]]
    for word in ("KV cache", "neural architecture search", "parameter-efficient fine-tuning", "federated learning"):
        assert any(word in name for name in names), word
    assert answer("central", "-g", pages)["papers"][0]["title"].startswith("FlashAttention: ")
    assert "no paper of this graph has a month" in run("trends", "-g", pages, code=1).stderr


def test_gaps_of_the_real_pages_are_gaps(pages: str) -> None:
    found = answer("gaps", "technique", "hardware", "-g", pages)
    assert len(found["gaps"]) == 15
    with kg.open(pages) as store:
        for gap in found["gaps"]:
            for near in (*gap["near_a"], *gap["near_b"]):
                assert near["papers"] == len(together(store, near["a"]["id"], near["b"]["id"])) > 0
            assert together(store, gap["a"]["id"], gap["b"]["id"]) == []


def together(store: kg.Store, a: str, b: str) -> list[Any]:
    """Return the papers that name both, asked in Cypher."""
    cypher = "MATCH (a)<--(p:Paper)-->(b) WHERE a.id = $a AND b.id = $b RETURN DISTINCT p.id AS id ORDER BY id"
    return store.query(cypher, a=a, b=b).rows


@pytest.mark.parametrize("types", [("technique", "technique"), ("technique", "task"), ("method", "technique")])
def test_hidden_pairs_of_the_real_pages_are_found_better_than_by_popularity(types: tuple[str, str], pages: str) -> None:
    found = answer("gaps", *types, "--holdout", "-g", pages)
    scores = {score["name"]: score for score in found["scores"]}
    ours, popular = scores["shared company (used)"], scores["popularity"]
    assert ours["auc"] > max(0.7, popular["auc"])
    assert ours["auc_matched"] > max(0.6, popular["auc_matched"])
    assert ours["precision"] > 5 * found["tests"]["hidden at random"]["base"]
