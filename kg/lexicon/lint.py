"""Rules that the vocabulary tables keep, checked in CI."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

from kg.extraction.wordlists import CONTAINERS, EMPTY_HEADS, FUNCTION, VAGUE, VERBS
from kg.lexicon import TABLES, Entry, parse_row, table_lines
from kg.lexicon.spelling import name_key

_ENGLISH = FUNCTION | VERBS | VAGUE | EMPTY_HEADS | CONTAINERS


def lint() -> list[str]:
    """Return what is wrong with the tables, a line each; nothing if all is well.

    The rules: rows can be read and are sorted; no concept stands twice in a table; no spelling has two owners unless
    it is marked as ambiguous (``context``) in all but one; no spelling is an English word unless it needs its
    capitals or context; every broader concept exists and none is its own ancestor.
    """
    entries: list[Entry] = []
    problems: list[str] = []
    for type in TABLES:
        names = []
        for number, line in enumerate(table_lines(type), 2):
            try:
                entry = parse_row(type, line)
            except ValueError as error:
                problems.append(f"{TABLES[type]}:{number}: {error}")
                continue
            entries.append(entry)
            names.append(entry.name)
        for before, name in pairwise(names):
            if (before.casefold(), before) >= (name.casefold(), name):
                problems.append(f"{TABLES[type]}: {name!r} must stand before {before!r}")
    return [*problems, *_ids(entries), *_owners(entries), *_words(entries), *_hierarchy(entries)]


def sizes() -> dict[str, tuple[int, int]]:
    """Return for each type how many concepts and how many listed spellings its table has."""
    result = {}
    for type in TABLES:
        rows = [parse_row(type, line) for line in table_lines(type)]
        result[type] = len(rows), sum(len(row.forms) for row in rows)
    return result


def _ids(entries: list[Entry]) -> list[str]:
    seen: dict[str, Entry] = {}
    problems = []
    for entry in entries:
        if entry.id in seen:
            problems.append(f"{TABLES[entry.type]}: {entry.name!r} has the id of {seen[entry.id].name!r}")
        seen[entry.id] = entry
    return problems


def _owners(entries: list[Entry]) -> list[str]:
    owners: dict[str, list[tuple[Entry, bool]]] = defaultdict(list)
    for entry in entries:
        for key in {name_key(form.text) for form in entry.forms}:
            marked = all(form.context for form in entry.forms if name_key(form.text) == key)
            owners[key].append((entry, marked))
    return [
        f"spelling {key!r} belongs to {' and '.join(f'{e.name!r} ({e.type})' for e, _ in shared)}; "
        "mark all but one context"
        for key, shared in owners.items()
        if sum(not marked for _, marked in shared) > 1
    ]


def _words(entries: list[Entry]) -> list[str]:
    return [
        f"{TABLES[entry.type]}: {form.text!r} ({entry.name}) is an English word: flag it case or context, or drop it"
        for entry in entries
        for form in entry.forms
        if form.text.casefold() in _ENGLISH and not (form.case or form.context or entry.generic)
    ]


def _hierarchy(entries: list[Entry]) -> list[str]:
    by_id = {entry.id: entry for entry in entries}
    problems = [
        f"{TABLES[entry.type]}: {entry.name!r}: broader concept {parent!r} does not exist"
        for entry in entries
        for parent in entry.broader
        if parent not in by_id
    ]
    done: set[str] = set()
    for start in by_id:
        path: list[str] = []
        stack: list[tuple[str, int]] = [(start, 0)]
        while stack:
            id, depth = stack.pop()
            del path[depth:]
            if id in path:
                circle = " > ".join(by_id[i].name for i in [*path[path.index(id) :], id])
                problems.append(f"broader concepts form a circle: {circle}")
                return problems
            if id in done:
                continue
            path.append(id)
            children = [parent for parent in by_id[id].broader if parent in by_id]
            if not children:
                done.add(id)
            stack.extend((parent, depth + 1) for parent in children)
        done.add(start)
    return problems
