"""Proper names that no vocabulary holds: words with an inner capital or a digit, capitalised runs, title names."""

from __future__ import annotations

import re
from functools import lru_cache

from kg.extraction.document import Document, Word
from kg.extraction.wordlists import FUNCTION, VERBS

_INNER_CAPITAL = re.compile(r"[a-z0-9+]['-]?[A-Z]|[A-Z].*[A-Z]|^[A-Z][\w-]*\d|[a-z]\d*[A-Z]")
_QUANTITY = re.compile(r"^[\d.,x×-]+[-\s]?(?:[a-zA-Z%]{0,4}|bits?|times|fold|shot|way|D|d|dimensional)s?$")
#: What a hyphen may hang on a name without becoming part of it.
_TAIL = re.compile(
    r"[-‐](?:based|style|like|aware|enabled|driven|powered|generated|guided|only|level|specific|class|wise|free|centric|"
    r"accelerated|trained|tuned|backed|compatible|assisted|augmented|equipped|optimized|native|type|side|scale|family|"
    r"[a-z]+ing|[a-z]+ed|to|and|or)(?:[-‐].*)?$|['’]s$"
)
#: Capitals that are no names of concepts.
NOT_NAMES = frozenset(
    """AI ML DL URL URLs HTTP HTTPS SOTA PhD USA UK EU US PDF FAQ vs API APIs CEO IEEE ACM GitHub ArXiv arXiv i.e e.g
    ID IDs TV OK II III IV VI NeurIPS ICML ICLR CVPR ACL EMNLP NAACL AAAI IJCAI ECCV ICCV KDD SIGIR WWW
    INTERSPEECH ICASSP MICCAI COVID-19 COVID CO2 FLOPs FLOPS GFLOPs GFLOPS TFLOPS TFLOPs TFLOP/s TFLOPs/s
    GFLOP/s GFLOPs/s PFLOPS PFLOPs TOPS MACs mAP BLEU ROUGE AUC AUROC PSNR SSIM RMSE MAE F1 F1-score FID mIoU
    IoU WER PPL TTFT TPOT SLO SLOs QoS GB MB KB TB GHz MHz ms Top-1 Top-5 Pass@1 pass@1 R2""".split()
)
_BY_MEANS = re.compile(r"\s(?:with|via|by|using|through)\s+(\S+)$")
_REPORT = re.compile(r"^([^:]{2,40}?)\s+technical report\b", re.IGNORECASE)
_TITLE_NAME = re.compile(r"^([^:?!]{2,100}?)\s*(?::|\s[-–—]\s)\s*\S")


@lru_cache(maxsize=100_000)
def base(word: str) -> str:
    """Return a word without what a hyphen or apostrophe hung on it ("GPU-based" gives "GPU")."""
    return _TAIL.sub("", word)


@lru_cache(maxsize=100_000)
def is_name(word: str) -> bool:
    """Tell whether a single word has the shape of a proper name whatever its neighbours.

    >>> [w for w in ("vLLM", "ResNet-50", "attention", "ProcTHOR", "8-bit", "SOTA", "FlashAttention-2") if is_name(w)]
    ['vLLM', 'ResNet-50', 'ProcTHOR', 'FlashAttention-2']
    """
    if len(word) < 2 or word.replace("_", "") in NOT_NAMES or _QUANTITY.match(word) or not _INNER_CAPITAL.search(word):
        return False
    parts = re.split(r"[-‐–/]", word)
    if len(parts) > 1 and all(part[:1].isupper() and part[1:].islower() and len(part) > 1 for part in parts):
        return False  # Title-Case in a heading: "Fine-Tuning"
    return any(c.isupper() for c in word)


def single_names(document: Document) -> list[tuple[int, int]]:
    """Return the places of single words that have the shape of a name, without what hangs on them."""
    places = []
    for text, start, _ in document.words:
        if not text.islower() and not text.istitle():
            bare = base(text)
            if is_name(bare):
                places.append((start, start + len(bare)))
    return places


def capitalised_runs(document: Document) -> list[tuple[int, int]]:
    """Return the places of runs of two to five capitalised words inside a sentence of the abstract.

    The first word of a sentence counts only if the next is capitalised too; a title is capitalised throughout, and
    is left out.
    """
    text = document.text
    places: list[tuple[int, int]] = []
    run: list[Word] = []
    starts = {start for start, _ in document.sentences}

    def close() -> None:
        while run and (run[0][0].lower() in FUNCTION or (run[0][1] in starts and run[0][0].lower() in VERBS)):
            run.pop(0)
        if 2 <= len(run) <= 5:
            places.append((run[0][1], run[-1][2]))
        run.clear()

    last = 0
    for word in document.words:
        shown, start, end = word
        if start < document.offset:
            continue
        if run and (not text[last:start].isspace() or start in starts):
            close()
        if shown.endswith(("'s", "’s")):  # whose, not what
            close()
        elif shown[0].isupper() or (run and shown[0].isdigit()):
            run.append(word)
        elif run:
            close()
        last = end
    close()
    return places


def distinctive(name: str) -> bool:
    """Tell whether a name has a digit or capitals inside it, so that it is hardly coined twice.

    >>> [distinctive(name) for name in ("FlashAttention", "Qwen3", "SAGE", "Chronos")]
    [True, True, False, False]
    """
    return any(c.isdigit() for c in name) or not (name.isupper() or name.istitle() or name.islower())


def title_name(document: Document) -> tuple[int, int] | None:
    """Return the place of the name before a title's colon ("LoRA: Low-Rank Adaptation ..."), if it looks like one.

    One word always does; more do if the abstract repeats them as they stand.
    """
    report = _REPORT.match(document.title)
    if report and len(report[1].split()) <= 3:  # "Qwen3 Technical Report"
        return report.span(1)
    found = _TITLE_NAME.match(document.title)
    if not found:
        return None
    name = found[1].strip().strip("\"“”'")
    start = document.title.find(name)
    if (means := _BY_MEANS.search(name)) and is_name(means[1]):  # "Faster Training with C4: ..."
        return start + means.start(1), start + means.end(1)
    words = name.split()
    if len(words) == 1 and words[0].lower() not in FUNCTION and len(name) > 1 and not words[0].islower():
        return start, start + len(name)
    if 0 < len(words) <= 4 and (name in document.abstract or any(is_name(word) for word in words)):
        return start, start + len(name)
    return None
