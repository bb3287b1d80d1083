"""``kg merge``, ``split``, ``rename``, ``hide``, ``decisions``, ``undo`` and ``remove``: a person decides."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.common import format_option, graph_option, print_rows, progress_bar

if TYPE_CHECKING:
    from kg.curation import Outcome

_REASON = click.option("--reason", "-r", default="", metavar="TEXT", help="Why; kept with the decision.")


def _report(outcome: Outcome, verb: str) -> None:
    for decision in outcome.decisions:
        values = f" {', '.join(decision.values)}" if decision.values else ""
        click.echo(f"{verb} {decision.number}: {decision.kind} {decision.concept}{values}")
    counts = outcome.summary
    click.echo(f"{sum(counts.nodes.values()):,} nodes, {sum(counts.edges.values()):,} edges")


@click.command()
@click.argument("concept")
@click.argument("others", nargs=-1, required=True, metavar="OTHER...")
@graph_option
@_REASON
def merge(concept: str, others: tuple[str, ...], graph: str, reason: str) -> None:
    """Decide that concepts are one: OTHER... are the same as CONCEPT, whose name and type stay.

    Names, aliases or ids. The decision is kept over rebuilds; "kg undo" takes it back.

    \b
    Example:
      kg merge "KV cache compression" "KV compression" -r "same thing, shorter word"
    """
    import kg
    from kg import curation

    with kg.open(graph, must_exist=True) as store, progress_bar() as progress:
        outcome = curation.merge(store, concept, others, reason=reason, progress=progress)
    _report(outcome, "decision")


@click.command()
@click.argument("concept")
@click.argument("values", nargs=-1, metavar="[SPELLING|PAPER]...")
@graph_option
@_REASON
def split(concept: str, values: tuple[str, ...], graph: str, reason: str) -> None:
    """Decide that spellings of CONCEPT, or its mentions in some papers, mean something else.

    Each SPELLING becomes a concept of its own; the mentions in the PAPERs given become one together. With neither,
    each spelling but the commonest becomes one.

    \b
    Example:
      kg split APE arxiv:2305.13048 -r "automatic prompt engineer, not adaptive page eviction"
    """
    import kg
    from kg import curation

    with kg.open(graph, must_exist=True) as store, progress_bar() as progress:
        outcome = curation.split(store, concept, values, reason=reason, progress=progress)
    _report(outcome, "decision")


@click.command()
@click.argument("concept")
@click.argument("name")
@graph_option
@_REASON
def rename(concept: str, name: str, graph: str, reason: str) -> None:
    """Decide what a concept is called: it is shown under NAME; its id and other spellings stay."""
    import kg
    from kg import curation

    with kg.open(graph, must_exist=True) as store, progress_bar() as progress:
        outcome = curation.rename(store, concept, name, reason=reason, progress=progress)
    _report(outcome, "decision")


@click.command()
@click.argument("concept")
@graph_option
@_REASON
def hide(concept: str, graph: str, reason: str) -> None:
    """Decide that a concept is left out of the graph, with all its edges."""
    import kg
    from kg import curation

    with kg.open(graph, must_exist=True) as store, progress_bar() as progress:
        outcome = curation.hide(store, concept, reason=reason, progress=progress)
    _report(outcome, "decision")


@click.command()
@graph_option
@click.option(
    "--export",
    "target",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write them to a text file, one line each, to keep under version control.",
)
@click.option(
    "--import",
    "source",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Add the decisions of such a file; those made already are left out.",
)
@format_option("table", "json", "jsonl", "csv")
def decisions(graph: str, target: Path | None, source: Path | None, format_: str) -> None:
    """List, export or import what was decided about concepts (kg merge, split, rename, hide)."""
    import kg
    from kg import curation
    from kg import decisions as text_form

    with kg.open(graph, must_exist=True) as store, progress_bar() as progress:
        if source is not None:
            new = text_form.loads(text_form.read(source), str(source))
            _report(curation.adopt(store, new, progress=progress), "decision")
        made = curation.decisions(store)
    if target is not None:
        text_form.write(made, target)
        click.echo(f"{target} written: {len(made)} decisions")
    if target is None and source is None:
        columns = ["number", "date", "kind", "concept", "values", "reason"]
        if not made and format_ == "table":
            click.echo("nothing was decided; see kg merge, split, rename, hide")
            return
        print_rows(columns, [[d.to_dict()[name] for name in columns] for d in made], format_)


@click.command()
@click.argument("number", type=int)
@graph_option
def undo(number: int, graph: str) -> None:
    """Take a decision back, by its NUMBER (kg decisions lists them)."""
    import kg
    from kg import curation

    with kg.open(graph, must_exist=True) as store, progress_bar() as progress:
        outcome = curation.undo(store, number, progress=progress)
    _report(outcome, "undone")


@click.command()
@click.argument("papers", nargs=-1, required=True, metavar="PAPER...")
@graph_option
def remove(papers: tuple[str, ...], graph: str) -> None:
    """Take papers out, with all that only they brought: concepts that nobody else names go, shared ones stay.

    A source that lists a paper brings it back when it is built again; "kg build --replace" takes out what a source no
    longer lists.
    """
    import kg
    from kg import curation
    from kg.search import label_name

    with kg.open(graph, must_exist=True) as store, progress_bar() as progress:
        nodes, summary = curation.remove(store, papers, progress=progress)
    for node in nodes:
        click.echo(f"removed {node.id}: {label_name(node)}")
    click.echo(f"{sum(summary.nodes.values()):,} nodes, {sum(summary.edges.values()):,} edges")
