"""Options that the commands of analysis share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from kg.cli.completing import concept_names

F = TypeVar("F", bound=Callable[..., Any])

narrower_option = click.option(
    "--narrower", is_flag=True, help="A paper that names a narrower concept counts for the broader one too."
)
plot_option = click.option(
    "--plot",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write a picture too: .svg or .png (needs paperkg[plot]).",
)


def span_options(command: F) -> F:
    """Add --since and --until."""
    for name, words in (("--until", "or earlier"), ("--since", "or later")):
        command = click.option(
            name, default="", metavar="DATE", help=f"Only papers of this year, month or day {words}."
        )(command)
    return command


def limit_option(default: int, what: str) -> Callable[[F], F]:
    """Return the --limit option."""
    return click.option("--limit", default=default, show_default=True, type=click.IntRange(1), help=what)


def concept_option(what: str) -> Callable[[F], F]:
    """Return the --concept option, which may be given again."""
    return click.option(
        "--concept", "-c", "concepts", multiple=True, metavar="NAME", help=what, shell_complete=concept_names()
    )
