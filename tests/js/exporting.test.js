import assert from "node:assert/strict";
import { test } from "node:test";

import { compose } from "../../viz/web/compose.js";
import { Graph } from "../../viz/web/data.js";
import { fileName, jsonOf, svgOf, xml } from "../../viz/web/exporting.js";
import { Filters } from "../../viz/web/filters.js";

const NASTY = '</text><script>alert(1)</script> "&\u0007 🧠 نموذج';
const graph = new Graph(), filters = new Filters(graph);
graph.add({
  nodes: [{ id: "a", type: "Paper", name: NASTY, lines: [NASTY], x: 0, y: 0, r: 5, year: 2020 },
    { id: "b", type: "Method", name: "B", lines: ["B"], shape: "diamond", x: 100, y: 50, r: 8 }],
  edges: [{ id: "1", kind: "USES", from: "a", to: "b", sure: 0.9 }, { id: "2", kind: "CITES", from: "a", to: "a" }],
});
filters.apply();
const kinds = new Map([["USES", { width: 1, dashes: [3, 2], arrow: false }], ["CITES", { width: 1, dashes: [], arrow: true }]]);
const palette = { ground: "#fff", ink: "#000", soft: "#555", line: "#ccc", USES: "#999", CITES: "#333", Paper: "#888", Method: "#00f", family: 'Inter, "Segoe UI"' };
const picture = compose({ nodes: graph.ranked, links: graph.links, kinds, camera: { x: 50, y: 25, scale: 1, width: 400, height: 300 },
  measure: (text, style, size) => Math.min(120, text.length * size * 0.5) });

test("what XML cannot hold is escaped or left out", () => {
  assert.equal(xml('<a b="c">&\u0000\u0007d'), "&lt;a b=&quot;c&quot;&gt;&amp;d");
});

test("an SVG holds marks, lines and names, and no markup from a title", () => {
  const svg = svgOf(picture, palette, 400, 300, NASTY);
  assert.ok(!svg.includes("<script"));
  assert.ok(!svg.includes("\u0007"));
  assert.equal(svg.match(/<text /g).length, 2);
  assert.match(svg, /stroke-dasharray="3 2"/);
  assert.match(svg, /<path d="M250 167.2|<path d="M250 166.2/);
  assert.match(svg, /^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" width="400"/);
});

test("a JSON file holds what is shown with what is known of it", () => {
  filters.toggle("kinds", "CITES");
  const details = { node: (node) => ({ abstract: `of ${node.id}` }), link: (link) => ({ quotes: [`of ${link.id}`] }) };
  const { title, nodes, edges } = JSON.parse(jsonOf(graph, details, "T"));
  assert.equal(title, "T");
  assert.deepEqual(nodes[0], { id: "a", type: "Paper", name: NASTY, year: 2020, abstract: "of a", x: 0, y: 0 });
  assert.deepEqual(edges, [{ type: "USES", source: "a", target: "b", confidence: 0.9, quotes: ["of 1"] }]);
});

test("a file is named by what is left of the title", () => {
  assert.equal(fileName("pages: around <LoRA>/..", "svg"), "pages-around-LoRA.svg");
  assert.equal(fileName("نموذج لغوي", "json"), "نموذج-لغوي.json");
  assert.equal(fileName("???", "png"), "map.png");
});
