"""How wide the columns of a table are where not all fits: lines break at spaces, words only as a last resort."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

#: A column of text is narrowed down to this before another is left out.
COMFORTABLE = 20


@dataclass(frozen=True, slots=True)
class Needs:
    """What a column needs, in characters.

    Attributes:
        name: its heading.
        natural: the longest cell, or the heading.
        least: the longest that should not be broken: a word; a number, even where it has spaces in it.
        number: whether it holds numbers, which are never broken.
    """

    name: str
    natural: int
    least: int
    number: bool = False

    @property
    def comfortable(self) -> int:
        """The least that it is read well in."""
        return self.least if self.number else min(self.natural, max(self.least, COMFORTABLE))


def kept(columns: Sequence[Needs], room: int, spare: Collection[str], gap: int) -> list[int]:
    """Return the places of the columns to show: those that may be left out are if the others would be too narrow.

    Args:
        columns: all.
        room: of the table.
        spare: names of those that may be left out; the last goes first.
        gap: what lies between two columns.
    """
    places = list(range(len(columns)))
    for place in reversed(range(len(columns))):
        needed = sum(columns[n].comfortable for n in places) + gap * (len(places) - 1)
        if needed > room and columns[place].name in spare:
            places.remove(place)
    return places


def widths(columns: Sequence[Needs], room: int) -> list[int]:
    """Return the widths of columns that have so much room together.

    Each gets at least its longest word, if that is possible, and the narrow ones what they need before the wide ones.
    """
    natural = [column.natural for column in columns]
    if sum(natural) <= room:
        return natural
    least = [column.least for column in columns]
    if sum(least) > room:  # the longest words must be broken
        return _level(
            room, [width if column.number else 1 for column, width in zip(columns, least, strict=True)], least
        )
    return _level(room, least, natural)


def _level(room: int, least: Sequence[int], most: Sequence[int]) -> list[int]:
    """Return widths between bounds, as even as they allow, that fill the room."""
    level = 1
    found = list(least)
    while (wider := [min(max(level, low), high) for low, high in zip(least, most, strict=True)]) != list(most):
        if sum(wider) > room:
            break
        found, level = wider, level + 1
    for place, high in enumerate(most):
        if sum(found) < room and found[place] < high:
            found[place] += 1
    return found
