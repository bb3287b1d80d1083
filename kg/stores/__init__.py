"""Where a graph is kept: :func:`open_store` picks the backend by the address.

Each backend is one module, imported when an address needs it.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import cast

from kg.errors import GraphError
from kg.stores.base import Result, Store, View, Writer

__all__ = ["Result", "Store", "View", "Writer", "open_store"]

_LADYBUG = "kg.stores.ladybug:LadybugStore"
_NETWORKX = "kg.stores.networkx:NetworkxStore"
#: Not built yet. The day it is, these addresses get an import path like the others.
_NEO4J = ""

#: The backend of each scheme, the part of an address before the colon.
SCHEMES = {
    "memory": _NETWORKX,
    "neo4j": _NEO4J,
    "neo4j+s": _NEO4J,
    "neo4j+ssc": _NEO4J,
    "bolt": _NEO4J,
    "bolt+s": _NEO4J,
    "bolt+ssc": _NEO4J,
}
#: The backend of each ending of a file name.
ENDINGS = {".lbug": _LADYBUG, ".json": _NETWORKX, ".graphml": _NETWORKX}
_CHOICES = "a file NAME.lbug (LadybugDB), NAME.json or NAME.graphml (networkx), or memory:"
#: How a LadybugDB file begins, whatever it is called.
_LADYBUG_MAGIC = b"LBUG"


def open_store(url: str, *, must_exist: bool = False) -> Store:
    """Open the graph at an address. A file is made only when a writer commits.

    Args:
        url: ``graph.lbug``, ``graph.json``, ``graph.graphml`` or ``memory:``.
        must_exist: whether a missing file is an error instead of an empty graph.

    Raises:
        GraphError: if the address is of no known kind, the store is not available, or the file is missing.
        NotAGraph: if the file is something else; backends that read it later raise it then.
    """
    url = str(url)
    location = _backend(url)
    if not location:
        raise GraphError(f"{url}: graphs on a Neo4j server are not available yet; use {_CHOICES}")
    is_file = location == _LADYBUG or not url.startswith("memory:")
    if must_exist and is_file and not Path(url).exists():
        raise GraphError(f"{url}: there is no graph here; make one first with: kg build ... --graph {url}")
    module, _, name = location.partition(":")
    return cast(Store, getattr(import_module(module), name)(url))


def _backend(url: str) -> str:
    """Return the import path of the store for an address; empty if it is known but not available."""
    scheme, colon, rest = url.partition(":")
    if colon and scheme in SCHEMES and (rest.startswith("//") or not rest):
        return SCHEMES[scheme]
    if "://" in url:
        raise GraphError(f"{url}: no store is called {scheme}; use {_CHOICES}")
    ending = Path(url).suffix.lower()
    if ending in ENDINGS:
        return ENDINGS[ending]
    if _is_ladybug(Path(url)):
        return _LADYBUG
    raise GraphError(f"{url}: the address does not tell what kind of graph it is; use {_CHOICES}")


def _is_ladybug(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(_LADYBUG_MAGIC)) == _LADYBUG_MAGIC
    except OSError:
        return False
