/* The community view: a bubble for each community at the top level, and the inside of one. */

/** How many colours there are for bubbles; then they come again, and the names tell bubbles apart anyway. */
export const COLOURS = ["bubble-0", "bubble-1", "bubble-2", "bubble-3", "bubble-4", "bubble-5"];

/** Return the records of bubbles and of the bridges between them (see data.js). */
export function bubbleRecords({ bubbles, bridges }) {
  return {
    nodes: bubbles.map((bubble, n) => ({ id: bubble.key, type: "Community", name: bubble.name, lines: bubble.lines, shape: "dot",
      r: bubble.size, x: bubble.x, y: bubble.y, papers: bubble.papers, inside: bubble.inside, strong: true,
      colour: COLOURS[n % COLOURS.length] })),
    edges: bridges.map(({ from, to, weight }) => ({ id: `${from} ${to}`, kind: "SHARED", from, to, weight })),
  };
}

/** How bridges are drawn; they are in no legend. */
export const BRIDGE = { type: "SHARED", out: "has much in common with", back: "has much in common with", width: 7, dashes: [], arrow: false };

export class Communities {
  /**
   * @param bar the element that says where one is; @param back the button in it; @param heading the name in it
   * @param change called after another level is shown
   */
  constructor({ bar, back, heading, filters, drawing, change }) {
    Object.assign(this, { bar, heading, filters, drawing, change });
    bar.hidden = false;
    back.addEventListener("click", () => this.show(null));
    this.back = back;
  }

  /** Show the inside of a community, or all communities for null. */
  show(community) {
    this.filters.inside = community ? community.id : null;
    this.filters.apply();
    this.update();
    this.drawing.touched = false;
    this.change();
    this.drawing.refresh();
    this.drawing.fit();
  }

  /** Show where one is. */
  update() {
    const { inside } = this.filters, open = inside ? this.drawing.graph.node(inside) : null;
    this.back.hidden = !open;
    this.heading.textContent = open ? open.name : "Communities, named by what sets them apart: open one";
  }
}
