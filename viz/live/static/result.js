/* What an answer to a query holds: logic without a page. A node is { id, label, ... }, an edge { type, ... }, a path
{ nodes, edges }, as the server gives them. */

const LABELS = new Set(["Paper", "Method", "Technique", "Hardware", "Dataset", "Task"]);
const ID = /^(?:arxiv|doi|title|method|technique|hardware|dataset|task):\S+$/;

export const isNode = (value) => Boolean(value) && typeof value === "object" && typeof value.id === "string" && LABELS.has(value.label);
export const isPath = (value) => Boolean(value) && typeof value === "object" && Array.isArray(value.nodes) && Array.isArray(value.edges);
export const isId = (value) => typeof value === "string" && ID.test(value);
export const nameOf = (node) => node.title || node.name || node.id;

/** Return a value in one line of text. */
export function textOf(value) {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return value.map(textOf).join("; ");
  if (isNode(value)) return nameOf(value);
  if (isPath(value)) return value.nodes.map((node, n) => (n ? ` – ${value.edges[n - 1]?.type ?? ""} – ` : "") + textOf(node)).join("");
  if (typeof value === "object") return typeof value.type === "string" ? value.type : JSON.stringify(value);
  return String(value);
}

/** Return what of an answer can be drawn: ids, and texts that may be names. */
export function drawable(rows, most = 150) {
  const ids = new Set(), names = new Set();
  const look = (value) => {
    if (Array.isArray(value)) value.forEach(look);
    else if (isNode(value)) ids.add(value.id);
    else if (isPath(value)) value.nodes.forEach(look);
    else if (isId(value)) ids.add(value);
    else if (typeof value === "string" && value.length > 1 && value.length <= 400) names.add(value);
  };
  for (const row of rows) {
    if (ids.size + names.size >= most) break;
    row.forEach(look);
  }
  return { ids: [...ids].slice(0, most), names: [...names].slice(0, most) };
}

/** Return an answer as CSV. A text that a spreadsheet would run as a formula gets an apostrophe before it. */
export function csv(columns, rows) {
  const cell = (value) => {
    let text = textOf(value);
    if (typeof value === "string" && /^[=+@\t\r]|^-(?!\d)/.test(text)) text = `'${text}`;
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [columns, ...rows].map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n";
}

/** Tell of each column whether all its values are numbers. */
export const numeric = (columns, rows) => columns.map((_, n) => rows.length > 0 && rows.every((row) => typeof row[n] === "number"));
