"""Which records are one paper, and what that paper then knows.

Two records are one paper if they have the same arXiv id, the same DOI or another identifier in common, or the same
title (case and punctuation ignored) without contradicting each other: different arXiv ids, different DOIs, years more
than two apart (preprint and published version), authors of whom none is the same, or abstracts that share next to no
word keep two papers of one title apart. The result does not depend on the order of the records.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import combinations

from kg.model import Paper, title_key

#: How far apart the years of two records of one title may be.
YEARS_APART = 2
#: Abstracts of two records of one title share at least this part of their words, unless an author is the same.
LEAST_SHARED = 0.2
#: Fewer words than this are no abstract to judge by.
LEAST_WORDS = 30
#: How far the origins of records are trusted, the most trusted first; what is not named stands with ``jsonl``. The
#: author's own deposit comes first, then the large catalogues (a catalogue that keeps abstracts whole before one that
#: rebuilds them), then pages, what people export and edit, and last what is guessed from the look of a page.
TRUST = (
    ("arxiv",),
    ("semantic-scholar",),
    ("openalex",),
    ("huggingface", "html"),
    ("bibtex", "ris", "csl-json"),
    ("", "jsonl", "json", "csv", "parquet"),
    ("notes",),
    ("hf-text",),
    ("pdf",),
)
_RANKS = {origin: rank for rank, origins in enumerate(TRUST) for origin in origins}
_WORD = re.compile(r"\w+")


def rank(record: Paper) -> int:
    """Return how far a record is trusted; 0 is most."""
    return _RANKS.get(record.origin, _RANKS[""])


def record_key(paper: Paper) -> str:
    """Return a canonical form of a record, by which records are compared and sorted."""
    return json.dumps(paper.to_dict(), sort_keys=True, ensure_ascii=False)


def group(records: Iterable[Paper]) -> dict[str, list[Paper]]:
    """Return the records of each paper, by the paper's node id, ids and records sorted."""
    ordered = sorted(set(records), key=record_key)
    parent = list(range(len(ordered)))

    def root(number: int) -> int:
        while parent[number] != number:
            parent[number] = parent[parent[number]]
            number = parent[number]
        return number

    def join(numbers: list[int]) -> None:
        for number in numbers[1:]:
            parent[root(number)] = root(numbers[0])

    for name in ("arxiv_id", "doi"):
        by_value: dict[str, list[int]] = defaultdict(list)
        for number, record in enumerate(ordered):
            if value := getattr(record, name):
                by_value[value.casefold()].append(number)
        for numbers in by_value.values():
            join(numbers)
    by_id: dict[str, list[int]] = defaultdict(list)
    for number, record in enumerate(ordered):
        for id in record.ids:
            by_id[id.casefold()].append(number)
    for numbers in by_id.values():
        join(numbers)
    by_title: dict[str, set[int]] = defaultdict(set)
    for number, record in enumerate(ordered):
        by_title[title_key(record.title) or record.title].add(number)
    for same in by_title.values():
        if len(same) > 1:
            _join_titles(sorted(same), ordered, root, join)
    clusters: dict[int, list[Paper]] = defaultdict(list)
    for number, record in enumerate(ordered):
        clusters[root(number)].append(record)
    return _with_ids(list(clusters.values()))


def _join_titles(
    same: list[int], ordered: list[Paper], root: Callable[[int], int], join: Callable[[list[int]], None]
) -> None:
    """Join records of one title unless what they say contradicts."""
    members: dict[int, list[int]] = defaultdict(list)
    for number in same:
        members[root(number)].append(number)
    clusters = sorted(members.values())
    if len(clusters) < 2:
        return
    known = [[ordered[n] for n in cluster] for cluster in clusters]
    if not _contradict(known):
        join([cluster[0] for cluster in clusters])
        return
    # Contradictory as a whole. Two that fit each other, and no third, are one paper.
    pairs = [
        (one, other) for one, other in combinations(range(len(known)), 2) if not _contradict([known[one], known[other]])
    ]
    fitting = Counter(number for pair in pairs for number in pair)
    for one, other in pairs:
        if fitting[one] == fitting[other] == 1:
            join([clusters[one][0], clusters[other][0]])
    # Records without any id that agree on the year are one paper among themselves, and otherwise join no other.
    by_year: dict[int | None, list[list[int]]] = defaultdict(list)
    for cluster, records in zip(clusters, known, strict=True):
        if not any(record.arxiv_id or record.doi for record in records):
            by_year[records[0].year].append(cluster)
    for bare in by_year.values():
        if not _contradict([[ordered[n] for n in cluster] for cluster in bare]):
            join([cluster[0] for cluster in bare])


