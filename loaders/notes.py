"""A note about one paper: Markdown or text, a title line and paragraphs; front matter (YAML) is read.

The title is the front matter's, else the first heading, else the first line. The abstract is what stands under a
heading "Abstract" or "Summary" if there is one, else all paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from kg.errors import SourceError
from kg.model import Paper
from loaders import library_records as library
from loaders.base import Problem, arxiv_id, build, count, doi, reference, texts
from loaders.base import text as plain_text
from loaders.sources import read_whole
from loaders.text import decode

NAME = "notes"
DESCRIPTION = "a Markdown or text note about one paper, with or without front matter"
EXAMPLE = "kg build notes/flash-attention.md"
ENDINGS = (".md", ".markdown")

_FRONT = re.compile(r"\s*---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|$)", re.DOTALL)
_HEADING = re.compile(r"^#{1,6}[ \t]+(.+?)[ \t#]*$", re.MULTILINE)
_UNDERLINED = re.compile(r"^(\S.*)\n={3,}[ \t]*$", re.MULTILINE)
_ABSTRACT = re.compile(r"(?:abstract|summary|tl;?dr|zusammenfassung|résumé)\W*$", re.IGNORECASE)
_MARKUP = (
    (re.compile(r"^```.*?^```[ \t]*$", re.DOTALL | re.MULTILINE), " "),
    (re.compile(r"!\[[^\]]*\]\([^)]*\)"), " "),
    (re.compile(r"\[\[([^\]|]*\|)?([^\]]*)\]\]"), r"\2"),
    (re.compile(r"\[([^\]]*)\]\([^)]*\)"), r"\1"),
    (re.compile(r"^[ \t]*(?:>|[-*+]|\d+\.)[ \t]+", re.MULTILINE), ""),
    (re.compile(r"(\*\*|__|`)(.+?)\1"), r"\2"),
    (re.compile(r"(?<![\w*])\*(\S(?:.*?\S)?)\*(?![\w*])"), r"\1"),
)
#: A paragraph of a text (no Markdown) that is no shorter is taken for an abstract.
_LEAST = 80
_LONGEST_TITLE = 300


def sniff(head: bytes, name: str) -> bool:
    """Tell whether it is called Markdown, has front matter with a title, or is a title line before a paragraph."""
    if b"\x00" in head:
        return False
    if re.search(r"\.(?:md|markdown)(?:\.gz)?$", name.casefold()):
        return True
    text = head.decode("utf-8", "replace").removeprefix("\ufeff").replace("\r\n", "\n").lstrip()
    if text.startswith("---\n"):
        return re.search(r"^title\s*:", text, re.MULTILINE) is not None
    if text.startswith("# "):
        return True
    if text.startswith(("{", "[", "<", "@", "%")):
        return False
    title, _, rest = text.partition("\n\n")
    paragraph = rest.strip().partition("\n\n")[0]
    is_title = "\n" not in title and 0 < len(title) <= _LONGEST_TITLE and title[-1] not in ".,;:!"
    return is_title and len(paragraph) >= _LEAST


def load(stream: BinaryIO, source: str) -> Iterator[Paper | Problem]:
    """Yield the paper of a note.

    Raises:
        SourceError: if it has no title.
    """
    text = decode(read_whole(stream, source), source).replace("\r\n", "\n")
    front: dict[str, Any] = {}
    found = _FRONT.match(text)
    if found:
        text = text[found.end() :]
        front, trouble = _front_matter(found[1])
        if trouble:
            yield Problem(source, "front matter", f"{trouble}; left out", kept=True)
    title = plain_text(front.get("title")).strip()
    heading = _HEADING.search(text) or _UNDERLINED.search(text)
    if not title and heading and not _ABSTRACT.match(heading[1].strip()):
        title = heading[1]
        text = text[: heading.start()] + text[heading.end() :]
    elif not title:
        title, _, text = text.strip().partition("\n")
    elif heading and heading[1].strip().casefold() == title.casefold():
        text = text[: heading.start()] + text[heading.end() :]
    title = _plain(title)
    if not title:
        raise SourceError(
            source, "no papers: the note has no title (a heading, a first line, or title: in front matter)"
        )
    head = f"{text[:3000]}"
    first = {key: plain_text(value) for key, value in front.items()}
    url = next((first[name] for name in ("url", "link", "source") if first.get(name)), "")
    yield from build(
        source,
        "note",
        title,
        plain_text(front.get("abstract")) or _plain(_body(text)),
        authors=_names(front.get("authors") or front.get("author")),
        published=library.date(_date(front.get("date") or front.get("published") or front.get("year"))),
        venue=next((first[name] for name in ("venue", "journal", "conference") if first.get(name)), ""),
        url=url,
        arxiv_id=arxiv_id(_front_id(front)) or library.find_arxiv(url, head),
        doi=doi(first.get("doi", "")) or library.find_doi(url),
        keywords=_keywords(front.get("tags") or front.get("keywords")),
        references=tuple(sorted(set(map(reference, texts(front.get("references")))))),
        github=first.get("github", ""),
        citations=count(front.get("citations")),
        origin=NAME,
    )


def _front_matter(text: str) -> tuple[dict[str, Any], str]:
    import yaml

    try:
        values = yaml.load(text, _loader())
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 2}" if mark is not None else ""
        return {}, f"broken YAML{where}: {getattr(error, 'problem', None) or 'not readable'}"
    except (ValueError, RecursionError) as error:
        return {}, f"broken YAML: {error}"
    if not isinstance(values, dict):
        return {}, "no fields in it"
    return {str(key).casefold(): value for key, value in values.items()}, ""


def _loader() -> Any:
    """Return PyYAML's safe loader that leaves all values text: 2205.14130 is an id, and no number."""
    import yaml

    return yaml.BaseLoader


def _front_id(front: dict[str, Any]) -> str:
    for name in ("arxiv", "arxiv_id", "arxivid", "arxiv-id", "eprint"):
        if front.get(name):
            return plain_text(front[name])
    return ""


def _date(value: Any) -> str:
    return plain_text(value)


def _names(value: Any) -> tuple[str, ...]:
    if isinstance(value, list):
        return tuple(filter(None, (_link(plain_text(item)) for item in value)))
    from loaders.jsonl import names

    return names(plain_text(value))


def _keywords(value: Any) -> tuple[str, ...]:
    return texts(value) if isinstance(value, list) else library.words(plain_text(value))


def _link(text: str) -> str:
    return _plain(text).strip("[]\"' ")


def _body(text: str) -> str:
    """Return what stands under a heading for the abstract, else all that stands under the title."""
    headings = list(_HEADING.finditer(text))
    for number, heading in enumerate(headings):
        if _ABSTRACT.match(heading[1].strip()):
            end = headings[number + 1].start() if number + 1 < len(headings) else len(text)
            return text[heading.end() : end]
    return _HEADING.sub(" ", text)


def _plain(text: str) -> str:
    for pattern, replacement in _MARKUP:
        text = pattern.sub(replacement, text)
    return " ".join(text.split())
