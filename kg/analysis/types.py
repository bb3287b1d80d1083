"""The types of nodes as people write them: technique, Techniques, tech."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import fuzz, process

from kg.errors import UnknownChoice
from kg.schema import schema


def concept_type(text: str) -> str:
    """Return the label that a text stands for; case, plural and blanks do not matter, and the beginning will do.

    Raises:
        UnknownChoice: if there is no such type of concept; the message offers all.

    >>> concept_type("techniques"), concept_type("hard"), concept_type(" DataSets")
    ('Technique', 'Hardware', 'Dataset')
    """
    return _one("type of concept", text, schema().concept_labels)


def role(text: str) -> str:
    """Return the role of a concept in a paper that a text stands for: "uses", "USES", "evaluated on".

    Raises:
        UnknownChoice: if there is none; the message offers all.

    >>> role("evaluated-on"), role("COMPARES_WITH"), role("compares"), role("Use")
    ('evaluated_on', 'compares', 'compares', 'uses')
    """
    by_edge = {edge.type.casefold(): edge.role for edge in schema().edges.values() if edge.role}
    return by_edge[_one("role", text.strip().casefold().replace("-", "_").replace(" ", "_"), by_edge)]


def _one(kind: str, text: str, known: Iterable[str]) -> str:
    by_key = {_key(name): name for name in known}
    if _key(text) in by_key:
        return by_key[_key(text)]
    begun = [name for key, name in by_key.items() if _key(text) and key.startswith(_key(text))]
    if len(begun) == 1:
        return begun[0]
    # The nearest first, but all: there are few.
    near = process.extract(_key(text), list(by_key), scorer=fuzz.ratio, limit=None)
    raise UnknownChoice(kind, text, [by_key[key] for key, _, _ in near])


def _key(text: str) -> str:
    return text.strip().casefold().rstrip("s")
