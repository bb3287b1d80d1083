/* The live page: ties the picture, the panel, the tools and the address together. */
import { filterFields } from "../web/controls.js";
import { yearsOf } from "../web/filters.js";
import { Keyboard } from "../web/keyboard.js";
import { el, count, plural } from "../web/dom.js";
import { Legend } from "../web/legend.js";
import { Panel } from "../web/panel.js";
import { Search } from "../web/search.js";
import { icon as shapeIcon } from "../web/shapes.js";
import { Tip } from "../web/tips.js";
import { format, parse, startsWith } from "./address.js";
import { Api } from "./api.js";
import { bestQuote, cardFetcher } from "./cards.js";
import { exportButtons } from "./exports.js";
import { AskTool } from "./ask.js";
import { Notice } from "./notice.js";
import { PathTool } from "./path.js";
import { Picture } from "./picture.js";
import { TimeTool } from "./time.js";

const $ = (id) => document.getElementById(id);
const api = new Api((generation) => notice.seen(generation));
const notice = new Notice($("notice"), api);
const touch = matchMedia("(hover: none)").matches;

const first = await api.get("overview").catch((error) => {
  $("counts").textContent = "";
  notice.say(error.message);
  throw error;
});
const shapes = new Map(first.legend.nodes.map((entry) => [entry.type, entry.shape]));
const kinds = new Map(first.legend.edges.map((entry) => [entry.type, entry]));
const icon = (type, size) => shapeIcon(type, shapes.get(type), size);
document.title = `${first.graph} · paperkg`;
$("title").textContent = first.graph;

/** Milliseconds that the pointer rests on something before the server is asked about it. */
const REST = 120;

// ---- picture and panel -----------------------------------------------------------------------------------------------
const drawer = $("tool");
let selected = "", current = null, whole = true, legend = null, showFilters = () => {};
const panel = new Panel($("panel"), { icon, walk: (id) => open(id, true), close: () => close() });
const tip = new Tip($("tip"), $("map").parentElement);
/** On a phone a tool lies upon the map: the pixels that it covers at the top, if it leaves anything. */
const covered = () => {
  if (drawer.hidden || getComputedStyle(drawer).position !== "absolute") return 0;
  const { height } = drawer.getBoundingClientRect();
  return height < picture.frame.clientHeight - 80 ? height : 0;
};
const inset = () => {
  const { width, height } = panel.element.getBoundingClientRect();
  const bar = $("bar").hidden || covered() ? 0 : $("bar").getBoundingClientRect().height + 16, top = covered() + bar;
  if (!panel.open) return { right: 0, bottom: 0, top };
  return width >= picture.frame.clientWidth - 1 ? { right: 0, bottom: height, top } : { right: width, bottom: 0, top };
};
// What was fetched for the pointer: the best quote of a node, the reasons of a link; and what the pointer rests on.
const quotes = new Map(), reasons = new Map();
let resting = 0, over = null;
const cardOf = cardFetcher(api, actionsOf);
const picture = new Picture($("map"), api, { kinds, types: [...shapes.keys()], options: first.options, inset }, {
  hover, link: hoverLink, click: (node) => { if (node) open(node.id, false, true); else if (selected) close(); }, added: tell,
});

function actionsOf(card) {
  return [
    { text: "Expand", run: () => widen(card.id) },
    { text: "Path from here", run: () => use("path", { ...tools.path.args(), from: card.id }) },
    ...(card.type === "Paper" ? [] : [{ text: "Over time", run: () => use("time", { concept: card.id }) }]),
  ];
}

/** Open a node's card; @param travel go there; @param wide also bring in its best neighbours, the first time. */
async function open(id, travel = false, wide = false, keep = true) {
  const before = picture.node(id);
  selected = id;
  tip.hide();
  const fetched = cardOf(id), shown = panel.show(fetched, before?.name || id);
  fetched.then((card) => quotes.set(id, bestQuote(card)), () => {});
  try {
    const node = before || await picture.bring(id);
    if (selected !== id) return;
    picture.filters.reveal(node);
    focus(node);
    if (travel && before) picture.drawing.goTo(node);
    else if (before) picture.drawing.keepInSight(node);
    if (wide && !picture.isExpanded(id)) await picture.expand(id);
    if (selected === id) focus(node);
  } catch (error) {
    if (error.status !== 404) notice.say(error.message);
  }
  await shown;
  if (travel && selected === id) panel.element.focus({ preventScroll: true });
  if (keep) keepAddress();
}

