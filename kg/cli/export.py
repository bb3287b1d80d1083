"""``kg export``: a graph in another format."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.common import format_option, graph_option


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

        try:
            file = click.open_file(output, "w", encoding="utf-8")
        except OSError as error:
            raise click.FileError(output, error.strerror) from None
        with file:
            file.writelines(f"{line}\n" for line in jsonl(store.view()))
