"""What is known of a candidate, as named features: the only thing that the classifier sees.

A feature is a short readable string ("head=pruning", "cue=propose", "lexicon=Method"), so that the trained weights in
``weights.json`` can be read and judged by a person. Features that always come together are a :class:`Bundle`, made
once and kept, so that the classifier can keep the sum of their weights.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
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
    return {
        word: (tuple(f"{level}:{group}" for level, group in enumerate(groups)), title) for word, *groups, title in rows
    }


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


class Bundle:
    """Features that come together.

    Attributes:
        names: the features.
        rows: where classifiers keep the sum of their weights, by the classifier's key.
    """

    __slots__ = ("names", "rows")

    def __init__(self, names: Iterable[str]) -> None:
        self.names = tuple(names)
        self.rows: dict[str, int] = {}


def names_of(bundles: Iterable[Bundle]) -> list[str]:
    """Return the features of bundles one by one."""
    return [name for bundle in bundles for name in bundle.names]


def word_bundles(words: tuple[str, ...]) -> list[Bundle]:
    """Return the features of a candidate's folded words: of the last, the first, and the one before the last."""
    count = len(words)
    if not count:
        return [_head_bundle("", 0)]
    found = [_head_bundle(words[-1], min(count, 4))]
    if count > 1:
        found.append(_first_bundle(words[0]))
        found.append(_modifier_bundle(words[-2]))
        found.append(_pair_bundle(_head_types().get(singular(words[-1]), "0"), words[-2][-2:]))
    return found


@lru_cache(maxsize=50_000)
def _head_bundle(word: str, count: int) -> Bundle:
    head = singular(word)
    groups, title = _clusters().get(head, ((), "?"))
    found = ["bias", f"head={head}", f"head~{head[-3:]}", f"heads={_head_types().get(head, '0')}", f"n={count}"]
    found += [f"headgroup={group}" for group in groups]
    found.append(f"headtitle={title}&{min(count, 3)}")
    return Bundle(found)


@lru_cache(maxsize=50_000)
def _first_bundle(word: str) -> Bundle:
    groups, title = _clusters().get(singular(word), ((), "?"))
    found = [f"first={word}", f"first~{word[-3:]}", f"firsttitle={title}"]
    found += [f"firstgroup={group}" for group in groups[:2]]
    return Bundle(found)


@lru_cache(maxsize=50_000)
def _modifier_bundle(word: str) -> Bundle:
    groups, title = _clusters().get(singular(word), ((), "?"))
    return Bundle([f"mod={word}", f"modtitle={title}", *[f"modgroup={group}" for group in groups]])


@lru_cache(maxsize=50_000)
def _pair_bundle(head: str, ending: str) -> Bundle:
    return Bundle([f"heads2={head}&{ending}"])


def words_of(candidate: Candidate, document: Document) -> tuple[str, ...]:
    """Return the folded words by which a candidate is judged: the entry's name, or its first surface."""
    if candidate.entry:
        return _entry_words(candidate.entry)
    first = candidate.places[0]
    return tuple(document.folded[first.start : first.end].split())


@lru_cache(maxsize=50_000)
def _entry_words(entry: Entry) -> tuple[str, ...]:
    return tuple(fold(entry.name).split())


def features(candidate: Candidate, document: Document) -> list[Bundle]:
    """Return the features of a candidate, in an order that depends on nothing but the text."""
    entry = candidate.entry
    text = document.text
    places = candidate.places
    first = places[0]
    words = words_of(candidate, document)
    found = word_bundles(words)
    if entry:
        kind = entry.type
        found.append(_entry_bundle(entry, len(words)))
    else:
        kind = "-"
        held = tuple([f"{e.type}{'*' if e.generic else ''}" for e in candidate.holds])
        found.append(_evidence_bundle(tuple(dict.fromkeys([place.source for place in places])), held))
    shapes = tuple(dict.fromkeys([_shape(text[p.start : p.end]) for p in places if p.start >= document.offset]))
    if not shapes:
        shapes = (f"title:{_shape(text[first.start : first.end])}",)
    sentence = document.sentence_at(first.start)
    last = len(document.sentences) - 1
    at = "title" if sentence == 0 else "first" if sentence == 1 else "last" if sentence == last else "middle"
    marks = (candidate.inside, candidate.context, candidate.title_name, candidate.title_part)
    found.append(_place_bundle(kind, shapes, min(len(places), 4), at, marks))
    if candidate.expansion:
        long = fold(candidate.expansion).split()
        head = singular(long[-1]) if long else ""
        found.append(_definition_bundle(kind, _shape(candidate.short), head, _shape(candidate.expansion)))
    if candidate.title_name:
        rest = document.title[max(p.end for p in places if p.start < document.offset) :].lower()
        said = dict.fromkeys([kind_of(word) for word in _WORD.findall(rest)])
        found.append(_title_bundle(tuple([kind for kind in said if kind])))
    seen: dict[str, None] = {}
    for place in places[:5]:
        seen.update(dict.fromkeys(cues(document, place.start, place.end)))
    shape = min(shapes)
    strange = len(words) == 1 and singular(words[0]) not in _clusters()
    named = "named" if "named.next" in seen or "named" in seen else ""
    if "propose" in seen or "propose.far" in seen:
        apart = "<," in seen or "<:" in seen or "<—" in seen
        own = "self" in seen or "self.far" in seen
        found.append(_proposal_bundle(kind, shape, min(len(places), 4), bool(candidate.expansion), at, apart))
        named = f"{named}propose{'.' if 'propose' in seen else ''}{'+self' if own else ''}"
    if not entry:
        found.append(_novelty_bundle(shape, strange, named, min(len(places), 3)))
    bundles = _CUE_BUNDLES[kind if entry else shape]
    found += [_neighbour_bundle(cue) if cue[0] in "<>" else bundles[cue] for cue in seen]
    return found


