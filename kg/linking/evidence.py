"""The words behind an edge: for each mention the sentence it stands in."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from kg.extraction.document import Document
from kg.model import Mention, Paper

#: How many quotes an edge carries, one a sentence, and how long a quote may be, in characters.
MOST_QUOTES = 5
LONGEST_QUOTE = 400


@lru_cache(maxsize=4)
def _document(title: str, abstract: str) -> Document:
    return Document(title, abstract)


def quotes(paper: Paper, mentions: Iterable[Mention]) -> list[tuple[str, str]]:
    """Return the evidence for a concept: pairs of a quote and the span of the mention in it.

    One pair a sentence, the first :data:`MOST_QUOTES`. A sentence longer than :data:`LONGEST_QUOTE` is cut to the
    words around the mention; it is still a verbatim part of the text that holds the mention.
    """
    document = _document(paper.title, paper.abstract)
    found: list[tuple[str, str]] = []
    seen: set[int] = set()
    for mention in mentions:
        shift = 0 if mention.field == "title" else document.offset
        sentence = document.sentence_at(mention.start + shift)
        if sentence in seen:
            continue
        seen.add(sentence)
        start, end = document.sentences[sentence] if document.sentences else (0, len(paper.title))
        start, end = start - shift, max(end - shift, mention.end)
        if end - start > LONGEST_QUOTE:
            middle = (mention.start + mention.end) // 2
            start = max(start, min(mention.start, middle - LONGEST_QUOTE // 2))
            end = min(end, max(mention.end, middle + LONGEST_QUOTE // 2))
        text = paper.text(mention.field)
        found.append((text[start:end].strip(), mention.span))
        if len(found) == MOST_QUOTES:
            break
    return found
