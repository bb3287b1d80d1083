/* The picture as a list of what to draw, in pixels of the frame: the canvas and the SVG are made from the same list. */
import { Taken, placeNames } from "./placing.js";

/** How a node's name is set, by what the node is. */
export const FONTS = {
  plain: { style: "500", size: 12, leading: 14.5 },
  strong: { style: "650", size: 13.5, leading: 16 },
  Paper: { style: "italic 400", size: 11.5, leading: 13.5 },
  Community: { style: "600", size: 13.5, leading: 17 },
};
/** How many names are tried and how many marks may bear a name across others. */
const MOST_TRIED = 1200, MOST_MUST = 60;
/** Nothing is drawn smaller than can be seen, in pixels. */
const LEAST_RADIUS = 2.2, LEAST_TYPE = 8.5;

export const fontOf = (node) => FONTS[node.type] || (node.strong ? FONTS.strong : FONTS.plain);

/** Return the function from places on the map to pixels of the frame. */
export function projection({ x, y, scale, width, height }) {
  return (node) => [(node.x - x) * scale + width / 2, (node.y - y) * scale + height / 2];
}

/** Return the radius of a node's mark in pixels. */
export function radiusOf(node, camera) {
  return Math.max(LEAST_RADIUS, node.r * camera.scale * (node.type === "Community" ? 1 : camera.boost || 1));
}

/** Long edges cross much and tell little at a glance: they fade, and all do from afar. In steps, to be drawn at once. */
export function strength(link, scale = 1) {
  if (link.weight !== undefined) return 0.9;
  const fade = Math.max(0.3, 1.1 - Math.hypot(link.from.x - link.to.x, link.from.y - link.to.y) / 700);
  const alpha = (link.kind === "INTRODUCES" ? 0.85 : 0.6) * Math.min(1, fade) * Math.min(1, Math.max(0.5, 0.25 + scale));
  return Math.max(1, Math.round(alpha * 10)) / 10;
}

/**
 * Compose a picture.
 * @param nodes what to draw, the most important first; @param links likewise
 * @param camera { x, y, scale, width, height, boost, inner }: the middle of the frame on the map, pixels per unit of
 *   the map, the frame's size; `inner` is the part of it that is in sight: { left, right, top, bottom }
 * @param kinds how kinds of edges are drawn, by type: { width, dashes, arrow }
 * @param measure (text, font, size) => width in pixels
 * @param bold draw links strongly, for a neighbourhood; @param must nodes whose name may lie upon other marks
 */
export function compose({ nodes, links, camera, kinds, measure, bold = false, must = null }) {
  const at = projection(camera);
  return {
    strokes: strokesOf(links, camera, kinds, at, bold),
    shapes: shapesOf(nodes, camera, at),
    names: namesOf(nodes, camera, at, measure, must),
  };
}

function strokesOf(links, camera, kinds, at, bold) {
  const batches = new Map(), { width, height } = camera;
  const thickness = Math.min(1.6, Math.max(0.45, camera.scale));
  for (const link of links) {
    const [x1, y1] = at(link.from), [x2, y2] = at(link.to);
    if ((x1 < 0 && x2 < 0) || (y1 < 0 && y2 < 0) || (x1 > width && x2 > width) || (y1 > height && y2 > height)) continue;
    const kind = kinds.get(link.kind), alpha = bold ? (link.weak ? 0.7 : 0.95) : strength(link, camera.scale);
    // A bridge between communities is as broad as what they share.
    const weight = Math.max(1, Math.round((link.weight ?? 1) * 4)) / 4, key = `${link.kind} ${alpha} ${weight}`;
    let batch = batches.get(key);
    if (!batch) {
      const wide = (bold ? kind.width + 0.5 : kind.width * thickness) * weight;
      batch = { kind: link.kind, alpha, width: wide, dashes: kind.dashes, lines: [], arrows: [] };
      batches.set(key, batch);
    }
    batch.lines.push([x1, y1, x2, y2]);
    if (kind.arrow) batch.arrows.push(arrowOf(x1, y1, x2, y2, radiusOf(link.to, camera), thickness));
  }
  return [...batches.values()];
}

