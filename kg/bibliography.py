"""Papers as a bibliography: BibTeX, CSL-JSON (what Zotero and pandoc read) and Markdown."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any

from kg.analysis.dates import paper_date
from kg.errors import QueryError
from kg.model import Node
from kg.stores.base import Result, View

#: Words that a citation key is not made of.
_SMALL = frozenset(
    "a an the on of for in to towards toward with and or is are be do does how why what can when from via by at as "
    "we our you your it its not no all".split()
)
#: An author of this form is not split into first and last names.
_GROUP = re.compile(
    r"\b(team|group|collaboration|consortium|project|community|authors|et al\.?|and)\b|&", re.IGNORECASE
)
#: A formula, by pandoc's rule: no blank inside its dollars, no digit after them.
_FORMULA = re.compile(r"\$(?=\S)[^$]*(?<=[^\s$])\$(?!\d)")
#: Venues that are journals, and ones that are meetings: by a word, a year, or a name in capitals.
_JOURNAL = re.compile(
    r"\b(journal|transactions|trans\.|letters|reviews?|magazine|annals|nature|science|surveys|jmlr|tmlr|tacl|tpami|ijcv|"
    r"pvldb|pnas|ieee access|plos)\b",
    re.IGNORECASE,
)
_MEETING = re.compile(
    r"\b(?i:proc\.|proceedings|conference|workshop|symposium|meeting|findings|advances in)"
    r"|\b(19|20)\d\d\b|[A-Z]{3}|[a-z][A-Z]"
)
_PREPRINT = re.compile(r"^(arxiv|corr\b)", re.IGNORECASE)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def citation_keys(view: View) -> dict[str, str]:
    """Return a citation key for every paper of a graph by its id: ``hu2021lora``.

    Last name of the first author, year, first telling word of the title. Of papers that would have the same key the
    earliest has it bare, the others add a, b, c by date and then id: so a key does not depend on which papers are
    listed, and later papers do not change it.
    """
    names = ("title", "authors", "published", "arxiv_id", "year")
    table = view.node_table("Paper", names)
    bare: dict[str, list[tuple[str, str]]] = {}
    for row in zip(table["id"], *(table[name] for name in names), strict=True):
        id, title, authors, *dates = row
        day = paper_date(*dates)
        bare.setdefault(_key(title or id, authors or (), day[:4]), []).append((day, id))
    keys: dict[str, str] = {}
    taken = set(bare)
    for key in sorted(bare):
        suffix = 0
        for place, (_, id) in enumerate(sorted(bare[key])):
            chosen = key
            while place and chosen in taken:
                suffix += 1
                chosen = key + _letters(suffix)
            taken.add(chosen)
            keys[id] = chosen
    return keys


def _letters(number: int) -> str:
    """Return a, b ... z, aa, ab ... for 1, 2 ..."""
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(ord("a") + rest) + text
    return text


def _key(title: str, authors: Sequence[str], year: str) -> str:
    family = _plain("".join(split_name(authors[0])[1:2])) if authors else ""
    words = [word for word in map(_plain, re.split(r"[\s/:,–—-]+", title)) if word and word not in _SMALL]
    # Without an author and a year one word is no name for a paper.
    count = 1 if family or year else 3
    return family + year + "".join(words[:count]) or "paper"


def _plain(text: str) -> str:
    """Return the ASCII letters and digits of a text, in lower case, without accents."""
    text = text.replace("ß", "ss").replace("ø", "o").replace("Ø", "O").replace("ł", "l").replace("Ł", "L")
    return "".join(c for c in unicodedata.normalize("NFKD", text) if c.isascii() and c.isalnum()).lower()


@cache
def split_name(name: str) -> tuple[str, str, str, str]:
    """Return the first, last and other parts of a name: ``(given, family, particle, suffix)``.

    A name that is a group's or has one word is all family.

    >>> split_name("Ludwig van Beethoven"), split_name("OpenAI"), split_name("The Llama Team")
    (('Ludwig', 'Beethoven', 'van', ''), ('', 'OpenAI', '', ''), ('', 'The Llama Team', '', ''))
    """
    from bibtexparser.middlewares.names import parse_single_name_into_parts

    name = " ".join(name.split())
    if _GROUP.search(name) or not name:
        return "", name, "", ""
    suffix = ""
    if found := re.search(r",? (Jr\.?|Sr\.?|II|III|IV)$", name):
        name, suffix = name[: found.start()], found[1]
    parts = parse_single_name_into_parts(name.replace("{", "").replace("}", ""), strict=False)
    return " ".join(parts.first), " ".join(parts.last) or name, " ".join(parts.von), suffix


def bibtex(papers: Iterable[Node], keys: dict[str, str]) -> str:
    """Return papers as BibTeX; accents and signs as LaTeX commands, formulas as they stand, capitals kept.

    Args:
        papers: nodes of papers.
        keys: of :func:`citation_keys`.
    """
    from bibtexparser.entrypoint import write_string
    from bibtexparser.library import Library
    from bibtexparser.model import Entry, Field
    from bibtexparser.writer import BibtexFormat

    library = Library()
    for paper in papers:
        fields = [Field(name, value) for name, value in _bibtex_fields(paper).items()]
        library.add(Entry(_KINDS[_kind(paper)][0], keys[paper.id], fields))
    writing = BibtexFormat()  # type: ignore[no-untyped-call]
    writing.indent = "  "
    writing.block_separator = "\n"
    # Months are macros, which a style spells out; braces would make them texts.
    return re.sub(r"^(  month = )\{(\w+)\}", r"\1\2", write_string(library, bibtex_format=writing), flags=re.MULTILINE)


#: By the kind of a publication: its entry type and the field of its venue in BibTeX, its type in CSL.
_KINDS = {
    "journal": ("article", "journal", "article-journal"),
    "meeting": ("inproceedings", "booktitle", "paper-conference"),
    "preprint": ("misc", "howpublished", "article"),
}


def _kind(paper: Node) -> str:
    venue = paper.properties.get("venue") or ""
    if not venue or _PREPRINT.match(venue):
        return "preprint"
    return "meeting" if _MEETING.search(venue) and not _JOURNAL.search(venue) else "journal"


def _bibtex_fields(paper: Node) -> dict[str, str]:
    known = paper.properties
    day = _date(paper)
    fields = {
        # Two braces: else a style makes FlashAttention flashattention.
        "title": f"{{{latex(known.get('title') or paper.id)}}}",
        "author": " and ".join(_bibtex_author(name) for name in known.get("authors") or ()),
        "year": day[:4],
        "month": _MONTHS[int(day[5:7]) - 1] if len(day) >= 7 else "",
        _KINDS[_kind(paper)][1]: latex(known.get("venue") or ""),
        "eprint": known.get("arxiv_id") or "",
        "archiveprefix": "arXiv" if known.get("arxiv_id") else "",
        "doi": _address(known.get("doi") or ""),
        "url": _address(_url(paper)),
    }
    return {name: value for name, value in fields.items() if value}


def _bibtex_author(name: str) -> str:
    given, family, particle, suffix = split_name(name)
    if not given and not particle:
        return f"{{{latex(family)}}}"
    last = latex(f"{particle} {family}".strip())
    return ", ".join(part for part in (last, latex(suffix), latex(given)) if part)


def latex(text: str) -> str:
    """Return a text as LaTeX writes it: signs escaped, accents as commands; formulas and what LaTeX lacks stay.

    >>> latex("50% faster & $O(n^2)$ for Müller_1")
    '50{\\\\%} faster {\\\\&} $O(n^2)$ for M{\\\\"u}ller{\\\\_}1'
    """
    text = " ".join(text.split())
    parts, place = [], 0
    for found in _FORMULA.finditer(text):
        if found[0].count("{") == found[0].count("}"):
            parts += [_encoder()(text[place : found.start()]), found[0]]
            place = found.end()
    return "".join([*parts, _encoder()(text[place:])])


@cache
def _encoder() -> Callable[[str], str]:
    from pylatexenc.latexencode import RULE_DICT, UnicodeToLatexConversionRule, UnicodeToLatexEncoder

    # \{ would be right for LaTeX, but BibTeX counts it as a brace that must be closed.
    braces = UnicodeToLatexConversionRule(
        RULE_DICT, {ord("{"): r"\ensuremath{\lbrace}", ord("}"): r"\ensuremath{\rbrace}"}
    )
    encoder = UnicodeToLatexEncoder(
        conversion_rules=[braces, "defaults"],
        replacement_latex_protection="braces-all",
        unknown_char_policy="keep",
        unknown_char_warning=False,
    )
    encode: Callable[[str], str] = encoder.unicode_to_latex
    return encode


def _address(text: str) -> str:
    """Return an address as a field holds it: verbatim, but for what would end the field."""
    for sign in ("\\", "{", "}", " "):
        text = text.replace(sign, f"%{ord(sign):02X}")
    return text


def csl(papers: Iterable[Node], keys: dict[str, str]) -> list[dict[str, Any]]:
    """Return papers as items of CSL-JSON (https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html)."""
    return [_csl_item(paper, keys[paper.id]) for paper in papers]


def _csl_item(paper: Node, key: str) -> dict[str, Any]:
    known = paper.properties
    day = _date(paper)
    item: dict[str, Any] = {
        "id": key,
        "type": _KINDS[_kind(paper)][2],
        "title": known.get("title") or paper.id,
        "author": [_csl_author(name) for name in known.get("authors") or ()],
        "issued": {"date-parts": [[int(part) for part in day.split("-")]]} if day else None,
        "container-title": known.get("venue"),
        "DOI": known.get("doi"),
        "number": f"arXiv:{known['arxiv_id']}" if known.get("arxiv_id") else None,
        "publisher": "arXiv" if known.get("arxiv_id") and not known.get("venue") else None,
        "URL": _url(paper),
    }
    return {name: value for name, value in item.items() if value}


def _csl_author(name: str) -> dict[str, str]:
    given, family, particle, suffix = split_name(name)
    if not given and not particle:
        return {"literal": family}
    parts = {"family": family, "given": given, "non-dropping-particle": particle, "suffix": suffix}
    return {part: value for part, value in parts.items() if value}


def markdown(papers: Iterable[Node], *, most_authors: int = 6) -> str:
    """Return papers as a numbered list in Markdown, with links.

    Args:
        papers: nodes of papers.
        most_authors: more are cut to the first and "et al."
    """
    lines = [f"{number}. {markdown_entry(paper, most_authors)}" for number, paper in enumerate(papers, 1)]
    return "".join(f"{line}\n" for line in lines)


def markdown_entry(paper: Node, most_authors: int = 6) -> str:
    """Return one paper as a line of Markdown: authors, year, title with its link, venue, arXiv id."""
    known = paper.properties
    authors = list(known.get("authors") or ())
    who = escape(f"{authors[0]} et al." if len(authors) > most_authors else ", ".join(authors))
    year = _date(paper)[:4]
    url = _url(paper)
    title = escape(known.get("title") or paper.id)
    # Angle brackets hold any address; inside them only these would end it.
    address = url.replace("<", "%3C").replace(">", "%3E").replace("\n", "")
    where = [known.get("venue"), f"arXiv:{known['arxiv_id']}" if known.get("arxiv_id") else None]
    head = (
        f"{who} ({year}). " if who and year else f"{who.removesuffix('.')}. " if who else f"({year}) " if year else ""
    )
    link = f"[{title}](<{address}>)" if url else title
    return head + ". ".join([link, *(escape(place) for place in where if place)]) + "."


def escape(text: str) -> str:
    """Return a text as Markdown shows it unchanged.

    >>> escape("A_b* <i> [x]")
    'A\\\\_b\\\\* \\\\<i\\\\> \\\\[x\\\\]'
    """
    return re.sub(r"([\\`*_{}\[\]<>|#$~])", r"\\\1", " ".join(text.split()))


#: By the name of the format: what it makes of papers.
FORMATS: dict[str, Callable[[Sequence[Node], dict[str, str]], str]] = {
    "bibtex": bibtex,
    "csl-json": lambda papers, keys: json.dumps(csl(papers, keys), ensure_ascii=False, indent=1) + "\n",
    "markdown": lambda papers, keys: markdown(papers),
}


def bibliography(view: View, ids: Iterable[str], format: str) -> str:
    """Return the papers of these ids, each once, in the order given.

    Args:
        view: the graph.
        ids: of papers; others are left out.
        format: a name of :data:`FORMATS`.
    """
    nodes = (view.node(id) for id in dict.fromkeys(ids))
    papers = [node for node in nodes if node is not None and node.label == "Paper"]
    return FORMATS[format](papers, citation_keys(view) if format != "markdown" else {})


def papers_in(view: View, result: Result) -> list[str]:
    """Return the ids of the papers in the answer to a query: nodes, ids and titles of papers, in order, each once.

    Raises:
        QueryError: if there are rows but no paper among them.
    """
    table = view.node_table("Paper", ("title",))
    ids = {id: id for id in reversed(table["id"])}
    titles = {title: id for id, title in zip(reversed(table["id"]), reversed(table["title"]), strict=True) if title}
    found: dict[str, None] = {}

    def look(value: Any) -> None:
        if isinstance(value, str):
            if id := ids.get(value) or titles.get(value):
                found[id] = None
        elif isinstance(value, list):
            for item in value:
                look(item)
        elif isinstance(value, dict):
            if value.get("label") == "Paper":
                look(value.get("id"))
            elif "nodes" in value:
                look(value["nodes"])

    look(result.rows)
    if result.rows and not found:
        raise QueryError("no paper is in the answer: RETURN p, p.id or p.title for a bibliography")
    return list(found)


def _date(paper: Node) -> str:
    known = paper.properties
    return paper_date(known.get("published"), known.get("arxiv_id"), known.get("year"))


def _url(paper: Node) -> str:
    known = paper.properties
    if known.get("url"):
        return str(known["url"])
    if known.get("doi"):
        return f"https://doi.org/{known['doi']}"
    return f"https://arxiv.org/abs/{known['arxiv_id']}" if known.get("arxiv_id") else ""
