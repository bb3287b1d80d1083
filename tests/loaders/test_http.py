"""The HTTP client: faults, waits, the cache, rates, bounds."""

from __future__ import annotations

import gzip
import time
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from server import Reply, Server, running

import loaders.http
from loaders.http import Client, RequestError, cache_folder

OK = Reply({"fine": True})


class Notes:
    """A client with its waits and what it tells."""

    def __init__(self, cache: Path | None = None, **options: Any) -> None:
        self.waits: list[float] = []
        self.told: list[str] = []
        pauses = options.pop("pauses", {"127.0.0.1": 0.0})
        self.client = Client(cache, sleep=self.waits.append, notify=self.told.append, pauses=pauses, **options)


@pytest.fixture
def local() -> Iterator[Server]:
    with running() as server:
        yield server


@pytest.fixture
def notes() -> Iterator[Notes]:
    made = Notes()
    yield made
    made.client.close()


def test_names_the_tool(local: Server, notes: Notes) -> None:
    local.reply(OK)
    assert notes.client.get(f"{local.url}/a", {"q": "x y"}).json() == {"fine": True}
    (request,) = local.requests
    assert (request.path, request.query) == ("/a", {"q": "x y"})
    assert request.headers["user-agent"].startswith("paperkg/")


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_passing_faults_are_tried_again_with_longer_waits(local: Server, notes: Notes, status: int) -> None:
    local.reply(Reply("busy", status), Reply("busy", status), Reply("busy", status), OK)
    assert notes.client.get(f"{local.url}/a").json() == {"fine": True}
    assert [round(wait) for wait in notes.waits] == [1, 2, 4] or len(notes.waits) == 3
    for wait, expected in zip(notes.waits, (1, 2, 4), strict=True):
        assert expected * 0.75 <= wait <= expected * 1.25


def test_retry_after_in_seconds_and_as_a_date(local: Server, notes: Notes) -> None:
    date = format_datetime(datetime.now(timezone.utc) + timedelta(seconds=30), usegmt=True)
    local.reply(Reply("", 429, {"Retry-After": "7"}), Reply("", 503, {"Retry-After": date}), OK)
    notes.client.get(f"{local.url}/a")
    assert notes.waits[0] == 7
    assert 25 < notes.waits[1] <= 30
    assert notes.told[0] == "127.0.0.1 answers 429 (too many requests); trying again in 7 s"


def test_too_long_a_wait_is_told_and_not_waited(local: Server, notes: Notes) -> None:
    local.reply(Reply({"message": "daily limit"}, 429, {"Retry-After": "3600"}))
    with pytest.raises(RequestError) as failed:
        notes.client.get(f"{local.url}/a")
    assert str(failed.value) == (
        "127.0.0.1 answers 429 (too many requests): daily limit; it asks to wait 3,600 s, so try again later"
    )
    assert notes.waits == []


def test_lasting_fault_is_given_up(local: Server, notes: Notes) -> None:
    local.reply(Reply({"error": "overloaded"}, 500))
    with pytest.raises(RequestError) as failed:
        notes.client.get(f"{local.url}/a")
    assert str(failed.value) == "127.0.0.1 answers 500: overloaded; given up after 5 tries"
    assert len(local.requests) == 5


def test_refusal_is_not_tried_again(local: Server, notes: Notes) -> None:
    local.reply(Reply({"detail": "no such paper"}, 404))
    with pytest.raises(RequestError) as failed:
        notes.client.get(f"{local.url}/a")
    assert str(failed.value) == "127.0.0.1 answers 404 (not found): no such paper"
    assert (len(local.requests), failed.value.status) == (1, 404)


@pytest.mark.parametrize("fault", [Reply({"fine": True, "x": "y" * 500}, cut=300), Reply(drop=True)])
def test_answer_that_breaks_off_is_asked_for_again(local: Server, notes: Notes, fault: Reply) -> None:
    local.reply(fault, OK)
    assert notes.client.get(f"{local.url}/a").json() == {"fine": True}


def test_slow_answer_is_given_up(local: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loaders.http, "TRIES", 2)
    slow = Notes(timeout=0.1)
    local.reply(Reply("late", delay=0.5))
    with pytest.raises(RequestError, match=r"^127\.0\.0\.1 did not answer within 0\.1 s; given up after 2 tries$"):
        slow.client.get(f"{local.url}/a")
    slow.client.close()


