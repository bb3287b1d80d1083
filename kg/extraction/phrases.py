"""Noun phrases of a text, without a tagger: runs of words between function words, verbs and punctuation."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from kg.extraction.document import Document
from kg.extraction.wordlists import CONTAINERS, EMPTY_HEADS, FUNCTION, VAGUE, VERBS

#: Longest phrase that is taken for a concept, in words.
LONGEST = 5


class Phrase(NamedTuple):
    """A noun phrase: its words' places and the words themselves in lower case.

    ``before`` is the lower-case word in front of it ("" at the start of a clause), ``after`` the one behind.
    """

    start: int
    end: int
    words: tuple[str, ...]
    before: str
    after: str


_STOP = FUNCTION | VERBS


@lru_cache(maxsize=100_000)
def _breaks(text: str, low: str) -> bool:
    return (
        low in _STOP
        or low[0].isdigit()
        or (len(low) > 4 and low.endswith(("ly", "'s", "’s")))
        or (len(low) == 1 and not text.isupper())
    )


def phrases(document: Document) -> list[Phrase]:
    """Return the noun phrases that could name a concept, in order.

    Praise is cut off the front ("novel", "efficient"); a generic noun is cut off the end where two words or more
    remain ("structured pruning method"); it is then ``after``.
    """
    text = document.text
    found: list[Phrase] = []
    run: list[tuple[int, int, str]] = []
    before = ""
    last_end = 0
    for (word, start, end), low in zip(document.words, document.lower, strict=True):
        joined = start == last_end + 1 and text[last_end] in " \u00a0"
        stop = _breaks(word, low)
        if run and (stop or not joined):
            _close(run, before, low if joined else "", found)
            run = []
        if stop:
            before = low
        else:
            if not run and not joined:
                before = ""
            run.append((start, end, low))
        last_end = end
    if run:
        _close(run, before, "", found)
    return found


def _close(run: list[tuple[int, int, str]], before: str, after: str, found: list[Phrase]) -> None:
    """Trim a run of words to a phrase, and add it if it could name a concept."""
    first, last = 0, len(run)
    while last > 1 and run[last - 1][2] in VAGUE:  # "multi-scale dynamics common (in ...)"
        last -= 1
        after = run[last][2]
    if last > 2 and run[last - 1][2] in CONTAINERS:
        last -= 1
        after = run[last][2]
    first = max(first, last - LONGEST)
    while first < last and run[first][2] in VAGUE:
        first += 1
    if first == last or run[last - 1][2] in EMPTY_HEADS or (last - first == 1 and run[first][2] in CONTAINERS):
        return
    if first:
        before = run[first - 1][2]
    found.append(Phrase(run[first][0], run[last - 1][1], tuple([low for _, _, low in run[first:last]]), before, after))
