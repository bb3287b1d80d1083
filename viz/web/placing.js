/* Where names go: below, above, right or left of their mark, the most important first, none upon another. */

/** Boxes already taken on the screen, in a coarse grid so that asking stays fast. */
export class Taken {
  constructor(across = 80, down = 40) {
    this.cells = new Map();
    this.across = across;
    this.down = down;
  }

  *cellsOf(box) {
    const right = Math.floor((box.x + box.w) / this.across), bottom = Math.floor((box.y + box.h) / this.down);
    for (let x = Math.floor(box.x / this.across); x <= right; x++) {
      for (let y = Math.floor(box.y / this.down); y <= bottom; y++) yield x * 65_536 + y;
    }
  }

  /** Tell whether nothing but what belongs to `self` is there. */
  free(box, self) {
    for (const cell of this.cellsOf(box)) {
      for (const b of this.cells.get(cell) || []) {
        if (b.node !== self && box.x < b.x + b.w && b.x < box.x + box.w && box.y < b.y + b.h && b.y < box.y + box.h) return false;
      }
    }
    return true;
  }

  add(box) {
    for (const cell of this.cellsOf(box)) {
      const there = this.cells.get(cell);
      if (there) there.push(box);
      else this.cells.set(cell, [box]);
    }
  }
}

/**
 * Return the boxes of the names that have room: { node, x, y, w, h }, in pixels of the frame.
 * @param marks { node, x, y, r, w, h, must } in the order of importance: the mark's middle and radius, the size of its
 *   name, and whether its name may lie upon the marks of others
 * @param frame { left, right, top, bottom }: names do not leave it
 * @param names the boxes of names that are placed already; those placed here are added
 */
export function placeNames(marks, frame, names = new Taken()) {
  const taken = new Taken(), placed = [];
  for (const { node, x, y, r } of marks) taken.add({ node, x: x - r * 0.8, y: y - r * 0.8, w: 1.6 * r, h: 1.6 * r });
  for (const { node, x, y, r, w, h, must } of marks) {
    // A name near the rim slides inwards.
    const slid = Math.min(Math.max(x - w / 2, frame.left), frame.right - w);
    const spots = [[slid, y + r + 3], [slid, y - r - h - 2], [x + r + 3, y - h / 2], [x - r - w - 3, y - h / 2]]
      .map(([left, top]) => ({ node, x: left, y: top, w, h }))
      .filter((box) => box.x >= frame.left && box.x + w <= frame.right && box.y >= frame.top && box.y + h <= frame.bottom);
    const open = spots.filter((box) => names.free(box, node));
    const box = open.find((spot) => taken.free(spot, node)) || (must ? open[0] : undefined);
    if (!box) continue;
    names.add(box);
    placed.push(box);
  }
  return placed;
}

const GOLDEN = Math.PI * (3 - Math.sqrt(5));

/**
 * Give nodes that have no place yet one near another: on a spiral around it, each on the first spot that is free.
 * @param fresh the nodes to place; x and y are set
 * @param anchor the node they are put around
 * @param others nodes that stay where they are
 */
export function placeAround(fresh, anchor, others, step = 70) {
  const taken = new Taken(step * 2, step * 2);
  const box = (node, x, y) => ({ node, x: x - step * 0.7, y: y - step * 0.45, w: step * 1.4, h: step * 0.9 });
  for (const node of others) taken.add(box(node, node.x, node.y));
  let turn = 1;
  for (const node of fresh) {
    for (;; turn++) {
      const way = step * Math.sqrt(turn) * 1.1, x = anchor.x + way * Math.cos(turn * GOLDEN) * 1.3, y = anchor.y + way * Math.sin(turn * GOLDEN);
      const spot = box(node, x, y);
      if (!taken.free(spot, node) && turn < 4000) continue;
      [node.x, node.y] = [Math.round(x), Math.round(y)];
      taken.add(spot);
      break;
    }
  }
}
