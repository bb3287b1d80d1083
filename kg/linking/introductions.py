"""Which paper brings a named thing: what extraction says of one paper, held against the others of the graph.

One text alone can make a reader believe that it brings what it only uses. A paper whose title begins with a name
brings it, the earliest if there are several. Another one does not if an earlier paper names the thing already; and of
what the vocabulary knows, which most papers only use, it must be the only one that says so, and say it clearly.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from kg import lexicon
from kg.extraction.names import NOT_NAMES
from kg.model import NAMED, Finding, Mention, Paper

#: An introduction counts from this confidence on, and from this confidence in the role.
LEAST_CONFIDENCE, LEAST_ROLE_CONFIDENCE = 0.5, 0.75
#: How sure extraction must be that a paper brings what the vocabulary knows.
CLEARLY = 0.95
#: How sure the role is that a doubtful introduction becomes.
ROLE_CONFIDENCE = 0.5
_AFTER_NAME = re.compile(r"\s*(?:[:–—(]|-\s|$|technical report)", re.IGNORECASE)


def leading_name(paper: Paper, mentions: tuple[Mention, ...]) -> str:
    """Return the name that a paper's title begins with, if it is one of the mentions; else "".

    "A Sandwich U-Net Architecture" does not introduce U-Net; "U-Net: ..." and "Qwen3 Technical Report" do.
    """
    for mention in mentions:
        if mention.field == "title" and mention.start == 0 and _AFTER_NAME.match(paper.title[mention.end :]):
            name = paper.title[: mention.end]
            return "" if name in NOT_NAMES else name
    return ""


def coins(paper: Paper, mentions: tuple[Mention, ...]) -> bool:
    """Tell whether a paper's title begins with a name or puts it before its colon ("... with C4: ...").

    Only for names that extraction says the paper introduces: "Improving LoRA: ..." coins nothing.
    """
    before_colon = any(m.field == "title" and paper.title.startswith(":", m.end) for m in mentions)
    return before_colon or bool(leading_name(paper, mentions))


def later(paper: Paper, than: Paper) -> bool:
    """Tell whether a paper is known to be later than another."""
    length = min(len(paper.published), len(than.published))
    if length:
        return paper.published[:length] > than.published[:length]
    return paper.year is not None and than.year is not None and paper.year > than.year


def settle(namings: Mapping[str, Mapping[str, Finding]], papers: Mapping[str, Paper]) -> dict[str, dict[str, Finding]]:
    """Return what papers name, with the introductions that others refute turned into uses.

    Args:
        namings: by paper and concept id.
        papers: by node id.
    """
    naming: dict[str, list[str]] = defaultdict(list)
    bringing: dict[str, list[str]] = defaultdict(list)
    for paper, found in namings.items():
        for concept, finding in found.items():
            if finding.type in NAMED:
                if finding.confidence >= LEAST_CONFIDENCE:
                    naming[concept].append(paper)
                if finding.role == "introduces":
                    bringing[concept].append(paper)
    result = {paper: dict(found) for paper, found in namings.items()}
    for concept, claiming in bringing.items():
        known = concept in lexicon.by_id()
        is_title = leading_name if known else coins
        titled = [paper for paper in claiming if is_title(papers[paper], namings[paper][concept].mentions)]
        for paper in claiming:
            finding = namings[paper][concept]
            clear = paper in titled or not known or (len(claiming) == 1 and finding.role_confidence >= CLEARLY)
            before = titled if paper in titled else naming[concept]
            if not clear or any(later(papers[paper], papers[other]) for other in before):
                result[paper][concept] = replace(finding, role="uses", role_confidence=ROLE_CONFIDENCE)
    return result