def _contradict(clusters: list[list[Paper]]) -> bool:
    """Tell whether clusters of records of one title cannot all be one paper."""
    records = [record for cluster in clusters for record in cluster]
    years = [record.year for record in records if record.year is not None]
    if len({r.arxiv_id for r in records if r.arxiv_id}) > 1 or len({r.doi for r in records if r.doi}) > 1:
        return True
    if years and max(years) - min(years) > YEARS_APART:
        return True
    return any(_strangers(one, other) for one, other in combinations(clusters, 2))


def _strangers(one: list[Paper], other: list[Paper]) -> bool:
    """Tell whether two clusters have no author in common, or, if that cannot be told, next to no word."""
    families = [
        {name for record in cluster for name in map(_family, record.authors) if name} for cluster in (one, other)
    ]
    if all(families):
        return not families[0] & families[1]
    words = [_words(max((record.abstract for record in cluster), key=len)) for cluster in (one, other)]
    if min(map(len, words)) < LEAST_WORDS:
        return False
    return len(words[0] & words[1]) < LEAST_SHARED * min(map(len, words))


def _family(name: str) -> str:
    """Return the last word of a name without accents, or the one before a comma."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    words = _WORD.findall(plain.partition(",")[0])
    return words[-1] if words else ""


def _words(text: str) -> set[str]:
    return {word for word in _WORD.findall(text.casefold()) if len(word) > 3}


def _with_ids(clusters: list[list[Paper]]) -> dict[str, list[Paper]]:
    """Give each cluster the id of its merged paper; papers of one title without ids are told apart by year."""
    named: dict[str, list[list[Paper]]] = defaultdict(list)
    for cluster in clusters:
        named[merge(cluster).id].append(cluster)
    result = {}
    for id, sharing in named.items():
        for number, cluster in enumerate(sorted(sharing, key=lambda c: record_key(c[0]))):
            year = merge(cluster).year
            own = id if number == 0 else f"{id}-{year or number + 1}"
            result[own if own not in result else f"{own}-{number + 1}"] = cluster
    return dict(sorted(result.items()))


def merge(records: list[Paper]) -> Paper:
    """Return the paper that several records describe: of each field the value that is trusted most, all sources.

    Records are trusted in the order of :data:`TRUST`, then those with an arXiv id or DOI, then the one with the longer
    abstract. Dates, counts and lists have rules of their own, see below.
    """
    if len(records) == 1:
        return records[0]
    ranked = trusted(records)

    def first(name: str) -> str:
        return next((getattr(r, name) for r in ranked if getattr(r, name)), "")

    def together(name: str) -> tuple[str, ...]:
        return tuple(sorted({value for r in ranked for value in getattr(r, name)}))

    def most(name: str) -> int | None:
        return max((getattr(r, name) for r in ranked if getattr(r, name) is not None), default=None)

    # Of two dates the fuller one, and of two full ones the earlier: the preprint's.
    published = min((r.published for r in ranked if r.published), key=lambda d: (-len(d), d), default="")
    return replace(
        ranked[0],
        abstract=_abstract(ranked),
        authors=max((r.authors for r in ranked), key=len),
        published=published,
        year=int(published[:4]) if published else next((r.year for r in ranked if r.year is not None), None),
        venue=first("venue"),
        url=first("url"),
        arxiv_id=first("arxiv_id"),
        doi=first("doi"),
        references=together("references"),
        sources=together("sources"),
        keywords=together("keywords"),
        ids=_other_ids(ranked, first("arxiv_id"), first("doi")),
        github=first("github"),
        submitted=min((r.submitted for r in ranked if r.submitted), default=""),
        upvotes=most("upvotes"),
        citations=most("citations"),
        origin="",
    )


def _other_ids(records: list[Paper], arxiv_id: str, doi: str) -> tuple[str, ...]:
    """Return what else the paper is known by: its other identifiers, and the ids that its other titles would give it.

    A preprint and the version in a journal have a DOI and often a title each, and other papers cite either.
    """
    found = {id for record in records for id in record.ids}
    found |= {f"arxiv:{record.arxiv_id}" for record in records if record.arxiv_id not in ("", arxiv_id)}
    found |= {f"doi:{record.doi}" for record in records if record.doi not in ("", doi)}
    own = title_key(records[0].title)
    found |= {Paper(record.title).id for record in records if title_key(record.title) != own}
    return tuple(sorted(found))


def trusted(records: Iterable[Paper]) -> list[Paper]:
    """Return records in the order in which they are trusted."""
    return sorted(records, key=lambda r: (rank(r), not r.arxiv_id, not r.doi, -len(r.abstract), record_key(r)))


def _abstract(ranked: list[Paper]) -> str:
    """Return the longest abstract of the most trusted origin that has one."""
    best = next((rank(r) for r in ranked if r.abstract), None)
    return max((r.abstract for r in ranked if rank(r) == best), key=len, default="")
