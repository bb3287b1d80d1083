"""Names that one paper of the graph introduces, found in the others: extraction sees one paper at a time, linking all.

A paper titled "ZeRO-Infinity: ..." makes sure that ZeRO-Infinity is a name, also where another paper says it in words
from which extraction alone would not dare to tell.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from kg.extraction.names import distinctive
from kg.linking.introductions import LEAST_CONFIDENCE, LEAST_ROLE_CONFIDENCE, leading_name
from kg.model import NAMED, Finding, Mention, Paper

#: How sure it is that such a name is a concept of the paper, and that the paper uses it rather than compares with it.
CONFIDENCE, ROLE_CONFIDENCE = 0.6, 0.5
#: Names shorter than this are coined again and again.
LEAST_LENGTH = 4
_WORD = re.compile(r"[A-Za-z0-9][\w+.-]*[\w+]")


def with_names_of_others(
    papers: Mapping[str, Paper], findings: Mapping[str, list[Finding]]
) -> dict[str, list[Finding]]:
    """Return the findings, and for each paper the names of others that it writes and extraction passed over.

    Where extraction found such a name but was less sure of it, it becomes as sure.

    Args:
        papers: by node id.
        findings: what extraction found in each, by node id.
    """
    coined: dict[str, Finding] = {}
    twice: set[str] = set()
    for id in sorted(papers):
        for finding in findings.get(id, ()):
            sure = finding.confidence >= LEAST_CONFIDENCE and finding.role_confidence >= LEAST_ROLE_CONFIDENCE
            if sure and finding.role == "introduces" and finding.type in NAMED:
                name = leading_name(papers[id], finding.mentions)
                if len(name) >= LEAST_LENGTH and distinctive(name) and _WORD.fullmatch(name):
                    if name in coined:
                        twice.add(name)
                    coined[name] = finding
    for name in twice:
        del coined[name]
    return {
        id: [
            *(_vouched(papers[id], finding, coined) for finding in findings.get(id, ())),
            *_passed_over(papers[id], findings.get(id, ()), coined),
        ]
        for id in papers
    }


def _vouched(paper: Paper, finding: Finding, coined: Mapping[str, Finding]) -> Finding:
    if (
        finding.role == "introduces"
        or finding.confidence >= CONFIDENCE
        or not any(paper.surface(mention) in coined for mention in finding.mentions)
    ):
        return finding
    return replace(finding, confidence=CONFIDENCE)


def _passed_over(paper: Paper, known: list[Finding] | tuple[()], coined: Mapping[str, Finding]) -> list[Finding]:
    taken = [(mention.field, mention.start, mention.end) for finding in known for mention in finding.mentions]
    places: dict[str, list[Mention]] = {}
    for field in ("title", "abstract"):
        for word in _WORD.finditer(paper.text(field)):
            if word[0] in coined:
                start, end = word.span()
                if not any(f == field and s < end and start < e for f, s, e in taken):
                    places.setdefault(word[0], []).append(Mention(field, start, end))
    return [
        replace(
            coined[name],
            role="uses",
            confidence=CONFIDENCE,
            role_confidence=ROLE_CONFIDENCE,
            mentions=tuple(mentions),
            expansion="",
        )
        for name, mentions in sorted(places.items())
    ]
