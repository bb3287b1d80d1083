"""A paper's title and abstract as one text with places: sentences, words, folded spelling."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cached_property

from kg.lexicon.spelling import fold
from kg.model import Mention

#: Between title and abstract in :attr:`Document.text`; ends any pattern and any sentence.
JOINT = "\n"

_URL = re.compile(
    r"(?:https?://|www\.|(?<![\w.])(?:\w+\.)+(?:com|org|io|host|net|ai|edu|dev)/)[^\s)\]]+", re.IGNORECASE
)
_WORD = re.compile(r"[^\W_](?:[\w+#]|[-‐–'’./^](?=\w))*")
_SENTENCE_END = re.compile(r"(?<=[.!?。])[\"”’)]*\s+(?=[\"“(\[]?[A-Z0-9\u0080-\uffff])|\n+")
_NO_END = re.compile(r"(?:\b(?:e\.g|i\.e|et al|vs|cf|resp|approx|Fig|Eq|Sec|Tab|No|Dr|Prof|St)|\b[A-Z])\.$")


#: A word of the text: itself, its start and its end. A plain tuple, as there are hundreds in a document.
Word = tuple[str, int, int]


class Document:
    """Title and abstract joined by :data:`JOINT`.

    Attributes:
        text: the joined text with addresses (URLs) blanked out; all places are offsets into it.
        folded: the same length, lower case, separators as spaces (:func:`kg.lexicon.spelling.fold`).
    """

    def __init__(self, title: str, abstract: str) -> None:
        self.title = title
        self.abstract = abstract
        text = f"{title}{JOINT}{abstract}"
        self.text = _URL.sub(lambda found: " " * len(found[0]), text) if "/" in text else text
        self.offset = len(title) + len(JOINT)

    @cached_property
    def folded(self) -> str:
        """The text in folded spelling."""
        return fold(self.text)

    @cached_property
    def words(self) -> list[Word]:
        """The words in order, hyphenated ones as one."""
        return [(found[0], *found.span()) for found in _WORD.finditer(self.text)]

    @cached_property
    def lower(self) -> list[str]:
        """The words in lower case."""
        return [text.lower() for text, _, _ in self.words]

    @cached_property
    def _word_starts(self) -> list[int]:
        return [start for _, start, _ in self.words]

    def word_at(self, place: int) -> int:
        """Return the index of the first word that starts at the place or after it."""
        return bisect_left(self._word_starts, place)

    @cached_property
    def sentences(self) -> list[tuple[int, int]]:
        """The places of the sentences; the first is the title."""
        places, start = [(0, len(self.title))], self.offset
        for found in _SENTENCE_END.finditer(self.text, self.offset):
            if _NO_END.search(self.text, max(start, found.start() - 8), found.start()):
                continue
            places.append((start, found.start()))
            start = found.end()
        if start < len(self.text):
            places.append((start, len(self.text)))
        return places

    @cached_property
    def _starts(self) -> list[int]:
        return [start for start, _ in self.sentences]

    def sentence_at(self, place: int) -> int:
        """Return the index of the sentence that holds the place."""
        return max(0, bisect_right(self._starts, place) - 1)

    def mention(self, start: int, end: int) -> Mention:
        """Return the mention for a place in the joined text."""
        if start < self.offset:
            return Mention("title", start, end)
        return Mention("abstract", start - self.offset, end - self.offset)

    def is_word(self, start: int, end: int) -> bool:
        """Tell whether the place is not cut out of a longer word."""
        text = self.folded
        return (start == 0 or text[start - 1] == " ") and (end >= len(text) or text[end] == " ")
