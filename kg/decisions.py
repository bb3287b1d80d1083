"""What people decide about concepts: join two, split one, name it, leave it out.

The rules of linking are right most of the time; a decision says where they were not. Decisions are part of what a
graph remembers (see :mod:`kg.state`), in the order in which they were made, and every build applies them anew (see
:mod:`kg.linking.overrides`). As text they are one line each, so that a team can keep them under version control.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kg import files
from kg.errors import PaperkgError

#: What can be decided, and what the values of each mean.
KINDS = {
    "merge": "the values are ids of concepts that are this one",
    "split": "the values are spellings, or ids of papers, that mean something else; none: each spelling stands alone",
    "rename": "the value is its name",
    "hide": "it is left out of the graph",
}
#: First line of a file of decisions; the number is the version of the format.
HEADER = "# paperkg decisions 1: date, kind, concept, values separated by |, reason; separated by tabs"
_COLUMNS = 5


class DecisionError(PaperkgError):
    """A decision cannot be made, undone or read."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One thing that a person decided.

    Attributes:
        number: its place in the order in which decisions apply; above 0 once a graph holds it.
        kind: one of :data:`KINDS`.
        concept: node id of the concept that it is about.
        values: see :data:`KINDS`.
        date: ISO date of the decision.
        reason: why, in the person's words; may be empty.
    """

    number: int
    kind: str
    concept: str
    values: tuple[str, ...]
    date: str
    reason: str = ""

    def __post_init__(self) -> None:
        _check(self)

    @property
    def said(self) -> tuple[str, str, tuple[str, ...]]:
        """What is decided, whoever decided it and when."""
        return self.kind, self.concept, self.values

    def to_dict(self) -> dict[str, Any]:
        """Return the decision, JSON-ready."""
        return {
            "number": self.number,
            "kind": self.kind,
            "concept": self.concept,
            "values": list(self.values),
            "date": self.date,
            "reason": self.reason,
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Decision:
        """Build a decision from what :meth:`to_dict` gave.

        Raises:
            DecisionError: if it is none.
        """
        return cls(**{**data, "values": tuple(data["values"])})


def _check(decision: Decision) -> None:
    least, most = {"merge": (1, None), "split": (0, None), "rename": (1, 1), "hide": (0, 0)}.get(
        decision.kind, (None, None)
    )
    if least is None:
        raise DecisionError(f"no decision is called {decision.kind!r}; known: {', '.join(KINDS)}")
    if len(decision.values) < least or (most is not None and len(decision.values) > most):
        raise DecisionError(
            f"{decision.kind} {decision.concept}: {len(decision.values)} values; {KINDS[decision.kind]}"
        )
    if not decision.concept.partition(":")[2] or not all(value.strip() for value in decision.values):
        raise DecisionError(
            f"{decision.kind} {decision.concept!r}: an id such as technique:kv-cache is needed, and no empty value"
        )
    if decision.concept in decision.values and decision.kind == "merge":
        raise DecisionError(f"{decision.concept} cannot be merged with itself")
    for text in (decision.concept, *decision.values):
        if any(sign in text for sign in "\t\n\r|"):
            raise DecisionError(f"{decision.kind} {decision.concept}: {text!r} holds a tab, a line break or a |")
    try:
        dt.date.fromisoformat(decision.date)
    except ValueError:
        raise DecisionError(
            f"{decision.kind} {decision.concept}: {decision.date!r} is no date such as 2026-01-31"
        ) from None


def added(known: Sequence[Decision], new: Iterable[Decision]) -> tuple[Decision, ...]:
    """Return the known decisions and the new ones behind them, numbered anew; what is known already is left out.

    Args:
        known: in order.
        new: in order; their numbers do not count.
    """
    result = list(known)
    said = {decision.said for decision in known}
    number = max((decision.number for decision in known), default=0)
    for decision in new:
        if decision.said not in said:
            number += 1
            said.add(decision.said)
            result.append(replace(decision, number=number))
    return tuple(result)


def without(known: Sequence[Decision], number: int) -> tuple[Decision, ...]:
    """Return the decisions without the one of that number.

    Raises:
        DecisionError: if there is none; the message lists the numbers.
    """
    left = tuple(decision for decision in known if decision.number != number)
    if len(left) == len(known):
        have = ", ".join(str(decision.number) for decision in known) or "none was made"
        raise DecisionError(f"no decision {number}; there are: {have}")
    return left


def dumps(decisions: Iterable[Decision]) -> str:
    """Return decisions as text, one line each; :func:`loads` reads it."""
    lines = [HEADER]
    for d in decisions:
        lines.append("\t".join((d.date, d.kind, d.concept, "|".join(d.values), " ".join(d.reason.split()))))
    return "\n".join(lines) + "\n"


def loads(text: str, where: str) -> list[Decision]:
    """Read decisions from text.

    Args:
        text: lines as :func:`dumps` writes them; empty lines and lines that begin with # are passed over.
        where: the name of the file, for errors.

    Raises:
        DecisionError: if a line cannot be read; nothing is taken of the others then.
    """
    found: list[Decision] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if not _COLUMNS - 1 <= len(cells) <= _COLUMNS:
            raise DecisionError(f"{where}:{number}: {len(cells)} columns instead of {_COLUMNS}; {HEADER[2:]}")
        date, kind, concept, values, *reason = cells
        try:
            split = tuple(value.strip() for value in values.split("|")) if values else ()
            found.append(Decision(len(found) + 1, kind, concept, split, date, *reason))
        except DecisionError as error:
            raise DecisionError(f"{where}:{number}: {error}") from None
    return found


def read(path: Path) -> str:
    """Return the text of a file of decisions.

    Raises:
        DecisionError: if it cannot be read, or is no text.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise DecisionError(f"{path}: cannot be read: {error}") from error


def write(decisions: Iterable[Decision], path: Path) -> None:
    """Write decisions to a file.

    Raises:
        PaperkgError: if it cannot be written; what was there before stays.
    """
    files.write(path, dumps(decisions).encode())
