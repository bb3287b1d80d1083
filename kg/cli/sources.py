"""``kg sources``, and ``kg show --sources``: where papers can come from, and where one came from."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from kg.cli.common import json_option

if TYPE_CHECKING:
    from kg.provenance import Provenance
    from loaders import Loader
    from loaders.base import Service

#: So much of a long value is shown.
_SHOWN = 100


@click.command()
@json_option("the list")
def sources(as_json: bool) -> None:
    """List what papers can be read from: formats of files (for --format), and services of the network.

    \b
    Example:
      kg sources
    """
    from loaders import registry

    listed: list[tuple[str, Loader | Service]] = [("format", module) for module in registry.loaders()]
    listed += [("service", module) for module in registry.services()]
    rows = [
        {"kind": kind, "name": module.NAME, "description": module.DESCRIPTION, "example": module.EXAMPLE}
        for kind, module in listed
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for kind, title in (("format", "Files, told by their content (or --format NAME):"), ("service", "The network:")):
        click.secho(title, bold=True)
        for row in rows:
            if row["kind"] == kind:
                click.echo(f"  {row['name']:14} {row['description']}")
                click.secho(f"  {'':14}   {row['example']}", dim=True)
    click.echo("Any other http(s) address is downloaded and told by its content. Answers are kept in ~/.cache/paperkg.")


def print_provenance(found: Provenance, as_json: bool) -> None:
    """Print what each source says of a paper, and where they differ."""
    if as_json:
        click.echo(json.dumps(found.to_dict(), ensure_ascii=False, indent=1))
        return
    click.secho(found.paper.title, bold=True)
    click.echo(f"Paper  {found.id}")
    click.echo(f"\n{len(found.records)} records, the most trusted first:")
    for record in found.records:
        known = [name for name in record.to_dict() if name not in ("title", "sources", "origin")]
        click.echo(f"  {', '.join(record.sources)} ({record.origin or 'jsonl'}): {', '.join(['title', *known])}")
    if not found.differences:
        click.echo("\nThey do not contradict each other.")
        return
    click.echo("\nWhere they differ:")
    for difference in found.differences:
        click.echo(f"  {difference.field}: {_short(difference.chosen)}")
        for value, given in difference.others:
            click.secho(f"    not: {_short(value)}  ({', '.join(given)})", dim=True)


def _short(value: Any) -> str:
    text = ", ".join(value) if isinstance(value, tuple) else str(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]} ... ({len(text):,} characters)"
