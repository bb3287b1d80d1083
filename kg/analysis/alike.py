"""Names that say nearly the same, so that one adds nothing to the other."""

from __future__ import annotations

from functools import lru_cache

from rapidfuzz import fuzz

from kg.lexicon.spelling import fold

#: Names that agree this far, 0 to 100, are taken for one.
SAME = 88.0


def alike(a: str, b: str) -> bool:
    """Tell whether two names differ by little more than spelling, or one holds all words of the other.

    >>> alike("KV cache", "KV cache compression"), alike("ImageNet", "ImageNet-1K"), alike("LoRA", "QLoRA")
    (True, True, True)
    >>> alike("quantization", "pruning"), alike("NVIDIA A100", "NVIDIA H100")
    (False, False)
    """
    first, second = _words(a), _words(b)
    if first <= second or second <= first:
        return True
    if any(any(c.isdigit() for c in word) for word in first ^ second):
        return False
    return fuzz.ratio(" ".join(sorted(first)), " ".join(sorted(second))) >= SAME


@lru_cache(maxsize=65_536)
def _words(name: str) -> frozenset[str]:
    return frozenset(word.removesuffix("s") for word in fold(name).replace("-", " ").split())
