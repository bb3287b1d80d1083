"""What the API answers, on the example graph and on every store."""

from __future__ import annotations

from pathlib import Path

import jsonschema_rs
import pytest
from starlette.testclient import TestClient

import kg
import queries as catalogue
from kg.pipeline import build
from viz import DEFAULT_LIMIT
from viz.live.endpoints import ENDPOINTS
from viz.live.openapi import SHAPES
from viz.live.state import Live
from viz.live.web import application

SLOW = "".join(f"UNWIND range(1, 100000) AS {name} " for name in "abcde") + "RETURN count(*)"


def ask(client, path, **values):
    answer = client.get(f"/api/{path}", params=values)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_search_finds_what_is_typed_in_part_misspelt_or_as_an_id(client):
    def first(text, **more):
        return ask(client, "search", q=text, **more)["hits"][0]

    assert first("lora")["id"] == "method:lora"
    assert first("lora")["score"] == 100
    assert first("quantiz")["name"].startswith("quantiz")
    assert first("flash atention")["name"] == "FlashAttention"
    assert first("flash attention")["name"] == "FlashAttention"
    assert first("technique:kv-cache")["name"] == "KV cache"
    assert first("2106.09685")["name"] == "LoRA: Low-Rank Adaptation of Large Language Models"
    assert first("lora", type="Paper")["type"] == "Paper"
    assert ask(client, "search", q="zzqqxx")["hits"] == []
    assert len(ask(client, "search", q="a", limit=3)["hits"]) == 3


def test_a_card_has_groups_with_quotes_and_its_pages_continue_them(client):
    card = ask(client, "node", id="method:lora")
    assert (card["type"], card["name"]) == ("Method", "LoRA")
    groups = {(group["kind"], group["direction"]): group for group in card["groups"]}
    introduced = groups["INTRODUCES", "in"]
    assert introduced["title"] == "introduced by"
    assert introduced["entries"][0]["name"] == "LoRA: Low-Rank Adaptation of Large Language Models"
    assert "LoRA" in introduced["entries"][0]["quotes"][0]
    assert introduced["entries"][0]["sure"] > 0.5
    common = ask(client, "node", id="technique:fine-tuning")
    used = next(group for group in common["groups"] if group["kind"] == "USES")
    assert used["total"] > len(used["entries"])
    page = {"id": "technique:fine-tuning", "edge": "USES", "direction": "in"}
    rest = ask(client, "edges", **page, offset=len(used["entries"]))
    names = [entry["id"] for entry in used["entries"] + rest["entries"]]
    assert len(names) == len(set(names)) == used["total"] == rest["total"]


def test_a_paper_tells_its_abstract_authors_and_link(client):
    card = ask(client, "node", id="arxiv:2106.09685")
    assert card["abstract"]
    assert card["url"].startswith("https://")
    assert card["year"] == 2021
    related = next(group for group in card["groups"] if group["kind"] == "RELATED_TO")
    assert related["direction"] == "both"
    assert related["entries"][0]["note"].startswith("both name ")


def test_every_edge_tells_why(client):
    found = ask(client, "edge", edge="INTRODUCES", **{"from": "arxiv:2106.09685", "to": "method:lora"})
    assert (found["from"]["id"], found["says"], found["to"]["name"]) == ("arxiv:2106.09685", "introduces", "LoRA")
    assert "LoRA" in found["quotes"][0]
    wrong = client.get("/api/edge", params={"edge": "CITES", "from": "arxiv:2106.09685", "to": "method:lora"})
    assert wrong.status_code == 404
    assert wrong.json()["error"] == "no edge CITES leads from arxiv:2106.09685 to method:lora"