function focus(node) {
  current = node;
  picture.drawing.mark(node);
  picture.drawing.focus(node);
  tell();
}

async function widen(id) {
  try {
    const left = await picture.expand(id);
    picture.drawing.focus(null);
    picture.drawing.focus(picture.node(id));
    if (left <= 0) notice.say("All its neighbours are on the map now.", 4000);
  } catch (error) {
    notice.say(error.message);
  }
  keepAddress();
}

function close(keep = true) {
  const inside = panel.element.contains(document.activeElement);
  selected = "";
  panel.hide();
  picture.drawing.mark(null);
  picture.drawing.focus(null);
  // Where the reader was before, on the map.
  if (inside) picture.frame.focus({ preventScroll: true });
  if (keep) keepAddress();
}

/** Say how much of the graph is on the picture. */
function tell() {
  const { nodes, links } = picture.graph;
  $("counts").textContent = `${count(nodes.length)} of ${count(first.all_nodes)} nodes · ${count(links.length)} of ${count(first.all_edges)} edges`;
}

/** What the pointer is over; the quotes of nodes whose card was fetched are known. */
function hover(node) {
  clearTimeout(resting);
  over = node;
  picture.frame.classList.toggle("over", Boolean(node));
  if (touch) return;
  picture.drawing.focus(node || picture.node(selected) || null);
  if (!node) return tip.hide();
  current = node;
  if (!quotes.has(node.id)) {
    resting = setTimeout(async () => {
      const card = await cardOf(node.id).catch(() => null);
      if (!card) return;
      quotes.set(node.id, bestQuote(card));
      if (over === node) tip.node(node, quotes.get(node.id));
    }, REST);
  }
  return tip.node(node, quotes.get(node.id) || null);
}

/** Why two nodes are joined is asked when the pointer rests on the line between them. */
function hoverLink(link) {
  clearTimeout(resting);
  over = link;
  if (touch || !link) return tip.hide();
  const say = (known = {}) => tip.link({ from: link.from.name, to: link.to.name, says: kinds.get(link.kind).out, note: known.note,
    quote: known.quotes?.[0], marks: known.marks || [] });
  if (reasons.has(link.id)) return say(reasons.get(link.id));
  resting = setTimeout(async () => {
    const known = await api.get("edge", { edge: link.kind, from: link.from.id, to: link.to.id }).catch(() => null);
    if (!known) return;
    reasons.set(link.id, known);
    if (over === link) say(known);
  }, REST);
  return say();
}

/** Show a picture that a tool made, or with null the whole map. */
function draw(records, what = "") {
  whole = records === null;
  picture.show(whole ? first : records);
  follow();
  const back = el("button", { type: "button", class: "action", onclick: () => { draw(null); keepAddress(); } }, "Back to the map");
  $("bar").replaceChildren(el("span", { dir: "auto" }, what), back);
  $("bar").hidden = whole;
  if (selected && picture.node(selected)) focus(picture.node(selected));
  tell();
}

function changed() {
  legend.update();
  showFilters();
  const open_ = picture.node(selected);
  if (open_ && !open_.shown) close();
  picture.drawing.refresh();
}

