"""Loaders: one module a source, each turning it into papers. :data:`LOADERS` lists them, :func:`read` uses them."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import cast

from kg.errors import SourceError, UnknownName
from kg.model import Paper
from loaders.base import Loader, Problem
from loaders.sources import DAMAGED, expand, open_source, source_name

__all__ = ["LOADERS", "Loader", "Problem", "loader", "read"]

#: The formats by name, in the order in which they are tried on a source.
LOADERS = {"hf-text": "loaders.huggingface_text", "jsonl": "loaders.jsonl"}


def loader(name: str) -> Loader:
    """Return the loader of a format.

    Raises:
        UnknownName: if there is none.
    """
    if name not in LOADERS:
        raise UnknownName("format", name, LOADERS)
    return cast(Loader, importlib.import_module(LOADERS[name]))


def read(sources: Iterable[str], format: str | None = None) -> Iterator[Paper | Problem]:
    """Yield the papers of all sources in order, each with its source's name, and the problems met on the way.

    Args:
        sources: files, folders, or ``-`` for standard input.
        format: a name in :data:`LOADERS`; told from content and name if None.
    """
    chosen = loader(format) if format else None
    for argument in expand(sources):
        if isinstance(argument, SourceError):
            yield Problem(argument.source, "source", argument.reason)
            continue
        try:
            with open_source(argument) as (stream, head):
                module = chosen or _sniff(head, argument)
                for item in module.load(stream, argument):
                    yield replace(item, sources=(source_name(argument),)) if isinstance(item, Paper) else item
        except SourceError as error:
            yield Problem(error.source, "source", error.reason)
        except DAMAGED as error:
            yield Problem(argument, "end", f"damaged gzip file: {error}; what stands before was read")
        except OSError as error:
            yield Problem(argument, "source", error.strerror or str(error))


def _sniff(head: bytes, argument: str) -> Loader:
    for name in LOADERS:
        module = loader(name)
        if module.sniff(head, argument):
            return module
    raise SourceError(argument, f"format not recognised; say which with --format ({', '.join(LOADERS)})")
