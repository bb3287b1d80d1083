"""``kg build`` and ``kg extract``: papers in."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from kg.cli.common import graph_option, progress_bar, sources_argument

if TYPE_CHECKING:
    from kg.pipeline import Summary
    from loaders import Options

STRICT_HELP = "Stop with exit code 1, writing nothing, if any record is skipped or mended."
_STRICT = click.option("--strict", is_flag=True, help=STRICT_HELP)
_EXTRACTOR = click.option(
    "--extractor", default="standard", show_default=True, help="Which extractor finds the concepts."
)


@click.command()
@sources_argument()
@graph_option
@_EXTRACTOR
@_STRICT
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
@click.option("--replace", is_flag=True, help="Take out what these sources listed before and no longer list.")
def build(
    sources: tuple[str, ...],
    format_: str | None,
    options: Options,
    graph: str,
    extractor: str,
    strict: bool,
    replace: bool,
    as_json: bool,
) -> None:
    """Add papers to a graph.

    SOURCE is a file, a folder, - for standard input, or an id, address or search of a service ("kg sources" lists
    them). Building again changes nothing; sources may come in any order, in one build or in several. A record that
    cannot be read is reported, and never stops the others; the exit code is 1 if none could be read.

    \b
    Example:
      kg build papers.jsonl.gz pages/ --graph graph.lbug
    """
    import kg
    from kg.pipeline import build as run

    with kg.open(graph) as store, progress_bar() as progress:
        summary = run(
            sources,
            store,
            format=format_,
            extractor=extractor,
            strict=strict,
            progress=progress,
            options=options,
            replace=replace,
        )
    for problem in summary.problems:
        click.echo(problem, err=True)
    if as_json:
        click.echo(json.dumps(summary.to_dict(), ensure_ascii=False))
    else:
        _print_summary(summary, store.url)
    _exit_if_nothing_was_read(summary)


def _print_summary(summary: Summary, url: str) -> None:
    click.echo(
        f"{summary.read} records read: {summary.new} new, {summary.merged} merged, {summary.unchanged} unchanged; "
        f"{summary.skipped} skipped, {summary.mended} mended"
        + (f"; {summary.removed} papers removed" if summary.removed else "")
    )
    if not summary.papers and not summary.removed:
        click.echo(f"no papers, so {url} was not written")
        return
    for kind, counts in (("nodes", summary.nodes), ("edges", summary.edges)):
        listed = ", ".join(f"{name} {count:,}" for name, count in counts.items())
        click.echo(f"{sum(counts.values()):,} {kind}: {listed}")
    click.echo(f"{url} written in {summary.seconds['total']:.1f} s")


def _exit_if_nothing_was_read(summary: Summary) -> None:
    """Exit with 1, so that "kg build ... && kg push" stops where there was something to read and nothing could be."""
    if summary.skipped and not (summary.read or summary.removed):
        raise click.exceptions.Exit(1)


@click.command()
@sources_argument("--input-format")
@click.option(
    "--format", "output", type=click.Choice(["jsonl"]), default="jsonl", show_default=True, help="Output format."
)
@_EXTRACTOR
@_STRICT
def extract(
    sources: tuple[str, ...], format_: str | None, options: Options, output: str, extractor: str, strict: bool
) -> None:
    """Print what papers name, without a graph: one JSON object a paper.

    Each entity has the id of the node that a build of the same sources gives, its type, name, surfaces, role,
    confidence, and the quotes (evidence) with the place of the mention in each (spans).

    \b
    Example:
      kg extract papers.txt --format jsonl > found.jsonl
    """
    from kg.pipeline import extract as run
    from kg.pipeline import extracted

    with progress_bar() as progress:
        linked, summary = run(
            sources, format=format_, extractor=extractor, strict=strict, progress=progress, options=options
        )
    for paper in extracted(linked):
        click.echo(json.dumps(paper, ensure_ascii=False))
    for problem in summary.problems:
        click.echo(problem, err=True)
    _exit_if_nothing_was_read(summary)
