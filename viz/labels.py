"""What stands beside a node: a short name in one or two lines, and how much room it takes."""

from __future__ import annotations

import re
import unicodedata

from kg.model import Node
from kg.search import label_name

#: The widest line, in characters, and how many lines there are.
WIDTH, LINES = 22, 2
#: A character's mean width and a line's height in pixels, for type of 12 pixels.
CHARACTER, LINE = 6.4, 14.0

#: The longest name in characters, and the most aliases, that the page carries.
LONGEST, MOST_ALIASES = 400, 12

_SPACE = re.compile(r"\s+")


def clean(text: str) -> str:
    """Return a text in one line, without characters that are not seen or that turn the direction of writing."""
    seen = "".join(c if unicodedata.category(c) not in ("Cc", "Cf", "Cs") else " " for c in text)
    return _SPACE.sub(" ", seen).strip()


def cut(text: str, longest: int) -> str:
    """Return a text of at most ``longest`` characters, with an ellipsis if it was longer."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def short_name(node: Node) -> str:
    """Return what a node is called on the map: of a title "Name: what it does", the name.

    >>> short_name(Node("Paper", "p", {"title": "LoRA: Low-Rank Adaptation of Large Language Models"}))
    'LoRA'
    """
    name = clean(label_name(node))
    head, colon, _ = name.partition(": ")
    return head if node.label == "Paper" and colon and 2 <= len(head) <= 40 else name or node.id


def wrap(text: str, width: int = WIDTH, most: int = LINES) -> str:
    """Return a text in at most ``most`` lines of ``width`` characters, cut with an ellipsis.

    >>> wrap("Training Deep Nets with Sublinear Memory Cost", 22)
    'Training Deep Nets\\nwith Sublinear Memory…'
    """
    lines = [""]
    words = text.split(" ")
    for number, word in enumerate(words):
        longer = f"{lines[-1]} {word}".strip()
        if len(longer) <= width:
            lines[-1] = longer
        elif lines[-1] and len(lines) < most:
            lines.append(word)
        else:
            lines[-1] = longer if not lines[-1] else lines[-1]
            rest = bool(lines[-1] != longer or number < len(words) - 1)
            return "\n".join([*lines[:-1], _cut(lines[-1], width, rest)])
        lines[-1] = _cut(lines[-1], width, False)
    return "\n".join(lines)


def _cut(line: str, width: int, more: bool) -> str:
    if len(line) > width:
        return line[: width - 1].rstrip() + "…"
    return line.rstrip(" ,;:-") + "…" if more else line


def extent(label: str) -> tuple[float, float]:
    """Return about how wide and high a label is, in pixels."""
    lines = label.split("\n")
    return max(map(_width, lines)) * CHARACTER, len(lines) * LINE


def _width(line: str) -> float:
    """Return the width of a line in characters; those of East Asian scripts and emoji count twice."""
    return sum(2.0 if unicodedata.east_asian_width(c) in "WF" else 1.0 for c in line)
