/* The tool for questions in Cypher: named queries as examples, fields for parameters, the answer as table and picture. */
import { count, el, plural } from "../web/dom.js";
import { Editor } from "./editor.js";
import { parameters, valueOf } from "./highlight.js";
import { drawable } from "./result.js";
import { saveCsv, table } from "./table.js";

const CONCEPTS = ["Method", "Technique", "Hardware", "Dataset", "Task"];
const isConcept = (type) => type === "concept" || CONCEPTS.includes(type);

export class AskTool {
  title = "Questions in Cypher";

  constructor({ api, icon, open, draw, keep }) {
    Object.assign(this, { api, icon, open, draw, keep, named: null, values: {}, types: new Map(), turn: 0, name: "" });
    this.editor = new Editor({ change: () => { this.name = ""; this.choice.value = ""; this.#fields(); }, run: () => this.#run() });
    this.choice = el("select", { "aria-label": "Named query" }, el("option", { value: "" }, "a statement of your own"));
    this.choice.addEventListener("change", () => { this.#take(this.choice.value); this.#runIfComplete(); });
    this.params = el("div", { class: "params" });
    this.button = el("button", { type: "button", class: "action main", onclick: () => this.#run() }, "Run");
    this.out = el("div", { class: "answer", "aria-live": "polite" });
    this.element = el("div", {}, el("h2", {}, "Ask"), el("label", { class: "example" }, el("span", {}, "Example"), this.choice), this.editor.element, this.params,
      el("div", { class: "row" }, this.button, el("span", { class: "note" }, "Ctrl + Enter; nothing can be written")), this.out);
  }

  focus() { this.editor.input.focus(); }

  args() {
    const own = Object.fromEntries(parameters(this.editor.text).map((name) => [`$${name}`, this.values[name] ?? ""]));
    return { ...(this.name ? { name: this.name } : { q: this.editor.text }), ...own };
  }

  async start(args) {
    await this.#list();
    if (!args) return;
    for (const [name, value] of Object.entries(args)) if (name.startsWith("$")) this.values[name.slice(1)] = value;
    if (args.name) this.#take(args.name, false);
    else if (args.q !== undefined) {
      this.name = this.choice.value = "";
      this.editor.text = args.q;
      this.#fields();
    }
    if (this.editor.text.trim()) await this.#runIfComplete();
  }

  async #list() {
    if (this.named) return;
    const { queries } = await this.api.get("queries");
    this.named = new Map(queries.map((query) => [query.name, query]));
    this.choice.append(...queries.map(({ name, question }) => el("option", { value: name }, `${name}: ${question}`)));
  }

  /** Put a named query into the editor; its parameters get their defaults unless values are kept. */
  #take(name, defaults = true) {
    const query = this.named.get(name);
    this.name = query ? name : "";
    this.choice.value = this.name;
    if (!query) return;
    this.editor.text = query.cypher;
    this.types = new Map(query.parameters.map((parameter) => [parameter.name, parameter]));
    for (const parameter of query.parameters) {
      if (defaults || this.values[parameter.name] === undefined) this.values[parameter.name] = parameter.default ?? "";
    }
    this.#fields();
  }

  #fields() {
    const wanted = parameters(this.editor.text);
    const there = [...this.params.querySelectorAll("input")].map((input) => input.name);
    if (wanted.join() === there.join()) {
      for (const input of this.params.querySelectorAll("input")) input.value = this.values[input.name] ?? "";
      return;
    }
    this.params.replaceChildren(...wanted.map((name) => {
      const known = this.types.get(name);
      const input = el("input", { name, value: this.values[name] ?? "", autocomplete: "off", spellcheck: "false", placeholder: known?.meaning ?? "value" });
      input.addEventListener("input", () => { this.values[name] = input.value; });
      input.addEventListener("keydown", (event) => { if (event.key === "Enter") this.#run(); });
      return el("label", { title: known?.meaning ?? null }, el("span", {}, `$${name}`), input);
    }));
  }

  #runIfComplete() {
    const empty = parameters(this.editor.text).find((name) => !this.values[name]);
    if (!empty) return this.#run();
    this.out.replaceChildren(el("p", { class: "note" }, `Give a value for $${empty}.`));
    this.params.querySelector(`input[name="${empty}"]`)?.focus();
    return undefined;
  }

  async #run() {
    const cypher = this.editor.text, turn = ++this.turn;
    if (!cypher.trim()) return this.editor.input.focus();
    this.button.disabled = true;
    this.out.replaceChildren(el("p", { class: "note", role: "status" }, "running …"));
    this.keep();
    const begin = performance.now();
    try {
      const answer = await this.api.post("query", await this.#question(cypher));
      if (turn === this.turn) this.#show(answer, performance.now() - begin);
    } catch (error) {
      if (turn === this.turn) {
        this.out.replaceChildren(el("div", { class: "problem", role: "alert" }, el("p", { dir: "auto" }, error.error || error.message), error.hint ? el("p", { class: "note", dir: "auto" }, error.hint) : null));
      }
    }
    if (turn === this.turn) this.button.disabled = false;
    return undefined;
  }

  /** A named query as it stands is asked by its name; then its parameters may be names of concepts. */
  async #question(cypher) {
    const values = parameters(cypher).map((name) => [name, this.values[name] ?? "", this.types.get(name)?.type]);
    if (this.name) return { name: this.name, parameters: Object.fromEntries(values) };
    const found = await Promise.all(values.map(async ([name, text, type]) => [name, isConcept(type) ? await this.#idsOf(text, type) : valueOf(text, type)]));
    return { cypher, parameters: Object.fromEntries(found) };
  }

  async #idsOf(text, type) {
    const { hits } = await this.api.get("search", { q: text || "-", limit: 1, type: type === "concept" ? CONCEPTS : [type] });
    return hits.length ? [hits[0].id] : [text];
  }

  #show(answer, milliseconds) {
    const { rows, truncated } = answer;
    const picture = el("button", { type: "button", class: "action", onclick: () => this.#picture(answer, picture) }, "Draw");
    const save = el("button", { type: "button", class: "action", onclick: () => saveCsv(answer, `${this.name || "result"}.csv`) }, "CSV");
    const facts = `${truncated ? "the first " : ""}${plural(rows.length, "row", "rows")} in ${count(Math.round(milliseconds))} ms`;
    this.out.replaceChildren(el("div", { class: "row" }, el("span", { class: "note" }, facts), rows.length ? picture : null, rows.length ? save : null),
      ...(rows.length ? table(answer, this) : [el("p", { class: "note" }, "Nothing matches.")]));
  }

  async #picture(answer, button) {
    button.disabled = true;
    try {
      const records = await this.api.post("subgraph", drawable(answer.rows));
      if (records.nodes.length) this.draw(records, this.name || "the answer");
      else button.after(el("span", { class: "note" }, "no node of the graph in it; return nodes or their names"));
    } catch (error) {
      button.after(el("span", { class: "problem" }, error.message));
    }
    button.disabled = false;
  }
}
