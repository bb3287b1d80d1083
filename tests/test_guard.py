"""The guard lets reading through and nothing else; the statements marked so were tried on LadybugDB 0.22."""

from __future__ import annotations

import contextlib
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import guard
from kg.errors import QueryRefused

READS = [
    "MATCH (p:Paper) RETURN p",
    "match (p:Paper) where p.year > 2020 return p.title order by p.year skip 1 limit 3;",
    "OPTIONAL MATCH (p:Paper)-[r:USES|CITES*1..3]->(x) WITH p, count(r) AS n RETURN p.title, n",
    "UNWIND [1, 2] AS x RETURN x UNION ALL RETURN 3 AS x",
    "RETURN EXISTS { MATCH (p:Paper) }, COUNT { MATCH (p:Paper)-->() }",
    "CALL show_tables() RETURN *",
    "CALL TABLE_INFO('Paper') RETURN name",
    "CALL { MATCH (p:Paper) RETURN p } RETURN p",
    # names that are words of the language where only a name can stand
    "MATCH (p:Set|Use)-[:LOAD]->(:Drop), (:Create {x: 1}) RETURN p.set, p . use, {create: 1, merge: p.load}",
    "MATCH (p:Paper) RETURN p.x AS set, p.y AS load ORDER BY p.x",
    "MATCH (p) RETURN p.x AS delete LIMIT 3",
    "MATCH (`create`) RETURN `create`.x, `a``SET`, $set, $load",
    "RETURN 1 /* CREATE (n) */ // DROP TABLE x\n",
    "RETURN 'DROP' + \"SET\" + 'it\\'s; CREATE'",
    "RETURN 1e5, 0x1F, 1.5e-3, $1, [1, 2][0..1]",
    "RETURN date.truncate('day', x), point.distance(a, b)",
    "MATCH (a), (:Set), (b:Use {x: 1}) RETURN *",
]

