"""Where a Neo4j server is and who asks: the parts of ``neo4j://[user[:password]@]host[:port][/database]``.

A password comes from the address, else from the environment, else from a prompt where somebody can answer it. It is in
no message and no ``repr``; what is printed of an address is :attr:`Address.url`.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field
from getpass import getpass
from urllib.parse import unquote, urlsplit

from kg.errors import GraphError

#: What an address of a Neo4j server begins with.
SCHEMES = tuple(f"{base}{suffix}" for base in ("neo4j", "bolt") for suffix in ("", "+s", "+ssc"))
DEFAULT_PORT = 7687
DEFAULT_USER = "neo4j"


@dataclass(frozen=True, slots=True)
class Address:
    """A database on a server, and the account to use.

    Attributes:
        scheme: ``neo4j``, ``bolt``, or one of these with ``+s`` or ``+ssc``.
        host: name or number, an IPv6 number in brackets.
        port: of the Bolt protocol.
        database: its name, or empty for the account's own.
        user: account name.
        password: never shown.
    """

    scheme: str
    host: str
    port: int
    database: str
    user: str
    password: str = field(repr=False)

    @property
    def server(self) -> str:
        """What the driver connects to."""
        return f"{self.scheme}://{self.host}:{self.port}"

    @property
    def url(self) -> str:
        """The address as it may be shown."""
        return f"{self.server}/{self.database}" if self.database else self.server


def check_scheme(url: str) -> None:
    """Make sure that an address is one of a Neo4j server, before anybody is asked for a password.

    Raises:
        GraphError: if it begins like none.
    """
    scheme, _, rest = url.partition(":")
    if scheme.casefold() not in SCHEMES or not (rest.startswith("//") or url.endswith(":")):
        raise GraphError(
            f"{_hidden(url)}: not an address of a Neo4j server; write it as neo4j://HOST:PORT/DATABASE "
            f"({', '.join(SCHEMES)})"
        )


def parse(url: str) -> Address:
    """Read an address and find the account in it, in NEO4J_USERNAME, NEO4J_PASSWORD and NEO4J_DATABASE, or by asking.

    Raises:
        GraphError: if the address cannot be read, or nobody gives a password.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or DEFAULT_PORT
    except ValueError as error:
        raise GraphError(f"{_hidden(url)}: not an address of a Neo4j server ({_reason(error)})") from None
    check_scheme(url)
    host = parts.hostname or "localhost"
    host = f"[{host}]" if ":" in host else host
    if parts.query or parts.fragment or "/" in parts.path.strip("/"):
        raise GraphError(f"{_hidden(url)}: write it as {parts.scheme}://HOST:PORT/DATABASE, with nothing after it")
    database = unquote(parts.path.strip("/")) or os.environ.get("NEO4J_DATABASE", "")
    user = unquote(parts.username or "") or os.environ.get("NEO4J_USERNAME", "") or DEFAULT_USER
    password = unquote(parts.password or "") or os.environ.get("NEO4J_PASSWORD", "")
    shown = Address(parts.scheme, host, port, database, user, "")
    return Address(parts.scheme, host, port, database, user, password or _asked(shown))


def _asked(address: Address) -> str:
    if sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty():
        password = getpass(f"Password of {address.user} at {address.url}: ")
        if password:
            return password
    raise GraphError(f"{address.url}: no password for {address.user}; set NEO4J_PASSWORD")


def _reason(error: ValueError) -> str:
    # urlsplit quotes what it could not read as a port, and that may be the end of a password with a slash in it.
    return "the port is no number below 65536" if "ort" in str(error) else "it cannot be taken apart"


def _hidden(url: str) -> str:
    """Return an address without the account that may stand in it."""
    scheme, separator, rest = url.partition("://") if "://" in url else ("", "", url)
    return f"{scheme}{separator}{rest.rpartition('@')[2]}"
