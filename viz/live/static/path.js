/* The tool for paths: how two papers or concepts are connected, step by step, with quotes. */
import { el } from "../web/dom.js";
import { quoted } from "../web/panel.js";
import { Picker } from "./picker.js";

export class PathTool {
  title = "Paths between two papers or concepts";

  constructor({ api, icon, open, draw, keep }) {
    Object.assign(this, { api, icon, open, draw, keep, turn: 0, asked: "" });
    const field = (label, name) => new Picker({ label, name, api, icon, change: () => { this.#ask(); this.keep(); } });
    this.from = field("From", "path-from");
    this.to = field("To", "path-to");
    this.out = el("div", { class: "answer", "aria-live": "polite" });
    const swap = el("button", { type: "button", class: "action", onclick: () => this.#swap() }, "Swap");
    this.element = el("div", {}, el("h2", {}, "Paths"), el("p", { class: "note" }, "How two papers or concepts are connected: the strongest short paths, with the words behind each step."),
      this.from.element, this.to.element, swap, this.out);
  }

  focus() { (this.from.id ? this.to : this.from).input.focus(); }

  args() { return { from: this.from.id, to: this.to.id }; }

  async start(args) {
    if (args) {
      await this.from.set(args.from || "");
      await this.to.set(args.to || "");
    }
    this.asked = "";
    await this.#ask();
    if (!this.from.id || !this.to.id) this.focus();
  }

  async #swap() {
    const [from, to] = [this.from.id, this.to.id];
    await this.start({ from: to, to: from });
    this.keep();
  }

  async #ask() {
    const { from, to } = this.args(), turn = ++this.turn;
    if (!from || !to) return this.out.replaceChildren();
    if (this.asked === `${from} ${to}`) return undefined;
    this.asked = `${from} ${to}`;
    this.out.replaceChildren(el("p", { class: "note", role: "status" }, "looking …"));
    try {
      const answer = await this.api.get("path", { from, to });
      if (turn !== this.turn) return undefined;
      this.out.replaceChildren(el("p", { class: "verdict", dir: "auto" }, answer.verdict), ...answer.paths.map((path, n) => this.#path(path, n)));
      if (answer.paths.length) this.draw(answer.picture, `${answer.from.name} – ${answer.to.name}`);
    } catch (error) {
      this.asked = "";
      this.out.replaceChildren(el("p", { class: "problem", role: "alert" }, error.message));
    }
    return undefined;
  }

  #path({ nodes, steps }, number) {
    const names = new Map(nodes.map((node) => [node.id, node]));
    const node = ({ id, type, name }) => el("button", { type: "button", class: "walk", onclick: () => this.open(id) }, this.icon(type, 12), el("span", { dir: "auto" }, name));
    return el("ol", { class: "chain", "aria-label": `Path ${number + 1}` }, el("li", {}, node(nodes[0])), ...steps.map((step) => el("li", {},
      el("p", { class: "step" }, step.says, step.sure === undefined ? null : el("span", { class: "sure" }, step.sure.toFixed(2))),
      step.note ? el("p", { class: "note" }, step.note) : null,
      step.quotes.length ? quoted("blockquote", step.quotes[0], step.marks) : null,
      node(names.get(step.to)))));
  }
}