REFUSED = [
    # writing
    ("CREATE (n)", "CREATE"),
    ("MATCH (p) SET p.x = 1", "SET at line 1, character 11"),
    ("MATCH (p)\nDETACH DELETE p", "DETACH at line 2, character 1"),
    ("MATCH (p) REMOVE p.x", "REMOVE"),
    ("MERGE (p:Paper {id: 'x'})", "MERGE"),
    ("MATCH (p) INSERT (:X)", "INSERT"),
    ("MATCH (p) FOREACH (x IN [1] | SET p.x = x)", "FOREACH"),
    ("CREATE NODE TABLE X(id STRING PRIMARY KEY)", "CREATE"),
    ("DROP TABLE Paper", "DROP"),
    ("ALTER TABLE Paper ADD x STRING", "ALTER"),
    ("COMMENT ON TABLE Paper IS 'x'", "COMMENT"),
    ("CREATE MACRO f(a) AS a", "CREATE"),
    ("RETURN nextval('s')", "nextval"),
    ("RETURN `nextval`('s')", "nextval"),
    # files and code: LadybugDB runs these on a database that is open read-only
    ("LOAD FROM '/etc/passwd' RETURN *", "LOAD"),
    ("MATCH (p) LOAD FROM 'x.csv' RETURN *", "LOAD"),
    ("LOAD CSV FROM 'file:///etc/passwd' AS line RETURN line", "LOAD"),
    ("COPY (MATCH (p:Paper) RETURN p.id) TO '/tmp/x.csv'", "COPY"),
    ("COPY Paper FROM 'x.csv'", "COPY"),
    ("EXPORT DATABASE '/tmp/x'", "EXPORT"),
    ("IMPORT DATABASE '/tmp/x'", "IMPORT"),
    ("ATTACH '/tmp/x.lbug' AS x", "ATTACH"),
    ("INSTALL httpfs", "INSTALL"),
    ("FORCE INSTALL httpfs", "FORCE"),
    ("UPDATE EXTENSION httpfs", "UPDATE"),
    ("USE x RETURN 1", "USE"),
    # transactions, settings, procedures
    ("BEGIN TRANSACTION", "BEGIN"),
    ("CHECKPOINT", "CHECKPOINT"),
    ("ANALYZE", "ANALYZE"),
    ("CALL threads=1", "CALL threads"),
    ("CALL `timeout` = 100000", "CALL timeout"),
    ("CALL current_setting('home_directory') RETURN *", "CALL current_setting"),
    ("CALL project_graph('g', ['Paper'], ['CITES'])", "CALL project_graph"),
    ("MATCH (p) CALL read_csv_serial('x') RETURN *", "CALL read_csv_serial"),
    ("CALL db.labels()", "CALL db"),
    ("CALL apoc.cypher.run('x', {})", "CALL apoc"),
    ("CALL { MATCH (p) RETURN p } IN TRANSACTIONS", "TRANSACTIONS"),
    ("RETURN apoc.load.json('x')", "apoc.load.json"),
    ("RETURN apoc /* */ . load . json('x')", "apoc.load.json"),
    ("EXPLAIN MATCH (p) RETURN p", "EXPLAIN"),
    ("CYPHER 25 RETURN 1", "CYPHER"),
    ("SHOW USERS", "SHOW"),
    # more than one statement, or none
    ("RETURN 1; RETURN 2", "semicolon"),
    ("RETURN 1;;", "semicolon"),
    ("; RETURN 1", "semicolon"),
    (";", "empty"),
    ("  // nothing", "empty"),
    # bookkeeping
    ("MATCH (p:Paper) RETURN p._state", "internal property"),
    ("MATCH (p:Paper) RETURN p.`_STATE`", "internal property"),
    ("MATCH (p:Paper {_state: 'x'}) RETURN p", "internal property"),
    ("MATCH (p:Paper) RETURN list_transform([p], x -> x._state)", "internal property"),
    # ways to make a parser see something else
    ("RETURN 'abc", "single quotes"),
    ('RETURN "abc', "double quotes"),
    ("RETURN `abc", "back-quoted"),
    ("RETURN 1 /* abc", "comment"),
    ("RETURN 1 /* **/ , ' */ SET x.y = 1 // '", "**/"),
    ("RETURN 1 // \r SET x.y = 1", "carriage return"),
    ("RETURN '\\u0027 SET x.y = 1 //'", "SET"),
    ("RETURN 1 /\\u002a ' *\\u002f SET x.y = 1 // '", "SET"),
    ("MATCH (p:Paper) WHERE p.year = 1SET p.title = 'x'", "SET"),
    ("MATCH (p:Paper) WHERE p.year = 1e5SET p.title = 'x'", "e5SET"),
    ("MATCH (p:Paper) WHERE p.year = 1e5CALL threads = 1", "e5CALL"),
    ("MATCH (p:Paper) WHERE p.year = $1SET p.title = 'x'", "SET"),
    ("MATCH (p:Paper) WHERE p.year = 1.SET p.title = 'x'", "SET"),
    ("MATCH (p:Paper) WHERE p.title = 'x'SET p.title = 'y'", "SET"),
    ("MATCH (p:Paper)SET p.title = 'x'", "SET"),
    ("MATCH (as) WITH as SET as.x = 1", "SET"),
    ("WITH 1 AS as SET as.x = 1", "SET"),
    ("MATCH (n) RETURN {a: create}", "create"),
    ("MATCH (n)-[r* 1..SET n.x = 1", "SET"),
    ("MATCH (n) \u017fET n.x = 1", "\u017fET"),
    ("MATCH (n) \uff33\uff25\uff34 n.x = 1", "\uff33\uff25\uff34"),
    ("RETURN \u00e9CREATE (:X)", "CREATE"),
    ("MATCH (n)\u200bSET n.x = 1", "U+200B"),
    ("MATCH (n) RETURN '\ud800'", "surrogate"),
    ("RETURN " + "1 + " * 40_000 + "1", "160,0"),
]


@pytest.mark.parametrize("cypher", READS)
def test_reading_passes(cypher: str) -> None:
    guard.check(cypher)


@pytest.mark.parametrize(("cypher", "named"), REFUSED)
def test_everything_else_is_refused(cypher: str, named: str) -> None:
    with pytest.raises(QueryRefused) as refusal:
        guard.check(cypher)
    assert named in str(refusal.value)


def test_the_message_says_what_is_allowed_and_how_to_name_things() -> None:
    with pytest.raises(QueryRefused) as refusal:
        guard.check("MATCH (set:Paper) RETURN set")
    assert str(refusal.value) == (
        "set at line 1, character 8, is refused: queries may only read: MATCH, OPTIONAL MATCH, WITH, UNWIND, RETURN, "
        "UNION and CALL of show_connection, show_tables, table_info; a name can be back-quoted: `set`"
    )


