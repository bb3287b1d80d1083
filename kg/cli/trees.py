"""Printing lineages for people."""

from __future__ import annotations

import click

from kg.analysis.lineage import Ancestor, Lineage


def print_lineage(found: Lineage, quotes: bool) -> None:
    """Print both trees in time order: the date, the name, how it is tied, the paper.

    Args:
        found: what to print.
        quotes: whether to print the words behind each tie.
    """
    root = found.back
    click.secho(f"{root.name}  [{root.label}]", bold=True)
    if root.label != "Paper":
        click.echo(f"introduced by {root.title} ({root.date or 'no date'})" if root.paper else _NOBODY)
    for tree, head, none in (
        (found.back, "builds on", "nothing that this graph knows"),
        (found.on, "is built on by", "nothing in this graph"),
    ):
        click.echo()
        click.secho(f"{head}:", bold=True)
        if not tree.children:
            click.echo(f"  {none}")
        dated = any(node.date for _, node in tree.walk())
        _print_children(tree, "", quotes, dated)
    if not any(node.date for tree in (found.back, found.on) for _, node in tree.walk()):
        click.echo("\nnone of these papers has a date: the order is that of names")


_NOBODY = "introduced by no paper of this graph"


def _print_children(node: Ancestor, indent: str, quotes: bool, dated: bool) -> None:
    last = len(node.children) + (node.more > 0) - 1
    for place, child in enumerate(node.children):
        end = place == last
        click.echo(f"{indent}{'└─' if end else '├─'} {_line(child, dated)}")
        below = indent + ("   " if end else "│  ")
        if quotes and child.quote:
            click.secho(f"{below}   “{child.quote}”", dim=True)
        _print_children(child, below, quotes, dated)
    if node.more:
        click.echo(f"{indent}└─ ... and {node.more} more (--limit)")


def _line(node: Ancestor, dated: bool) -> str:
    when = f"{node.date or 'undated':10}  " if dated else ""
    sure = f" {node.confidence:.2f}" if node.confidence is not None else ""
    paper = f" — {node.title}" if node.title and node.label != "Paper" else ""
    return f"{when}{node.name}  ({node.relation}{sure}){paper}{'  (see elsewhere)' if node.elsewhere else ''}"
