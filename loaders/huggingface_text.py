"""A Hugging Face papers page saved as text: some header lines, then title and abstract paragraphs in turn."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from typing import BinaryIO

from kg.errors import SourceError
from kg.model import Paper
from loaders.base import Problem, build
from loaders.sources import DAMAGED, LARGEST_DOCUMENT

NAME = "hf-text"
DESCRIPTION = "a Hugging Face papers page saved as text"
EXAMPLE = "kg build papers-page.txt"
ENDINGS = (".txt",)

_HEADER_DATE = re.compile(r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* \d{1,2}(?:, \d{4})?$")
_HEADER_TEXT = ("get trending papers", "subscribe", "byak and the research community")
_SENTENCES = re.compile(r"[.!?]\s+[A-Z]")
#: A longer paragraph is an abstract whatever its form, and a longer one that ends like a sentence.
_LONGEST_TITLE, _LONGEST_SENTENCE = 300, 120


def sniff(head: bytes, name: str) -> bool:
    """Tell whether a source starts like such a page."""
    text = head[:2000].decode("utf-8", "replace").casefold()
    return any(line in text for line in _HEADER_TEXT) and "{" not in text[:40]


def load(stream: BinaryIO, source: str) -> Iterator[Paper | Problem]:
    """Yield the papers of a page.

    Raises:
        SourceError: if it is not UTF-8 text, or holds no paragraph after the header.
    """
    data = io.BytesIO()
    damage: Exception | None = None
    try:
        while part := stream.read1():  # type: ignore[attr-defined]
            data.write(part)
            if data.tell() > LARGEST_DOCUMENT:
                raise SourceError(source, f"larger than {LARGEST_DOCUMENT >> 20} MB: no page is; nothing is read")
    except DAMAGED as error:
        damage = error  # what stands before it is read first
    try:
        # Only damage may end a text in the middle of a character.
        text = codecs.getincrementaldecoder("utf-8-sig")().decode(data.getvalue(), final=damage is None)
    except UnicodeDecodeError as error:
        raise SourceError(source, f"not UTF-8 text (byte {error.start:,})") from None
    paragraphs = [part.strip() for part in re.split(r"\r?\n[ \t]*\r?\n", text) if part.strip()]
    if damage:
        del paragraphs[-1:]  # it is cut off, and half a sentence would pass for a title
    yield from _papers(_without_header(paragraphs), source)
    if damage:
        raise damage


def _papers(paragraphs: list[str], source: str) -> Iterator[Paper | Problem]:
    """Yield the papers of the paragraphs that follow the header."""
    if not paragraphs:
        raise SourceError(source, "no papers: nothing follows the page's header")
    entry = 0
    title = ""
    abstract = ""
    for paragraph in paragraphs:
        if _is_abstract(paragraph):
            if not title:
                entry += 1
                yield Problem(source, f"entry {entry}", f"an abstract without a title ({paragraph[:60]} ...)")
            else:
                abstract = f"{abstract} {paragraph}".strip()
            continue
        if title:
            yield from build(source, f"entry {entry}", title, abstract, origin=NAME)
        entry += 1
        title, abstract = paragraph, ""
    if title:
        yield from build(source, f"entry {entry}", title, abstract, origin=NAME)


def _without_header(paragraphs: list[str]) -> list[str]:
    """Cut off the header: everything up to the date of the page, where there is one."""
    for place, paragraph in enumerate(paragraphs[:12]):
        if _HEADER_DATE.match(paragraph):
            return paragraphs[place + 1 :]
    return [p for p in paragraphs if p.casefold() != "new" and not p.casefold().startswith(_HEADER_TEXT)]


def _is_abstract(paragraph: str) -> bool:
    if len(paragraph) > _LONGEST_TITLE or "://" in paragraph:
        return True
    return paragraph.endswith(".") and (len(paragraph) > _LONGEST_SENTENCE or bool(_SENTENCES.search(paragraph)))
