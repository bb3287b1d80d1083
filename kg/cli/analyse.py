"""``kg top``, ``kg matrix`` and ``kg trends``: counting what papers name."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from kg.cli.common import format_option, graph_option, print_rows
from kg.cli.options import concept_option, limit_option, narrower_option, plot_option, span_options

_FORMATS = ("table", "json", "jsonl", "csv")


@click.command()
@click.argument("type_", metavar="TYPE")
@graph_option
@click.option(
    "--by",
    default="papers",
    show_default=True,
    metavar="MEASURE,...",
    help="papers, growth, centrality; the first gives the order.",
)
@limit_option(20, "How many concepts.")
@span_options
@narrower_option
@format_option(*_FORMATS)
def top(type_: str, graph: str, by: str, limit: int, since: str, until: str, narrower: bool, format_: str) -> None:
    """Rank the concepts of a type: by how many papers name them, by growth, by centrality.

    Growth is how many times the share of the earlier half of the papers the share of the later half is; few papers
    draw it towards 1. Centrality is betweenness: the share of shortest paths between concepts that lead over it.

    \b
    Examples:
      kg top technique
      kg top method --by growth,papers --since 2025
    """
    import kg
    from kg.analysis.ranking import measures
    from kg.analysis.ranking import top as run

    chosen = measures(by)
    with kg.open(graph, must_exist=True) as store:
        found = run(store.view(), type_, chosen, limit=limit, since=since, until=until, narrower=narrower)
    if format_ == "json":
        _print_json(found.to_dict())
        return
    columns = [found.type.lower(), "papers", "share"]
    columns += ["growth", "early", "late"] if "growth" in chosen else []
    columns += ["centrality"] if "centrality" in chosen else []
    people = format_ == "table"
    rows = []
    for one in found.concepts:
        row: list[Any] = [one.name, one.papers, f"{one.share:.1%}" if people else one.share]
        row += [_rounded(one.growth, 2, people), one.early, one.late] if "growth" in chosen else []
        row += [_rounded(one.centrality, 4, people)] if "centrality" in chosen else []
        rows.append([*row, one.id])
    print_rows([*columns, "id"], rows, format_, spare=["id"])
    if format_ == "table" and found.border:
        click.echo(
            f"early: {found.early_papers:,} papers before {found.border}; late: {found.late_papers:,} from then on"
        )


@click.command()
@click.argument("type_a", metavar="TYPE")
@click.argument("type_b", metavar="TYPE")
@graph_option
@click.option("--rows", default=15, show_default=True, type=click.IntRange(1), help="How many rows, by papers.")
@click.option("--columns", default=8, show_default=True, type=click.IntRange(1), help="How many columns, by papers.")
@click.option("--role", "roles", multiple=True, metavar="ROLE", help="Only namings in this role; may be given again.")
@concept_option("Only rows or columns of these concepts; may be given again.")
@span_options
@narrower_option
@click.option("--examples", is_flag=True, help="Show the cells one by one, each with papers.")
@plot_option
@format_option(*_FORMATS)
def matrix(
    type_a: str,
    type_b: str,
    graph: str,
    rows: int,
    columns: int,
    roles: tuple[str, ...],
    concepts: tuple[str, ...],
    since: str,
    until: str,
    narrower: bool,
    examples: bool,
    plot: Path | None,
    format_: str,
) -> None:
    """Count the papers that name concepts of two types together: which techniques run on which hardware.

    Roles are introduces, uses, compares_with, evaluated_on and addresses; a type that cannot have the role is not
    filtered. JSON Lines and CSV give one cell a line, with the number of papers that chance would give.

    \b
    Examples:
      kg matrix technique hardware --plot matrix.svg
      kg matrix method dataset --role introduces --role evaluated_on --examples
    """
    import kg
    from kg.analysis.matrix import matrix as run
    from kg.analysis.narrower import named
    from kg.analysis.plots import check, plot_matrix

    if plot:
        check(plot)
    with kg.open(graph, must_exist=True) as store:
        view = store.view()
        found = run(
            view,
            type_a,
            type_b,
            rows=rows,
            columns=columns,
            roles=roles,
            concepts=named(view, concepts),
            narrower=narrower,
            since=since,
            until=until,
        )
    if format_ == "json":
        _print_json(found.to_dict())
    elif format_ != "table" or examples:
        cells = sorted(found.cells, key=lambda cell: (-cell.papers, cell.row, cell.column))
        heads = [label.lower() for label in found.types]
        heads[1] += " 2" if heads[0] == heads[1] else ""
        lines = [
            [
                found.rows[cell.row]["name"],
                found.columns[cell.column]["name"],
                cell.papers,
                cell.expected,
                [paper["title"] for paper in cell.examples],
            ]
            for cell in cells
        ]
        print_rows([*heads, "papers", "expected", "examples"], lines, format_)
    else:
        lines = [
            [row["name"], *(count or "" for count in counts)]
            for row, counts in zip(found.rows, found.counts, strict=True)
        ]
        names = [column["name"] for column in found.columns]
        print_rows([found.types[0].lower(), *names], lines, format_, spare=names)
        sides = [" or ".join(only) or f"a {type}" for type, only in zip(found.types, found.only, strict=True)]
        click.echo(f"{found.papers:,} papers name {' and '.join(sides)}")
    if plot:
        plot_matrix(found, plot)
        click.echo(f"wrote {plot}", err=True)


@click.command()
@click.argument("names", nargs=-1, metavar="[CONCEPT]...")
@graph_option
@click.option("--type", "type_", default="", metavar="TYPE", help="Only concepts of this type.")
@span_options
@click.option("--by", default="", metavar="LENGTH", help="month, quarter or year; by default what suits the span.")
@click.option("--direction", metavar="WAY", default="both", show_default=True, help="rising, falling or both.")
@limit_option(10, "How many of each direction.")
@click.option(
    "--min-papers", default=10, show_default=True, type=click.IntRange(1), help="Fewer papers are not tested."
)
@narrower_option
@click.option("--series", is_flag=True, help="Print each concept bin by bin, with its intervals.")
@plot_option
@format_option(*_FORMATS)
def trends(
    names: tuple[str, ...],
    graph: str,
    type_: str,
    since: str,
    until: str,
    by: str,
    direction: str,
    limit: int,
    min_papers: int,
    narrower: bool,
    series: bool,
    plot: Path | None,
    format_: str,
) -> None:
    """Show what rises and what falls: the share of papers that name a concept, tested for a trend.

    A paper's date is when it was published, or else the month of its arXiv id. q is the share of false finds to expect
    among what is listed up to there. A burst is a span in which twice as many papers as usual name it.

    \b
    Examples:
      kg trends --since 2025 --type technique
      kg trends LoRA "chain-of-thought" --plot trends.svg
    """
    import kg
    from kg.analysis.narrower import named
    from kg.analysis.plots import check, plot_trends
    from kg.analysis.trends import DIRECTIONS
    from kg.analysis.trends import trends as run

    if plot:
        check(plot)
    with kg.open(graph, must_exist=True) as store:
        view = store.view()
        found = run(
            view,
            type=type_,
            since=since,
            until=until,
            by=by,
            concepts=named(view, names, type=type_),
            directions=DIRECTIONS if direction == "both" else (direction,),
            limit=limit,
            least=min_papers,
            narrower=narrower,
        )
    if format_ == "json":
        _print_json(found.to_dict())
    elif series:
        lines: list[list[Any]] = [
            [one.name, point.bin, point.papers, point.of, point.share, point.low, point.high]
            for one in found.trends
            for point in one.series
        ]
        print_rows(["concept", found.by, "papers", "of", "share", "low", "high"], lines, format_)
    else:
        people = format_ == "table"
        lines = [
            [
                one.direction or "unsure",
                one.name,
                one.label,
                one.papers,
                f"{one.early} → {one.late}" if people else one.early,
                *([] if people else [one.late]),
                _rounded(one.growth, 2, people),
                one.q,
                [f"{burst.start} to {burst.end}" for burst in one.bursts],
                f"{one.first['date']} {one.first['id']}" if people else one.first["id"],
            ]
            for one in found.trends
        ]
        halves = ["early → late"] if people else ["early", "late"]
        heads = ["trend", "concept", "type", "papers", *halves, "growth", "q", "bursts", "first paper"]
        if found.trends or not people:
            print_rows(heads, lines, format_, spare=["bursts", "first paper"])
        elif found.tested:
            click.echo("no concept that was tested surely rises or falls")
        else:
            click.echo(f"no concept of {found.least} papers or more to test; a lower --min-papers tests more")
    if format_ == "table":
        more = f"; {found.undated:,} of unknown month left out" if found.undated else ""
        click.echo(
            f"{sum(found.papers):,} papers in {len(found.bins)} {found.by}s from {found.bins[0]} to {found.bins[-1]}"
            f"{more}; {found.tested:,} concepts of {found.least} papers or more tested; late is from {found.border} on"
        )
    if plot:
        plot_trends(found, plot)
        click.echo(f"wrote {plot}", err=True)


def _rounded(value: float | None, digits: int, people: bool) -> float | None:
    """Return a figure as people read it; programs get all digits."""
    return round(value, digits) if people and value is not None else value


def _print_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=1))
