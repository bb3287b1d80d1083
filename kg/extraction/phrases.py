"""Noun phrases of a text, without a tagger: runs of words between function words, verbs and punctuation."""

from __future__ import annotations

from typing import NamedTuple

from kg.extraction.document import Document, Word
from kg.extraction.wordlists import CONTAINERS, EMPTY_HEADS, FUNCTION, VAGUE, VERBS

#: Longest phrase that is taken for a concept, in words.
LONGEST = 5


class Phrase(NamedTuple):
    """A noun phrase: its words' places and the words themselves in lower case.

    ``before`` is the lower-case word in front of it ("" at the start of a clause), ``after`` the one behind.
    ``contained`` is the generic noun that was cut off its end ("method"), or empty.
    """

    start: int
    end: int
    words: tuple[str, ...]
    before: str
    after: str
    contained: str = ""


def _breaks(word: Word, low: str) -> bool:
    return (
        low in FUNCTION
        or low in VERBS
        or low[0].isdigit()
        or (len(low) > 4 and low.endswith("ly"))
        or (len(low) == 1 and not word.text.isupper())
    )


def phrases(document: Document) -> list[Phrase]:
    """Return the noun phrases that could name a concept, in order.

    Praise is cut off the front ("novel", "efficient"); a generic noun is cut off the end where two words or more
    remain ("structured pruning method"), and is told in :attr:`Phrase.contained`.
    """
    text = document.text
    found: list[Phrase] = []
    run: list[tuple[Word, str]] = []
    before = ""
    last_end = 0
    for word in document.words:
        low = word.text.lower()
        joined = not run or text[last_end : word.start].isspace()
        stop = _breaks(word, low)
        if run and (stop or not joined):
            _close(run, before, low if joined else "", found)
            run = []
        if stop:
            before = low
        else:
            if not run and last_end and not text[last_end : word.start].isspace():
                before = ""
            elif not run and found and not joined:
                before = ""
            run.append((word, low))
        last_end = word.end
    if run:
        _close(run, before, "", found)
    return found


def _close(run: list[tuple[Word, str]], before: str, after: str, found: list[Phrase]) -> None:
    while run and run[0][1] in VAGUE:
        before, run = run[0][1], run[1:]
    contained = ""
    if len(run) > 2 and run[-1][1] in CONTAINERS:
        contained, run = run[-1][1], run[:-1]
    if not run:
        return
    if len(run) > LONGEST:
        before, run = run[-LONGEST - 1][1], run[-LONGEST:]
        while run and run[0][1] in VAGUE:
            before, run = run[0][1], run[1:]
    if not run or run[-1][1] in EMPTY_HEADS or (len(run) == 1 and run[0][1] in CONTAINERS):
        return
    found.append(
        Phrase(run[0][0].start, run[-1][0].end, tuple(low for _, low in run), before, contained or after, contained)
    )
