"""What the rows of an answer name by title or name, for who needs ids: the map."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from kg.schema import schema
from kg.stores.base import View


def with_ids(view: View, rows: Iterable[Sequence[Any]]) -> list[list[Any]]:
    """Return rows in which ids stand for the titles of papers and the names of concepts.

    A row that holds a node, a path or an id says itself what it means, and stays as it is; so does a name that several
    nodes bear.

    Args:
        view: the graph that was asked.
        rows: of its answer; see :class:`kg.stores.base.Result`.
    """
    ids: dict[str, str] = {}
    known: set[str] = set()
    names: Counter[str] = Counter()
    for label in schema().nodes:
        name = "title" if label == "Paper" else "name"
        table = view.node_table(label, (name,))
        known.update(table["id"])
        names.update(table[name])
        ids.update(zip(table[name], table["id"], strict=True))
    single = {name: id for name, id in ids.items() if names[name] == 1}

    def replaced(value: Any) -> Any:
        if isinstance(value, list):
            return [replaced(item) for item in value]
        return single.get(value, value) if isinstance(value, str) else value

    return [list(row) if _speaks(row, known) else [replaced(value) for value in row] for row in rows]


def _speaks(value: Any, known: set[str]) -> bool:
    """Tell whether there is a node, a path or an id in a value."""
    if isinstance(value, dict):
        return value.get("label") in schema().nodes or "nodes" in value
    if isinstance(value, list | tuple):
        return any(_speaks(item, known) for item in value)
    return isinstance(value, str) and value in known
