"""What every benchmark hands back, and how the figures are printed and frozen."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
#: Figures that mean the same on any machine, kept in the repository so that a change shows in review.
FROZEN = Path(__file__).with_name("results.json")


class Row(NamedTuple):
    """One line of the table."""

    what: str
    figure: str
    remark: str = ""


@dataclass
class Report:
    """The figures of one benchmark.

    Attributes:
        title: the heading of its rows.
        rows: lines of the table.
        frozen: rounded figures by name for :data:`FROZEN`; nothing that depends on the speed of the machine.
    """

    title: str
    rows: list[Row] = field(default_factory=list)
    frozen: dict[str, float] = field(default_factory=dict)

    def add(self, what: str, figure: str, remark: str = "") -> None:
        """Add a line."""
        self.rows.append(Row(what, figure, remark))


class AbsentError(Exception):
    """An input of a benchmark is not there; the message says which, and how to name another."""


def require(path: Path, option: str) -> Path:
    """Return a path if it exists.

    Raises:
        AbsentError: if it does not.
    """
    if not path.exists():
        raise AbsentError(f"{path} is not there; name another file with {option}")
    return path


def table(reports: list[Report]) -> str:
    """Return all reports as one text table."""
    rows = [row for report in reports for row in report.rows]
    widths = [max((len(row[column]) for row in rows), default=0) for column in (0, 1)]
    lines = []
    for report in reports:
        lines.append(f"\n{report.title}")
        for row in report.rows:
            lines.append(f"  {row.what:<{widths[0]}}  {row.figure:>{widths[1]}}  {row.remark}".rstrip())
    return "\n".join(lines)


def read_frozen() -> dict[str, dict[str, float]]:
    """Return the frozen figures by benchmark and name."""
    return json.loads(FROZEN.read_text(encoding="utf-8")) if FROZEN.exists() else {}


def freeze(reports: dict[str, Report]) -> list[str]:
    """Write the figures of these benchmarks to :data:`FROZEN`, keep those of others, return what changed."""
    before = read_frozen()
    after = {**before, **{name: report.frozen for name, report in reports.items() if report.frozen}}
    FROZEN.write_text(json.dumps(after, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    return [
        f"{name}: {figure}: {before.get(name, {}).get(figure, 'nothing')} -> {value}"
        for name, figures in after.items()
        for figure, value in figures.items()
        if before.get(name, {}).get(figure) != value
    ]
