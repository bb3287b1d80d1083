"""``kg export --format neo4j-admin``: CSV files for ``neo4j-admin database import full``.

One file for each label and each edge type that the graph has, with typed headers, and ``schema.cypher`` with the
constraints and indexes to make afterwards. Nodes get the label that ``kg push`` gives them too, so that a later push
goes on from what was imported. Bookkeeping is left out, as in every export: the graph can be asked, but ``kg build``
cannot add to it before a ``kg push`` has brought the rest.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TextIO

from kg.errors import GraphError
from kg.schema import is_internal, schema
from kg.stores.base import View
from kg.stores.neo4j_names import OURS, declarations

#: Stands between the elements of a list: the character that ASCII has for that, which no text of a paper holds.
DELIMITER = "\x1f"
_OPTIONS = ("--array-delimiter=U+001F", "--multiline-fields=true")
_TYPES = {
    "string": "string", "integer": "long", "double": "double", "boolean": "boolean", "string[]": "string[]",
}  # fmt: skip


def export(view: View, folder: Path) -> str:
    """Write a graph into a folder.

    Args:
        view: the graph.
        folder: is made if it does not exist; it must be empty, as an import takes whatever fits.

    Returns:
        the command that imports it.

    Raises:
        GraphError: if the folder is not empty or cannot be written, or a list holds the character that separates
            its elements.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise GraphError(f"{folder}: the folder is not empty; give a new one")
        # Without a name the report of skipped rows would land in the folder where the command is run.
        report = f"--report-file={folder / 'import.report'}"
        arguments = [report, *_write_nodes(view, folder), *_write_edges(view, folder)]
        schema_file = folder / "schema.cypher"
        schema_file.write_text("".join(f"{statement};\n" for statement in declarations()), encoding="utf-8")
    except OSError as error:
        raise GraphError(f"{folder}: cannot be written: {error.strerror}") from error
    return " ".join(["neo4j-admin database import full neo4j", *_OPTIONS, *map(shlex.quote, arguments)])


def _write_nodes(view: View, folder: Path) -> list[str]:
    arguments = []
    for label, count in view.node_counts().items():
        if not count:
            continue
        kept = {p: t for p, t in schema().nodes[label].properties.items() if p != "id" and not is_internal(p)}
        path = folder / f"nodes-{label}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            _line(file, ["id:ID", *(f"{name}:{_TYPES[type]}" for name, type in kept.items())])
            for node in view.nodes(label):
                _line(file, [_field(node.id), *_fields(node.id, kept, node.properties)])
        arguments.append(f"--nodes={OURS}:{label}={path}")
    return arguments


def _write_edges(view: View, folder: Path) -> list[str]:
    arguments = []
    for type, count in view.edge_counts().items():
        if not count:
            continue
        properties = schema().edges[type].properties
        path = folder / f"edges-{type}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            _line(file, [":START_ID", ":END_ID", *(f"{name}:{_TYPES[kind]}" for name, kind in properties.items())])
            for edge in view.edges(type):
                fields = _fields(f"{edge.source} to {edge.target}", properties, edge.properties)
                _line(file, [_field(edge.source), _field(edge.target), *fields])
        arguments.append(f"--relationships={type}={path}")
    return arguments


def _fields(row: str, names: Iterable[str], properties: dict[str, Any]) -> list[str]:
    """Return the fields of a row; a property that is missing is an empty field, an empty text two quotes."""
    fields = []
    for name in names:
        value = properties.get(name)
        if isinstance(value, list):
            if any(DELIMITER in item for item in value):
                raise GraphError(f"{row}: an element of {name} holds the character U+001F, which separates elements")
            fields.append(_field(DELIMITER.join(value)))
        elif isinstance(value, str):
            fields.append(_field(value))
        else:
            fields.append("" if value is None else str(value).lower() if isinstance(value, bool) else repr(value))
    return fields


def _field(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _line(file: TextIO, fields: list[str]) -> None:
    file.write(",".join(fields) + "\n")
