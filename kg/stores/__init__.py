"""Where a graph is kept: :func:`open_store` picks the backend by the address.

Each backend is one module, imported when an address needs it.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import cast

from kg.errors import GraphError
from kg.stores.base import Result, Store, View, Writer
from kg.stores.files import version

__all__ = ["Result", "Store", "View", "Writer", "open_store"]

_LADYBUG = "kg.stores.ladybug:LadybugStore"
_NETWORKX = "kg.stores.networkx:NetworkxStore"
_NEO4J = "kg.stores.neo4j:Neo4jStore"

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
_CHOICES = "a file NAME.lbug (LadybugDB), NAME.json or NAME.graphml (networkx), memory:, or neo4j://HOST:PORT"
#: How many graphs are offered where there is none.
_MOST_NEAR = 5
#: How a LadybugDB file begins, whatever it is called.
_LADYBUG_MAGIC = b"LBUG"


def open_store(url: str, *, must_exist: bool = False) -> Store:
    """Open the graph at an address. A file is made only when a writer commits.

    Args:
        url: ``graph.lbug``, ``graph.json``, ``graph.graphml``, ``memory:`` or ``neo4j://host:port/database``.
        must_exist: whether a missing file is an error instead of an empty graph.

    Raises:
        GraphError: if the address is of no known kind, the store is not available, or the file is missing.
        NotAGraph: if the file is something else; backends that read it later raise it then.
    """
    url = str(url)
    location = _backend(url)
    is_file = location == _LADYBUG or (location == _NETWORKX and not url.startswith("memory:"))
    if must_exist and is_file and version(Path(url)) is None:
        raise _absent(url)
    module, _, name = location.partition(":")
    store = cast(Store, getattr(import_module(module), name)(url))
    if must_exist and not store.exists():
        store.close()
        raise _absent(store.url)
    return store


def _absent(url: str) -> GraphError:
    folder = Path(url).parent
    there = [] if "://" in url else sorted(str(path) for path in folder.glob("*.lbug"))
    near = f" (there is {', '.join(there[:_MOST_NEAR])})" if there else ""
    return GraphError(
        f"{url}: there is no graph here; name another with --graph or KG_GRAPH{near}, "
        f"or make it with: kg build ... --graph {url}"
    )


def _backend(url: str) -> str:
    """Return the import path of the store for an address."""
    scheme, colon, rest = url.partition(":")
    if colon and scheme in SCHEMES and (rest.startswith("//") or not rest):
        return SCHEMES[scheme]
    if "://" in url:
        raise GraphError(f"{_without_account(url)}: no store is called {scheme}; use {_CHOICES}")
    ending = Path(url).suffix.lower()
    if ending in ENDINGS:
        return ENDINGS[ending]
    if _is_ladybug(Path(url)):
        return _LADYBUG
    raise GraphError(f"{url}: the address does not tell what kind of graph it is; use {_CHOICES}")


def _without_account(url: str) -> str:
    """Return an address without what may be a user name and password."""
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}"


def _is_ladybug(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(_LADYBUG_MAGIC)) == _LADYBUG_MAGIC
    except OSError:
        return False
