/* Saving the view. What the picture is made of can be had from the API. */
import { el } from "../web/dom.js";
import { fileName, pngOf, save, svgOf } from "../web/exporting.js";

/** Fill the box of exports. */
export function exportButtons(box, drawing, title) {
  const view = () => {
    const camera = drawing.camera();
    return [drawing.picture(camera), drawing.palette, camera.width, camera.height];
  };
  const button = (text, says, run) => el("button", { type: "button", class: "choice", onclick: () => { box.hidePopover?.(); run(); } },
    el("strong", {}, text), el("span", {}, says));
  box.append(
    button("PNG", "the view as a picture", async () => save(await pngOf(...view()), fileName(title, "png"))),
    button("SVG", "the view as a drawing to edit", () => save(new Blob([svgOf(...view(), title)], { type: "image/svg+xml" }), fileName(title, "svg"))),
  );
}
