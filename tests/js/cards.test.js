import assert from "node:assert/strict";
import { test } from "node:test";

import { cardMaker, factsOf } from "../../viz/web/cards.js";
import { Graph } from "../../viz/web/data.js";
import { plural } from "../../viz/web/dom.js";
import { spotOf } from "../../viz/web/panel.js";

const KINDS = [{ type: "USES", out: "uses", back: "used by" }, { type: "RELATED_TO", out: "related to", back: "related to" }];

test("a card groups the edges by what they say from its node, the surest first", () => {
  const graph = new Graph();
  graph.add({
    nodes: [{ id: "p", type: "Paper", name: "P" }, { id: "q", type: "Paper", name: "Q" }, { id: "m", type: "Method", name: "M" }, { id: "n", type: "Method", name: "N" }],
    edges: [{ id: "e1", kind: "USES", from: "p", to: "m", sure: 0.5 }, { id: "e2", kind: "USES", from: "p", to: "n", sure: 0.9 },
      { id: "e3", kind: "RELATED_TO", from: "q", to: "p" }],
  });
  const details = { node: (node) => (node.id === "n" ? { aliases: ["en", "x"] } : {}), link: (link) => ({ quotes: [link.id] }) };
  const cardOf = cardMaker(KINDS, details), card = cardOf(graph.node("p"));
  assert.deepEqual(card.groups.map(({ title, entries }) => [title, entries.map(({ id }) => id)]), [["uses", ["n", "m"]], ["related to", ["q"]]]);
  assert.deepEqual(card.groups[0].entries[0].quotes, ["e2"]);
  assert.deepEqual(card.groups[0].entries[0].marks, ["en"], "a name of one letter is marked everywhere, so nowhere");
  assert.deepEqual(cardOf(graph.node("m")).groups.map(({ title }) => title), ["used by"]);
});

test("facts in one line", () => {
  assert.equal(factsOf({ type: "Paper", year: 2020, cited: 3 }, plural), "2020 · cited by 3 here");
  assert.equal(factsOf({ type: "Method", papers: 1 }, plural), "named by 1 paper");
  assert.equal(factsOf({ type: "Method" }, plural), "");
});

test("the longest name in a quote is marked, or none where lower case would move it", () => {
  assert.deepEqual(spotOf("We use QLoRA here", ["LoRA", "QLoRA"]), [7, 5]);
  assert.equal(spotOf("İ LoRA", ["LoRA"]), null);
  assert.equal(spotOf("nothing", ["LoRA"]), null);
});
