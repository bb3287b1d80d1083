"""``kg serve``: a graph of any size as a page in the browser."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import click

from kg.cli.common import graph_option

if TYPE_CHECKING:
    from viz.live.state import Live


@click.command()
@graph_option
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on; 0.0.0.0 for all.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65_535), help="0 takes any free one.")
@click.option(
    "--token",
    envvar="KG_SERVE_TOKEN",
    show_envvar=True,
    default="",
    help="What clients must show; made if left out and other machines can reach the host.",
)
@click.option("--allow-host", "allowed", multiple=True, metavar="NAME", help="Another name of this server.")
@click.option("--open", "open_", is_flag=True, help="Open the page in the browser.")
def serve(graph: str, host: str, port: int, token: str, allowed: tuple[str, ...], open_: bool) -> None:
    """Serve a graph as a page: search, walk, paths with quotes, Cypher, a timeline. Ctrl-C ends it.

    Only this machine can reach it unless --host says otherwise; nothing can be written. When the graph is built anew,
    the page shows the new one. The API is described at /api/openapi.json.

    \b
    Example:
      kg serve --graph graph.lbug --open
    """
    import kg
    import queries
    from viz.live.server import place
    from viz.live.server import serve as run

    where = place(host, port, token=token, allowed=allowed)
    begin = time.perf_counter()

    def ready(live: Live) -> None:
        snapshot = live.current.snapshot
        counts = f"{len(snapshot.ids):,} nodes, {len(snapshot.start):,} edges"
        click.echo(f"{live.store.url}: {counts}, read in {time.perf_counter() - begin:.1f} s", err=True)
        click.echo(f"{where.link}  (Ctrl-C ends)")
        if open_:
            click.launch(where.link)

    try:
        with kg.open(graph, must_exist=True) as store:
            run(store, queries, where, ready=ready)
    finally:
        where.listener.close()
