"""``kg search``, ``kg show`` and ``kg stats``: looking at a graph."""

from __future__ import annotations

import json

import click

from kg.cli.common import (
    BIBLIOGRAPHIES,
    collected,
    format_option,
    graph_option,
    json_option,
    print_papers,
    print_rows,
    print_table,
)
from kg.cli.completing import concept_names
from kg.schema import schema


@click.command()
@click.argument("text")
@graph_option
@click.option(
    "--type",
    "types",
    multiple=True,
    type=click.Choice(list(schema().nodes), case_sensitive=False),
    help="Only nodes of this type; may be given again.",
)
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1), help="How many hits at most.")
@format_option("table", "json", "jsonl", "csv", *BIBLIOGRAPHIES)
def search(text: str, graph: str, types: tuple[str, ...], limit: int, format_: str) -> None:
    """Find papers and concepts by name, alias, title or id; spelling and typing errors are forgiven.

    A score of 100 is the same name but for spelling; from 85 on a name has all words of TEXT; below it is spelt alike.
    "matched" is the alias, where it was not the name.
    The formats bibtex, csl-json and markdown list the papers that have all words; only if there are none, those alike.

    \b
    Examples:
      kg search "flash atention"
      kg search attention --type Paper --format bibtex
    """
    import kg
    from kg.search import HAS_WORDS, label_name
    from kg.search import search as run

    with kg.open(graph, must_exist=True) as store:
        view = store.view()
        if format_ in BIBLIOGRAPHIES:
            hits = run(view, text, labels=["Paper"], limit=limit)
            hits = [hit for hit in hits if hit.score >= HAS_WORDS] or hits
            print_papers(view, [hit.node.id for hit in hits], format_)
            return
        hits = run(view, text, labels=types, limit=limit)
    if not hits and format_ == "table":
        click.echo(f"nothing is called anything like {text!r}")
        return
    columns = ["score", "type", "name", "matched", "papers", "id"]
    rows = [
        [h.score, h.node.label, label_name(h.node), h.matched, h.node.properties.get("papers"), h.node.id] for h in hits
    ]
    if format_ == "table":
        for row in rows:
            row[3] = "" if row[3] in (row[2], row[5]) else row[3]
        if not any(row[3] for row in rows):
            del columns[3]
            rows = [row[:3] + row[4:] for row in rows]
    print_rows(columns, rows, format_, spare=["id"])


@click.command()
@click.argument("name", shell_complete=concept_names())
@graph_option
@click.option("--limit", default=12, show_default=True, type=click.IntRange(1), help="How many edges of each kind.")
@json_option("the whole card")
@click.option(
    "--sources", "with_sources", is_flag=True, help="Show what each source says of a paper, and where they differ."
)
def show(name: str, graph: str, limit: int, as_json: bool, with_sources: bool) -> None:
    """Show the card of a paper or concept: what it is, and each edge with the quote behind it.

    NAME is a name, alias, title or id.

    \b
    Example:
      kg show LoRA
    """
    import kg

    if with_sources:
        from kg.cli.sources import print_provenance
        from kg.provenance import provenance

        with kg.open(graph, must_exist=True) as store:
            print_provenance(provenance(store.view(), name), as_json)
        return
    from kg.cards import card

    with kg.open(graph, must_exist=True) as store:
        found = card(store.view(), name)
    if as_json:
        click.echo(json.dumps(found.to_dict(), ensure_ascii=False, indent=1))
        return
    from kg.cli.cards import print_card

    with collected():
        print_card(found, limit)


@click.command()
@graph_option
@json_option("the counts")
def stats(graph: str, as_json: bool) -> None:
    """Count what a graph holds: nodes and edges by type, the biggest concepts, the range of dates."""
    import kg
    from kg.statistics import statistics

    with kg.open(graph, must_exist=True) as store:
        found = statistics(store.view())
    if as_json:
        click.echo(json.dumps(found.to_dict(), ensure_ascii=False, indent=1))
        return
    print_table(
        ["nodes", "count", "biggest (papers)"],
        [
            [label, count, ", ".join(f"{name} ({papers})" for name, papers in found.biggest.get(label, ()))]
            for label, count in found.nodes.items()
        ],
    )
    print_table(
        ["edges", "count", "meaning"],
        [[type, count, schema().edges[type].meaning] for type, count in found.edges.items()],
    )
    if found.dated:
        click.echo(f"{found.dated:,} of {found.papers:,} papers are dated, from {found.first} to {found.last}")
    click.echo(f"{len(found.sources)} source{'s' if len(found.sources) != 1 else ''}")
