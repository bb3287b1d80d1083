/* The nodes and links that the page knows. It can grow: the live page adds what it fetches.

A record of a node is { id, type, name, lines, shape, r, x, y, year, aliases, community }, one of a link is
{ id, kind, from, to, sure, weak } with `from` and `to` ids of nodes. Only ids are needed to add a link; what is not
known is left out. */

/** Return a text as it is compared: without accents and case. */
export const fold = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();

/** Return the other end of a link. */
export const other = (link, node) => (link.from === node ? link.to : link.from);

export class Graph {
  constructor() {
    this.nodes = [];
    this.links = [];
    this.ranked = [];
    this.byId = new Map();
    this.linkById = new Map();
  }

  node(id) { return this.byId.get(id); }

  /** Add records; what is there already is left as it is. Returns what was new. */
  add({ nodes = [], edges = [] }) {
    const fresh = { nodes: [], links: [] };
    for (const record of nodes) {
      if (this.byId.has(record.id)) continue;
      const node = { r: 6, shape: "dot", lines: [record.name], x: 0, y: 0, ...record, index: this.nodes.length, links: [] };
      node.words = [node.name, ...(node.aliases || [])].map(fold);
      this.byId.set(node.id, node);
      this.nodes.push(node);
      fresh.nodes.push(node);
    }
    for (const record of edges) {
      const from = this.byId.get(record.from), to = this.byId.get(record.to);
      if (!from || !to || this.linkById.has(record.id)) continue;
      const link = { weak: false, ...record, from, to };
      this.linkById.set(link.id, link);
      this.links.push(link);
      from.links.push(link);
      if (to !== from) to.links.push(link);
      fresh.links.push(link);
    }
    if (fresh.nodes.length) this.ranked = [...this.nodes].sort((a, b) => b.r - a.r || a.index - b.index);
    return fresh;
  }
}

/** Return the records that the static page carries in pyvis's form: nodes and edges with numbers for ids. */
export function fromPage(data) {
  const key = data.nodes.map((node) => node.key);
  return {
    nodes: data.nodes.map((node) => ({
      id: node.key, type: node.group, name: node.name, aliases: node.aliases, lines: String(node.label).split("\n"),
      shape: node.shape, r: node.size, x: node.x, y: node.y, year: node.year, community: node.community, papers: node.papers,
      strong: node.size >= 13 || node.key === data.centre,
    })),
    edges: data.edges.map((edge) => ({
      id: edge.id, kind: edge.kind, from: key[edge.from], to: key[edge.to], sure: edge.sure, weak: Boolean(edge.hidden),
    })),
  };
}