def test_neighbours_are_ranked_paged_and_can_leave_out_what_is_drawn(client, live):
    def names(**values):
        answer = client.post("/api/neighbours", json={"id": "method:lora", **values}).json()
        return [node["id"] for node in answer["nodes"]], answer

    all_, answer = names(limit=200)
    assert all_[0] == "method:lora"
    assert len(all_) == answer["total"] + 1
    assert len(set(all_)) == len(all_)
    first, _ = names(limit=4)
    second, _ = names(limit=4, offset=4)
    assert first + second[1:] == all_[:9]
    fresh, answer = names(limit=4, fresh=True, shown=first)
    assert fresh == second
    assert answer["total"] == len(all_) - 1 - 4
    ends = {end for edge in answer["edges"] for end in (edge["from"], edge["to"])}
    assert ends <= {*fresh, *first}
    papers, _ = names(type=["Paper"], edge=["INTRODUCES"])
    assert papers[1:] == ["arxiv:2106.09685"]


def test_paths_come_with_quotes_and_a_picture(client):
    answer = ask(client, "path", **{"from": "QLoRA", "to": "technique:kv-cache"})
    assert answer["from"]["id"] == "method:qlora"
    assert answer["paths"]
    for path in answer["paths"]:
        ids = [node["id"] for node in path["nodes"]]
        assert ids[0] == "method:qlora"
        assert ids[-1] == "technique:kv-cache"
        assert [step["from"] for step in path["steps"]] == ids[:-1]
        assert [step["to"] for step in path["steps"]] == ids[1:]
        drawn = {node["id"] for node in answer["picture"]["nodes"]}
        assert set(ids) <= drawn
    assert any(step["quotes"] for path in answer["paths"] for step in path["steps"])


def test_the_overview_is_the_map_of_kg_map(client, live, example_graph):
    from viz.network import build as network
    from viz.selection import overview

    answer = ask(client, "overview")
    with kg.open(example_graph) as store:
        chosen = overview(store.view(), limit=DEFAULT_LIMIT)
    assert [node["id"] for node in answer["nodes"]] == [node.id for node in chosen.nodes]
    places = [(node["x"], node["y"], node["size"]) for node in network(chosen).nodes]
    assert [(node["x"], node["y"], node["r"]) for node in answer["nodes"]] == places
    drawn = {(edge["kind"], edge["from"], edge["to"]) for edge in answer["edges"] if not edge["weak"]}
    assert drawn == chosen.drawn
    assert {(edge["kind"], edge["from"], edge["to"]) for edge in answer["edges"]} == {e.key for e in chosen.edges}


def test_a_subgraph_takes_ids_and_names_and_tells_what_is_missing(client):
    body = {"ids": ["method:lora", "method:nothing"], "names": ["LoRA: Low-Rank Adaptation of Large Language Models"]}
    answer = client.post("/api/subgraph", json=body).json()
    assert [node["id"] for node in answer["nodes"]] == ["arxiv:2106.09685", "method:lora"]
    assert ("INTRODUCES", "arxiv:2106.09685", "method:lora") in {
        (edge["kind"], edge["from"], edge["to"]) for edge in answer["edges"]
    }
    assert answer["missing"] == ["method:nothing"]


def test_the_timeline_counts_every_dated_paper_once(client, live):
    snapshot = live.current.snapshot
    answer = ask(client, "timeline", by="year")
    assert sum(period["papers"] for period in answer["periods"]) + answer["undated"] == snapshot.paper_count
    assert answer["recent"] + answer["before"] + answer["undated"] == snapshot.paper_count
    years = [period["period"] for period in answer["periods"]]
    assert years == [str(year) for year in range(int(years[0]), int(years[-1]) + 1)]
    one = ask(client, "timeline", by="year", concept="method:lora")
    papers = int(snapshot.papers[snapshot.number["method:lora"]])
    assert 0 < sum(period["named"] for period in one["periods"]) <= papers
    since = ask(client, "timeline", by="year", since="2099")
    assert (since["recent"], since["rising"]) == (0, [])


