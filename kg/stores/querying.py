"""A copy of a graph to ask, for stores whose own graph LadybugDB cannot read."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Iterable
from pathlib import Path

from kg.model import Edge, Node
from kg.stores.query_worker import QueryRunner


class Scratch:
    """A copy of a graph in a temporary LadybugDB file, to run statements on; made by the loading code of the store.

    Attributes:
        runner: runs the statements.
    """

    def __init__(self, nodes: Iterable[Node], edges: Iterable[Edge]) -> None:
        from kg.stores.ladybug_load import Loader

        folder = tempfile.mkdtemp(prefix="paperkg-")
        self._finalizer = weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        try:
            path = Path(folder) / "graph.lbug"
            loader = Loader(path)
            loader.add_nodes(nodes)
            loader.add_edges(edges)
            loader.finish()
            self.runner = QueryRunner(path)
        except BaseException:
            self._finalizer()
            raise

    def stop(self) -> None:
        """End the workers also in the middle of a statement; :meth:`close` is still to be called."""
        self.runner.stop()

    def close(self) -> None:
        """End the workers and remove the file."""
        self.runner.close()
        self._finalizer()
