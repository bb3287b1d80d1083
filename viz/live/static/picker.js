/* A field that takes a paper or concept: search as one types, and what was chosen stays in it. */
import { el } from "../web/dom.js";
import { Search } from "../web/search.js";

export class Picker {
  /**
   * @param label what the field is for; @param api see api.js; @param icon type => a picture
   * @param type the types that may be chosen, or none for all; @param change called after a choice
   */
  constructor({ label, name, api, icon, type = [], change }) {
    Object.assign(this, { id: "", api, change });
    this.input = el("input", { type: "search", placeholder: "name or title", autocomplete: "off", spellcheck: "false", maxlength: 300,
      role: "combobox", "aria-label": label, "aria-expanded": "false", "aria-controls": `${name}-hits`, "aria-autocomplete": "list" });
    const list = el("ul", { id: `${name}-hits`, class: "hits", role: "listbox", "aria-label": `${label}: hits`, hidden: "" });
    this.element = el("div", { class: "picker" }, el("span", { "aria-hidden": "true" }, label), el("div", { class: "field" }, this.input, list));
    this.search = new Search(this.input, list, { icon, prefix: name, shortcut: false, none: "Nothing of that name",
      find: (text) => api.get("search", { q: text, limit: 8, type }).then((answer) => answer.hits, () => []),
      choose: (hit) => { this.#take(hit); this.change(); } });
    // The field shows a name; emptying it takes the choice back.
    this.input.addEventListener("input", () => {
      if (this.input.value.trim() || !this.id) return;
      this.id = "";
      this.change();
    });
    this.input.addEventListener("blur", () => { this.input.value = this.id ? this.name : ""; });
  }

  #take({ id, name }) {
    Object.assign(this, { id, name });
    this.input.value = name;
  }

  /** Put a node into the field by its id; an id that the graph lacks leaves it empty. */
  async set(id) {
    if (id === this.id) return;
    this.id = "";
    this.input.value = "";
    if (!id) return;
    const { hits } = await this.api.get("search", { q: id, limit: 1 });
    if (hits.length && hits[0].id === id) this.#take(hits[0]);
  }
}
