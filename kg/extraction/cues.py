"""What the words around a mention say about its role: who is proposed, compared with, measured on.

Cues are classes of words. A mention sees the classes of the words before it in its sentence, near (up to four words)
or far, and of the two words behind it.
"""

from __future__ import annotations

import re

from kg.extraction.document import Document
from kg.lexicon.spelling import singular


def _forms(verb: str) -> list[str]:
    """Return the forms of a regular verb."""
    stem = verb[:-1] if verb.endswith("e") else verb
    return [verb, f"{verb}s", f"{stem}ed", f"{stem}ing", f"{verb}es"]


#: Classes of words: the verbs, whose forms count too, and other words.
_CLASSES = {
    "self": (
        "",
        "we our ours us paper work article study authors author report thesis here",
    ),
    "propose": (
        (
            "propose introduce present develop design describe devise create construct release open-source unveil "
            "contribute curate formulate offer implement collect pioneer establish invent publish"
        ),
        "build built builds put novel new",
    ),
    "named": (
        "",
        "called named dubbed termed coined namely titled entitled denoted abbreviated call name i.e as",
    ),
    "beat": (
        "outperform surpass exceed compare beat rival",
        "versus vs against than baseline baselines",
    ),
    "compare": (
        "",
        (
            "over unlike comparable comparison comparisons competitive superior alternatives competitors prior "
            "existing previous state-of-the-art sota relative better faster worse conventional traditional "
            "counterpart counterparts match matches matching"
        ),
    ),
    "evaluate": (
        ("evaluate experiment test validate demonstrate measure conduct verify achieve deploy train score show run"),
        "experiments results accuracy performance evaluation evaluations speedup speedups running tasks",
    ),
    "on": (
        "",
        "on across using over including with in",
    ),
    "use": (
        (
            "use leverage employ apply adopt utilize utilise integrate combine incorporate exploit extend adapt "
            "inspire base build"
        ),
        "via through by based upon atop",
    ),
    "list": (
        "",
        "such as like e.g including and or",
    ),
    "problem": (
        "",
        ("for task problem challenge challenges toward towards addressing tackle address tackling enable enabling"),
    ),
    "data": (
        "",
        (
            "dataset datasets data-set benchmark benchmarks corpus corpora testbed leaderboard suite suites "
            "challenge collection split benchmarking data"
        ),
    ),
    "hardware": (
        "",
        (
            "gpu gpus cpu cpus tpu tpus npu npus fpga fpgas soc socs chip chips processor processors board boards "
            "accelerator accelerators cluster clusters server servers machine machines device devices node nodes "
            "platform platforms supercomputer cores core card cards memory"
        ),
    ),
    "model": (
        "",
        (
            "model models algorithm algorithms framework frameworks library libraries system systems optimizer "
            "optimizers architecture architectures network networks method methods compiler engine engines "
            "backbone backbones family series toolkit approach approaches encoder decoder module modules layer "
            "layers block blocks kernel kernels checkpoint checkpoints mechanism mechanisms technique techniques "
            "strategy strategies scheme paradigm"
        ),
    ),
    "subject": (
        "",
        (
            "is achieves outperforms reduces improves enables consists leverages uses utilizes surpasses exceeds "
            "delivers provides combines introduces employs learns offers supports exploits adopts integrates "
            "accelerates attains demonstrates shows yields addresses tackles generates obtains requires works "
            "trains allows boosts incorporates maintains retains dynamically adaptively first can significantly "
            "consistently effectively also further has employs which that aims constructs"
        ),
    ),
}
_BEFORE: dict[str, tuple[tuple[str, str, str], ...]] = {}  # each class as it is called near, far and next to a mention
_AFTER: dict[str, tuple[str, ...]] = {}
for _name, (_verbs, _words) in _CLASSES.items():
    for _word in [*(form for verb in _verbs.split() for form in _forms(verb)), *_words.split()]:
        if _name != "subject":  # only what follows makes a mention a subject
            _BEFORE[_word] = (*_BEFORE.get(_word, ()), (_name, f"{_name}.far", f"{_name}.next"))
        _AFTER[_word] = (*_AFTER.get(_word, ()), _name)
