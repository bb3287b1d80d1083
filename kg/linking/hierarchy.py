"""BROADER: which concept is a kind of which, by the vocabulary and by head nouns.

"layer-wise structured pruning" is a kind of "structured pruning": the longest end of a common noun phrase that is a
concept itself. The vocabulary's word comes first; no edge may close a circle.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kg import lexicon
from kg.linking.canonical import concept_key
from kg.linking.concepts import Concept
from kg.model import PHRASES, Edge


def broader(
    concepts: dict[str, Concept], instead: Mapping[str, str] | None = None, names: Mapping[str, str] | None = None
) -> Iterator[Edge]:
    """Yield the BROADER edges between concepts, and add the broader concepts of the vocabulary that were missing.

    Args:
        concepts: by id; added to in place.
        instead: which concept an id of the vocabulary stands for that people decided away; "" for none.
        names: names that people gave to concepts, by id.
    """
    entries = lexicon.by_id()
    decided = instead or {}
    joined: dict[str, list[str]] = {}
    for id, now in sorted(decided.items()):
        joined.setdefault(now, []).append(id)
    wider: dict[str, set[str]] = {}
    pending = sorted(concepts)
    while pending:
        id = pending.pop()
        listed = [entries[one] for one in (id, *joined.get(id, ())) if one in entries]
        for parent in (decided.get(wide, wide) for entry in listed for wide in entry.broader):
            if parent == id or (parent not in entries and parent not in concepts):
                continue
            if decided and _reaches(parent, id, wider, {}):
                continue  # the vocabulary has no circles, but a merge can make one
            wider.setdefault(id, set()).add(parent)
            if parent not in concepts:
                entry = entries[parent]
                name = (names or {}).get(parent, entry.name)
                aliases = [form.text for form in entry.forms if form.text != name]
                concepts[parent] = Concept(parent, entry.type, name, aliases, curated=True)
                pending.append(parent)
    by_key: dict[tuple[str, str], str] = {}
    for id in sorted(concepts, key=lambda i: (not concepts[i].curated, i)):
        by_key.setdefault((concepts[id].type, concept_key(concepts[id].type, concepts[id].name)), id)
    heads: dict[str, str] = {}
    for id in sorted(concepts):
        if id in wider or concepts[id].type not in PHRASES:
            continue
        head = _head(concepts[id], by_key)
        if head and head != id and not _reaches(head, id, wider, heads):
            heads[id] = head
    for id in sorted(concepts):
        for parent in sorted(wider.get(id, ())):
            yield Edge("BROADER", id, parent, {"source": "lexicon"})
        if id in heads:
            yield Edge("BROADER", id, heads[id], {"source": "head noun"})


def _head(concept: Concept, by_key: dict[tuple[str, str], str]) -> str | None:
    """Return the id of the concept that is the longest proper end of a name."""
    words = concept.name.split()
    for start in range(1, len(words)):
        id = by_key.get((concept.type, concept_key(concept.type, " ".join(words[start:]))))
        if id and id != concept.id:
            return id
    return None


def _reaches(start: str, goal: str, wider: dict[str, set[str]], heads: dict[str, str]) -> bool:
    """Tell whether ``goal`` is broader than ``start`` over any number of steps."""
    seen, pending = set(), [start]
    while pending:
        id = pending.pop()
        if id == goal:
            return True
        if id not in seen:
            seen.add(id)
            pending.extend(wider.get(id, ()))
            if id in heads:
                pending.append(heads[id])
    return False
