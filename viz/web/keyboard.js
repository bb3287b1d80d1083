/* The map by keyboard: arrows walk from node to node, Enter opens, + - 0 zoom, Shift and arrows move the view. */

const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
/** How far the view moves, in pixels. */
const STEP = 80;

/**
 * Return the nearest node in a direction: what lies off the way counts twice.
 * @param nodes where to look; @param from a place { x, y }; @param way [dx, dy], one of them 0
 */
export function nearestTowards(nodes, from, [dx, dy]) {
  let best = null, least = Infinity;
  for (const node of nodes) {
    const x = node.x - from.x, y = node.y - from.y, along = x * dx + y * dy, aside = Math.abs(x * dy) + Math.abs(y * dx);
    if (node === from || along <= 0 || aside > along * 2) continue;
    const cost = along + 2 * aside;
    if (cost < least) [best, least] = [node, cost];
  }
  return best;
}

/** Return the node that is nearest to a place. */
export function nearest(nodes, { x, y }) {
  let best = null, least = Infinity;
  for (const node of nodes) {
    const cost = Math.hypot(node.x - x, node.y - y);
    if (cost < least) [best, least] = [node, cost];
  }
  return best;
}

export class Keyboard {
  /**
   * @param frame the element that takes the keys
   * @param drawing see drawing.js; @param at () => the node where the reader is, or null
   * @param go called with the node that the reader goes to; @param open called with the node to open
   */
  constructor(frame, { drawing, at, go, open }) {
    Object.assign(this, { drawing, at, go, open });
    frame.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (this.#key(event.key, event.shiftKey)) event.preventDefault();
    });
  }

  #key(key, shift) {
    const way = WAYS[key], here = this.at();
    if (way && shift) this.drawing.pan(way[0] * STEP, way[1] * STEP);
    else if (way) this.#walk(way, here);
    else if ((key === "Enter" || key === " ") && here) this.open(here);
    else if (key === "+" || key === "=") this.drawing.zoom(1.4);
    else if (key === "-") this.drawing.zoom(1 / 1.4);
    else if (key === "0" || key === "Home") this.drawing.fit(true);
    else return false;
    return true;
  }

  #walk(way, here) {
    const shown = this.drawing.graph.nodes.filter((node) => node.shown);
    const next = here?.shown ? nearestTowards(shown, here, way) : nearest(shown, this.drawing.camera());
    if (next) this.go(next);
  }
}
