"""Printing a card for people."""

from __future__ import annotations

import click

from kg.cards import Card, Line
from kg.schema import schema
from kg.search import label_name

#: What sources count or date besides the paper itself.
_COUNTS = ("submitted", "upvotes", "citations")


def print_card(card: Card, limit: int) -> None:
    """Print a card: the node, then its edges kind by kind, each with its first quote.

    Args:
        card: what to print.
        limit: how many edges of each kind and direction.
    """
    node = card.node
    click.secho(label_name(node), bold=True)
    click.echo(f"{node.label}  {node.id}")
    for name in ("authors", "published", "venue", "url", "github", "keywords", *_COUNTS, "aliases", "sources"):
        value = node.properties.get(name)
        if value or value == 0:
            click.echo(f"{name}: {', '.join(value) if isinstance(value, list) else value}")
    if node.label != "Paper":
        click.echo(
            f"papers: {node.properties['papers']}{'' if node.properties['curated'] else '  (found by a pattern)'}"
        )
    if node.properties.get("abstract"):
        click.echo(f"\n{node.properties['abstract']}")
    groups: dict[tuple[str, bool], list[Line]] = {}
    for line in card.lines:
        groups.setdefault((line.edge.type, line.inward), []).append(line)
    for (type, inward), lines in groups.items():
        click.echo()
        click.secho(f"{f'{type} (from)' if inward else type}: {schema().edges[type].meaning}", bold=True)
        for line in lines[:limit]:
            _print_line(line)
        if len(lines) > limit:
            click.echo(f"  ... and {len(lines) - limit} more (--limit)")


def _print_line(line: Line) -> None:
    properties = line.edge.properties
    strength = properties.get("confidence", properties.get("score"))
    told = f"  {strength:.2f}" if strength is not None else ""
    via = properties.get("via")
    click.echo(f"  {label_name(line.other)}{told}{f'  via {via}' if via else ''}")
    for quote in properties.get("evidence", [])[:1]:
        click.secho(f"      “{quote}”", dim=True)
    if line.shared:
        click.secho(f"      shared: {', '.join(line.shared)}", dim=True)