def test_parameters_are_found_once_and_in_order() -> None:
    assert guard.parameters("MATCH (p {id: $b}) WHERE '$no' <> $a AND $b = 1 // $c\nRETURN `$d`, $1") == ["b", "a", "1"]


WORDS = st.lists(
    st.sampled_from([*sorted(guard.FORBIDDEN), "CALL apoc.x()", ";", "$x", "//", "_state", "(", "]", " ", "\n", "é"]),
    max_size=8,
).map(" ".join)


@given(WORDS)
def test_what_stands_in_texts_names_and_comments_is_never_refused(words: str) -> None:
    quoted = words.replace("_state", "state")
    guard.check(f"MATCH (p) WHERE p.title = '{words}' RETURN p")
    guard.check(f'MATCH (p) WHERE p.title = "{words}" RETURN p')
    guard.check(f"MATCH (p) WHERE p.title = 'it\\'s {words}\\\\' RETURN p")
    guard.check(f"MATCH (p) RETURN p.x AS `{quoted}`")
    guard.check(f"MATCH (p) /* {words} */ RETURN p")
    guard.check(f"MATCH (p) // {words.replace(chr(10), ' ')}\nRETURN p")


GAPS = st.sampled_from([" ", "\n", "\t", "\r\n", "/**/", "/* x */", " // x\n", "\u00a0", "\u2003", "\u3000", "\x1c"])
CLAUSES = st.sampled_from(
    [
        "CREATE (:X)",
        "MERGE (x)",
        "SET p.x = 1",
        "DELETE p",
        "DETACH DELETE p",
        "REMOVE p.x",
        "DROP TABLE X",
        "LOAD FROM 'x.csv'",
        "COPY X FROM 'x'",
        "INSTALL x",
        "ATTACH 'x' AS y",
        "USE x",
        "FOREACH (x IN [1] | SET p.x = 1)",
        "CALL threads=1",
        "CALL apoc.x()",
        "CALL current_setting('x')",
        "; RETURN 2",
    ]
)
PIECES = [
    "MATCH",
    "(p:Paper)",
    "WHERE",
    "p.year",
    ">",
    "1",
    "WITH",
    "p",
    "RETURN",
    "p",
    "ORDER BY",
    "p.year",
    "LIMIT",
    "3",
]


@given(
    st.integers(0, len(PIECES)),
    CLAUSES,
    st.lists(st.booleans(), min_size=40, max_size=40),
    st.lists(GAPS, min_size=30, max_size=30),
)
def test_a_forbidden_clause_anywhere_is_refused(place: int, clause: str, lower: list[bool], gaps: list[str]) -> None:
    cased = "".join(c.lower() if small else c for c, small in zip(clause, lower, strict=False))
    pieces = [*PIECES[:place], *cased.split(" "), *PIECES[place:]]
    with pytest.raises(QueryRefused):
        guard.check("".join(piece + gap for piece, gap in zip(pieces, gaps, strict=False)))


@given(st.text(), st.text("'\"`\\/*\n\r$.:;|&{}()[]=,0eESTsetcallCALL _u27", max_size=60))
def test_any_text_passes_or_is_refused(one: str, other: str) -> None:
    for text in (one, other, "RETURN " + other):
        try:
            guard.check(text)
            guard.parameters(text)
        except QueryRefused:
            pass


@pytest.mark.parametrize(
    "piece", ["a ", "'", '"', "`", "/*", "(", "a.", "a.b(", "$", "/", "//\n", "1 ", ":a|", "\\u0027", "*/", "\\", "{a:"]
)
def test_time_is_linear(piece: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten times the text must not take a hundred times as long (fifty: noise); a megabyte is refused at once."""
    start = time.perf_counter()
    with pytest.raises(QueryRefused):
        guard.check(piece * (1_000_000 // len(piece)))
    assert time.perf_counter() - start < 0.1

    monkeypatch.setattr(guard, "MAX_LENGTH", 10**9)

    def seconds(length: int) -> float:
        best = 9.0
        for _ in range(3):  # the machine may be busy with something else
            start = time.perf_counter()
            with contextlib.suppress(QueryRefused):
                guard.check("RETURN " + piece * (length // len(piece)))
            best = min(best, time.perf_counter() - start)
        return best

    assert seconds(200_000) < 50 * max(seconds(20_000), 0.002)
