/* The colours, read from the style sheet, so that light and dark are decided in one place. */

/** Return the colours by name: ground, ink, soft, focus, and one for each type of node and kind of edge. */
export function readPalette(names) {
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(`--${name}`).trim();
  const palette = {};
  for (const name of ["ground", "surface", "ink", "soft", "focus", "line", ...names]) palette[name] = colour(name) || colour("soft");
  palette.family = style.fontFamily;
  return palette;
}

/** Call back when the system turns dark or light. */
export function onScheme(callback, signal) {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", callback, { signal });
}
