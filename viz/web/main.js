/* The static page: reads the data in the page, and ties the parts together. */
import { Address } from "./address.js";
import { cardMaker, marksOf } from "./cards.js";
import { BRIDGE, COLOURS, Communities, bubbleRecords } from "./communities.js";
import { exportButtons, filterFields } from "./controls.js";
import { Graph, fromPage } from "./data.js";
import { plural } from "./dom.js";
import { Drawing } from "./drawing.js";
import { Filters, yearsOf } from "./filters.js";
import { Keyboard } from "./keyboard.js";
import { Legend } from "./legend.js";
import { Panel } from "./panel.js";
import { Search, find } from "./search.js";
import { icon as shapeIcon } from "./shapes.js";
import { Tip } from "./tips.js";

const $ = (id) => document.getElementById(id);
const read = (id) => JSON.parse($(id).textContent);

const data = read("data"), map = $("map");
// What only a reader who points or clicks needs is parsed when they do.
let parsed = null;
const more = () => (parsed ??= read("details"));
const numberOf = new Map();
const details = {
  node: (node) => more().nodes[node.index] || {},
  link: (link) => more().edges[numberOf.get(link.id)] || {},
};

const graph = new Graph(), filters = new Filters(graph);
const kinds = new Map([...data.legend.edges, BRIDGE].map((entry) => [entry.type, entry]));
const shapes = new Map(data.legend.nodes.map((entry) => [entry.type, entry.shape]));
const icon = (type, size) => shapeIcon(type, shapes.get(type), size);
const cardOf = cardMaker(data.legend.edges, details);

const panel = new Panel($("panel"), { icon, walk: (id) => select(graph.node(id), true), close: () => close() });
const inset = () => {
  const { width, height } = panel.element.getBoundingClientRect();
  const top = $("level").hidden ? 0 : $("level").getBoundingClientRect().height + 18;
  // No name lies under the buttons that zoom.
  const buttons = $("zoom").getBoundingClientRect(), frame = map.getBoundingClientRect();
  const blocks = [{ x: buttons.x - frame.x, y: buttons.y - frame.y, w: buttons.width, h: buttons.height }];
  if (!panel.open) return { right: 0, bottom: 0, top, blocks };
  return width >= map.clientWidth - 1 ? { right: 0, bottom: height, top, blocks } : { right: width, bottom: 0, top, blocks };
};
const drawing = new Drawing(map, { graph, filters, kinds, types: [...shapes.keys(), "Community", ...COLOURS], options: JSON.parse(data.options), inset });

const records = fromPage(data);
// On an upright screen the picture stands upright too.
const upright = (all) => {
  if (map.clientHeight > map.clientWidth * 1.15) for (const node of all.nodes) [node.x, node.y] = [node.y, node.x];
  return all;
};
if (data.communities) filters.inside = null;
drawing.add(upright(records));
const communities = data.communities ? new Communities({ bar: $("level"), back: $("back"), heading: $("inside"), filters, drawing,
  change: () => { close(); address.put(filters.inside || ""); } }) : null;
if (communities) drawing.add(upright(bubbleRecords(data.communities)));
graph.links.forEach((link, number) => numberOf.set(link.id, number));

// What is open, and where the keyboard is.
let selected = null, current = null;
const centre = data.centre ? graph.node(data.centre) : null;
const tip = new Tip($("tip"), map), touch = matchMedia("(hover: none)").matches;

function select(node, travel = false) {
  tip.hide();
  if (node.type === "Community") return communities.show(node);
  const level = filters.inside;
  filters.reveal(node);
  selected = current = node;
  address.put(node.id);
  if (level !== filters.inside) drawing.fit();
  communities?.update();
  panel.show(cardOf(node));
  changed();
  drawing.mark(node);
  drawing.focus(node);
  if (travel) {
    drawing.goTo(node);
    panel.element.focus({ preventScroll: true });
  } else drawing.keepInSight(node);
  return undefined;
}

