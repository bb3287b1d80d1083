"""The services, against a local server that answers in their documented shapes."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
import samples
from reading import write
from samples import ABSTRACT, ARXIV, DOI, TITLE
from server import Reply, Request, Server

import loaders
from kg.model import Paper
from loaders import Options

SECOND = "2405.09999"


def read(*sources: str, told: list[str] | None = None, **options: Any) -> tuple[list[Paper], list[str]]:
    """Return papers and messages of arguments."""
    settings = Options(**options, notify=(told if told is not None else []).append)
    items = list(loaders.read(sources, None, settings))
    papers = [item for item in items if isinstance(item, Paper)]
    return papers, [str(item) for item in items if not isinstance(item, Paper)]


def feed(*ids: str, total: int | None = None) -> str:
    """Return a feed of arXiv with an entry for each id."""
    start, end = samples.ATOM.index("<entry>"), samples.ATOM.index("</feed>")
    entries = "".join(samples.ATOM[start:end].replace(f"{ARXIV}v3", f"{id}v1") for id in ids)
    head = samples.ATOM[:start].replace(
        ">1</opensearch:totalResults>", f">{total or len(ids)}</opensearch:totalResults>"
    )
    return f"{head}{entries}</feed>\n"


@pytest.mark.parametrize(
    "argument",
    [ARXIV, f"{ARXIV}v2", f"arxiv:{ARXIV}", f"https://arxiv.org/abs/{ARXIV}v1", f"http://arxiv.org/pdf/{ARXIV}.pdf"],
)
def test_arxiv_ids_in_every_form(server: Server, argument: str) -> None:
    server.reply(Reply(samples.ATOM))
    ((paper,), problems) = read(argument)
    assert (paper.title, paper.abstract, paper.arxiv_id, paper.doi) == (TITLE, ABSTRACT, ARXIV, DOI)
    assert (paper.published, paper.keywords, paper.venue) == ("2024-05-02", ("cs.LG", "cs.AR"), "Proc. Example 2024")
    assert (paper.github, paper.sources, paper.origin) == ("https://github.com/example/tileflow", (argument,), "arxiv")
    assert problems == []
    assert server.requests[0].query["id_list"] == ARXIV


def test_arxiv_ids_are_asked_for_together_and_missing_ones_named(server: Server, waits: list[float]) -> None:
    server.reply(Reply(feed(ARXIV, SECOND)))
    papers, problems = read(ARXIV, "2401.00001", SECOND)
    assert [paper.sources for paper in papers] == [(ARXIV,), (SECOND,)]
    assert problems == ["2401.00001: source: arXiv has no paper 2401.00001"]
    assert [request.query["id_list"] for request in server.requests] == [f"{ARXIV},2401.00001,{SECOND}"]


def test_arxiv_search_pages_with_its_rate_rule(server: Server, waits: list[float]) -> None:
    ids = [f"2405.{number:05}" for number in range(150)]

    def answer(request: Request) -> Reply:
        start = int(request.query["start"])
        return Reply(feed(*ids[start : start + int(request.query["max_results"])], total=len(ids)))

    server.answer = answer
    query = 'cat:cs.LG AND abs:"KV cache"'
    papers, problems = read(f"arxiv:{query}")
    assert [paper.arxiv_id for paper in papers] == ids
    assert problems == []
    assert [request.query["search_query"] for request in server.requests] == [query, query]
    assert len(waits) == 1
    assert 2.5 < waits[0] <= 3.0


def test_limit_of_a_search_is_kept_and_told(server: Server) -> None:
    server.reply(Reply(feed(*(f"2405.{n:05}" for n in range(10)), total=5000)))
    told: list[str] = []
    papers, _ = read("arxiv:all:attention", limit=7, told=told)
    assert len(papers) == 7
    assert told == ["arxiv:all:attention: only the first 7 results are read; raise it with --limit"]


@pytest.mark.parametrize(
    ("reply", "problem"),
    [
        (Reply(feed()), "no papers: arXiv finds nothing (prefixes: ti: au: abs: cat: all:)"),
        (Reply(samples.ATOM[:900]), "arXiv's answer is broken: the feed does not end"),
        (Reply("<!DOCTYPE html><html></html>"), "arXiv answered with a page, or with XML entities, instead of a feed"),
        (
            Reply(samples.ATOM.replace(f"http://arxiv.org/abs/{ARXIV}v3", "https://arxiv.org/api/errors#x")),
            f"arXiv answers: {ABSTRACT}",
        ),
        (Reply("no", 400), "export.arxiv.org answers 400"),
    ],
)
def test_arxiv_answers_that_are_none(server: Server, reply: Reply, problem: str) -> None:
    server.reply(reply)
    assert read("arxiv:all:x") == ([], [f"arxiv:all:x: source: {problem}"])


def test_hugging_face_day_and_paper(server: Server) -> None:
    def answer(request: Request) -> Reply:
        if request.path == "/api/daily_papers":
            return Reply(samples.HF_DAILY if request.query["p"] == "0" else [])
        assert request.path == f"/api/papers/{ARXIV}"
        return Reply(samples.HF_PAPER)

    server.answer = answer
    day, paper = "https://huggingface.co/papers/date/2024-05-06", f"https://huggingface.co/papers/{ARXIV}"
    papers, problems = read(day, paper, "hf:2024-W19", "hf:2024-05")
    assert [p.sources for p in papers] == [(day,), (paper,), ("hf:2024-W19",), ("hf:2024-05",)]
    assert {(p.upvotes, p.github, p.submitted) for p in papers} == {
        (42, "https://github.com/example/tileflow", "2024-05-06")
    }
    assert problems == []
    asked = [{k: v for k, v in r.query.items() if k not in ("limit", "p")} for r in server.requests]
    assert asked == [{"date": "2024-05-06"}, {}, {"week": "2024-W19"}, {"month": "2024-05"}]


def test_hugging_face_search_and_addresses_that_are_none(server: Server) -> None:
    server.reply(Reply(samples.HF_DAILY))
    papers, _ = read("hf:tiled attention")
    assert len(papers) == 1
    assert (server.requests[0].path, server.requests[0].query) == ("/api/papers/search", {"q": "tiled attention"})
    url = "https://huggingface.co/papers/some/where"
    assert read(url)[1] == [
        f"{url}: source: no page of papers that is known here: give /papers, /papers/date/2024-03-13 or /papers/ID"
    ]


def test_hugging_face_day_without_papers(server: Server) -> None:
    server.reply(Reply([]))
    assert read("hf:2024-05-05") == ([], ["hf:2024-05-05: source: no papers: huggingface.co lists none there"])


def test_semantic_scholar_batch_with_references_and_key(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("S2_API_KEY", "secret")
    server.reply(Reply([samples.S2_PAPER, None, samples.S2_PAPER]))
    papers, problems = read(f"doi:{DOI}", "s2:CorpusId:7", f"s2:{ARXIV}")
    assert [p.sources for p in papers] == [(f"doi:{DOI}",), (f"s2:{ARXIV}",)]
    assert papers[0].references == ("10.1000/x", "2205.14135", "Only a title", "s2:" + "c" * 40)
    assert problems == ["s2:CorpusId:7: source: Semantic Scholar does not know CorpusId:7"]
    (request,) = server.requests
    assert (request.method, request.path) == ("POST", "/graph/v1/paper/batch")
    assert request.body == {"ids": [f"DOI:{DOI}", "CorpusId:7", f"ARXIV:{ARXIV}"]}
    assert request.headers["x-api-key"] == "secret"
    assert "references.externalIds" in request.query["fields"]


def test_semantic_scholar_search_follows_the_token(server: Server, waits: list[float]) -> None:
    def answer(request: Request) -> Reply:
        if "token" not in request.query:
            return Reply({"total": 3, "token": "NEXT", "data": [samples.S2_PAPER, samples.S2_PAPER]})
        return Reply({"total": 3, "token": None, "data": [samples.S2_PAPER]})

    server.answer = answer
    papers, problems = read("s2:KV cache compression")
    assert (len(papers), problems) == (3, [])
    assert [r.query["query"] for r in server.requests] == ["KV cache compression"] * 2


def test_semantic_scholar_without_key_says_how_to_set_one(server: Server, waits: list[float]) -> None:
    server.reply(Reply({"message": "Too Many Requests.", "code": "429"}, 429))
    papers, problems = read("s2:attention")
    assert papers == []
    assert problems == [
        "s2:attention: source: api.semanticscholar.org answers 429 (too many requests): Too Many Requests.; given up "
        "after 5 tries; set a key of your own in S2_API_KEY (free, from https://www.semanticscholar.org/product/api), "
        "or wait some minutes"
    ]


def test_semantic_scholar_refuses_a_key(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("S2_API_KEY", "wrong")
    server.reply(Reply({"message": "Forbidden"}, 403))
    assert read("s2:attention")[1] == [
        "s2:attention: source: api.semanticscholar.org answers 403 (forbidden): Forbidden; "
        "the key in S2_API_KEY is refused"
    ]


def test_openalex_works_and_search(server: Server, monkeypatch: pytest.MonkeyPatch, waits: list[float]) -> None:
    monkeypatch.setenv("OPENALEX_API_KEY", "secret")
    other = {**copy.deepcopy(samples.OPENALEX), "id": "https://openalex.org/W5", "doi": None}

    def answer(request: Request) -> Reply:
        assert request.query["api_key"] == "secret"
        if "filter" in request.query:
            return Reply({**samples.OPENALEX_LIST, "results": [samples.OPENALEX]})
        last = request.query["cursor"] != "*"
        return Reply({"meta": {"count": 2, "next_cursor": None if last else "NEXT"}, "results": [other]})

    server.answer = answer
    papers, problems = read("openalex:W4390000001", "https://openalex.org/W77", "openalex:tiled attention")
    assert [p.sources for p in papers] == [("openalex:W4390000001",), *[("openalex:tiled attention",)] * 2]
    assert papers[0].abstract == ABSTRACT
    assert problems == ["https://openalex.org/W77: source: OpenAlex does not know W77"]
    assert server.requests[0].query["filter"] == "ids.openalex:W4390000001|W77"


def test_openalex_without_key_says_so(server: Server, waits: list[float]) -> None:
    server.reply(Reply({"error": "Unauthorized", "message": "API key required"}, 401))
    assert read("openalex:attention")[1] == [
        "openalex:attention: source: api.openalex.org answers 401 (not allowed without a valid key): API key required; "
        "OpenAlex wants a key since 13 February 2026: make one (free) at https://openalex.org/settings/api "
        "and set it in OPENALEX_API_KEY"
    ]


def test_file_on_the_web_is_told_by_its_content(server: Server) -> None:
    server.reply(Reply(samples.BIBTEX))
    papers, _ = read("https://example.org/library")
    assert [(p.title, p.sources) for p in papers] == [(TITLE, ("https://example.org/library",))]
    server.reply(Reply(samples.LOGIN_PAGE))
    assert read("https://example.org/other")[1] == [
        "https://example.org/other: source: no papers: a login page (Sign in - Example Library); "
        "log in, open the page again and save that"
    ]


def test_list_of_ids_in_a_file(server: Server, tmp_path: Path) -> None:
    server.reply(Reply(feed(ARXIV, SECOND)))
    path = write(tmp_path, "reading.txt", f"# to read\n{ARXIV}\n\nhttps://arxiv.org/abs/{SECOND}  # second\n")
    papers, problems = read(path)
    assert [(p.arxiv_id, p.sources) for p in papers] == [(ARXIV, ("reading.txt",)), (SECOND, ("reading.txt",))]
    assert problems == []
    path = write(tmp_path, "mixed.ids", f"{ARXIV}\nsomething else\n")
    items = list(loaders.read([path], "ids"))
    assert [str(item) for item in items if not isinstance(item, Paper)] == [
        f"{path}: line 2: neither an id nor an address: something else"
    ]
    assert len(server.requests) == 2


def test_offline_answers_from_the_cache_only(server: Server) -> None:
    server.reply(Reply(samples.ATOM))
    assert len(read(ARXIV)[0]) == 1
    assert len(read(ARXIV, offline=True)[0]) == 1
    assert read(SECOND, offline=True) == (
        [],
        [f"{SECOND}: source: not in the cache, and --offline forbids to ask export.arxiv.org"],
    )
    assert len(server.requests) == 1
    read(ARXIV, cache=False)
    assert len(server.requests) == 2


def test_fault_of_one_service_never_stops_the_others(server: Server, waits: list[float], tmp_path: Path) -> None:
    def answer(request: Request) -> Reply:
        return Reply(samples.HF_PAPER) if request.path.startswith("/api/papers") else Reply("", 503)

    server.answer = answer
    path = write(tmp_path, "x.bib", samples.BIBTEX)
    papers, problems = read(ARXIV, f"hf:{ARXIV}", path)
    assert [p.origin for p in papers] == ["huggingface", "bibtex"]
    assert problems == [f"{ARXIV}: source: export.arxiv.org answers 503; given up after 5 tries"]


def test_finished_sources_are_told(server: Server, tmp_path: Path) -> None:
    server.reply(Reply(feed(ARXIV)))
    good, bad = write(tmp_path, "good.bib", samples.BIBTEX), write(tmp_path, "cut.json", json.dumps(samples.CSL)[:-1])
    finished: list[str] = []
    list(loaders.read([ARXIV, SECOND, good, bad, str(tmp_path / "none")], None, Options(finished=finished.append)))
    assert finished == [ARXIV, "good.bib"]


def test_nothing_is_asked_before_a_file_is_looked_for(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, ARXIV, samples.BIBTEX)
    papers, _ = read(ARXIV)
    assert (papers[0].origin, server.requests) == ("bibtex", [])
