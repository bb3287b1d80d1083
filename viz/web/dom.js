/* Making elements. Text enters the page through here, as text: nothing in this project sets innerHTML. */

/** Make an element; strings become text, never markup, and `on...` attributes become listeners. */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/** Make a picture of one part (a line, a polygon); it says nothing to a screen reader. */
export function svg(width, height, tag, attributes) {
  const space = "http://www.w3.org/2000/svg";
  const picture = document.createElementNS(space, "svg");
  const part = document.createElementNS(space, tag);
  const frame = { width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" };
  for (const [name, value] of Object.entries(frame)) picture.setAttribute(name, value);
  for (const [name, value] of Object.entries(attributes)) part.setAttribute(name, value);
  picture.append(part);
  return picture;
}

/** Return a number as a reader writes it. */
export const count = (number) => number.toLocaleString("en");

/** Return "1 paper" or "7 papers". */
export const plural = (number, one, many) => `${count(number)} ${number === 1 ? one : many}`;
