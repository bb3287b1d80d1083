"""Names that say nearly the same, so that one adds nothing to the other."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from kg.lexicon.spelling import fold, singular

#: Names that agree this far, 0 to 100, are taken for one.
SAME = 88.0


def alike(a: str, b: str) -> bool:
    """Tell whether two names differ by little more than spelling, or one holds all words of the other.

    >>> alike("KV cache", "KV cache compression"), alike("ImageNet", "ImageNet-1K"), alike("LoRA", "QLoRA")
    (True, True, True)
    >>> alike("quantization", "pruning"), alike("LLaMA-2", "LLaMA-3"), alike("NVIDIA A100", "NVIDIA H100")
    (False, False, False)
    """
    first, second = _words(a), _words(b)
    if first <= second or second <= first:
        return True
    if any(any(c.isdigit() for c in word) for word in first ^ second):
        return False
    return fuzz.ratio(_line(first), _line(second)) >= SAME


def alike_pairs(rows: Sequence[str], columns: Sequence[str]) -> NDArray[np.bool_]:
    """Return :func:`alike` for each name of ``rows`` with each of ``columns``."""
    close = process.cdist(
        [_line(_words(name)) for name in rows],
        [_line(_words(name)) for name in columns],
        scorer=fuzz.ratio,
        score_cutoff=SAME,
    )
    found = close > 0
    holding: dict[str, list[int]] = {}
    for number, name in enumerate(columns):
        for word in _words(name):
            holding.setdefault(word, []).append(number)
    for row, name in enumerate(rows):
        for word in _words(name):
            found[row, holding.get(word, [])] = True
    for row, column in np.argwhere(found).tolist():
        found[row, column] = alike(rows[row], columns[column])
    return found


def _line(words: frozenset[str]) -> str:
    return " ".join(sorted(words))


@lru_cache(maxsize=65_536)
def _words(name: str) -> frozenset[str]:
    return frozenset(map(singular, fold(name).split()))
