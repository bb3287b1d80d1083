"""The graph that is served: read at the start, read anew beside the old one when somebody has replaced it.

A LadybugDB file or a networkx file is never changed in place: a build puts a new file in the old one's stead, and what
is open goes on showing the old graph (:mod:`kg.stores.files`). So the server looks whether the file is another one,
reads that in the background, and then answers from it; no request waits, and none sees half a graph.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from kg.analysis.network import Network, read_network
from kg.errors import GraphError, PaperkgError
from kg.statistics import statistics
from kg.stores.base import Store
from viz.live import pictures
from viz.live.snapshot import Snapshot, take
from viz.live.suggest import Suggester

#: How many answers that take long to make are kept for each graph.
KEPT = 16


@dataclass(eq=False)
class Loaded:
    """One state of the graph, ready to answer.

    Attributes:
        generation: 1 for the first, and so on.
        snapshot: the graph.
        suggester: its names.
    """

    generation: int
    snapshot: Snapshot
    suggester: Suggester
    _mutex: threading.Lock = field(default_factory=threading.Lock)
    _kept: dict[Hashable, Future[Any]] = field(default_factory=dict)

    def once(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """Return what ``make`` gives, made once for each key; who comes meanwhile waits for it."""
        with self._mutex:
            answer = self._kept.get(key)
            mine = answer is None
            if answer is None:
                if len(self._kept) >= KEPT:
                    self._kept.pop(next(iter(self._kept)))
                answer = self._kept[key] = Future()
        if mine:
            try:
                answer.set_result(make())
            except BaseException as error:
                with self._mutex:
                    self._kept.pop(key, None)
                answer.set_exception(error)
        return answer.result()

    def overview(self, limit: int) -> dict[str, Any]:
        """Return the map of the whole graph."""
        picture: dict[str, Any] = self.once(("overview", limit), lambda: pictures.overview(self.snapshot, limit))
        return picture

    def network(self) -> Network:
        """Return what the search for paths needs."""

        def make() -> Network:
            with self.snapshot.texts.view() as view:
                return read_network(view)

        network: Network = self.once("network", make)
        return network

    @cached_property
    def by_name(self) -> dict[str, int]:
        """The node of each name or title, the most important where several have it."""
        snapshot = self.snapshot
        found: dict[str, int] = {}
        for number, name in enumerate(snapshot.names):
            other = found.get(name)
            if other is None or snapshot.papers[number] > snapshot.papers[other]:
                found[name] = number
        return found

    def statistics(self) -> dict[str, Any]:
        """Return the figures of the graph."""

        def make() -> dict[str, Any]:
            with self.snapshot.texts.view() as view:
                return statistics(view).to_dict()

        figures: dict[str, Any] = self.once("statistics", make)
        return figures


class Live:
    """A store's graph, followed.

    Args:
        store: the store.
        ahead: the limit of the overview that is made before anyone asks, or 0.

    Attributes:
        problem: why the newest state of the graph could not be read; empty if it could.
        loading: whether a newer state is being read.
    """

    def __init__(self, store: Store, *, ahead: int = 0) -> None:
        self.store = store
        self.problem = ""
        self.loading = False
        self._ahead = ahead
        self._current: Loaded | None = None
        self._seen: Hashable = object()

    @property
    def current(self) -> Loaded:
        """The newest state that was read."""
        if self._current is None:
            raise RuntimeError("load the graph first")
        return self._current

    def load(self) -> None:
        """Read the graph for the first time.

        Raises:
            GraphError: if it cannot be read.
        """
        self._current = self._read()
        self._seen = self._current.snapshot.version

    def prepare(self) -> None:
        """Make what is asked for first, before it is."""
        if self._ahead and self.current.snapshot.ids:
            self.current.overview(self._ahead)
            self.current.network()

    def refresh(self) -> bool:
        """Look whether the graph was replaced, and if so read it; return whether it was.

        What goes wrong is kept in :attr:`problem`, and the old graph stays. Call it from one thread at a time.
        """
        try:
            version = self.store.version()
            if version == self._seen:
                return False
            if version is None:
                raise GraphError(f"{self.store.url}: the file is gone; what it held is still shown")
            self.loading = True
            fresh = self._read()
            if self._ahead and fresh.snapshot.ids:
                fresh.overview(self._ahead)
        except PaperkgError as error:
            # Whatever is there later counts as new, even if it is what was there before.
            self._seen, self.problem = object(), str(error)
            return False
        finally:
            self.loading = False
        self._current, self._seen, self.problem = fresh, fresh.snapshot.version, ""
        return True

    def _read(self) -> Loaded:
        snapshot = take(self.store)
        return Loaded(self._current.generation + 1 if self._current else 1, snapshot, Suggester(snapshot))
