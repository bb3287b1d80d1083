"""Spellings that mean the same: what a matcher and a name comparison may ignore.

Everything works on a folded text of the same length as the original, so that places in one are places in the other.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from kg.model import STARRED

#: Characters that separate words in any spelling of a name; all become a space.
_SEPARATORS = "-‐‑‒–—−_/\\\t\n\r\u00a0\u2009\u202f,;:()[]{}<>\"“”„'’‘`|*&%$@!?=~^•·…"
_FOLD = {ord(c): " " for c in _SEPARATORS} | {ord("İ"): "i", ord("ﬁ"): "ﬁ"}
_KEPT_STAR = "\ue000"  # stands for the star of a name while the others become spaces
_LOOSE_DOT = re.compile(r"\.(?!\d)|(?<![\da-z])\.")

# Words whose American form is listed and whose British form texts also use.
_BRITISH = (
    (re.compile(r"iz(?=ation|ations|e\b|ed\b|er\b|ers\b|es\b|ing\b)"), "is"),
    (re.compile(r"(?<=model)(?=ing|ed|er)"), "l"),
    (re.compile(r"(?<=label)(?=ing|ed)"), "l"),
    (re.compile(r"(?<=signal)(?=ing|ed)"), "l"),
    (re.compile(r"\bbehavior"), "behaviour"),
    (re.compile(r"\bcolor"), "colour"),
    (re.compile(r"\bneighbor"), "neighbour"),
    (re.compile(r"\bcenter"), "centre"),
    (re.compile(r"\bfiber"), "fibre"),
    (re.compile(r"\banalyz"), "analys"),
    (re.compile(r"\bdefense"), "defence"),
    (re.compile(r"\btumor"), "tumour"),
)
_AMERICAN = tuple(
    (re.compile(pattern), repl)
    for pattern, repl in (
        (r"is(?=ation\b|ations\b)", "iz"),
        (r"modell(?=ing|ed|er)", "model"),
        (r"labell(?=ing|ed)", "label"),
        (r"behaviour", "behavior"),
        (r"colour", "color"),
        (r"neighbour", "neighbor"),
        (r"\bcentre", "center"),
        (r"defence", "defense"),
        (r"tumour", "tumor"),
        (r"(?<=[a-z]{3})is(?=e\b|ed\b|ing\b)", "iz"),
    )
)
# Words in -is- that are not British spellings of -iz-.
_NOT_BRITISH = frozenset(
    """noise noised noising denoise denoised denoising precise concise raise raised raising rise rising promise
    promised promising exercise exercised exercising advise advised advising surprise surprised surprising revise
    revised revising supervise supervised supervising unsupervised self-supervised compromise compromised
    compromising otherwise likewise pairwise elementwise pointwise layerwise wise comprise comprised comprising
    disguise disguised televise televised praise praised praising arise arising cruise bruise poise poised
    expertise enterprise paradise premise premised improvise improvised improvising incise excise demise""".split()
)
_TWO_CAPITALS = re.compile(r"[A-Z][a-z]+ [A-Z][A-Za-z]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])|(?<=[A-Z])(?=[A-Z][a-z]{2})")


def fold(text: str) -> str:
    """Return ``text`` in lower case with every separator as a space; same length, so that places carry over.

    >>> fold("Fine-Tuning of GPT-3.5."), fold("RRT* is *not* RRT")
    ('fine tuning of gpt 3.5 ', 'rrt* is  not  rrt')
    """
    if "*" in text:
        return _fold(STARRED.sub(rf"\1{_KEPT_STAR}", text)).replace(_KEPT_STAR, "*")
    return _fold(text)


def _fold(text: str) -> str:
    folded = text.translate(_FOLD).lower()
    if len(folded) != len(text):  # a character whose lower case is longer
        folded = "".join(low if len(low := c.lower()) == 1 else c for c in text.translate(_FOLD))
    return _LOOSE_DOT.sub(" ", folded) if "." in folded else folded


def singular(word: str) -> str:
    """Return the singular of a lower-case English noun by its ending.

    >>> [singular(w) for w in ("caches", "policies", "GPUs".lower(), "loss", "analysis", "matrices", "bias")]
    ['cache', 'policy', 'gpu', 'loss', 'analysis', 'matrix', 'bias']
    >>> [singular(w) for w in ("approaches", "branches", "batches", "biases")]
    ['approach', 'branch', 'batch', 'bias']
    """
    if len(word) <= 3 or not word.endswith("s"):
        return word
    if word.endswith("pus") and len(word) == 4:  # gpus, cpus, tpus
        return word[:-1]
    if word.endswith(("ss", "us", "is", "bias", "as", "os")):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y" if len(word) > 4 else word[:-1]
    if word.endswith(("trices", "dices")):
        return word[:-4] + ("ix" if word.endswith("trices") else "ex")
    if word.endswith("yses"):
        return word[:-2] + "is"
    if word.endswith(("sses", "shes", "tches", "nches", "rches", "oaches", "eaches", "xes", "zzes", "biases")):
        return word[:-2]
    return word[:-1]


def plural(word: str) -> str:
    """Return the plural of a lower-case English noun by its ending."""
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return word + "es"
    if word.endswith("y") and len(word) > 1 and word[-2] not in "aeiou":
        return word[:-1] + "ies"
    return word + "s"


_BRITISH_HINT = re.compile(r"is(?:ation|e\b|ed\b|ing\b)|ll(?:ing|ed|er)|our|centre|defence")


def american(text: str) -> str:
    """Return a folded text with British spellings turned American."""
    if not _BRITISH_HINT.search(text):
        return text
    words = []
    for word in text.split(" "):
        if word not in _NOT_BRITISH:
            for pattern, repl in _AMERICAN:
                word = pattern.sub(repl, word)
        words.append(word)
    return " ".join(words)


@lru_cache(maxsize=200_000)
def name_key(name: str) -> str:
    """Return what all spellings of one name have in common.

    Case, accents, hyphens, spaces between words, plural of the last word and British spelling are ignored.

    >>> name_key("Fine-tuning") == name_key("finetuning"), name_key("KV caches") == name_key("KV-cache")
    (True, True)
    """
    text = name if name.isascii() else unicodedata.normalize("NFKC", name)
    return folded_key(fold(text), singularise=not text.endswith("S"))  # L40S is no plural of L40


def folded_key(folded: str, *, singularise: bool = True) -> str:
    """Return the :func:`name_key` of a text that is folded already."""
    words = american(folded).split()
    if not words:
        return ""
    if singularise:
        words[-1] = singular(words[-1])
    return "".join(words)


def variants(name: str) -> set[str]:
    """Return the folded spellings under which a text may write ``name``.

    Plural and singular of the last word, British forms, CamelCase taken apart, hyphenated words written as one.

    >>> sorted(variants("pre-training"))
    ['pre training', 'pre trainings', 'pretraining', 'pretrainings']
    """
    base = {" ".join(fold(name).split())}
    if re.search(r"\w[-‐]\w", name):
        base.add(" ".join(fold(re.sub(r"(?<=\w)[-‐](?=\w)", "", name)).split()))
    if " " not in name and _CAMEL.search(name):
        base.add(" ".join(fold(_CAMEL.sub(" ", name)).split()))
    if _TWO_CAPITALS.fullmatch(name):  # Hugging Face, HuggingFace
        base.add(fold(name.replace(" ", "")))
    base |= {re.sub(r"(?<=[a-z]) (?=\d)", "", form) for form in base if re.search(r"[a-z] \d+(\.\d+)?$", form)}
    for form in list(base):
        for pattern, repl in _BRITISH:
            if pattern.search(form):
                base.add(pattern.sub(repl, form))
    for form in list(base):
        head, _, last = form.rpartition(" ")
        if last.isalpha() and len(last) > 1:
            for word in (plural(last), singular(last)):
                base.add(f"{head} {word}".strip())
        elif last[-1:].isdigit() and any(c.isalpha() for c in last):  # eight A100s
            base.add(f"{form}s")
    return {form for form in base if form}
