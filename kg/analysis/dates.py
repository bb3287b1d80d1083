"""When papers came out: what a graph knows of it, and the spans of time that a user names.

A paper's date is its ``published``; failing that the month in its arXiv id, which is that of its first submission
(https://info.arxiv.org/help/arxiv_identifier.html); failing that its ``year``. A date is kept as text, as precise as
it is known: "2024-03-11", "2024-03" or "2024".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from kg.errors import PaperkgError, WrongUsage

_DATE = re.compile(r"^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$")
_ARXIV = re.compile(r"^(?:[a-z-]+(?:\.[a-z]{2})?/)?(\d\d)(\d\d)(?:\.\d{4,5}|\d{3})(?:v\d+)?$", re.IGNORECASE)

#: Lengths of a bin in months, by name.
BINS = {"month": 1, "quarter": 3, "year": 12}


class DateError(PaperkgError):
    """A date cannot be read, or the papers have none."""


class NotADate(DateError, WrongUsage):
    """What a user gave for a date is none."""


def paper_date(published: str | None, arxiv_id: str | None, year: int | None) -> str:
    """Return when a paper came out, or an empty text if that is unknown.

    >>> paper_date(None, "2205.14135", 2023), paper_date("", "hep-th/9901001", None), paper_date("", "", 2020)
    ('2022-05', '1999-01', '2020')
    """
    if published and _valid(published[:10]):
        return published[:10]
    if arxiv_id and (found := _ARXIV.match(arxiv_id)) and 1 <= int(found[2]) <= 12:
        century = 1900 if int(found[1]) >= 91 else 2000
        return f"{century + int(found[1])}-{found[2]}"
    return f"{year:04d}" if year and year > 0 else ""


def parse(text: str, what: str) -> str:
    """Return a date that a user gave, checked.

    Args:
        text: year, month or day: "2024", "2024-03", "2024-03-11"; empty for no bound.
        what: the option's name, for the error.

    Raises:
        NotADate: if it is none.
    """
    text = text.strip()
    if text and not _valid(text):
        raise NotADate(f"{what}: {text!r} is no date; give a year, a month or a day, such as 2024, 2024-03, 2024-03-11")
    return text


def within(dates: Sequence[str], since: str = "", until: str = "") -> list[bool]:
    """Tell for each date whether it lies in a span, its ends included.

    A date that is less precise than the bound counts if it may lie inside. An unknown date lies in no span, and in the
    one without bounds.

    >>> within(["2024-03", "2024", "2023-12-31", ""], since="2024-02", until="2024")
    [True, True, False, False]
    """
    if not since and not until:
        return [True] * len(dates)
    return [
        bool(day) and day[: len(since)] >= since[: len(day)] and (not until or day[: len(until)] <= until[: len(day)])
        for day in dates
    ]


def month_number(day: str) -> int:
    """Return the month of a date as a number of months since year 0, or -1 if the month is unknown."""
    return int(day[:4]) * 12 + int(day[5:7]) - 1 if len(day) >= 7 else -1


def bin_name(number: int, by: str) -> str:
    """Return what the bin is called in which the month of that number lies.

    >>> [bin_name(2024 * 12 + 4, by) for by in BINS]
    ['2024-05', '2024-Q2', '2024']
    """
    year, month = divmod(number, 12)
    return {"month": f"{year}-{month + 1:02d}", "quarter": f"{year}-Q{month // 3 + 1}", "year": str(year)}[by]


def _valid(text: str) -> bool:
    found = _DATE.match(text)
    if not found:
        return False
    try:
        date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except ValueError:
        return False
    return True
