/* What is open, as the part of the address after #: it can be kept, sent, and gone back to.

The state is { node, expanded, tool, args }: the id of the node whose card is open, the ids that were expanded in order
(once for each time), the tool that is open and its fields. */

const TOOLS = new Set(["path", "ask", "time"]);

/** Return the state that an address's # part stands for; what cannot be read is left out. */
export function parse(hash) {
  const pairs = new URLSearchParams(hash.replace(/^#/, ""));
  const tool = TOOLS.has(pairs.get("tool")) ? pairs.get("tool") : "";
  const args = {};
  if (tool) {
    for (const [name, value] of pairs) if (name.startsWith(`${tool}.`)) args[name.slice(tool.length + 1)] = value;
  }
  return { node: pairs.get("node") || "", expanded: pairs.getAll("x").filter(Boolean), tool, args };
}

/** Return the # part for a state; the same state gives the same text. */
export function format({ node = "", expanded = [], tool = "", args = {} }) {
  const pairs = new URLSearchParams();
  if (node) pairs.append("node", node);
  for (const id of expanded) pairs.append("x", id);
  if (tool) {
    pairs.append("tool", tool);
    for (const name of Object.keys(args).sort()) if (args[name] !== "") pairs.append(`${tool}.${name}`, args[name]);
  }
  const text = pairs.toString();
  return text ? `#${text}` : "";
}

/** Tell whether one list begins with all of another. */
export const startsWith = (list, head) => head.length <= list.length && head.every((item, n) => item === list[n]);
