import assert from "node:assert/strict";
import { test } from "node:test";

import { Graph } from "../../viz/web/data.js";
import { find, rankOf } from "../../viz/web/search.js";

const graph = new Graph();
graph.add({ nodes: [
  { id: "1", type: "Method", name: "QLoRA", r: 5 },
  { id: "2", type: "Method", name: "LoRA", r: 5, aliases: ["low-rank adapter"] },
  { id: "3", type: "Paper", name: "A study of LoRA", r: 9 },
  { id: "4", type: "Method", name: "LoRA+", r: 7 },
  { id: "5", type: "Paper", name: "نموذج لغوي", r: 5 },
] });
const ids = (text, most) => find(graph.ranked, text, most).map(({ id }) => id);

test("the same word, its start, a word within, within", () => {
  assert.deepEqual(["lora", "lora+", "a study of lora", "qlora", "x"].map((word) => rankOf(word, "lora")), [0, 1, 2, 3, null]);
  assert.deepEqual(ids("lora"), ["2", "4", "3", "1"]);
});

test("aliases, accents and case", () => {
  assert.deepEqual(ids("  LOW-RANK "), ["2"]);
  assert.deepEqual(ids("LÒRA", 1), ["2"]);
  assert.deepEqual(ids("لغوي"), ["5"]);
});

test("nothing asked, nothing found", () => {
  assert.deepEqual(ids("   "), []);
  assert.deepEqual(ids("zzz"), []);
});
