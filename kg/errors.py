"""The errors that paperkg raises on purpose.

PaperkgError
 |- WrongUsage          the request is wrong whatever the graph holds
 |   `- UnknownChoice   not one of the few values that there are: a type, a role, a format, a query
 |- GraphError          the graph cannot be opened, read or written
 |   |- GraphLocked     another process holds it
 |   `- NotAGraph       the file is something else, or damaged
 |- QueryError          the statement cannot be run
 |   |- QueryRefused    it would write, read a file or load code
 |   `- QueryTimeout    it ran longer than allowed
 |- QuestionError       what is asked makes no sense of this graph
 |- UnknownName         no paper or concept of that name (UnknownChoice is one too)
 |   `- AmbiguousName   several of that name
 |- SourceError         this source is unusable: stop reading it, go on with the others
 `- StrictError         something was skipped or mended, and the caller asked for strictness

A record that cannot be read is no exception but a value, :class:`loaders.base.Problem`: the next one may be fine.
A message says what was wrong, where, and what to do next; the command line prints it as it stands.
"""

from __future__ import annotations

from collections.abc import Iterable


class PaperkgError(Exception):
    """Base of all errors that a user can do something about."""


class WrongUsage(PaperkgError):
    """The request is wrong whatever the graph holds; the command line exits with 2."""


class GraphError(PaperkgError):
    """The graph cannot be opened, read or written."""


class GraphLocked(GraphError):
    """Another process holds the graph."""


class NotAGraph(GraphError):
    """The file is not a graph of this kind, or is damaged."""


class QueryError(PaperkgError):
    """The statement cannot be run."""


class QueryRefused(QueryError):
    """The statement would write, read or write a file, or load code."""


class QueryTimeout(QueryError):
    """The statement ran longer than allowed."""


class UnknownName(PaperkgError):
    """No thing of that kind has that name; the message offers the nearest.

    Args:
        kind: what was looked for: "paper", "type of concept".
        name: what was given.
        nearest: what may have been meant.
        message: what to say instead, where there is something of that name.
    """

    def __init__(self, kind: str, name: str, nearest: Iterable[str] = (), message: str = "") -> None:
        self.kind, self.name, self.nearest = kind, name, tuple(nearest)
        offer = f"; nearest: {', '.join(self.nearest)}" if self.nearest else ""
        super().__init__(message or f"no {kind} is called {name!r}{offer}")


class AmbiguousName(UnknownName):
    """Several things have that name equally; the message lists their ids."""

    def __init__(self, name: str, ids: Iterable[str]) -> None:
        ids = tuple(ids)
        message = f"{name!r} stands for {len(ids)} papers or concepts; give the id of one: {', '.join(ids)}"
        super().__init__("single paper or concept", name, ids, message)


class UnknownChoice(WrongUsage, UnknownName):
    """The value is not one of the few that there are; the message offers them, or the nearest."""


class QuestionError(PaperkgError):
    """What is asked makes no sense of this graph: both ends are one node, nothing has a date."""


class SourceError(PaperkgError):
    """This source is unusable; the others may be fine."""

    def __init__(self, source: str, reason: str) -> None:
        self.source, self.reason = source, reason
        super().__init__(f"{source}: {reason}")


class StrictError(PaperkgError):
    """Something was skipped or mended although the caller asked for strictness."""
