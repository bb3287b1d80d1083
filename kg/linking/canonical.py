"""When two names mean one concept: the rules that need no list.

:func:`concept_key` gives what all spellings of a name have in common. Case, hyphens, plurals and British spelling are
:mod:`kg.lexicon.spelling`'s; here come word order ("compression of KV cache"), vendors ("NVIDIA A100"), sizes
("LLaMA-2-7B") and the nouns that only say what kind of thing it is ("A100 GPU", "CIFAR-10 dataset"). Versions and
generations are part of a name and keep concepts apart.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from kg import lexicon
from kg.extraction.names import distinctive
from kg.lexicon.spelling import name_key, singular
from kg.model import PHRASES

_VENDOR = re.compile(
    r"^(?:NVIDIA|AMD|Intel|Xilinx|Google|Apple|Qualcomm|Huawei|ARM|AWS|IBM|Samsung|Meta|Microsoft|OpenAI|DeepMind|"
    r"Anthropic|Alibaba|Amazon|Facebook|Salesforce)(['’]s)?\s+",
    re.IGNORECASE,
)
# The size of a model, behind a separator or, as in "OPT125M" and "LLaMA7B", behind a name of some letters; of a
# mixture of experts the active part with it ("Qwen3-30B-A3B").
_SIZE = re.compile(
    r"(?:[-\s]\(?|(?<=[A-Za-z]{2})(?=[\d.]+(?-i:[BM])))(?:\d+\s?x\s?)?\d+(?:\.\d+)?\s?(?:[BMT]|billion|million)\)?"
    r"(?:-A\d+(?:\.\d+)?B)?(?=$|[-\s])"
    r"|[-\s](?:tiny|mini|small|base|medium|large|huge|xl|xxl)$"
    r"|-\d+k(?=$|-)",
    re.IGNORECASE,
)
# "EfficientFormer-L7": letters that are a size behind the name of a model that the vocabulary knows; "CAR-T" is a name,
# and so are FLAN-T5 and Liquid-S4.
_LETTER_SIZE = re.compile(r"(?<![Nn]et)-(?:(?!S[45]|T5)[SBLMT]\d{0,2}|X{1,2}[SL])(?:/\d{1,2})?$")
# "Qwen2.5-7B-Instruct" is how one calls Qwen2.5; Tk-Instruct is a name, and LLaMA-2-Chat another model than LLaMA-2.
_INSTRUCT = re.compile(r"(?<=\d)(\w?)-Instruct(?=$|-)", re.IGNORECASE)
_KIND = {
    "Method": re.compile(
        r"\s+(?:models?|algorithms?|methods?|frameworks?|systems?|librar(?:y|ies)|architectures?|networks?|"
        r"optimizers?|approach(?:es)?|compilers?|programming language|famil(?:y|ies)|series|toolkits?)$",
        re.IGNORECASE,
    ),
    "Dataset": re.compile(
        r"\s+(?:data ?sets?|benchmarks?|corpus|corpora|suites?|test ?sets?|collections?|tasks?|challenges?)$",
        re.IGNORECASE,
    ),
    "Hardware": re.compile(
        r"(?<=\d)\s+(?:GPUs?|CPUs?|TPUs?|FPGAs?|SoCs?|chips?|processors?|boards?|accelerators?|cards?)$", re.IGNORECASE
    ),
    "Technique": re.compile(
        r"\s+(?:methods?|techniques?|approach(?:es)?|strateg(?:y|ies)|algorithms?|schemes?|paradigms?|mechanisms?)$",
        re.IGNORECASE,
    ),
    "Task": re.compile(r"\s+(?:tasks?|problems?|applications?)$", re.IGNORECASE),
}
# What stands before a name without saying what kind of thing it is.
_EMPTY = re.compile(
    r"^(?:larger|bigger|existing|popular|state-of-the-art|user-defined|off-the-shelf|mainstream|conventional|vanilla|"
    r"naive|various|different|recent|powerful|underlying|resulting|corresponding|sophisticated|well-known|promising|"
    r"leading|prevailing|compute-intensive|resource-hungry)\s+(?=\S)",
    re.IGNORECASE,
)
# "LLaMA-v2" is LLaMA-2; AV2C, Conv2D and SV3D are no versions.
_VERSION = re.compile(r"(?<=[A-Za-z\s-])v(?=\d+(?:\.\d+)*(?![\w.]))", re.IGNORECASE)
_HARDWARE = re.compile(r"^hardware\s+(?=\S)", re.IGNORECASE)
_MEMORY = re.compile(r"(?<=\d)[-\s]\(?\d+\s?GB?\b\)?", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z][A-Za-z]+")
_SINGULAR = frozenset("series species news lens gas chaos canvas atlas corpus".split())
# "compression of the KV cache" is what KV cache compression is; state of charge and charge state are two things.
_OF = re.compile(
    r"^((?:\S+\s)?(?!\S*(?:equa|func|sec|frac|condi|posi|informa|popula)tion\b)"
    r"\S*(?:[aeis]tion|sion|ment|ism|[a-z]{3}ing|val|sis)s?)\s+of\s+(?:the\s+|an?\s+)?(.+)$",
    re.IGNORECASE,
)


@lru_cache(maxsize=200_000)
def concept_key(type: str, name: str) -> str:
    """Return what the spellings of a concept's name have in common.

    >>> concept_key("Technique", "compression of KV caches") == concept_key("Technique", "KV-cache compression")
    True
    >>> concept_key("Hardware", "NVIDIA A100 GPUs") == concept_key("Hardware", "A100")
    True
    >>> concept_key("Method", "OpenAI's Codex") == concept_key("Method", "Codex")
    True
    >>> concept_key("Method", "LLaMA-2-7B") == concept_key("Method", "Llama 2")
    True
    >>> concept_key("Method", "EfficientFormer-L7") == concept_key("Method", "EfficientFormer")
    True
    >>> concept_key("Method", "LLaMA-v2") == concept_key("Method", "Llama 2")
    True
    >>> concept_key("Hardware", "A100-80GB GPUs") == concept_key("Hardware", "A100")
    True
    >>> concept_key("Method", "FlashAttention-2") == concept_key("Method", "FlashAttention")
    False
    >>> concept_key("Technique", "state of charge") == concept_key("Technique", "charge state")
    False
    """
    text = reductions(type, name)[-1][1]
    return name_key(text) or text.casefold()


@lru_cache(maxsize=1_000)  # asked several times in a row for one name
def reductions(type: str, name: str) -> tuple[tuple[str, str], ...]:
    """Return how a name is reduced to what its spellings have in common: each rule that changed it, and the result.

    The first pair is ``("", name)``; spelling (:func:`kg.lexicon.spelling.name_key`) is not among the rules.

    >>> reductions("Hardware", "NVIDIA A100 GPUs")
    (('', 'NVIDIA A100 GPUs'), ('vendor', 'A100 GPUs'), ('kind', 'A100'))
    """
    text = " ".join(name.split())
    steps = [("", text)]

    def step(rule: str, result: str) -> None:
        if result != steps[-1][1]:
            steps.append((rule, result))

    vendor = _VENDOR.match(text)
    bare = without_vendor(text)
    if (type == "Hardware" and any(c.isdigit() for c in bare)) or (
        type == "Method" and vendor and _is_told_by_itself(bare, owned=bool(vendor[1]))
    ):
        step("vendor", bare)
    if type in PHRASES:
        step("empty word", _EMPTY.sub("", steps[-1][1]))
    if type == "Hardware":
        step("kind", _HARDWARE.sub("", steps[-1][1]))
        step("memory", _MEMORY.sub("", steps[-1][1]))
    if type in ("Technique", "Task") and " " in steps[-1][1]:
        step("acronym", _WORD.sub(_spelled_out, steps[-1][1]))
    if type == "Method":
        shorter = without_size(steps[-1][1])
        step("size", shorter if len(shorter) > 2 else steps[-1][1])
        step("version", _VERSION.sub("", steps[-1][1]))
    shorter = without_kind(type, steps[-1][1])
    if len(shorter) > 1 and (type not in ("Technique", "Task") or " " in shorter):
        step("kind", shorter)
    if type in ("Technique", "Task"):
        found = _OF.match(steps[-1][1])
        if found:
            step("word order", f"{' '.join(singular(word) for word in found[2].split())} {found[1]}")
    return tuple(steps)


def without_kind(type: str, name: str) -> str:
    """Return a name without the noun behind it that only says what kind of thing it is.

    >>> without_kind("Dataset", "CIFAR-10 dataset"), without_kind("Hardware", "A100 GPUs")
    ('CIFAR-10', 'A100')
    """
    return _KIND[type].sub("", name)


def without_vendor(name: str) -> str:
    """Return a name without the company's before it.

    >>> without_vendor("NVIDIA A100"), without_vendor("OpenAI's Codex")
    ('A100', 'Codex')
    """
    return _VENDOR.sub("", name)


def _is_told_by_itself(name: str, *, owned: bool) -> bool:
    """Tell whether a product's name says enough without its vendor: "OpenAI's Codex" does, "Google Maps" does not."""
    return (owned and name[:1].isupper()) or (name[:1].isupper() and distinctive(name)) or name in _model_names()


