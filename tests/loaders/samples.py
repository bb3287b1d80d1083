"""One small source of the true shape for each format, all with the same paper, so that the tests can compare them.

Field names are those that the services document (docs/sources.md says where); the texts are our own.
"""

# The shapes are easier to check against the services' documents with long lines.
# ruff: noqa: E501

from __future__ import annotations

import io
import json
from typing import Any

TITLE = "TileFlow: Tiled Attention for Müller Chips"
ABSTRACT = (
    "We present TileFlow, a tiled attention kernel. It runs on NVIDIA A100 GPUs and halves the memory of training."
)
AUTHORS = ("Jörg Müller", "Ada B. Example")
ARXIV = "2405.01234"
DOI = "10.1145/3600000.1234567"

ATOM = f"""<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
  <link href="http://arxiv.org/api/query?search_query%3D%26id_list%3D{ARXIV}" rel="self" type="application/atom+xml"/>
  <title type="html">ArXiv Query: search_query=&amp;id_list={ARXIV}</title>
  <id>http://arxiv.org/api/cHxbiOdZaP56ODnBPIenZhzg5f8</id>
  <updated>2026-11-20T00:00:00-05:00</updated>
  <opensearch:totalResults xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/">1</opensearch:totalResults>
  <opensearch:startIndex xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/">0</opensearch:startIndex>
  <opensearch:itemsPerPage xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/">1</opensearch:itemsPerPage>
  <entry>
    <id>http://arxiv.org/abs/{ARXIV}v3</id>
    <updated>2024-06-01T10:00:00Z</updated>
    <published>2024-05-02T17:59:59Z</published>
    <title>TileFlow: Tiled Attention
  for Müller Chips</title>
    <summary>  {ABSTRACT}
</summary>
    <author><name>Jörg Müller</name><arxiv:affiliation xmlns:arxiv="http://arxiv.org/schemas/atom">TU</arxiv:affiliation></author>
    <author><name>Ada B. Example</name></author>
    <arxiv:comment xmlns:arxiv="http://arxiv.org/schemas/atom">12 pages. Code: https://github.com/example/tileflow.</arxiv:comment>
    <arxiv:journal_ref xmlns:arxiv="http://arxiv.org/schemas/atom">Proc. Example 2024</arxiv:journal_ref>
    <arxiv:doi xmlns:arxiv="http://arxiv.org/schemas/atom">{DOI}</arxiv:doi>
    <link href="http://arxiv.org/abs/{ARXIV}v3" rel="alternate" type="text/html"/>
    <link title="pdf" href="http://arxiv.org/pdf/{ARXIV}v3" rel="related" type="application/pdf"/>
    <arxiv:primary_category xmlns:arxiv="http://arxiv.org/schemas/atom" term="cs.LG" scheme="http://arxiv.org/schemas/atom"/>
    <category term="cs.LG" scheme="http://arxiv.org/schemas/atom"/>
    <category term="cs.AR" scheme="http://arxiv.org/schemas/atom"/>
  </entry>
</feed>
"""

KAGGLE: dict[str, Any] = {
    "id": ARXIV,
    "submitter": "Jörg Müller",
    "authors": 'J\\"org M\\"uller and Ada B. Example',
    "title": "TileFlow: Tiled Attention\n  for Müller Chips",
    "comments": "12 pages. Code: https://github.com/example/tileflow",
    "journal-ref": "Proc. Example 2024",
    "doi": DOI,
    "report-no": None,
    "categories": "cs.LG cs.AR",
    "license": "http://creativecommons.org/licenses/by/4.0/",
    "abstract": f"  {ABSTRACT}\n",
    "versions": [
        {"version": "v1", "created": "Thu, 2 May 2024 17:59:59 GMT"},
        {"version": "v3", "created": "Sat, 1 Jun 2024 10:00:00 GMT"},
    ],
    "update_date": "2024-06-03",
    "authors_parsed": [["Müller", "Jörg", ""], ["Example", "Ada B.", ""]],
}