function arrowOf(x1, y1, x2, y2, radius, size) {
  const angle = Math.atan2(y2 - y1, x2 - x1), tip = radius + 1;
  const x = x2 - Math.cos(angle) * tip, y = y2 - Math.sin(angle) * tip;
  const corner = (turn) => [x - Math.cos(angle + turn) * 7.5 * size, y - Math.sin(angle + turn) * 7.5 * size];
  return [[x, y], corner(0.46), corner(-0.46)];
}

function shapesOf(nodes, camera, at) {
  const batches = new Map();
  // The least important first, so that the others lie upon them.
  for (let n = nodes.length - 1; n >= 0; n--) {
    const node = nodes[n], [x, y] = at(node), r = radiusOf(node, camera);
    if (x < -r || y < -r || x > camera.width + r || y > camera.height + r) continue;
    // A bubble has a colour of its own; what else is drawn has that of its type.
    const colour = node.colour || node.type;
    if (!batches.has(colour)) batches.set(colour, { colour, shape: node.shape, bubble: node.type === "Community", marks: [] });
    batches.get(colour).marks.push([x, y, r]);
  }
  return [...batches.values()];
}

function namesOf(nodes, camera, at, measure, must) {
  // On a screen as wide as a wall, type grows with it.
  const grow = Math.min(1.3 * Math.max(1, camera.width / 2600), Math.max(1, camera.scale * 0.8));
  const outer = { left: 2, right: camera.width - 2, top: 2, bottom: camera.height - 2 }, inner = camera.inner || outer;
  const inside = [], outside = [];
  const strong = must || new Set(nodes.filter((node) => node.strong).slice(0, inner.right - inner.left < 640 ? 10 : MOST_MUST));
  for (const node of nodes) {
    const [x, y] = at(node);
    if (x < outer.left || x > outer.right || y < outer.top || y > outer.bottom) continue;
    if (inside.length + outside.length >= MOST_TRIED) break;
    const font = fontOf(node), near = x > inner.left && x < inner.right && y > inner.top && y < inner.bottom;
    node.width ??= Math.max(...node.lines.map((line) => measure(line, font.style, font.size)));
    (near ? inside : outside).push({ node, x, y, r: radiusOf(node, camera), w: node.width * grow + 4,
      h: node.lines.length * font.leading * grow, must: strong.has(node) });
  }
  const bubbles = inside.concat(outside).filter(({ node }) => node.type === "Community");
  if (bubbles.length) return bubbles.map((mark) => inBubble(mark, grow));
  // Names beyond the rim, which come in sight as the map is dragged, make way for those inside.
  const names = new Taken();
  return [...placeNames(inside, inner, names), ...placeNames(outside, outer, names)].map((box) => nameIn(box, grow));
}

/** Return the name in the middle of its bubble, as large as there is room. */
function inBubble({ node, x, y, r, w, h }, grow) {
  let fit = Math.min(1.35, (r * 2 - 8) / Math.hypot(w, h * 0.66));
  // Where that would be too small to read, the first name alone.
  if (fit * grow * FONTS.Community.size < LEAST_TYPE && node.lines.length > 1) {
    const [first] = node.lines, longest = Math.max(...node.lines.map((line) => line.length));
    return inBubble({ node: { ...node, lines: [first] }, x, y, r, w: (w * first.length) / longest, h: h / node.lines.length }, grow);
  }
  fit = Math.max(fit, LEAST_TYPE / (grow * FONTS.Community.size));
  return nameIn({ node, x: x - (w * fit) / 2, y: y - (h * fit) / 2, w: w * fit, h: h * fit }, grow * fit);
}

function nameIn({ node, x, y, w, h }, grow) {
  const font = fontOf(node);
  return { node, box: { x, y, w, h }, font: font.style, size: font.size * grow, lines: node.lines.map((text, row) =>
    ({ text, x: x + w / 2, y: y + row * font.leading * grow + 1,
      // The last line of a bubble says how many papers it holds.
      soft: node.type === "Paper" || (node.type === "Community" && row > 0 && row === node.lines.length - 1) })) };
}
