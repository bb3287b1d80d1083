"""``kg serve`` as a user runs it: start, end, ports, tokens, a rebuild beside it, many clients."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

SLOW = "".join(f"UNWIND range(1, 100000) AS {name} " for name in "abcde") + "RETURN count(*)"


def kg(*arguments, **options):
    return subprocess.run(
        [sys.executable, "-m", "kg", *arguments], capture_output=True, text=True, timeout=60, **options
    )


def children(pid):
    tasks = Path(f"/proc/{pid}/task")
    return [int(child) for file in tasks.glob("*/children") for child in file.read_text().split()]


def wait_for(what, seconds=20.0):
    deadline = time.monotonic() + seconds
    while not (answer := what()):
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)
    return answer


@pytest.fixture
def copied(example_graph, tmp_path):
    """A graph that a test may replace."""
    return shutil.copy(example_graph, tmp_path / "graph.lbug")


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_at_once_and_cleanly(serving, example_graph, how, tmp_path):
    server = serving(example_graph)
    assert server.get("state")["nodes"] > 500
    code, seconds = server.end(how)
    assert seconds < 2
    assert code in (0, -signal.SIGTERM if how == signal.SIGTERM else 0)
    assert "Traceback" not in (tmp_path / "serve-0.log").read_text()
    with socket.create_server(("127.0.0.1", int(server.url.rpartition(":")[2].strip("/")))):
        pass  # the port is free again


def test_ctrl_c_ends_a_query_that_runs_and_its_process(serving, example_graph, tmp_path):
    server = serving(example_graph)
    failures = []

    def ask():
        try:
            body = {"cypher": SLOW, "timeout": 30}
            answer = httpx.post(f"{server.url}api/query", json=body, timeout=30)
            failures.append(answer.status_code)
        except httpx.HTTPError as error:
            failures.append(error)

    asking = threading.Thread(target=ask)
    asking.start()
    workers = wait_for(lambda: children(server.process.pid))
    time.sleep(0.5)
    code, seconds = server.end()
    asking.join(5)
    assert code == 0
    assert seconds < 4
    assert failures
    for worker in workers:
        assert not Path(f"/proc/{worker}").exists() or "Z" in Path(f"/proc/{worker}/stat").read_text().split()[2]
    assert "Traceback" not in (tmp_path / "serve-0.log").read_text()


def test_a_port_in_use_is_named_with_the_next_free_one(serving, example_graph):
    server = serving(example_graph)
    port = int(server.url.rpartition(":")[2].strip("/"))
    second = kg("serve", "--graph", example_graph, "--port", str(port))
    assert second.returncode == 1
    assert second.stdout == ""
    line = second.stderr.strip()
    assert line.startswith(f"Error: port {port} is in use, perhaps by another kg serve; free is --port ")
    offered = int(line.rpartition(" ")[2])
    assert port < offered <= port + 50
    assert serving(example_graph, port=offered).get("state")["generation"] == 1


@pytest.mark.parametrize(
    ("options", "error"),
    [
        (["--host", "203.0.113.7"], "203.0.113.7 is no address of this machine; use 127.0.0.1, or 0.0.0.0 for all"),
        (["--host", "no.such.host.invalid"], "no address is called 'no.such.host.invalid'; give one of this machine"),
        (["--token", "short"], "the token must have at least 16 characters"),
        (["--graph", "nothing.lbug"], "nothing.lbug: there is no graph here; name another"),
    ],
)
def test_what_cannot_be_served_is_one_line(example_graph, tmp_path, options, error):
    ran = kg("serve", "--graph", example_graph, "--port", "0", *options, cwd=tmp_path)
    assert ran.returncode == 1
    assert ran.stderr.startswith(f"Error: {error}")
    assert ran.stderr.count("\n") == 1


def test_another_host_than_the_loopback_makes_a_token(serving, example_graph):
    server = serving(example_graph, "--host", "0.0.0.0")
    assert "?token=" in server.link
    token = server.link.partition("?token=")[2]
    assert len(token) > 40
    port = server.url.rpartition(":")[2].strip("/")
    url = f"http://127.0.0.1:{port}"
    assert httpx.get(f"{url}/api/state").status_code == 401
    assert httpx.get(f"{url}/api/state", headers={"authorization": f"Bearer {token}"}).status_code == 200
    with httpx.Client(follow_redirects=True) as browser:
        page = browser.get(f"{url}/?token={token}")
        assert str(page.url) == f"{url}/"
        assert browser.get(f"{url}/api/state").status_code == 200
    headers = {"host": f"evil.example:{port}", "authorization": f"Bearer {token}"}
    assert httpx.get(f"{url}/api/state", headers=headers).status_code == 421


def test_the_token_of_the_environment_is_taken(serving, example_graph, monkeypatch):
    monkeypatch.setenv("KG_SERVE_TOKEN", "one-of-my-own-making")
    server = serving(example_graph)
    assert server.link.endswith("/?token=one-of-my-own-making")
    assert httpx.get(f"{server.url}api/state").status_code == 401


def test_a_rebuild_beside_it_is_served_and_nobody_is_kept_waiting(serving, copied, examples, tmp_path):
    server = serving(copied)
    before = server.get("state")
    more = tmp_path / "more.jsonl"
    more.write_text(
        '{"title": "Zebrafish: a benchmark of stripes", "abstract": "We introduce Zebrafish, a benchmark."}\n'
    )
    answered, failed = [], []
    stop = threading.Event()

    def ask():
        with httpx.Client() as client:
            while not stop.is_set():
                try:
                    answer = client.get(f"{server.url}api/search", params={"q": "lora"})
                    card = client.get(f"{server.url}api/node", params={"id": "method:lora"})
                    answer.raise_for_status()
                    card.raise_for_status()
                    answered.append(answer.json()["hits"][0]["id"])
                except (httpx.HTTPError, LookupError) as error:
                    failed.append(error)

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        built = kg("build", examples, str(more), "--graph", copied)
        assert built.returncode == 0, built.stderr
        after = wait_for(lambda: (now := server.get("state"))["generation"] == 2 and now)
    finally:
        stop.set()
        asking.join()
    assert failed == []
    assert set(answered) == {"method:lora"}
    assert after["nodes"] > before["nodes"]
    assert after["problem"] == ""
    assert server.get("search", q="zebrafish")["hits"][0]["name"].startswith("Zebrafish")
    body = {"cypher": "MATCH (p:Paper) WHERE p.title STARTS WITH 'Zebrafish' RETURN p.title"}
    assert len(httpx.post(f"{server.url}api/query", json=body).json()["rows"]) == 1


def test_a_graph_that_goes_or_breaks_is_still_shown_and_said_so(serving, copied, example_graph):
    server = serving(copied)
    os.unlink(copied)
    problem = wait_for(lambda: server.get("state")["problem"])
    assert problem == f"{copied}: the file is gone; what it held is still shown"
    assert server.get("node", id="method:lora")["name"] == "LoRA"
    Path(copied).write_bytes(b"LBUG" + b"\0" * 5000)
    problem = wait_for(lambda: (now := server.get("state")["problem"]) != problem and now)
    assert str(copied) in problem
    assert server.get("search", q="lora")["hits"]
    body = {"cypher": "RETURN 1"}
    assert httpx.post(f"{server.url}api/query", json=body).status_code == 503
    shutil.copy(example_graph, f"{copied}.new")
    os.replace(f"{copied}.new", copied)
    wait_for(lambda: not server.get("state")["problem"])
    assert server.get("state")["generation"] == 2
    assert httpx.post(f"{server.url}api/query", json=body).json()["rows"] == [[1]]


def test_a_locked_graph_names_its_holder_with_the_command(copied, examples, tmp_path):
    script = (
        "import sys, kg\nwith kg.open(sys.argv[1]) as s, s.lock():\n print('locked', flush=True)\n sys.stdin.read()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", script, copied], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert holder.stdout.readline() == "locked\n"
        ran = kg("build", examples, "--graph", copied)
        assert ran.returncode == 1
        says = f"process {holder.pid} (python -c) is writing this graph; wait until it ends"
        assert ran.stderr == f"Error: {copied}: {says}\n"
    finally:
        holder.communicate("")


def test_fifty_clients_at_once(serving, example_graph):
    server = serving(example_graph)
    ids = [hit["id"] for hit in server.get("search", q="a", limit=50)["hits"]]
    paths = [("search", {"q": "quantization"}), *(("node", {"id": id}) for id in ids[:5]), ("timeline", {})]
    until = time.monotonic() + 5

    def client(number):
        answers = []
        with httpx.Client(base_url=f"{server.url}api/", timeout=20, verify=False) as own:
            turn = number
            while time.monotonic() < until:
                turn += 1
                if turn % 25 == 0:
                    answers.append(own.post("query", json={"name": "top-concepts"}).status_code)
                elif turn % 3 == 0:
                    answers.append(own.post("neighbours", json={"id": ids[turn % len(ids)]}).status_code)
                else:
                    path, values = paths[turn % len(paths)]
                    answers.append(own.get(path, params=values).status_code)
        return answers

    with ThreadPoolExecutor(50) as pool:
        answers = [code for codes in pool.map(client, range(50)) for code in codes]
    assert set(answers) == {200}
    assert len(answers) > 500
