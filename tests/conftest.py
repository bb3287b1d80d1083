"""What all tests share: where the real input is, and papers that are quick to write."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import neo4j_service
import pytest

import kg
from kg.model import Edge, Node, Paper
from kg.pipeline import build
from kg.stores import Store

CHROMIUM = os.environ.get("KG_CHROMIUM", "/usr/bin/chromium")
SHARED = Path(__file__).parents[2] / "shared"


@pytest.fixture(scope="session")
def seeds() -> list[str]:
    """The five real pages, where they are beside the checkout."""
    files = sorted(str(file) for file in (SHARED / "seeds").glob("*.txt"))
    if not files:
        pytest.skip("the real pages are not beside this checkout")
    return files


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The 20,000 arXiv records, where they are beside the checkout."""
    file = SHARED / "corpus" / "arxiv-20k.jsonl.gz"
    if not file.exists():
        pytest.skip("the arXiv records are not beside this checkout")
    return file


@pytest.fixture(scope="session")
def examples() -> str:
    """The bundled example papers."""
    return str(Path(__file__).parents[1] / "examples" / "efficient-ml.jsonl")


@pytest.fixture(scope="session")
def example_graph(examples: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A LadybugDB graph of the bundled example papers, for tests that only read."""
    url = str(tmp_path_factory.mktemp("graph") / "examples.lbug")
    with kg.open(url) as store:
        build([examples], store)
    return url


def require_service(available: bool, reason: str) -> None:
    """Skip a test whose service is missing, or fail it where services are required."""
    if not available:
        if os.environ.get("KG_REQUIRE_SERVICES") == "1":
            pytest.fail(f"{reason} (KG_REQUIRE_SERVICES=1)")
        pytest.skip(reason)


def paper(title: str, abstract: str = "", **fields: object) -> Paper:
    """Return a paper with an abstract long enough to be one."""
    return Paper(title, abstract, **fields)  # type: ignore[arg-type]


def pytest_configure(config: pytest.Config) -> None:
    """Choose the folder of the Neo4j server, where workers find it."""
    if not hasattr(config, "workerinput"):
        neo4j_service.announce_folder()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server that a worker started."""
    if not hasattr(config, "workerinput"):
        neo4j_service.stop()


@pytest.fixture(scope="session")
def needed() -> Callable[[bool, str], None]:
    """:func:`require_service`, for tests in folders that have a conftest of their own."""
    return require_service


@pytest.fixture(scope="session")
def neo4j_server() -> Iterator[neo4j_service.Service]:
    """The Neo4j server of this run; its account is in the environment, as users put it there."""
    try:
        service = neo4j_service.start()
    except neo4j_service.NoServer as error:
        require_service(False, str(error))
        raise
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NEO4J_USERNAME", service.username)
        patch.setenv("NEO4J_PASSWORD", service.password)
        yield service
    service.close()


@pytest.fixture
def neo4j_database(neo4j_server: neo4j_service.Service) -> Iterator[neo4j_service.Service]:
    """The server with an empty database that nobody else uses during the test."""
    with neo4j_server.exclusive():
        neo4j_server.wipe()
        yield neo4j_server


@pytest.fixture(params=["memory", "ladybug", "neo4j"])
def keep(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[Sequence[Node], Sequence[Edge]], Store]]:
    """Puts a graph into each store in turn, and gives the open store: each must give the same answers."""
    with ExitStack() as stack:

        def put(nodes: Sequence[Node], edges: Sequence[Edge]) -> Store:
            if request.param == "neo4j":
                service: neo4j_service.Service = request.getfixturevalue("neo4j_database")
                url = service.uri
            else:
                url = "memory:" if request.param == "memory" else str(tmp_path / "kept.lbug")
            store = stack.enter_context(kg.open(url))
            with store.writer() as writer:
                writer.add_nodes(nodes)
                writer.add_edges(edges)
            return store

        yield put


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium; one for all tests of a process, because Playwright can be started only once in it."""
    require_service(Path(CHROMIUM).exists(), f"no Chromium at {CHROMIUM}; set KG_CHROMIUM")
    require_service(find_spec("playwright") is not None, "playwright is not installed")
    sync_api = import_module("playwright.sync_api")
    with sync_api.sync_playwright() as play:
        arguments = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        running = play.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield running
        running.close()
