"""paperkg: research papers as a citation-style knowledge graph.

import kg

with kg.open("graph.lbug") as graph:
    graph.query("MATCH (p:Paper)-[:USES]->(t:Technique) RETURN t.name, count(*)").rows
    graph.to_networkx()
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.version import __version__

if TYPE_CHECKING:
    from kg.stores.base import Store

__all__ = ["__version__", "open"]


def open(url: str = "graph.lbug", *, must_exist: bool = False) -> Store:
    """Open a graph.

    Args:
        url: ``graph.lbug`` (LadybugDB), ``graph.json`` or ``graph.graphml`` (networkx), ``memory:``, or
            ``neo4j://host:port/database`` (Neo4j).
        must_exist: whether a missing file is an error instead of an empty graph.

    Raises:
        GraphError: if the address is of no known kind, or what stands there is no graph.
    """
    from kg.stores import open_store

    return open_store(url, must_exist=must_exist)
