"""What goes wrong in a request, and what the client is told: an error in a line and a hint, never a trace."""

from __future__ import annotations

import re

from kg.errors import (
    GraphError,
    GraphLocked,
    PaperkgError,
    QueryError,
    QueryRefused,
    QueryTimeout,
    UnknownName,
)


class ApiError(Exception):
    """A request cannot be answered.

    Args:
        status: the HTTP status, from 400 up.
        error: what is wrong, in one line.
        hint: what to do about it.
    """

    def __init__(self, status: int, error: str, hint: str = "") -> None:
        super().__init__(error)
        self.status, self.error, self.hint = status, error, hint

    def to_dict(self) -> dict[str, str]:
        """Return the body of the answer."""
        return {"error": self.error, "hint": self.hint}


#: The status of each of our errors; of several classes that fit the first is taken.
STATUS: tuple[tuple[type[PaperkgError], int], ...] = (
    (UnknownName, 404),
    (QueryRefused, 403),
    (QueryError, 422),
    (GraphLocked, 409),
    (GraphError, 503),
    (PaperkgError, 422),
)


#: What to do where a message of ours does not say it, by status.
_HINTS = {422: "/api/queries has examples of statements", 503: "try again when the graph can be read"}
_ON_COMMAND_LINE = re.compile(r": give -p (\w+)=VALUE")


def translated(error: PaperkgError) -> ApiError:
    """Return the error of the API for one of ours: its message says what is wrong, then what to do."""
    status = next(status for kind, status in STATUS if isinstance(error, kind))
    if isinstance(error, QueryTimeout):
        return ApiError(status, str(error).partition(";")[0], "ask for less: fewer matches, shorter paths, a LIMIT")
    if isinstance(error, UnknownName):
        near = f"nearest: {', '.join(error.nearest)}" if error.nearest else "look for it with /api/search"
        return ApiError(status, f"no {error.kind} is called {error.name!r}", near)
    what, _, hint = str(error).partition("; ")
    if missing := _ON_COMMAND_LINE.search(what):
        what, hint = what[: missing.start()], f"give {missing[1]} in parameters"
    return ApiError(status, what, hint or _HINTS.get(status, ""))
