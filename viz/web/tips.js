/* The small box beside the pointer: what a node or an edge is, and one quote. */
import { factsOf } from "./cards.js";
import { el, plural } from "./dom.js";
import { quoted } from "./panel.js";

export class Tip {
  /** @param element the box; @param frame what it stays in */
  constructor(element, frame) {
    Object.assign(this, { element, frame, at: { x: 0, y: 0 } });
    frame.addEventListener("pointermove", (event) => {
      const box = frame.getBoundingClientRect();
      this.at = { x: event.clientX - box.left, y: event.clientY - box.top };
      this.#place();
    });
  }

  #place() {
    const { x, y } = this.at, { offsetWidth: width, offsetHeight: height } = this.element;
    const left = x + 16 + width > this.frame.clientWidth ? x - 14 - width : x + 16;
    const top = Math.min(y + 16, this.frame.clientHeight - height - 8);
    this.element.style.transform = `translate(${Math.max(8, left)}px, ${Math.max(8, top)}px)`;
  }

  /** Say what a node is; @param quote one of its quotes with the names to mark: { quote, marks }, or null. */
  node(card, quote) {
    this.#show([el("strong", { dir: "auto" }, card.name), el("span", { class: "meta" }, [card.type, factsOf(card, plural)].filter(Boolean).join(" · ")),
      quote ? quoted("q", quote.quote, quote.marks) : null]);
  }

  /** Say what a link is: its ends, how it is read, its note and its first quote. */
  link({ from, to, says, note, quote, marks }) {
    this.#show([el("strong", { dir: "auto" }, from), el("span", { class: "meta" }, `${says} `), el("strong", { dir: "auto" }, to),
      note ? el("span", { class: "meta" }, note) : null, quote ? quoted("q", quote, marks) : null]);
  }

  #show(parts) {
    this.element.replaceChildren(...parts.filter(Boolean));
    this.element.hidden = false;
    this.#place();
  }

  hide() { this.element.hidden = true; }
}
