/* Search as one types. Where the hits come from is a parameter: the map's own nodes, or a server's answer. */
import { fold } from "./data.js";
import { el } from "./dom.js";

export const MOST_HITS = 8;

/** Return how well a folded word answers: 0 the same, 1 its start, 2 the start of a word in it, 3 within, null not. */
export function rankOf(word, wanted) {
  if (word === wanted) return 0;
  if (word.startsWith(wanted)) return 1;
  if (word.includes(` ${wanted}`)) return 2;
  return word.includes(wanted) ? 3 : null;
}

/** Return the nodes whose name or alias answers to a text, the best first, equals in the order given. */
export function find(nodes, text, most = MOST_HITS) {
  const wanted = fold(text.trim());
  if (!wanted) return [];
  const hits = [];
  for (const node of nodes) {
    const ranks = node.words.map((word) => rankOf(word, wanted)).filter((rank) => rank !== null);
    if (ranks.length) hits.push([Math.min(...ranks), node]);
  }
  return hits.sort((a, b) => a[0] - b[0]).slice(0, most).map(([, node]) => node);
}

export class Search {
  /**
   * @param input the field; @param list the element of the hits
   * @param find text => hits { id, type, name }, or a promise of them; @param icon type => a picture
   * @param choose called with the hit that was chosen; @param none said where there is none
   * @param prefix of the ids of hits, where a page has several fields; @param shortcut whether / leads to this one
   */
  constructor(input, list, { find: finder, icon, choose, none = "Not on this map", prefix = "hit", shortcut = true }) {
    Object.assign(this, { input, list, finder, icon, choose, none, prefix, hits: [], active: -1, turn: 0 });
    input.addEventListener("input", () => this.update());
    input.addEventListener("focus", () => { if (input.value) this.update(); });
    input.addEventListener("blur", () => this.#fold());
    input.addEventListener("keydown", (event) => this.#key(event));
    if (!shortcut) return;
    document.addEventListener("keydown", (event) => {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
      event.preventDefault();
      input.focus();
    });
  }

  async update() {
    const turn = ++this.turn, text = this.input.value.trim();
    const found = text ? this.finder(text) : [];
    const hits = Array.isArray(found) ? found : await found;
    // A slow answer must not push a later one aside.
    if (turn !== this.turn) return;
    this.hits = hits;
    this.active = hits.length ? 0 : -1;
    this.list.replaceChildren(...(hits.length ? hits.map((hit, n) => el("li", { role: "option", id: `${this.prefix}-${n}`,
      onpointerdown: (event) => { event.preventDefault(); this.#take(hit); } }, this.icon(hit.type), el("span", { dir: "auto" }, hit.name)))
      : [el("li", { class: "none", role: "option", "aria-disabled": "true", "aria-selected": "false" }, this.none)]));
    this.list.hidden = !text;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    this.#mark();
  }

  #mark() {
    if (this.hits.length) [...this.list.children].forEach((item, n) => item.setAttribute("aria-selected", String(n === this.active)));
    if (this.active < 0) this.input.removeAttribute("aria-activedescendant");
    else this.input.setAttribute("aria-activedescendant", `${this.prefix}-${this.active}`);
  }

  #take(hit) {
    this.clear();
    this.choose(hit);
  }

  clear() {
    this.input.value = "";
    this.turn += 1;
    this.#fold();
  }

  #fold() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  #key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && this.hits.length && !this.list.hidden) {
      this.active = (this.active + step + this.hits.length) % this.hits.length;
      this.#mark();
      event.preventDefault();
    } else if (event.key === "Enter" && this.active >= 0 && !this.list.hidden) {
      event.preventDefault();
      this.#take(this.hits[this.active]);
    } else if (event.key === "Escape") {
      event.stopPropagation();
      this.clear();
      this.input.blur();
    }
  }
}