@lru_cache(maxsize=50_000)
def _neighbour_bundle(cue: str) -> Bundle:
    """Return the features of the word before ("<word") or behind (">word") a mention."""
    groups, _ = _clusters().get(cue[1:], ((), "?")) if cue[1:].isalpha() else ((), "")
    return Bundle([f"cue={cue}", *[f"{cue[0]}group={group}" for group in groups[:2]]])


class _Cues(dict[str, Bundle]):
    """The features that a cue gives for one kind of candidate."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.kind = kind

    def __missing__(self, cue: str) -> Bundle:
        made = self[cue] = Bundle((f"cue={cue}", f"cue={cue}&{self.kind}"))
        return made


class _Kinds(dict[str, _Cues]):
    def __missing__(self, kind: str) -> _Cues:
        made = self[kind] = _Cues(kind)
        return made


_CUE_BUNDLES = _Kinds()


@lru_cache(maxsize=50_000)
def _entry_bundle(entry: Entry, length: int) -> Bundle:
    """Return the features that an entry of the vocabulary always gives."""
    found = [f"lexicon={entry.type}", f"lexicon={entry.type}&n={min(length, 4)}"]
    if entry.generic:
        found += ("generic", f"generic={entry.type}")
    found += [f"also={entry.type}>{kind}" for kind in entry.also]
    found += [f"broader={wider}" for wider in entry.broader[:2]]
    found.append(f"id={entry.id}")
    return Bundle(found)


@lru_cache(maxsize=10_000)
def _evidence_bundle(sources: tuple[str, ...], held: tuple[str, ...]) -> Bundle:
    """Return what found a candidate that the vocabulary lacks, and which of its concepts lie inside."""
    return Bundle([*[f"source={source}" for source in sources], *[f"holds={type}" for type in dict.fromkeys(held)]])


@lru_cache(maxsize=10_000)
def _place_bundle(kind: str, shapes: tuple[str, ...], count: int, at: str, marks: tuple[bool, ...]) -> Bundle:
    """Return how a candidate is written, how often, and where."""
    inside, context, title_name, title_part = marks
    found = [*[f"shape={shape}&{kind}" for shape in shapes], f"count={count}&{kind}", f"at={at}"]
    if at == "title":
        found += ("title", f"title&{kind}")
    if inside:
        found.append(f"inside&{kind}")
    found += [
        name for name, is_so in (("context", context), ("title_name", title_name), ("title_part", title_part)) if is_so
    ]
    return Bundle(found)


@lru_cache(maxsize=10_000)
def _definition_bundle(kind: str, short: str, head: str, long: str) -> Bundle:
    """Return what the definition of an acronym tells."""
    heads = _head_types().get(head, "0")
    return Bundle(("defined", f"defined&{short}&{kind}", f"long={head}", f"longs={heads}", f"longshape={long}"))


@lru_cache(maxsize=100)
def _title_bundle(said: tuple[str, ...]) -> Bundle:
    """Return what a title says of the name before its colon."""
    return Bundle([f"titleis={kind}" for kind in said])


@lru_cache(maxsize=10_000)
def _proposal_bundle(kind: str, shape: str, count: int, defined: bool, at: str, apart: bool) -> Bundle:
    """Return what it tells that a proposal stands before a mention."""
    found = [f"propose&count={count}&{kind}"]
    if defined:
        found.append("defined+propose")
    if at == "title":
        found.append("title+propose")
    if apart:
        found.append(f"propose+comma&{shape}")
    return Bundle(found)


@lru_cache(maxsize=10_000)
def _novelty_bundle(shape: str, strange: bool, named: str, count: int) -> Bundle:
    """Return whether a candidate looks coined: a word that no collection holds, after words that bring something."""
    word = "strange" if strange else "usual"
    return Bundle([f"{word}&{shape}", f"{word}&{shape}&{named}", f"{word}&{named}&count={count}"])
