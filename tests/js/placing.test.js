import assert from "node:assert/strict";
import { test } from "node:test";

import { Taken, placeAround, placeNames } from "../../viz/web/placing.js";

const FRAME = { left: 0, right: 1000, top: 0, bottom: 800 };
const meet = (a, b) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
const pairs = (boxes) => boxes.flatMap((a, n) => boxes.slice(n + 1).map((b) => [a, b]));

test("no two names meet, whatever the crowd, and none leaves the frame", () => {
  let seed = 7;
  const chance = () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
  const marks = Array.from({ length: 400 }, (_, n) => ({ node: n, x: chance() * 1000, y: chance() * 800, r: 4 + chance() * 9,
    w: 30 + chance() * 120, h: chance() < 0.5 ? 15 : 29, must: n < 40 }));
  const boxes = placeNames(marks, FRAME);
  assert.ok(boxes.length > 60, `${boxes.length} names`);
  assert.deepEqual(pairs(boxes).filter(([a, b]) => meet(a, b)), []);
  assert.ok(boxes.every((box) => box.x >= 0 && box.x + box.w <= 1000 && box.y >= 0 && box.y + box.h <= 800));
});

test("the most important comes first, and a name goes where there is room", () => {
  const mark = (node, more) => ({ node, x: 500, y: 400, r: 5, w: 60, h: 15, must: false, ...more });
  const [first, second] = placeNames([mark("a"), mark("b", { y: 408 })], FRAME);
  assert.equal(first.node, "a");
  assert.ok(first.y < 400, "the other's mark is below, so the name is above");
  assert.ok(second === undefined || !meet(first, second));
});

test("a name that must be lies upon marks, but not upon a name", () => {
  const ring = Array.from({ length: 12 }, (_, n) => ({ node: n, x: 500 + 40 * Math.cos(n), y: 400 + 22 * Math.sin(n), r: 12, w: 900, h: 15, must: false }));
  const centre = { node: "c", x: 500, y: 400, r: 5, w: 60, h: 15 };
  assert.equal(placeNames([{ ...centre, must: false }, ...ring], FRAME).filter(({ node }) => node === "c").length, 0);
  assert.equal(placeNames([{ ...centre, must: true }, ...ring], FRAME).filter(({ node }) => node === "c").length, 1);
});

test("boxes with negative places are found again", () => {
  const taken = new Taken();
  taken.add({ node: "a", x: -500, y: -300, w: 50, h: 20 });
  assert.ok(!taken.free({ x: -490, y: -290, w: 5, h: 5 }, "b"));
  assert.ok(taken.free({ x: -490, y: -290, w: 5, h: 5 }, "a"));
  assert.ok(taken.free({ x: 10, y: 10, w: 5, h: 5 }, "b"));
});

test("new nodes find places of their own around an anchor", () => {
  const anchor = { x: 100, y: 100 }, others = [anchor, { x: 170, y: 100 }];
  const fresh = Array.from({ length: 60 }, (_, n) => ({ id: n }));
  placeAround(fresh, anchor, others, 70);
  const all = [...others, ...fresh];
  for (const [a, b] of pairs(all)) assert.ok(Math.hypot(a.x - b.x, a.y - b.y) > 30, "two nodes at one place");
  assert.ok(fresh.every(({ x, y }) => Math.hypot(x - 100, y - 100) < 1500));
});
