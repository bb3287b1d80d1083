"""Makes a new LadybugDB file: tables from the schema, rows by COPY from Arrow tables."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import ladybug
import pyarrow as pa

from kg.model import Edge, Node
from kg.schema import is_internal, schema
from kg.stores.bookkeeping import hide

#: Memory for pages while a file is written.
WRITE_MEMORY = 1 << 30
#: Rows that are gathered before they are copied. Few large copies, because each one after the first into a table of
#: edges makes LadybugDB merge what is there: 600,000 edges take 5 seconds at once and 14 seconds in 50,000s.
NODE_BATCH = 20_000
EDGE_BATCH = 250_000
#: Rows that are kept as Python objects.
_PACKED = 5_000

_CYPHER_TYPES = {
    "string": "STRING", "integer": "INT64", "double": "DOUBLE", "boolean": "BOOLEAN", "string[]": "STRING[]",
}  # fmt: skip
_ARROW_TYPES = {
    "string": pa.string(), "integer": pa.int64(), "double": pa.float64(), "boolean": pa.bool_(),
    "string[]": pa.list_(pa.string()),
}  # fmt: skip


def table_statements() -> list[str]:
    """Return the statements that declare the tables of the schema."""
    statements = []
    for node in schema().nodes.values():
        columns = ", ".join(f"`{name}` {_CYPHER_TYPES[type]}" for name, type in node.properties.items())
        statements.append(f"CREATE NODE TABLE `{node.label}`({columns}, PRIMARY KEY(`id`))")
    for edge in schema().edges.values():
        pairs = [f"FROM `{source}` TO `{target}`" for source in edge.sources for target in edge.targets]
        columns = ", ".join(pairs + [f"`{name}` {_CYPHER_TYPES[type]}" for name, type in edge.properties.items()])
        statements.append(f"CREATE REL TABLE `{edge.type}`({columns})")
    return statements


class _Rows:
    """Rows of one table until they are copied: a few as they came, the others as Arrow, which takes far less memory."""

    def __init__(self, keys: int, properties: dict[str, str]) -> None:
        self._keys = keys
        self._properties = properties
        self._recent: list[tuple[tuple[str, ...], dict[str, Any]]] = []
        self._packed: list[Any] = []
        self._packed_rows = 0

    def __len__(self) -> int:
        return self._packed_rows + len(self._recent)

    def append(self, keys: tuple[str, ...], properties: dict[str, Any]) -> None:
        self._recent.append((keys, properties))
        if len(self._recent) >= _PACKED:
            self._pack()

    def take(self) -> Any:
        """Return the rows as an Arrow table, and forget them."""
        self._pack()
        table = pa.concat_tables(self._packed)
        self._packed, self._packed_rows = [], 0
        return table

    def _pack(self) -> None:
        if not self._recent:
            return
        columns = [pa.array([keys[place] for keys, _ in self._recent], pa.string()) for place in range(self._keys)]
        for name, type in self._properties.items():
            values = [properties.get(name) for _, properties in self._recent]
            columns.append(
                pa.array([hide(name, v) for v in values] if is_internal(name) else values, _ARROW_TYPES[type])
            )
        # COPY goes by the place of a column. Names of our own, because BROADER has a property called source.
        self._packed.append(pa.table(columns, names=[f"c{place}" for place in range(len(columns))]))
        self._packed_rows += len(self._recent)
        self._recent = []


class Loader:
    """Writes a graph into a new file, in batches. Give nodes before the edges that join them.

    Args:
        path: the file to make; it must not exist.

    Every method but :meth:`abandon` raises ``RuntimeError`` if LadybugDB fails.
    """

    def __init__(self, path: Path) -> None:
        self._database: Any = ladybug.Database(str(path), buffer_pool_size=WRITE_MEMORY)
        self._connection: Any = ladybug.Connection(self._database)
        self._nodes: dict[str, _Rows] = {}
        self._edges: dict[tuple[str, str, str], _Rows] = {}
        self._labels: dict[str, str] = {}
        for statement in table_statements():
            self._connection.execute(statement)

    def add_nodes(self, nodes: Iterable[Node]) -> None:
        """Add nodes."""
        for node in nodes:
            rows = self._nodes.get(node.label)
            if rows is None:
                properties = {k: v for k, v in schema().nodes[node.label].properties.items() if k != "id"}
                rows = self._nodes[node.label] = _Rows(1, properties)
            rows.append((node.id,), node.properties)
            self._labels[node.id] = node.label
            if len(rows) >= NODE_BATCH:
                self._copy(node.label, rows)

    def add_edges(self, edges: Iterable[Edge]) -> None:
        """Add edges between nodes that were added before."""
        labels = self._labels
        for edge in edges:
            key = (edge.type, labels[edge.source], labels[edge.target])
            rows = self._edges.get(key)
            if rows is None:
                rows = self._edges[key] = _Rows(2, schema().edges[edge.type].properties)
            rows.append((edge.source, edge.target), edge.properties)
            if len(rows) >= EDGE_BATCH:
                self._copy_nodes()
                self._copy_edges(key, rows)

    def finish(self) -> None:
        """Write what is left and close the file: everything is in it then, nothing beside it."""
        self._copy_nodes()
        for key, rows in self._edges.items():
            self._copy_edges(key, rows)
        self._connection.execute("CHECKPOINT")
        self._close()

    def abandon(self) -> None:
        """Close the file as it is; the caller removes it."""
        self._close()

    def _copy_nodes(self) -> None:
        for label, rows in self._nodes.items():
            self._copy(label, rows)

    def _copy_edges(self, key: tuple[str, str, str], rows: _Rows) -> None:
        type, source, target = key
        self._copy(type, rows, f" (from='{source}', to='{target}')")

    def _copy(self, table: str, rows: _Rows, options: str = "") -> None:
        if rows:
            self._connection.execute(f"COPY `{table}` FROM $rows{options}", {"rows": rows.take()})

    def _close(self) -> None:
        self._connection.close()
        self._database.close()
