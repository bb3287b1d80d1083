/* The drawing: vis-network pans, zooms and finds what is under the pointer; the picture is painted here.

The picture is kept as an image somewhat larger than the frame. While the map is dragged or zoomed the image is shown
moved or scaled, and painted anew when it no longer covers the frame or when the movement ends: so the map stays fluent
however much is on it. */
import { measurer, paint, ring, veil } from "./canvas.js";
import { compose, projection, radiusOf } from "./compose.js";
import { other } from "./data.js";
import { onScheme, readPalette } from "./palette.js";
import { placeAround } from "./placing.js";

/** What is painted beyond each side of the frame, as a share of it, and the most pixels an image may have. */
const MARGIN = 0.25, MOST_PIXELS = 24e6;
/** Milliseconds after a movement until the picture is painted sharply, and how fast painting must be to do it at once. */
const SETTLE = 110, QUICK = 9;
/** How near the pointer must come to a mark or a line, in pixels. */
const REACH = 9, LINE_REACH = 5;
const SMALLEST_SCALE = 0.02, LARGEST_SCALE = 8;

export class Drawing {
  /**
   * @param frame the element to draw in
   * @param graph what to draw (see data.js); @param filters what of it is shown
   * @param kinds how kinds of edges are drawn, by type; @param types the types of nodes
   * @param options vis-network's options
   * @param inset () => { right, bottom, top, blocks }: pixels at the rims of the frame that something covers, and boxes
   *   { x, y, w, h } in it; what is not named is 0
   */
  constructor(frame, { graph, filters, kinds, types, options = {}, inset = () => ({}) }) {
    Object.assign(this, { frame, graph, filters, kinds, boost: 1, focused: null, marked: null, touched: false, painted: 0 });
    this.inset = () => ({ right: 0, bottom: 0, top: 0, blocks: [], ...inset() });
    this.names = [...types, ...kinds.keys()];
    this.palette = readPalette(this.names);
    this.measure = measurer(this.palette.family);
    this.image = document.createElement("canvas");
    this.imageCamera = null;
    this.calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.marks = new vis.DataSet();
    this.network = new vis.Network(frame, { nodes: this.marks, edges: new vis.DataSet() }, {
      ...options, interaction: { ...options.interaction, hideNodesOnDrag: true, dragNodes: false },
    });
    this.network.on("afterDrawing", (ctx) => this.#show(ctx));
    for (const event of ["zoom", "dragStart", "click"]) this.network.on(event, () => { this.touched = true; });
    this.life = new AbortController();
    onScheme(() => { this.palette = readPalette(this.names); this.refresh(); }, this.life.signal);
    this.sizes = new ResizeObserver(() => {
      this.image.width = 0;
      this.imageCamera = null;
      if (!this.touched) this.fitting = requestAnimationFrame(() => this.fit());
    });
    this.sizes.observe(frame);
    frame.querySelector("canvas").setAttribute("aria-hidden", "true");
  }

  /** Let go of the frame, and of all that would paint later: what is destroyed cannot be painted any more. */
  destroy() {
    clearTimeout(this.settling);
    cancelAnimationFrame(this.fitting);
    this.sizes.disconnect();
    this.life.abort();
    this.network.destroy();
  }

  /** Call back with the node under the pointer, or null; with the link; and with what is clicked, or null. */
  listen({ hover, link, click }) {
    let onNode = null, onLink = null;
    this.network.on("hoverNode", ({ node }) => { onNode = this.graph.nodes[node]; onLink = null; hover(onNode); });
    this.network.on("blurNode", () => { onNode = null; hover(null); });
    this.network.on("click", ({ pointer }) => click(this.nodeAt(pointer.DOM)));
    this.frame.addEventListener("pointermove", (event) => {
      if (onNode || event.buttons) return;
      const box = this.frame.getBoundingClientRect(), found = this.linkAt({ x: event.clientX - box.left, y: event.clientY - box.top });
      if (found !== onLink) link(onLink = found);
    });
    this.frame.addEventListener("pointerleave", () => { onNode = onLink = null; hover(null); link(null); });
  }

  /** Add records (see data.js), new nodes without a place around `anchor`; returns what was new. */
  add(records, anchor = null) {
    const unplaced = new Set(records.nodes?.filter((record) => record.x === undefined).map((record) => record.id));
    const before = this.graph.nodes.length, fresh = this.graph.add(records);
    if (anchor) placeAround(fresh.nodes.filter((node) => unplaced.has(node.id)), anchor, this.graph.nodes.slice(0, before));
    this.marks.add(fresh.nodes.map((node) => this.#mark(node)));
    this.filters.apply();
    this.refresh();
    return fresh;
  }

  #mark(node) {
    return { id: node.index, x: node.x, y: node.y, shape: "custom", hidden: node.shown === false, ctxRenderer: () => {
      const size = 2 * Math.max(radiusOf(node, { scale: this.network.getScale(), boost: this.boost }), REACH) / this.network.getScale();
      return { drawNode() {}, nodeDimensions: { width: size, height: size } };
    } };
  }

  /** Paint anew, after the graph, the filters or the colours have changed. */
  refresh() {
    const changed = this.graph.nodes.filter((node) => this.marks.get(node.index)?.hidden === node.shown);
    if (changed.length) this.marks.update(changed.map((node) => ({ id: node.index, hidden: !node.shown })));
    this.imageCamera = null;
    this.network.redraw();
  }

  /** Bring out a node and its neighbours, or nothing. */
  focus(node) {
    if (node === this.focused) return;
    this.focused = node;
    this.network.redraw();
  }

  /** Put a ring around a node, or none. */
  mark(node) {
    this.marked = node;
    this.network.redraw();
  }

  // ---- where things are ------------------------------------------------------------------------------------------
  camera() {
    const { x, y } = this.network.getViewPosition();
    return { x, y, scale: this.network.getScale(), width: this.frame.clientWidth, height: this.frame.clientHeight, boost: this.boost };
  }

  /** Return where a node stands in the frame. */
  place(node) {
    const [x, y] = projection(this.camera())(node);
    return { x, y };
  }

  nodeAt(point) {
    const camera = this.camera(), at = projection(camera);
    let best = null, least = Infinity;
    for (const node of this.graph.nodes) {
      if (!node.shown) continue;
      const [x, y] = at(node), beyond = Math.hypot(x - point.x, y - point.y) - radiusOf(node, camera);
      if (beyond < Math.min(least, REACH)) [best, least] = [node, beyond];
    }
    return best;
  }

  linkAt(point) {
    const at = projection(this.camera());
    let best = null, least = LINE_REACH;
    for (const link of this.focused ? this.focused.links : this.graph.links) {
      if (!(this.focused ? link.shown : link.drawn)) continue;
      const [x1, y1] = at(link.from), [x2, y2] = at(link.to), dx = x2 - x1, dy = y2 - y1;
      const share = Math.min(1, Math.max(0, ((point.x - x1) * dx + (point.y - y1) * dy) / (dx * dx + dy * dy || 1)));
      const beyond = Math.hypot(x1 + share * dx - point.x, y1 + share * dy - point.y);
      if (beyond < least) [best, least] = [link, beyond];
    }
    return best;
  }

  // ---- moving ----------------------------------------------------------------------------------------------------
  #glide() { return this.calm ? false : { duration: 350, easingFunction: "easeInOutQuad" }; }

  #room() {
    const { right, bottom, top } = this.inset();
    return { x: -right / 2, y: (top - bottom) / 2, width: this.frame.clientWidth - right, height: this.frame.clientHeight - bottom - top };
  }

  /** Show everything; at the first time marks grow where the picture is small, or nobody could tell or hit them. */
  fit(gliding = false) {
    const all = this.graph.nodes.filter((node) => node.shown);
    if (!all.length || !this.frame.clientWidth) return;
    const free = this.#room(), box = boundsOf(all), side = Math.min(52, free.width * 0.08);
    const scale = Math.min((free.width - 2 * side) / Math.max(1, box.right - box.left), (free.height - (free.width < 640 ? 110 : 66)) / Math.max(1, box.bottom - box.top),
      Math.max(1.6, free.width / 1000));
    this.boost = Math.min(1.5, Math.max(1, 0.6 / scale));
    this.#move({ x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 }, scale, { x: free.x, y: free.y - (free.width < 640 ? 26 : 10) }, gliding);
  }

  goTo(node, least = this.frame.clientWidth < 640 ? 0.6 : 0.9) {
    const free = this.#room();
    this.#move(node, Math.max(this.network.getScale(), least), free, true);
  }

  /** Go to a node only if something covers it or it is out of the frame. */
  keepInSight(node) {
    const at = this.place(node), free = this.#room();
    if (at.x < 20 || at.y < 20 + this.inset().top || at.x > free.width - 30 || at.y > free.height + this.inset().top - 30) this.goTo(node, 0);
  }

  zoom(factor) {
    this.touched = true;
    const { x, y, scale } = this.camera();
    this.#move({ x, y }, scale * factor, { x: 0, y: 0 }, true);
  }

  pan(dx, dy) {
    this.touched = true;
    const { x, y, scale } = this.camera();
    this.#move({ x: x + dx / scale, y: y + dy / scale }, scale, { x: 0, y: 0 }, false);
  }

  #move({ x, y }, scale, offset, gliding) {
    this.network.moveTo({ position: { x, y }, scale: Math.min(LARGEST_SCALE, Math.max(SMALLEST_SCALE, scale)),
      offset: { x: offset.x, y: offset.y }, animation: gliding ? this.#glide() : false });
  }

  // ---- painting --------------------------------------------------------------------------------------------------
  #show(ctx) {
    const camera = this.camera(), ratio = ctx.canvas.width / Math.max(1, this.frame.clientWidth);
    const still = this.#covers(camera, ratio);
    if (!still || (this.painted < QUICK && camera.scale !== this.imageCamera.scale)) this.#paintImage(camera, ratio);
    else if (camera.scale !== this.imageCamera.scale || camera.x !== this.imageCamera.x || camera.y !== this.imageCamera.y) this.#settleLater();
    this.#blit(ctx, camera, ratio);
    const centre = this.focused?.shown ? this.focused : null;
    if (centre) this.#paintNeighbourhood(ctx, centre, camera, ratio);
    if (this.marked?.shown) {
      const [x, y] = projection(camera)(this.marked);
      ring(ctx, this.palette, ratio, x, y, radiusOf(this.marked, camera));
    }
  }

  /** Tell whether the image can stand for the picture: nothing has changed, and it covers the frame well enough. */
  #covers(camera, ratio) {
    const image = this.imageCamera;
    if (!image || image.ratio !== ratio) return false;
    const zoom = camera.scale / image.scale;
    if (zoom > 2.5 || zoom < 0.5) return false;
    if (zoom !== 1) return true;
    const dx = Math.abs(camera.x - image.x) * camera.scale, dy = Math.abs(camera.y - image.y) * camera.scale;
    return dx <= (image.width - camera.width) / 2 && dy <= (image.height - camera.height) / 2;
  }

