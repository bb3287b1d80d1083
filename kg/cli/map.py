"""``kg map``: a graph as an interactive page."""

from __future__ import annotations

from pathlib import Path
from textwrap import shorten
from urllib.parse import urlsplit

import click

from kg.cli.common import graph_option
from kg.cli.completing import concept_names
from kg.cli.options import exclude, require
from kg.errors import WrongUsage
from kg.schema import schema
from viz import DEFAULT_LIMIT


@click.command("map")
@graph_option
@click.option(
    "--output", "-o", default="map.html", show_default=True, type=click.Path(path_type=Path), help="The file to write."
)
@click.option(
    "--limit", default=DEFAULT_LIMIT, show_default=True, type=click.IntRange(1), help="How many nodes at most."
)
@click.option(
    "--around", metavar="NAME", help="Show what is near this paper or concept.", shell_complete=concept_names()
)
@click.option(
    "--depth", default=1, show_default=True, type=click.IntRange(1, 6), help="With --around: how many edges away."
)
@click.option(
    "--type",
    "types",
    multiple=True,
    type=click.Choice(list(schema().nodes), case_sensitive=False),
    help="Only concepts of this type, and papers; may be given again.",
)
@click.option(
    "--min-confidence", default=0.0, show_default=True, type=click.FloatRange(0, 1), help="Leave out edges below it."
)
@click.option("--query", "question", metavar="CYPHER|NAME", help="Show what this statement or named query returns.")
@click.option("--param", "-p", "params", multiple=True, metavar="NAME=VALUE", help="With --query: a parameter.")
@click.option("--narrower", is_flag=True, help="With a named query: its concept includes the narrower ones.")
@click.option("--communities", is_flag=True, help="Show communities first; a click opens one. --limit is for each.")
@click.option("--since", default="", metavar="DATE", help="Only papers from this year, month or day on.")
@click.option("--until", default="", metavar="DATE", help="Only papers up to this year, month or day.")
def map_(
    graph: str,
    output: Path,
    limit: int,
    around: str | None,
    depth: int,
    types: tuple[str, ...],
    min_confidence: float,
    question: str | None,
    params: tuple[str, ...],
    narrower: bool,
    communities: bool,
    since: str,
    until: str,
) -> None:
    """Write an interactive map of a graph: one HTML file, which needs no network.

    It shows the most telling papers and concepts; --limit says how many, --around, --query, --since, --until and
    --type say which. An answer may hold nodes, paths, ids, or titles and names.

    \b
    Examples:
      kg map -o lora.html --around LoRA --depth 2
      kg map -o field.html --communities --since 2023
      kg map -o cache.html --query papers-using -p "concept=KV cache" --narrower
      kg map -o rivals.html --query "MATCH p = (:Paper)-[:COMPARES_WITH]->(:Method) RETURN p LIMIT 50"
    """
    import kg
    import queries as catalogue
    from kg.analysis.dates import parse
    from kg.row_names import with_ids
    from viz import write_map

    if sum((around is not None, question is not None, communities)) > 1:
        raise WrongUsage("a map is of one thing: give --around, --query or --communities alone")
    exclude("--query", "--type", because="the statement says what to show")
    require("--around", "--depth")
    require("--query", "--param", "--narrower")
    since, until = parse(since, "--since"), parse(until, "--until")
    with kg.open(graph, must_exist=True) as store:
        answer = catalogue.ask(store, question, params, narrower=narrower) if question is not None else None
        summary = write_map(
            store.view(),
            output,
            limit=limit,
            around=around,
            depth=depth,
            types=types,
            rows=None if answer is None else with_ids(store.view(), answer.rows),
            communities=communities,
            min_confidence=min_confidence,
            since=since,
            until=until,
            title=_title(graph, f"around {around}" if around else question),
        )
    if summary.communities:
        click.echo(f"{summary.communities} communities, with up to {limit:,} nodes each")
    click.echo(
        f"{summary.path}: {summary.nodes:,} nodes, {summary.edges:,} edges "
        f"(of {summary.all_nodes:,} and {summary.all_edges:,}); open it in a browser"
    )
    if summary.left_out:
        click.echo(f"the answer names {summary.left_out:,} nodes more; --limit gives more", err=True)
    if summary.undated:
        click.echo(f"left out because no date of them is known: {summary.undated:,} papers", err=True)
    if summary.common:
        click.echo(f"left out because too many papers name them: {', '.join(summary.common[:5])}")


def _title(graph: str, what: str | None) -> str:
    """Return the heading: the graph's name without folder, ending, user or password."""
    name = urlsplit(graph).hostname if "://" in graph else Path(graph).stem
    what = shorten(" ".join(what.split()), 120, placeholder="…") if what else ""
    return f"{name or 'graph'}: {what}" if what else name or "graph"
