"""The stores that the behaviour tests run on. A new one is a line in ``URLS``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from factory import EDGES, NODES, write
from neo4j_service import Service

from kg.stores import Store, open_store

#: Name to address; a file's folder is put before it, and the test run's server knows its own.
URLS = {
    "ladybug": "graph.lbug", "json": "graph.json", "graphml": "graph.graphml", "memory": "memory:", "neo4j": "neo4j:",
}  # fmt: skip
FILES = [name for name, url in URLS.items() if not url.endswith(":")]

Opener = Callable[[str], Store]


def reopened(store: Store) -> Store:
    """Return the store as another process would find it: read from its file, where it has one."""
    if store.url == "memory:":
        return store
    store.close()
    return open_store(store.url)


@pytest.fixture
def opened() -> Iterator[Opener]:
    """Opens stores, and closes them after the test."""
    stores: list[Store] = []

    def open(url: str) -> Store:
        stores.append(open_store(url))
        return stores[-1]

    yield open
    for store in stores:
        store.close()


@pytest.fixture(params=URLS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of each store in turn."""
    url = URLS[request.param]
    if url == "neo4j:":
        service: Service = request.getfixturevalue("neo4j_database")
        return service.uri
    return url if url.endswith(":") else str(tmp_path / url)


@pytest.fixture(params=FILES)
def file_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of each store that is a file."""
    return str(tmp_path / URLS[request.param])


@pytest.fixture(scope="module", params=URLS)
def shared_store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Each store in turn with the graph of the factory."""
    url = URLS[request.param]
    with ExitStack() as stack:
        if url == "neo4j:":
            service: Service = request.getfixturevalue("neo4j_server")
            stack.enter_context(service.exclusive())
            url = service.uri
        elif not url.endswith(":"):
            url = str(tmp_path_factory.mktemp("shared") / url)
        store = open_store(url)
        if "://" not in url:
            write(store, NODES, EDGES)
            store = reopened(store)
        yield store
        store.close()


@pytest.fixture
def shared(shared_store: Store, request: pytest.FixtureRequest) -> Store:
    """Each store in turn with the graph of the factory, for tests that only read it."""
    if "://" in shared_store.url:
        # The server has one database, and a test between may have emptied it.
        service: Service = request.getfixturevalue("neo4j_server")
        if getattr(shared_store, "wiped_then", None) != service.wiped:
            service.wipe()
            with open_store(service.uri) as store:
                write(store, NODES, EDGES)
            shared_store.wiped_then = service.wiped  # type: ignore[attr-defined]
    return shared_store


@pytest.fixture
def store(url: str, opened: Opener) -> Store:
    """Each store in turn, empty."""
    return opened(url)
