"""Printing what is new, or differs, for people."""

from __future__ import annotations

from collections.abc import Sequence

import click

from kg.analysis.combinations import Combination
from kg.analysis.differences import ConceptLine, Difference, News, PaperLine
from kg.cli.common import print_table


def print_difference(found: Difference) -> None:
    """Print the counts that are not all 0, then the lists."""
    if found.empty:
        click.echo("no paper, concept or edge differs")
        return
    _print_counts("papers", ("added", "removed", "changed", "renamed"), {"Paper": found.papers})
    _print_counts("concepts named", ("added", "removed", "grew", "shrank"), found.concepts)
    _print_counts("edges", ("added", "removed", "changed"), found.edges)
    for what in ("added", "removed", "changed", "renamed"):
        _print_papers(f"papers {what}", getattr(found, f"{what}_papers"), found.papers[what])
    for head, concepts, kind in (
        ("concepts added", found.added_concepts, "added"),
        ("concepts removed", found.removed_concepts, "removed"),
        ("concepts that more papers name", found.grown_concepts, "grew"),
    ):
        _print_concepts(head, concepts, sum(counts[kind] for counts in found.concepts.values()))
    _print_combinations(found.combinations, found.combined)


def print_news(found: News, limit: int) -> None:
    """Print how many papers are new, the latest of them, and what they bring."""
    which = {"published": "published", "submitted": "put on a list of daily papers"}[found.by]
    left = f"; {found.undated:,} without a date are taken for earlier" if found.undated else ""
    papers = f"{found.count:,} paper{'s' if found.count != 1 else ''}"
    click.echo(f"{papers} {which} since {found.since}, {found.earlier:,} earlier{left}")
    if not found.earlier:
        first = found.papers[-1].date
        click.echo(f"the graph begins with {first}, so nothing it names can be called new: give a later date")
    _print_papers("new papers" if found.earlier else "papers", found.papers[:limit], found.count)
    if not found.earlier:
        return
    _print_concepts("concepts seen first then", found.concepts, found.first_seen)
    _print_combinations(found.combinations, found.combined)


def _print_counts(head: str, columns: Sequence[str], counts: dict[str, dict[str, int]]) -> None:
    rows = [[name, *(count[column] for column in columns)] for name, count in counts.items() if any(count.values())]
    if rows:
        print_table([head, *columns], rows)


def _print_papers(head: str, papers: Sequence[PaperLine], count: int) -> None:
    if papers:
        _print_head(head, len(papers), count)
        for paper in papers:
            note = f"  ({paper.note})" if paper.note else ""
            click.echo(f"  {f'{paper.date:10}  ' if paper.date else ''}{paper.title}{note}")


def _print_concepts(head: str, concepts: Sequence[ConceptLine], count: int) -> None:
    if concepts:
        _print_head(head, len(concepts), count)
        for concept in concepts:
            change = f"{concept.before} to {concept.papers}" if concept.before else str(concept.papers)
            click.echo(f"  {concept.name}  [{concept.label}]  {change} paper{'s' if concept.papers != 1 else ''}")


def _print_combinations(combinations: Sequence[Combination], count: int) -> None:
    if combinations:
        _print_head("known concepts combined for the first time", len(combinations), count)
        for pair in combinations:
            more = f" and {len(pair.titles) - 1} more" if len(pair.titles) > 1 else ""
            click.echo(f"  {pair.a_name} ({pair.a_papers}) + {pair.b_name} ({pair.b_papers})")
            click.secho(f"      {pair.titles[0]}{more}", dim=True)


def _print_head(head: str, shown: int, count: int) -> None:
    click.echo()
    click.secho(f"{head}{f', {shown} of {count:,}' if shown < count else ''}:", bold=True)
