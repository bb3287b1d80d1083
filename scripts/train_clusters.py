#!/usr/bin/env python3
"""Group words by how a paper collection uses them, so that what is learned of one word holds for its likes.

usage: train_clusters.py PAPERS.jsonl[.gz] [--words N]

Each word gets a vector: positive pointwise mutual information with the words left and right of it (Bullinaria and
Levy 2007, positions kept apart), reduced by singular value decomposition; k-means groups the vectors into few and into
many clusters. A word also gets how much likelier it is in titles than in abstracts, a sign that it names a topic. The
result, kg/extraction/clusters.tsv, holds single words and numbers, no text. The same input gives the same file.
"""

import argparse
import gzip
import json
import math
from collections import Counter
from pathlib import Path

import numpy as np
from scipy import cluster, sparse
from scipy.sparse import linalg

from kg.extraction.document import Document
from kg.lexicon.spelling import singular

OUTPUT = Path(__file__).parents[1] / "kg/extraction/clusters.tsv"
CONTEXTS, DIMENSIONS, SIZES = 4000, 100, (60, 240, 900)
OFFSETS = (-2, -1, 1, 2)


def words_of(text):
    return [singular(word) for word in Document("", text).lower]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("papers", type=Path)
    parser.add_argument("--words", type=int, default=14_000)
    args = parser.parse_args()
    opener = gzip.open if args.papers.suffix == ".gz" else open
    texts, titles, in_titles = [], Counter(), Counter()
    with opener(args.papers, "rt", encoding="utf-8") as lines:
        for line in lines:
            paper = json.loads(line)
            texts.append(words_of(paper.get("abstract") or ""))
            in_titles.update(set(words_of(paper["title"])))
            titles.update(set(texts[-1]))
    counts = Counter(word for text in texts for word in text)
    vocabulary = [w for w, _ in sorted(counts.items(), key=lambda i: (-i[1], i[0]))[: args.words] if not w[0].isdigit()]
    place = {word: number for number, word in enumerate(vocabulary)}
    context = {word: number for number, word in enumerate(vocabulary[:CONTEXTS])}
    pairs = Counter()
    for text in texts:
        for at, word in enumerate(text):
            row = place.get(word)
            if row is None:
                continue
            for number, offset in enumerate(OFFSETS):
                if 0 <= at + offset < len(text):
                    column = context.get(text[at + offset])
                    if column is not None:
                        pairs[row, number * len(context) + column] += 1
    keys = np.array(list(pairs))
    matrix = sparse.csr_matrix(
        (np.array(list(pairs.values()), float), (keys[:, 0], keys[:, 1])),
        shape=(len(vocabulary), len(OFFSETS) * len(context)),
    )
    total, rows, columns = matrix.sum(), np.asarray(matrix.sum(axis=1)).ravel(), np.asarray(matrix.sum(axis=0)).ravel()
    coo = matrix.tocoo()
    # Context counts are smoothed (power 0.75), which tames rare contexts.
    smooth = columns**0.75
    information = np.log(coo.data * smooth.sum() / (rows[coo.row] * smooth[coo.col] + 1e-9))
    positive = information > 0
    matrix = sparse.csr_matrix((information[positive], (coo.row[positive], coo.col[positive])), shape=matrix.shape)
    left, strength, _ = linalg.svds(matrix, k=DIMENSIONS, random_state=0, v0=np.ones(min(matrix.shape)))
    vectors = left * np.sqrt(strength)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9
    groups = []
    for size in SIZES:
        _, labels = cluster.vq.kmeans2(vectors, size, minit="++", seed=0, iter=30)
        groups.append(labels)
    with OUTPUT.open("w", encoding="utf-8") as out:
        out.write("word\t" + "\t".join(f"of{size}" for size in SIZES) + "\ttitle\n")
        for number, word in sorted(enumerate(vocabulary), key=lambda item: item[1]):
            odds = math.log2((in_titles[word] + 0.5) / (titles[word] + 5) * 8)
            bucket = max(-4, min(4, round(odds)))
            out.write(f"{word}\t" + "\t".join(str(g[number]) for g in groups) + f"\t{bucket}\n")
    print(f"wrote {OUTPUT}: {len(vocabulary)} words, {OUTPUT.stat().st_size:,} bytes, {total:,.0f} pairs")
    for label in range(0, SIZES[1], 16):
        print(label, " ".join(vocabulary[n] for n in np.flatnonzero(groups[1] == label)[:14]))


if __name__ == "__main__":
    main()
