"""py2neo in the place of the official driver, for those who still run it.

Its maintainer has retired it (2021.2.4 is the last). It speaks Bolt 4.3 at most, which Neo4j 5.26 still answers; its
HTTP client and its helpers for schemas do not work there, so only plain Cypher over Bolt is sent through it.
"""

from __future__ import annotations

import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it is as old as that
    import py2neo
    from py2neo.errors import (
        ConnectionBroken,
        ConnectionUnavailable,
        Neo4jError,
        ServiceUnavailable,
        WriteServiceUnavailable,
    )

from kg.stores.neo4j_address import Address
from kg.stores.neo4j_connection import RETRY_SECONDS, Connection
from kg.stores.neo4j_errors import BROKEN_OFF, UNREACHABLE, Failure, connection_error

_AWAY = (ConnectionUnavailable, ConnectionBroken, ServiceUnavailable, WriteServiceUnavailable, OSError)
#: Seconds before a statement is sent again; doubled each time up to the last.
_FIRST_PAUSE, _LAST_PAUSE = 0.5, 8.0


class Py2neoConnection(Connection):
    """A py2neo graph.

    Args:
        address: the database.
        retry: seconds for which a statement is sent again.

    Raises:
        GraphError: if nothing answers there, or it does not let us in. py2neo cannot tell a wrong password from a
            server that is not there.
    """

    def __init__(self, address: Address, retry: float = RETRY_SECONDS) -> None:
        self.address = address
        self._retry = retry
        # One statement at a time: its pool hands one connection to several threads.
        self._mutex = threading.Lock()
        with self._translated(UNREACHABLE):
            self._graph = py2neo.Graph(
                address.server, auth=(address.user, address.password), name=address.database or None
            )
            self._graph.run("RETURN 1").data()

    def read(self, cypher: str, /, **parameters: Any) -> list[list[Any]]:
        return self._again(cypher, parameters)

    def write(self, cypher: str, /, **parameters: Any) -> list[list[Any]]:
        return self._again(cypher, parameters)

    def hold(self, cypher: str, seconds: float, /, **parameters: Any) -> Callable[[], None]:
        # It can set no time limit: a lock that somebody holds and hides from the list of transactions is waited for.
        with self._translated():
            transaction = self._graph.begin()
            transaction.run(cypher, parameters)

        def release() -> None:
            with suppress(Neo4jError, *_AWAY):
                self._graph.rollback(transaction)

        return release

    def close(self) -> None:
        with suppress(Neo4jError, *_AWAY):
            self._graph.service.connector.close()

    def _again(self, cypher: str, parameters: dict[str, Any]) -> list[list[Any]]:
        deadline, pause = time.monotonic() + self._retry, _FIRST_PAUSE
        with self._mutex, self._translated():
            while True:
                try:
                    cursor = self._graph.run(cypher, parameters)
                    return [list(record.values()) for record in cursor]
                except Neo4jError as error:
                    if error.classification != "TransientError" or time.monotonic() + pause > deadline:
                        raise
                except _AWAY:
                    if time.monotonic() + pause > deadline:
                        raise
                time.sleep(pause)
                pause = min(2 * pause, _LAST_PAUSE)

    @contextmanager
    def _translated(self, away: str = BROKEN_OFF) -> Iterator[None]:
        try:
            yield
        except Neo4jError as error:
            raise connection_error(self.address.url, Failure(str(error.code), str(error.message))) from error
        except _AWAY as error:
            raise connection_error(self.address.url, Failure(away, str(error))) from error
