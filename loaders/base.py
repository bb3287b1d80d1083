"""What a loader is: a module that turns the text of one source into papers, and says what it could not read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, Protocol

from kg.model import Paper

#: Longest abstract and title that are taken whole, in characters; longer ones are cut, and that is reported.
LONGEST_ABSTRACT = 100_000
LONGEST_TITLE = 2_000


@dataclass(frozen=True, slots=True)
class Problem:
    """A record that could not be read, or only in part.

    Attributes:
        source: the file or address.
        place: where in it ("line 12", "entry 3").
        reason: what is wrong, and what was done about it.
        kept: whether the paper was kept all the same.
    """

    source: str
    place: str
    reason: str
    kept: bool = False

    def __str__(self) -> str:
        return f"{self.source}: {self.place}: {self.reason}"


class Loader(Protocol):
    """A module with these names is a loader; ``loaders.LOADERS`` lists them.

    ``sniff`` gets the first bytes and the file's name and tells whether the source is of this kind. ``load`` yields
    papers (without ``sources``, which the caller adds) and problems as it reads, in constant memory where the format
    allows it, and raises :class:`kg.errors.SourceError` if nothing in the source can be used.
    """

    NAME: str
    DESCRIPTION: str
    EXAMPLE: str

    @staticmethod
    def sniff(head: bytes, name: str) -> bool: ...

    @staticmethod
    def load(stream: BinaryIO, source: str) -> Iterator[Paper | Problem]: ...


# Control characters that are white space (form feed, next line, ...) separate words, so they are not in it.
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ufeff]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_SPACE = re.compile(r"\s+")
# From the start or after "arXiv": the end of a DOI can look like an id (10.1109/CVPR.2018.00745).
_ARXIV = re.compile(
    r"(?:.*\barxiv(?:\.org/(?:abs|pdf|html)/|[:./\s]\s*))?"
    r"(\d{2}(?:0[1-9]|1[0-2])\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?(?:\.pdf|/)?$",
    re.IGNORECASE,
)
_DOI = re.compile(r"(?:(?:https?://)?(?:dx\.)?doi\.org/|doi:\s*)?(10\.\d{4,9}/\S+)$", re.IGNORECASE)
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?:[T ].*)?$")


def clean(text: str) -> tuple[str, list[str]]:
    """Return a text that any store and any page can hold, and what had to be mended.

    White space is folded to single spaces; control characters go; half surrogate pairs become U+FFFD.

    >>> clean("a\\x00 b\\n c")
    ('a b c', ['control characters removed'])
    """
    mended = []
    if _SURROGATE.search(text):
        text = _SURROGATE.sub("\ufffd", text)
        mended.append("half characters (lone surrogates) replaced")
    if _CONTROL.search(text):
        text = _CONTROL.sub("", text)
        mended.append("control characters removed")
    return _SPACE.sub(" ", text).strip(), mended


def arxiv_id(text: str) -> str:
    """Return the arXiv id in a text (bare, with version, as URL or ``arXiv:...``), or an empty string.

    >>> arxiv_id("https://arxiv.org/abs/2205.14135v2"), arxiv_id("arXiv:cs.LG/0501001"), arxiv_id("nothing")
    ('2205.14135', 'cs.LG/0501001', '')
    """
    found = _ARXIV.match(text.strip())
    return found[1] if found else ""


def doi(text: str) -> str:
    """Return the DOI in a text, lower case and without resolver, or an empty string.

    >>> doi("https://doi.org/10.1145/3600006.3613165")
    '10.1145/3600006.3613165'
    """
    found = _DOI.match(text.strip())
    return found[1].casefold() if found else ""


def iso_date(text: str) -> str:
    """Return the ISO date at the start of a text (year, month or day), or an empty string.

    >>> iso_date("2022-05-27T17:00:00Z"), iso_date("2022"), iso_date("May 2022")
    ('2022-05-27', '2022', '')
    """
    found = _DATE.match(text.strip())
    return "-".join(filter(None, found.groups())) if found else ""


def build(source: str, place: str, title: str, abstract: str, **fields: Any) -> Iterator[Paper | Problem]:
    """Yield the paper of one record, cleaned, and a problem for all that had to be mended; or why there is none.

    Args:
        source: for messages.
        place: for messages.
        title: as the source gives it; an empty one makes no paper.
        abstract: as the source gives it; may be empty.
        fields: other fields of :class:`kg.model.Paper`, already of their types; texts are cleaned too.
    """
    title, notes = clean(title)
    abstract, more = clean(abstract)
    notes += [note for note in more if note not in notes]
    if not title:
        yield Problem(source, place, "no title")
        return
    if len(title) > LONGEST_TITLE:
        notes.append(f"title of {len(title):,} characters cut to {LONGEST_TITLE:,}")
        title = title[:LONGEST_TITLE].rstrip()
    if len(abstract) > LONGEST_ABSTRACT:
        notes.append(f"abstract of {len(abstract):,} characters cut to {LONGEST_ABSTRACT:,}")
        abstract = abstract[:LONGEST_ABSTRACT].rstrip()
    if not abstract:
        notes.append("no abstract: only the title is read")
    for name, value in fields.items():
        if isinstance(value, str):
            fields[name] = clean(value)[0]
        elif isinstance(value, tuple):
            fields[name] = tuple(filter(None, (clean(item)[0] for item in value)))
    yield Paper(title, abstract, **fields)
    if notes:
        yield Problem(source, place, f"{'; '.join(notes)} ({title[:60]})", kept=True)
