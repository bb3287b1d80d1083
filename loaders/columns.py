"""Which column of a table holds which field: guessed from the names in use, or as told."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kg.errors import SourceError
from kg.model import Paper
from loaders import library_records as library
from loaders.base import Options, Problem, arxiv_id, build, count, reference, text

#: The fields of a paper that a column can hold, and the names that such columns have, letters and digits only.
NAMES: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "papertitle", "articletitle", "documenttitle", "titel", "titre", "titolo", "titulo", "ti",
              "标题"),
    "abstract": ("abstract", "abstractnote", "summary", "description", "zusammenfassung", "resume", "resumen",
                 "ab", "摘要"),
    "authors": ("authors", "author", "authornames", "authorfullnames", "autoren", "autor", "auteurs", "autores",
                "au", "作者"),
    "published": ("published", "publicationdate", "publisheddate", "date", "datum", "publishedat",
                  "coverdate", "listed"),
    "year": ("year", "publicationyear", "pubyear", "jahr", "annee", "ano", "py", "年份"),
    "venue": ("venue", "journal", "publicationtitle", "sourcetitle", "booktitle", "conference", "publication",
              "containertitle", "zeitschrift", "revue", "revista", "proceedings"),
    "url": ("url", "link", "links", "address", "articleurl", "paperurl", "pdfurl", "pdflink"),
    "arxiv_id": ("arxivid", "arxiv", "arxivnumber", "eprint", "id"),
    "doi": ("doi", "doinumber", "doilink"),
    "keywords": ("keywords", "authorkeywords", "tags", "manualtags", "categories", "topics", "schlagworter",
                 "indexterms"),
    "references": ("references", "citedreferences", "cites"),
    "github": ("github", "githuburl", "githubrepo", "code", "codeurl", "repository"),
    "citations": ("citations", "citationcount", "citedby", "citedbycount", "timescited", "articlecitationcount"),
    "upvotes": ("upvotes", "votes", "likes"),
}  # fmt: skip


def plain(name: str) -> str:
    """Return what spellings of a column's name have in common: letters and digits without accents, lower case."""
    folded = unicodedata.normalize("NFKD", name.casefold())
    return "".join(c for c in folded if c.isalnum() and not unicodedata.combining(c))


def guess(columns: Sequence[str], told: Mapping[str, str], source: str) -> dict[str, int]:
    """Return the number of the column of each field.

    Args:
        columns: the names of the table's columns.
        told: field to column, from ``--map``.
        source: for messages.

    Raises:
        SourceError: if ``told`` names a field or column that is none, or no column holds titles.
    """
    by_name = {plain(name): number for number, name in reversed(list(enumerate(columns)))}
    found: dict[str, int] = {}
    for field, column in told.items():
        if field not in NAMES:
            raise SourceError(source, f"--map {field}={column}: no field is called {field!r} ({', '.join(NAMES)})")
        if column not in columns and plain(column) not in by_name:
            raise SourceError(
                source, f"--map {field}={column}: no column is called {column!r} ({', '.join(filter(None, columns))})"
            )
        found[field] = columns.index(column) if column in columns else by_name[plain(column)]
    for field, names in NAMES.items():
        if field not in found:
            free = (by_name[name] for name in names if name in by_name and by_name[name] not in found.values())
            number = next(free, None)
            if number is not None:
                found[field] = number
    if "title" not in found:
        raise SourceError(
            source,
            f"no column holds titles ({', '.join(filter(None, columns))[:300]}); say which with --map title=COLUMN",
        )
    return found


def tell(chosen: Mapping[str, int], columns: Sequence[str], source: str, options: Options) -> None:
    """Say which columns are read as what, and which are not."""
    read = ", ".join(f"{field} = {columns[number]}" for field, number in chosen.items())
    unread = [name for number, name in enumerate(columns) if number not in chosen.values() and name]
    rest = f"; not read: {', '.join(unread)}" if unread else ""
    options.notify(f"{source}: columns: {read}{rest} (change with --map FIELD=COLUMN)")


def paper(row: Mapping[str, Any], source: str, place: str, origin: str) -> Iterator[Paper | Problem]:
    """Yield the paper of one row, given by field."""
    values = {field: text(value).strip() for field, value in row.items() if not isinstance(value, list)}
    first = values.get
    own = arxiv_id(first("arxiv_id", ""))
    yield from build(
        source,
        place,
        first("title", ""),
        first("abstract", ""),
        authors=_authors(row.get("authors")),
        published=library.date(first("published", "")) or library.date(first("year", "")),
        venue=first("venue", ""),
        url=first("url", ""),
        arxiv_id=own or library.find_arxiv(first("url", ""), first("arxiv_id", ""), first("doi", "")),
        doi=library.find_doi(first("doi", ""), first("url", "")),
        keywords=_list(row.get("keywords")),
        references=tuple(sorted(set(map(reference, _list(row.get("references"), r"[;|\n]"))))),
        github=first("github", "") if "github" in first("github", "") else "",
        citations=count(first("citations") or None),
        upvotes=count(first("upvotes") or None),
        origin=origin,
    )


def _authors(value: Any) -> tuple[str, ...]:
    whole = "" if isinstance(value, list) else text(value).strip()
    if ";" in whole or "|" in whole:
        return tuple(filter(None, (library.name(part) for part in re.split(r"[;|]", whole))))
    from loaders.jsonl import names

    return names(whole or value)


def _list(value: Any, separators: str = r"[;,|\n]") -> tuple[str, ...]:
    items = value if isinstance(value, list) else re.split(separators, text(value))
    return tuple(dict.fromkeys(item.strip() for item in items if isinstance(item, str) and item.strip()))
