"""Decides whether a Cypher statement only reads the graph; see :func:`check`.

LadybugDB that was opened read-only still loads files, writes files and installs extensions when a statement says so,
and a Neo4j server does what its user may do. So a statement is cut into tokens here, and refused unless it begins like
a query and no word that stands where a keyword can stand writes, uses files, loads code or changes settings.

The two dialects, and their parsers, differ in small things. Where a text could be cut in two ways (comments that end
in ``**/``, a lone carriage return, escapes that Neo4j resolves before it parses), it is refused or must pass both ways.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from kg.errors import QueryRefused
from kg.schema import is_internal, schema

#: How a statement may begin.
STARTS = frozenset({"MATCH", "OPTIONAL", "WITH", "UNWIND", "RETURN", "CALL"})

#: Words that begin something other than reading, in LadybugDB or in Neo4j.
FORBIDDEN = frozenset(
    {
        "CREATE",
        "INSERT",
        "MERGE",
        "SET",
        "DELETE",
        "DETACH",
        "NODETACH",
        "REMOVE",
        "FOREACH",
        "DROP",
        "ALTER",
        "RENAME",
        "COMMENT",
        "MACRO",
        "PROJECT",
        "ANALYZE",
        "COPY",
        "LOAD",
        "CSV",
        "EXPORT",
        "IMPORT",
        "ATTACH",
        "USE",
        "INSTALL",
        "UNINSTALL",
        "UPDATE",
        "EXTENSION",
        "BEGIN",
        "COMMIT",
        "ROLLBACK",
        "CHECKPOINT",
        "TRANSACTION",
        "TRANSACTIONS",
        "GRANT",
        "REVOKE",
        "DENY",
        "TERMINATE",
        "CYPHER",
        "EXPLAIN",
        "PROFILE",
    }
)

#: Longest statement, in characters: parsers need memory and stack for what they read.
MAX_LENGTH = 100_000

#: Procedures that may be called: they describe the graph. CURRENT_SETTING and the rest tell about the machine.
PROCEDURES = frozenset({"SHOW_TABLES", "TABLE_INFO", "SHOW_CONNECTION"})

#: Functions that change something.
FORBIDDEN_FUNCTIONS = frozenset({"NEXTVAL", "CURRVAL", "SETSEED"})

#: Neo4j's own functions with a dot in their name are of these; all others are add-ons (apoc, dbms, ...).
NAMESPACES = frozenset({"DATE", "DATETIME", "LOCALDATETIME", "TIME", "LOCALTIME", "DURATION", "POINT", "VECTOR"})

_ALLOWED = "queries may only read: MATCH, OPTIONAL MATCH, WITH, UNWIND, RETURN, UNION and CALL of " + ", ".join(
    sorted(name.lower() for name in PROCEDURES)
)
_INTERNAL = frozenset(
    name.casefold()
    for properties in [kind.properties for kind in schema().nodes.values()]
    + [kind.properties for kind in schema().edges.values()]
    for name in properties
    if is_internal(name)
)

# One match a token, each character looked at a bounded number of times: the time is linear in the text's length.
_TOKEN = re.compile(
    r"""
      (?P<space>\s+)
    | (?P<comment>//[^\n\r]*|/\*.*?\*/)
    | (?P<string>'[^'\\]*(?:\\.[^'\\]*)*'|"[^"\\]*(?:\\.[^"\\]*)*")
    | (?P<quoted>`[^`]*(?:``[^`]*)*`)
    | (?P<parameter>\$(?:\d+|[^\W\d]\w*|`[^`]*(?:``[^`]*)*`))
    | (?P<number>\d+)
    | (?P<word>\w+)
    | (?P<open>['"`]|/\*)
    | (?P<symbol>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_ASCII_RUN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_UNICODE_ESCAPE = re.compile(r"\\(\\)?u+([0-9A-Fa-f]{4})")
_OPENED = {"'": "a text in single quotes", '"': "a text in double quotes", "`": "a back-quoted name", "/*": "a comment"}


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a statement that is neither space nor comment.

    Attributes:
        kind: ``string``, ``quoted`` (in back quotes), ``parameter``, ``number``, ``word`` or ``symbol``.
        text: as it stands; of a quoted name and a parameter, the name.
        start: where it begins.
        end: where the next begins, if nothing is between.
    """

    kind: str
    text: str
    start: int
    end: int

    @property
    def is_name(self) -> bool:
        """Whether it can name something."""
        return self.kind in ("word", "quoted")

    @property
    def upper(self) -> str:
        """The word as keywords are compared; empty for what cannot be one."""
        if self.kind != "word":
            return ""
        return self.text.upper() if self.text.isascii() else unicodedata.normalize("NFKC", self.text).upper()


def check(cypher: str) -> None:
    """Let a statement pass that only reads the graph.

    Args:
        cypher: one statement; a semicolon after it is fine.

    Raises:
        QueryRefused: if it is empty, is more than one statement, cannot be cut into tokens without doubt, or could do
            something else than read what the graph shows. The message names the word and its place.
    """
    if len(cypher) > MAX_LENGTH:
        raise QueryRefused(
            f"the statement has {len(cypher):,} characters; {MAX_LENGTH:,} are allowed: pass long values as parameters"
        )
    try:
        cypher.encode()
    except UnicodeEncodeError as error:
        raise _refusal(cypher, error.start, "half a character (a lone surrogate)", "cannot be sent") from None
    for reading in _readings(cypher):
        _Checker(reading).check()


def parameters(cypher: str) -> list[str]:
    """Return the names of the parameters (``$name``) of a statement, each once, in order.

    Raises:
        QueryRefused: if it cannot be cut into tokens.
    """
    return list(dict.fromkeys(token.text for token in tokens(cypher) if token.kind == "parameter"))


def tokens(cypher: str) -> Iterator[Token]:
    """Cut a statement into tokens, without space and comments.

    Raises:
        QueryRefused: if a text, name or comment does not end, or if parsers would not agree where it ends.
    """
    position = 0
    while position < len(cypher):
        found = _TOKEN.match(cypher, position)
        assert found is not None, "the pattern takes any character"
        kind, text, start = str(found.lastgroup), found.group(), position
        position = found.end()
        if kind == "space":
            continue
        if kind == "comment":
            _check_comment(cypher, text, start, position)
            continue
        if kind == "open":
            raise _refusal(cypher, start, f"{_OPENED[text]} begins", "and does not end")
        if kind == "symbol" and unicodedata.category(text) in ("Cc", "Cf", "Co", "Cs", "Cn"):
            raise _refusal(cypher, start, f"the invisible character U+{ord(text):04X}", "cannot stand in a statement")
        if kind == "quoted":
            text = text[1:-1].replace("``", "`")
        if kind == "parameter":
            text = text[1:].strip("`")
        yield Token(kind, text, start, position)


def _check_comment(cypher: str, text: str, start: int, end: int) -> None:
    if text.startswith("//"):
        # LadybugDB reads on to the line feed, Neo4j stops at a carriage return.
        if cypher[end : end + 1] == "\r" and cypher[end + 1 : end + 2] != "\n":
            raise _refusal(cypher, start, "the comment", "ends in a lone carriage return, and parsers differ on that")
    elif text.endswith("**/"):
        # LadybugDB takes the two stars for one unit and reads on to the next */.
        raise _refusal(cypher, start, "the comment", "ends in **/, and parsers differ on where it ends; write */")


def _readings(cypher: str) -> Iterator[str]:
    """Yield the texts that a parser may see: Neo4j resolves ``\\uXXXX`` first, anywhere, LadybugDB only in texts."""
    yield cypher
    if "\\u" in cypher:
        yield _UNICODE_ESCAPE.sub(lambda found: chr(int(found[2], 16)) if not found[1] else found[0], cypher)
        yield _UNICODE_ESCAPE.sub(lambda found: (found[1] or "") + chr(int(found[2], 16)), cypher)


def _refusal(cypher: str, start: int, what: str, why: str) -> QueryRefused:
    line = cypher.count("\n", 0, start) + 1
    column = start - cypher.rfind("\n", 0, start)
    return QueryRefused(f"{what} at line {line}, character {column}, {why}")


class _Checker:
    """Checks one reading of a statement."""

    def __init__(self, cypher: str) -> None:
        self._cypher = cypher
        self._tokens = list(tokens(cypher))
        # Whether the token is a label: labels may follow each other (:A|B&C).
        self._labels: set[int] = set()

    def check(self) -> None:
        self._check_single()
        first = self._tokens[0]
        if first.upper not in STARTS:
            raise self._refused(first, f"beginning with {first.text:.40}")
        for place, token in enumerate(self._tokens):
            if token.kind == "word":
                self._check_word(place, token)
            if token.is_name:
                self._check_name(place, token)

    def _check_single(self) -> None:
        for place, token in enumerate(self._tokens):
            if self._is(place, ";") and place + 1 < len(self._tokens):
                raise _refusal(
                    self._cypher, token.start, "what follows the semicolon", "is refused: send one statement"
                )
        if self._tokens and self._is(len(self._tokens) - 1, ";"):
            self._tokens.pop()
        if not self._tokens:
            raise QueryRefused(f"the statement is empty; {_ALLOWED}")

    def _check_word(self, place: int, token: Token) -> None:
        if self._is_label(place):
            self._labels.add(place)
            return
        if self._is_property(place) or self._is_map_key(place) or self._is_alias(place):
            return
        if token.upper == "CALL":
            self._check_call(place, token)
        if any(word in FORBIDDEN for word in _keywords(token)):
            raise self._refused(token, token.text)
        if self._is_glued(place) and token.upper.endswith((*FORBIDDEN, "CALL")) and token.upper != "CALL":
            raise self._refused(token, token.text)

    def _check_name(self, place: int, token: Token) -> None:
        if token.text.casefold() in _INTERNAL:
            raise _refusal(
                self._cypher, token.start, token.text, "is refused: an internal property that no answer shows"
            )
        if not self._is(place + 1, "("):
            return
        if token.text.strip().upper() in FORBIDDEN_FUNCTIONS:
            raise self._refused(token, f"{token.text}()")
        if self._is(place - 1, "."):
            path = self._path_before(place)
            if path and path[0].upper() not in NAMESPACES:
                raise self._refused(token, f"the function {'.'.join([*path, token.text]):.60}()")

    def _check_call(self, place: int, token: Token) -> None:
        name, after = self._at(place + 1), place + 2
        if self._is(place + 1, "{") or self._is(place + 1, "("):
            return  # a subquery: its words are checked like all others
        if name is None or not name.is_name or not self._is(after, "(") or name.text.upper() not in PROCEDURES:
            what = "CALL" if name is None else f"CALL {name.text:.40}"
            raise self._refused(token, what)

    def _path_before(self, place: int) -> list[str]:
        """Return the names that a dotted name begins with, outermost first."""
        path: list[str] = []
        while self._is(place - 1, "."):
            owner = self._at(place - 2)
            if owner is None or not owner.is_name:
                return []
            path.append(owner.text)
            place -= 2
        return path[::-1]

    def _is_property(self, place: int) -> bool:
        """Whether the word is a property: after a dot that follows a name or a bracket, and not a number or a dot."""
        owner = self._at(place - 2)
        if owner is None or not self._is(place - 1, ".") or self._is_glued(place - 2):
            return False
        return owner.is_name or owner.text in (")", "]", "}")

    def _is_glued(self, place: int) -> bool:
        """Whether a word follows a number without space: 1e5SET is the number 1e5 and SET to LadybugDB."""
        before = self._at(place - 1)
        return before is not None and before.kind in ("number", "parameter") and before.end == self._tokens[place].start

    def _is_label(self, place: int) -> bool:
        if self._is(place - 1, ":"):
            return not self._in_map(place - 1)
        joined = self._is(place - 1, "|") or self._is(place - 1, "&")
        return joined and place - 2 in self._labels

    def _in_map(self, colon: int) -> bool:
        """Whether the colon follows the key of a map, so that an expression comes after it."""
        key = self._at(colon - 1)
        return key is not None and key.is_name and (self._is(colon - 2, "{") or self._is(colon - 2, ","))

    def _is_map_key(self, place: int) -> bool:
        return self._is(place + 1, ":") and (self._is(place - 1, "{") or self._is(place - 1, ","))

    def _is_alias(self, place: int) -> bool:
        """Whether the word is a name given by AS. What follows must not be able to belong to a clause of that name."""
        before, earlier = self._at(place - 1), self._at(place - 2)
        if before is None or before.upper != "AS" or earlier is None or earlier.upper in ("AS", "WITH", "RETURN"):
            return False
        after, next = self._at(place + 1), self._at(place + 2)
        if after is None or self._is(place + 1, ","):
            return True
        if next is None:
            return False
        return (after.upper == "ORDER" and next.upper == "BY") or (
            after.upper in ("LIMIT", "SKIP") and next.kind in ("number", "parameter")
        )

    def _at(self, place: int) -> Token | None:
        return self._tokens[place] if 0 <= place < len(self._tokens) else None

    def _is(self, place: int, symbol: str) -> bool:
        token = self._at(place)
        return token is not None and token.kind == "symbol" and token.text == symbol

    def _refused(self, token: Token, what: str) -> QueryRefused:
        hint = f"; a name can be back-quoted: `{token.text}`" if token.upper in FORBIDDEN else ""
        return _refusal(self._cypher, token.start, what, f"is refused: {_ALLOWED}{hint}")


def _keywords(token: Token) -> Iterator[str]:
    """Yield the keywords that a parser might see in a word: its own, and runs of ASCII letters if it has others."""
    yield token.upper
    if not token.text.isascii():
        yield from (run.upper() for run in _ASCII_RUN.findall(token.text))
