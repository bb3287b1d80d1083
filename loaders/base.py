"""What a loader is: a module that turns the text of one source into papers, and says what it could not read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol

from kg.model import Paper

if TYPE_CHECKING:
    from loaders.http import Client

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
        cut: whether nothing after it could be read.
    """

    source: str
    place: str
    reason: str
    kept: bool = False
    cut: bool = False

    def __str__(self) -> str:
        return f"{self.source}: {self.place}: {self.reason}"


def _silent(text: str) -> None:
    """Say nothing."""


@dataclass(frozen=True, slots=True)
class Options:
    """How sources are to be read.

    Attributes:
        columns: for tables, which column holds a field ("title" to "Titel"); the others are guessed.
        limit: how many papers a search may give.
        offline: whether only the disk cache may answer for the network.
        cache: whether answers of the network are kept and used again.
        notify: told in one line what a person may want to know but need not act on (guessed columns, a wait).
        finished: told the name of each source that was read to its end.
    """

    columns: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    limit: int = 1_000
    offline: bool = False
    cache: bool = True
    notify: Callable[[str], None] = _silent
    finished: Callable[[str], None] = _silent


class Loader(Protocol):
    """A module (or any object) with these names is a loader of a format; ``loaders.LOADERS`` lists them.

    ``sniff`` gets the first bytes and the file's name and tells whether the source is of this kind. ``load`` yields
    papers (without ``sources``, which the caller adds) and problems as it reads, in constant memory where the format
    allows it, and raises :class:`kg.errors.SourceError` if nothing in the source can be used.

    It may further have ``ENDINGS`` (names that are read in a folder, such as ``(".bib",)``), ``BINARY = True`` (the
    format is no text), and ``TAKES_OPTIONS = True`` (``load`` takes :class:`Options` as third argument).
    """

    NAME: str
    DESCRIPTION: str
    EXAMPLE: str

    @staticmethod
    def sniff(head: bytes, name: str) -> bool: ...

    @staticmethod
    def load(stream: BinaryIO, source: str) -> Iterator[Paper | Problem]: ...


class Service(Protocol):
    """A module with these names asks a service of the network; ``loaders.SERVICES`` lists them.

    ``accepts`` tells whether an argument is an id, address or search of the service, without asking it. ``fetch`` gets
    several arguments at once, so that it can ask in batches, and yields each item with the argument that it is of.
    """

    NAME: str
    DESCRIPTION: str
    EXAMPLE: str

    @staticmethod
    def accepts(argument: str) -> bool: ...

    @staticmethod
    def fetch(arguments: list[str], client: Client, options: Options) -> Iterator[tuple[str, Paper | Problem]]: ...


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
# DOIs that arXiv gives its preprints.
_ARXIV_DOI = "10.48550/arxiv."
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


def reference(text: str) -> str:
    """Return a reference as papers are joined by it: an arXiv id, a DOI, or the text itself.

    >>> reference("https://doi.org/10.48550/arXiv.1706.03762"), reference("arXiv:1706.03762v5")
    ('1706.03762', '1706.03762')
    """
    return arxiv_id(text) or doi(text) or text.strip()


def count(value: Any) -> int | None:
    """Return a number that a source gives as number or text, or None."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        return int(value)
    except (ValueError, OverflowError):
        return None


def texts(value: Any) -> tuple[str, ...]:
    """Return the texts in a value that should be a list of texts, each once, in order."""
    if not isinstance(value, list | tuple):
        return ()
    return tuple(dict.fromkeys(item.strip() for item in value if isinstance(item, str) and item.strip()))


def text(value: Any) -> str:
    """Return a value if it is text (or a number, as text), else an empty string."""
    if isinstance(value, bool):
        return ""
    return value if isinstance(value, str) else str(value) if isinstance(value, int | float) else ""


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
    if fields.get("doi", "").startswith(_ARXIV_DOI):
        # It names the same thing as the arXiv id; as a DOI it would contradict the DOI of the published version.
        fields["arxiv_id"] = fields.get("arxiv_id") or arxiv_id(fields["doi"].removeprefix(_ARXIV_DOI))
        fields["doi"] = ""
    yield Paper(title, abstract, **fields)
    if notes:
        yield Problem(source, place, f"{'; '.join(notes)} ({title[:60]})", kept=True)
