"""The curated vocabulary: one table a concept type, one concept a row.

The tables are tab separated, UTF-8, sorted by name, with the columns ``name``, ``aliases``, ``broader`` and ``flags``:

- ``aliases``: other spellings, joined by ``|``. What :mod:`kg.lexicon.spelling` derives by itself (case, plural,
  hyphens, British and American forms) is not listed. An alias may carry flags of its own: ``PP{case,context}``.
- ``broader``: names of broader concepts, joined by ``|``; one of another type is written ``Technique:quantization``.
- ``flags``: ``case`` (only in this capitalisation), ``context`` (ambiguous: counts only with evidence around it),
  ``generic`` (real, but tells little), ``also:Task`` (could as well have that type). ``case`` and ``context`` of a row
  hold for its name and its aliases of one word; several words together are clear unless they carry flags themselves.

``python -m kg.lexicon`` checks the tables and prints their size; CI runs it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from kg.model import CONCEPT_TYPES, slug

#: The file of each concept type.
TABLES = {
    "Method": "methods.tsv",
    "Technique": "techniques.tsv",
    "Hardware": "hardware.tsv",
    "Dataset": "datasets.tsv",
    "Task": "tasks.tsv",
}
COLUMNS = ("name", "aliases", "broader", "flags")
FLAGS = frozenset({"case", "context", "generic"})

_FLAGGED = re.compile(r"^(.*?)\{([a-z,]*)\}$")


@dataclass(frozen=True, slots=True)
class Form:
    """One spelling of a concept, as the table gives it."""

    text: str
    case: bool = False
    context: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """One concept of the vocabulary.

    Attributes:
        id: the id of the concept's node.
        type: one of :data:`kg.model.CONCEPT_TYPES`.
        name: the canonical name.
        forms: the name and its aliases with their flags, the name first.
        broader: ids of broader concepts.
        generic: whether it is too common to tell anything.
        also: other types that it could as well have.
    """

    id: str
    type: str
    name: str
    forms: tuple[Form, ...]
    broader: tuple[str, ...] = ()
    generic: bool = False
    also: tuple[str, ...] = ()

    @property
    def aliases(self) -> tuple[str, ...]:
        """The spellings other than the name."""
        return tuple(form.text for form in self.forms[1:])


@lru_cache(maxsize=100_000)  # the same few thousand names are asked for in every paper
def concept_id(type: str, name: str) -> str:
    """Return the node id of a concept.

    >>> concept_id("Technique", "KV cache compression")
    'technique:kv-cache-compression'
    """
    return f"{type.casefold()}:{slug(name)}"


def parse_row(type: str, line: str) -> Entry:
    """Read one line of a table.

    Raises:
        ValueError: if it has not four columns, no name, or an unknown flag.
    """
    columns = line.split("\t")
    if len(columns) != len(COLUMNS):
        raise ValueError(f"{len(columns)} columns instead of {len(COLUMNS)}")
    name, aliases, broader, flags = columns
    if not name:
        raise ValueError("no name")
    own = {flag for flag in flags.split(",") if flag}
    also = tuple(sorted(flag[5:] for flag in own if flag.startswith("also:")))
    unknown = {flag for flag in own if not flag.startswith("also:")} - FLAGS | set(also) - set(CONCEPT_TYPES)
    if unknown:
        raise ValueError(f"unknown flag {', '.join(sorted(unknown))}; known: {', '.join(sorted(FLAGS))}, also:TYPE")
    forms = [Form(name, "case" in own, "context" in own)]
    for alias in filter(None, aliases.split("|")):
        flagged = _FLAGGED.match(alias)
        text, marks = (flagged[1], set(flagged[2].split(","))) if flagged else (alias, set())
        if marks - FLAGS:
            raise ValueError(f"unknown flag {', '.join(sorted(marks - FLAGS))} of alias {text!r}")
        if " " not in text:
            marks = marks | own
        forms.append(Form(text, "case" in marks, "context" in marks))
    wider = []
    for parent in filter(None, broader.split("|")):
        kind, _, rest = parent.partition(":")
        wider.append(concept_id(kind, rest) if kind in CONCEPT_TYPES else concept_id(type, parent))
    return Entry(concept_id(type, name), type, name, tuple(forms), tuple(wider), "generic" in own, also)


def table_lines(type: str) -> list[str]:
    """Return the lines of a type's table without the header."""
    text = resources.files("kg.lexicon").joinpath(TABLES[type]).read_text(encoding="utf-8")
    return text.splitlines()[1:]


@cache
def load() -> tuple[Entry, ...]:
    """Return all entries, types in the order of :data:`TABLES`, each sorted as its table is."""
    return tuple(parse_row(type, line) for type in TABLES for line in table_lines(type))


@cache
def by_id() -> dict[str, Entry]:
    """Return all entries by the id of their node."""
    return {entry.id: entry for entry in load()}
