"""Printing paths for people."""

from __future__ import annotations

import click

from kg.analysis.paths import Connection, Path, Step
from kg.model import Node
from kg.search import label_name


def print_connection(found: Connection) -> None:
    """Print each path as a chain: a node, how it is joined to the next and in what words, the next node."""
    click.echo(found.verdict)
    for number, path in enumerate(found.paths, 1):
        click.echo()
        steps = len(path.steps)
        click.secho(f"{number}. {steps} step{'s' if steps > 1 else ''}, cost {path.cost:.2f}", bold=True)
        _print_path(path)


def _print_path(path: Path) -> None:
    click.echo(f"   {_told(path.nodes[0])}")
    for step in path.steps:
        arrow = f"─{step.edge.type}→" if step.forward else f"←{step.edge.type}─"
        strength = f" {step.strength:.2f}" if step.strength is not None else ""
        also = f"  (also {', '.join(step.also)})" if step.also else ""
        click.echo(f"     {arrow}{strength}{also}")
        for line in _words(step):
            click.secho(f"       {line}", dim=True)
        click.echo(f"   {_told(step.end)}")


def _words(step: Step) -> list[str]:
    """Return what stands behind a step."""
    if step.quotes:
        return [f"“{step.quotes[0]}”"]
    if step.shared:
        return [f"shared: {', '.join(step.shared)}"]
    properties = step.edge.properties
    known = properties.get("source") or properties.get("via")
    return [f"by {known}"] if known else []


def _told(node: Node) -> str:
    when = node.properties.get("published") or node.properties.get("year")
    return f"{label_name(node)}  [{node.label}{f' {when}' if when else ''}]"
