"""The names that paperkg gives things in a Neo4j database, and the statements that declare them.

A server may hold other people's nodes, and theirs may be called ``Paper`` too. So every node of ours bears the label
:data:`OURS` besides its own, ids are unique among these nodes, and every statement of ours matches that label.
Labels, types and property names come from the schema's fixed list; every value is a parameter.
"""

from __future__ import annotations

from kg.schema import schema

#: The label that every node of a graph of ours has besides its own.
OURS = "PaperKG"
#: A node of this label is there while a graph is being written, and after a write that did not end.
UNFINISHED = "PaperKGUnfinished"
#: A node of this label is never committed: making it takes the lock of writers.
LOCK = "PaperKGLock"

#: Constraint of the ids; where it exists there is, or was, a graph of ours.
IDS = "paperkg_ids"


def declarations() -> tuple[str, ...]:
    """Return the statements that declare labels, constraints and indexes; run again they change nothing.

    The labels of the schema come first: a server lists the labels of a node in the order in which it met them, and so
    ``labels(n)[0]`` is the node's own, not ours, in a database where paperkg came first.
    """
    return (
        *(f"CALL db.createLabel('{label}')" for label in (*schema().nodes, OURS)),
        f"CREATE CONSTRAINT {IDS} IF NOT EXISTS FOR (n:{OURS}) REQUIRE n.id IS UNIQUE",
        f"CREATE CONSTRAINT paperkg_lock IF NOT EXISTS FOR (n:{LOCK}) REQUIRE n.id IS UNIQUE",
        # Filled in the background, so that it does not slow the load down.
        f"CREATE FULLTEXT INDEX paperkg_names IF NOT EXISTS FOR (n:{OURS}) ON EACH [n.title, n.name, n.aliases] "
        "OPTIONS {indexConfig: {`fulltext.eventually_consistent`: true}}",
    )


def put_nodes(label: str) -> str:
    """Return the statement that merges ``$rows`` of (id, properties) as nodes of a label."""
    others = "".join(f":{other}" for other in schema().nodes if other != label)
    return (
        f"UNWIND $rows AS row MERGE (n:{OURS} {{id: row[0]}}) "
        f"SET n:{label} SET n += row[1] REMOVE n{others} RETURN count(*)"
    )


def put_edges(type: str) -> str:
    """Return the statement that merges ``$rows`` of (source, target, properties) as edges of a type."""
    return (
        f"UNWIND $rows AS row MATCH (a:{OURS} {{id: row[0]}}) MATCH (b:{OURS} {{id: row[1]}}) "
        f"MERGE (a)-[e:{type}]->(b) SET e += row[2] RETURN count(*)"
    )


def drop_nodes(label: str) -> str:
    """Return the statement that deletes the nodes of a label whose ids are ``$rows``, with all that hangs on them."""
    return f"UNWIND $rows AS id MATCH (n:{OURS}:{label} {{id: id}}) DETACH DELETE n RETURN count(*)"


def drop_edges(type: str) -> str:
    """Return the statement that deletes the edges of a type whose ends are ``$rows`` of (source, target)."""
    return (
        f"UNWIND $rows AS row MATCH (:{OURS} {{id: row[0]}})-[e:{type}]->(:{OURS} {{id: row[1]}}) "
        "DELETE e RETURN count(*)"
    )
