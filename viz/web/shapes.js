/* The shape of each type of node, as outlines around the origin with about equal areas. */
import { svg } from "./dom.js";

const around = (corners, radius, turn = 0) => Array.from({ length: corners }, (_, n) => {
  const angle = turn + (n * 2 * Math.PI) / corners;
  const r = typeof radius === "function" ? radius(n) : radius;
  return [r * Math.sin(angle), -r * Math.cos(angle)];
});

const OUTLINES = new Map([
  ["square", [[-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]]],
  ["diamond", [[0, -1.1], [1.1, 0], [0, 1.1], [-1.1, 0]]],
  ["triangle", around(3, 1.328).map(([x, y]) => [x, y + 0.316])],
  ["hexagon", around(6, 1, Math.PI / 2)],
  ["star", around(10, (n) => (n % 2 ? 0.5 : 1.2)).map(([x, y]) => [x, y + 0.082])],
]);

/** Return the corners of a shape of radius 1, or null for a disc. */
export const outline = (shape) => OUTLINES.get(shape) || null;

/** Add a shape to the current path. */
export function trace(ctx, shape, x, y, r) {
  const corners = outline(shape);
  if (corners) {
    corners.forEach(([dx, dy], n) => (n ? ctx.lineTo(x + dx * r, y + dy * r) : ctx.moveTo(x + dx * r, y + dy * r)));
    ctx.closePath();
  } else {
    ctx.moveTo(x + r, y);
    ctx.arc(x, y, r, 0, 2 * Math.PI);
  }
}

/** Return a shape as the data of an SVG path. */
export function pathOf(shape, x, y, r) {
  const at = (value) => Math.round(value * 100) / 100;
  const corners = outline(shape);
  if (corners) return `M${corners.map(([dx, dy]) => `${at(x + dx * r)} ${at(y + dy * r)}`).join("L")}Z`;
  return `M${at(x - r)} ${at(y)}a${at(r)} ${at(r)} 0 1 0 ${at(2 * r)} 0a${at(r)} ${at(r)} 0 1 0 ${at(-2 * r)} 0Z`;
}

/** Return a small picture of a type's shape in its colour. */
export function icon(type, shape, size = 14) {
  const half = size / 2;
  const r = half * (outline(shape) ? 0.84 : 0.74);
  return svg(size, size, "path", { fill: `var(--${type})`, d: pathOf(shape, half, half, r) });
}
