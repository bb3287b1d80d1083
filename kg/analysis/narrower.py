"""A concept with its narrower ones: what "quantization" means where it is to include post-training quantization."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from kg.analysis.types import concept_type
from kg.schema import schema
from kg.search import Names
from kg.stores.base import View


def with_narrower(view: View, id: str) -> set[str]:
    """Return the id of a concept and those of all narrower ones, over any number of BROADER edges.

    Args:
        view: the graph.
        id: the concept; one that the graph lacks is returned alone.
    """
    return narrower_of(view, [id])


def narrower_of(view: View, ids: Iterable[str]) -> set[str]:
    """Return the ids of some concepts and those of all that are narrower than one of them."""
    edges = view.edge_table("BROADER")
    kinds: dict[str, list[str]] = {}
    for narrow, broad in zip(edges["start"], edges["end"], strict=True):
        kinds.setdefault(broad, []).append(narrow)
    found: set[str] = set()
    pending = list(ids)
    while pending:
        id = pending.pop()
        if id not in found:
            found.add(id)
            pending.extend(kinds.get(id, ()))
    return found


def named(view: View, names: Iterable[str], *, type: str = "", narrower: bool = False) -> set[str]:
    """Return the ids of the concepts that some names, aliases or ids stand for.

    Args:
        view: the graph.
        names: as people write them; case, hyphens and plural do not matter.
        type: only concepts of this type.
        narrower: whether to add those of all narrower concepts.

    Raises:
        UnknownChoice: if there is no such type.
        UnknownName: if a name stands for no concept, or for several; the message offers the nearest.
    """
    names = list(names)
    if not names:
        return set()
    known = Names(view)
    labels = [concept_type(type)] if type else schema().concept_labels
    ids = {known.find(name, labels=labels).id for name in names}
    return narrower_of(view, ids) if narrower else ids


def closure(view: View, concepts: Sequence[str]) -> sparse.csr_array:
    """Return for each concept itself and all broader ones, as a matrix of ones: rows narrower, columns broader.

    Args:
        view: the graph.
        concepts: ids, whose order gives rows and columns.
    """
    place = {id: number for number, id in enumerate(concepts)}
    edges = view.edge_table("BROADER")
    rows = np.fromiter((place[id] for id in edges["start"]), dtype=np.int32)
    columns = np.fromiter((place[id] for id in edges["end"]), dtype=np.int32)
    size = len(concepts)
    step = sparse.csr_array((np.ones(len(rows), dtype=np.int32), (rows, columns)), shape=(size, size))
    reached: sparse.csr_array = (diagonal(np.ones(size, dtype=np.int32)) + step).sign()
    # Each turn doubles the steps; it ends when nothing is added, circles or not.
    while True:
        further: sparse.csr_array = (reached @ reached).sign()
        if further.nnz == reached.nnz:
            further.sort_indices()
            return further
        reached = further


def diagonal(values: NDArray[Any]) -> sparse.csr_array:
    """Return a square matrix of these values on the diagonal (scipy before 1.12 makes none as an array)."""
    places = np.arange(len(values))
    return sparse.csr_array((values, (places, places)), shape=(len(values), len(values)))