OAI_ARXIV = f"""<arXiv xmlns="http://arxiv.org/OAI/arXiv/">
<id>{ARXIV}</id><created>2024-05-02</created><updated>2024-06-01</updated>
<authors><author><keyname>Müller</keyname><forenames>Jörg</forenames></author>
<author><keyname>Example</keyname><forenames>Ada B.</forenames></author></authors>
<title>TileFlow: Tiled Attention for Müller Chips</title><categories>cs.LG cs.AR</categories>
<comments>12 pages. Code: https://github.com/example/tileflow</comments><journal-ref>Proc. Example 2024</journal-ref>
<doi>{DOI}</doi><license>http://creativecommons.org/licenses/by/4.0/</license><abstract>  {ABSTRACT}
</abstract></arXiv>"""

OAI_RAW = f"""<arXivRaw xmlns="http://arxiv.org/OAI/arXivRaw/">
<id>{ARXIV}</id><submitter>Jörg Müller</submitter>
<version version="v1"><date>Thu, 2 May 2024 17:59:59 GMT</date><size>100kb</size></version>
<version version="v3"><date>Sat, 1 Jun 2024 10:00:00 GMT</date><size>101kb</size></version>
<title>TileFlow: Tiled Attention for Müller Chips</title><authors>Jörg Müller, Ada B. Example</authors>
<categories>cs.LG cs.AR</categories><comments>12 pages. Code: https://github.com/example/tileflow</comments>
<journal-ref>Proc. Example 2024</journal-ref><doi>{DOI}</doi><abstract>{ABSTRACT}</abstract></arXivRaw>"""

OAI_DC = f"""<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:title>TileFlow: Tiled Attention for Müller Chips</dc:title><dc:creator>Müller, Jörg</dc:creator>
<dc:creator>Example, Ada B.</dc:creator><dc:subject>Computer Science - Machine Learning</dc:subject>
<dc:description>{ABSTRACT}</dc:description>
<dc:description>Comment: 12 pages. Code: https://github.com/example/tileflow</dc:description>
<dc:date>2024-06-01</dc:date><dc:date>2024-05-02</dc:date><dc:type>text</dc:type>
<dc:identifier>http://arxiv.org/abs/{ARXIV}</dc:identifier><dc:identifier>doi:{DOI}</dc:identifier></oai_dc:dc>"""


def oai(*bodies: str, status: str = "") -> str:
    """Return a ListRecords answer."""
    records = "".join(
        f"<record><header{status}><identifier>oai:arXiv.org:{ARXIV}</identifier><datestamp>2024-06-03</datestamp>"
        f"<setSpec>cs</setSpec></header>{f'<metadata>{body}</metadata>' if body else ''}</record>\n"
        for body in bodies
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">\n'
        "<responseDate>2026-11-20T00:00:00Z</responseDate>\n"
        '<request verb="ListRecords" metadataPrefix="arXiv">http://oaipmh.arxiv.org/oai</request>\n'
        f"<ListRecords>\n{records}<resumptionToken>x|1001</resumptionToken></ListRecords>\n</OAI-PMH>\n"
    )


HF_PAPER: dict[str, Any] = {
    "id": ARXIV,
    "authors": [
        {"_id": "65", "name": "Jörg Müller", "hidden": False},
        {"_id": "66", "user": {"_id": "1", "user": "ada", "type": "user"}, "name": "Ada B. Example", "hidden": False},
    ],
    "publishedAt": "2024-05-02T17:59:59.000Z",
    "submittedOnDailyAt": "2024-05-06T00:00:00.000Z",
    "title": TITLE,
    "submittedOnDailyBy": {"_id": "2", "fullname": "Someone", "type": "user"},
    "summary": ABSTRACT,
    "upvotes": 42,
    "discussionId": "abc",
    "githubRepo": "https://github.com/example/tileflow",
    "ai_keywords": ["tiled attention", "GPU kernels"],
    "githubStars": 7,
}
HF_DAILY: list[dict[str, Any]] = [
    {
        "paper": HF_PAPER,
        "publishedAt": "2024-05-02T13:59:59.000Z",
        "title": TITLE,
        "summary": ABSTRACT,
        "thumbnail": "https://cdn-thumbnails.huggingface.co/social-thumbnails/papers/2405.01234.png",
        "numComments": 3,
        "submittedBy": {"_id": "2", "fullname": "Someone", "type": "user"},
        "isAuthorParticipating": False,
    }
]

