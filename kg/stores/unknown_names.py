"""What to say of a label, an edge type or a property that a statement names and the schema lacks."""

from __future__ import annotations

from rapidfuzz import fuzz, process

from kg.schema import is_internal, schema

#: How many of the nearest are offered, and the least likeness; all that is known, if nothing is alike.
_OFFERED, _ALIKE = 5, 55


def no_label_or_type(name: str, *, labels: bool = True, types: bool = True) -> str:
    """Return the message for a label or an edge type that there is not.

    Args:
        name: as the statement has it.
        labels: whether it may be meant for a label; ``types``: for an edge type.
    """
    known = [*(schema().nodes if labels else ()), *(schema().edges if types else ())]
    kinds = [kind for kind, meant in (("label", labels), ("edge type", types)) if meant]
    return f"no {' or '.join(kinds)} {name}; {_nearest(name, known)}"


def no_property(name: str, variable: str = "") -> str:
    """Return the message for a property that there is not.

    Args:
        name: as the statement has it.
        variable: of what, if that is known.
    """
    owners = {kind: node.properties for kind, node in schema().nodes.items()}
    owners |= {kind: edge.properties for kind, edge in schema().edges.items()}
    known = {own for properties in owners.values() for own in properties if not is_internal(own)}
    whose = [kind for kind, properties in owners.items() if name in properties]
    rest = f"only {', '.join(whose)} have it" if whose else _nearest(name, sorted(known))
    return f"no property {name}{f' of {variable}' if variable else ''}; {rest}"


def _nearest(name: str, known: list[str]) -> str:
    near = process.extract(name, known, scorer=fuzz.ratio, processor=str.casefold, score_cutoff=_ALIKE, limit=_OFFERED)
    return f"nearest: {', '.join(found for found, _, _ in near)}" if near else f"known: {', '.join(known)}"
