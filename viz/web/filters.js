/* What is shown: types, kinds, years, least confidence, and which community's inside. Logic only, no page. */
import { other } from "./data.js";

export class Filters {
  constructor(graph) {
    this.graph = graph;
    this.types = new Set();
    this.kinds = new Set();
    this.years = null;
    this.least = 0;
    this.everything = false;
    // The id of the community that is open; null is the view of all communities, undefined a map without any.
    this.inside = undefined;
  }

  /** Hide what is shown or show what is hidden: a type of node (`types`) or a kind of edge (`kinds`). */
  toggle(set, name) {
    if (this[set].has(name)) this[set].delete(name);
    else this[set].add(name);
    this.apply();
  }

  /** Show only papers from `first` to `last`; null for all. A paper without a year is shown only with all. */
  setYears(first, last) {
    this.years = first === null ? null : [Math.min(first, last), Math.max(first, last)];
    this.apply();
  }

  /** Show only edges that are at least so sure; those that carry no confidence stay. */
  setLeast(least) {
    this.least = least;
    this.apply();
  }

  /** Tell whether anything is hidden by year or confidence. */
  get narrowed() { return this.years !== null || this.least > 0; }

  /** Show everything again, but stay in the community that is open. */
  reset() {
    this.types.clear();
    this.kinds.clear();
    this.years = null;
    this.least = 0;
    this.apply();
  }

  /** Make sure that a node is shown: lift what hides it. */
  reveal(node) {
    if (node.shown) return;
    this.types.delete(node.type);
    if (node.community !== undefined && this.inside !== undefined) this.inside = node.community;
    this.apply();
    if (!node.shown) this.reset();
  }

  /** Decide of every node and link whether it is `shown`, and of every link whether it is `drawn` at rest. */
  apply() {
    for (const node of this.graph.nodes) node.shown = this.#wants(node);
    for (const link of this.graph.links) {
      link.shown = !this.kinds.has(link.kind) && (link.sure === undefined || link.sure >= this.least) && link.from.shown && link.to.shown;
    }
    if (this.narrowed) this.#dropLonely();
    for (const link of this.graph.links) link.drawn = link.shown && (this.everything || !link.weak);
  }

  #wants(node) {
    if (this.types.has(node.type)) return false;
    if (this.inside !== undefined && (this.inside === null ? node.type !== "Community" : node.community !== this.inside)) return false;
    if (this.years === null || node.type !== "Paper") return true;
    return node.year !== undefined && node.year >= this.years[0] && node.year <= this.years[1];
  }

  /** A concept of which the filters by year and confidence leave no edge says nothing in this view. */
  #dropLonely() {
    for (const node of this.graph.nodes) {
      if (!node.shown || node.type === "Paper" || !node.links.length) continue;
      node.shown = node.links.some((link) => link.shown && other(link, node).shown);
    }
    for (const link of this.graph.links) link.shown &&= link.from.shown && link.to.shown;
  }
}

/** Return the first and last year of the papers, or null if none has one or all have the same. */
export function yearsOf(nodes) {
  const years = nodes.map((node) => node.year).filter((year) => year !== undefined && year !== null);
  if (!years.length) return null;
  const span = [years.reduce((a, b) => Math.min(a, b)), years.reduce((a, b) => Math.max(a, b))];
  return span[0] === span[1] ? null : span;
}
