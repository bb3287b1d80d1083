"""Loaders: one module a source, each turning it into papers. :func:`read` is all that other parts need."""

from __future__ import annotations

import io
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from kg.errors import SourceError
from kg.model import Paper
from loaders.base import Loader, Options, Problem, Service
from loaders.registry import FORMATS as LOADERS
from loaders.registry import SERVICES, endings, format_names, loader, recognise, service_for
from loaders.sources import DAMAGED, STDIN, files, open_source, source_name, unpacked

if TYPE_CHECKING:
    from loaders.http import Client

__all__ = ["LOADERS", "SERVICES", "Loader", "Options", "Problem", "format_names", "loader", "read"]

#: A service is asked for so many arguments at once at most.
_TOGETHER = 500
_URL = re.compile(r"https?://", re.IGNORECASE)

Item = Paper | Problem


def read(sources: Iterable[str], format: str | None = None, options: Options | None = None) -> Iterator[Item]:
    """Yield the papers of all sources in order, each with its source's name, and the problems met on the way.

    Args:
        sources: files, folders, ``-`` for standard input; ids, addresses and searches of services.
        format: a name in :func:`format_names`, for files and addresses; told from content and name if None.
        options: how to read.
    """
    return _Reading(loader(format) if format else None, options or Options()).all(sources)


class _Reading:
    """One call of :func:`read`."""

    def __init__(self, chosen: Loader | None, options: Options) -> None:
        self._chosen = chosen
        self._options = options
        self._client: Client | None = None

    def all(self, sources: Iterable[str]) -> Iterator[Item]:
        """Yield what all sources give; neighbours that one service serves are asked for together."""
        try:
            waiting: list[str] = []
            service: Service | None = None
            for argument in sources:
                own = None if argument == STDIN or os.path.lexists(argument) else service_for(argument)
                if waiting and (own is not service or len(waiting) == _TOGETHER):
                    yield from self._from_service(cast(Service, service), waiting)
                    waiting = []
                service = own
                if own is not None:
                    waiting.append(argument)
                elif _URL.match(argument) and not os.path.lexists(argument):
                    yield from self._from_address(argument)
                else:
                    yield from self._from_files(argument)
            if waiting:
                yield from self._from_service(cast(Service, service), waiting)
        finally:
            if self._client is not None:
                self._client.close()

    def _network(self) -> Client:
        if self._client is None:
            from loaders.http import Client, cache_folder

            self._client = Client(
                cache_folder() if self._options.cache else None,
                offline=self._options.offline,
                notify=self._options.notify,
            )
        return self._client

    def _from_files(self, argument: str) -> Iterator[Item]:
        for file in files([argument], endings()):
            if isinstance(file, SourceError):
                yield Problem(file.source, "source", file.reason)
                continue
            try:
                with open_source(file) as (stream, head):
                    yield from self._content(stream, head, file, source_name(file))
            except SourceError as error:
                yield Problem(error.source, "source", error.reason)
            except DAMAGED as error:
                yield Problem(file, "end", f"damaged gzip file: {error}; what stands before was read")
            except OSError as error:
                yield Problem(file, "source", error.strerror or str(error))

    def _from_address(self, url: str) -> Iterator[Item]:
        """Yield the papers of a file on the web."""
        from loaders.http import RequestError

        try:
            answer = self._network().get(url)
            with closing(io.BytesIO(answer.body)) as raw, unpacked(raw, url) as (stream, head):
                yield from self._content(stream, head, url, url)
        except SourceError as error:
            yield Problem(error.source, "source", error.reason)
        except RequestError as failure:
            yield Problem(url, "source", str(failure))
        except DAMAGED as damage:
            yield Problem(url, "end", f"damaged gzip file: {damage}; what stands before was read")

    def _content(self, stream: BinaryIO, head: bytes, source: str, name: str) -> Iterator[Item]:
        """Yield the papers of an opened source, with its name; tell if it was read to its end."""
        module = self._chosen or recognise(head, source)
        if b"\x00" in head and not getattr(module, "BINARY", False):
            raise SourceError(source, "a binary file, not text")
        if hasattr(module, "arguments"):
            yield from self._listed(cast(Any, module).arguments(stream, source), source, name)
            return
        extra = (self._options,) if getattr(module, "TAKES_OPTIONS", False) else ()
        cut = False
        for item in module.load(stream, source, *extra):
            cut = cut or (isinstance(item, Problem) and item.cut)
            yield replace(item, sources=(name,)) if isinstance(item, Paper) else item
        if not cut:
            self._options.finished(name)

    def _listed(self, arguments: Iterable[tuple[str, str]], source: str, name: str) -> Iterator[Item]:
        """Yield the papers of the ids and addresses that a file lists, under the name of that file."""
        given: list[str] = []
        for place, argument in arguments:
            if service_for(argument) is not None or _URL.match(argument):
                given.append(argument)
            else:
                yield Problem(source, place, f"neither an id nor an address: {argument[:80]}")
        read: set[str] = set()
        for item in _Reading(None, replace(self._options, finished=read.add)).all(given):
            yield replace(item, sources=(name,)) if isinstance(item, Paper) else item
        if read.issuperset(given):
            self._options.finished(name)

    def _from_service(self, service: Service, arguments: list[str]) -> Iterator[Item]:
        """Yield the papers of arguments that one service serves; each paper's source is its argument."""
        from loaders.http import RequestError

        unsure: set[str] = set()
        papers: Counter[str] = Counter()
        given = list(dict.fromkeys(arguments))
        try:
            for argument, item in service.fetch(given, self._network(), self._options):
                if isinstance(item, Paper):
                    papers[argument] += 1
                    yield replace(item, sources=(argument,))
                else:
                    if item.place == "source":
                        unsure.add(argument)
                    yield item
        except SourceError as error:
            yield Problem(error.source, "source", error.reason)
        except RequestError as failure:
            more = f" (and {len(given) - 1} more)" if len(given) > 1 else ""
            yield Problem(f"{given[0]}{more}", "source", str(failure))
        else:
            for argument in given:
                if argument not in unsure and papers[argument] < self._options.limit:
                    self._options.finished(argument)