#: How far back a mention sees, and what counts as near, in words.
_REACH, _NEAR = 16, 4


def cues(document: Document, start: int, end: int) -> list[str]:
    """Return the names of the cues around a place, in the same sentence."""
    low, high = document.sentences[document.sentence_at(start)]
    words, lower = document.words, document.lower
    first = document.word_at(start)
    found = []
    seen: set[str] = set()
    begin = max(document.word_at(low), first - _REACH)
    for place in range(first - 1, begin - 1, -1):
        if lower[place] in _BEFORE:
            for name, far, nearest in _BEFORE[lower[place]]:
                if name not in seen:
                    seen.add(name)
                    found.append(name if first - place <= _NEAR else far)
                    if place == first - 1:
                        found.append(nearest)
    if "self" in seen and "propose" in seen:
        found.append("self+propose")
    if "evaluate" in seen and "on" in seen:
        found.append("evaluate+on")
    if first > 0 and words[first - 1][1] >= low:
        found.append(f"<{lower[first - 1]}")
        between = document.text[words[first - 1][2] : start].strip()
        if between:
            found.append(f"<{between[-1]}")
    else:
        found.append("<start")
    after = document.word_at(end)
    if after < len(words) and words[after][1] < high:
        found.append(f">{singular(lower[after])}")
        gap = document.text[end : words[after][1]].strip()
        if gap:
            found.append(f">{gap[0]}")
        for name in _AFTER.get(lower[after], ()):
            found.append(f"{name}>" if not gap else f"{name}>>")
        if gap[:1] in (",", "—", "-", "(", ":") or lower[after] in ("is", "are"):
            kind = _said_to_be(document, after, high)
            if kind:
                found.append(f"is={kind}")
        if after + 1 < len(words) and words[after + 1][1] < high:
            for name in _AFTER.get(lower[after + 1], ()):
                found.append(f"{name}>>")
    else:
        found.append(">end")
    return found


_ARTICLES = frozenset(("a", "an", "the", "our"))
_ENDS = frozenset(
    "that which for to with of in on by and where who whose designed based built consisting containing".split()
)
_KINDS = ("data", "hardware", "model")


def _said_to_be(document: Document, at: int, high: int) -> str:
    """Return what a text says a mention is, from the word behind it: "X, a large-scale benchmark for" gives data.

    The kind is that of the last word of the noun phrase, "other" if it is of none, and empty if there is no such
    phrase.
    """
    words, lower, text = document.words, document.lower, document.text
    if lower[at] in ("is", "are"):
        at += 1
    if at >= len(words) or lower[at] not in _ARTICLES:
        return ""
    head = ""
    for place in range(at + 1, min(at + 10, len(words))):
        if words[place][1] >= high or lower[place] in _ENDS or text[words[place - 1][2] : words[place][1]].strip():
            break
        head = lower[place]
    return kind_of(head) or "other" if head else ""


_PROPOSAL = re.compile(
    r"\b(?:we|paper|work|authors?|article|report|study)\s+(?:(?:also|here|then|first|further|therefore|thus|hence)\s+)?"
    r"(?:propose|introduce|present|develop|design|release|describe|build)s?\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_WHOLE_OBJECT = re.compile(r"\s*(?:[,:(.—–;]|(?:which|that|to|as|and|for|in|an?|is)\b)")
_PROPOSAL_LENGTH = 60


def is_proposed(document: Document, start: int, end: int) -> bool:
    """Tell whether a mention is what a sentence says that the paper proposes: "we present X, a ...", not "X adapters".

    Of the named things that the annotated papers write so, they introduce every one.
    """
    before = document.text[max(0, start - _PROPOSAL_LENGTH) : start]
    return bool(_WHOLE_OBJECT.match(document.text, end) and _PROPOSAL.search(before))


def kind_of(word: str) -> str:
    """Return whether a lower-case noun speaks of data, hardware or a model (any kind of method); empty if of none."""
    classes = _AFTER.get(word, ())
    return next((kind for kind in _KINDS if kind in classes), "")
