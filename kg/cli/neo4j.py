"""``kg push`` and ``kg pull``: a graph to a Neo4j server, and back."""

from __future__ import annotations

import json
import time
from collections import Counter

import click

from kg.cli.common import graph_option, json_option, progress_bar

_url_argument = click.argument("url", envvar="NEO4J_URI", metavar="NEO4J-URL")


@click.command()
@_url_argument
@graph_option
@click.option("--mirror", is_flag=True, help="Delete from the server what the graph lacks.")
@click.option(
    "--driver",
    type=click.Choice(["neo4j", "py2neo"]),
    default="neo4j",
    show_default=True,
    help="Which driver sends it.",
)
@click.option(
    "--retry",
    default=60.0,
    show_default=True,
    type=click.FloatRange(0),
    help="Seconds to wait for a server that is busy or away.",
)
@json_option("what was done")
def push(url: str, graph: str, mirror: bool, driver: str, retry: float, as_json: bool) -> None:
    """Bring a graph into a Neo4j database; other people's nodes there are not touched.

    NEO4J-URL is neo4j://HOST:PORT/DATABASE (port 7687 and the account's own database unless given). The account is in
    NEO4J_USERNAME and NEO4J_PASSWORD; without a password you are asked. Pushing again sends only what has changed, and
    finishes a push that was broken off.

    \b
    Example:
      kg push neo4j://localhost --graph graph.lbug
    """
    import kg
    from kg.stores.neo4j_address import parse
    from kg.transfer import push as run

    begin = time.perf_counter()
    with kg.open(graph, must_exist=True) as store, progress_bar() as show:
        view = store.view()
        totals = {"nodes": sum(view.node_counts().values()), "edges": sum(view.edge_counts().values())}
        pushed = run(
            view,
            url,
            mirror=mirror,
            driver=driver,
            retry=retry,
            progress=lambda stage, done: show(stage, done, totals[stage]),
        )
    seconds = time.perf_counter() - begin
    if as_json:
        click.echo(json.dumps(pushed.to_dict()))
        return
    click.echo(
        f"{parse(url).url}: {pushed.nodes.total():,} nodes and {pushed.edges.total():,} edges sent, "
        f"{pushed.same:,} there already, {pushed.dropped.total():,} deleted in {seconds:.1f} s"
    )
    if pushed.strangers:
        listed = ", ".join(f"{count:,} {label}" for label, count in pushed.strangers.items())
        click.echo(
            f"note: the database has nodes of the same labels that are not of paperkg ({listed}); they were left "
            "alone. In statements write (p:PaperKG:Paper) to mean ours.",
            err=True,
        )


@click.command()
@_url_argument
@graph_option
def pull(url: str, graph: str) -> None:
    """Put the graph of a Neo4j database in the place of --graph, which can then be built upon.

    See kg push for NEO4J-URL and the account.

    \b
    Example:
      kg pull neo4j://localhost --graph copy.lbug
    """
    import kg
    from kg.transfer import pull as run

    begin = time.perf_counter()
    with kg.open(graph) as store, progress_bar() as show:
        done = Counter(run(url, store, progress=lambda stage, count: show(stage, count, None)))
    click.echo(f"{graph}: {done['nodes']:,} nodes and {done['edges']:,} edges in {time.perf_counter() - begin:.1f} s")
