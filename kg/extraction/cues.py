"""What the words around a mention say about its role: who is proposed, compared with, measured on."""

from __future__ import annotations

import re

from kg.extraction.document import Document

_PROPOSE = (
    r"propos(?:e|es|ed|ing)|introduc(?:e|es|ed|ing)|present(?:s|ed|ing)?|develop(?:s|ed)?|design(?:s|ed)?|"
    r"describ(?:e|es)|devis(?:e|es|ed)|creat(?:e|es|ed)|construct(?:s|ed)?|buil(?:d|t)|releas(?:e|es|ed|ing)|"
    r"open[- ]sourc(?:e|es|ed|ing)|unveil(?:s|ed)?|put forward|contribut(?:e|es)|curat(?:e|es|ed)|formulat(?:e|es)|"
    r"offer(?:s)?|implement(?:s|ed)?|collect(?:s|ed)?|pioneer(?:s|ed)?|establish(?:es|ed)?"
)
#: The paper speaks of what it brings; group 0 ends before the thing.
PROPOSED_BEFORE = re.compile(
    rf"\b(?:(?:we|paper|work|article|study|authors?|report|here|thesis)\b[^.;]{{0,60}}?\b(?:{_PROPOSE})|"
    rf"(?:is|are)\s+(?:{_PROPOSE})|our|to this end|(?:{_PROPOSE}))\b[^.;:]{{0,70}}$",
    re.IGNORECASE,
)
CALLED_BEFORE = re.compile(
    r"(?:\b(?:called|named|dubbed|termed|coined|namely|titled|entitled|denoted(?: as| by)?|refer(?:red)? to as|"
    r"abbreviated as|name it|call it|we call|we term|we name|which we (?:call|term|name|dub))(?:\s+(?:the|as|a|an))?\s*[\"“'‘`]*|"
    r"\b(?:propose|introduce|present|develop|propose a|introduce a|present a)\s+(?:the\s+|our\s+)?[\"“'‘`]*|\bour\s+|—\s?|--\s?)$",
    re.IGNORECASE,
)
#: "X is a ...", "X achieves": the paper speaks of X as its subject.
SUBJECT_AFTER = re.compile(
    r"^\s*(?:\([^)]{1,60}\)\s*)?,?\s*(?:also |further |thus |can |significantly |consistently |effectively )?"
    r"(?:is an?|is the|achieves?|outperforms?|reduces?|improves?|enables?|consists?|leverages?|uses?|utili[sz]es?|"
    r"surpasses|exceeds|delivers?|provides?|combines?|introduces?|employs?|learns?|offers?|supports?|exploits?|"
    r"adopts?|integrates?|speeds?|accelerates?|attains?|demonstrates?|shows?|yields?|addresses|tackles|generates?|"
    r"obtains?|requires?|works|trains?|allows?|boosts?|incorporates?|maintains?|retains?|dynamically|adaptively|first)\b",
    re.IGNORECASE,
)
COMPARED_BEFORE = re.compile(
    r"\b(?:outperform(?:s|ed|ing)?|surpass(?:es|ed|ing)?|exceed(?:s|ed|ing)?|compar(?:ed|able|ison|isons|es|e|ing)\s+"
    r"(?:to|with|against)|better than|faster than|over|than|versus|vs\.?|against|relative to|baselines?|state-of-the-art|"
    r"competitive with|on par with|comparable (?:to|with)|superior to|unlike|alternatives?|competitors?|beat(?:s|ing)?|"
    r"match(?:es|ing)?)\b[^.;]{0,60}$",
    re.IGNORECASE,
)
COMPARED_AFTER = re.compile(r"^[^.;]{0,30}\b(?:baselines?|by (?:up to )?\d|respectively)", re.IGNORECASE)
EVALUATED_BEFORE = re.compile(
    r"\b(?:evaluat\w+|experiment\w*|test(?:s|ed|ing)?|benchmark\w*|results?|validat\w+|accuracy|performance|measured|"
    r"score[sd]?|conduct\w*|demonstrat\w+|datasets?|tasks|achiev\w+|speedups?|deployed|running|trained|verif\w+|outperform\w*)\b"
    r"[^.;]{0,90}\b(?:on|using|across|with|in|over|including|and|like|such as|for|of)\b[^.;]{0,60}$",
    re.IGNORECASE,
)
DATA_NOUN = re.compile(
    r"^\s*(?:[\w-]+\s+){0,2}?(?:data ?sets?|benchmarks?|corpus|corpora|test ?(?:set|bed)s?|leaderboards?|suites?|"
    r"challenge|collections?|validation|split|dataset)\b",
    re.IGNORECASE,
)
DATA_BEFORE = re.compile(
    r"\b(?:data ?sets?|benchmarks?|corpora|corpus|test sets?|tasks)\b\s*(?:\(|:|,|—|–|-|such as|like|including|e\.g\.,?|"
    r"namely|from|of|and|are|i\.e\.,?)[^.;]{0,50}$",
    re.IGNORECASE,
)
HARDWARE_NOUN = re.compile(
    r"^\s*(?:[\w-]+\s+){0,1}?(?:GPUs?|CPUs?|TPUs?|NPUs?|FPGAs?|SoCs?|chips?|processors?|boards?|accelerators?|clusters?|"
    r"servers?|machines?|devices?|nodes?|platforms?|supercomputers?|cores?|cards?)\b",
    re.IGNORECASE,
)
MODEL_NOUN = re.compile(
    r"^\s*(?:[\w-]+\s+){0,1}?(?:models?|algorithms?|frameworks?|librar(?:y|ies)|systems?|optimizers?|architectures?|"
    r"networks?|methods?|compilers?|engines?|backbones?|famil(?:y|ies)|series|toolkits?|approach(?:es)?|baselines?|"
    r"encoders?|decoders?|modules?|layers?|blocks?|kernels?|checkpoints?)\b",
    re.IGNORECASE,
)


def cues(document: Document, start: int, end: int) -> list[str]:
    """Return the names of the cues around a place, in the same sentence."""
    low, high = document.sentences[document.sentence_at(start)]
    text = document.text
    before = text[max(low, start - 140) : start]
    after = text[end : min(high, end + 60)]
    found = []
    if CALLED_BEFORE.search(before):
        found.append("called")
    if PROPOSED_BEFORE.search(before):
        found.append("proposed")
    if SUBJECT_AFTER.match(after):
        found.append("subject")
    if COMPARED_BEFORE.search(before):
        found.append("compared")
    if COMPARED_AFTER.match(after):
        found.append("compared_after")
    if EVALUATED_BEFORE.search(before):
        found.append("evaluated")
    if DATA_NOUN.match(after):
        found.append("data_noun")
    if DATA_BEFORE.search(before):
        found.append("data_before")
    if HARDWARE_NOUN.match(after):
        found.append("hardware_noun")
    if MODEL_NOUN.match(after):
        found.append("model_noun")
    return found
