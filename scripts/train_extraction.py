#!/usr/bin/env python3
"""Train the weights of the standard extractor from annotated papers, and say how well it does on papers left out.

usage: train_extraction.py GOLD.jsonl SOURCE... [--more GOLD.jsonl] [--apart GOLD.jsonl] [--titles PAPERS] [--folds N]
                            [--write] [--errors N]

Candidates of each gold paper are labelled by the gold entity that they match (exactly, or best by shared words);
a softmax regression with an L2 penalty learns the type, a second one the role. The figures printed come from
cross-validation: each paper is scored by weights trained without it. The halves (by a hash of the title) are shown
apart, so that one can be kept unread while the rules are improved. With --more, further annotated papers take part;
they are named by arXiv id and looked up among the --titles; those of --apart take no part in anything, and are scored
at the end by the weights trained on all others. With --titles, papers whose title says itself
what they introduce ("X: A Benchmark for ...", "X: A Framework for ...") are further examples of little weight: they
teach what the words around a new dataset or method look like, of which the gold papers have few. With --write,
weights trained on all papers go to kg/extraction/weights.json.
"""

import argparse
import hashlib
import json
import re
from collections import Counter
from pathlib import Path

import numpy as np
from scipy import optimize, sparse

import loaders
from kg import evaluation
from kg.extraction import standard
from kg.extraction.candidates import gather
from kg.extraction.classifier import CLASSES, Softmax, role_features, trained
from kg.extraction.document import Document
from kg.extraction.features import features, names_of
from kg.extraction.matching import default_matcher
from kg.extraction.names import title_name
from kg.model import ROLES, Paper

WEIGHTS = Path(__file__).parents[1] / "kg/extraction/weights.json"
#: Penalties of the two regressions and the number of papers that a feature must occur in, set by cross-validation.
TYPE_PENALTY, ROLE_PENALTY, LEAST_PAPERS = 12.0, 0.5, 3
#: What an example from a title counts, and how many of each type are taken.
TITLE_WEIGHT, TITLES = 0.2, 1500
#: What an optional entity counts beside one that a reader expects: it helps precision alone, never recall.
OPTIONAL_WEIGHT = 0.6
#: What an example of --more counts beside one of the gold papers.
MORE_WEIGHT = 0.6


def half(title):
    """Return which half of the papers a title belongs to: 0 (may be read) or 1 (kept unread)."""
    return hashlib.sha256(title.encode()).digest()[0] % 2


class Example:
    """A gold paper with its candidates, their features and labels."""

    def __init__(self, paper, gold, group="pages"):
        self.group = group
        self.key = evaluation.title_letters(paper.title)
        self.gold = gold
        self.document = Document(paper.title, paper.abstract)
        self.candidates = gather(self.document, default_matcher())
        # By the weights that stand: the names that are a method and a dataset are few.
        standard.settle(self.candidates, self.document, trained()[0])
        self.bundles = [features(c, self.document) for c in self.candidates]
        self.features = [names_of(bundles) for bundles in self.bundles]
        self.forms = [
            evaluation.forms({"name": c.entry.name if c.entry else c.name, "surfaces": self.surfaces(c)})
            for c in self.candidates
        ]
        self.labels = self._label()
        self.repeats = self._repeats()

    def surfaces(self, candidate):
        return list(dict.fromkeys(self.document.text[p.start : p.end] for p in candidate.places))

    def _label(self):
        """Return for each candidate the gold entity it stands for, or None.

        Of several surfaces ("HBM", "on-package HBM") the candidate of the entity's own name is taken.
        """
        own = self.forms
        labels = [None] * len(self.candidates)
        for strict in (True, False):
            for entity in sorted(self.gold, key=lambda g: not g["core"]):
                if any(label is entity for label in labels):
                    continue
                wanted = evaluation.forms(entity)
                name = {evaluation.words(entity["name"])}
                best, score = None, 0.0
                for number, candidate in enumerate(self.candidates):
                    if labels[number] is not None or not _may_be(candidate, entity):
                        continue
                    if strict:
                        fit = float(evaluation.is_exact(wanted, own[number]) + evaluation.is_exact(name, own[number]))
                    elif evaluation.is_relaxed(wanted, own[number]):
                        fit = max(evaluation.overlap(a, b) for a in wanted for b in own[number])
                    else:
                        fit = 0.0
                    if fit > score:
                        best, score = number, fit
                if best is not None:
                    labels[best] = entity
        return labels

    def _repeats(self):
        """Return the numbers of the candidates that are another wording of an entity that has its candidate.

        To find them is neither right nor wrong, so they teach nothing.
        """
        wanted = [(entity, evaluation.forms(entity)) for entity in self.gold]
        return {
            number
            for number, (candidate, own) in enumerate(zip(self.candidates, self.forms, strict=True))
            if self.labels[number] is None
            and any(_may_be(candidate, entity) and evaluation.is_exact(forms, own) for entity, forms in wanted)
        }

    def predicted(self, findings):
        return [
            {
                "type": f.type,
                "name": f.name,
                "role": f.role,
                "confidence": f.confidence,
                "surfaces": list(
                    dict.fromkeys(
                        (self.document.title if m.field == "title" else self.document.abstract)[m.start : m.end]
                        for m in f.mentions
                    )
                ),
            }
            for f in findings
        ]


