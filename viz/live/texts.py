"""Texts that are too many to keep in memory (abstracts, quotes), read from the graph when somebody looks at them."""

from __future__ import annotations

import queue
import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from kg.model import Edge, Node
from kg.stores.base import View

#: How many nodes' edges are kept, and of which nodes: those of a hub would take the room of thousands.
KEPT, MOST_KEPT_EDGES = 2_000, 400


class Texts:
    """Reads nodes and edges with all their properties; threads may share it.

    Args:
        views: views of one state of the graph; each is used by one thread at a time.
    """

    def __init__(self, views: Sequence[View]) -> None:
        self._views: queue.LifoQueue[View] = queue.LifoQueue()
        for view in views:
            self._views.put(view)
        self._mutex = threading.Lock()
        self._edges: OrderedDict[str, list[Edge]] = OrderedDict()

    @contextmanager
    def view(self) -> Iterator[View]:
        """Lend a view to this thread while the block runs."""
        view = self._views.get()
        try:
            yield view
        finally:
            self._views.put(view)

    def node(self, id: str) -> Node | None:
        """Return a node with its texts, or None if there is none."""
        with self.view() as view:
            return view.node(id)

    def edges_of(self, id: str) -> list[Edge]:
        """Return the edges of a node with their texts."""
        with self._mutex:
            if id in self._edges:
                self._edges.move_to_end(id)
                return self._edges[id]
        with self.view() as view:
            edges = view.edges_of(id)
        if len(edges) <= MOST_KEPT_EDGES:
            with self._mutex:
                self._edges[id] = edges
                while len(self._edges) > KEPT:
                    self._edges.popitem(last=False)
        return edges
