"""What the side panel and the tooltips say: plain values, bounded, for the page's data block."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from kg.model import Edge, Node
from kg.search import label_name
from viz import scoring
from viz.labels import MOST_ALIASES, clean, cut
from viz.selection import Selection

#: How much text of one kind the page carries.
LONGEST_ABSTRACT, LONGEST_QUOTE = 3000, 420
MOST_QUOTES, MOST_AUTHORS = 3, 8


def safe_link(url: str) -> str:
    """Return an address that may be opened: http or https with a host, else nothing.

    >>> safe_link("javascript:alert(1)"), safe_link("https://arxiv.org/abs/1412.6980")
    ('', 'https://arxiv.org/abs/1412.6980')
    """
    url = url.strip()
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme.lower() in ("http", "https") and parts.netloc else ""


def node_details(node: Node, importance: int) -> dict[str, Any]:
    """Return what the panel says of a node besides its name, type and year; what is unknown is left out."""
    own = node.properties
    known: dict[str, Any] = {}
    if node.label == "Paper":
        authors = list(own.get("authors", ()))
        known |= {
            "venue": own.get("venue"),
            "authors": [*authors[:MOST_AUTHORS], *(["et al."] if len(authors) > MOST_AUTHORS else [])],
            "url": _address(node),
            "abstract": cut(own.get("abstract", ""), LONGEST_ABSTRACT),
            "cited": importance - 1,
        }
    else:
        known |= {
            "papers": scoring.named_by(node),
            "aliases": [clean(alias) for alias in own.get("aliases", ())[:MOST_ALIASES]],
        }
    return {key: value for key, value in known.items() if value not in (None, "", [])}


def _address(node: Node) -> str:
    own = node.properties
    if link := safe_link(own.get("url", "")):
        return link
    if own.get("doi"):
        return safe_link(f"https://doi.org/{own['doi']}")
    return safe_link(f"https://arxiv.org/abs/{own['arxiv_id']}") if own.get("arxiv_id") else ""


def edge_details(edge: Edge, names: dict[str, str]) -> dict[str, Any]:
    """Return what the panel says of an edge: why, and its quotes.

    Args:
        edge: the edge.
        names: concepts shown, by id, to say what two papers share.
    """
    own = edge.properties
    known: dict[str, Any] = {
        "quotes": [cut(quote, LONGEST_QUOTE) for quote in own.get("evidence", ())[:MOST_QUOTES]],
    }
    if edge.type == "CITES":
        known["note"] = "in its reference list" if own.get("via") == "reference" else ""
    elif edge.type == "RELATED_TO":
        shared = [names.get(id) or id.partition(":")[2].replace("-", " ") for id in own.get("shared", ())]
        known["note"] = f"both name {', '.join(shared[:6])}" if shared else ""
    elif edge.type == "BROADER":
        known["note"] = {"lexicon": "by the vocabulary", "head noun": "by its name"}.get(own.get("source", ""), "")
    return {key: value for key, value in known.items() if value not in (None, "", [])}


def details(selection: Selection) -> dict[str, list[dict[str, Any]]]:
    """Return the details of all nodes and edges, in the selection's order."""
    names = {node.id: clean(label_name(node)) for node in selection.nodes if node.label != "Paper"}
    return {
        "nodes": [
            {**node_details(node, selection.importance[node.id]), "elsewhere": selection.elsewhere[node.id]}
            for node in selection.nodes
        ],
        "edges": [edge_details(edge, names) for edge in selection.edges],
    }
