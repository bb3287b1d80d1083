"""Acronyms that a text defines itself: "mixture of experts (MoE)", "KV (key-value) cache".

The algorithm is that of Schwartz and Hearst, "A Simple Algorithm for Identifying Abbreviation Definitions in
Biomedical Text", PSB 2003: a short form in parentheses after its long form (or the other way round), whose letters
are found in the long form from right to left, the first at the start of a word. Words whose initials are the letters go
before a shorter long form, which the algorithm finds in "proximal policy optimization (PPO)".
"""

from __future__ import annotations

import re
from typing import NamedTuple

_PARENTHESES = re.compile(r"[(\[]([^()\[\]]{2,80})[)\]]")
_SHORT = re.compile(r"[^\W_][\w.+/&’'^$-]{0,12}[\w+]$|[A-Z]$")
_WORD = re.compile(r"[^\W_]+")
_BREAK = re.compile(r"[;:!?]\s|[.,]\s+|[()\[\]\n]")


class Definition(NamedTuple):
    """A short form and its long form, with their places."""

    short: str
    long: str
    short_start: int
    short_end: int
    long_start: int
    long_end: int


def definitions(text: str) -> list[Definition]:
    """Return the acronym definitions of a text, in order of their place."""
    found = []
    if "(" not in text and "[" not in text:
        return []
    for match in _PARENTHESES.finditer(text):
        inner = re.split(r"[,;] | i\.e\.|, or ", match[1])[0].strip()
        start = match.start(1) + match[1].find(inner) if inner else match.start(1)
        if _is_short(inner):
            before = _before(text, match.start())
            bare = inner.rstrip("s") if inner.endswith("s") and inner[:-1].isupper() else inner
            long = max(best_long_form(bare, before), _by_initials(bare, before), key=len)
            if long and _plausible(inner, long):
                end = match.start() - (len(text[: match.start()]) - len(text[: match.start()].rstrip()))
                found.append(Definition(inner, long, start, start + len(inner), end - len(long), end))
        elif " " in inner or "-" in inner:  # short form outside, long form inside
            outside = re.search(r"([^\W_][\w.+/&-]{1,12})\s*$", text[max(0, match.start() - 16) : match.start()])
            if outside and _is_short(outside[1]):
                long = best_long_form(outside[1].rstrip("s"), inner)
                if long == inner and _plausible(outside[1], long):
                    place = max(0, match.start() - 16) + outside.start(1)
                    found.append(
                        Definition(outside[1], long, place, place + len(outside[1]), start, start + len(inner))
                    )
    return found


def _is_short(text: str) -> bool:
    """Tell whether a text has the shape of a short form."""
    return bool(
        2 <= len(text) <= 14
        and _SHORT.match(text)
        and sum(c.isupper() for c in text) >= 1
        and not text.isdigit()
        and " " not in text
    )


def _before(text: str, place: int) -> str:
    """Return the words before a place, in the same clause."""
    window = text[max(0, place - 160) : place].rstrip()
    breaks = [found.end() for found in _BREAK.finditer(window)]
    return window[breaks[-1] :] if breaks else window


def best_long_form(short: str, before: str) -> str:
    """Return the shortest end of ``before`` that spells ``short``, or an empty string (the paper's FindBestLongForm).

    >>> best_long_form("MoE", "a sparse mixture of experts")
    'mixture of experts'
    """
    long_index = len(before) - 1
    for index in range(len(short) - 1, -1, -1):
        char = short[index].lower()
        if not char.isalnum():
            continue
        while long_index >= 0 and (
            before[long_index].lower() != char or (index == 0 and long_index > 0 and (before[long_index - 1].isalnum()))
        ):
            long_index -= 1
        if long_index < 0:
            return ""
        long_index -= 1
    start = max(before.rfind(" ", 0, long_index + 2), 0)
    return before[start:].strip()


def _by_initials(short: str, before: str) -> str:
    """Return the last words of ``before`` if their initials are the letters of ``short``, or an empty string."""
    letters = [c.lower() for c in short if c.isalnum()]
    words = list(_WORD.finditer(before))[-len(letters) :]
    if len(letters) < 3 or [word[0][0].lower() for word in words] != letters:
        return ""
    return before[words[0].start() :].strip()


def _plausible(short: str, long: str) -> bool:
    """Tell whether a long form is one: longer, not too many words, not holding the short form itself."""
    letters = sum(c.isalnum() for c in short)
    words = _WORD.findall(long)
    return (
        len(long) > len(short)
        and 1 <= len(words) <= min(letters + 5, letters * 2 + 1)
        and short.lower() not in (word.lower() for word in words)
        and not (len(words) == 1 and letters < 3)
        and words[0].lower() not in ("the", "a", "an", "of", "and", "our")
    )