def _may_be(candidate, entity):
    return candidate.entry is None or candidate.entry.type in {entity["type"], *entity.get("also", ())}


def fit(feature_lists, labels, allowed, classes, penalty, weights=None):
    """Return feature weights of a softmax regression (minimised with L-BFGS)."""
    index = {}
    counts = Counter(name for names in feature_lists for name in names)
    for name in sorted(name for name, n in counts.items() if n >= LEAST_PAPERS):
        index[name] = len(index)
    rows, columns = [], []
    for number, names in enumerate(feature_lists):
        for name in names:
            if name in index:
                rows.append(number)
                columns.append(index[name])
    data = sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(feature_lists), len(index)))
    target = np.zeros((len(labels), len(classes)))
    target[np.arange(len(labels)), labels] = 1.0
    mask = np.zeros((len(labels), len(classes)))
    for number, outcomes in enumerate(allowed):
        if outcomes is not None:
            mask[number] = -1e9
            mask[number, list(outcomes)] = 0.0
    importance = np.ones(len(labels)) if weights is None else np.asarray(weights)

    def loss(flat):
        table = flat.reshape(len(index), len(classes))
        scores = data @ table + mask
        scores -= scores.max(axis=1, keepdims=True)
        log_total = np.log(np.exp(scores).sum(axis=1, keepdims=True))
        log_chance = scores - log_total
        value = (
            -(importance[:, None] * target * np.where(target > 0, log_chance, 0)).sum() + penalty / 2 * (flat**2).sum()
        )
        slope = data.T @ (importance[:, None] * (np.exp(log_chance) - target)) + penalty * table
        return value, slope.ravel()

    start = np.zeros(len(index) * len(classes))
    best = optimize.minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 300})
    table = best.x.reshape(len(index), len(classes))
    return {
        name: [round(float(w), 3) for w in table[column]]
        for name, column in index.items()
        if np.abs(table[column]).max() >= 0.02
    }


_SAYS = {
    "Dataset": re.compile(r"\b(?:benchmark|dataset|corpus|test ?bed|data ?set|test suite)\b", re.IGNORECASE),
    "Method": re.compile(
        r"\b(?:framework|model|algorithm|system|library|toolkit|architecture|method|agent)\b", re.IGNORECASE
    ),
}


def from_titles(paper):
    """Return (features, type) of the name before a title's colon, if the rest says what it is; else None."""
    document = Document(paper.title, paper.abstract)
    place = title_name(document)
    rest = paper.title.partition(":")[2]
    kinds = [kind for kind, pattern in _SAYS.items() if pattern.search(rest)]
    if place is None or len(kinds) != 1 or " " in document.text[slice(*place)]:
        return None
    for candidate in gather(document, default_matcher()):
        if candidate.title_name and candidate.entry is None and len(candidate.places) > 1:
            names = names_of(features(candidate, document))
            return [name for name in names if not name.startswith("titleis")], kinds[0]
    return None


