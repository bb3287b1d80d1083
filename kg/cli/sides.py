"""Printing comparisons for people."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby, islice

import click

from kg.analysis.comparison import Comparison, Row
from kg.cli.common import print_table
from kg.schema import role_words, schema
from kg.search import label_name


def print_comparison(found: Comparison, limit: int) -> None:
    """Print who is compared, what they say of each other, what they share, and what each has alone.

    Args:
        found: what to print.
        limit: how many concepts of a type in each part.
    """
    names = [label_name(side.node) for side in found.sides]
    letters = [chr(ord("A") + place) for place in range(len(names))]
    for letter, side in zip(letters, found.sides, strict=True):
        click.secho(f"{letter}  {label_name(side.node)}", bold=True)
        if side.node.label == "Paper":
            click.echo(f"   Paper{f' of {side.date}' if side.date else ''}")
        else:
            papers = f"{side.papers:,} paper{'s' if side.papers != 1 else ''}"
            click.echo(f"   {side.node.label}, from {papers}{'' if side.papers else ': none introduces or uses it'}")
        for paper in side.introduced[:3]:
            click.echo(f"   introduced by {paper['title']}{_when(paper)}")
    for said in found.said:
        click.echo()
        click.echo(f"{label_name(said.paper)} {schema().edges[said.type].words} {label_name(said.about)}")
        if said.quote:
            click.secho(f"    “{said.quote}”", dim=True)
    heads = [
        letter if side.node.label == "Paper" else f"{letter}: papers of {side.papers:,}"
        for letter, side in zip(letters, found.sides, strict=True)
    ]
    _print_part("all share", found.shared, heads, limit)
    _print_part("some share", found.some, heads, limit)
    for letter, rows in zip(letters, found.only, strict=True):
        _print_part(f"only {letter}", rows, heads, limit)
    if found.together:
        click.echo()
        click.secho("left out, since they name several of these:", bold=True)
        for paper in found.together[:limit]:
            click.echo(f"  {paper['title']}{_when(paper)}")
        if len(found.together) > limit:
            click.echo(f"  ... and {len(found.together) - limit:,} more (--limit)")


def _print_part(head: str, rows: Sequence[Row], heads: list[str], limit: int) -> None:
    if not rows:
        return
    shown = [row for _, group in groupby(rows, key=lambda row: row.label) for row in islice(group, limit)]
    click.echo()
    click.secho(f"{head}:", bold=True)
    sides = [place for place in range(len(heads)) if any(row.papers[place] for row in rows)]
    print_table(
        ["type", "concept", *(heads[place] for place in sides)],
        [[row.label, row.name, *(_cell(row, place, heads[place]) for place in sides)] for row in shown],
    )
    if len(rows) > len(shown):
        click.echo(f"... and {len(rows) - len(shown):,} that tell less (--limit)")


def _cell(row: Row, place: int, head: str) -> int | str:
    """Return the roles in which a paper names it, or how many papers of a concept do: they may do so in any role."""
    if ":" in head:
        return row.papers[place]
    roles = ", ".join(map(role_words, row.roles[place]))
    return roles or ("a kind of it" if row.papers[place] else "")


def _when(paper: dict[str, str]) -> str:
    return f" ({paper['date']})" if paper["date"] else ""
