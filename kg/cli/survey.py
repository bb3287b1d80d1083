"""``kg diff``, ``kg new`` and ``kg digest``: what changed, what is new, and what there is."""

from __future__ import annotations

import json
from typing import Any

import click

from kg import files
from kg.cli.common import BIBLIOGRAPHIES, format_option, graph_option, paged, print_papers, print_rows
from kg.cli.completing import concept_names


@click.command()
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1), help="How many of each list.")
@format_option("table", "json", "csv", *BIBLIOGRAPHIES)
def diff(old: str, new: str, limit: int, format_: str) -> None:
    """Tell what changed from one graph to another: papers, concepts, edges, and concepts combined for the first time.

    OLD and NEW are addresses of graphs. The formats bibtex, csl-json and markdown list the papers that were added.

    \b
    Example:
      kg diff monday.lbug friday.lbug
    """
    import kg
    from kg.analysis.differences import diff as run

    with kg.open(old, must_exist=True) as first, kg.open(new, must_exist=True) as second:
        view = second.view()
        if format_ in BIBLIOGRAPHIES:
            count = sum(view.node_counts().values())
            found = run(first.view(), view, limit=max(1, count))
            print_papers(view, [paper.id for paper in found.added_papers], format_)
            return
        found = run(first.view(), view, limit=limit)
    if format_ == "json":
        click.echo(json.dumps(found.to_dict(), ensure_ascii=False, indent=1))
    elif format_ == "csv":
        counts: list[tuple[str, dict[str, int]]] = [("Paper", found.papers)]
        counts += [*found.concepts.items(), *found.edges.items()]
        rows = [[type, change, count] for type, changes in counts for change, count in changes.items()]
        print_rows(["type", "change", "count"], rows, "csv")
    else:
        from kg.cli.news import print_difference

        print_difference(found)


@click.command()
@graph_option
@click.option("--since", required=True, metavar="DATE", help="Year, month or day: 2024, 2024-03, 2024-03-11.")
@click.option(
    "--by",
    default="published",
    show_default=True,
    type=click.Choice(["published", "submitted"]),
    help="Which date counts: of publication (else the month of the arXiv id), or of a list of daily papers.",
)
@click.option(
    "--limit",
    default=10,
    show_default=True,
    type=click.IntRange(1),
    help="How many of each list; json and csv: all papers.",
)
@format_option("table", "json", "csv", *BIBLIOGRAPHIES)
def new(graph: str, since: str, by: str, limit: int, format_: str) -> None:
    """List what is new in a graph since a date: papers, concepts seen first then, and first-time combinations.

    \b
    Examples:
      kg new --since 2024-03
      kg new --since 2024-03 --format markdown
    """
    import kg
    from kg.analysis.differences import new as run

    with kg.open(graph, must_exist=True) as store:
        view = store.view()
        found = run(view, since, by=by, limit=limit)
        if format_ in BIBLIOGRAPHIES:
            print_papers(view, [paper.id for paper in found.papers], format_)
            return
    if format_ == "json":
        click.echo(json.dumps(found.to_dict(), ensure_ascii=False, indent=1))
    elif format_ == "csv":
        rows: list[list[Any]] = [[paper.date, paper.title, paper.id] for paper in found.papers]
        print_rows(["date", "paper", "id"], rows, "csv")
    else:
        from kg.cli.news import print_news

        print_news(found, limit)


@click.command()
@click.argument("name", required=False, default="", shell_complete=concept_names())
@graph_option
@click.option(
    "--community", type=click.IntRange(1), metavar="N", help="A community instead (kg communities lists them)."
)
@click.option("--narrower", is_flag=True, help="The concept includes the narrower ones.")
@click.option("--limit", default=12, show_default=True, type=click.IntRange(1), help="How many key papers at most.")
@click.option("--output", "-o", type=click.Path(dir_okay=False), metavar="FILE", help="Write to a file.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["markdown", "json", "bibtex", "csl-json"]),
    default="markdown",
    show_default=True,
    help="Output format; bibtex and csl-json give the papers it cites.",
)
def digest(
    name: str, graph: str, community: int | None, narrower: bool, limit: int, output: str | None, format_: str
) -> None:
    """Write the skeleton of a survey on a concept or a community, as Markdown with citations.

    What it is about, key papers in reading order, methods, techniques, datasets, hardware, tasks, open gaps, what
    rises. No text is invented: every sentence is a template over edges and counts, or a quote.

    \b
    Examples:
      kg digest "KV cache" -o kv-cache.md
      kg digest --community 3
    """
    import kg
    from kg.analysis.digest import digest as run
    from kg.bibliography import bibliography

    with kg.open(graph, must_exist=True) as store:
        view = store.view()
        found = run(view, name, community=community, narrower=narrower, limit=limit)
        if format_ == "json":
            text = json.dumps(found.to_dict(), ensure_ascii=False, indent=1) + "\n"
        elif format_ == "markdown":
            text = found.markdown()
        else:
            text = bibliography(view, [paper.id for paper in found.bibliography], format_)
    if output:
        files.write(output, text.encode())
    else:
        paged(text)
