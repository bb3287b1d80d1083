"""What LadybugDB's errors mean: the driver has one exception class, so its messages are told apart by a table."""

from __future__ import annotations

import re
from pathlib import Path

from kg.errors import GraphError, GraphLocked, NotAGraph, PaperkgError, QueryError, QueryRefused, QueryTimeout
from kg.stores.holders import described
from kg.stores.unknown_names import no_label_or_type, no_property

_REMOVE = "give another --graph, or remove the file"

#: Pattern in the driver's message, our class, our message after the path; the first that fits is taken.
FILE_ERRORS: tuple[tuple[str, type[GraphError], str], ...] = (
    (r"Lock is held by PID (\d+)", GraphLocked, "{0} is writing this graph; wait until it ends"),
    (r"Could not set lock on file", GraphLocked, "another process is writing this graph; wait until it ends"),
    (
        r"different version. Database file version: (\d+), Current build storage version: (\d+)",
        NotAGraph,
        "a LadybugDB file of storage version {0}, and the installed ladybug reads version {1}; "
        "install the ladybug that wrote it, or remove the file and build the graph again",
    ),
    (
        r"Reading past the end of the file",
        NotAGraph,
        f"not a LadybugDB graph, or one that was cut off; {_REMOVE}",
    ),
    (r"not a valid Lbug database file", NotAGraph, f"not a LadybugDB graph; {_REMOVE}"),
    (r"cannot be a directory", NotAGraph, "a folder, not a LadybugDB graph; give another --graph"),
    (r"Permission denied", GraphError, "no permission to read it"),
    (r"No space left|File too large", GraphError, "the disk is full"),
    (r"Buffer manager exception", GraphError, "not enough memory to read or write this graph"),
    # Whatever else goes wrong on opening: the file is cut, overwritten, or from a writer that was not ours.
    (
        r"[Cc]heckpoint|WAL|[Cc]orrupt|catalog|read from file|Assertion",
        NotAGraph,
        f"a damaged LadybugDB graph; {_REMOVE}",
    ),
)

_LIMITS = "ask for less: fewer matches, shorter paths, a LIMIT"

#: Pattern in the driver's message, our class, our message; the first that fits is taken.
QUERY_ERRORS: tuple[tuple[str, type[QueryError], str], ...] = (
    (r"^Interrupted", QueryTimeout, "stopped after {timeout:g} s; raise the limit with --timeout, or " + _LIMITS),
    (
        r"Buffer manager exception|bad_alloc|basic_string|vector::",
        QueryError,
        "the statement needs more memory than a query may use; " + _LIMITS,
    ),
    (r"write operations in a read-only", QueryRefused, "the statement would write; queries may only read"),
    (r"Too many open files|[Cc]annot open file|Cannot write to file", QueryRefused, "queries may not use files"),
)

_NO_TABLE = re.compile(r"Table (.+) does not exist\.")
_NO_PROPERTY = re.compile(r"Cannot find property (.+) for (.+)\.")
_PLACE = re.compile(r"\s*\(line: (\d+), offset: (\d+)\)")
_EXPECTING = re.compile(r"(: expected rule \w+| expecting \{.*?\}| expecting \w+)", re.DOTALL)


def file_error(path: Path, error: Exception) -> GraphError:
    """Return our error for one that LadybugDB raised on opening, reading or writing a file."""
    text = str(error)
    for pattern, kind, message in FILE_ERRORS:
        if found := re.search(pattern, text):
            if kind is GraphLocked and found.groups():
                return kind(f"{path}: {message.format(described(int(found[1])))}")
            return kind(f"{path}: {message.format(*found.groups())}")
    return GraphError(f"{path}: {_brief(text)}")


def query_error(error: Exception, timeout: float) -> PaperkgError:
    """Return our error for one that LadybugDB raised on a statement."""
    text = str(error)
    for pattern, kind, message in QUERY_ERRORS:
        if re.search(pattern, text):
            return kind(message.format(timeout=timeout))
    if found := _NO_TABLE.search(text):
        return QueryError(no_label_or_type(found[1]))
    if found := _NO_PROPERTY.search(text):
        return QueryError(no_property(found[1], found[2]))
    return QueryError(_brief(text))


def _brief(text: str) -> str:
    """Return a driver's message in one or two short lines: what is wrong, and the place with a pointer's words."""
    place = _PLACE.search(text)
    lines = [line.strip() for line in _EXPECTING.sub("", _PLACE.sub("", text)).splitlines() if line.strip()]
    if not lines:
        return "the statement failed without a message"
    what = re.sub(r"^(Parser|Binder|Catalog|Runtime|Conversion) exception: ", "", lines[0])
    what = what.removesuffix(" Supported inputs are")
    what += "".join(f" {line}" for line in lines[1:3] if line.startswith(("Actual:", "Expected:")))
    if place:
        what += f" (line {place[1]}, character {int(place[2]) + 1})"
    return what if len(what) <= 400 else what[:397] + "..."
