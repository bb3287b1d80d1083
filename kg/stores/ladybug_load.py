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
#: Rows that are gathered before they are copied. A paper with its abstract is some ten times as large as an edge.
NODE_BATCH = 10_000
EDGE_BATCH = 50_000

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
    """Rows of one table, by column, until they are copied."""

    def __init__(self, keys: Iterable[str], properties: dict[str, str]) -> None:
        self._types = {**dict.fromkeys(keys, "string"), **properties}
        self._properties = tuple(properties)
        self._hidden = any(is_internal(name) for name in properties)
        self.clear()

    def __len__(self) -> int:
        return len(self._columns[0])

    def clear(self) -> None:
        self._columns: list[list[Any]] = [[] for _ in self._types]

    def append(self, keys: tuple[str, ...], properties: dict[str, Any]) -> None:
        values = [properties.get(name) for name in self._properties]
        if self._hidden:
            values = [hide(name, value) for name, value in zip(self._properties, values, strict=True)]
        for column, value in zip(self._columns, (*keys, *values), strict=True):
            column.append(value)

    def table(self) -> Any:
        # Columns go by place, not by name: BROADER has a property called source.
        arrays = [
            pa.array(column, _ARROW_TYPES[type])
            for column, type in zip(self._columns, self._types.values(), strict=True)
        ]
        return pa.table(arrays, names=[f"c{place}" for place in range(len(arrays))])


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
                rows = self._nodes[node.label] = _Rows(("id",), properties)
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
                rows = self._edges[key] = _Rows(("from", "to"), schema().edges[edge.type].properties)
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
            self._connection.execute(f"COPY `{table}` FROM $rows{options}", {"rows": rows.table()})
            rows.clear()

    def _close(self) -> None:
        self._connection.close()
        self._database.close()
