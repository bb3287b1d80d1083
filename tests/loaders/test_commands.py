"""``kg fetch``, ``kg sources``, and what loaders add to ``kg build`` and ``kg show``."""

from __future__ import annotations

import base64
import gzip
import importlib
import itertools
import json
import shlex
import zlib
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import samples
from click.testing import CliRunner, Result
from reading import line, write
from samples import ABSTRACT, ARXIV, TITLE
from server import Reply, Request, Server

import loaders
from kg.cli import main
from kg.model import Paper
from kg.state import PaperState
from loaders import registry
from loaders.writing import line as as_line

Kg = Callable[..., Result]
ROOT = Path(__file__).parents[2]


@pytest.fixture
def kg(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kg:
    """Run a command in an empty folder; anything but the expected exit code fails."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, code: int = 0, input: str | None = None) -> Result:
        result = CliRunner().invoke(main, list(arguments), input=input)
        assert result.exit_code == code, result.output
        return result

    return run


def test_sources_lists_every_format_and_service(kg: Kg) -> None:
    listed = json.loads(kg("sources", "--json").stdout)
    assert [row["name"] for row in listed] == [*registry.FORMATS, *registry.SERVICES]
    assert all(row["description"] and row["example"].startswith("kg ") for row in listed)
    text = kg("sources").stdout
    assert all(row["name"] in text and row["example"] in text for row in listed)


EXAMPLE_FILES: dict[str, str | bytes] = {
    "papers/a.pdf": samples.pdf(samples.PDF_LINES),
    "query.atom": samples.ATOM,
    "listrecords.xml": samples.oai(samples.OAI_ARXIV),
    "daily-papers.html": samples.HF_PAGE,
    "daily_papers.json": json.dumps(samples.HF_DAILY),
    "works.json": json.dumps(samples.OPENALEX_LIST),
    "papers-part0.jsonl.gz": gzip.compress(json.dumps(samples.S2_BULK).encode()),
    "arxiv-metadata-oai-snapshot.json": json.dumps(samples.KAGGLE),
    "library.json": json.dumps(samples.CSL),
    "papers-page.txt": f"Subscribe\n\nMar 13\n\n{TITLE}\n\n{ABSTRACT}\n",
    "papers.json": json.dumps([{"title": TITLE}]),
    "papers.jsonl.gz": gzip.compress(line(title=TITLE).encode()),
    "library.bib": samples.BIBTEX,
    "library.ris": samples.RIS,
    "reading-list.txt": f"{ARXIV}\n",
    "table.csv": samples.GERMAN_CSV,
    "notes/flash-attention.md": samples.NOTE,
}


@pytest.mark.parametrize("name", [*registry.FORMATS, *registry.SERVICES])
def test_every_example_runs(kg: Kg, tmp_path: Path, name: str, server: Server) -> None:
    """The examples of ``kg sources``, word for word, on files of the true shape and a local server."""
    server.answer = answer
    for file, content in EXAMPLE_FILES.items():
        (tmp_path / file).parent.mkdir(exist_ok=True)
        write(tmp_path, file, content)
    pq.write_table(pa.table({"title": [TITLE]}), tmp_path / "papers.parquet")
    module = registry.loader(name) if name in registry.FORMATS else importlib.import_module(registry.SERVICES[name])
    command = shlex.split(module.EXAMPLE)
    assert command[:1] == ["kg"]
    found = [sorted(map(str, Path().glob(word))) if "*" in word else [word] for word in command[1:]]
    result = kg(*itertools.chain.from_iterable(found))
    assert ", 0 papers" not in result.output
    assert "0 skipped" in result.output, result.output


def answer(request: Request) -> Reply:
    """Answer as each service does."""
    if request.path == "/api/query":
        return Reply(samples.ATOM.replace(ARXIV, request.query["id_list"] or ARXIV))
    if request.path.startswith("/api/papers"):
        return Reply(samples.HF_PAPER)
    if request.path == "/api/daily_papers":
        return Reply(samples.HF_DAILY)
    if request.path == "/works":
        work = {**samples.OPENALEX, "id": "https://openalex.org/W2741809807"}
        return Reply({"meta": {"count": 1, "next_cursor": None}, "results": [work]})
    if request.path.endswith("/batch"):
        return Reply([samples.S2_PAPER] * len(request.body["ids"]))
    assert request.path == "/graph/v1/paper/search/bulk"
    return Reply({"total": 1, "token": None, "data": [samples.S2_PAPER]})


def test_documentation_lists_every_format_and_service() -> None:
    text = (ROOT / "docs" / "sources.md").read_text(encoding="utf-8")
    missing = [name for name in (*registry.FORMATS, *registry.SERVICES) if f"`{name}`" not in text]
    assert missing == []


def test_fetch_writes_what_build_reads_back(kg: Kg, tmp_path: Path) -> None:
    for name, content in (
        ("a.atom", samples.ATOM),
        ("b.json", json.dumps(samples.HF_DAILY)),
        ("c.bib", samples.BIBTEX),
    ):
        write(tmp_path, name, content)
    first = kg("fetch", "a.atom", "b.json", "c.bib", "-o", "papers.jsonl")
    assert first.stderr == "3 papers written to papers.jsonl; 0 skipped, 0 mended\n"
    kg("fetch", "papers.jsonl", "-o", "again.jsonl")
    assert Path("again.jsonl").read_bytes() == Path("papers.jsonl").read_bytes()
    kg("fetch", "papers.jsonl", "-o", "packed.jsonl.gz")
    assert gzip.decompress(Path("packed.jsonl.gz").read_bytes()) == Path("papers.jsonl").read_bytes()
    assert kg("fetch", "a.atom", "b.json", "c.bib").stdout == Path("papers.jsonl").read_text(encoding="utf-8")
    assert list(Path().glob(".*")) == []


def test_fetch_of_nothing_fails_and_keeps_what_was_there(kg: Kg, tmp_path: Path) -> None:
    write(tmp_path, "papers.jsonl", line(title="Old"))
    write(tmp_path, "bad.jsonl", line(title="Good") + "{\n")
    result = kg("fetch", "bad.jsonl", "--strict", "-o", "papers.jsonl", code=1)
    assert result.stderr.splitlines()[-1] == "Error: 2 records or sources skipped or mended; nothing is written"
    assert Path("papers.jsonl").read_text() == line(title="Old")
    assert kg("fetch", "none.bib", code=1).stderr == (
        "none.bib: source: no such file or folder\n0 papers written; 1 skipped, 0 mended\n"
    )
    result = kg("fetch", "2205.14135", "none.bib", "--offline", "-o", "papers.jsonl", code=1)
    assert result.stderr.splitlines()[-1] == "0 papers written, so papers.jsonl was not written; 2 skipped, 0 mended"
    assert Path("papers.jsonl").read_text() == line(title="Old")
    assert "/no does not exist; make it first" in kg("fetch", "bad.jsonl", "-o", "no/x.jsonl", code=1).stderr


def test_schema_says_what_fetch_writes() -> None:
    schema = json.loads((ROOT / "docs" / "paper.schema.json").read_text(encoding="utf-8"))
    known = {field.name for field in fields(Paper)} - {"sources"}
    assert set(schema["properties"]) == known
    types = {str: "string", int: "integer", list: "array"}
    full = Paper("T", "A", ("B",), "2024-05-02", 2024, "V", "u", "2405.01234", "10.1/x", ("r",), ("s",), ("k",), ("i",),
                 "g", "2024-05-06", 1, 2, "arxiv")  # fmt: skip
    for name, value in json.loads(as_line(full)).items():
        assert schema["properties"][name]["type"] == types[type(value)], name
    assert schema["required"] == ["title"]


def test_columns_are_guessed_shown_and_corrected(kg: Kg, tmp_path: Path) -> None:
    write(tmp_path, "t.csv", "Nr;Titel;Kurzfassung;Jahr\n1;Ein Titel;Ein Text.;2024\n")
    result = kg("fetch", "t.csv")
    assert result.stderr.splitlines()[0] == (
        "t.csv: columns: title = Titel, year = Jahr; not read: Nr, Kurzfassung (change with --map FIELD=COLUMN)"
    )
    result = kg("fetch", "t.csv", "--map", "abstract=Kurzfassung")
    assert json.loads(result.stdout) == {
        "title": "Ein Titel", "abstract": "Ein Text.", "published": "2024", "origin": "csv",
    }  # fmt: skip
    assert (
        "t.csv: source: --map abstract=X: no column is called 'X' (Nr, Titel, Kurzfassung, Jahr)"
        in kg("fetch", "t.csv", "--map", "abstract=X", code=1).stderr
    )
    assert "no field is called 'x' (title, abstract, authors," in kg("fetch", "t.csv", "--map", "x=Nr", code=1).stderr
    assert "'Titel' is not FIELD=COLUMN, such as title=Titel" in kg("fetch", "t.csv", "--map", "Titel", code=2).stderr


def test_one_paper_from_many_sources_is_one_node(kg: Kg, tmp_path: Path) -> None:
    only_title = {"title": TITLE.upper() + ".", "abstract": ""}
    for name, content in (
        ("a.atom", samples.ATOM), ("b.json", json.dumps(samples.OPENALEX_LIST)),
        ("c.json", json.dumps(samples.S2_PAPER)),
        ("d.bib", samples.BIBTEX), ("e.jsonl", line(**only_title)), ("f.json", json.dumps(samples.HF_DAILY)),
        ("g.ris", samples.RIS.replace("halves", "doubles")),
    ):  # fmt: skip
        write(tmp_path, name, content)
    names = [f"{letter}" for letter in ("a.atom", "b.json", "c.json", "d.bib", "e.jsonl", "f.json", "g.ris")]
    kg("build", *names, "--graph", "g.json")
    one = kg("export", "--graph", "g.json").stdout
    kg("build", *names[4:], "--graph", "h.json")
    kg("build", *reversed(names[:4]), "--graph", "h.json")
    assert kg("export", "--graph", "h.json").stdout == one
    nodes = [json.loads(text) for text in one.splitlines()]
    (paper,) = [node for node in nodes if node.get("label") == "Paper"]
    known = paper["properties"]
    assert paper["id"] == f"arxiv:{ARXIV}"
    assert (known["title"], known["abstract"], known["doi"]) == (TITLE, ABSTRACT, samples.DOI)
    assert (known["upvotes"], known["citations"], known["submitted"]) == (42, 12, "2024-05-06")
    assert known["sources"] == names
    assert "openalex:W4390000001" in known["ids"]

    shown = kg("show", TITLE, "--sources", "--graph", "g.json").stdout
    assert f"Paper  arxiv:{ARXIV}" in shown
    assert "7 records, the most trusted first:\n  a.atom (arxiv): title, abstract," in shown
    assert "    not: We present TileFlow, a tiled attention kernel." in shown
    assert "(g.ris)" in shown
    found = json.loads(kg("show", TITLE, "--sources", "--json", "--graph", "g.json").stdout)
    by_field = {difference["field"]: difference for difference in found["differences"]}
    assert by_field["abstract"]["chosen"] == ABSTRACT
    assert [other["sources"] for other in by_field["abstract"]["others"]] == [["g.ris"]]


def test_show_sources_of_a_concept_is_an_error(kg: Kg, tmp_path: Path) -> None:
    write(tmp_path, "a.atom", samples.ATOM)
    kg("build", "a.atom", "--graph", "g.json")
    result = kg("show", "TileFlow", "--sources", "--graph", "g.json", code=1)
    assert "'TileFlow' is a method (method:tileflow), not a paper" in result.stderr


def records(*numbers: int) -> str:
    return "".join(
        line(
            title=f"Study number {n} of sparse attention", arxiv_id=f"2405.0000{n}", abstract=f"We use LoRA. Text {n}."
        )
        for n in numbers
    )


def build(kg: Kg, *arguments: str, code: int = 0) -> dict[str, Any]:
    """Build into g.json and return the summary."""
    summary: dict[str, Any] = json.loads(kg("build", *arguments, "--graph", "g.json", "--json", code=code).stdout)
    return summary


def test_replace_adds_updates_and_removes(kg: Kg, tmp_path: Path) -> None:
    write(tmp_path, "a.jsonl", records(1, 2, 3))
    write(tmp_path, "b.jsonl", records(3, 4))
    build(kg, "a.jsonl", "b.jsonl")
    changed = records(2, 5).replace("Text 2", "Another text")
    write(tmp_path, "a.jsonl", changed)
    assert build(kg, "a.jsonl")["papers"] == 5
    summary = build(kg, "a.jsonl", "--replace")
    assert (summary["papers"], summary["removed"], summary["unchanged"]) == (4, 1, 2)
    kg("build", "a.jsonl", "b.jsonl", "--graph", "fresh.json")
    assert kg("export", "--graph", "g.json").stdout == kg("export", "--graph", "fresh.json").stdout
    assert build(kg, "a.jsonl", "--replace")["removed"] == 0


def test_replace_of_one_source_leaves_exactly_the_other(kg: Kg, tmp_path: Path) -> None:
    write(tmp_path, "a.jsonl", records(1, 2))
    write(tmp_path, "b.jsonl", records(2, 3))
    kg("build", "a.jsonl", "--graph", "fresh.json")
    build(kg, "a.jsonl", "b.jsonl")
    write(tmp_path, "b.jsonl", records(2))
    build(kg, "b.jsonl", "--replace")
    left = [json.loads(text) for text in kg("export", "--graph", "g.json").stdout.splitlines()]
    assert [n["id"] for n in left if n.get("label") == "Paper"] == ["arxiv:2405.00001", "arxiv:2405.00002"]


@pytest.mark.parametrize("damage", ["missing", "cut", "damaged"])
def test_source_that_cannot_be_read_loses_nothing(kg: Kg, tmp_path: Path, damage: str) -> None:
    content = json.dumps([json.loads(text) for text in records(1, 2, 3).splitlines()])
    write(tmp_path, "a.json.gz", gzip.compress(content.encode()))
    assert build(kg, "a.json.gz")["papers"] == 3
    if damage == "missing":
        Path("a.json.gz").unlink()
    elif damage == "cut":
        write(tmp_path, "a.json.gz", gzip.compress(content[:-150].encode()))
    else:
        write(tmp_path, "a.json.gz", gzip.compress(content.encode())[:-20])
    summary = build(kg, "a.json.gz", "--replace", code=0 if damage == "cut" else 1)
    assert (summary["papers"], summary["removed"], summary["skipped"]) == (3, 0, 1)


def test_options_reach_the_loaders(kg: Kg) -> None:
    assert kg("fetch", "2405.01234", "--offline", "--no-cache", code=1).stderr == (
        "2405.01234: source: not in the cache, and --offline forbids to ask export.arxiv.org\n"
        "0 papers written; 1 skipped, 0 mended\n"
    )


def test_modules_are_called_as_they_are_registered() -> None:
    assert [loaders.loader(name).NAME for name in registry.FORMATS] == list(registry.FORMATS)


def test_state_of_an_older_graph_is_read() -> None:
    """As it was written before papers had keywords, ids, github, submitted, upvotes, citations and origin."""
    raw = {"records": [{"title": "T", "sources": ["a"]}], "extractor": "x", "findings": None}
    packed = base64.b85encode(zlib.compress(json.dumps(raw).encode())).decode()
    assert PaperState.loads(packed).records == [Paper("T", sources=("a",))]


def test_reference_lists_become_citations(kg: Kg, tmp_path: Path) -> None:
    works = [samples.OPENALEX, {**samples.OPENALEX, "id": "https://openalex.org/W2741809807", "doi": None, "ids": {},
                                "display_name": "An older paper", "locations": [], "referenced_works": []}]  # fmt: skip
    older = {**samples.S2_PAPER, "paperId": "c" * 40, "externalIds": {"CorpusId": 3}, "corpusId": 3, "title": "Third",
             "references": []}  # fmt: skip
    write(tmp_path, "o.json", json.dumps(works))
    write(tmp_path, "s.json", json.dumps([samples.S2_PAPER, older]))
    kg("build", "o.json", "s.json", "--graph", "g.json")
    edges = [json.loads(text) for text in kg("export", "--graph", "g.json").stdout.splitlines()]
    cites = {(e["source"], e["target"], e["properties"]["via"]) for e in edges if e.get("type") == "CITES"}
    assert cites == {
        (f"arxiv:{ARXIV}", "title:an-older-paper", "reference"),
        (f"arxiv:{ARXIV}", "title:third", "reference"),
    }


def test_standard_input_and_limited_searches_lose_nothing(kg: Kg, server: Server) -> None:
    kg("build", "-", "--graph", "g.json", input=records(1, 2))
    kg("build", "-", "--graph", "g.json", "--replace", input=records(2))
    server.answer = answer
    told = kg("build", "arxiv:all:x", "--limit", "1", "--graph", "g.json", "--replace").stderr
    assert told == "arxiv:all:x: only the first 1 results are read; raise it with --limit\n"
    server.reply(Reply(samples.ATOM.replace(ARXIV, "2405.07777").replace(samples.DOI, "10.1000/y")))
    server.answer = None
    summary = build(kg, "arxiv:all:x", "--limit", "1", "--replace", "--no-cache")
    assert (summary["papers"], summary["removed"]) == (4, 0)


@pytest.mark.parametrize("argument", ["x" * 5000, "arxiv:" + "x" * 5000, "a\x00b", ""])
def test_arguments_that_no_file_can_be_called(kg: Kg, argument: str, server: Server) -> None:
    server.reply(Reply("", 400))
    assert kg("fetch", argument, code=1).stderr.endswith("0 papers written; 1 skipped, 0 mended\n")


def test_replace_may_leave_an_empty_graph(kg: Kg, tmp_path: Path) -> None:
    write(tmp_path, "a.json", json.dumps([{"title": "A study of LoRA"}]))
    assert build(kg, "a.json")["papers"] == 1
    write(tmp_path, "a.json", json.dumps([{"abstract": "No title."}]))
    result = kg("build", "a.json", "--replace", "--graph", "g.json", "--format", "json")
    assert "1 papers removed" in result.stdout
    assert kg("export", "--graph", "g.json").stdout == ""
