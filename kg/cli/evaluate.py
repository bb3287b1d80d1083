"""``kg eval``: measuring extraction."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.common import print_table, progress_bar, sources_argument

if TYPE_CHECKING:
    from loaders import Options


@click.command("eval")
@click.argument("gold", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@sources_argument()
@click.option("--extractor", default="standard", show_default=True, help="Which extractor is measured.")
@click.option("--errors", default=10, show_default=True, help="How many of the commonest errors to list.")
def evaluate(
    gold: Path, sources: tuple[str, ...], format_: str | None, options: Options, extractor: str, errors: int
) -> None:
    """Measure extraction against annotated papers.

    GOLD is JSON Lines of title and entities; the papers' texts come from SOURCE. "relaxed" counts a match if half of
    the words agree, "exact" only the same name or surface.
    """
    from kg.evaluation import evaluate as run
    from kg.evaluation import read_gold, title_letters
    from kg.pipeline import extract, extracted

    with progress_bar() as progress:
        linked, _ = extract(sources, format=format_, extractor=extractor, progress=progress, options=options)
    predicted = {title_letters(paper["title"]): paper["entities"] for paper in extracted(linked)}
    result = run(read_gold(gold), predicted)
    click.echo(f"{result.papers} annotated papers, {result.absent} of them not in the sources")
    print_table(
        ["type", "precision", "recall", "F1", "exact F1", "predicted", "core"],
        [
            [line, *(round(v, 1) for v in (s.precision, s.recall, s.f1, result.exact[line].f1)), s.predicted, s.core]
            for line, s in [*result.relaxed.items()]
        ],
    )
    i = result.introduces
    click.echo(f"introduces (methods and datasets): precision {i.precision:.1f}, recall {i.recall:.1f}, F1 {i.f1:.1f}")
    print_table(
        ["confidence", "right", "of", "share"],
        [
            [f"0.{tenth}", right, total, f"{100 * right / total:.0f} %"]
            for tenth, (right, total) in sorted(result.reliability.items())
        ],
    )
    for kind, counter in (("missed", result.missed), ("spurious", result.spurious)):
        listed = ", ".join(f"{name} ({type}, {count})" for (type, name), count in counter.most_common(errors))
        click.echo(f"{kind}: {listed or 'nothing'}")
