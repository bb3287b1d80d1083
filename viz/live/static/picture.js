/* The picture on the page: the drawing of one graph, which another one can replace, and what of it was expanded. */
import { Graph } from "../web/data.js";
import { Drawing, boundsOf } from "../web/drawing.js";
import { Filters } from "../web/filters.js";

/** Room around a node that comes in with its neighbours, in units of the map. */
const CLEARING = 260;
/** Neighbours that the first click on a node brings, and each further wish. */
const FIRST = 8, FURTHER = 20;

export class Picture {
  /**
   * @param frame the element to draw in; each picture gets a fresh copy of it
   * @param api see api.js; @param look { kinds, types, options, inset } as the drawing takes them
   * @param listeners { hover, link, click } as the drawing calls them
   */
  constructor(frame, api, look, listeners) {
    Object.assign(this, { frame, api, look, listeners, drawing: null, graph: null, filters: null, expanded: [], busy: Promise.resolve() });
  }

  /** Show nodes and edges in the place of what is drawn; filters by type and kind stay. */
  show(records) {
    const before = this.filters;
    this.drawing?.destroy();
    const fresh = this.frame.cloneNode(false);
    for (const name of ["ready", "labels", "focus"]) delete fresh.dataset[name];
    fresh.removeAttribute("style");
    this.frame.replaceWith(fresh);
    this.frame = fresh;
    this.graph = new Graph();
    this.filters = new Filters(this.graph);
    if (before) Object.assign(this.filters, { types: before.types, kinds: before.kinds });
    this.drawing = new Drawing(fresh, { ...this.look, graph: this.graph, filters: this.filters });
    this.drawing.add(upright(records, fresh));
    this.drawing.listen(this.listeners);
    this.drawing.fit();
    this.expanded = [];
    fresh.dataset.ready = "true";
  }

  node(id) { return this.graph.node(id); }

  /** Make sure that a node is on the picture: one that is not comes in near what it is joined to. */
  async bring(id) {
    if (this.node(id)) return this.node(id);
    await this.#after(async () => {
      const answer = await this.api.post("neighbours", { id, limit: FIRST, shown: this.#shown() });
      this.#add(answer, id);
    });
    return this.node(id);
  }

  /** Bring in a node's most telling neighbours that are not there yet; returns how many of them are left. */
  expand(id) {
    return this.#after(async () => {
      const often = this.expanded.filter((other) => other === id).length, limit = often ? FURTHER : FIRST;
      const answer = await this.api.post("neighbours", { id, limit, fresh: true, shown: this.#shown() });
      this.#add(answer, id);
      this.expanded.push(id);
      return answer.total - (answer.nodes.length - 1);
    });
  }

  isExpanded(id) { return this.expanded.includes(id); }

  /** Expand again what an address says, in its order. */
  async restore(ids) {
    for (const id of ids) {
      try {
        if (!this.node(id)) await this.bring(id);
        await this.expand(id);
      } catch (error) {
        // The graph may have lost a node since the address was kept.
        if (error.status !== 404) throw error;
      }
    }
  }

  #shown() { return this.graph.nodes.slice(0, 400).map((node) => node.id); }

  // One after the other: what a second expansion brings depends on what the first has brought.
  #after(work) {
    const done = this.busy.then(work);
    this.busy = done.catch(() => {});
    return done;
  }

  #add({ nodes, edges }, id) {
    const there = this.node(id);
    const anchor = there || clearing(this.graph.nodes, this.#anchorOf(edges, id) || { x: 0, y: 0 });
    const placed = there ? nodes : nodes.map((node) => (node.id === id ? { ...node, x: anchor.x, y: anchor.y } : node));
    const fresh = this.drawing.add({ nodes: placed, edges }, anchor);
    if (fresh.nodes.length) this.#frame([this.node(id), ...fresh.nodes]);
    this.listeners.added?.();
  }

  /** Move so that all of these nodes are in sight, no nearer than it is now. */
  #frame(nodes) {
    const { drawing } = this, { right, bottom, top } = this.look.inset(), { scale: now } = drawing.camera();
    const box = boundsOf(nodes), width = this.frame.clientWidth - right - 120, height = this.frame.clientHeight - bottom - top - 120;
    const scale = Math.max(0.25, Math.min(now, width / Math.max(1, box.right - box.left), height / Math.max(1, box.bottom - box.top)));
    drawing.touched = true;
    drawing.network.moveTo({ position: { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 }, scale,
      offset: { x: -right / 2, y: (top - bottom) / 2 }, animation: drawing.calm ? false : { duration: 350, easingFunction: "easeInOutQuad" } });
  }

  /** Return a node on the picture that a new one is joined to. */
  #anchorOf(edges, id) {
    const ends = edges.filter((edge) => edge.from === id || edge.to === id).map((edge) => this.node(edge.from === id ? edge.to : edge.from));
    return ends.find(Boolean);
  }
}

/** Return the spot nearest to an anchor around which there is room for a node and its neighbours. */
export function clearing(nodes, { x, y }) {
  for (let turn = 0; ; turn++) {
    const way = CLEARING * 0.5 * Math.sqrt(turn), angle = turn * 2.399963;
    const spot = { x: Math.round(x + 1.3 * way * Math.cos(angle)), y: Math.round(y + way * Math.sin(angle)) };
    if (turn > 3000 || nodes.every((node) => Math.hypot((node.x - spot.x) / 1.3, node.y - spot.y) > CLEARING)) return spot;
  }
}

/** On an upright frame the picture stands upright too. */
function upright(records, frame) {
  if (frame.clientHeight <= frame.clientWidth * 1.15) return records;
  return { ...records, nodes: records.nodes.map((node) => ({ ...node, x: node.y, y: node.x })) };
}
