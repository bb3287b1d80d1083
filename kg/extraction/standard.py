"""The default extractor: vocabulary and patterns propose, a small trained classifier decides.

Steps: :mod:`kg.extraction.candidates` gathers everything that could be a concept, :mod:`kg.extraction.features` says
what is known of each, :mod:`kg.extraction.classifier` gives its type, role and a calibrated confidence. No model is
downloaded; the same text always gives the same findings.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from functools import cached_property
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from kg.extraction.candidates import Candidate, gather
from kg.extraction.classifier import CLASSES, Softmax, trained
from kg.extraction.cues import is_proposed
from kg.extraction.document import Document
from kg.extraction.features import features, word_bundles, words_of
from kg.extraction.matching import default_matcher
from kg.lexicon import TABLES
from kg.model import CONCEPT_TYPES, NAMED, PHRASES, ROLES, Finding
from kg.schema import schema

#: Raised when the code of the extractor changes what it finds.
VERSION = 5


class StandardExtractor:
    """Finds concepts by vocabulary, patterns and trained weights."""

    name = "standard"

    @cached_property
    def fingerprint(self) -> str:
        """A hash over version, vocabulary and weights."""
        digest = hashlib.sha256(str(VERSION).encode())
        for table in TABLES.values():
            digest.update(resources.files("kg.lexicon").joinpath(table).read_bytes())
        digest.update(resources.files("kg.extraction").joinpath("weights.json").read_bytes())
        return f"{self.name}:{digest.hexdigest()[:16]}"

    def extract(self, title: str, abstract: str) -> list[Finding]:
        """Return the concepts that a paper names; see :class:`kg.extraction.base.Extractor`."""
        document = Document(title, abstract)
        candidates = gather(document, default_matcher())
        if not candidates:
            return []
        types, roles, threshold = trained()
        settle(candidates, document, types)
        candidates = worth_a_look(candidates, document, types)
        if not candidates:
            return []
        known = [features(candidate, document) for candidate in candidates]
        chances = types.probabilities(known, [possible_types(candidate) for candidate in candidates])
        best = chances[:, 1:].argmax(axis=1) + 1
        # The chance to be a concept at all decides; the type is the likeliest one.
        sure = 1.0 - chances[:, 0]
        kept = [n for n in range(len(candidates)) if sure[n] >= threshold]
        if not kept:
            return []
        kinds = [CLASSES[best[n]] for n in kept]
        allowed: list[tuple[int, ...] | None] = [
            possible_roles(kind, candidates[n], document) for n, kind in zip(kept, kinds, strict=True)
        ]
        parts = roles.probabilities([known[n] for n in kept], allowed, kinds)
        return [
            finding(document, candidates[n], kind, float(sure[n]), part)
            for n, kind, part in zip(kept, kinds, parts, strict=True)
        ]


#: By how much (in log odds) the words around a name must speak for its less likely meaning.
CLEARLY = 0.5


def settle(candidates: list[Candidate], document: Document, types: Softmax) -> None:
    """Choose between entries of one name and several types by what the words around it say, as if none were known.

    Where the vocabulary takes the name for the first entry without further words, the others must be told clearly.
    """
    open = [candidate for candidate in candidates if candidate.rivals]
    if not open:
        return
    unknown = [features(replace(candidate, entry=None), document) for candidate in open]
    for candidate, scores in zip(open, types.scores(unknown), strict=True):
        least = 0.0 if candidate.context else CLEARLY
        said = {entry: float(scores[CLASSES.index(entry.type)]) - least for entry in candidate.rivals}
        if candidate.entry:
            said[candidate.entry] = float(scores[CLASSES.index(candidate.entry.type)])
        candidate.entry, candidate.rivals = max(said, key=lambda entry: said[entry]), ()


#: A phrase whose words alone speak this much against a concept (in log odds) is not looked at further.
HOPELESS = -1.2


def worth_a_look(candidates: list[Candidate], document: Document, types: Softmax) -> list[Candidate]:
    """Return the candidates that may be concepts, without the phrases of words that hardly ever name one.

    It saves time: a third of all noun phrases end here, before the words around them are looked at.
    """
    plain = [
        candidate
        for candidate in candidates
        if not (candidate.entry or candidate.expansion or candidate.title_name)
        and all(place.source == "phrase" for place in candidate.places)
    ]
    if not plain:
        return candidates
    scores = types.scores([word_bundles(words_of(candidate, document)) for candidate in plain])
    odds = scores[:, 1:].max(axis=1) - scores[:, 0]
    hopeless = {candidate.key for candidate, odd in zip(plain, odds.tolist(), strict=True) if odd <= HOPELESS}
    return [candidate for candidate in candidates if candidate.key not in hopeless]


def possible_types(candidate: Candidate) -> tuple[int, ...] | None:
    """Return the classes that a candidate can have: the vocabulary's word is not overruled, only doubted."""
    if candidate.entry is None:
        return None
    return 0, CLASSES.index(candidate.entry.type)


#: The roles (as indices into ROLES) that the schema allows for each type.
ROLES_OF = {
    label: tuple(
        number
        for number, role in enumerate(ROLES)
        if any(edge.role == role and label in edge.targets for edge in schema().edges.values())
    )
    for label in CONCEPT_TYPES
}


def possible_roles(type: str, candidate: Candidate, document: Document) -> tuple[int, ...]:
    """Return the roles (as indices into ROLES) that a candidate can have.

    The name before a title's colon is what the paper introduces, and so is what it says that it proposes; what stands
    inside that name ("GaLore" in "Natural GaLore: ...") is built on.
    """
    roles = ROLES_OF[type]
    if candidate.title_part and len(roles) > 1:
        return tuple(role for role in roles if ROLES[role] != "introduces")
    if type in NAMED and (
        candidate.title_name or any(is_proposed(document, place.start, place.end) for place in candidate.places)
    ):
        return (ROLES.index("introduces"),)
    return roles


def finding(
    document: Document, candidate: Candidate, type: str, confidence: float, roles: NDArray[np.float64]
) -> Finding:
    """Return the finding for a candidate that was accepted.

    Args:
        document: the text.
        candidate: what was accepted.
        type: as what.
        confidence: the chance that it is a concept of the paper.
        roles: the chance of each role.
    """
    entry = candidate.entry
    return Finding(
        type=type,
        name=entry.name if entry and entry.type == type else _best_name(candidate, type, document),
        role=ROLES[int(roles.argmax())],
        confidence=round(min(confidence, 0.999), 3),
        role_confidence=round(float(roles.max()), 3),
        mentions=tuple(document.mention(place.start, place.end) for place in candidate.places),
        curated=entry is not None,
        expansion=candidate.expansion,
        also=entry.also if entry else (),
    )


_CAPITALISED = re.compile(r"\b[A-Z][a-z]+(?=$|[\s-])")
_ARTICLE = re.compile(r"^(?:the|a|an)\s+", re.IGNORECASE)


def _best_name(candidate: Candidate, type: str, document: Document) -> str:
    """Return the canonical name of what the vocabulary does not hold.

    A named thing is called by its short form; a common noun by its long form in lower case.
    """
    if candidate.short and candidate.expansion:
        if type in NAMED:
            return candidate.short
        name = candidate.expansion
    else:
        name = candidate.name
    name = _ARTICLE.sub("", " ".join(name.split()))
    if type in PHRASES:
        name = _CAPITALISED.sub(lambda word: word[0].lower(), name)
    return name