def train(examples, titled=()):
    """Return type and role weights."""
    lists, labels, allowed = [], [], []
    role_lists, role_labels, role_allowed, role_weights = [], [], [], []
    weights = []
    for names, kind in titled:
        lists.append(names)
        labels.append(CLASSES.index(kind))
        allowed.append(None)
        weights.append(TITLE_WEIGHT)
        role_lists.append(role_features(names, kind))
        role_labels.append(ROLES.index("introduces"))
        role_allowed.append(standard.ROLES_OF[kind])
        role_weights.append(TITLE_WEIGHT)
    for example in examples:
        for number, (candidate, names, label) in enumerate(
            zip(example.candidates, example.features, example.labels, strict=True)
        ):
            if number in example.repeats:
                continue
            kind = "none" if label is None else candidate.entry.type if candidate.entry else label["type"]
            lists.append(names)
            labels.append(CLASSES.index(kind))
            allowed.append(standard.possible_types(candidate))
            own = 1.0 if example.group == "pages" else MORE_WEIGHT
            weights.append(own if label is None or label["core"] else own * OPTIONAL_WEIGHT)
            if label is not None:
                roles = standard.ROLES_OF[kind]
                if ROLES.index(label["role"]) in roles:
                    role_lists.append(role_features(names, kind))
                    role_labels.append(ROLES.index(label["role"]))
                    role_allowed.append(roles)
                    # Baselines are few; without more weight nearly all of them would be called uses.
                    role_weights.append(own * (2.5 if label["role"] == "compares" else 1.0))
    return (
        fit(lists, labels, allowed, CLASSES, TYPE_PENALTY, weights),
        fit(role_lists, role_labels, role_allowed, ROLES, ROLE_PENALTY, role_weights),
    )


def read_titles(sources, gold):
    """Return the examples that titles give, the first of each type; gold papers are left out."""
    counts, titled = Counter(), []
    for paper in loaders.read(sources):
        if isinstance(paper, Paper) and ":" in paper.title and evaluation.title_letters(paper.title) not in gold:
            said = from_titles(paper)
            if said and counts[said[1]] < TITLES:
                counts[said[1]] += 1
                titled.append(said)
    return titled


def read_more(gold_files, sources):
    """Return the examples of gold files whose papers are named by arXiv id; ``field`` says which group they are of."""
    wanted = {}
    for file in gold_files:
        for line in file.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            wanted[record["arxiv_id"]] = record
    if not wanted:
        return []
    found = {p.arxiv_id: p for p in loaders.read(sources) if isinstance(p, Paper) and p.arxiv_id in wanted}
    missing = sorted(set(wanted) - set(found))
    if missing:
        raise SystemExit(f"--titles lacks {len(missing)} of the papers of --more, such as {missing[0]}")
    return [Example(found[id], wanted[id]["entities"], f"arXiv, {wanted[id]['field']}") for id in sorted(wanted)]


def predict(example, types, roles):
    """Return findings for all candidates, whatever their confidence."""
    chances = types.probabilities(example.bundles, [standard.possible_types(c) for c in example.candidates])
    kinds = [CLASSES[int(row.argmax()) + 1] for row in chances[:, 1:]]
    allowed = [
        standard.possible_roles(kind, c, example.document) for kind, c in zip(kinds, example.candidates, strict=True)
    ]
    parts = roles.probabilities(example.bundles, allowed, kinds)
    looked_at = {c.key for c in standard.worth_a_look(example.candidates, example.document, types)}
    return [
        standard.finding(example.document, candidate, kind, float(1 - chances[number, 0]), parts[number])
        for number, (candidate, kind) in enumerate(zip(example.candidates, kinds, strict=True))
        if candidate.key in looked_at
    ]


def score(examples, findings, threshold):
    gold = {e.key: e.gold for e in examples}
    predicted = {e.key: e.predicted([f for f in findings[e.key] if f.confidence >= threshold]) for e in examples}
    return evaluation.evaluate(gold, predicted)