  #settleLater() {
    clearTimeout(this.settling);
    this.settling = setTimeout(() => { this.imageCamera = null; this.network.redraw(); }, SETTLE);
  }

  #paintImage(camera, ratio) {
    const begin = performance.now(), { width, height } = camera;
    const margin = width * height * ratio * ratio * (1 + 2 * MARGIN) ** 2 > MOST_PIXELS ? 0.08 : MARGIN;
    const mx = Math.round(width * margin), my = Math.round(height * margin);
    const { right, bottom, top, blocks } = this.inset();
    this.imageCamera = { ...camera, ratio, blocks: blocks.map((box) => ({ ...box, x: box.x + mx, y: box.y + my })),
      width: width + 2 * mx, height: height + 2 * my,
      inner: { left: mx + 4, right: mx + width - right - 4, top: my + top + 3, bottom: my + height - bottom - 3 } };
    const size = [Math.round(this.imageCamera.width * ratio), Math.round(this.imageCamera.height * ratio)];
    const ctx = this.image.getContext("2d");
    if (this.image.width !== size[0] || this.image.height !== size[1]) [this.image.width, this.image.height] = size;
    else ctx.clearRect(0, 0, ...size);
    const picture = this.picture(this.imageCamera);
    paint(ctx, picture, this.palette, ratio);
    const { inner } = this.imageCamera;
    this.frame.dataset.labels = picture.names.filter(({ box }) => box.x >= inner.left - 1 && box.x + box.w <= inner.right + 1
      && box.y >= inner.top - 1 && box.y + box.h <= inner.bottom + 1).length;
    this.placed = picture.names;
    this.painted = performance.now() - begin;
    clearTimeout(this.settling);
  }

  /** Return the picture that a camera sees (see compose.js). */
  picture(camera) {
    return compose({ nodes: this.graph.ranked.filter((node) => node.shown), links: this.graph.links.filter((link) => link.drawn),
      camera, kinds: this.kinds, measure: this.measure });
  }

  #blit(ctx, camera, ratio) {
    const image = this.imageCamera, zoom = camera.scale / image.scale;
    const x = camera.width / 2 - (camera.x - image.x) * camera.scale - (image.width / 2) * zoom;
    const y = camera.height / 2 - (camera.y - image.y) * camera.scale - (image.height / 2) * zoom;
    ctx.save();
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    if (zoom === 1) ctx.drawImage(this.image, Math.round(x * ratio), Math.round(y * ratio));
    else ctx.drawImage(this.image, x * ratio, y * ratio, this.image.width * zoom, this.image.height * zoom);
    ctx.restore();
  }

  #paintNeighbourhood(ctx, centre, camera, ratio) {
    const links = centre.links.filter((link) => link.shown);
    const near = new Set([centre, ...links.map((link) => other(link, centre))]);
    const { right, bottom, top, blocks } = this.inset();
    const inner = { left: 4, right: camera.width - right - 4, top: top + 3, bottom: camera.height - bottom - 3 };
    const nodes = [centre, ...this.graph.ranked.filter((node) => node !== centre && near.has(node))];
    const picture = compose({ nodes, links, camera: { ...camera, inner, blocks }, kinds: this.kinds, measure: this.measure, bold: true,
      must: new Set([centre]) });
    veil(ctx, this.palette, 0.94);
    paint(ctx, picture, this.palette, ratio);
    this.frame.dataset.focus = picture.names.length;
  }
}

/** Return the box that holds the marks of nodes. */
export function boundsOf(nodes) {
  const box = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
  for (const { x, y, r } of nodes) {
    box.left = Math.min(box.left, x - r);
    box.right = Math.max(box.right, x + r);
    box.top = Math.min(box.top, y - r);
    box.bottom = Math.max(box.bottom, y + r);
  }
  return box;
}
