"""What is known of a candidate, as named features: the only thing that the classifier sees.

A feature is a short readable string ("head=pruning", "proposed", "lexicon=Method"), so that the trained weights in
``weights.json`` can be read and judged by a person.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache, lru_cache
from importlib import resources

from kg.extraction.candidates import Candidate
from kg.extraction.cues import cues, kind_of
from kg.extraction.document import Document
from kg.extraction.names import is_name
from kg.lexicon import Entry, load
from kg.lexicon.spelling import fold, singular

_WORD = re.compile(r"[a-z]+")


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


@cache
def _clusters() -> dict[str, tuple[tuple[str, ...], str]]:
    """Return for each word of ``clusters.tsv`` its groups, coarse to fine, and how much it belongs to titles.

    The table is made by ``scripts/train_clusters.py`` from how words are used in a paper collection.
    """
    lines = resources.files("kg.extraction").joinpath("clusters.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines[1:])
    return {word: (tuple(f"{level}:{group}" for level, group in enumerate(groups)), title) for word, *groups, title in rows}


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
    known = _clusters()
    groups, title = known.get(head, ((), "?"))
    found += [f"headgroup={group}" for group in groups]
    found.append(f"headtitle={title}&{min(len(words), 3)}")
    if len(words) > 1:
        groups, title = known.get(singular(words[0]), ((), "?"))
        found += [f"firstgroup={group}" for group in groups[:2]]
        found.append(f"firsttitle={title}")
        groups, title = known.get(singular(words[-2]), ((), "?"))
        found += [f"modgroup={group}" for group in groups]
        found.append(f"modtitle={title}")
    if len(words) > 1:
        second = words[-2]
        found.append(f"mod={second}")
        found.append(f"heads2={_head_types().get(head, '0')}&{second[-2:]}")
    return tuple(found)


def features(candidate: Candidate, document: Document) -> list[str]:
    """Return the features of a candidate, in an order that depends on nothing but the text."""
    entry = candidate.entry
    text = document.text
    places = candidate.places
    first = places[0]
    surface = text[first.start : first.end]
    words = tuple(fold(entry.name if entry else surface).split())
    found = ["bias", *_word_features(words)]
    if entry:
        kind = entry.type
        found += _entry_features(entry, len(words))
        if candidate.context:
            found.append("context")
    else:
        kind = "-"
        found += dict.fromkeys([f"source={place.source}" for place in places])
        for held in candidate.holds:
            found.append(f"holds={held.type}{'*' if held.generic else ''}")
    shapes = dict.fromkeys([_shape(text[p.start : p.end]) for p in places if p.start >= document.offset])
    if not shapes:
        shapes = {f"title:{_shape(surface)}": None}
    found += [f"shape={shape}&{kind}" for shape in shapes]
    if candidate.inside:
        found.append(f"inside&{kind}")
    if candidate.expansion:
        long = fold(candidate.expansion).split()
        head = singular(long[-1]) if long else ""
        found += (
            "defined",
            f"defined&{_shape(candidate.short)}&{kind}",
            f"long={head}",
            f"longs={_head_types().get(head, '0')}",
            f"longshape={_shape(candidate.expansion)}",
        )
    found.append(f"count={min(len(places), 4)}&{kind}")
    sentence = document.sentence_at(first.start)
    if sentence == 0:
        found += ("title", f"title&{kind}", "at=title")
    else:
        last = len(document.sentences) - 1
        found.append("at=first" if sentence == 1 else "at=last" if sentence == last else "at=middle")
    if candidate.title_name:
        found.append("title_name")
        rest = document.title[max(p.end for p in places if p.start < document.offset) :].lower()
        found += dict.fromkeys([f"titleis={kind}" for word in _WORD.findall(rest) if (kind := kind_of(word))])
    if candidate.title_part:
        found.append("title_part")
    seen: dict[str, None] = {}
    for place in places[:5]:
        seen.update(dict.fromkeys(cues(document, place.start, place.end)))
    if "self+propose" in seen or "propose" in seen:
        if candidate.expansion:
            found.append("defined+propose")
        if sentence == 0:
            found.append("title+propose")
        if "<," in seen or "<:" in seen or "<—" in seen or "<--" in seen:
            found.append(f"propose+comma&{min(shapes)}")
        found.append(f"propose&count={min(len(places), 4)}&{kind}")
    for cue in [cue for cue in seen if cue[0] in "<>" and cue[1:].isalpha()]:
        groups, _ = _clusters().get(cue[1:], ((), "?"))
        found += [f"{cue[0]}group={group}" for group in groups[:2]]
    pairs = _CUE_PAIRS[kind if entry else min(shapes)]
    for cue in seen:
        found += pairs[cue]
    return found


class _Pairs(dict[str, tuple[str, ...]]):
    """The features that a cue gives for one kind of candidate, made once."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.kind = kind

    def __missing__(self, cue: str) -> tuple[str, ...]:
        made = (f"cue={cue}",) if cue[0] in "<>" else (f"cue={cue}", f"cue={cue}&{self.kind}")
        if len(self) < 50_000:
            self[cue] = made
        return made


class _Kinds(dict[str, _Pairs]):
    def __missing__(self, kind: str) -> _Pairs:
        made = self[kind] = _Pairs(kind)
        return made


_CUE_PAIRS = _Kinds()


@lru_cache(maxsize=50_000)
def _entry_features(entry: Entry, length: int) -> tuple[str, ...]:
    """Return the features that an entry of the vocabulary always gives."""
    found = [f"lexicon={entry.type}", f"lexicon={entry.type}&n={min(length, 4)}"]
    if entry.generic:
        found += ("generic", f"generic={entry.type}")
    found += [f"also={entry.type}>{kind}" for kind in entry.also]
    found += [f"broader={wider}" for wider in entry.broader[:2]]
    found.append(f"id={entry.id}")
    return tuple(found)