def show(name, result):
    print(f"\n{name}: {result.papers} papers")
    print(f"{'':<12}{'P':>6}{'R':>6}{'F1':>6}{'exact F1':>10}")
    for line, relaxed in result.relaxed.items():
        print(
            f"{line:<12}{relaxed.precision:>6.1f}{relaxed.recall:>6.1f}{relaxed.f1:>6.1f}{result.exact[line].f1:>10.1f}"
        )
    i = result.introduces
    print(f"{'introduces':<12}{i.precision:>6.1f}{i.recall:>6.1f}{i.f1:>6.1f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("sources", nargs="+")
    parser.add_argument("--more", nargs="+", default=[], type=Path, help="further annotated papers, by arXiv id")
    parser.add_argument("--apart", nargs="+", default=[], type=Path, help="annotated papers to measure with alone")
    parser.add_argument("--titles", nargs="+", default=[], help="papers from whose titles to learn")
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--errors", type=int, default=0, help="show the commonest errors on the half that may be read")
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    gold = evaluation.read_gold(args.gold)
    papers = {evaluation.title_letters(p.title): p for p in loaders.read(args.sources) if isinstance(p, Paper)}
    examples = [Example(papers[key], gold[key]) for key in sorted(gold) if key in papers]
    examples += read_more(args.more, args.titles)
    reach = sum(
        1 for e in examples for g in e.gold if g["core"] and g["type"] != "Task" and any(lab is g for lab in e.labels)
    )
    total = sum(1 for e in examples for g in e.gold if g["core"] and g["type"] != "Task")
    print(
        f"{len(examples)} papers, {sum(len(e.candidates) for e in examples) / len(examples):.0f} candidates a paper, "
        f"which hold {100 * reach / total:.1f}% of the core entities of four types"
    )
    apart = read_more(args.apart, args.titles)
    titled = read_titles(args.titles, {e.key for e in examples + apart})
    print(f"{len(titled)} examples from titles")
    findings = {}
    for fold in range(args.folds):
        held = [e for n, e in enumerate(examples) if n % args.folds == fold]
        types, roles = train([e for n, e in enumerate(examples) if n % args.folds != fold], titled)
        types, roles = Softmax(CLASSES, types), Softmax(ROLES, roles, role_features)
        findings.update((e.key, predict(e, types, roles)) for e in held)
    steps = np.arange(0.3, 0.62, 0.02)
    curve = np.array([score(examples, findings, t).relaxed[evaluation.ALL].f1 for t in steps])
    # The curve is flat and jagged: its smoothed top does not jump about with every change.
    threshold = float(steps[2:-2][np.convolve(curve, np.ones(5) / 5, mode="valid").argmax()])
    print(f"threshold {threshold:.2f}")
    result = score(examples, findings, threshold)
    show("cross-validated, all", result)
    for group in dict.fromkeys(e.group for e in examples):
        show(group, score([e for e in examples if e.group == group], findings, threshold))
    for number in (0, 1):
        part = [e for e in examples if e.group == "pages" and half(e.key) == number]
        sub = score(part, findings, threshold)
        show(f"pages, half {number}", sub)
        if number == 0 and args.errors:
            for kind, counter in (("missed", sub.missed), ("spurious", sub.spurious)):
                print(kind, "; ".join(f"{t}: {n} x{k}" for (t, n), k in counter.most_common(args.errors)))
    print("\nconfidence  right of all")
    for tenth, (right, count) in sorted(result.reliability.items()):
        print(f"0.{tenth}         {right:>5} of {count:<5} {100 * right / count:.0f}%")
    if args.write or apart:
        types, roles = train(examples, titled)
    if apart:
        both = Softmax(CLASSES, types), Softmax(ROLES, roles, role_features)
        held = {e.key: predict(e, *both) for e in apart}
        for group in dict.fromkeys(e.group for e in apart):
            show(f"apart, {group}", score([e for e in apart if e.group == group], held, threshold))
    if args.write:
        data = {"threshold": round(float(threshold), 2), "type": types, "role": roles}
        lines = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).replace("],", "],\n")
        WEIGHTS.write_text(lines + "\n", encoding="utf-8")
        print(f"wrote {WEIGHTS} ({WEIGHTS.stat().st_size:,} bytes, {len(types)} and {len(roles)} features)")


if __name__ == "__main__":
    main()
