/* The static page: reads the data in the page, and ties the parts together. */
import { cardMaker, marksOf } from "./cards.js";
import { Graph, fromPage } from "./data.js";
import { Drawing } from "./drawing.js";
import { Filters } from "./filters.js";
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
  node: (node) => more().nodes[node.index],
  link: (link) => more().edges[numberOf.get(link.id)],
};

const graph = new Graph(), filters = new Filters(graph);
const kinds = new Map(data.legend.edges.map((entry) => [entry.type, entry]));
const shapes = new Map(data.legend.nodes.map((entry) => [entry.type, entry.shape]));
const icon = (type, size) => shapeIcon(type, shapes.get(type), size);
const cardOf = cardMaker(data.legend.edges, details);

const panel = new Panel($("panel"), { icon, walk: (id) => select(graph.node(id), true), close: () => close() });
const inset = () => {
  const { offsetWidth: width, offsetHeight: height } = panel.element;
  if (!panel.open) return { right: 0, bottom: 0 };
  return width >= map.clientWidth ? { right: 0, bottom: height } : { right: width, bottom: 0 };
};
const drawing = new Drawing(map, { graph, filters, kinds, types: [...shapes.keys()], options: JSON.parse(data.options), inset });

const records = fromPage(data);
// On an upright screen the picture stands upright too.
if (map.clientHeight > map.clientWidth * 1.15) for (const node of records.nodes) [node.x, node.y] = [node.y, node.x];
drawing.add(records);
graph.links.forEach((link, number) => numberOf.set(link.id, number));

let selected = null;
const centre = data.centre ? graph.node(data.centre) : null;
const tip = new Tip($("tip"), map), touch = matchMedia("(hover: none)").matches;

function select(node, travel = false) {
  filters.reveal(node);
  selected = node;
  tip.hide();
  panel.show(cardOf(node));
  changed();
  drawing.mark(node);
  drawing.focus(node);
  if (travel) {
    drawing.goTo(node);
    panel.element.focus({ preventScroll: true });
  } else drawing.keepInSight(node);
}

function close() {
  const inside = panel.element.contains(document.activeElement);
  selected = null;
  panel.hide();
  drawing.mark(centre);
  drawing.focus(null);
  if (inside) $("search").focus();
}

/** After the filters have changed. */
function changed() {
  legend.update();
  if (selected && !selected.shown) close();
  drawing.refresh();
}

drawing.listen({
  hover(node) {
    if (touch) return;
    drawing.focus(node || selected);
    if (!node) return tip.hide();
    const best = node.links.filter((link) => link.shown && details.link(link).quotes)
      .sort((a, b) => (b.kind === "INTRODUCES") - (a.kind === "INTRODUCES") || b.sure - a.sure)[0];
    return tip.node({ ...details.node(node), type: node.type, name: node.name, year: node.year },
      best ? { quote: details.link(best).quotes[0], marks: marksOf(best, details.node) } : null);
  },
  link(link) {
    if (touch || !link) return tip.hide();
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

new Search($("search"), $("hits"), { find: (text) => find(graph.ranked, text), icon, choose: (hit) => select(hit, true) });
$("zoom-in").addEventListener("click", () => drawing.zoom(1.4));
$("zoom-out").addEventListener("click", () => drawing.zoom(1 / 1.4));
$("zoom-fit").addEventListener("click", () => drawing.fit(true));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  if (selected) close();
  else tip.hide();
});

drawing.mark(centre);
drawing.fit();
// For tests and for the console: where a node stands on the screen.
window.paperkgMap = { drawing, graph, filters, select, nodes: graph.nodes, links: graph.links, network: drawing.network,
  place: (node) => drawing.place(node) };
map.dataset.ready = "true";
