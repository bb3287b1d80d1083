"""Which concept of the vocabulary a name stands for that extraction did not take from it.

Extraction matches spellings in texts; linking asks about single names, which may be reduced (a size, a vendor, a kind
taken away) and of which it knows the type.
"""

from __future__ import annotations

from functools import cache

from kg import lexicon
from kg.lexicon.spelling import name_key
from kg.linking.canonical import concept_key, is_empty_start, reductions

#: Names of so many letters, or with a digit, mean one thing whatever their capitals; others are coined anew too often.
LONG_NAME = 5


def by_name(type: str, name: str) -> str:
    """Return the vocabulary's concept that has a spelling of this :func:`concept_key`, or "".

    Where the type has none, a concept of another type that is spelled so is taken: a name means one thing.
    """
    by_key, spelled = _spellings()
    key = concept_key(type, name)
    return by_key.get((type, name_key(name))) or by_key.get((type, key)) or spelled.get(key, "")


@cache
def _spellings() -> tuple[dict[tuple[str, str], str], dict[str, str]]:
    """Return the vocabulary's concepts by type and unambiguous spelling or :func:`concept_key` of it, and by spelling.

    A whole spelling goes before what is left of a longer one: "Transformer" before "Transformer-XL" less its size. What
    begins with a word that says nothing elsewhere ("vanilla attention") is known by its whole spelling alone.
    """
    by_key: dict[tuple[str, str], str] = {}
    spelled: dict[str, str] = {}
    clear = [
        (entry, form.text)
        for entry in sorted(lexicon.load(), key=lambda e: e.generic)
        for form in entry.forms
        if not (form.case or form.context)
    ]
    for entry, text in clear:
        by_key.setdefault((entry.type, name_key(text)), entry.id)
        spelled.setdefault(name_key(text), entry.id)
    for entry, text in clear:
        if not is_empty_start(text):
            by_key.setdefault((entry.type, concept_key(entry.type, text)), entry.id)
    return by_key, spelled


def by_letters(type: str, name: str, *, coined: bool = False) -> str:
    """Return the vocabulary's concept that is spelled so, capitals and all, or "".

    A spelling that needs words around it to be clear is clear where a model's size stands behind it: "OPT125M". Other
    capitals ("Flan-T5", "WaterBirds") are forgiven in names that are long enough, unless the paper coined the name.
    """
    exact, sized, loose = _spelled_so()
    for rule, text in reductions(type, name):
        if id := exact.get((type, text)) or (sized.get((type, text)) if rule == "size" else None):
            return id
        if not coined and (id := loose.get((type, name_key(text)))):
            return id
    return ""


@cache
def _spelled_so() -> tuple[dict[tuple[str, str], str], dict[tuple[str, str], str], dict[tuple[str, str], str]]:
    """Return the vocabulary's concepts by type and those spellings that count only with their capitals.

    First those that need nothing else, then those that also need words around them; the third holds the first ones
    that are long, by :func:`kg.lexicon.spelling.name_key`.
    """
    exact: dict[tuple[str, str], str] = {}
    sized: dict[tuple[str, str], str] = {}
    loose: dict[tuple[str, str], str] = {}
    for entry in lexicon.load():
        for form in entry.forms:
            if form.case:
                for type in (entry.type, *entry.also):
                    (sized if form.context else exact).setdefault((type, form.text), entry.id)
                if not form.context and (len(form.text) >= LONG_NAME or any(c.isdigit() for c in form.text)):
                    loose.setdefault((entry.type, name_key(form.text)), entry.id)
    return exact, sized, loose