S2_PAPER: dict[str, Any] = {
    "paperId": "0123456789abcdef0123456789abcdef01234567",
    "corpusId": 269500001,
    "externalIds": {"ArXiv": ARXIV, "DOI": DOI, "DBLP": "conf/example/Muller24", "CorpusId": 269500001},
    "url": "https://www.semanticscholar.org/paper/0123456789abcdef0123456789abcdef01234567",
    "title": TITLE,
    "abstract": ABSTRACT,
    "venue": "Proc. Example 2024",
    "year": 2024,
    "citationCount": 12,
    "fieldsOfStudy": ["Computer Science"],
    "s2FieldsOfStudy": [{"category": "Computer Science", "source": "external"}],
    "publicationDate": "2024-05-02",
    "journal": {"name": "ArXiv", "volume": "abs/2405.01234"},
    "authors": [{"authorId": "1", "name": "Jörg Müller"}, {"authorId": None, "name": "Ada B. Example"}],
    "references": [
        {"paperId": "a" * 40, "externalIds": {"ArXiv": "2205.14135", "CorpusId": 1}, "title": "FlashAttention"},
        {"paperId": "b" * 40, "externalIds": {"DOI": "10.1000/X", "CorpusId": 2}, "title": "Another"},
        {"paperId": "c" * 40, "externalIds": {"CorpusId": 3}, "title": "Third"},
        {"paperId": None, "externalIds": None, "title": "Only a title"},
    ],
}
S2_BULK: dict[str, Any] = {
    "corpusid": 269500001,
    "externalids": {"ACL": None, "DBLP": "conf/example/Muller24", "ArXiv": ARXIV, "MAG": None, "CorpusId": "269500001",
                    "PubMed": None, "DOI": DOI, "PubMedCentral": None},
    "url": "https://www.semanticscholar.org/paper/0123456789abcdef0123456789abcdef01234567",
    "title": TITLE,
    "authors": [{"authorId": "1", "name": "Jörg Müller"}, {"authorId": "2", "name": "Ada B. Example"}],
    "venue": "Proc. Example 2024",
    "publicationvenueid": None,
    "year": 2024,
    "referencecount": 30,
    "citationcount": 12,
    "influentialcitationcount": 1,
    "isopenaccess": True,
    "s2fieldsofstudy": [{"category": "Computer Science", "source": "external"}],
    "publicationtypes": None,
    "publicationdate": "2024-05-02",
    "journal": None,
}  # fmt: skip


def inverted(text: str) -> dict[str, list[int]]:
    """Return a text as OpenAlex gives abstracts."""
    index: dict[str, list[int]] = {}
    for place, word in enumerate(text.split()):
        index.setdefault(word, []).append(place)
    return index


