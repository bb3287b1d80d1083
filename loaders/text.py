"""Text in whatever encoding it comes."""

from __future__ import annotations

import codecs

from kg.errors import SourceError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: How much of a text is looked at to tell its encoding.
_LOOK = 1 << 18


def marked(data: bytes) -> str:
    """Return the encoding that a byte order mark tells, or an empty string."""
    return next((name for mark, name in _MARKS if data.startswith(mark)), "")


def encoding(data: bytes) -> str:
    """Return the encoding of a text: by its mark, UTF-8 if it is that, else the likeliest by charset-normalizer.

    >>> encoding("Grösse".encode()), encoding("\\ufeffx".encode("utf-16"))
    ('utf-8', 'utf-16')
    """
    if name := marked(data):
        return name
    if is_utf8(data):
        return "utf-8"
    from charset_normalizer import from_bytes

    # First the encodings of Western exports: on a short text the others fit by chance.
    for candidates in (["cp1252"], None):
        best = from_bytes(data[:_LOOK], cp_isolation=candidates, threshold=0.1 if candidates else 0.5).best()
        if best is not None:
            return str(best.encoding)
    return "cp1252"


def is_utf8(data: bytes) -> bool:
    """Tell whether bytes are UTF-8, but for a character that is cut off at their end."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data)
    except UnicodeDecodeError:
        return False
    return True


def decode(data: bytes, source: str) -> str:
    """Return a text in whatever encoding it is.

    Raises:
        SourceError: if it is in none.
    """
    name = encoding(data)
    try:
        return data.decode(name).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise SourceError(source, f"not text in {name} (byte {error.start:,}); save it as UTF-8") from None
