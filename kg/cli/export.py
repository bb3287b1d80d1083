"""``kg export``: a graph in another format."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kg.cli.common import format_option, graph_option
from kg.files import whole


@click.command()
@graph_option
@format_option("jsonl", "neo4j-admin")
@click.option(
    "--output", "-o", type=click.Path(), default="-", help="File, or - for standard output; for neo4j-admin a folder."
)
def export(graph: str, format_: str, output: str) -> None:
    """Write a graph in another format.

    \b
    jsonl        JSON Lines, nodes then edges, sorted: equal graphs give identical bytes
    neo4j-admin  a folder of CSV files for neo4j-admin database import; the command for it is printed
    """
    import kg

    if format_ == "neo4j-admin" and output == "-":
        raise click.UsageError("--format neo4j-admin writes a folder of files: name it with --output")
    with kg.open(graph, must_exist=True) as store:
        if format_ == "neo4j-admin":
            from kg.neo4j_admin import export as write

            folder = Path(output).absolute()
            command = write(store.view(), folder)
            click.echo(f"# with the server stopped and its database empty, or with --overwrite-destination:\n{command}")
            click.echo(f"# and with the server running:\ncypher-shell --file {folder / 'schema.cypher'}")
            return
        from kg.exporting import jsonl

        lines = (f"{line}\n" for line in jsonl(store.view()))
        if output == "-":
            sys.stdout.writelines(lines)
        else:
            with whole(output) as file:
                file.writelines(line.encode() for line in lines)
