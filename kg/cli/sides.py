"""Printing comparisons for people."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import click

from kg.analysis.comparison import Comparison, Row
from kg.cli.common import print_table
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
            click.echo(f"   {side.node.label}, from {side.papers} paper{'s' if side.papers != 1 else ''}")
        for paper in side.introduced[:3]:
            click.echo(f"   introduced by {paper['title']}{_when(paper)}")
    for said in found.said:
        click.echo()
        click.echo(f"{label_name(said.paper)} {said.type} {label_name(said.about)}")
        if said.quote:
            click.secho(f"    “{said.quote}”", dim=True)
    _print_part("all share", found.shared, letters, limit)
    _print_part("some share", found.some, letters, limit)
    for letter, rows in zip(letters, found.only, strict=True):
        _print_part(f"only {letter}", rows, letters, limit)


def _print_part(head: str, rows: Sequence[Row], letters: list[str], limit: int) -> None:
    if not rows:
        return
    shown, more = [], []
    for label, group in groupby(rows, key=lambda row: row.label):
        listed = list(group)
        shown += listed[:limit]
        if len(listed) > limit:
            more.append(f"{len(listed) - limit} {label}")
    click.echo()
    click.secho(f"{head}:", bold=True)
    sides = [place for place in range(len(letters)) if any(row.papers[place] for row in rows)]
    print_table(
        ["type", "concept", *(letters[place] for place in sides)],
        [[row.label, row.name, *(_cell(row, place) for place in sides)] for row in shown],
    )
    if more:
        click.echo(f"... and more: {', '.join(more)} (--limit)")


def _cell(row: Row, place: int) -> str:
    """Return the roles, and the number of papers where that is more than one."""
    if not row.papers[place]:
        return ""
    roles = ", ".join(role.replace("_", " ") for role in row.roles[place]) or "a kind of it"
    return f"{roles} ({row.papers[place]})" if row.papers[place] > 1 else roles


def _when(paper: dict[str, str]) -> str:
    return f" ({paper['date']})" if paper["date"] else ""
