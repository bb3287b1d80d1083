"""``kg fetch``: papers from sources, into a file of our own format."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kg.cli.build import STRICT_HELP
from kg.cli.common import progress_bar, sources_argument

if TYPE_CHECKING:
    from loaders import Options


@click.command()
@sources_argument()
@click.option(
    "--output",
    "-o",
    default="-",
    show_default=True,
    metavar="FILE",
    help="papers.jsonl, papers.jsonl.gz, or - for standard output.",
)
@click.option("--strict", is_flag=True, help=STRICT_HELP)
def fetch(sources: tuple[str, ...], format_: str | None, options: Options, output: str, strict: bool) -> None:
    """Read sources and write their papers as JSON Lines, without a graph: to look at, or to build from later offline.

    The file is complete or not written at all; without a paper it is not written.

    \b
    Example:
      kg fetch 2205.14135 'arxiv:cat:cs.LG AND abs:"KV cache"' -o papers.jsonl
    """
    from kg.errors import StrictError
    from loaders.writing import fetch as run

    with progress_bar() as progress:
        written = run(sources, output, format_, options, strict=strict, progress=progress, report=_report)
    if strict and written.problems:
        raise StrictError(f"{written.problems} records or sources skipped or mended; nothing is written")
    where = ""
    if output != "-":
        where = f" to {output}" if written.papers else f", so {output} was not written"
    click.echo(
        f"{written.papers:,} papers written{where}; {written.skipped:,} skipped, {written.mended:,} mended", err=True
    )
    if not written.papers and written.skipped:
        raise click.exceptions.Exit(1)


def _report(problem: str) -> None:
    click.echo(problem, err=True)
