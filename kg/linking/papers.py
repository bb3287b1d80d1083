"""Which records are one paper, and what that paper then knows.

Two records are one paper if they have the same arXiv id, the same DOI, or the same title (case and punctuation
ignored) without contradicting each other: different arXiv ids, different DOIs, or years more than one apart (preprint
and published version) keep two papers of one title apart. The result does not depend on the order of the records.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace

from kg.model import Paper, title_key

#: How far apart the years of two records of one title may be.
YEARS_APART = 2


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
    ids = {record.arxiv_id for records in known for record in records} - {""}
    dois = {record.doi for records in known for record in records} - {""}
    years = {record.year for records in known for record in records} - {None}
    if len(ids) <= 1 and len(dois) <= 1 and (not years or max(years) - min(years) <= YEARS_APART):  # type: ignore[type-var, operator]
        join([cluster[0] for cluster in clusters])
        return
    # Contradictory. Records without any id that agree on the year are one paper among themselves, and join no other.
    by_year: dict[int | None, list[int]] = defaultdict(list)
    for cluster, records in zip(clusters, known, strict=True):
        if not any(record.arxiv_id or record.doi for record in records):
            by_year[records[0].year].append(cluster[0])
    for numbers in by_year.values():
        join(numbers)


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
    """Return the paper that several records describe: the fullest value of each field, all sources.

    Records with an arXiv id or DOI are trusted before others, then the one with the longer abstract.
    """
    if len(records) == 1:
        return records[0]
    ranked = sorted(records, key=lambda r: (not r.arxiv_id, not r.doi, -len(r.abstract), record_key(r)))

    def first(name: str) -> str:
        return next((getattr(r, name) for r in ranked if getattr(r, name)), "")

    # Of two dates the fuller one, and of two full ones the earlier: the preprint's.
    published = min((r.published for r in ranked if r.published), key=lambda d: (-len(d), d), default="")
    return replace(
        ranked[0],
        abstract=max((r.abstract for r in ranked), key=len),
        authors=max((r.authors for r in ranked), key=len),
        published=published,
        year=int(published[:4]) if published else next((r.year for r in ranked if r.year is not None), None),
        venue=first("venue"),
        url=first("url"),
        arxiv_id=first("arxiv_id"),
        doi=first("doi"),
        references=tuple(sorted({ref for r in ranked for ref in r.references})),
        sources=tuple(sorted({source for r in ranked for source in r.sources})),
    )
