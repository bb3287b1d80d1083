"""The statements of the behaviour tests as Neo4j writes them, where it does not understand LadybugDB's way."""

from __future__ import annotations

from kg.stores import Store

#: Statement or message of LadybugDB to Neo4j's; None where Neo4j has no such thing.
NEO4J: dict[str, str | None] = {
    "MATCH (:Paper {id: $id})-[e]->(x) RETURN label(e) AS type, x.id AS id ORDER BY type, id": (
        "MATCH (:Paper {id: $id})-[e]->(x) RETURN type(e) AS type, x.id AS id ORDER BY type, id"
    ),
    "RETURN date('2024-02-29') AS d, timestamp('2024-02-29 01:02:03') AS t": (
        "RETURN date('2024-02-29') AS d, localdatetime('2024-02-29T01:02:03') AS t"
    ),
    "RETURN {a: 1, b: [true, null]} AS m, CAST(1.25 AS DECIMAL(5, 2)) AS d, to_double('inf') AS i, $x AS x": (
        "RETURN {a: 1, b: [true, null]} AS m, 1.25 AS d, 1.0 / 0.0 AS i, $x AS x"
    ),
    "RETURN uuid('A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11') AS u": None,
    "RETURN 'a' + ['b']": None,  # Neo4j adds it to the list
    r"Invalid input <MATCH \(p:Paper\) RETRUN> \(line 1, character 17\)": (
        r"Invalid input 'RETRUN': expected .*\(line 1, character 17\)"
    ),
    "no label or edge type Author; known: Paper, Method": "no label Author; known: Paper, Method",
    "no label or edge type Papr; nearest: Paper": "no label Papr; nearest: Paper",
    "no label or edge type USE; nearest: USES": "no edge type USE; nearest: USES",
    "no property colour of p; known: abstract, ": "no property colour; known: abstract, ",
    "no property titel of p; nearest: title": "no property titel; nearest: title",
    "function FOO does not exist.": "Unknown function 'foo'",
    r"Function \+ did not receive correct arguments: Actual: +\(NODE,INT64\)": "Type mismatch: expected",
    "Divide by zero.": "/ by zero",
}


def said(store: Store, text: str) -> str | None:
    """Return a statement or message as the store has it; None if it has no such thing."""
    return NEO4J.get(text, text) if store.dialect == "neo4j" else text
