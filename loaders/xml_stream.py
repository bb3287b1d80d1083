"""Elements out of XML, one at a time; without what makes XML dangerous.

Declarations of entities, external entities and document types are refused, as defusedxml does: no record of any
source here needs one, and they are how a small file becomes a large one or reads another file.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, cast
from xml.etree.ElementTree import Element

from kg.errors import SourceError
from loaders.base import Problem

_CHUNK = 1 << 16


def elements(stream: BinaryIO, source: str, tags: frozenset[str]) -> Iterator[Element | Problem]:
    """Yield each element with one of the tags as it ends, in constant memory.

    Args:
        stream: where to read.
        source: for messages.
        tags: names with their namespace ("{http://www.w3.org/2005/Atom}entry"); the elements must not be nested.

    Raises:
        SourceError: if the file declares entities, or is broken before the first element.
    """
    from xml.etree.ElementTree import ParseError, XMLPullParser

    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import DefusedXMLParser

    parser = XMLPullParser(("start", "end"), _parser=DefusedXMLParser(forbid_dtd=True))
    root: Element | None = None
    inside = count = 0
    try:
        while True:
            data = stream.read(_CHUNK)
            if data:
                parser.feed(data)
            else:
                parser.close()
            for event, item in cast(Iterator[tuple[str, Element]], parser.read_events()):
                if event == "start":
                    root = item if root is None else root
                    inside += item.tag in tags
                    continue
                if item.tag in tags:
                    inside -= 1
                    count += 1
                    yield item
                    item.clear()
                if not inside and root is not None and item is not root:
                    _forget(root)
            if not data:
                return
    except DefusedXmlException:
        raise SourceError(
            source,
            "declares a document type or XML entities, which is refused: they can read other files or grow without end",
        ) from None
    except ParseError as error:
        line, column = error.position
        reason = f"broken XML at column {column + 1}: {str(error).partition(':')[0]}"
        if not count:
            raise SourceError(source, f"line {line}: {reason}") from None
        yield Problem(source, f"line {line}", f"{reason}; what stands before was read", cut=True)
    except (ValueError, LookupError) as error:  # an encoding that Python does not know
        raise SourceError(source, f"broken XML: {error}") from None


def _forget(root: Element) -> None:
    """Drop what was read: empty elements in the root, and in lists one level below it."""
    for child in list(root):
        for grandchild in list(child):
            if _empty(grandchild):
                child.remove(grandchild)
        if _empty(child):
            root.remove(child)


def _empty(element: Element) -> bool:
    return len(element) == 0 and not element.attrib and not (element.text or "").strip()


def words(element: Element | None) -> str:
    """Return all text in an element, or an empty string."""
    return " ".join("".join(element.itertext()).split()) if element is not None else ""