def test_every_named_query_runs_with_its_defaults_or_an_example(client):
    listed = ask(client, "queries")["queries"]
    assert [query["name"] for query in listed] == [query.name for query in catalogue.catalogue()]
    for query in listed:
        given = {p["name"]: "technique:quantization" for p in query["parameters"] if p["default"] is None}
        given |= {p["name"]: "FlashAttention" for p in query["parameters"] if p["type"] == "paper"}
        answer = client.post("/api/query", json={"name": query["name"], "parameters": given})
        assert answer.status_code == 200, (query["name"], answer.text)
        assert answer.json()["columns"]


def test_a_statement_runs_with_parameters_and_its_rows_are_cut(client):
    cypher = "MATCH (p:Paper) WHERE p.year >= $since RETURN p.title AS title ORDER BY title"
    answer = client.post("/api/query", json={"cypher": cypher, "parameters": {"since": 2020}, "limit": 3}).json()
    assert (answer["columns"], len(answer["rows"]), answer["truncated"]) == (["title"], 3, True)


@pytest.mark.parametrize(
    ("body", "status", "error"),
    [
        ({"cypher": "MATCH (p:Paper) DELETE p"}, 403, "DELETE at line 1"),
        ({"cypher": "LOAD FROM '/etc/passwd' RETURN *"}, 403, "LOAD at line 1"),
        ({"cypher": "MATCH (p:Papr) RETURN p"}, 422, "Papr"),
        ({"cypher": "MATCH (p:Paper) WHERE p.id = $id RETURN p"}, 422, "no value for $id"),
        ({"name": "top-concept"}, 404, "no query is called 'top-concept'"),
        ({"name": "narrower"}, 422, "narrower needs concept"),
        ({"name": "top-concepts", "parameters": {"limit": "many"}}, 422, "'many' is no integer"),
        ({}, 400, "give either cypher or name"),
        ({"name": "narrower", "cypher": "RETURN 1"}, 400, "give either cypher or name"),
        ({"cypher": "RETURN 1", "timeout": 99}, 400, "timeout: '99' is not a number of at least 0.1 and at most 30"),
        ({"cypher": "RETURN 1", "limit": 0}, 400, "limit: '0' is not a whole number of at least 1 and at most 10000"),
        ({"cyper": "RETURN 1"}, 400, "there is no parameter 'cyper' here"),
        ([], 400, "the body must be a JSON object"),
        ({"cypher": SLOW, "timeout": 0.5}, 422, "stopped after 0.5 s"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_query_is_said_with_the_right_status(client, body, status, error):
    answer = client.post("/api/query", json=body)
    assert answer.status_code == status, answer.text
    assert error in answer.json()["error"]
    assert answer.json()["hint"]
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    ("path", "status", "error", "hint"),
    [
        ("search", 400, "q is missing", "what was typed"),
        ("search?q=", 400, "q: '' is not a text of at least 1 and at most 300 characters", "what was typed"),
        ("search?q=a&limit=x", 400, "limit: 'x' is not a whole number of at least 1 and at most 100", "how many"),
        ("search?q=a&q=b", 400, "q is given 2 times", "give it once"),
        ("search?q=a&type=Papers", 400, "type: 'Papers' is not one of Paper, Method", "only nodes of this type"),
        ("node?id=method:lorra", 404, "no node has the id or name 'method:lorra'", "LoRA (method:lora)"),
        ("path?from=LoRA&to=method:lora", 422, "are the same node", "give two different ones"),
        ("nothing", 404, "there is nothing at /api/nothing", "/api/openapi.json"),
        ("timeline?by=week", 400, "by: 'week' is not one of year, month", "width"),
        ("timeline?concept=method:nothing-of-that-name", 404, "no node has the id", ""),
    ],
)
def test_what_is_wrong_with_an_address_is_said(client, path, status, error, hint):
    answer = client.get(f"/api/{path}")
    assert answer.status_code == status
    assert error in answer.json()["error"]
    assert hint in answer.json()["hint"]


def test_a_wrong_method_a_wrong_type_and_no_json_are_refused(client):
    assert client.post("/api/search").status_code == 405
    assert client.post("/api/search").json()["error"] == "POST is not allowed here"
    assert client.post("/api/query", content=b"x=1").status_code == 415
    headers = {"content-type": "application/json"}
    for body in (b"{", b"\xff", b"NaN", b'{"limit": Infinity}', b"[" * 100_000):
        answer = client.post("/api/query", content=body, headers=headers)
        assert (answer.status_code, answer.json()["error"]) == (400, "the body is not JSON"), body[:10]


def test_a_failure_of_the_server_tells_the_client_nothing(live):
    class Broken:
        def catalogue(self):
            raise ZeroDivisionError("a secret")

    app = application(live, Broken(), title="x", look_every=0)
    with TestClient(app, base_url="http://localhost", raise_server_exceptions=False) as client:
        answer = client.get("/api/queries")
    assert answer.status_code == 500
    assert answer.json() == {"error": "something went wrong in the server", "hint": "its log says what"}
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_the_description_lists_every_endpoint_with_its_shape(client):
    described = client.get("/api/openapi.json").json()
    assert described["openapi"] == "3.1.0"
    assert sorted(described["paths"]) == sorted(f"/api{endpoint.path}" for endpoint in ENDPOINTS)
    assert {endpoint.shape for endpoint in ENDPOINTS} <= set(SHAPES)


@pytest.fixture(params=["ladybug", "json", "memory", "neo4j"])
def any_store(request, tmp_path: Path, examples: str):
    url = {"ladybug": str(tmp_path / "g.lbug"), "json": str(tmp_path / "g.json"), "memory": "memory:"}.get(
        request.param
    )
    if url is None:
        url = request.getfixturevalue("neo4j_database").uri
    with kg.open(url) as store:
        build([examples], store)
        yield store


#: Requests whose answers must not depend on the store.
SAME = [
    ("GET", "search", {"q": "quantization"}),
    ("GET", "node", {"id": "method:lora"}),
    ("GET", "edges", {"id": "technique:fine-tuning", "edge": "USES"}),
    ("GET", "edge", {"edge": "INTRODUCES", "from": "arxiv:2106.09685", "to": "method:lora"}),
    ("POST", "neighbours", {"id": "method:lora"}),
    ("GET", "path", {"from": "QLoRA", "to": "KV cache"}),
    ("GET", "overview", {"limit": 60}),
    ("GET", "timeline", {}),
    ("GET", "stats", {}),
    ("POST", "query", {"name": "top-concepts"}),
    ("POST", "subgraph", {"names": ["LoRA", "QLoRA", "KV cache"]}),
]


def test_every_store_gives_the_same_answers_and_they_have_the_shape_described(any_store, client):
    live = Live(any_store)
    live.load()
    described = client.get("/api/openapi.json").json()
    app = application(live, catalogue, title="examples", look_every=0)
    with TestClient(app, base_url="http://127.0.0.1:8000") as other:
        for method, path, values in SAME:
            given = {"params": values} if method == "GET" else {"json": values}
            expected = client.request(method, f"/api/{path}", **given).json()
            answer = other.request(method, f"/api/{path}", **given)
            assert answer.status_code == 200, (path, answer.text)
            assert answer.json() == expected, path
            shape = {
                "$ref": next(f"#/components/schemas/{e.shape}" for e in ENDPOINTS if e.path == f"/{path}"),
                "components": described["components"],
            }
            jsonschema_rs.validator_for(shape).validate(answer.json())


def test_an_empty_graph_is_served_too(tmp_path):
    with kg.open("memory:") as store:
        live = Live(store, ahead=10)
        live.load()
        app = application(live, catalogue, title="nothing", look_every=0)
        with TestClient(app, base_url="http://127.0.0.1") as client:
            assert client.get("/api/overview").json()["nodes"] == []
            assert client.get("/api/search?q=lora").json() == {"hits": []}
            assert client.get("/api/timeline").json()["periods"] == []
            assert client.get("/api/stats").json()["papers"] == 0
            assert client.post("/api/subgraph", json={"ids": []}).json()["nodes"] == []
            assert client.post("/api/query", json={"name": "top-concepts"}).json()["rows"] == []
