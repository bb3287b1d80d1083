"""What is known of a candidate, as named features: the only thing that the classifier sees.

A feature is a short readable string ("head=pruning", "proposed", "lexicon=Method"), so that the trained weights in
``weights.json`` can be read and judged by a person.
"""

from __future__ import annotations

from collections import Counter
from functools import cache, lru_cache

from kg.extraction.candidates import Candidate
from kg.extraction.cues import cues
from kg.extraction.document import Document
from kg.extraction.names import is_name
from kg.lexicon import load
from kg.lexicon.spelling import fold, singular

#: Cues that also count together with the shape of the name.
_STRONG = frozenset(("called", "proposed", "subject", "compared", "evaluated", "data_noun", "data_before"))


@cache
def _head_types() -> dict[str, str]:
    """Return what the last words of the vocabulary's common nouns say about a type.

    "pruning" ends many techniques and nothing else; "detection" ends tasks and techniques.
    """
    counts: dict[str, Counter[str]] = {}
    for entry in load():
        for text in {form.text for form in entry.forms}:
            words = fold(text).split()
            if len(words) > 1 and words[-1].isalpha():
                counts.setdefault(singular(words[-1]), Counter())[entry.type] += 1
    result = {}
    for head, types in counts.items():
        total = sum(types.values())
        (best, n), *_ = types.most_common(1)
        size = "1" if total == 1 else "2" if total < 4 else "4" if total < 10 else "10"
        result[head] = f"{best}{'' if n * 4 >= total * 3 else '?'}{size}"
    return result


@lru_cache(maxsize=100_000)
def _shape(name: str) -> str:
    if " " in name:
        capitals = sum(word[0].isupper() for word in name.split())
        return "Words" if capitals == len(name.split()) else "mixed" if capitals else "words"
    if name.isupper():
        return "CAPS" if name.isalpha() else "CAPS1"
    if is_name(name):
        return "Name1" if any(c.isdigit() for c in name) else "CamelCase"
    return "Word" if name[:1].isupper() else "word-word" if "-" in name else "word"


@lru_cache(maxsize=100_000)
def _word_features(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the features of a phrase's words."""
    head = singular(words[-1].rsplit("-", 1)[-1]) if words[-1] else ""
    found = [f"head={head}", f"head~{head[-3:]}", f"heads={_head_types().get(head, '0')}", f"n={min(len(words), 4)}"]
    if len(words) > 1 or "-" in words[0]:
        first = words[0].split("-")[0] if len(words) == 1 else words[0]
        found.append(f"first={first}")
        if "-" in words[0]:
            found.append(f"first-={words[0].rsplit('-', 1)[-1]}")
        else:
            found.append(f"first~{words[0][-3:]}")
    if len(words) > 1:
        second = words[-2]
        found.append(f"mod={second}")
        found.append(f"heads2={_head_types().get(head, '0')}&{second[-2:]}")
    return tuple(found)


def features(candidate: Candidate, document: Document) -> list[str]:
    """Return the features of a candidate."""
    entry = candidate.entry
    found = {"bias"}
    sources = {place.source for place in candidate.places}
    text = document.text
    first = candidate.places[0]
    surface = text[first.start : first.end]
    words = tuple(fold(entry.name if entry else surface).split())
    found.update(_word_features(words))
    if entry:
        found.add(f"lexicon={entry.type}")
        found.add(f"lexicon={entry.type}&n={min(len(words), 4)}")
        if entry.generic:
            found.add("generic")
            found.add(f"generic={entry.type}")
        found.update(f"also={entry.type}>{kind}" for kind in entry.also)
        if candidate.context:
            found.add("context")
        for wider in entry.broader[:2]:
            found.add(f"broader={wider}")
        found.add(f"id={entry.id}")
    else:
        found.update(f"source={source}" for source in sources)
        for held in candidate.holds:
            found.add(f"holds={held.type}{'*' if held.generic else ''}")
    shapes = {_shape(text[p.start : p.end]) for p in candidate.places if p.start >= document.offset} or {
        "title:" + _shape(surface)
    }
    kind = entry.type if entry else "-"
    found.update(f"shape={shape}&{kind}" for shape in shapes)
    if candidate.inside:
        found.add(f"inside&{kind}")
    if candidate.expansion:
        found.add("defined")
        found.add(f"defined&{_shape(candidate.short)}&{kind}")
        head = singular(fold(candidate.expansion).split()[-1]) if fold(candidate.expansion).split() else ""
        found.add(f"long={head}")
        found.add(f"longs={_head_types().get(head, '0')}")
        found.add(f"longshape={_shape(candidate.expansion)}")
    count = len(candidate.places)
    found.add(f"count={min(count, 4)}&{kind}")
    if first.start < document.offset:
        found.add("title")
        found.add(f"title&{kind}")
    if candidate.title_name:
        found.add("title_name")
    total = max(1, len(document.sentences) - 1)
    sentence = document.sentence_at(first.start)
    position = "title" if sentence == 0 else "first" if sentence == 1 else "last" if sentence == total else "middle"
    found.add(f"at={position}")
    seen: set[str] = set()
    for place in candidate.places[:6]:
        seen.update(cues(document, place.start, place.end))
        if place.phrase:
            found.add(f"before={place.phrase.before}")
            found.add(f"after={place.phrase.after}")
    shape = next(iter(sorted(shapes)))
    for cue in seen:
        found.add(f"cue={cue}")
        found.add(f"cue={cue}&{kind}")
        if cue in _STRONG and not entry:
            found.add(f"cue={cue}&{shape}")
    return sorted(found)
