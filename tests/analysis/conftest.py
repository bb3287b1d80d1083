"""The stores that the questions are asked on: each must give the same answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest
from graphs import Keeper

import kg
from kg.model import Edge, Node
from kg.stores import Store

STORES = ["memory", "ladybug", "neo4j"]


@pytest.fixture(params=STORES)
def keep(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Keeper]:
    """Puts a graph into each store in turn, and gives the open store."""
    with ExitStack() as stack:

        def put(nodes: Sequence[Node], edges: Sequence[Edge]) -> Store:
            url = {"memory": "memory:", "ladybug": str(tmp_path / f"{len(list(tmp_path.iterdir()))}.lbug")}.get(
                request.param
            ) or request.getfixturevalue("neo4j_database").uri
            store = stack.enter_context(kg.open(url))
            with store.writer() as writer:
                writer.add_nodes(nodes)
                writer.add_edges(edges)
            return store

        yield put
