/* The tool for time: how many papers there are in each month or year, of a concept too, and which concepts rise. */
import { count, el, plural } from "../web/dom.js";
import { Picker } from "./picker.js";

const SPACE = "http://www.w3.org/2000/svg";
const WIDTH = 340, HEIGHT = 130, FOOT = 18, HEAD = 14;

export class TimeTool {
  title = "Papers over time and rising concepts";

  constructor({ api, icon, open, keep }) {
    Object.assign(this, { api, icon, open, keep, by: "", since: "", turn: 0 });
    const change = () => { this.#ask(); this.keep(); };
    this.concept = new Picker({ label: "Concept", name: "time-concept", api, icon, change,
      type: ["Method", "Technique", "Hardware", "Dataset", "Task"] });
    this.pills = ["", "month", "year"].map((by) => el("button", { type: "button", class: "pill", "data-by": by, "aria-pressed": "false",
      onclick: () => { this.by = by; this.since = ""; change(); } }, by ? `by ${by}` : "as fits"));
    this.out = el("div", { class: "answer", "aria-live": "polite" });
    this.element = el("div", {}, el("h2", {}, "Timeline"), this.concept.element,
      el("div", { class: "pills plainly", role: "group", "aria-label": "Width of a bar" }, ...this.pills), this.out);
  }

  focus() { this.concept.input.focus(); }

  args() { return { by: this.by, since: this.since, concept: this.concept.id }; }

  async start(args) {
    if (args) {
      this.by = ["month", "year"].includes(args.by) ? args.by : "";
      this.since = args.since || "";
      await this.concept.set(args.concept || "");
    }
    await this.#ask();
  }

  async #ask() {
    const turn = ++this.turn;
    for (const pill of this.pills) pill.setAttribute("aria-pressed", String(pill.dataset.by === this.by));
    try {
      const answer = await this.api.get("timeline", this.args());
      if (turn !== this.turn) return;
      this.out.replaceChildren(...this.#parts(answer));
    } catch (error) {
      this.out.replaceChildren(el("p", { class: "problem", role: "alert" }, error.message));
    }
  }

  #parts(answer) {
    if (!answer.periods.length) return [el("p", { class: "note" }, "No paper of this graph has a date.")];
    const named = this.concept.id ? answer.periods.reduce((sum, { named: n }) => sum + n, 0) : 0;
    return [
      el("p", { class: "note" }, this.concept.id ? `${plural(named, "paper names", "papers name")} ${this.concept.name}, of all that have a date` : "papers in each period; click a bar to count from there"),
      chart(answer, (period) => { this.since = period; this.#ask(); this.keep(); }),
      answer.undated ? el("p", { class: "note" }, `${plural(answer.undated, "paper has", "papers have")} no date`) : null,
      el("h3", {}, "Rising concepts"),
      el("p", { class: "note" }, `named by more of the ${count(answer.recent)} papers since ${answer.since} than of the ${count(answer.before)} before`),
      answer.rising.length ? el("ol", { class: "rising" }, ...answer.rising.map((concept) => this.#concept(concept, answer)))
        : el("p", { class: "note" }, answer.before ? "None rises beyond chance." : "There is nothing before to compare with."),
    ].filter(Boolean);
  }

  #concept({ id, type, name, recent, before }, answer) {
    const share = (n, of) => `${((100 * n) / Math.max(1, of)).toFixed(1)} %`;
    return el("li", {}, el("button", { type: "button", class: "walk", onclick: () => this.open(id) }, this.icon(type, 12), el("span", { dir: "auto" }, name),
      el("span", { class: "sure", title: `${plural(recent, "paper", "papers")} since, ${count(before)} before` },
        `${share(before, answer.before)} → ${share(recent, answer.recent)}`)));
  }
}

/** Return the bars: all papers, and before them, to a scale of their own, those that name the concept; a bar tells its
    numbers and can be chosen. */
function chart({ periods, since }, choose) {
  const most = { all: Math.max(1, ...periods.map(({ papers }) => papers)), named: Math.max(1, ...periods.map(({ named = 0 }) => named)) };
  const step = WIDTH / periods.length, single = periods[0].named === undefined;
  const make = (tag, attributes, ...children) => {
    const node = document.createElementNS(SPACE, tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    node.append(...children);
    return node;
  };
  const bar = (value, n, name) => {
    const high = ((HEIGHT - FOOT - HEAD) * value) / most[name];
    return make("rect", { class: name, x: n * step + step * 0.1, y: HEIGHT - FOOT - high, width: Math.max(1, step * 0.8), height: high });
  };
  const every = Math.ceil(periods.length / 5);
  const groups = periods.map(({ period, papers, named }, n) => {
    const says = `${period}: ${single ? plural(papers, "paper", "papers") : `${count(named)} of ${plural(papers, "paper", "papers")}`}`;
    const group = make("g", { class: period >= since ? "recent" : "before", role: "button", tabindex: "0", "aria-label": `${says}; count from here`, "data-period": period },
      make("title", {}, says), make("rect", { class: "reach", x: n * step, y: 0, width: step, height: HEIGHT }), bar(papers, n, "all"),
      ...(single ? [] : [bar(named, n, "named")]));
    group.addEventListener("click", () => choose(period));
    group.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); choose(period); } });
    return group;
  });
  const marks = periods.map(({ period }, n) => (n % every ? null : make("text", { x: n * step + step / 2, y: HEIGHT - 4, "text-anchor": n ? "middle" : "start" }, period))).filter(Boolean);
  return make("svg", { class: "chart", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "group", "aria-label": "Papers in each period", "data-single": String(single) }, ...groups, ...marks,
    make("text", { class: "most", x: 0, y: 9 }, single ? `up to ${count(most.all)}` : `up to ${count(most.named)} of ${count(most.all)}`));
}
