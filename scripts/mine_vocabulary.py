#!/usr/bin/env python3
"""Mine a paper collection for names and phrases that the vocabulary lacks.

usage: mine_vocabulary.py PAPERS.jsonl[.gz] -o FOLDER [--min-papers N] [--all]

PAPERS holds one JSON object a line with `title` and `abstract`. FOLDER gets
one table a cue, `phrase<TAB>papers<TAB>commonest spelling`, most frequent first:

    names.tsv       words with capitals or digits inside (ResNet-50, vLLM)
    datasets.tsv    what stands before dataset, benchmark, corpus, or after "evaluated on"
    hardware.tsv    what stands before GPU, CPU, accelerator, chip, board, cluster ...
    phrases.tsv     lower-case noun phrases of two to four words
    heads.tsv       last words of those phrases, by how many different phrases they end

A phrase is counted once a paper. What the lexicon already holds is left out
unless --all is given, so that the top of each table is the next thing to add.
The script only counts: a person decides what is a concept and of which type.
"""

import argparse
import collections
import gzip
import json
import re
import sys
from pathlib import Path

WORD = re.compile(r"[^\W_](?:[\w.+#'’/-]*[\w+#])?")
FUNCTION_WORDS = frozenset(
    """a about above according accordingly across actually additional additionally after again against ahead all almost
    alone along already also although always am among an and another any anything are aren't around as at available
    away based be became because become becomes been before behind being below best better between beyond both but
    by call called can cannot certain clearly come compared comprehensive consequently consider considerable
    considering could crucial currently demonstrate demonstrated demonstrates despite did different difficult do
    does doing done due during e.g each effective effectively efficient either else enable enables enabling enough
    especially etc even every everything exceeds existing experimental experiments extensive extensively far few
    fewer finally find first five followed following for forth four found from full fully further furthermore
    general generally get give given gives giving go good great greater had has have having hence here high higher
    highest highly his how however i i.e if important improve improved improvement improvements improves improving
    in include includes including increasing increasingly indeed instead into introduce introduced introduces is
    issue issues it its itself just keep key known lack large largely larger last later latest lead leading leads
    least less let leverage leverages leveraging like likely limited low lower made mainly major make makes making
    many may maybe means meanwhile might more moreover most mostly much must my namely near nearly necessary need
    needed needs neither never nevertheless new next no non none nor not notably nothing novel now numerous obtain
    obtained of off often on once one ones only onto open or order original other others otherwise our ours out
    outperform outperforming outperforms over overall own paper particular particularly per perform performance
    perhaps poor possible potential potentially present presented presents previous previously prior proposed
    propose proposes provide provided provides providing quite rather reach real recent recently related relatively
    remains require required requires requiring respectively result resulting results same second see seen several
    severe shall she should show showing shown shows significant significantly similar similarly simple simply since
    six small smaller so some specific specifically state still strong study substantial substantially such superior
    take takes ten than that the their them themselves then there thereby therefore these they third this those
    though three through throughout thus to together too toward towards two typical typically under understand
    unlike until up upon us use used useful uses using usually utilize utilizes utilizing various vary very via was
    way ways we well were what when where whereas whether which while who whole whom whose why wide widely will with
    within without work works would year years yet you your achieve achieves achieved achieving address addresses
    addressing allow allows allowing apply applied analyze analysis aim aims evaluate evaluated evaluation
    evaluations explore exploring challenge challenges challenging approach approaches method methods model models
    framework frameworks technique techniques problem problems system systems task tasks""".split()
)
NAME = re.compile(r"^(?=.*[A-Z])(?:.+[A-Z].*|[A-Z].*\d.*|.*\d.*[A-Z].*|[A-Z][a-z]+[A-Z].*)$")
BEFORE_DATASET = re.compile(
    r"((?:[A-Z0-9][\w.+'’/-]*[ ]){1,4})(?:data ?sets?|benchmarks?|corpus|corpora|test ?beds?|leaderboards?)\b"
)
AFTER_ON = re.compile(
    r"(?:evaluat\w+|experiments?|trained|tested|results|benchmarks?|datasets?|such as|including|like)\s*"
    r"(?:on|,|\(|:)\s+(?:the\s+)?((?:[A-Z][\w.+/-]*[ ]?){1,4})"
)
BEFORE_HARDWARE = re.compile(
    r"((?:[\w.+/-]+[ ]){1,3})(?:GPUs?|CPUs?|TPUs?|NPUs?|FPGAs?|SoCs?|accelerators?|processors?|chips?|boards?|"
    r"clusters?|supercomputers?|servers?|interconnects?|memor(?:y|ies)|microcontrollers?|devices?|SSDs?)\b"
)
CLAUSE = re.compile(r"[.,;:()\[\]?!\"“”]+\s|[()\[\]\"“”]|\s[–—-]\s")


