/* Cards from the server, with what a reader may do from one. */

const PAGE = 20;

/** Return a function that fetches the card of a node by its id. */
export function cardFetcher(api, actionsOf) {
  return async (id) => {
    const card = await api.get("node", { id });
    return { ...card, actions: actionsOf(card), groups: card.groups.map((group) => withRest(api, id, group)) };
  };
}

function withRest(api, id, group) {
  // A page is counted in neighbours; two edges of one type between the same two nodes do not exist.
  const fetchRest = async (offset) => {
    const page = await api.get("edges", { id, edge: group.kind, direction: group.direction, offset, limit: PAGE });
    return page.entries;
  };
  return { ...group, fetch: fetchRest };
}

/** Return the best quote of a card's edges that are on the picture: { quote, marks }, or null. */
export function bestQuote(card) {
  for (const { entries } of card.groups) {
    const entry = entries.find((one) => one.quotes.length);
    if (entry) return { quote: entry.quotes[0], marks: entry.marks };
  }
  return null;
}
