/* What the static page says of a node: a card, put together from its details and from the links on the map.

A card is { id, type, name, year, venue, authors, url, abstract, cited, papers, aliases, elsewhere, groups }, a group
{ title, entries }, an entry { id, type, name, kind, sure, note, quotes, marks }. The live page fetches the same. */
import { other } from "./data.js";

/** Return what a quote's link is about: names that may be marked in it. */
export function marksOf(link, detailsOf) {
  const concept = [link.to, link.from].find((node) => node.type !== "Paper");
  return concept ? [concept.name, ...(detailsOf(concept).aliases || [])].filter((name) => name.length > 1) : [];
}

/**
 * Return a function that gives the card of a node.
 * @param kinds the kinds of edges in order: { type, out, back }
 * @param details { node(node), link(link) }: what is known besides the drawing
 */
export function cardMaker(kinds, details) {
  const entry = (link, node) => {
    const end = other(link, node), more = details.link(link);
    return { id: end.id, type: end.type, name: end.name, kind: link.kind, sure: link.sure, note: more.note,
      quotes: more.quotes || [], marks: marksOf(link, details.node) };
  };
  return (node) => {
    const groups = [];
    for (const kind of kinds) {
      // "Related" reads the same from both ends: one group.
      for (const outward of kind.out === kind.back ? [null] : [true, false]) {
        const own = node.links.filter((link) => link.kind === kind.type && (outward === null || (link.from === node) === outward));
        if (!own.length) continue;
        own.sort((a, b) => (b.sure || 0) - (a.sure || 0) || a.id.localeCompare(b.id, "en", { numeric: true }));
        groups.push({ title: outward === false ? kind.back : kind.out, entries: own.map((link) => entry(link, node)) });
      }
    }
    return { ...details.node(node), id: node.id, type: node.type, name: node.name, year: node.year, groups };
  };
}

/** Return the one line of facts under a name. */
export function factsOf(card, plural) {
  if (card.type === "Paper") {
    return [card.year, card.venue, card.cited ? `cited by ${card.cited} here` : null].filter(Boolean).join(" · ");
  }
  return card.papers ? `named by ${plural(card.papers, "paper", "papers")}` : "";
}
