import assert from "node:assert/strict";
import { test } from "node:test";

import { Graph, fold, fromPage, other } from "../../viz/web/data.js";

const node = (id, more = {}) => ({ id, type: "Method", name: id.toUpperCase(), ...more });

test("folding takes away accents and case", () => {
  assert.equal(fold("Schrödinger’s ÉTUDE"), "schrodinger’s etude");
});

test("a graph grows, keeps what it has, and leaves out links without ends", () => {
  const graph = new Graph();
  graph.add({ nodes: [node("a", { r: 9 }), node("b")], edges: [{ id: "1", kind: "USES", from: "a", to: "b" }] });
  const fresh = graph.add({
    nodes: [node("a", { name: "other" }), node("c", { r: 20 })],
    edges: [{ id: "1", kind: "USES", from: "b", to: "c" }, { id: "2", kind: "USES", from: "c", to: "a" }, { id: "3", kind: "USES", from: "c", to: "no" }],
  });
  assert.deepEqual(fresh.nodes.map(({ id }) => id), ["c"]);
  assert.deepEqual(fresh.links.map(({ id }) => id), ["2"]);
  assert.equal(graph.node("a").name, "A");
  assert.deepEqual(graph.ranked.map(({ id }) => id), ["c", "a", "b"]);
  assert.deepEqual(graph.node("a").links.map((link) => other(link, graph.node("a")).id), ["b", "c"]);
});

test("a link from a node to itself is there once", () => {
  const graph = new Graph();
  graph.add({ nodes: [node("a")], edges: [{ id: "1", kind: "CITES", from: "a", to: "a" }] });
  assert.equal(graph.node("a").links.length, 1);
});

test("ids that are names of built-in properties are ids", () => {
  const graph = new Graph();
  graph.add({ nodes: [node("__proto__"), node("constructor")], edges: [{ id: "toString", kind: "USES", from: "__proto__", to: "constructor" }] });
  assert.equal(graph.node("__proto__").links[0].to.id, "constructor");
  assert.equal(graph.node("toString"), undefined);
});

test("the page's numbers become ids", () => {
  const page = { centre: "m:b", nodes: [
    { id: 0, key: "p:a", group: "Paper", name: "A paper", label: "A\npaper", shape: "dot", size: 5, x: 1, y: 2, year: 2020 },
    { id: 1, key: "m:b", group: "Method", name: "B", label: "B", shape: "diamond", size: 5, x: 3, y: 4 },
  ], edges: [{ id: "e0", kind: "USES", from: 0, to: 1, sure: 0.5, hidden: true }] };
  const { nodes, edges } = fromPage(page);
  assert.deepEqual(nodes.map(({ id, lines, strong }) => [id, lines, strong]), [["p:a", ["A", "paper"], false], ["m:b", ["B"], true]]);
  assert.deepEqual(edges, [{ id: "e0", kind: "USES", from: "p:a", to: "m:b", sure: 0.5, weak: true }]);
});
