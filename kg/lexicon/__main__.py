"""``python -m kg.lexicon``: check the vocabulary tables, and print their size."""

from __future__ import annotations

import sys

from kg.lexicon.lint import lint, sizes


def main() -> int:
    """Print the problems of the tables, or their sizes; return the exit code."""
    problems = lint()
    for problem in problems:
        print(problem)
    if problems:
        print(f"{len(problems)} problems")
        return 1
    for type, (concepts, spellings) in sizes().items():
        print(f"{type:<10} {concepts:>6,} concepts {spellings:>7,} spellings")
    return 0


sys.exit(main())
