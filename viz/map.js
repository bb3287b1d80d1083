/* Draws the map. vis-network pans, zooms, finds what is under the pointer and draws nodes and edges; this script
   places the labels (the most important first, none upon another), brings out a neighbourhood, and fills the panel.
   All text enters the page through textContent. */
"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const $ = (id) => document.getElementById(id);
  const map = $("map"), panel = $("panel"), tip = $("tip"), search = $("search"), hits = $("hits");

  // ---- elements -------------------------------------------------------------------------------------------------
  /** Make an element; strings become text, never markup. */
  function el(tag, attributes = {}, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
      else if (value !== null && value !== undefined) node.setAttribute(name, value);
    }
    node.append(...children.filter((child) => child !== null && child !== undefined));
    return node;
  }
  function svg(width, height, tag, attributes) {
    const space = "http://www.w3.org/2000/svg";
    const picture = document.createElementNS(space, "svg"), part = document.createElementNS(space, tag);
    for (const [name, value] of Object.entries({ width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" })) {
      picture.setAttribute(name, value);
    }
    for (const [name, value] of Object.entries(attributes)) part.setAttribute(name, value);
    picture.append(part);
    return picture;
  }

  // ---- shapes, as vis-network draws them ------------------------------------------------------------------------
  const around = (count, radius, turn = 0) => Array.from({ length: count }, (_, n) => {
    const angle = turn + (n * 2 * Math.PI) / count, r = typeof radius === "function" ? radius(n) : radius;
    return [r * Math.sin(angle), -r * Math.cos(angle)];
  });
  const OUTLINES = {
    square: [[-1, -1], [1, -1], [1, 1], [-1, 1]],
    diamond: [[0, -1], [1, 0], [0, 1], [-1, 0]],
    triangle: around(3, 1.328).map(([x, y]) => [x, y + 0.316]),
    hexagon: around(6, 1, Math.PI / 2),
    star: around(10, (n) => (n % 2 ? 0.41 : 1.066)).map(([x, y]) => [x, y + 0.082]),
  };
  function trace(ctx, shape, x, y, r) {
    ctx.beginPath();
    if (OUTLINES[shape]) {
      OUTLINES[shape].forEach(([dx, dy], n) => (n ? ctx.lineTo(x + dx * r, y + dy * r) : ctx.moveTo(x + dx * r, y + dy * r)));
      ctx.closePath();
    } else ctx.arc(x, y, r, 0, 2 * Math.PI);
  }
  const shapes = Object.fromEntries(data.legend.nodes.map((entry) => [entry.type, entry.shape]));
  function icon(type, size = 14) {
    const outline = OUTLINES[shapes[type]], half = size / 2, r = half * (shapes[type] === "square" ? 0.72 : 0.86);
    const fill = `var(--${type})`;
    return outline
      ? svg(size, size, "polygon", { fill, points: outline.map(([x, y]) => `${half + x * r},${half + y * r}`).join(" ") })
      : svg(size, size, "circle", { fill, cx: half, cy: half, r: half * 0.72 });
  }

  // ---- data -----------------------------------------------------------------------------------------------------
  const portrait = map.clientHeight > map.clientWidth * 1.15;
  const nodes = data.nodes.map((node, id) => ({
    ...data.details.nodes[id],
    index: id, type: node.group, shape: node.shape, r: node.size, strong: node.size >= 13 || id === data.centre, lines: String(node.label).split("\n"),
    x: portrait ? node.y : node.x, y: portrait ? node.x : node.y, links: [],
  }));
  const kinds = Object.fromEntries(data.legend.edges.map((entry) => [entry.type, entry]));
  const links = data.edges.map((edge, number) => ({
    ...data.details.edges[number], id: edge.id, kind: edge.kind, from: nodes[edge.from], to: nodes[edge.to], weak: edge.hidden,
  }));
  const linkById = new Map(links.map((link) => [link.id, link]));
  for (const link of links) { link.from.links.push(link); link.to.links.push(link); }
  const other = (link, node) => (link.from === node ? link.to : link.from);
  const ranked = [...nodes].sort((a, b) => b.r - a.r || a.index - b.index);
  const off = { types: new Set(), kinds: new Set() };
  let everything = false, hovered = null, selected = null, colours = {};
  const shown = (node) => !off.types.has(node.type);
  const linkShown = (link) => !off.kinds.has(link.kind) && shown(link.from) && shown(link.to);

  // ---- vis-network ----------------------------------------------------------------------------------------------
  const options = JSON.parse(data.options);
  const visNodes = new vis.DataSet(data.nodes.map(({ label, group, ...rest }, id) => ({
    ...rest, id, x: nodes[id].x, y: nodes[id].y, label: undefined, borderWidth: 1.5,
  })));
  const visEdges = new vis.DataSet(data.edges.map(({ kind, ...rest }) => rest));
  readColours();
  const network = new vis.Network(map, { nodes: visNodes, edges: visEdges }, options);

  /** Long edges cross much and tell little at a glance: they fade. */
  function strength({ kind, from, to }) {
    const fade = Math.max(0.3, 1.1 - Math.hypot(from.x - to.x, from.y - to.y) / 700);
    return (kind === "INTRODUCES" ? 0.85 : 0.6) * Math.min(1, fade);
  }
  function readColours() {
    const style = getComputedStyle(document.documentElement), get = (name) => style.getPropertyValue(`--${name}`).trim();
    colours = { ground: get("ground"), ink: get("ink"), soft: get("soft"), focus: get("focus") };
    for (const type of Object.keys(shapes)) colours[type] = get(type);
    for (const kind of Object.keys(kinds)) colours[kind] = get(kind);
    visNodes.update(nodes.map((node) => ({ id: node.index, color: { background: colours[node.type], border: colours.ground,
      hover: { background: colours[node.type], border: colours.ground }, highlight: { background: colours[node.type], border: colours.ground } } })));
    visEdges.update(links.map((link) => ({ id: link.id, color: { color: colours[link.kind], highlight: colours[link.kind],
      hover: colours[link.kind], opacity: strength(link) } })));
  }
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { readColours(); network.redraw(); });

  function applyFilters() {
    visNodes.update(nodes.map((node) => ({ id: node.index, hidden: !shown(node) })));
    visEdges.update(links.map((link) => ({ id: link.id, hidden: !linkShown(link) || (link.weak && !everything) })));
    if (selected && !shown(selected)) close();
    network.redraw();
  }

  // ---- drawing on top: the neighbourhood, then labels -----------------------------------------------------------
  const FONTS = { plain: "500 12px", strong: "650 13.5px", Paper: "italic 400 11.5px" };
  const family = getComputedStyle(document.documentElement).fontFamily;
  const fontOf = (node) => (node.type === "Paper" ? FONTS.Paper : node.strong ? FONTS.strong : FONTS.plain);
  const measure = document.createElement("canvas").getContext("2d");
  for (const node of nodes) {
    measure.font = `${fontOf(node)} ${family}`;
    node.width = Math.max(...node.lines.map((line) => measure.measureText(line).width));
    node.leading = node.type === "Paper" ? 13 : node.strong ? 15 : 14;
  }

  function neighbourhood() {
    const centre = hovered || selected;
    if (!centre || !shown(centre)) return null;
    const own = centre.links.filter(linkShown);
    return { centre, links: own, nodes: new Set([centre, ...own.map((link) => other(link, centre))]) };
  }

  function drawNeighbourhood(ctx, focus) {
    ctx.save();
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    ctx.globalAlpha = 0.86;
    ctx.fillStyle = colours.ground;
    ctx.fillRect(0, 0, ctx.canvas.width, ctx.canvas.height);
    ctx.restore();
    for (const link of focus.links) {
      const kind = kinds[link.kind];
      ctx.save();
      ctx.strokeStyle = ctx.fillStyle = colours[link.kind];
      ctx.lineWidth = kind.width + 0.5;
      ctx.globalAlpha = link.weak ? 0.7 : 0.95;
      ctx.setLineDash(kind.dashes);
      ctx.beginPath();
      ctx.moveTo(link.from.x, link.from.y);
      ctx.lineTo(link.to.x, link.to.y);
      ctx.stroke();
      if (kind.arrow) arrow(ctx, link);
      ctx.restore();
    }
    for (const node of focus.nodes) {
      ctx.save();
      trace(ctx, node.shape, node.x, node.y, node.r);
      ctx.fillStyle = colours[node.type];
      ctx.strokeStyle = colours.ground;
      ctx.lineWidth = 1.5;
      ctx.fill();
      ctx.stroke();
      ctx.restore();
    }
  }
  function arrow(ctx, { from, to }) {
    const angle = Math.atan2(to.y - from.y, to.x - from.x), tip = to.r + 1;
    ctx.setLineDash([]);
    ctx.translate(to.x - Math.cos(angle) * tip, to.y - Math.sin(angle) * tip);
    ctx.rotate(angle);
    ctx.beginPath();
    ctx.moveTo(0, 0); ctx.lineTo(-7, -3.5); ctx.lineTo(-7, 3.5);
    ctx.fill();
  }
  function ring(ctx, node, scale) {
    ctx.save();
    ctx.strokeStyle = colours.focus;
    ctx.lineWidth = 2 / scale;
    ctx.beginPath();
    ctx.arc(node.x, node.y, node.r * (node.shape === "dot" ? 1 : 1.2) + 4 / scale, 0, 2 * Math.PI);
    ctx.stroke();
    ctx.restore();
  }

  /** Boxes already taken on the screen, in a coarse grid so that asking stays fast. */
  class Taken {
    constructor() { this.cells = new Map(); }
    *keys(box) {
      for (let x = Math.floor(box.x / 80); x <= Math.floor((box.x + box.w) / 80); x++) {
        for (let y = Math.floor(box.y / 40); y <= Math.floor((box.y + box.h) / 40); y++) yield `${x},${y}`;
      }
    }
    free(box, self) {
      for (const key of this.keys(box)) {
        for (const b of this.cells.get(key) || []) {
          if (b.node !== self && box.x < b.x + b.w && b.x < box.x + box.w && box.y < b.y + b.h && b.y < box.y + box.h) return false;
        }
      }
      return true;
    }
    add(box) {
      for (const key of this.keys(box)) this.cells.has(key) ? this.cells.get(key).push(box) : this.cells.set(key, [box]);
    }
  }

  function drawLabels(ctx, focus, scale) {
    const order = focus ? [focus.centre, ...ranked.filter((n) => n !== focus.centre && focus.nodes.has(n))] : ranked;
    const grow = Math.min(1.3, Math.max(1, scale * 0.8));
    const names = new Taken(), marks = new Taken();
    const top = network.DOMtoCanvas({ x: 0, y: -40 }).y, bottom = network.DOMtoCanvas({ x: 0, y: map.clientHeight + 20 }).y;
    // A label near the rim slides inwards; one whose node has left the screen is not drawn anyway.
    const edge = { left: network.DOMtoCanvas({ x: 4, y: 0 }).x * scale, right: network.DOMtoCanvas({ x: map.clientWidth - 4, y: 0 }).x * scale };
    const rim = network.DOMtoCanvas({ x: 0, y: 3 }).y * scale;
    const here = order.filter((n) => shown(n) && n.x * scale > edge.left && n.x * scale < edge.right && n.y > top && n.y < bottom);
    for (const n of here) {
      const r = n.r * scale * 0.8;
      marks.add({ node: n, x: n.x * scale - r, y: n.y * scale - r, w: 2 * r, h: 2 * r });
    }
    ctx.save();
    ctx.scale(1 / scale, 1 / scale);
    ctx.textAlign = "center";
    ctx.textBaseline = "top";
    ctx.lineJoin = "round";
    ctx.strokeStyle = colours.ground;
    let count = 0;
    const over = new Set(ranked.filter((n) => n.strong).slice(0, map.clientWidth < 640 ? 10 : 60));
    for (const n of here) {
      const w = n.width * grow + 4, h = n.lines.length * n.leading * grow;
      const x = n.x * scale, y = n.y * scale, r = n.r * scale + (n === selected || n.index === data.centre ? 5 : 0);
      // Below if there is room, else above, right or left: like the names on a map.
      const slid = Math.min(Math.max(x - w / 2, edge.left), edge.right - w);
      const places = [[slid, y + r + 3], [slid, y - r - h - 2], [x + r + 3, y - h / 2], [x - r - w - 3, y - h / 2]]
        .map(([left, top]) => ({ node: n, x: left, y: top, w, h }))
        .filter((place) => place.x >= edge.left && place.x + w <= edge.right && (place.y >= rim || place.y > y));
      const open = places.filter((place) => names.free(place, n));
      // The name of an important node may lie upon lesser marks; no name lies upon a name.
      const box = open.find((place) => marks.free(place, n)) || (over.has(n) || n === focus?.centre ? open[0] : undefined);
      if (!box) continue;
      names.add(box);
      count += 1;
      ctx.font = `${fontOf(n).replace(/[\d.]+px/, (px) => `${parseFloat(px) * grow}px`)} ${family}`;
      ctx.fillStyle = n.type === "Paper" ? colours.soft : colours.ink;
      ctx.lineWidth = 3.5;
      n.lines.forEach((line, row) => {
        const y = box.y + row * n.leading * grow + 1;
        ctx.globalAlpha = 0.85;
        ctx.strokeText(line, box.x + w / 2, y);
        ctx.globalAlpha = 1;
        ctx.fillText(line, box.x + w / 2, y);
      });
    }
    ctx.restore();
    map.dataset.labels = count;
  }

  network.on("afterDrawing", (ctx) => {
    const scale = network.getScale(), focus = neighbourhood();
    if (focus) drawNeighbourhood(ctx, focus);
    const marked = selected || (data.centre === null ? null : nodes[data.centre]);
    if (marked && shown(marked)) ring(ctx, marked, scale);
    drawLabels(ctx, focus, scale);
  });

  // ---- view -----------------------------------------------------------------------------------------------------
  /** The part of the map that the panel leaves free, as the shift of its middle and its size. */
  function room() {
    const open = !panel.hidden, below = open && panel.offsetWidth >= map.clientWidth;
    const side = open && !below ? panel.offsetWidth : 0, foot = below ? panel.offsetHeight : 0;
    return { x: -side / 2, y: -foot / 2, width: map.clientWidth - side, height: map.clientHeight - foot };
  }
  function fit(animation = false) {
    const all = nodes.filter(shown);
    if (!all.length) return;
    const low = (f) => Math.min(...all.map(f)), high = (f) => Math.max(...all.map(f)), free = room();
    const left = low((n) => n.x - n.r), right = high((n) => n.x + n.r), top = low((n) => n.y - n.r), bottom = high((n) => n.y + n.r);
    const side = Math.min(52, free.width * 0.08);
    const scale = Math.min((free.width - 2 * side) / Math.max(1, right - left), (free.height - 62) / Math.max(1, bottom - top), 1.6);
    network.moveTo({ position: { x: (left + right) / 2, y: (top + bottom) / 2 }, scale: Math.max(scale, 0.05),
      offset: { x: free.x, y: free.y - 10 }, animation });
  }
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const glide = () => (calm ? false : { duration: 350, easingFunction: "easeInOutQuad" });
  function goTo(node) {
    const free = room();
    network.moveTo({ position: { x: node.x, y: node.y }, scale: Math.max(network.getScale(), map.clientWidth < 640 ? 0.6 : 0.9), offset: { x: free.x, y: free.y }, animation: glide() });
  }
  function zoom(factor) {
    network.moveTo({ scale: Math.min(8, Math.max(0.05, network.getScale() * factor)), animation: glide() });
  }
  $("zoom-in").addEventListener("click", () => zoom(1.4));
  $("zoom-out").addEventListener("click", () => zoom(1 / 1.4));
  $("zoom-fit").addEventListener("click", () => fit(glide()));
  let touched = false;
  for (const event of ["zoom", "dragStart", "click"]) network.on(event, () => { touched = true; });
  new ResizeObserver(() => { if (!touched) requestAnimationFrame(() => fit()); }).observe(map);
  fit();
  // On a small screen the picture shrinks; its marks less so, or nobody could tell or hit them.
  const boost = Math.min(1.8, Math.max(1, 0.6 / network.getScale()));
  if (boost > 1) {
    for (const node of nodes) node.r *= boost;
    visNodes.update(nodes.map((node) => ({ id: node.index, size: node.r })));
  }

  // ---- panel ----------------------------------------------------------------------------------------------------
  const factsOf = (node) => node.type === "Paper"
    ? [node.year, node.venue, node.cited ? `cited by ${node.cited} here` : null].filter(Boolean).join(" · ")
    : node.papers ? `named by ${node.papers.toLocaleString("en")} ${node.papers === 1 ? "paper" : "papers"}` : "";

  /** Put a quote into an element, with the concept's name marked. */
  function quoted(tag, quote, link) {
    const node = el(tag, { dir: "auto" }), concept = [link.to, link.from].find((n) => n.type !== "Paper");
    const names = concept ? [concept.name, ...(concept.aliases || [])].filter((n) => n.length > 1) : [];
    const low = quote.toLowerCase();
    const spots = low.length === quote.length
      ? names.map((name) => [low.indexOf(name.toLowerCase()), name.length]).filter(([at]) => at >= 0) : [];
    const [at, length] = spots.sort((a, b) => b[1] - a[1])[0] || [-1, 0];
    if (at < 0) node.append(quote);
    else node.append(quote.slice(0, at), el("mark", {}, quote.slice(at, at + length)), quote.slice(at + length));
    return node;
  }

  function entry(link, node) {
    const end = other(link, node), quotes = link.quotes || [];
    return el("li", {},
      el("button", { type: "button", class: "walk", onclick: () => select(end, true) }, icon(end.type, 12), el("span", { dir: "auto" }, end.name),
        link.sure === undefined ? null : el("span", { class: "sure", title: link.kind === "RELATED_TO" ? "strength" : "confidence" }, link.sure.toFixed(2))),
      link.note ? el("p", { class: "note" }, link.note) : null,
      quotes.length ? quoted("blockquote", quotes[0], link) : null,
      quotes.length > 1 ? el("details", {}, el("summary", {}, quotes.length === 2 ? "one more quote" : `${quotes.length - 1} more quotes`),
        ...quotes.slice(1).map((quote) => quoted("blockquote", quote, link))) : null);
  }

  function sections(node) {
    const parts = [];
    for (const kind of data.legend.edges) {
      for (const outward of [true, false]) {
        const own = node.links.filter((link) => link.kind === kind.type && (kind.type === "RELATED_TO" ? outward : (link.from === node) === outward));
        if (!own.length) continue;
        own.sort((a, b) => (b.sure || 0) - (a.sure || 0) || a.id.localeCompare(b.id, "en", { numeric: true }));
        parts.push(el("h3", {}, outward ? kind.out : kind.back, el("span", {}, ` · ${own.length}`)), el("ul", {}, ...own.map((link) => entry(link, node))));
      }
    }
    return parts;
  }

  function abstractOf(node) {
    if (!node.abstract) return [];
    const text = el("p", { class: "abstract short", dir: "auto" }, node.abstract);
    const more = el("button", { type: "button", class: "more", "aria-expanded": "false", onclick: () => {
      const open = text.classList.toggle("short") === false;
      more.setAttribute("aria-expanded", String(open));
      more.textContent = open ? "less" : "whole abstract";
    } }, "whole abstract");
    return [text, node.abstract.length > 260 ? more : null];
  }

  function select(node, travel = false) {
    if (!shown(node)) toggle(off.types, node.type);
    selected = node;
    hovered = null;
    hideTip();
    const facts = factsOf(node);
    panel.replaceChildren(...[
      el("button", { type: "button", class: "close", "aria-label": "Close", onclick: close }, "×"),
      el("p", { class: "kind" }, icon(node.type, 12), node.type),
      el("h2", { dir: "auto" }, node.name),
      facts ? el("p", { class: "facts" }, facts) : null,
      node.authors ? el("p", { class: "facts", dir: "auto" }, node.authors.join(", ")) : null,
      node.aliases ? el("p", { class: "facts", dir: "auto" }, `also ${node.aliases.join(", ")}`) : null,
      node.url && /^https?:\/\//i.test(node.url)
        ? el("p", {}, el("a", { href: node.url, rel: "noopener noreferrer", target: "_blank" }, "Read the paper")) : null,
      ...abstractOf(node),
      ...sections(node),
      node.elsewhere ? el("p", { class: "note rest" }, `${node.elsewhere.toLocaleString("en")} more ${node.elsewhere === 1 ? "edge leads" : "edges lead"} off this map. All of them: kg show "${node.id}"`) : null,
    ].filter(Boolean));
    panel.hidden = false;
    panel.scrollTop = 0;
    if (travel) { goTo(node); panel.focus({ preventScroll: true }); }
    else keepInSight(node);
    network.redraw();
  }
  function keepInSight(node) {
    const at = network.canvasToDOM({ x: node.x, y: node.y }), free = room();
    if (at.x > free.width - 30 || at.y > free.height - 30) goTo(node);
  }
  function close() {
    const inside = panel.contains(document.activeElement);
    selected = null;
    panel.hidden = true;
    if (inside) search.focus();
    network.redraw();
  }

  // ---- pointer --------------------------------------------------------------------------------------------------
  function showTip(children) {
    tip.replaceChildren(...children.filter(Boolean));
    tip.hidden = false;
  }
  function hideTip() { tip.hidden = true; }
  map.addEventListener("pointermove", (event) => {
    const frame = map.getBoundingClientRect(), x = event.clientX - frame.left, y = event.clientY - frame.top;
    const left = x + 16 + tip.offsetWidth > frame.width ? x - 14 - tip.offsetWidth : x + 16;
    const top = Math.min(y + 16, frame.height - tip.offsetHeight - 8);
    tip.style.transform = `translate(${Math.max(8, left)}px, ${Math.max(8, top)}px)`;
  });
  const touch = matchMedia("(hover: none)").matches;
  network.on("hoverNode", ({ node: id }) => {
    if (touch) return;
    hovered = nodes[id];
    const best = hovered.links.filter((link) => link.quotes && linkShown(link)).sort((a, b) => (b.kind === "INTRODUCES") - (a.kind === "INTRODUCES") || b.sure - a.sure)[0];
    showTip([el("strong", { dir: "auto" }, hovered.name), el("span", { class: "meta" }, [hovered.type, factsOf(hovered)].filter(Boolean).join(" · ")),
      best ? quoted("q", best.quotes[0], best) : null]);
    network.redraw();
  });
  network.on("blurNode", () => { hovered = null; hideTip(); network.redraw(); });
  network.on("hoverEdge", ({ edge }) => {
    const link = linkById.get(edge);
    if (touch || hovered || !link) return;
    showTip([el("strong", { dir: "auto" }, link.from.name), el("span", { class: "meta" }, `${kinds[link.kind].out} `), el("strong", { dir: "auto" }, link.to.name),
      link.note ? el("span", { class: "meta" }, link.note) : null, link.quotes ? quoted("q", link.quotes[0], link) : null]);
  });
  network.on("blurEdge", () => { if (!hovered) hideTip(); });
  for (const event of ["dragStart", "zoom"]) network.on(event, hideTip);
  map.addEventListener("pointerleave", () => { hovered = null; hideTip(); network.redraw(); });
  network.on("click", (event) => { if (event.nodes.length) select(nodes[event.nodes[0]]); else if (selected) close(); });
  network.on("dragging", ({ nodes: ids }) => { for (const id of ids) Object.assign(nodes[id], network.getPosition(id)); });

  // ---- legends --------------------------------------------------------------------------------------------------
  function toggle(set, name) {
    set.has(name) ? set.delete(name) : set.add(name);
    for (const pill of document.querySelectorAll(".pill[data-name]")) {
      if (pill.dataset.name === name) pill.setAttribute("aria-pressed", String(!set.has(name)));
    }
    applyFilters();
  }
  const pill = (name, picture, text, count, meaning, set) => el("button",
    { type: "button", class: "pill", "aria-pressed": "true", "data-name": name, title: meaning, onclick: () => toggle(set, name) },
    picture, text, count === null ? null : el("span", {}, count.toLocaleString("en")));
  for (const { type, count, meaning } of data.legend.nodes) {
    $("node-legend").append(pill(type, icon(type), type, count, meaning, off.types));
  }
  for (const { type, out, count, meaning, width, dashes } of data.legend.edges) {
    const line = svg(24, 12, "line", { x1: 0, x2: 24, y1: 6, y2: 6, stroke: `var(--${type})`, "stroke-width": width + 0.4, "stroke-dasharray": dashes.join(" ") });
    $("edge-legend").append(pill(type, line, out, count, meaning, off.kinds));
  }
  const weak = links.filter((link) => link.weak).length;
  if (weak) {
    const all = el("button", { type: "button", class: "pill", "aria-pressed": "false", id: "all-links", style: "text-decoration: none",
      title: "Draw the weaker edges too; without, they appear when you point at a node", onclick: () => {
        everything = !everything;
        all.setAttribute("aria-pressed", String(everything));
        all.textContent = everything ? "strongest edges only" : `draw ${weak.toLocaleString("en")} weaker edges`;
        applyFilters();
      } }, `draw ${weak.toLocaleString("en")} weaker edges`);
    $("edge-legend").append(all);
  }
  const common = data.common.slice(0, 4).map(([name, papers]) => `${name} (${papers})`).join(", ");
  $("note").textContent = common ? `without ${common}` : "";
  $("note").title = "Left out: so many papers name it that it would join everything (the number says how many)";

  // ---- search ---------------------------------------------------------------------------------------------------
  let found = [], active = -1;
  const fold = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  for (const node of nodes) node.words = [node.name, ...(node.aliases || [])].map(fold);
  function rank(node, wanted) {
    const score = (word) => word === wanted ? 0 : word.startsWith(wanted) ? 1 : word.includes(` ${wanted}`) ? 2 : word.includes(wanted) ? 3 : 9;
    return Math.min(...node.words.map(score));
  }
  function list() {
    const wanted = fold(search.value.trim());
    found = !wanted ? [] : ranked.map((node) => [rank(node, wanted), node]).filter(([score]) => score < 9)
      .sort((a, b) => a[0] - b[0]).slice(0, 8).map(([, node]) => node);
    active = found.length ? 0 : -1;
    hits.replaceChildren(...(found.length ? found.map((node, n) => el("li", { role: "option", id: `hit-${n}`,
      onpointerdown: (event) => { event.preventDefault(); jump(node); } }, icon(node.type), el("span", { dir: "auto" }, node.name)))
      : [el("li", { class: "none" }, "Not on this map")]));
    hits.hidden = !wanted;
    search.setAttribute("aria-expanded", String(!hits.hidden));
    mark();
  }
  function mark() {
    [...hits.children].forEach((item, n) => item.setAttribute("aria-selected", String(n === active)));
    active < 0 ? search.removeAttribute("aria-activedescendant") : search.setAttribute("aria-activedescendant", `hit-${active}`);
  }
  function jump(node) { search.value = ""; list(); select(node, true); }
  search.addEventListener("input", list);
  search.addEventListener("blur", () => { hits.hidden = true; search.setAttribute("aria-expanded", "false"); });
  search.addEventListener("focus", () => { if (search.value) list(); });
  search.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && found.length) { active = (active + step + found.length) % found.length; mark(); event.preventDefault(); }
    else if (event.key === "Enter" && active >= 0) { event.preventDefault(); jump(found[active]); }
    else if (event.key === "Escape") { event.stopPropagation(); search.value = ""; list(); search.blur(); }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !event.ctrlKey && !event.metaKey && document.activeElement !== search) { event.preventDefault(); search.focus(); }
    else if (event.key === "Escape") { selected ? close() : hideTip(); }
  });

  // For tests and for the console: where a node stands on the screen.
  window.paperkgMap = { network, nodes, links, select, place: (node) => network.canvasToDOM({ x: node.x, y: node.y }) };
  map.dataset.ready = "true";
})();
