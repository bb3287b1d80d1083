/* The legends: what shapes, colours and lines mean, and the switches that hide and show them. */
import { count, el, svg } from "./dom.js";

export class Legend {
  /**
   * @param nodes the element of the legend of types, @param edges that of kinds of edges
   * @param entries { nodes: [{ type, shape, meaning, count }], edges: [{ type, out, width, dashes, meaning, count }] }
   * @param icon type => a picture; @param filters see filters.js; @param change called after a switch
   */
  constructor({ nodes, edges, entries, icon, filters, change }) {
    Object.assign(this, { filters, change, pills: [] });
    for (const entry of entries.nodes) {
      nodes.append(this.#pill("types", entry, icon(entry.type), entry.type));
    }
    for (const entry of entries.edges) {
      const line = svg(24, 12, "line", { x1: 0, x2: 24, y1: 6, y2: 6, stroke: `var(--${entry.type})`,
        "stroke-width": entry.width + 0.4, "stroke-dasharray": entry.dashes.join(" ") });
      edges.append(this.#pill("kinds", entry, line, entry.out));
    }
  }

  #pill(set, entry, picture, text) {
    const pill = el("button", { type: "button", class: "pill", "aria-pressed": "true", "data-name": entry.type, title: entry.meaning,
      onclick: () => { this.filters.toggle(set, entry.type); this.change(); } }, picture, text, el("span", {}, count(entry.count)));
    this.pills.push([pill, set, entry.type]);
    return pill;
  }

  /** Show what the filters say. */
  update() {
    for (const [pill, set, name] of this.pills) pill.setAttribute("aria-pressed", String(!this.filters[set].has(name)));
  }

  /** Return the switch that draws the weaker edges too, or null if there are none. */
  static weaker(links, filters, change) {
    const weak = links.filter((link) => link.weak).length;
    if (!weak) return null;
    const text = () => (filters.everything ? "strongest edges only" : `draw ${count(weak)} weaker edges`);
    const button = el("button", { type: "button", class: "pill plain", "aria-pressed": "false", id: "all-links",
      title: "Draw the weaker edges too; without, they appear when you point at a node", onclick: () => {
        filters.everything = !filters.everything;
        filters.apply();
        button.setAttribute("aria-pressed", String(filters.everything));
        button.textContent = text();
        change();
      } }, text());
    return button;
  }
}
