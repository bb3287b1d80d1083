/* The side panel: the card of what is open, the quotes behind each of its edges, and links to walk on.

Where the card comes from is not the panel's business: `show` takes it, or a promise of it (see cards.js). */
import { factsOf } from "./cards.js";
import { count, el, plural } from "./dom.js";

/** How many edges of one kind are listed before one asks for the rest. */
const MOST_ENTRIES = 25;

export class Panel {
  /**
   * @param element the panel's element
   * @param icon (type, size) => a picture
   * @param walk called with the id of what the reader goes on to; @param close called when they close the panel
   */
  constructor(element, { icon, walk, close }) {
    Object.assign(this, { element, icon, walk, close, turn: 0 });
  }

  get open() { return !this.element.hidden; }

  /**
   * Show a card, or a promise of one; a later call wins over an earlier one that is still on its way.
   * @param card see cards.js; @param title what to show while it is on its way
   */
  async show(card, title = "") {
    const turn = ++this.turn;
    if (typeof card?.then === "function") {
      this.#fill([el("h2", { dir: "auto" }, title), el("p", { class: "facts", role: "status" }, "loading …")]);
      try {
        card = await card;
      } catch (error) {
        if (turn === this.turn) this.#fill([el("h2", { dir: "auto" }, title), el("p", { class: "facts", role: "alert" }, error.message)]);
        return;
      }
      if (turn !== this.turn) return;
    }
    this.#fill(this.#parts(card));
  }

  hide() {
    this.turn += 1;
    this.element.hidden = true;
  }

  #fill(parts) {
    const inside = this.element.contains(document.activeElement);
    this.element.replaceChildren(el("button", { type: "button", class: "close", "aria-label": "Close", onclick: this.close }, "×"), ...parts);
    this.element.hidden = false;
    this.element.scrollTop = 0;
    if (inside) this.element.focus({ preventScroll: true });
  }

  #parts(card) {
    const facts = factsOf(card, plural), safe = card.url && /^https?:\/\//i.test(card.url);
    return [
      el("p", { class: "kind" }, this.icon(card.type, 12), card.type),
      el("h2", { dir: "auto" }, card.name),
      facts ? el("p", { class: "facts" }, facts) : null,
      card.authors ? el("p", { class: "facts", dir: "auto" }, card.authors.join(", ")) : null,
      card.aliases?.length ? el("p", { class: "facts", dir: "auto" }, `also ${card.aliases.join(", ")}`) : null,
      safe ? el("p", {}, el("a", { href: card.url, rel: "noopener noreferrer", target: "_blank" }, "Read the paper")) : null,
      card.actions?.length ? el("div", { class: "actions" }, ...card.actions.map(({ text, run }) =>
        el("button", { type: "button", class: "action", onclick: run }, text))) : null,
      ...abstractOf(card),
      ...card.groups.flatMap((group) => this.#group(group)),
      card.elsewhere ? el("p", { class: "note rest" },
        `${plural(card.elsewhere, "more edge leads", "more edges lead")} off this map. All of them: kg show "${card.id}"`) : null,
    ].filter(Boolean);
  }

  /** A group may hold a part of its `total` entries; then `fetch` gives the rest of them, after so many, page by page. */
  #group({ title, entries, total = entries.length, fetch = null }) {
    const list = el("ul", {}, ...entries.slice(0, MOST_ENTRIES).map((entry) => this.#entry(entry)));
    const rest = entries.slice(MOST_ENTRIES);
    let listed = entries.length - rest.length;
    const more = listed < total ? el("button", { type: "button", class: "more", onclick: async () => {
      more.disabled = true;
      try {
        const next = rest.length ? rest.splice(0) : await fetch(listed), fresh = next.map((entry) => this.#entry(entry));
        list.append(...fresh);
        listed += next.length;
        more.textContent = `${count(total - listed)} more`;
        if (listed >= total || !next.length) more.remove();
        fresh[0]?.querySelector("button").focus();
      } catch (error) {
        more.textContent = error.message;
      }
      more.disabled = false;
    } }, `${count(total - listed)} more`) : null;
    return [el("h3", {}, title, el("span", {}, ` · ${count(total)}`)), list, more];
  }

  #entry({ id, type, name, kind, sure, note, quotes, marks }) {
    const rest = quotes.slice(1);
    return el("li", {},
      el("button", { type: "button", class: "walk", onclick: () => this.walk(id) }, this.icon(type, 12), el("span", { dir: "auto" }, name),
        sure === undefined ? null : el("span", { class: "sure", title: kind === "RELATED_TO" ? "strength" : "confidence" }, sure.toFixed(2))),
      note ? el("p", { class: "note" }, note) : null,
      quotes.length ? quoted("blockquote", quotes[0], marks) : null,
      rest.length ? el("details", {}, el("summary", {}, rest.length === 1 ? "one more quote" : `${rest.length} more quotes`),
        ...rest.map((quote) => quoted("blockquote", quote, marks))) : null);
  }
}

function abstractOf({ abstract }) {
  if (!abstract) return [];
  const text = el("p", { class: "abstract short", dir: "auto" }, abstract);
  const more = el("button", { type: "button", class: "more", "aria-expanded": "false", onclick: () => {
    const open = text.classList.toggle("short") === false;
    more.setAttribute("aria-expanded", String(open));
    more.textContent = open ? "less" : "whole abstract";
  } }, "whole abstract");
  return [text, abstract.length > 260 ? more : null];
}

/** Return where in a quote the longest of the names stands: [start, length], or null. */
export function spotOf(quote, names) {
  const low = quote.toLowerCase();
  // Lower case can be longer than what it stands for; then places would be wrong.
  if (low.length !== quote.length) return null;
  const spots = names.map((name) => [low.indexOf(name.toLowerCase()), name.length]).filter(([at]) => at >= 0);
  return spots.sort((a, b) => b[1] - a[1])[0] || null;
}

/** Return an element that holds a quote, with the name marked in it. */
export function quoted(tag, quote, names) {
  const node = el(tag, { dir: "auto" }), spot = spotOf(quote, names);
  if (!spot) node.append(quote);
  else node.append(quote.slice(0, spot[0]), el("mark", {}, quote.slice(spot[0], spot[0] + spot[1])), quote.slice(spot[0] + spot[1]));
  return node;
}