/** The switches, the pointer and the keys belong to the picture that is shown now. */
function follow() {
  current = null;
  $("filters").replaceChildren();
  $("exports").replaceChildren();
  const { drawing, graph, filters, frame } = picture;
  const update = filterFields($("filters"), { filters, span: yearsOf(graph.nodes), sure: graph.links.some((link) => link.sure !== undefined), change: changed });
  showFilters = () => {
    update();
    $("filter-button").classList.toggle("on", filters.narrowed);
  };
  showFilters();
  exportButtons($("exports"), drawing, first.graph);
  new Keyboard(frame, { drawing, at: () => current, open: (node) => open(node.id, true, true), go(node) {
    current = node;
    drawing.focus(node);
    drawing.mark(node);
    drawing.keepInSight(node);
    $("say").textContent = `${node.type} ${node.name}, ${plural(node.links.filter((link) => link.shown).length, "edge", "edges")}`;
  } });
  $("node-legend").replaceChildren();
  $("edge-legend").replaceChildren();
  legend = new Legend({ nodes: $("node-legend"), edges: $("edge-legend"), entries: first.legend, icon, filters: picture.filters, change: changed });
  legend.update();
  const weaker = Legend.weaker(picture.graph.links, picture.filters, changed);
  if (weaker) $("edge-legend").append(weaker);
  for (const event of ["dragStart", "zoom"]) picture.drawing.network.on(event, () => tip.hide());
}

// ---- tools ---------------------------------------------------------------------------------------------------------------
const shared = { api, icon, open: (id) => open(id, true), draw, keep: () => keepAddress(), notice };
const tools = { path: new PathTool(shared), ask: new AskTool(shared), time: new TimeTool(shared) };
let tool = "";

/** Open a tool with its fields, or with an empty name none. */
async function use(name, args = null, keep = true) {
  if (tool !== name) {
    if (tool && !whole) draw(null);
    tool = name;
    drawer.replaceChildren(...(name ? [tools[name].element] : []));
    drawer.hidden = !name;
    drawer.className = `drawer ${name}`;
    drawer.setAttribute("aria-label", name ? tools[name].title : "");
    for (const button of document.querySelectorAll(".tool")) button.setAttribute("aria-pressed", String(button.dataset.tool === name));
    if (name && keep) tools[name].focus();
  }
  if (name) await tools[name].start(args);
  if (covered() && !selected) picture.drawing.fit();
  if (keep) keepAddress();
}
for (const button of document.querySelectorAll(".tool")) {
  button.addEventListener("click", () => use(tool === button.dataset.tool ? "" : button.dataset.tool));
}

// ---- address -------------------------------------------------------------------------------------------------------------
let restoring = false;
function keepAddress() {
  if (restoring) return;
  const hash = format({ node: selected, expanded: whole ? picture.expanded : [], tool, args: tool ? tools[tool].args() : {} });
  if (hash !== location.hash) history.pushState(null, "", hash || location.pathname);
}

async function restore() {
  const state = parse(location.hash);
  restoring = true;
  try {
    if (!whole || !startsWith(state.expanded, picture.expanded)) draw(null);
    await use(state.tool, state.tool ? state.args : null, false);
    if (whole) await picture.restore(state.expanded.slice(picture.expanded.length));
    if (state.node) await open(state.node, true, false, false);
    else if (selected) close(false);
  } catch (error) {
    notice.say(error.message);
  } finally {
    restoring = false;
  }
}
addEventListener("popstate", restore);

// ---- the rest --------------------------------------------------------------------------------------------------------------
new Search($("search"), $("hits"), { icon, none: "Nothing of that name", choose: (hit) => open(hit.id, true, true),
  find: (text) => api.get("search", { q: text, limit: 9 }).then((answer) => answer.hits, () => []) });
$("zoom-in").addEventListener("click", () => picture.drawing.zoom(1.4));
$("zoom-out").addEventListener("click", () => picture.drawing.zoom(1 / 1.4));
$("zoom-fit").addEventListener("click", () => picture.drawing.fit(true));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented) return;
  if (selected) close();
  else if (tool) use("");
});
const common = first.common.slice(0, 4).map(({ name, papers }) => `${name} (${count(papers)})`).join(", ");
$("note").textContent = first.all_nodes ? (common ? `without ${common}` : "") : "The graph is empty; add papers with: kg build SOURCE...";
$("note").title = common ? "Not drawn at first: so many papers name it that it would join everything (the number says how many)" : "";
draw(null);
await restore();
notice.watch(first.generation);
// For tests and for the console.
window.paperkgLive = { picture, open, use, api, place: (id) => picture.drawing.place(picture.node(id)) };
document.documentElement.dataset.ready = "true";