def without_size(name: str) -> str:
    """Return a model's name without its size, the length of its context and "Instruct".

    >>> [without_size(name) for name in ("Llama3.1-8B-Instruct-128k", "Tk-Instruct", "LLaMA-2-Chat-7B")]
    ['Llama3.1', 'Tk-Instruct', 'LLaMA-2-Chat']
    >>> [without_size(name) for name in ("OPT125M", "Qwen3-30B-A3B", "YOLOv10b", "EfficientFormer-L7", "CAR-T")]
    ['OPT', 'Qwen3', 'YOLOv10b', 'EfficientFormer', 'CAR-T']
    """
    bare = _LETTER_SIZE.sub("", name)
    return _SIZE.sub("", _INSTRUCT.sub(r"\1", bare if bare in _model_names() else name))


@cache
def _model_names() -> frozenset[str]:
    """Return the names of the vocabulary's models as they are written."""
    return frozenset(form.text for entry in lexicon.load() if entry.type == "Method" for form in entry.forms)


def _spelled_out(word: re.Match[str]) -> str:
    return _acronyms().get(word[0].removesuffix("s"), word[0])


@cache
def _acronyms() -> dict[str, str]:
    """Return the acronyms of the vocabulary's techniques that mean one thing only, with their long forms."""
    found: dict[str, set[str]] = {}
    for entry in lexicon.load():
        for form in entry.forms:
            if sum(c.isupper() for c in form.text) > 1 and form.text.isalpha():
                plain = entry.type == "Technique" and " " in entry.name and not form.context
                found.setdefault(form.text, set()).add(entry.name if plain else "")
    return {short: min(names) for short, names in found.items() if len(names) == 1 and "" not in names}


def is_empty_start(name: str) -> bool:
    """Tell whether a name begins with a word that :func:`reductions` takes away as saying nothing."""
    return bool(_EMPTY.match(name))


def display_name(type: str, name: str) -> str:
    """Return a name as a node shows it: without the size of a model; a common noun in the singular.

    >>> display_name("Method", "LLaMA-2-7B"), display_name("Method", "GPT-3.5"), display_name("Task", "puzzle games")
    ('LLaMA-2', 'GPT-3.5', 'puzzle game')
    """
    if type == "Method":
        return without_size(name).strip(" -") or name
    if type in ("Technique", "Task"):
        rest, space, last = name.rpartition(" ")
        if last.isascii() and last.isalpha() and last.islower() and last not in _SINGULAR and not last.endswith("ics"):
            return f"{rest}{space}{singular(last)}"
    return name
