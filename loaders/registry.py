"""Which formats and services there are: the built-in ones, and those that installed packages add.

A package adds a format or service through an entry point of the group ``kg.loaders``: the name, and a module or object
with the names of :class:`loaders.base.Loader` or :class:`loaders.base.Service`. It is tried before the built-in ones.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any, cast

from kg.errors import PaperkgError, SourceError, UnknownChoice
from loaders.base import Loader, Service

#: The entry point group.
GROUP = "kg.loaders"
#: The built-in formats by name, in the order in which they are tried on a source.
FORMATS = {
    "pdf": "loaders.pdf",
    "parquet": "loaders.parquet",
    "arxiv-atom": "loaders.arxiv_atom",
    "arxiv-oai": "loaders.arxiv_oai",
    "html": "loaders.web_page",
    "hf-json": "loaders.huggingface_json",
    "openalex-json": "loaders.openalex",
    "s2-json": "loaders.semantic_scholar",
    "arxiv-kaggle": "loaders.arxiv_kaggle",
    "csl-json": "loaders.csl_json",
    "hf-text": "loaders.huggingface_text",
    "json": "loaders.json_document",
    "jsonl": "loaders.jsonl",
    "bibtex": "loaders.bibtex",
    "ris": "loaders.ris",
    "ids": "loaders.id_list",
    "csv": "loaders.csv_table",
    "notes": "loaders.notes",
}
#: The built-in services by name, in the order in which they are asked whether an argument is theirs.
SERVICES = {
    "arxiv": "loaders.arxiv_live",
    "huggingface": "loaders.huggingface_live",
    "openalex": "loaders.openalex_live",
    "s2": "loaders.semantic_scholar_live",
}


@cache
def _plugins() -> Mapping[str, EntryPoint]:
    return {entry.name: entry for entry in sorted(entry_points(group=GROUP), key=lambda entry: entry.name)}


@cache
def _plugin(name: str) -> Any:
    entry = _plugins()[name]
    try:
        return entry.load()
    except Exception as error:  # a package of somebody else: whatever it raises is told, and the others still work
        raise PaperkgError(
            f"the loader {name} of {entry.value} cannot be used: {error}; update or remove its package"
        ) from error


def format_names() -> list[str]:
    """Return the names of all formats, those of other packages first."""
    return [*(name for name in _plugins() if name not in SERVICES and name not in FORMATS), *FORMATS]


def loader(name: str) -> Loader:
    """Return the loader of a format.

    Raises:
        UnknownChoice: if there is none.
        PaperkgError: if it is of another package and cannot be imported.
    """
    if name in FORMATS:
        return cast(Loader, importlib.import_module(FORMATS[name]))
    if name in _plugins() and hasattr(_plugin(name), "load"):
        return cast(Loader, _plugin(name))
    from difflib import get_close_matches

    raise UnknownChoice("format", name, get_close_matches(name, format_names(), n=3) or format_names())


def loaders() -> Iterator[Loader]:
    """Yield all loaders in the order in which they are tried."""
    for name in format_names():
        if name in FORMATS or hasattr(_plugin(name), "load"):
            yield loader(name)


def services() -> Iterator[Service]:
    """Yield all services in the order in which they are asked."""
    for name in _plugins():
        if hasattr(_plugin(name), "fetch"):
            yield cast(Service, _plugin(name))
    for module in SERVICES.values():
        yield cast(Service, importlib.import_module(module))


def service_for(argument: str) -> Service | None:
    """Return the service that an argument is an id, address or search of, or None."""
    return next((service for service in services() if service.accepts(argument)), None)


@cache
def endings() -> tuple[str, ...]:
    """Return the endings of the files that are read in a folder."""
    plain = {ending for module in loaders() for ending in getattr(module, "ENDINGS", ())}
    return tuple(sorted(plain | {f"{ending}.gz" for ending in plain}))


def recognise(head: bytes, argument: str) -> Loader:
    """Return the loader of a source, by its first bytes and its name.

    Raises:
        SourceError: if it is of no known format.
    """
    from loaders.text import marked

    binary = b"\x00" in head
    for module in loaders():
        if (not binary or getattr(module, "BINARY", False)) and module.sniff(head, argument):
            return module
    if binary and marked(head).startswith("utf-"):
        raise SourceError(argument, f"text in {marked(head)}, which only tables may be; save it as UTF-8")
    if head.startswith(b"PK\x03\x04"):
        raise SourceError(argument, "a zip file, or an Office document; unpack it, or save the table as CSV")
    if binary:
        raise SourceError(argument, "a binary file, not text")
    raise SourceError(argument, "format not recognised; say which with --format (kg sources lists them)")
