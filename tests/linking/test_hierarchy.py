"""BROADER: what the vocabulary says, and head nouns; no circles."""

from __future__ import annotations

from collections import defaultdict

from kg import lexicon
from kg.lexicon import concept_id
from kg.linking.concepts import Concept
from kg.linking.hierarchy import broader
from kg.model import Edge


def concepts(*names: str, type: str = "Technique") -> dict[str, Concept]:
    ids = [concept_id(type, name) for name in names]
    known = lexicon.by_id()
    return {id: Concept(id, type, name, curated=id in known) for id, name in zip(ids, names, strict=True)}


def told(edges: list[Edge]) -> set[tuple[str, str, str]]:
    return {(edge.source.partition(":")[2], edge.target.partition(":")[2], edge.properties["source"]) for edge in edges}


def test_vocabulary_gives_broader_concepts_and_adds_the_missing() -> None:
    found = concepts("post-training quantization")
    assert ("post-training-quantization", "quantization", "lexicon") in told(list(broader(found)))
    added = found["technique:quantization"]
    assert (added.name, added.type, added.curated, added.papers) == ("quantization", "Technique", True, 0)


def test_head_noun_is_the_longest_end_that_is_a_concept() -> None:
    found = concepts("zig zag frobnication", "zag frobnication", "frobnication")
    assert told(list(broader(found))) == {
        ("zig-zag-frobnication", "zag-frobnication", "head noun"),
        ("zag-frobnication", "frobnication", "head noun"),
    }


def test_spelling_of_the_head_does_not_matter() -> None:
    assert told(list(broader(concepts("zig frob-nications", "frobnication")))) == {
        ("zig-frob-nications", "frobnication", "head noun")
    }


def test_proper_names_and_other_types_have_no_head() -> None:
    assert list(broader(concepts("Big Frobnicator", "Frobnicator", type="Method"))) == []
    mixed = concepts("zig frobnication") | concepts("frobnication", type="Task")
    assert list(broader(mixed)) == []


def test_words_inside_a_word_are_no_head() -> None:
    assert list(broader(concepts("zigfrobnication", "frobnication"))) == []


def test_no_circles_over_the_whole_vocabulary() -> None:
    known = {entry.id: Concept(entry.id, entry.type, entry.name, curated=True) for entry in lexicon.load()}
    wider: dict[str, list[str]] = defaultdict(list)
    edges = list(broader(known))
    for edge in edges:
        wider[edge.source].append(edge.target)
    assert len(edges) > 1000
    assert len({edge.key for edge in edges}) == len(edges)
    done: set[str] = set()
    for start in sorted(wider):
        path: list[str] = []
        pending = [(start, 0)]
        while pending:
            id, depth = pending.pop()
            del path[depth:]
            assert id not in path, f"a circle: {' -> '.join([*path, id])}"
            path.append(id)
            if id not in done:
                pending.extend((parent, depth + 1) for parent in wider.get(id, ()))
        done.add(start)
