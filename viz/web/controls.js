/* The fields that filter by year and confidence, and the buttons that export. */
import { el } from "./dom.js";
import { fileName, jsonOf, pngOf, save, svgOf } from "./exporting.js";

/**
 * Fill the box of filters; returns a function that shows what the filters say.
 * @param box the element; @param span [first, last] year, or null if there is nothing to choose
 * @param sure whether edges carry confidence; @param change called after a change
 */
export function filterFields(box, { filters, span, sure, change }) {
  const fields = [], updates = [];
  if (span) {
    const [first, last] = span;
    const year = (label, value) => el("input", { type: "number", "aria-label": label, min: first, max: last, value, inputmode: "numeric" });
    const from = year("From year", first), to = year("To year", last);
    const apply = () => {
      const low = Number(from.value) || first, high = Number(to.value) || last;
      if (low <= first && high >= last) filters.setYears(null, null);
      else filters.setYears(low, high);
      change();
    };
    for (const field of [from, to]) field.addEventListener("input", () => { if (/^\d{4}$/.test(field.value) || !field.value) apply(); });
    fields.push(el("fieldset", {}, el("legend", {}, "Year of the papers"), el("div", { class: "pair" }, from, el("span", { "aria-hidden": "true" }, "–"), to)));
    updates.push(() => { if (!box.contains(document.activeElement)) [from.value, to.value] = filters.years || span; });
  }
  if (sure) {
    const says = el("output", { for: "least" }, "any");
    const slider = el("input", { type: "range", id: "least", min: 0, max: 1, step: 0.05, value: 0 });
    slider.addEventListener("input", () => { filters.setLeast(Number(slider.value)); change(); });
    fields.push(el("div", { class: "field" }, el("label", { for: "least" }, "Least confidence ", says), slider));
    updates.push(() => {
      slider.value = filters.least;
      says.textContent = filters.least ? filters.least.toFixed(2) : "any";
    });
  }
  const reset = el("button", { type: "button", class: "more", onclick: () => {
    filters.setYears(null, null);
    filters.setLeast(0);
    change();
    box.querySelector("input")?.focus();
    for (const update of updates) update();
    if (span) [...box.querySelectorAll("input[type=number]")].forEach((field, n) => { field.value = span[n]; });
  } }, "Show all again");
  const left = el("p", { class: "note", role: "status" });
  box.append(...fields, left, reset);
  return () => {
    for (const update of updates) update();
    const shown = filters.graph.nodes.filter((node) => node.shown).length;
    left.textContent = filters.narrowed ? `${shown.toLocaleString("en")} nodes are left` : "";
    reset.hidden = !filters.narrowed;
  };
}

/** Fill the box of exports. */
export function exportButtons(box, { drawing, details, title }) {
  const view = () => {
    const camera = drawing.camera();
    return [drawing.picture(camera), drawing.palette, camera.width, camera.height];
  };
  const button = (text, says, run) => el("button", { type: "button", class: "choice", onclick: () => { box.hidePopover?.(); run(); } },
    el("strong", {}, text), el("span", {}, says));
  box.append(
    button("PNG", "the view as a picture", async () => save(await pngOf(...view()), fileName(title, "png"))),
    button("SVG", "the view as a drawing to edit", () => save(new Blob([svgOf(...view(), title)], { type: "image/svg+xml" }), fileName(title, "svg"))),
    button("JSON", "nodes and edges with their quotes", () => save(new Blob([jsonOf(drawing.graph, details, title)], { type: "application/json" }), fileName(title, "json"))),
  );
}
