"""Runs read-only statements on a LadybugDB file and gives plain answers; used inside the worker process."""

from __future__ import annotations

import fcntl
from pathlib import Path
from typing import Any

import ladybug

from kg.errors import GraphError, GraphLocked
from kg.stores.answers import plain, shown
from kg.stores.column_names import as_written
from kg.stores.holders import described, locked_by
from kg.stores.ladybug_errors import file_error, query_error


class Queries:
    """Statements on one file.

    Args:
        path: the file.
        memory: bytes for its pages.

    Raises:
        GraphError: if it cannot be opened.
    """

    def __init__(self, path: Path, memory: int) -> None:
        self._database = open_reading(path, memory)

    def run(self, cypher: str, parameters: dict[str, Any], timeout: float, limit: int) -> dict[str, Any]:
        """Run a statement that the guard let pass.

        Returns:
            ``columns``, ``rows`` (at most ``limit``) and ``truncated``.

        Raises:
            QueryError: if it cannot be run, or not in the time.
        """
        try:
            connection: Any = ladybug.Connection(self._database)
            try:
                connection.set_query_timeout(max(1, round(timeout * 1000)))
                # A prepared statement, because execute() edits the text of others (it looks for to_json($name), also
                # in texts and comments), and that would undo what the guard made sure of.
                statement = ladybug.PreparedStatement(connection, cypher, parameters)
                result = connection.execute(statement, parameters)
                return _answer(result, cypher, limit)
            finally:
                connection.close()
        except (RuntimeError, ValueError, OverflowError, TypeError) as error:
            raise query_error(error, timeout) from error


def open_reading(path: Path, memory: int) -> Any:
    """Open a LadybugDB file read-only.

    Raises:
        GraphError: if it cannot be opened; the subclass tells why.
    """
    _check_no_writer(path)
    try:
        return ladybug.Database(str(path), read_only=True, buffer_pool_size=memory)
    except RuntimeError as error:
        raise file_error(path, error) from error


def _check_no_writer(path: Path) -> None:
    """Raise GraphLocked if another program has the file open for writing: reading beside it can crash LadybugDB."""
    holder = None
    try:
        with path.open("rb") as file:
            holder = locked_by(file)
            fcntl.lockf(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError) as error:
        if error.filename is None:  # from the lock, not from opening
            who = described(holder) if holder else "another program"
            raise GraphLocked(f"{path}: {who} has this graph open for writing; wait until it ends") from None
        raise GraphError(f"{path}: cannot be read: {error.strerror}") from error
    except OSError:
        return  # a folder, or a file system without locks: LadybugDB says what is wrong, if anything is


def _answer(result: Any, cypher: str, limit: int) -> dict[str, Any]:
    own = result.get_column_names()
    places, columns = shown(own), as_written(cypher, own)
    rows: list[list[Any]] = []
    while len(rows) < limit and result.has_next():
        row = result.get_next()
        rows.append([plain(row[place]) for place in places])
    return {"columns": [columns[place] for place in places], "rows": rows, "truncated": bool(result.has_next())}
