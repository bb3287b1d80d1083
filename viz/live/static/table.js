/* An answer as a table: nodes and ids lead to their cards. */
import { count, el } from "../web/dom.js";
import { csv, isId, isNode, isPath, nameOf, numeric, textOf } from "./result.js";

/** Rows that are listed before one asks for the rest. */
const MOST_ROWS = 200;
/** Characters of a text that are listed. */
const MOST_TEXT = 500;

/** Return the table of an answer; @param open called with the id of a node that was chosen */
export function table({ columns, rows }, { icon, open }) {
  const right = numeric(columns, rows);
  const body = el("tbody", {}, ...rows.slice(0, MOST_ROWS).map((row) => line(row, right, icon, open)));
  const rest = rows.slice(MOST_ROWS);
  const more = rest.length ? el("button", { type: "button", class: "more", onclick: () => {
    body.append(...rest.map((row) => line(row, right, icon, open)));
    more.remove();
  } }, `${count(rest.length)} more rows`) : null;
  const head = el("thead", {}, el("tr", {}, ...columns.map((name, n) => el("th", { scope: "col", class: right[n] ? "number" : null, dir: "auto" }, name))));
  return [el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Result" }, el("table", {}, head, body)), more].filter(Boolean);
}

function line(row, right, icon, open) {
  return el("tr", {}, ...row.map((value, n) => el("td", { class: right[n] ? "number" : null, dir: "auto" }, ...cell(value, icon, open))));
}

function cell(value, icon, open) {
  const link = (id, name, type) => el("button", { type: "button", class: "walk", onclick: () => open(id) }, type ? icon(type, 11) : null, el("span", {}, short(name)));
  if (isNode(value)) return [link(value.id, nameOf(value), value.label)];
  if (isPath(value)) return value.nodes.flatMap((node, n) => [n ? el("span", { class: "note" }, ` ${value.edges[n - 1]?.type ?? ""} `) : null, ...cell(node, icon, open)]).filter(Boolean);
  if (isId(value)) return [link(value, value)];
  if (typeof value === "number" && !Number.isInteger(value)) return [String(Number(value.toPrecision(4)))];
  return [short(textOf(value))];
}

const short = (text) => (text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT)}…` : text);

/** Let the reader save an answer as CSV. */
export function saveCsv({ columns, rows }, name = "result.csv") {
  // With a mark of UTF-8 at the beginning, which spreadsheets want.
  const address = URL.createObjectURL(new Blob(["\ufeff", csv(columns, rows)], { type: "text/csv;charset=utf-8" }));
  const link = el("a", { href: address, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}
