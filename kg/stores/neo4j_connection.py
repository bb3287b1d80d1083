"""What a push needs of a driver, and the official driver behind it.

Every statement of a push runs in a transaction of its own that is sent again when the server was busy or away. That
is safe because all of them are idempotent: they merge, they never add.
"""

from __future__ import annotations

import logging
import os
import socket
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import neo4j
from neo4j.exceptions import (
    AuthError,
    ConfigurationError,
    DriverError,
    IncompleteCommit,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
    TransientError,
)

from kg.errors import GraphError
from kg.stores.neo4j_address import Address
from kg.stores.neo4j_errors import BROKEN_OFF, NOT_BOLT, NOT_SECURE, UNREACHABLE, Failure, connection_error
from kg.version import __version__

#: Seconds for which a transaction is sent again when the server is busy or away.
RETRY_SECONDS = 60.0
#: Seconds to wait for a server on connecting.
CONNECT_SECONDS = 10.0

# The driver logs what it sends again and what the server advises, and Python prints logs that nobody listens to.
logging.getLogger("neo4j").addHandler(logging.NullHandler())


def who() -> dict[str, Any]:
    """Return what the server's list of transactions shows of ours that hold a lock."""
    return {"role": "paperkg writer", "process": os.getpid(), "host": socket.gethostname()}


class Connection(ABC):
    """A connection to one database; methods raise GraphError where the server fails or refuses.

    Attributes:
        address: where it leads.
    """

    address: Address

    @abstractmethod
    def read(self, cypher: str, /, **parameters: Any) -> list[list[Any]]:
        """Return the rows of a statement that reads."""

    @abstractmethod
    def write(self, cypher: str, /, **parameters: Any) -> list[list[Any]]:
        """Run an idempotent statement in a transaction, again where needed, and return its rows."""

    @abstractmethod
    def hold(self, cypher: str, seconds: float, /, **parameters: Any) -> Callable[[], None]:
        """Run a statement in a transaction that stays open, which holds its locks.

        Args:
            cypher: the statement.
            seconds: how long it may wait for locks of others.
            parameters: values of its parameters.

        Returns:
            what ends the transaction and takes back what the statement did.

        Raises:
            TimeoutError: if another transaction held a lock for so long.
        """

    @abstractmethod
    def close(self) -> None:
        """Close the connection; closing twice is harmless."""


class OfficialConnection(Connection):
    """Neo4j's own driver.

    Args:
        address: the database.
        retry: seconds for which a transaction is sent again.

    Raises:
        GraphError: if nothing answers there, or it does not let us in.
    """

    def __init__(self, address: Address, retry: float = RETRY_SECONDS) -> None:
        self.address = address
        self._retry = retry
        try:
            self._driver = neo4j.GraphDatabase.driver(
                address.server,
                auth=(address.user, address.password),
                user_agent=f"paperkg/{__version__}",
                connection_timeout=CONNECT_SECONDS,
                max_transaction_retry_time=retry,
            )
        except (ConfigurationError, ValueError) as error:
            raise GraphError(f"{address.url}: {error}") from None
        try:
            with self.translated(UNREACHABLE), self.session() as session:
                session.run("RETURN 1").consume()
        except BaseException:
            self._driver.close()
            raise

    def session(self, **options: Any) -> neo4j.Session:
        """Return a session of the driver on the database."""
        return self._driver.session(database=self.address.database or None, **options)

    def read(self, cypher: str, /, **parameters: Any) -> list[list[Any]]:
        with self.translated(), self._quiet() as session:
            return session.execute_read(_rows, cypher, parameters)

    def write(self, cypher: str, /, **parameters: Any) -> list[list[Any]]:
        deadline = time.monotonic() + self._retry
        with self.translated():
            while True:
                try:
                    with self._quiet() as session:
                        return session.execute_write(_rows, cypher, parameters)
                except IncompleteCommit:
                    # The connection broke while the server committed: it may have, or not. Sent again, it will have.
                    if time.monotonic() > deadline:
                        raise

    def hold(self, cypher: str, seconds: float, /, **parameters: Any) -> Callable[[], None]:
        session = self._quiet()
        try:
            with self.translated():
                # The server looks at the clock of a transaction only every two seconds, so the wait may be longer.
                # No timeout on what holds the lock: a build may take an hour.
                transaction = self._locked(session, cypher, seconds, parameters)
        except BaseException:
            session.close()
            raise

        def release() -> None:
            # A server that went away has let go of the lock by itself.
            with suppress(DriverError, Neo4jError):
                transaction.rollback()
            with suppress(DriverError, Neo4jError):
                session.close()

        return release

    def _locked(
        self, session: neo4j.Session, cypher: str, seconds: float, parameters: dict[str, Any]
    ) -> neo4j.Transaction:
        # First with a time limit in a transaction that ends; a lock that is free then is most likely free after it.
        trial = session.begin_transaction(timeout=seconds)
        try:
            trial.run(cypher, parameters).consume()
        except (TransientError, Neo4jError) as error:
            if "TimedOut" in (error.code or "") or "Terminated" in (error.code or ""):
                raise TimeoutError from None
            raise
        finally:
            trial.close()
        transaction = session.begin_transaction(metadata=who())
        transaction.run(cypher, parameters).consume()
        return transaction

    def close(self) -> None:
        self._driver.close()

    def _quiet(self) -> neo4j.Session:
        """Return a session whose statements are ours, so that the server's advice on them is of no use."""
        return self.session(notifications_min_severity="OFF")

    @contextmanager
    def translated(self, away: str = BROKEN_OFF) -> Iterator[None]:
        """Turn the driver's errors into ours; ``away`` says what a server that does not answer means."""
        try:
            yield
        except (DriverError, Neo4jError) as error:
            raise connection_error(self.address.url, failure(error, away)) from error


def failure(error: DriverError | Neo4jError, away: str = BROKEN_OFF) -> Failure:
    """Return what a driver's error says."""
    if isinstance(error, AuthError) and not error.code:
        return Failure("Neo.ClientError.Security.Unauthorized", str(error))
    if isinstance(error, Neo4jError):
        return Failure(error.code or "", error.message or str(error))
    text = str(error)
    if isinstance(error, ServiceUnavailable | SessionExpired):
        cause = str(error.__cause__ or "")
        if "SSL" in text or "SSL" in cause:
            return Failure(NOT_SECURE, cause or text)
        if "handshake" in text.lower():
            return Failure(NOT_BOLT, text)
        return Failure(away, text)
    return Failure("", text)


def _rows(transaction: neo4j.ManagedTransaction, cypher: str, parameters: dict[str, Any]) -> list[list[Any]]:
    return transaction.run(cypher, parameters).values()