def test_no_network_is_said(notes: Notes) -> None:
    with running() as gone:
        url = gone.url
    with pytest.raises(RequestError) as failed:
        notes.client.get(f"{url}/a")
    assert str(failed.value) == (
        "127.0.0.1 cannot be reached: no network, or the service is down; given up after 5 tries"
    )


def test_malformed_answer_is_said(local: Server, notes: Notes) -> None:
    local.reply(Reply("<html>Captive portal</html>"))
    with pytest.raises(RequestError) as failed:
        notes.client.get(f"{local.url}/a").json()
    assert str(failed.value) == "127.0.0.1 answered with something else than JSON (<html>Captive portal</html> ...)"


def test_endless_answer_is_bounded(local: Server, notes: Notes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loaders.http, "LARGEST_ANSWER", 1 << 20)
    local.reply(Reply(gzip.compress(bytes(4 << 20)), headers={"Content-Encoding": "gzip"}))
    with pytest.raises(RequestError, match="larger than 1 MB: not read"):
        notes.client.get(f"{local.url}/a")


def test_answers_are_kept_and_secrets_are_not(local: Server, tmp_path: Path) -> None:
    local.reply(Reply({"n": 1}), Reply({"n": 2}))
    one = Notes(tmp_path)
    first = one.client.get(f"{local.url}/a", {"q": "x", "api_key": "SECRET"}, {"x-api-key": "SECRET"})
    second = one.client.get(f"{local.url}/a", {"q": "x", "api_key": "OTHER"})
    one.client.close()
    assert (first.json(), first.kept) == ({"n": 1}, False)
    assert (second.json(), second.kept) == ({"n": 1}, True)
    assert "SECRET" not in first.url
    assert local.requests[0].query["api_key"] == "SECRET"
    kept = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert len(kept) == 1
    assert b"SECRET" not in kept[0].read_bytes() + kept[0].name.encode()


def test_old_answers_are_asked_for_again_but_serve_offline(
    local: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    local.reply(Reply({"n": 1}), Reply({"n": 2}))
    online, offline = Notes(tmp_path), Notes(tmp_path, offline=True)
    online.client.get(f"{local.url}/a")
    monkeypatch.setattr(loaders.http, "FRESH", -1)
    assert offline.client.get(f"{local.url}/a").json() == {"n": 1}
    assert online.client.get(f"{local.url}/a").json() == {"n": 2}
    with pytest.raises(RequestError) as failed:
        offline.client.get(f"{local.url}/b")
    assert str(failed.value) == "not in the cache, and --offline forbids to ask 127.0.0.1"
    online.client.close()


def test_faults_are_not_kept(local: Server, tmp_path: Path) -> None:
    local.reply(Reply("", 404), OK)
    one = Notes(tmp_path)
    with pytest.raises(RequestError):
        one.client.get(f"{local.url}/a")
    assert one.client.get(f"{local.url}/a").json() == {"fine": True}
    one.client.close()


def test_cache_that_cannot_be_written_costs_nothing_but_the_cache(local: Server, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    local.reply(OK)
    one = Notes(tmp_path / "file")
    assert one.client.get(f"{local.url}/a").json() == {"fine": True}
    one.client.close()


def test_hosts_are_asked_no_more_often_than_allowed(local: Server) -> None:
    times = iter([0.0, 1.0, 1.5, 9.0])
    one = Notes(pauses={"127.0.0.1": 3.0}, clock=lambda: next(times))
    local.reply(OK)
    for path in "abcd":
        one.client.get(f"{local.url}/{path}")
    one.client.close()
    assert one.waits == [2.0, 4.5]


def test_arxivs_rule_of_three_seconds_is_kept() -> None:
    assert loaders.http.PAUSES["export.arxiv.org"] == 3.0


def test_real_time_between_requests(local: Server) -> None:
    client = Client(pauses={"127.0.0.1": 0.2})
    local.reply(OK)
    begin = time.monotonic()
    for path in "abc":
        client.get(f"{local.url}/{path}")
    client.close()
    assert time.monotonic() - begin >= 0.4


def test_cache_folder_follows_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KG_CACHE", raising=False)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    assert cache_folder() == Path.home() / ".cache" / "paperkg"
    monkeypatch.setenv("XDG_CACHE_HOME", "/x")
    assert cache_folder() == Path("/x/paperkg")
    monkeypatch.setenv("KG_CACHE", "/y")
    assert cache_folder() == Path("/y")
