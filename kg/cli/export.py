"""``kg export``: a graph in another format."""

from __future__ import annotations

from typing import IO

import click

from kg.cli.common import format_option, graph_option


@click.command()
@graph_option
@format_option("jsonl")
@click.option(
    "--output",
    "-o",
    type=click.File("w", encoding="utf-8", lazy=True),
    default="-",
    help="File, or - for standard output.",
)
def export(graph: str, format_: str, output: IO[str]) -> None:
    """Write a graph as JSON Lines, nodes then edges, sorted: equal graphs give identical bytes."""
    import kg
    from kg.exporting import jsonl

    with kg.open(graph, must_exist=True) as store:
        for line in jsonl(store.view()):
            output.write(f"{line}\n")
