"""What a Neo4j server's errors mean, by its status codes, whichever driver reports them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.errors import GraphError, NotAGraph, PaperkgError, QueryError, QueryRefused, QueryTimeout

_LIMITS = "ask for less: fewer matches, shorter paths, a LIMIT"


@dataclass(frozen=True, slots=True)
class Failure:
    """An error as a driver reports it.

    Attributes:
        code: the server's status code (``Neo.ClientError...``), or a word of :data:`CODES` that begins with a colon
            where no server answered.
        message: the server's or the driver's words.
    """

    code: str
    message: str


#: Codes of our own, for what happens before a server says anything.
UNREACHABLE, BROKEN_OFF, NOT_BOLT, NOT_SECURE = ":unreachable", ":broken-off", ":not-bolt", ":not-secure"

#: Pattern of the code, our class, our message after the address; the first that fits is taken.
CONNECTION_ERRORS: tuple[tuple[str, type[GraphError], str], ...] = (
    (UNREACHABLE, GraphError, "no Neo4j server answers there; start it, or check the address"),
    (BROKEN_OFF, GraphError, "the server stopped answering and did not come back in time; what it has taken it keeps: "
     "start it, and run the same command again"),
    (NOT_BOLT, GraphError, "what answers there is no Neo4j server that the driver can talk to ({message})"),
    (NOT_SECURE, GraphError, "no secure connection ({message}); is the server set up for encryption? "
     "neo4j:// connects without"),
    (r"Security\.Unauthorized", GraphError, "the server does not accept this user name and password; "
     "set NEO4J_USERNAME and NEO4J_PASSWORD"),
    (r"Security\.AuthenticationRateLimit", GraphError, "too many wrong passwords; wait a few seconds and try again"),
    (r"Security\.CredentialsExpired", GraphError, "the password of this user must be changed first; "
     "ALTER CURRENT USER SET PASSWORD does it"),
    (r"Security\.|Forbidden$", GraphError, "this user has no permission for that ({message})"),
    (r"ReadOnlyDatabase|AccessMode|General\.WriteOnReadOnlyAccessDatabase|NotALeader", GraphError,
     "the database takes no changes ({message})"),
    (r"Database\.DatabaseNotFound", GraphError, "the server has no database of that name"),
    (r"Database\.|DatabaseUnavailable", GraphError, "the database is not available ({message})"),
    (r"Schema\.ConstraintCreationFailed|Schema\.ConstraintValidationFailed|ConstraintViolation", NotAGraph,
     "other data stand in the way of the graph's constraints ({message})"),
    (r"OutOfMemory|MemoryPool|StackOverFlow", GraphError, "the server has too little memory for this ({message})"),
)  # fmt: skip

#: Pattern of the code, our class, our message; the first that fits is taken.
QUERY_ERRORS: tuple[tuple[str, type[QueryError], str], ...] = (
    (r"TransactionTimedOut|Transaction\.Terminated|LockAcquisitionTimeout", QueryTimeout,
     "stopped after {timeout:g} s; raise the limit with --timeout, or " + _LIMITS),
    (r"OutOfMemory|MemoryPool|StackOverFlow", QueryError,
     "the statement needs more memory than a query may use; " + _LIMITS),
    (r"AccessMode|ReadOnly|Security\.", QueryRefused, "the statement would do more than read; queries may only read"),
    (r"Neo\.ClientError\.(Statement|Procedure|Transaction|Schema|General)\.", QueryError, "{message}"),
    (r"Neo\.DatabaseError\.Statement\.", QueryError, "{message}"),
)  # fmt: skip

_PLACE = re.compile(r"\(line (\d+), column (\d+) \(offset: \d+\)\)")


def connection_error(url: str, failure: Failure) -> GraphError:
    """Return our error for one on connecting, reading or writing."""
    for pattern, kind, message in CONNECTION_ERRORS:
        if re.search(pattern, failure.code):
            return kind(f"{url}: {message.format(message=_brief(failure.message))}")
    return GraphError(f"{url}: {_brief(failure.message)}")


def query_error(url: str, failure: Failure, timeout: float) -> PaperkgError:
    """Return our error for one that a statement met."""
    for pattern, kind, message in QUERY_ERRORS:
        if re.search(pattern, failure.code):
            return kind(message.format(timeout=timeout, message=_brief(failure.message)))
    return connection_error(url, failure)


def _brief(text: str) -> str:
    """Return a server's message as one short line: what is wrong, and the place without a pointer's line."""
    place = _PLACE.search(text)
    what = " ".join((text[: place.start()] if place else text.partition("\n")[0]).split())
    if place:
        what += f" (line {place[1]}, character {place[2]})"
    return what if len(what) <= 400 else what[:397] + "..."
