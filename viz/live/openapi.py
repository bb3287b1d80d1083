"""The OpenAPI 3.1 description of the API, made from the endpoints' declarations."""

from __future__ import annotations

from typing import Any

from kg.schema import schema
from kg.version import __version__
from viz.live.endpoints import ENDPOINTS, Endpoint
from viz.live.parameters import Parameter

_TEXT: dict[str, Any] = {"type": "string"}
_COUNT: dict[str, Any] = {"type": "integer", "minimum": 0}
_NUMBER: dict[str, Any] = {"type": "number"}
_FLAG: dict[str, Any] = {"type": "boolean"}
_LABEL: dict[str, Any] = {"type": "string", "enum": list(schema().nodes)}
_KIND: dict[str, Any] = {"type": "string", "enum": list(schema().edges)}


def _list(of: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": of}


def _counts() -> dict[str, Any]:
    return {"type": "object", "additionalProperties": _COUNT}


def _object(required: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {**required, **(optional or {})},
        "required": list(required),
        "additionalProperties": False,
    }


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


# A node as a list shows it, then what is added where.
_LIGHT = {"id": _TEXT, "type": _LABEL, "name": _TEXT}
_FACTS = {"year": {"type": "integer"}, "cited": _COUNT, "papers": _COUNT}
_TOLD = {"quotes": _list(_TEXT), "marks": _list(_TEXT)}
_DRAWN = {"lines": _list(_TEXT), "shape": _TEXT, "r": _NUMBER, "strong": _FLAG}
_PLACE = {"x": _NUMBER, "y": _NUMBER}

SHAPES: dict[str, dict[str, Any]] = {
    "Error": _object({"error": _TEXT, "hint": _TEXT}),
    "State": _object({"graph": _TEXT, "generation": _COUNT, "loading": _FLAG, "problem": _TEXT, "nodes": _COUNT,
                      "edges": _COUNT}),
    "Statistics": _object({"papers": _COUNT, "nodes": _counts(), "edges": _counts(), "biggest": {"type": "object"},
                           "first": _TEXT, "last": _TEXT, "dated": _COUNT, "sources": _counts()}),
    "Light": _object(_LIGHT, _FACTS),
    "Node": _object({**_LIGHT, **_DRAWN}, {**_FACTS, **_PLACE}),
    "Link": _object({"id": _TEXT, "kind": _KIND, "from": _TEXT, "to": _TEXT, "weak": _FLAG}, {"sure": _NUMBER}),
    "Hits": _object({"hits": _list(_object({**_LIGHT, "matched": _TEXT, "score": _NUMBER}, _FACTS))}),
    "Entry": _object({**_LIGHT, "kind": _KIND, **_TOLD}, {**_FACTS, "sure": _NUMBER, "note": _TEXT}),
    "Why": _object({"kind": _KIND, "from": _ref("Light"), "to": _ref("Light"), "says": _TEXT, **_TOLD},
                   {"sure": _NUMBER, "note": _TEXT}),
    "Group": _object({"kind": _KIND, "direction": _TEXT, "title": _TEXT, "total": _COUNT,
                      "entries": _list(_ref("Entry"))}),
    "Card": _object({**_LIGHT, "degree": _COUNT, "groups": _list(_ref("Group"))},
                    {**_FACTS, "venue": _TEXT, "authors": _list(_TEXT), "url": _TEXT, "abstract": _TEXT,
                     "aliases": _list(_TEXT)}),
    "Legend": _object({"nodes": _list({"type": "object"}), "edges": _list({"type": "object"})}),
    "Overview": _object({"nodes": _list(_ref("Node")), "edges": _list(_ref("Link")), "common": _list(_ref("Light")),
                         "graph": _TEXT, "generation": _COUNT, "all_nodes": _COUNT, "all_edges": _COUNT,
                         "legend": _ref("Legend"), "options": {"type": "object"}}),
    "Expansion": _object({"nodes": _list(_ref("Node")), "edges": _list(_ref("Link")), "total": _COUNT}),
    "Picture": _object({"nodes": _list(_ref("Node")), "edges": _list(_ref("Link")), "missing": _list(_TEXT)}),
    "Step": _object({"kind": _KIND, "says": _TEXT, "forward": _FLAG, "from": _TEXT, "to": _TEXT, **_TOLD,
                     "also": _list(_KIND)}, {"sure": _NUMBER, "note": _TEXT}),
    "Path": _object({"cost": _NUMBER, "nodes": _list(_ref("Light")), "steps": _list(_ref("Step"))}),
    "Paths": _object({"from": _ref("Light"), "to": _ref("Light"), "verdict": _TEXT,
                      "distance": {"type": ["integer", "null"]}, "paths": _list(_ref("Path")),
                      "picture": _object({"nodes": _list(_ref("Node")), "edges": _list(_ref("Link"))})}),
    "Timeline": _object({"by": _TEXT, "since": _TEXT, "undated": _COUNT, "recent": _COUNT, "before": _COUNT,
                         "periods": _list(_object({"period": _TEXT, "papers": _COUNT}, {"named": _COUNT})),
                         "rising": _list(_object({**_LIGHT, "recent": _COUNT, "before": _COUNT, "score": _NUMBER},
                                                 _FACTS))}),
    "Queries": _object({"dialect": _TEXT, "queries": _list(_object({
        "name": _TEXT, "question": _TEXT, "cypher": _TEXT, "parameters": _list(_object({
            "name": _TEXT, "type": _TEXT, "default": {"type": ["string", "null"]}, "meaning": _TEXT}))}))}),
    "Result": _object({"columns": _list(_TEXT), "rows": _list({"type": "array"}), "truncated": _FLAG}),
}  # fmt: skip

#: What each status of an error means.
PROBLEMS = {
    "400": "the request is not as described",
    "401": "this server wants a token",
    "403": "another origin asks, or the statement would do more than read",
    "404": "there is no such node, query or path",
    "409": "somebody is writing the graph",
    "413": "the body is too long",
    "415": "the body is no JSON",
    "421": "the server is not called so",
    "422": "the statement or question cannot be answered, or not in the time",
    "429": "too many queries at once",
    "503": "the graph cannot be read now",
}


def description() -> dict[str, Any]:
    """Return the description, JSON-ready."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "paperkg",
            "version": __version__,
            "description": "A knowledge graph of research papers: search it, walk in it, ask it in Cypher. Read-only. "
            "Every error is JSON with `error` and `hint`.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "paths": {f"/api{endpoint.path}": {endpoint.method.lower(): _operation(endpoint)} for endpoint in ENDPOINTS},
        "components": {
            "schemas": SHAPES,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        # Without a token where the server wants none.
        "security": [{}, {"token": []}],
    }


def _operation(endpoint: Endpoint) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": endpoint.path.strip("/"),
        "summary": endpoint.summary,
        "responses": {
            "200": {"description": "the answer", "content": {"application/json": {"schema": _ref(endpoint.shape)}}},
            **{
                status: {"description": meaning, "content": {"application/json": {"schema": _ref("Error")}}}
                for status, meaning in PROBLEMS.items()
            },
        },
    }
    if endpoint.body:
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": _body(endpoint)}}}
    else:
        operation["parameters"] = [_in_address(parameter) for parameter in endpoint.parameters]
    return operation


def _in_address(parameter: Parameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "in": "query",
        "required": parameter.required,
        "description": parameter.meaning,
        "schema": parameter.schema(),
        **({"style": "form", "explode": True} if parameter.many else {}),
    }


def _body(endpoint: Endpoint) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {p.name: {**p.schema(), "description": p.meaning} for p in endpoint.parameters},
        "required": [p.name for p in endpoint.parameters if p.required],
        "additionalProperties": False,
        **({"oneOf": [{"required": [name]} for name in endpoint.either]} if endpoint.either else {}),
    }