OPENALEX: dict[str, Any] = {
    "id": "https://openalex.org/W4390000001",
    "doi": f"https://doi.org/{DOI}",
    "title": TITLE,
    "display_name": TITLE,
    "publication_year": 2024,
    "publication_date": "2024-05-02",
    "ids": {"openalex": "https://openalex.org/W4390000001", "doi": f"https://doi.org/{DOI}",
            "pmid": "https://pubmed.ncbi.nlm.nih.gov/38000000"},
    "language": "en",
    "primary_location": {
        "is_oa": False, "landing_page_url": f"https://doi.org/{DOI}", "pdf_url": None,
        "source": {"id": "https://openalex.org/S1", "display_name": "Proc. Example 2024", "type": "conference"},
    },
    "type": "article",
    "authorships": [
        {"author_position": "first", "author": {"id": "https://openalex.org/A1", "display_name": "Jörg Müller"},
         "institutions": [], "raw_author_name": "J. Müller"},
        {"author_position": "last", "author": {"id": "https://openalex.org/A2", "display_name": "Ada B. Example"},
         "institutions": [], "raw_author_name": "A. Example"},
    ],
    "cited_by_count": 12,
    "is_retracted": False,
    "topics": [{"id": "https://openalex.org/T1", "display_name": "Parallel Computing", "score": 0.9}],
    "keywords": [{"id": "https://openalex.org/keywords/kernel", "display_name": "Kernel", "score": 0.5}],
    "locations": [
        {"landing_page_url": f"https://doi.org/{DOI}", "source": {"display_name": "Proc. Example 2024"}},
        {"landing_page_url": f"https://arxiv.org/abs/{ARXIV}", "pdf_url": f"https://arxiv.org/pdf/{ARXIV}",
         "source": {"display_name": "arXiv (Cornell University)", "type": "repository"}},
    ],
    "referenced_works": ["https://openalex.org/W4281000001", "https://openalex.org/W2741809807"],
    "abstract_inverted_index": inverted(ABSTRACT),
}  # fmt: skip
OPENALEX_LIST: dict[str, Any] = {
    "meta": {"count": 1, "db_response_time_ms": 5, "page": 1, "per_page": 25, "groups_count": None},
    "results": [OPENALEX],
    "group_by": [],
}

BIBTEX = r"""
@comment{jabref-meta: databaseType:bibtex;}
@string{proc = "Proc. Example 2024"}

@inproceedings{muller2024tileflow,
  title     = {{TileFlow}: Tiled Attention for {M\"uller} Chips},
  author    = {M{\"u}ller, J{\"o}rg and Example, Ada B.},
  booktitle = proc,
  year      = {2024},
  month     = may,
  doi       = {10.1145/3600000.1234567},
  url       = {https://doi.org/10.1145/3600000.1234567},
  eprint    = {2405.01234},
  archiveprefix = {arXiv},
  keywords  = {attention, GPU},
  abstract  = {We present {TileFlow}, a tiled attention kernel. It runs on {NVIDIA} A100 {GPU}s and halves the memory of training.}
}
"""

RIS = f"""TY  - CONF
TI  - {TITLE}
AU  - Müller, Jörg
AU  - Example, Ada B.
T2  - Proc. Example 2024
PY  - 2024
DA  - 2024/05/02/
AB  - {ABSTRACT}
DO  - {DOI}
UR  - https://doi.org/{DOI}
UR  - http://arxiv.org/abs/{ARXIV}v3
KW  - attention
KW  - GPU
ER  -

"""

CSL: list[dict[str, Any]] = [
    {
        "id": "muller2024",
        "type": "paper-conference",
        "title": '<span class="nocase">TileFlow</span>: Tiled Attention for Müller Chips',
        "container-title": "Proc. Example 2024",
        "abstract": f"<jats:p>{ABSTRACT}</jats:p>",
        "DOI": DOI.upper(),
        "URL": f"https://doi.org/{DOI}",
        "note": f"arXiv:{ARXIV}",
        "language": "en",
        "author": [{"family": "Müller", "given": "Jörg"}, {"family": "Example", "given": "Ada B."}],
        "issued": {"date-parts": [["2024", 5, 2]]},
        "keyword": "attention; GPU",
    }
]

ZOTERO_CSV = (
    '"Key","Item Type","Publication Year","Author","Title","Publication Title","ISSN","DOI","Url","Abstract Note","Date",'
    '"Manual Tags"\n'
    f'"ABC","conferencePaper","2024","Müller, Jörg; Example, Ada B.","{TITLE}","Proc. Example 2024","","{DOI}",'
    f'"http://arxiv.org/abs/{ARXIV}","{ABSTRACT}","2024-05-02","attention; GPU"\n'
)
GERMAN_CSV = (
    f"Titel;Autoren;Jahr;Zusammenfassung;Bemerkung\r\n{TITLE};Jörg Müller, Ada B. Example;2024;{ABSTRACT};gut\r\n"
)

