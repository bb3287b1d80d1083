"""Options that the commands of analysis share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click
from click.core import ParameterSource

from kg.cli.completing import concept_names
from kg.errors import WrongUsage

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


def require(needed: str, *options: str) -> None:
    """Refuse options of the running command that mean nothing without another.

    Args:
        needed: the other, as it is written: "--around".
        options: those that belong to it.

    Raises:
        WrongUsage: if one of them is given and the other is not.
    """
    given = _given()
    for option in options:
        if option in given and needed not in given:
            raise WrongUsage(f"without {needed}, {option} means nothing; give both or neither")


def exclude(option: str, *others: str, because: str) -> None:
    """Refuse options of the running command that mean nothing beside another.

    Args:
        option: the other, as it is written: "--holdout".
        others: those that do not go with it.
        because: why.

    Raises:
        WrongUsage: if both are given.
    """
    given = _given()
    for other in others:
        if option in given and other in given:
            raise WrongUsage(f"{other} does not go with {option}: {because}")


def _given() -> set[str]:
    """Return the options that the user gave, each by its long name."""
    context = click.get_current_context()
    return {
        parameter.opts[0]
        for parameter in context.command.params
        if isinstance(parameter, click.Option)
        and parameter.name
        and context.get_parameter_source(parameter.name) is not ParameterSource.DEFAULT
    }


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
