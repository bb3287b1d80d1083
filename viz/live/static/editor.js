/* A field for Cypher: what is typed shows through from a coloured copy beneath it. */
import { el } from "../web/dom.js";
import { pieces } from "./highlight.js";

export class Editor {
  /** @param change called after each change; @param run called on Ctrl+Enter */
  constructor({ change, run }) {
    this.under = el("pre", { "aria-hidden": "true" });
    this.input = el("textarea", { rows: 7, spellcheck: "false", autocomplete: "off", autocapitalize: "off", "aria-label": "Cypher statement", maxlength: 20_000,
      placeholder: "MATCH (p:Paper)-[:USES]->(t:Technique)\nRETURN t.name, count(p) AS papers\nORDER BY papers DESC LIMIT 10" });
    this.element = el("div", { class: "editor" }, this.under, this.input);
    this.input.addEventListener("input", () => { this.#paint(); change(); });
    this.input.addEventListener("scroll", () => { this.under.scrollTop = this.input.scrollTop; this.under.scrollLeft = this.input.scrollLeft; });
    this.input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); run(); }
    });
  }

  get text() { return this.input.value; }

  set text(value) {
    this.input.value = value;
    this.#paint();
  }

  #paint() {
    // The last line of a text that ends with a line break must have a height too.
    this.under.replaceChildren(...pieces(this.input.value).map(([kind, text]) => (kind === "plain" ? text : el("span", { class: `t-${kind}` }, text))), "\n");
  }
}
