"""A local server that speaks each service's documented shape, and every fault that a network has."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass
class Request:
    """What a client asked for."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: Any


@dataclass
class Reply:
    """What the server is to answer.

    Attributes:
        cut: how many bytes of the body are left out, although the header announces them.
        delay: seconds before the answer.
        drop: whether the connection is closed without an answer.
    """

    body: Any = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    cut: int = 0
    delay: float = 0
    drop: bool = False

    def data(self) -> bytes:
        """Return the body as bytes; anything but text is sent as JSON."""
        if isinstance(self.body, bytes):
            return self.body
        return (self.body if isinstance(self.body, str) else json.dumps(self.body)).encode()


class Server:
    """Answers with the replies in order, the last one again and again; or with what a function makes of the request."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.requests: list[Request] = []
        self.times: list[float] = []
        self.replies: list[Reply] = []
        self.answer: Callable[[Request], Reply] | None = None

    def reply(self, *replies: Reply) -> None:
        """Set the replies."""
        self.replies = list(replies)

    def next(self, request: Request) -> Reply:
        """Return the reply to a request."""
        self.requests.append(request)
        self.times.append(time.monotonic())
        if self.answer is not None:
            return self.answer(request)
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]


@contextmanager
def running() -> Iterator[Server]:
    """Run a server on a free port of the loopback."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def respond(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            raw = self.rfile.read(length)
            parts = urlsplit(self.path)
            query = {key: values[0] for key, values in parse_qs(parts.query, keep_blank_values=True).items()}
            body = json.loads(raw) if raw else None
            request = Request(self.command, parts.path, query, {k.casefold(): v for k, v in self.headers.items()}, body)
            reply = server.next(request)
            time.sleep(reply.delay)
            self.close_connection = True
            if reply.drop:
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            data = reply.data()
            try:
                self.send_response(reply.status)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(data)))
                self.send_header("Connection", "close")
                self.end_headers()
                self.wfile.write(data[: len(data) - reply.cut])
            except (BrokenPipeError, ConnectionResetError):  # the client has lost patience
                pass

        do_GET = do_POST = respond  # noqa: N815

        def log_message(self, format: str, *args: Any) -> None:
            """Write nothing."""

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.daemon_threads = True
    server = Server(f"http://127.0.0.1:{http.server_port}")
    thread = threading.Thread(target=http.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()
        thread.join()
