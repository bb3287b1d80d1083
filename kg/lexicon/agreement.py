"""Whether a long form that a text gives says what an entry of the vocabulary is."""

from __future__ import annotations

import re
from collections.abc import Set
from difflib import SequenceMatcher

from kg.lexicon import Entry
from kg.lexicon.spelling import name_key

#: How alike two words must be to be one (Ratcliff and Obershelp, 0 to 1): "larger" and "large", "Decent" and "Descent".
SAME_WORD = 0.85
_GAP = re.compile(r"[\s-]+")


def agrees(entry: Entry, long: str) -> bool:
    """Tell whether a long form says nothing that the spellings of an entry do not say.

    "Sparse Window Attention (SWA)" is not the sliding window attention that the vocabulary calls SWA; "larger language
    models (LLMs)" and "Stochastic Gradient Decent (SGD)" are what they look like.
    """
    known = {name_key(word) for form in entry.forms for word in _GAP.split(form.text) if word}
    return all(_is_any(name_key(word), known) for word in _GAP.split(long) if word)


def _is_any(word: str, known: Set[str]) -> bool:
    """Tell whether a word is one of others, or the same with another ending or a letter gone wrong."""
    return word in known or any(
        word[:1] == other[:1] and SequenceMatcher(None, word, other, autojunk=False).ratio() >= SAME_WORD
        for other in known
    )
