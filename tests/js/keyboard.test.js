import assert from "node:assert/strict";
import { test } from "node:test";

import { nearest, nearestTowards } from "../../viz/web/keyboard.js";

const at = (id, x, y) => ({ id, x, y });
const middle = at("m", 0, 0), right = at("r", 100, 10), far = at("f", 180, 0), above = at("a", 5, -60);
const nodes = [middle, right, far, above];

test("an arrow goes to what is nearest that way", () => {
  assert.equal(nearestTowards(nodes, middle, [1, 0]), right);
  assert.equal(nearestTowards(nodes, middle, [0, -1]), above);
  assert.equal(nearestTowards(nodes, middle, [-1, 0]), null);
  assert.equal(nearestTowards(nodes, right, [1, 0]), far);
});

test("the first node is the one nearest to the middle of the view", () => {
  assert.equal(nearest(nodes, { x: 170, y: 5 }), far);
  assert.equal(nearest([], { x: 0, y: 0 }), null);
});