def papers(path):
    opener = gzip.open if str(path).endswith(".gz") else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                try:
                    paper = json.loads(line)
                    yield paper["title"], paper.get("abstract") or ""
                except (ValueError, KeyError, TypeError) as error:
                    sys.exit(f"{path}:{number}: not a paper object: {error}")


def key(phrase):
    return re.sub(r"[-\s/]+", " ", phrase).strip().casefold()


def noun_phrases(text):
    """Runs of two to four words between function words, as they stand in the text."""
    for clause in CLAUSE.split(text):
        run = []
        for word in [*WORD.findall(clause), "the"]:
            if word.casefold() in FUNCTION_WORDS or word[0].isdigit() or word.endswith(("ly", "’s", "'s")):
                for size in (2, 3, 4):
                    for start in range(len(run) - size + 1):
                        yield " ".join(run[start : start + size])
                run = []
            else:
                run.append(word)


def cues(title, abstract):
    """Yield (table, phrase) for one paper."""
    text = f"{title}. {abstract}"
    for word in WORD.findall(text):
        if NAME.match(word) and len(word) > 1:
            yield "names", word
    for pattern, table in ((BEFORE_DATASET, "datasets"), (AFTER_ON, "datasets"), (BEFORE_HARDWARE, "hardware")):
        for found in pattern.finditer(text):
            words = found[1].split()
            while words and (words[0].casefold() in FUNCTION_WORDS or words[0].isdigit()):
                words.pop(0)
            if words:
                phrase = " ".join(words)
                yield table, phrase if table == "datasets" else f"{phrase} {found[0].split()[-1]}"
    for phrase in noun_phrases(abstract):
        yield "phrases", phrase


def mine(source, known, least):
    counts = collections.defaultdict(collections.Counter)
    spellings = collections.defaultdict(collections.Counter)
    for title, abstract in source:
        seen = set()
        for table, phrase in cues(title, abstract):
            spellings[key(phrase)][phrase] += 1
            seen.add((table, key(phrase)))
        for table, phrase in seen:
            counts[table][phrase] += 1
    heads = collections.Counter(p.split()[-1] for p, n in counts["phrases"].items() if n >= least)
    tables = {
        table: [
            (p, n, spellings[p].most_common(1)[0][0]) for p, n in counter.most_common() if n >= least and p not in known
        ]
        for table, counter in counts.items()
    }
    tables["heads"] = [(word, n, word) for word, n in heads.most_common() if n >= least]
    return tables


def lexicon_keys():
    try:
        from kg.lexicon import load
    except ImportError:
        return set()
    return {key(form) for concept in load() for form in (concept.name, *concept.aliases)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("papers", type=Path)
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.add_argument("--min-papers", type=int, default=5, metavar="N")
    parser.add_argument("--all", action="store_true", help="also list what the lexicon holds")
    args = parser.parse_args()
    known = set() if args.all else lexicon_keys()
    args.output.mkdir(parents=True, exist_ok=True)
    for table, rows in mine(papers(args.papers), known, args.min_papers).items():
        path = args.output / f"{table}.tsv"
        path.write_text("".join(f"{p}\t{n}\t{s}\n" for p, n, s in rows), encoding="utf-8")
        print(f"{path}: {len(rows)} phrases")


if __name__ == "__main__":
    main()
