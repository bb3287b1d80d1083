"""The application on the example graph, and a real server in a process of its own."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

import kg
import queries
from kg.stores import Store
from viz.live.state import Live

ROOT = Path(__file__).parents[2]

starlette_testclient = pytest.importorskip("starlette.testclient")


@pytest.fixture(scope="session")
def example_store(example_graph: str) -> Iterator[Store]:
    with kg.open(example_graph) as store:
        yield store


@pytest.fixture(scope="session")
def live(example_store: Store) -> Live:
    """The example graph, loaded."""
    live = Live(example_store)
    live.load()
    return live


@pytest.fixture(scope="session")
def client(live: Live) -> Iterator[Any]:
    """Asks the application as a program on this machine does."""
    from viz.live.web import application

    app = application(live, queries, title="examples", look_every=0)
    with starlette_testclient.TestClient(app, base_url="http://127.0.0.1:8000") as client:
        yield client


@dataclass
class Server:
    """A ``kg serve`` that runs.

    Attributes:
        process: it; ``url``: the page's address, ``link``: with its token.
    """

    process: subprocess.Popen[str]
    url: str
    link: str

    def get(self, path: str, **values: Any) -> Any:
        """Return what the API answers."""
        answer = httpx.get(f"{self.url}api/{path}", params=values, timeout=30)
        answer.raise_for_status()
        return answer.json()

    def end(self, how: signal.Signals = signal.SIGINT) -> tuple[int, float]:
        """Send a signal; return the exit code and the seconds that the end took."""
        begin = time.monotonic()
        self.process.send_signal(how)
        code = self.process.wait(15)
        return code, time.monotonic() - begin


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Starts servers, and ends them after the test."""
    yield from _servers(tmp_path)


@pytest.fixture(scope="session")
def site(example_graph: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server on the example graph, for tests that only look."""
    servers = _servers(tmp_path_factory.mktemp("site"))
    yield next(servers)(example_graph)
    next(servers, None)


def _servers(folder: Path) -> Iterator[Callable[..., Server]]:
    running: list[subprocess.Popen[str]] = []

    def start(graph: str, *options: str, port: int = 0) -> Server:
        command = [sys.executable, "-m", "kg", "serve", "--graph", graph, "--port", str(port), *options]
        log = folder / f"serve-{len(running)}.log"
        with log.open("w") as errors:
            process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True, cwd=folder)
        running.append(process)
        line = process.stdout.readline() if process.stdout else ""
        found = re.match(r"((http://\S+?/)\S*)  \(Ctrl-C ends\)", line)
        assert found, f"{line!r}: {log.read_text()}"
        return Server(process, found[2], found[1])

    yield start
    for process in running:
        if process.poll() is None:
            process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()
