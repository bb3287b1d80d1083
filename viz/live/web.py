"""The application: the API, the page and its files, behind the guard."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager
from importlib import resources
from typing import Any

import anyio
from anyio.to_thread import run_sync
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from kg.errors import PaperkgError
from viz.live.answers import Catalogue, Context
from viz.live.endpoints import ENDPOINTS, Endpoint
from viz.live.gate import Gate
from viz.live.openapi import description
from viz.live.parameters import from_address, from_body
from viz.live.problems import ApiError, translated
from viz.live.security import Guard
from viz.live.state import Live
from viz.page import vis_network

#: Statements that run at once, that may wait, and seconds that one waits.
RUNNING, WAITING, PATIENCE = 2, 64, 20.0
#: Seconds between two looks whether the graph was replaced.
LOOK_EVERY = 1.0
#: How many requests are answered at once; the others wait.
THREADS = 8

_LOG = logging.getLogger("paperkg.serve")


def application(
    live: Live,
    catalogue: Catalogue,
    *,
    title: str,
    hosts: Collection[str] = (),
    token: str = "",
    port: int = 0,
    look_every: float = LOOK_EVERY,
) -> Guard:
    """Return the ASGI application.

    Args:
        live: the graph, loaded.
        catalogue: the named queries.
        title: what the graph is called.
        hosts: names of the server besides those of the loopback.
        token: what clients must show, or empty.
        port: where it listens.
        look_every: seconds between two looks whether the graph was replaced; 0 never looks.
    """
    gate = Gate(RUNNING, WAITING, PATIENCE)
    limiter = anyio.CapacityLimiter(THREADS)

    def endpoint(declared: Endpoint) -> Callable[[Request], Awaitable[Response]]:
        async def run(request: Request) -> Response:
            values = await _values(declared, request)
            context = Context(live, live.current, catalogue, title)

            def answer() -> Response:
                return _json(declared.answer(context, values), context.loaded.generation)

            if not declared.slow:
                return await run_sync(answer, limiter=limiter)
            async with gate.passed():
                return await run_sync(answer)

        return run

    async def openapi(request: Request) -> Response:
        return _json(description())

    routes = [
        Route("/api/openapi.json", openapi),
        *(Route(f"/api{each.path}", endpoint(each), methods=[each.method]) for each in ENDPOINTS),
        Route("/", _page),
        Route("/static/vis-network.js", _vis_network),
        Mount("/static/web", _Files("web")),
        Mount("/static/live", _Files("live/static")),
    ]
    handlers: Any = {
        ApiError: _told,
        PaperkgError: lambda request, error: _told(request, translated(error)),
        HTTPException: _http_error,
        Exception: _unexpected,
    }
    app = Starlette(routes=routes, exception_handlers=handlers, lifespan=_following(live, look_every))
    return Guard(app, hosts=hosts, token=token, port=port)


def _following(live: Live, every: float) -> Callable[[Starlette], Any]:
    """Return what runs as long as the application: the watch over the graph."""

    async def follow() -> None:
        await run_sync(live.prepare)
        while every:
            await anyio.sleep(every)
            if await run_sync(live.refresh):
                _LOG.info("the graph was replaced; it has %s nodes now", f"{len(live.current.snapshot.ids):,}")

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(follow)
            yield
            tasks.cancel_scope.cancel()

    return lifespan


async def _values(declared: Endpoint, request: Request) -> dict[str, Any]:
    if not declared.body:
        return from_address(declared.parameters, request.query_params.multi_items())
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise ApiError(415, "the body must be JSON", "send the header Content-Type: application/json")
    try:
        given = json.loads(await request.body(), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise ApiError(400, "the body is not JSON", str(error)[:200]) from None
    values = from_body(declared.parameters, given)
    if declared.either and sum(name in given for name in declared.either) != 1:
        raise ApiError(400, f"give either {' or '.join(declared.either)}", "one of them, and only one")
    return values


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no number of JSON")


def _json(value: dict[str, Any], generation: int = 0) -> Response:
    # An answer may hold half a character that a title brought along; it becomes a question mark.
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode("utf-8", "replace")
    headers = {"x-graph-generation": str(generation)} if generation else None
    return Response(body, media_type="application/json", headers=headers)


async def _page(request: Request) -> Response:
    return FileResponse(_folder("live/static") / "index.html", headers={"cache-control": "no-cache"})


async def _vis_network(request: Request) -> Response:
    return PlainTextResponse(vis_network(), media_type="text/javascript", headers={"cache-control": "max-age=86400"})


class _Files(StaticFiles):
    """The scripts and style sheets of one folder of ``viz``; nothing else of it."""

    def __init__(self, folder: str) -> None:
        super().__init__(directory=_folder(folder))

    async def get_response(self, path: str, scope: Scope) -> Response:
        if not path.endswith((".js", ".css")):
            raise HTTPException(404)
        response = await super().get_response(path, scope)
        response.headers["cache-control"] = "no-cache"
        return response


def _folder(name: str) -> Any:
    return resources.files("viz").joinpath(name)


def _told(request: Request, error: ApiError) -> Response:
    headers = {"retry-after": "2"} if error.status == 429 else None
    return JSONResponse(error.to_dict(), status_code=error.status, headers=headers)


def _http_error(request: Request, error: HTTPException) -> Response:
    hint = "the API is described at /api/openapi.json"
    if error.status_code == 405:
        return JSONResponse({"error": f"{request.method} is not allowed here", "hint": hint}, 405, error.headers)
    return JSONResponse({"error": f"there is nothing at {request.url.path[:200]}", "hint": hint}, error.status_code)


def _unexpected(request: Request, error: Exception) -> Response:
    # The trace goes to the server's log (uvicorn prints it), never to the client.
    return JSONResponse({"error": "something went wrong in the server", "hint": "its log says what"}, 500)
