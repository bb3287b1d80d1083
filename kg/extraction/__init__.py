"""Extraction: from a paper's text to the concepts it names. Extractors are chosen by name."""

from __future__ import annotations

import importlib
from functools import cache

from kg.errors import UnknownChoice
from kg.extraction.base import Extractor

__all__ = ["EXTRACTORS", "Extractor", "get_extractor"]

#: Extractors by name, as ``module:class``.
EXTRACTORS = {"standard": "kg.extraction.standard:StandardExtractor"}


@cache
def get_extractor(name: str = "standard") -> Extractor:
    """Return an extractor, built once.

    Raises:
        UnknownChoice: if there is none of that name.
    """
    if name not in EXTRACTORS:
        raise UnknownChoice("extractor", name, EXTRACTORS)
    module, _, attribute = EXTRACTORS[name].partition(":")
    extractor: Extractor = getattr(importlib.import_module(module), attribute)()
    return extractor
