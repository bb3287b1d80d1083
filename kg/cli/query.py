"""``kg query`` and ``kg queries``: asking a graph."""

from __future__ import annotations

import click

from kg.cli.common import BIBLIOGRAPHIES, format_option, graph_option, print_papers, print_rows
from kg.cli.completing import query_names
from kg.stores.base import DEFAULT_ROW_LIMIT, DEFAULT_TIMEOUT


@click.command()
@click.argument("question", metavar="CYPHER|NAME", shell_complete=query_names)
@graph_option
@click.option("--param", "-p", "params", multiple=True, metavar="NAME=VALUE", help="A parameter; may be given again.")
@format_option("table", "json", "jsonl", "csv", *BIBLIOGRAPHIES)
@click.option(
    "--timeout",
    default=DEFAULT_TIMEOUT,
    show_default=True,
    type=click.FloatRange(min=0, min_open=True),
    help="Seconds.",
)
@click.option("--limit", default=DEFAULT_ROW_LIMIT, show_default=True, type=click.IntRange(1), help="Rows at most.")
@click.option("--narrower", is_flag=True, help="A concept that a named query asks for includes its narrower ones.")
def query(
    question: str, graph: str, params: tuple[str, ...], format_: str, timeout: float, limit: int, narrower: bool
) -> None:
    """Ask a graph in Cypher, or by the name of a named query (see kg queries). Nothing can be written.

    A named query finds the concept or paper that it asks for by name, alias, title or id; an unknown one offers the
    nearest.
    The formats bibtex, csl-json and markdown list the papers in the answer: nodes, ids or titles.

    \b
    Examples:
      kg query "MATCH (p:Paper)-[:USES]->(t:Technique) RETURN t.name, count(p) AS papers ORDER BY papers DESC LIMIT 10"
      kg query papers-using -p concept=LoRA
      kg query papers-using -p concept=quantization --narrower
    """
    import kg
    import queries as catalogue

    with kg.open(graph, must_exist=True) as store:
        result = catalogue.ask(store, question, params, timeout=timeout, limit=limit, narrower=narrower)
        if format_ in BIBLIOGRAPHIES:
            from kg.bibliography import papers_in

            view = store.view()
            print_papers(view, papers_in(view, result), format_)
        else:
            print_rows(result.columns, result.rows, format_)
            if not result.rows and format_ == "table":
                click.echo("no rows")
    if result.truncated:
        click.echo(f"only the first {limit:,} rows; --limit gives more", err=True)


@click.command()
@click.argument("name", required=False, shell_complete=query_names)
@format_option("table", "json", "jsonl", "csv")
def queries(name: str | None, format_: str) -> None:
    """List the named queries with their questions and parameters, or show one of them whole."""
    import queries as catalogue

    if name:
        click.echo(catalogue.named(name).text, nl=False)
        return
    rows = [[q.name, q.question, ", ".join(str(p) for p in q.parameters)] for q in catalogue.catalogue()]
    print_rows(["name", "question", "parameters"], rows, format_)
