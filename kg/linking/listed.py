"""Which concept of the vocabulary a name stands for that extraction did not take from it.

Extraction matches spellings in texts; linking asks about single names, which may be reduced (a size, a vendor, a kind
taken away) and of which it knows the type.
"""

from __future__ import annotations

from functools import cache

from kg import lexicon
from kg.extraction.names import distinctive
from kg.lexicon.spelling import name_key
from kg.linking.canonical import concept_key, is_empty_start, reductions, without_kind, without_vendor
from kg.model import PHRASES

#: Names of so many letters, or with a digit, mean one thing whatever their capitals; others are coined anew too often.
LONG_NAME = 5


def by_name(type: str, name: str) -> str:
    """Return the vocabulary's concept that a name means, or "".

    The name may be reduced (:func:`kg.linking.canonical.reductions`); the vocabulary's spellings are taken as they
    stand, but for what :func:`_spellings` says: "Mistral" is no name of Mistral Large. A whole name that no concept of
    its type has may be one of another type; "mobile LLMs" are not MobileLLM.
    """
    whole, reduced, any_type = _spellings()
    steps = [name_key(text) for _, text in reductions(type, name)]
    if type == "Method":
        steps.append(concept_key(type, without_vendor(name)))
    for key in steps:
        if id := whole.get((type, key)):
            return id
    if id := reduced.get((type, concept_key(type, name))):
        return id
    id, text = any_type.get(steps[0], ("", ""))
    return "" if name[:1].islower() and " " in name and " " not in text and distinctive(text) else id


@cache
def _spellings() -> tuple[dict[tuple[str, str], str], dict[tuple[str, str], str], dict[str, tuple[str, str]]]:
    """Return the vocabulary's concepts by type and unambiguous spelling, by type and reduced one, and by spelling.

    Of named things only the word for their kind is taken away, and of a method only if its name is clear without it:
    "ASAP dataset", "PnP algorithm", but not "Natural Language Toolkit". Nor is a common noun reduced that begins
    with a word that says nothing elsewhere ("vanilla attention").
    """
    whole: dict[tuple[str, str], str] = {}
    reduced: dict[tuple[str, str], str] = {}
    any_type: dict[str, tuple[str, str]] = {}
    for entry in sorted(lexicon.load(), key=lambda e: e.generic):
        for form in entry.forms:
            if form.case or form.context:
                continue
            whole.setdefault((entry.type, name_key(form.text)), entry.id)
            any_type.setdefault(name_key(form.text), (entry.id, form.text))
            if entry.type in PHRASES:
                key = "" if is_empty_start(form.text) else concept_key(entry.type, form.text)
            else:
                bare = without_kind(entry.type, form.text)
                key = name_key(bare) if entry.type == "Dataset" or distinctive(bare) else ""
            if key:
                reduced.setdefault((entry.type, key), entry.id)
    return whole, reduced, any_type


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