function close() {
  const inside = panel.element.contains(document.activeElement);
  selected = null;
  address.put(filters.inside || "");
  panel.hide();
  drawing.mark(centre);
  drawing.focus(null);
  // Where the reader was before, on the map.
  if (inside) map.focus({ preventScroll: true });
}

/** Open what the address says. */
function restore(id) {
  const node = graph.node(id);
  if (node) return select(node, true);
  if (filters.inside) return communities.show(null);
  return selected ? close() : undefined;
}
const address = new Address(restore);

/** After the filters have changed. */
function changed() {
  legend.update();
  showFilters();
  $("filter-button").classList.toggle("on", filters.narrowed);
  if (selected && !selected.shown) close();
  drawing.refresh();
}

drawing.listen({
  hover(node) {
    map.style.cursor = node ? "pointer" : "";
    if (touch || node?.type === "Community") return tip.hide();
    drawing.focus(node || selected);
    if (!node) return tip.hide();
    current = node;
    const best = node.links.filter((link) => link.shown && details.link(link).quotes)
      .sort((a, b) => (b.kind === "INTRODUCES") - (a.kind === "INTRODUCES") || b.sure - a.sure)[0];
    return tip.node({ ...details.node(node), type: node.type, name: node.name, year: node.year },
      best ? { quote: details.link(best).quotes[0], marks: marksOf(best, details.node) } : null);
  },
  link(link) {
    if (touch || !link || link.kind === BRIDGE.type) return tip.hide();
    const known = details.link(link);
    return tip.link({ from: link.from.name, to: link.to.name, says: kinds.get(link.kind).out, note: known.note,
      quote: known.quotes?.[0], marks: marksOf(link, details.node) });
  },
  click(node) {
    if (node) select(node);
    else if (selected) close();
  },
});
for (const event of ["dragStart", "zoom"]) drawing.network.on(event, () => tip.hide());

const legend = new Legend({ nodes: $("node-legend"), edges: $("edge-legend"), entries: data.legend, icon, filters, change: changed });
const weaker = Legend.weaker(graph.links, filters, changed);
if (weaker) $("edge-legend").append(weaker);
const common = data.common.slice(0, 4).map(([name, papers]) => `${name} (${papers})`).join(", ");
$("note").textContent = common ? `without ${common}` : "";
$("note").title = "Left out: so many papers name it that it would join everything (the number says how many)";

const showFilters = filterFields($("filters"), { filters, span: yearsOf(graph.nodes), sure: graph.links.some((link) => link.sure !== undefined), change: changed });
exportButtons($("exports"), { drawing, details, title: document.title });
new Keyboard(map, { drawing, at: () => current, open: (node) => select(node, true), go(node) {
  current = node;
  drawing.focus(node.type === "Community" ? null : node);
  drawing.mark(node);
  drawing.keepInSight(node);
  const edges = node.links.filter((link) => link.shown).length;
  $("say").textContent = `${node.name}, ${node.type}, ${plural(edges, "edge", "edges")}`;
} });
new Search($("search"), $("hits"), { find: (text) => find(graph.ranked, text), icon, choose: (hit) => select(hit, true) });
$("zoom-in").addEventListener("click", () => drawing.zoom(1.4));
$("zoom-out").addEventListener("click", () => drawing.zoom(1 / 1.4));
$("zoom-fit").addEventListener("click", () => drawing.fit(true));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  if (selected) close();
  else if (filters.inside && !document.querySelector(":popover-open")) communities.show(null);
  tip.hide();
});

showFilters();
communities?.update();
drawing.mark(centre);
drawing.fit();
if (address.id) restore(address.id);
// For tests and for the console: where a node stands on the screen.
window.paperkgMap = { drawing, graph, filters, select, nodes: graph.nodes, links: graph.links, network: drawing.network,
  place: (node) => drawing.place(node) };
map.dataset.ready = "true";
