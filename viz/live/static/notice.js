/* The line that tells what happens to the graph: it was built anew, it cannot be read, the server is gone. */
import { count, el } from "../web/dom.js";

/** Milliseconds between two looks at the server. */
const LOOK = 4000;

export class Notice {
  constructor(element, api) {
    Object.assign(this, { element, api, generation: 0, newest: 0, timer: 0, lost: false });
  }

  /** Say something, for a while or until it is closed. */
  say(text, milliseconds = 0) {
    clearTimeout(this.timer);
    this.#fill(text);
    if (milliseconds) this.timer = setTimeout(() => this.hide(), milliseconds);
  }

  hide() { this.element.hidden = true; }

  #fill(...parts) {
    this.element.replaceChildren(...parts, el("button", { type: "button", class: "close", "aria-label": "Close", onclick: () => this.hide() }, "×"));
    this.element.hidden = false;
  }

  /** An answer was about this state of the graph. */
  seen(generation) {
    this.newest = Math.max(this.newest, generation);
    if (this.generation && this.newest > this.generation) this.#anew();
  }

  #anew(nodes = 0) {
    this.generation = this.newest;
    const text = nodes ? `The graph was built anew: it has ${count(nodes)} nodes now. ` : "The graph was built anew. ";
    this.#fill(text, el("button", { type: "button", class: "action", onclick: () => location.reload() }, "Show it"));
  }

  /** Look from time to time whether there is a newer state than the one that the page shows. */
  watch(generation) {
    this.generation = this.newest = generation;
    const look = async () => {
      if (document.visibilityState === "visible") await this.#look();
      setTimeout(look, LOOK);
    };
    setTimeout(look, LOOK);
  }

  async #look() {
    try {
      const state = await this.api.get("state");
      if (this.lost) this.hide();
      this.lost = false;
      if (state.problem) this.say(`The newest graph cannot be read: ${state.problem}`);
    } catch (error) {
      this.lost = true;
      this.say(error.message);
    }
  }
}
