"""Who is let in: foreign hosts, foreign origins, tokens, bodies, and what may be seen of the files."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

import queries
from viz.live.hosts import is_loopback
from viz.live.security import HEADERS, MOST_BODY
from viz.live.web import application

TOKEN = "a-token-of-more-than-16"


@pytest.fixture(scope="module")
def guarded(live):
    app = application(live, queries, title="x", hosts=["kg.example"], token=TOKEN, port=8000, look_every=0)
    with TestClient(app, base_url="http://kg.example:8000", follow_redirects=False) as client:
        yield client


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:9", "localhost:8000", "LOCALHOST", "[::1]:8000"])
def test_the_names_of_the_loopback_are_let_in(client, host):
    assert client.get("/api/state", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", "localhost.evil.example", "", "a@127.0.0.1",
     "127.0.0.1/x", "127.0.0.1:x", "[::1", "0.0.0.0", "192.168.1.5", "127.0.0.1#x", "localhost:8000:1"],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/", "/api/state", "/static/live/main.js", "/nothing"])
def test_a_foreign_host_is_refused_wherever_it_asks(client, host, path):
    answer = client.get(path, headers={"host": host})
    assert answer.status_code == 421
    assert answer.json()["error"] == f"this server is not called {host!r}"


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:8001"},
        {"origin": "http://localhost:8000"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site", "sec-fetch-mode": "cors"},
        {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "image"},
        {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe"},
    ],
)
@pytest.mark.parametrize("path", ["/", "/api/state", "/static/live/main.js"])
def test_a_page_of_another_origin_is_refused(client, headers, path):
    answer = client.get(path, headers=headers)
    assert answer.status_code == 403
    assert answer.json()["error"] == "a page of another origin asked for this"


def test_its_own_page_and_a_link_to_it_are_let_in(client):
    own = {"origin": "http://127.0.0.1:8000", "sec-fetch-site": "same-origin"}
    assert client.post("/api/query", json={"cypher": "RETURN 1 AS x"}, headers=own).json()["rows"] == [[1]]
    link = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
    assert client.get("/", headers=link).status_code == 200
    assert client.get("/api/state", headers=link).status_code == 403


def test_every_answer_bears_the_headers_that_bind_the_browser(client):
    for path in ("/", "/api/state", "/api/nothing", "/static/live/main.js", "/static/vis-network.js"):
        answer = client.get(path)
        for name, value in HEADERS.items():
            assert answer.headers[name] == value, path
    for answer in (client.get("/", headers={"host": "x"}), client.post("/api/state")):
        assert answer.headers["content-security-policy"] == HEADERS["content-security-policy"]
    assert "unsafe" not in HEADERS["content-security-policy"]
    assert "access-control-allow-origin" not in client.get("/api/state").headers


def test_without_the_token_nothing_is_told(guarded):
    for path in ("/", "/api/state", "/static/live/main.js", "/static/vis-network.js", "/api/openapi.json"):
        answer = guarded.get(path)
        assert answer.status_code == 401, path
        assert answer.json()["error"] == "this server wants a token"
    for wrong in (
        {"authorization": "Bearer wrong"},
        {"authorization": "Bearer"},
        {"authorization": f"Basic {TOKEN}"},
        {"authorization": f"Bearer {TOKEN}x"},
        {"authorization": f"Bearer {TOKEN[:-1]}"},
        {"cookie": f"paperkg-8000={TOKEN}"},
        {"cookie": "paperkg-8000="},
        {"cookie": "paperkg-8000=\udcff".encode("utf-8", "surrogateescape")},
    ):
        assert guarded.get("/api/state", headers=wrong).status_code == 401, wrong
    assert guarded.get("/?token=wrong").status_code == 401
    assert guarded.get(f"/api/state?token={TOKEN}").status_code == 401


def test_with_the_token_the_api_answers_and_the_page_takes_it_out_of_the_address(guarded):
    assert guarded.get("/api/state", headers={"authorization": f"Bearer {TOKEN}"}).status_code == 200
    answer = guarded.get(f"/?a=1&token={TOKEN}")
    assert (answer.status_code, answer.headers["location"]) == (303, "/?a=1")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert TOKEN not in cookie
    own = {"cookie": cookie.partition(";")[0]}
    guarded.cookies.clear()
    assert guarded.get("/", headers=own).status_code == 200
    assert guarded.get("/api/state", headers=own).status_code == 200
    assert guarded.get("/api/state", headers={**own, "host": "other.example"}).status_code == 421
    assert guarded.get("/api/state", headers={**own, "origin": "http://other.example"}).status_code == 403


def test_a_long_body_is_refused_whatever_length_is_said(client):
    def pieces():
        for _ in range(20):
            yield b" " * (MOST_BODY // 10)

    headers = {"content-type": "application/json"}
    assert client.post("/api/query", content=b" " * (MOST_BODY + 1), headers=headers).status_code == 413
    assert client.post("/api/query", content=pieces(), headers=headers).status_code == 413
    assert client.get("/api/state", headers={"content-length": "x"}).status_code == 400


@pytest.mark.parametrize(
    "path",
    ["/static/live/../web.py", "/static/live/%2e%2e/web.py", "/static/web/../../kg/__init__.py", "/static/web/map.html",
     "/static/live/index.html", "/static/live/..%2fweb.py", "/static/live//etc/passwd", "/static/live/", "/static"],
)  # fmt: skip
def test_only_scripts_and_styles_are_given_out(client, path):
    answer = client.get(path)
    assert answer.status_code in (404, 307)
    assert "import" not in answer.text


@pytest.mark.parametrize(
    ("host", "only_this"),
    [("127.0.0.1", True), ("127.9.9.9", True), ("localhost", True), ("::1", True), ("0.0.0.0", False), ("::", False),
     ("192.168.0.4", False), ("example.org", False), ("", False)],
)  # fmt: skip
def test_what_counts_as_loopback(host, only_this):
    assert is_loopback(host) is only_this
