"""``kg map``: a graph as an interactive page."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import click

from kg.cli.common import graph_option
from kg.cli.completing import concept_names
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
    type=click.Choice(list(schema().nodes)),
    help="Only concepts of this type, and papers; may be given again.",
)
@click.option(
    "--min-confidence", default=0.0, show_default=True, type=click.FloatRange(0, 1), help="Leave out edges below it."
)
def map_(
    graph: str, output: Path, limit: int, around: str | None, depth: int, types: tuple[str, ...], min_confidence: float
) -> None:
    """Write an interactive map of a graph: one HTML file, which needs no network.

    It shows the most telling papers and concepts; --limit says how many, --around which.

    \b
    Example:
      kg map -o lora.html --around LoRA --depth 2
    """
    import kg
    from viz import write_map

    with kg.open(graph, must_exist=True) as store:
        summary = write_map(
            store.view(),
            output,
            limit=limit,
            around=around,
            depth=depth,
            types=types,
            min_confidence=min_confidence,
            title=_title(graph, around),
        )
    click.echo(
        f"{summary.path}: {summary.nodes:,} nodes, {summary.edges:,} edges "
        f"(of {summary.all_nodes:,} and {summary.all_edges:,}); open it in a browser"
    )
    if summary.common:
        click.echo(f"left out because too many papers name them: {', '.join(summary.common[:5])}")


def _title(graph: str, around: str | None) -> str:
    """Return the heading: the graph's name without folder, ending, user or password."""
    name = urlsplit(graph).hostname if "://" in graph else Path(graph).stem
    return f"{name or 'graph'}: around {around}" if around else name or "graph"
