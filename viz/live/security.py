"""Who may ask: only pages of this server, by a name that is its own, and with the token where one is needed.

A server on the loopback address is still reached by every page that the user's browser has open. So a foreign ``Host``
is refused (a name that somebody lets point at 127.0.0.1: DNS rebinding), and so is every request that another origin
sends. What is refused is refused before anything else is looked at.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from viz.live.hosts import LOOPBACK, host_name, is_address
from viz.live.problems import ApiError

#: Largest body of a request, in bytes.
MOST_BODY = 256 << 10

#: What the browser is told with every answer.
HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


class Guard:
    """Lets requests through to an application, or refuses them.

    Args:
        app: the application.
        hosts: names and addresses by which it may be called, besides those of the loopback; ``*`` stands for every
            numerical address.
        token: what a client must show, or empty if none is needed.
        port: part of the cookie's name, because cookies do not tell ports apart.
    """

    def __init__(self, app: ASGIApp, *, hosts: Collection[str] = (), token: str = "", port: int = 0) -> None:
        self._app = app
        self._hosts = {host.lower() for host in (*LOOPBACK, *hosts)}
        self._token = token.encode()
        self._cookie = f"paperkg-{port}"
        # The cookie is no secret of the user's own making that might be used elsewhere too.
        self._value = hashlib.sha256(b"paperkg cookie " + self._token).hexdigest()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                headers.setdefault("cache-control", "no-store")
            await send(message)

        if scope["type"] != "http":  # there are no web sockets here
            await send({"type": "websocket.close", "code": 1008})
            return
        try:
            answer = self._refusal(scope)
            if answer is None:
                receive = _bounded(receive, Headers(scope=scope))
        except ApiError as error:
            answer = JSONResponse(error.to_dict(), status_code=error.status)
        await (answer or self._app)(scope, receive, send_with_headers)

    def _refusal(self, scope: Scope) -> Response | None:
        """Return what to answer instead of the application, or None.

        Raises:
            ApiError: if the request is refused.
        """
        headers = Headers(scope=scope)
        self._check_host(headers)
        _check_origin(scope, headers)
        if not self._token:
            return None
        if scope["path"] == "/" and scope["method"] in ("GET", "HEAD") and (answer := self._taken(scope)):
            return answer
        if not self._shown(headers):
            raise ApiError(
                401,
                "this server wants a token",
                "open the address that it printed, or send the header 'Authorization: Bearer TOKEN'",
            )
        return None

    def _check_host(self, headers: Headers) -> None:
        given = headers.getlist("host")
        name = host_name(given[0]) if len(given) == 1 else ""
        if name in self._hosts or ("*" in self._hosts and is_address(name)):
            return
        shown = (given[0] if given else "")[:80]
        raise ApiError(
            421,
            f"this server is not called {shown!r}",
            f"use {', '.join(sorted(self._hosts - {'*'}))}, or --allow-host",
        )

    def _taken(self, scope: Scope) -> Response | None:
        """Take the token out of the page's address into a cookie, so that it does not stay in sight."""
        pairs = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        given = [value for name, value in pairs if name == "token"]
        if not given or not self._is_token(given[0]):
            return None
        rest = urlencode([(name, value) for name, value in pairs if name != "token"])
        answer = RedirectResponse(f"/?{rest}" if rest else "/", status_code=303)
        answer.set_cookie(self._cookie, self._value, httponly=True, samesite="strict", path="/")
        return answer

    def _shown(self, headers: Headers) -> bool:
        kind, _, given = headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer" and self._is_token(given.strip()):
            return True
        try:
            cookie = SimpleCookie("; ".join(headers.getlist("cookie"))).get(self._cookie)
        except CookieError:
            return False
        return cookie is not None and hmac.compare_digest(cookie.value.encode(), self._value.encode())

    def _is_token(self, given: str) -> bool:
        return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), self._token)


def _check_origin(scope: Scope, headers: Headers) -> None:
    """Refuse what a page of another origin sends; opening the page itself from elsewhere is no such thing.

    Raises:
        ApiError: if it is.
    """
    error = ApiError(403, "a page of another origin asked for this", "open the server's own page")
    origin = headers.get("origin")
    if origin is not None and urlsplit(origin).netloc.lower() != headers["host"].lower():
        raise error
    if headers.get("sec-fetch-site", "none") in ("same-origin", "none"):
        return
    opening = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest", "document") == "document"
    if not (opening and scope["method"] in ("GET", "HEAD") and scope["path"] == "/"):
        raise error


def _bounded(receive: Receive, headers: Headers) -> Receive:
    """Return a ``receive`` that stops a body which is too long, whatever its length is said to be.

    Raises:
        ApiError: at once, if the length that is said is too long or none.
    """
    error = ApiError(413, f"the body is longer than {MOST_BODY >> 10} KiB", "send less")
    said = headers.get("content-length", "0")
    if not said.isdigit():
        raise ApiError(400, "the length of the body is no number", "send Content-Length right")
    if int(said) > MOST_BODY:
        raise error
    received = 0

    async def bounded() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > MOST_BODY:
            raise error
        return message

    return bounded
