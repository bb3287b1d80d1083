"""Which names have a word, or one that is spelt like it: an index for :mod:`kg.search`."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from kg.lexicon.spelling import american, plural, singular

#: Least likeness of two words: one error in four letters.
LEAST_LIKENESS = 0.75
#: Likeness of a word to its beginning, and how long this must be.
BEGUN, LEAST_BEGUN = 0.9, 3

Likeness = NDArray[np.float32]


class Words:
    """The words of many names. 170,000 names take a fifth of a second, a word then a few milliseconds.

    Args:
        names: folded (see :func:`kg.lexicon.spelling.fold`), with single spaces.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self._numbers: dict[str, int] = {}
        words: list[int] = []
        counts = []
        for name in names:
            split = name.split()
            counts.append(len(split))
            words += [self._numbers.setdefault(word, len(self._numbers)) for word in split]
        #: How many words each name has.
        self.counts = np.array(counts, dtype=np.int32)
        self._words = list(self._numbers)
        of_word = np.array(words, dtype=np.int32)
        order = np.argsort(of_word, kind="stable")
        # The names that have a word are in one piece.
        self._names = np.repeat(np.arange(len(names), dtype=np.int32), self.counts)[order]
        self._first = np.searchsorted(of_word[order], np.arange(len(self._words) + 1))

    def likeness(self, word: str) -> Likeness:
        """Return for each name how much the word of it that is most alike is so: 1 if it is the same, 0 if none is.

        Singular and plural, British and American spelling are the same. Otherwise it is the share of letters that stay
        when letters are put right (optimal string alignment: exchanged neighbours are one error), if that is at least
        :data:`LEAST_LIKENESS`; for a word that begins so it is :data:`BEGUN`.
        """
        found: Likeness = np.zeros(len(self.counts), dtype=np.float32)
        if not self._words:
            return found
        alike = process.cdist(
            [word], self._words, scorer=OSA.normalized_similarity, score_cutoff=LEAST_LIKENESS, dtype=np.float32
        )[0]
        if len(word) >= LEAST_BEGUN:
            begun = [number for number, other in enumerate(self._words) if other.startswith(word)]
            alike[begun] = np.maximum(alike[begun], BEGUN)
        for form in forms(word):
            if form in self._numbers:
                alike[self._numbers[form]] = 1
        # The most alike last, so that they count.
        numbers = np.flatnonzero(alike)
        for number in numbers[np.argsort(alike[numbers], kind="stable")].tolist():
            found[self._names[self._first[number] : self._first[number + 1]]] = alike[number]
        return found


def forms(word: str) -> set[str]:
    """Return the spellings of one word that count as the same.

    >>> sorted(forms("cache")), sorted(forms("quantisations"))
    (['cache', 'caches'], ['quantisations', 'quantization', 'quantizations'])
    """
    one = singular(american(word))
    return {word, one, plural(one)} if one.isalpha() else {word}
