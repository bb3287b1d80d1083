"""What entries of reference managers (BibTeX, RIS, tables) have in common: ids, dates, names as people write them."""

from __future__ import annotations

import re

from loaders.base import arxiv_id, doi, iso_date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YEAR = re.compile(r"(?<!\d)((?:1[5-9]|20)\d\d)(?!\d)")
_ARXIV_MARK = re.compile(
    r"\barxiv(?:\.org/(?:abs|pdf|html)/|\s*(?:e-?prints?|preprint)?[\s,.]*(?:arxiv)?[:.\s]\s*)([\w.-]*/?\d[\d.]*)",
    re.IGNORECASE,
)
_DAY_FIRST = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})$")


def find_arxiv(*texts: str) -> str:
    """Return the arXiv id that one of several fields names after the word arXiv, or an empty string.

    >>> find_arxiv("arXiv preprint arXiv:2205.14135"), find_arxiv("", "http://arxiv.org/abs/2205.14135v2")
    ('2205.14135', '2205.14135')
    """
    for text in texts:
        for found in _ARXIV_MARK.finditer(text):
            if number := arxiv_id(found[1].rstrip(".")):
                return number
    return ""


def find_doi(*texts: str) -> str:
    """Return the first of several fields that is a DOI, or an empty string."""
    for text in texts:
        if found := doi(text):
            return found.rstrip(".,;")
    return ""


def date(text: str, month: str = "", day: str = "") -> str:
    """Return the ISO date in a date as people write it, as exact as it is sure.

    >>> date("2022/05/27/Spring"), date("2022", "may"), date("May 27, 2022"), date("27.05.2022"), date("in press")
    ('2022-05-27', '2022-05', '2022', '2022-05-27', '')
    """
    text = text.strip()
    if found := _DAY_FIRST.match(text):
        return f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}" if 1 <= int(found[2]) <= 12 else found[3]
    parts = re.split(r"[/-]", text)
    if parts and _YEAR.fullmatch(parts[0].strip()):
        numbers = []
        for part in parts[1:3]:
            if not part.strip().isdigit():
                break
            numbers.append(int(part))
        if numbers and not 1 <= numbers[0] <= 12:
            numbers = []
        result = "-".join([parts[0].strip(), *(f"{number:02}" for number in numbers if number)])
    elif iso_date(text):
        return iso_date(text)
    else:
        year = _YEAR.search(text)
        result = year[1] if year else ""
    if len(result) == 4 and month:
        number = _month(month)
        if number:
            result = f"{result}-{number:02}"
            if day.strip().isdigit() and 1 <= int(day) <= 31:
                result = f"{result}-{int(day):02}"
    return result


def name(text: str) -> str:
    """Return a name in the order in which it is said.

    >>> name("Müller, Jörg"), name("Dao, Jr., Tri"), name("Tri Dao")
    ('Jörg Müller', 'Tri Dao Jr.', 'Tri Dao')
    """
    parts = [part.strip() for part in text.split(",")]
    if len(parts) == 2:
        return f"{parts[1]} {parts[0]}".strip()
    if len(parts) == 3:
        return f"{parts[2]} {parts[0]} {parts[1]}".strip()
    return text.strip()


def words(text: str) -> tuple[str, ...]:
    """Return the keywords in a text that lists them."""
    return tuple(dict.fromkeys(filter(None, (word.strip() for word in re.split(r"[;,|\n]", text)))))


def _month(text: str) -> int:
    text = text.strip().casefold()
    if text.isdigit():
        return int(text) if 1 <= int(text) <= 12 else 0
    return next((number for number, month in enumerate(_MONTHS, 1) if text.startswith(month)), 0)