NOTE = f"""---
title: "{TITLE}"
authors: [Jörg Müller, Ada B. Example]
arxiv: {ARXIV}
doi: {DOI}
date: 2024-05-02
venue: Proc. Example 2024
tags: [attention, GPU]
---

# {TITLE}

Read on a train. See [[FlashAttention]].

## Abstract

We present **TileFlow**, a tiled attention kernel. It runs on [NVIDIA A100](https://example.org) GPUs
and halves the memory of training.

## My notes

Not convinced by figure 3.
"""

HF_PAGE = (
    '<!doctype html><html class=""><head><meta charset="utf-8"/><title>Daily Papers - Hugging Face</title></head><body>'
    '<div class="SVELTE_HYDRATER contents" data-target="MainHeader" data-props="{&quot;isWide&quot;:false}"></div>'
    '<main><div class="SVELTE_HYDRATER contents" data-target="DailyPapers" data-props="'
    + json.dumps({"dateString": "May 6", "dailyPapers": HF_DAILY}).replace("&", "&amp;").replace('"', "&quot;")
    + '"><section><article><h3><a href="/papers/2405.01234">TileFlow</a></h3></article></section></div></main></body></html>'
)
HF_OLD_PAGE = (
    "<!doctype html><html><head><title>Daily Papers - Hugging Face</title></head><body><article>"
    f'<h3 class="x"><a href="/papers/{ARXIV}" class="y">TileFlow: Tiled Attention <b>for</b> Müller Chips</a></h3>'
    '<a href="/papers/2405.01234#community">3</a></article></body></html>'
)
ARXIV_PAGE = f"""<!DOCTYPE html>
<html lang="en"><head><title>[{ARXIV}] {TITLE}</title>
<meta property="og:url" content="https://arxiv.org/abs/{ARXIV}v3" />
<meta name="citation_title" content="{TITLE}" /><meta name="citation_author" content="Müller, Jörg" />
<meta name="citation_author" content="Example, Ada B." /><meta name="citation_doi" content="{DOI}" />
<meta name="citation_date" content="2024/05/02" /><meta name="citation_pdf_url" content="https://arxiv.org/pdf/{ARXIV}" />
<meta name="citation_arxiv_id" content="{ARXIV}" /><meta name="citation_abstract" content="{ABSTRACT}" />
</head><body></body></html>"""
LOGIN_PAGE = (
    '<!DOCTYPE html><html><head><title>Sign in - Example Library</title></head><body><form action="/login">'
    '<input type="text" name="user"><input type="password" name="password"></form></body></html>'
)


def pdf(lines: list[tuple[int, str]], info: dict[str, str] | None = None) -> bytes:
    """Return a PDF of one page with lines of a font size and a text each."""
    content = ["BT", "1 0 0 1 72 760 Tm"]
    for size, text in lines:
        safe = text.encode("latin-1", "replace").decode("latin-1")
        safe = safe.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        content += [f"/F1 {size} Tf", f"0 -{size + 4} Td", f"({safe}) Tj"]
    stream = "\n".join([*content, "ET"]).encode("latin-1")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< " + b" ".join(f"/{k} ({v})".encode("latin-1") for k, v in (info or {}).items()) + b" >>",
    ]
    out = io.BytesIO(b"%PDF-1.4\n")
    out.seek(0, io.SEEK_END)
    places = []
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer\n<< /Size %d /Root 1 0 R /Info 6 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))
    return out.getvalue()


PDF_LINES = [
    (9, f"arXiv:{ARXIV}v3 [cs.LG] 1 Jun 2024"),
    (18, "TileFlow: Tiled Attention"),
    (18, "for Müller Chips"),
    (11, "Jörg Müller, Ada B. Example"),
    (12, "Abstract"),
    (10, "We present TileFlow, a tiled attention ker-"),
    (10, "nel. It runs on NVIDIA A100 GPUs and halves the"),
    (10, "memory of training."),
    (12, "1 Introduction"),
    (10, "Attention is slow. We cite FlashAttention, https://doi.org/10.1000/other."),
    (8, f"https://doi.org/{DOI}"),
]
