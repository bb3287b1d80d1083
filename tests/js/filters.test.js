import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Graph } from "../../viz/web/data.js";
import { Filters, yearsOf } from "../../viz/web/filters.js";

let graph, filters;
const shown = () => graph.nodes.filter((node) => node.shown).map((node) => node.id);
const links = (what) => graph.links.filter((link) => link[what]).map((link) => link.id);

beforeEach(() => {
  graph = new Graph();
  filters = new Filters(graph);
  graph.add({
    nodes: [
      { id: "old", type: "Paper", name: "old", year: 2010 },
      { id: "new", type: "Paper", name: "new", year: 2020 },
      { id: "undated", type: "Paper", name: "undated" },
      { id: "shared", type: "Method", name: "shared" },
      { id: "past", type: "Method", name: "past" },
      { id: "alone", type: "Task", name: "alone" },
    ],
    edges: [
      { id: "1", kind: "USES", from: "old", to: "shared", sure: 0.9 },
      { id: "2", kind: "USES", from: "new", to: "shared", sure: 0.6 },
      { id: "3", kind: "INTRODUCES", from: "old", to: "past", sure: 0.7, weak: true },
      { id: "4", kind: "CITES", from: "new", to: "old" },
    ],
  });
  filters.apply();
});

test("at first everything is shown and the weak edges are not drawn", () => {
  assert.equal(shown().length, 6);
  assert.deepEqual(links("drawn"), ["1", "2", "4"]);
  filters.everything = true;
  filters.apply();
  assert.deepEqual(links("drawn"), ["1", "2", "3", "4"]);
});

test("a type and a kind are hidden and shown again", () => {
  filters.toggle("types", "Method");
  assert.deepEqual(shown(), ["old", "new", "undated", "alone"]);
  assert.deepEqual(links("shown"), ["4"]);
  filters.toggle("types", "Method");
  filters.toggle("kinds", "CITES");
  assert.deepEqual(links("shown"), ["1", "2", "3"]);
});

test("years leave the papers between them, without those that have none, and the concepts that they name", () => {
  filters.setYears(2025, 2015);
  assert.deepEqual(shown(), ["new", "shared", "alone"]);
  assert.deepEqual(links("shown"), ["2"]);
  filters.setYears(null, null);
  assert.equal(shown().length, 6);
});

test("confidence leaves edges that carry none, and drops concepts that have no edge left", () => {
  filters.setLeast(0.8);
  assert.deepEqual(links("shown"), ["1", "4"]);
  assert.deepEqual(shown(), ["old", "new", "undated", "shared", "alone"]);
});

test("revealing a node lifts what hides it, and no more", () => {
  filters.toggle("types", "Method");
  filters.toggle("types", "Task");
  filters.reveal(graph.node("past"));
  assert.ok(graph.node("past").shown);
  assert.ok(!graph.node("alone").shown);
  filters.setYears(2015, 2025);
  filters.reveal(graph.node("old"));
  assert.ok(graph.node("old").shown);
  assert.equal(filters.years, null);
});

test("communities: first the bubbles, then the inside of one", () => {
  graph.add({ nodes: [{ id: "c0", type: "Community", name: "c0" }, { id: "in", type: "Task", name: "in", community: "c0" }] });
  filters.inside = null;
  filters.apply();
  assert.deepEqual(shown(), ["c0"]);
  filters.reveal(graph.node("in"));
  assert.equal(filters.inside, "c0");
  assert.deepEqual(shown(), ["in"]);
});

test("the span of the years", () => {
  assert.deepEqual(yearsOf(graph.nodes), [2010, 2020]);
  assert.equal(yearsOf([{ year: 2020 }, {}]), null);
  assert.equal(yearsOf([{}]), null);
});
