"""``graph.graphml``: GraphML as networkx writes it, for Gephi, yEd, Cytoscape and others.

Two things GraphML cannot hold are written as text:

- A list is JSON (``["a", "b"]``); the schema tells which properties are lists.
- XML has no way to write most control characters, and readers change carriage returns. Such a character is written as
  ``_xHHHH_`` with its code in hexadecimal, as spreadsheets do. An empty text is ``_x_``, as networkx takes an empty
  element for none. An underscore before an ``x`` is itself written ``_x005F_``. So every text comes back exactly.

An edge's type is its attribute ``type``. Its id counts up, as programs expect ids that differ.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import ParseError

from kg.model import Edge, Node
from kg.schema import schema
from kg.stores.formats.rows import sorted_edges, sorted_nodes

if TYPE_CHECKING:
    import networkx as nx

# Carriage return, what XML 1.0 has no place for, and an underscore that could look like the begin of an escape.
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]|_(?=x)")
_ESCAPE = re.compile("_x([0-9A-F]{4})?_")


def write(graph: nx.MultiDiGraph[str], path: Path) -> None:
    """Write a graph to a new file."""
    import networkx as nx

    copy: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for node in sorted_nodes(graph):
        types = schema().nodes[node.label].properties
        copy.add_node(_escaped_id(node.id), label=node.label, **_encoded(node.properties, types))
    for number, edge in enumerate(sorted_edges(graph)):
        types = schema().edges[edge.type].properties
        attributes = {"type": edge.type, **_encoded(edge.properties, types)}
        copy.add_edge(_escaped_id(edge.source), _escaped_id(edge.target), key=f"e{number}", **attributes)
    nx.write_graphml_xml(copy, path, encoding="utf-8", prettyprint=True)


def read(path: Path) -> tuple[Iterator[Node], Iterator[Edge]]:
    """Read what :func:`write` wrote; the rows are not checked.

    Raises:
        ValueError: if it is not GraphML of our kind; the iterators raise it too.
    """
    import networkx as nx

    try:
        graph = nx.read_graphml(path, node_type=str, force_multigraph=True)
    except (ParseError, nx.NetworkXError, KeyError, AttributeError, UnicodeDecodeError) as error:
        raise ValueError(f"not GraphML: {error}") from error
    return (_node(id, data) for id, data in graph.nodes(data=True)), (
        _edge(source, target, data) for source, target, data in graph.edges(data=True)
    )


def escape(text: str) -> str:
    """Return a text as XML can hold it.

    >>> escape("a\\x00b"), escape(""), escape("_x0041_")
    ('a_x0000_b', '_x_', '_x005F_x0041_')
    """
    return _UNSAFE.sub(lambda found: f"_x{ord(found[0]):04X}_", text) or "_x_"


def unescape(text: str) -> str:
    """Return what was given to :func:`escape`."""
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)) if found[1] else "", text)


def _escaped_id(id: str) -> str:
    # Ids are XML attributes, where readers make spaces of tabs and line ends.
    return escape(id).replace("\t", "_x0009_").replace("\n", "_x000A_")


def _encoded(properties: dict[str, Any], types: dict[str, str]) -> dict[str, Any]:
    encoded = {}
    for name, value in properties.items():
        if types[name] == "string[]":
            value = escape(json.dumps(value, ensure_ascii=False))
        elif types[name] == "string":
            value = escape(value)
        encoded[name] = value
    return encoded


def _decoded(attributes: dict[str, Any], types: dict[str, str]) -> dict[str, Any]:
    decoded = {}
    for name, value in attributes.items():
        type = types.get(name)
        if type == "string[]":
            value = json.loads(unescape(value))
        elif type == "string":
            value = unescape(value)
        decoded[name] = value
    return decoded


def _node(id: str, data: dict[str, Any]) -> Node:
    kind = schema().nodes.get(data.get("label", ""))
    if kind is None:
        raise ValueError(f"a node without a label that is known: {id!r:.80}")
    properties = {name: value for name, value in data.items() if name != "label"}
    return Node(kind.label, unescape(id), _decoded(properties, kind.properties))


def _edge(source: str, target: str, data: dict[str, Any]) -> Edge:
    kind = schema().edges.get(data.get("type", ""))
    if kind is None:
        raise ValueError(f"an edge without a type that is known: {source!r:.40} -> {target!r:.40}")
    # networkx gives the id of an edge as an attribute as well.
    properties = {name: value for name, value in data.items() if name not in ("type", "id")}
    return Edge(kind.type, unescape(source), unescape(target), _decoded(properties, kind.properties))
