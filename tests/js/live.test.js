import assert from "node:assert/strict";
import { test } from "node:test";
import { format, parse, startsWith } from "../../viz/live/static/address.js";
import { addressOf } from "../../viz/live/static/api.js";
import { parameters, pieces, valueOf } from "../../viz/live/static/highlight.js";
import { csv, drawable, numeric, textOf } from "../../viz/live/static/result.js";

test("a state survives the address, whatever is in it", () => {
  const states = [
    { node: "", expanded: [], tool: "", args: {} },
    { node: "title:a&b=c#d", expanded: ["method:lora", "method:lora", "doi:10.1/x%2F"], tool: "", args: {} },
    { node: "method:c++", expanded: [], tool: "ask", args: { $concept: "KV cache", q: "MATCH (n)\nRETURN n // 100 %" } },
    { node: "", expanded: [], tool: "path", args: { from: "arxiv:1", to: "arxiv:2" } },
  ];
  for (const state of states) assert.deepEqual(parse(format(state)), state);
  assert.equal(format(states[0]), "");
});

test("an address of nobody's making is taken as far as it can be read", () => {
  assert.deepEqual(parse("#tool=rm&rm.x=1&x=&%E0%A4%A"), { node: "", expanded: [], tool: "", args: {} });
  assert.deepEqual(parse("nonsense"), { node: "", expanded: [], tool: "", args: {} });
});

test("a list begins with another", () => {
  assert.ok(startsWith(["a", "b"], ["a"]));
  assert.ok(startsWith(["a"], []));
  assert.ok(!startsWith(["a"], ["a", "b"]));
  assert.ok(!startsWith(["a", "b"], ["b"]));
});

test("values become the query of an address", () => {
  assert.equal(addressOf({ q: "a b", type: ["Paper", "Method"], limit: 0, none: undefined, empty: "" }), "?q=a+b&type=Paper&type=Method&limit=0");
  assert.equal(addressOf({}), "");
});

test("pieces put together are the statement, also an unfinished one", () => {
  const texts = ["", "MATCH (n:Paper) RETURN n", "'", "\"a\\\"b", "/* open", "// end", "`a b", "$", "1.5e-3 a.b", "a\n\n  b\t", "RETURN 'it''s' // é 🧠",
    "(:A|B {x: $p})-[e:USES*1..3]->()"];
  for (const text of texts) assert.equal(pieces(text).map(([, piece]) => piece).join(""), text);
});

test("keywords, labels, texts, numbers, parameters and comments are told apart", () => {
  const kinds = pieces("match (n:Paper|Method {t: 'MATCH'})-[:USES]->() WHERE n.x > 1.5 AND n.match = $match RETURN n // RETURN");
  const of = (kind) => kinds.filter(([name]) => name === kind).map(([, text]) => text);
  assert.deepEqual(of("keyword").slice(0, 3), ["match", "WHERE", "AND"]);
  assert.deepEqual(of("label"), ["Paper", "Method", "USES"]);
  assert.deepEqual(of("string"), ["'MATCH'"]);
  assert.deepEqual(of("number"), ["1.5"]);
  assert.deepEqual(of("parameter"), ["$match"]);
  assert.deepEqual(of("comment"), ["// RETURN"]);
});

test("parameters are those of the statement, not of its texts and comments", () => {
  assert.deepEqual(parameters("RETURN $a, '$b', $c, $a // $d"), ["a", "c"]);
});

test("a value is what its type says, or what it looks like", () => {
  assert.equal(valueOf("7", "string"), "7");
  assert.equal(valueOf("7", "integer"), 7);
  assert.equal(valueOf("many", "integer"), "many");
  assert.equal(valueOf("", "integer"), "");
  assert.equal(valueOf("True", "boolean"), true);
  assert.deepEqual(valueOf("[1, 2]"), [1, 2]);
  assert.equal(valueOf("LoRA"), "LoRA");
});

const NODE = { id: "method:lora", label: "Method", name: "LoRA" }, PAPER = { id: "arxiv:1", label: "Paper", title: "A, \"b\"" };
const PATH = { nodes: [PAPER, NODE], edges: [{ type: "USES" }] };

test("every value has a text", () => {
  assert.equal(textOf(null), "");
  assert.equal(textOf([1, [NODE]]), "1; LoRA");
  assert.equal(textOf(PATH), "A, \"b\" – USES – LoRA");
  assert.equal(textOf({ type: "USES", confidence: 1 }), "USES");
  assert.equal(textOf({ a: 1 }), "{\"a\":1}");
});

test("what can be drawn are nodes, paths, ids and names", () => {
  assert.deepEqual(drawable([[NODE, 3, "quantization"], [PATH, ["doi:10.1/x"], null]]), { ids: ["method:lora", "arxiv:1", "doi:10.1/x"], names: ["quantization"] });
  assert.equal(drawable(Array.from({ length: 500 }, (_, n) => [`arxiv:${n}`])).ids.length, 150);
});

test("csv quotes what needs it and disarms formulas", () => {
  assert.equal(csv(["a", "b"], [[PAPER, "=1+1"], ["line\nbreak", -3], ["-x", "-3"]]), "a,b\r\n\"A, \"\"b\"\"\",'=1+1\r\n\"line\nbreak\",-3\r\n'-x,-3\r\n");
});

test("columns of numbers are known", () => {
  assert.deepEqual(numeric(["a", "b"], [[1, "x"], [2, 3]]), [true, false]);
  assert.deepEqual(numeric(["a"], []), [false]);
});
