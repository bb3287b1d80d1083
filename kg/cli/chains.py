"""Printing links, paths and related papers for people."""

from __future__ import annotations

import click

from kg.analysis.paths import Connection, Path, Step
from kg.analysis.related import Related, RelatedPaper
from kg.model import Node
from kg.schema import role_words
from kg.search import label_name
from kg.why import Reason, Why


def print_connection(found: Connection) -> None:
    """Print each path as a chain: a node, how it is joined to the next and in what words, the next node."""
    click.echo(found.verdict)
    for number, path in enumerate(found.paths, 1):
        click.echo()
        steps = len(path.steps)
        click.secho(f"{number}. {steps} step{'s' if steps > 1 else ''}, cost {path.cost:.2f}", bold=True)
        _print_path(path)


def print_why(found: Why) -> None:
    """Print why two names are linked."""
    if found.a.id == found.b.id:
        click.secho(f"both are {found.a.id} ({label_name(found.a)})", bold=True)
        for reason in found.reasons:
            _print_reason(reason)
    for link in found.links:
        ends = {node.id: label_name(node) for node in (found.a, found.b)}
        edge = link.edge
        strength = edge.properties.get("confidence", edge.properties.get("score"))
        told = f" {strength:.2f}" if strength is not None else ""
        click.secho(f"{ends[edge.source]} ─{edge.type}→ {ends[edge.target]}{told}", bold=True)
        for quote in edge.properties.get("evidence", []):
            click.secho(f"    “{quote}”", dim=True)
        for reason in link.reasons:
            _print_reason(reason)
    if found.connection is not None:
        click.echo("no edge joins the two directly")
        print_connection(found.connection)


def _print_reason(reason: Reason) -> None:
    click.echo(f"  {reason.said}")
    for quote in reason.quotes:
        click.secho(f"    “{quote}”", dim=True)


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


def print_related(found: Related) -> None:
    """Print the papers, each with why it is close: shared concepts with roles, one quote, citations."""
    names = " and ".join(label_name(node) for node in found.given)
    if not found.papers:
        click.echo(f"no paper shares a telling concept with {names}, cites it or is cited by it")
        return
    click.echo(f"closest to {names}:")
    for number, paper in enumerate(found.papers, 1):
        click.echo()
        click.secho(f"{number}. {_told(paper.paper).removesuffix('  [Paper]')}", bold=True)
        click.echo(f"   {paper.score:.2f}  {_why(paper, len(found.given))}")
        for shared in paper.shared[:1]:
            for quote in shared.quotes[:1]:
                click.secho(f"       “{quote}”", dim=True)


def _why(paper: RelatedPaper, given: int) -> str:
    shared = [f"{one.name} ({', '.join(map(role_words, one.roles))})" for one in paper.shared]
    reasons = [f"shares {', '.join(shared)}"] if shared else []
    for what, ids in (("cites", paper.cites), ("is cited by", paper.cited_by)):
        if ids:
            reasons.append(f"{what} {f'{len(ids)} of them' if given > 1 else 'it'}")
    if given > 1:
        reasons.append(f"close to {len(paper.closeness)} of {given}")
    return "; ".join(reasons)
