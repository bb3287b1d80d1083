"""Running the application: the port, the token, the end."""

from __future__ import annotations

import errno
import ipaddress
import secrets
import socket
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from kg.errors import PaperkgError
from kg.stores.base import Store
from viz import DEFAULT_LIMIT
from viz.live.answers import Catalogue, title_of
from viz.live.hosts import is_loopback
from viz.live.state import Live

#: Shortest token, in characters; what is made has 43.
LEAST_TOKEN = 16
#: Ports that are tried to offer a free one.
_OFFERED = 50
#: Seconds that open requests have to end after Ctrl-C.
_GRACE = 3


class ServeError(PaperkgError):
    """The server cannot be started as asked."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a server listens, and who may come.

    Attributes:
        listener: the bound socket.
        address: of the page, without the token.
        hosts: names of the server besides those of the loopback; see :class:`viz.live.security.Guard`.
        token: what clients must show, or empty.
    """

    listener: socket.socket
    address: str
    hosts: tuple[str, ...]
    token: str

    @property
    def link(self) -> str:
        """The address to open, with the token if one is needed."""
        return f"{self.address}?token={quote(self.token)}" if self.token else self.address


def place(host: str, port: int, *, token: str = "", allowed: Collection[str] = ()) -> Place:
    """Take a port.

    Args:
        host: the address to listen on.
        port: the port; 0 takes any that is free.
        token: what clients must show; made if it is empty and others than this machine can reach the host.
        allowed: more names by which the server may be called.

    Raises:
        ServeError: if the port is taken or the host is not one of this machine, or the token is too weak.
    """
    if token and (len(token) < LEAST_TOKEN or not token.isascii() or not token.isprintable() or " " in token):
        raise ServeError(
            f"the token must have at least {LEAST_TOKEN} characters, printable ASCII without spaces; "
            "leave it out to have one made"
        )
    if not token and not is_loopback(host):
        token = secrets.token_urlsafe(32)
    listener = _bound(host, port)
    port = listener.getsockname()[1]
    hosts, shown = _names(host)
    shown = f"[{shown}]" if ":" in shown else shown
    return Place(listener, f"http://{shown}:{port}/", (*hosts, *allowed), token)


def serve(store: Store, catalogue: Catalogue, where: Place, *, ready: Callable[[Live], None]) -> None:
    """Serve a graph until Ctrl-C or a signal to end.

    Args:
        store: the graph; it is closed at the end.
        catalogue: the named queries.
        where: see :func:`place`.
        ready: called when the graph is read, just before the first request is answered.

    Raises:
        GraphError: if the graph cannot be read.
        ServeError: if Starlette and uvicorn are not installed.
    """
    uvicorn, application = _needed()
    live = Live(store, ahead=DEFAULT_LIMIT)
    live.load()
    app = application(
        live,
        catalogue,
        title=title_of(store.url),
        hosts=where.hosts,
        token=where.token,
        port=where.listener.getsockname()[1],
    )
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        lifespan="on",
        ws="none",
        timeout_graceful_shutdown=_GRACE,
        # Longer than clients keep a connection: one that is closed just when it is used again looks like a failure.
        timeout_keep_alive=75,
        h11_max_incomplete_event_size=64 << 10,
    )

    class Server(uvicorn.Server):  # type: ignore[misc, name-defined]
        """Ends the queries that run before it waits for the requests that wait for them."""

        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            store.close()
            await super().shutdown(sockets)

    ready(live)
    try:
        Server(config).run(sockets=[where.listener])
    except KeyboardInterrupt:
        pass  # uvicorn passes on the Ctrl-C that it has dealt with
    finally:
        store.close()
        where.listener.close()


def _needed() -> tuple[Any, Any]:
    """Return uvicorn and what makes the application.

    Raises:
        ServeError: if they are not installed.
    """
    try:
        import uvicorn

        from viz.live.web import application
    except ModuleNotFoundError as error:
        package = (error.name or "").partition(".")[0]
        if package not in ("uvicorn", "starlette", "anyio"):
            raise
        raise ServeError(f"{package} is not installed; get it with: pip install 'paperkg[serve]'") from None
    return uvicorn, application


def _bound(host: str, port: int) -> socket.socket:
    """Return a socket that listens.

    Raises:
        ServeError: if it cannot.
    """
    try:
        family, _, _, _, address = socket.getaddrinfo(host or "0.0.0.0", port, type=socket.SOCK_STREAM)[0]
    except (OSError, UnicodeError):
        raise ServeError(f"no address is called {host!r}; give one of this machine, such as 127.0.0.1") from None
    # asyncio sends at once (TCP_NODELAY) only on sockets that name their protocol; else each answer waits 40 ms.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(address)
        listener.listen(socket.SOMAXCONN)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            free = _free_after(family, address)
            offer = f"; free is --port {free}" if free else "; give another --port"
            raise ServeError(f"port {port} is in use, perhaps by another kg serve{offer}") from None
        if error.errno == errno.EADDRNOTAVAIL:
            raise ServeError(f"{host} is no address of this machine; use 127.0.0.1, or 0.0.0.0 for all") from None
        raise ServeError(f"cannot listen on {host}:{port}: {error.strerror}; give another --port") from None
    return listener


def _free_after(family: int, address: Any) -> int:
    """Return the next port that is free, 0 if none of the next ones is."""
    host, port, *rest = address
    for candidate in range(port + 1, min(port + 1 + _OFFERED, 65_536)):
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, candidate, *rest))
            except OSError:
                continue
            return candidate
    return 0


def _names(host: str) -> tuple[tuple[str, ...], str]:
    """Return by which names a server on that host may be called, and which of them to show."""
    try:
        everywhere = ipaddress.ip_address(host or "0.0.0.0").is_unspecified
    except ValueError:
        everywhere = False
    if not everywhere:
        return (host,), host
    name = socket.gethostname()
    return ("*", name, f"{name}.local"), name
