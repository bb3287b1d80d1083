/* What one takes away: the view as a picture of dots (PNG) or of lines (SVG), or what is on it (JSON). */
import { BUBBLE_TINT, paint } from "./canvas.js";
import { pathOf } from "./shapes.js";

const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
// XML 1.0 has no place for these, not even escaped.
// eslint-disable-next-line no-control-regex
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/** Return a text that can stand in XML, between tags or in an attribute. */
export const xml = (text) => String(text).replace(FORBIDDEN, "").replace(/[&<>"]/g, (sign) => ESCAPES[sign]);

const at = (value) => Math.round(value * 100) / 100;

/** Return a composed picture (see compose.js) as the text of an SVG file. */
export function svgOf(picture, palette, width, height, title) {
  const parts = [];
  for (const { kind, alpha, width: thick, dashes, lines, arrows } of picture.strokes) {
    const way = lines.map(([x1, y1, x2, y2]) => `M${at(x1)} ${at(y1)}L${at(x2)} ${at(y2)}`).join("");
    const dash = dashes.length ? ` stroke-dasharray="${dashes.join(" ")}"` : "";
    parts.push(`<path d="${way}" fill="none" stroke="${xml(palette[kind])}" stroke-width="${at(thick)}" opacity="${at(alpha)}"${dash}/>`);
    if (!arrows.length) continue;
    const tips = arrows.map((corners) => `M${corners.map(([x, y]) => `${at(x)} ${at(y)}`).join("L")}Z`).join("");
    parts.push(`<path d="${tips}" fill="${xml(palette[kind])}" opacity="${at(alpha)}"/>`);
  }
  for (const { colour, shape, bubble, marks } of picture.shapes) {
    const look = bubble ? `fill-opacity="${BUBBLE_TINT}" stroke="${xml(palette[colour])}"` : `stroke="${xml(palette.ground)}"`;
    parts.push(`<path d="${marks.map(([x, y, r]) => pathOf(shape, x, y, r)).join("")}" fill="${xml(palette[colour])}" ${look} stroke-width="1.5"/>`);
  }
  for (const { font, size, lines } of picture.names) {
    const [weight, slant] = [font.match(/\d+/)[0], font.includes("italic") ? ' font-style="italic"' : ""];
    for (const { text, x, y, soft } of lines) {
      const fill = xml(soft ? palette.soft : palette.ink);
      // Painted from the top of the line; SVG counts from the line that letters stand on.
      parts.push(`<text x="${at(x)}" y="${at(y + size * 0.86)}" font-size="${at(size)}" font-weight="${weight}"${slant} fill="${fill}">${xml(text)}</text>`);
    }
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`
    + `<title>${xml(title)}</title><rect width="100%" height="100%" fill="${xml(palette.ground)}"/>`
    + `<g text-anchor="middle" stroke-linejoin="round" font-family="${xml(palette.family)}" paint-order="stroke">${parts.join("")}</g></svg>\n`;
}

/** Return the nodes and edges that are shown, with all that is known of them, as the text of a JSON file.

Bubbles stand for what is inside them: where they are shown, all insides are written. */
export function jsonOf(graph, details, title) {
  const whole = graph.nodes.some((node) => node.type === "Community" && node.shown);
  const nodes = graph.nodes.filter((node) => (whole || node.shown) && node.type !== "Community");
  const edges = graph.links.filter((link) => (whole || link.shown) && link.kind !== "SHARED");
  return `${JSON.stringify({
    title,
    nodes: nodes.map((node) => ({ id: node.id, type: node.type, name: node.name, year: node.year, ...details.node(node),
      community: node.community, x: node.x, y: node.y })),
    edges: edges.map((link) => ({ type: link.kind, source: link.from.id, target: link.to.id, confidence: link.sure, ...details.link(link) })),
  }, null, 1)}\n`;
}

/** Return the picture as PNG, at twice the size, so that it stays sharp on paper. */
export function pngOf(picture, palette, width, height, ratio = 2) {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width * ratio, height * ratio];
  const ctx = canvas.getContext("2d");
  ctx.fillStyle = palette.ground;
  ctx.fillRect(0, 0, canvas.width, canvas.height);
  paint(ctx, picture, palette, ratio);
  return new Promise((resolve) => { canvas.toBlob(resolve, "image/png"); });
}

/** Return a name for a file: letters and digits of the title. */
export const fileName = (title, ending) => `${title.normalize("NFKC").replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-+|-+$/g, "").slice(0, 60) || "map"}.${ending}`;

/** Hand a file to the reader. */
export function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
