/* Cypher cut into pieces, to be coloured: keyword, label, string, number, parameter, comment, name, plain. */

const KEYWORDS = new Set(("MATCH OPTIONAL WHERE RETURN WITH UNWIND AS ORDER BY SKIP LIMIT DISTINCT AND OR XOR NOT IN IS NULL TRUE FALSE "
  + "CASE WHEN THEN ELSE END UNION ALL CALL YIELD ASC DESC ASCENDING DESCENDING STARTS ENDS CONTAINS EXISTS SHORTEST").split(" "));

const TOKEN = new RegExp([
  String.raw`(?<comment>//[^\n]*|/\*[\s\S]*?(?:\*/|$))`,
  String.raw`(?<string>'(?:[^'\\]|\\[\s\S])*(?:'|$)|"(?:[^"\\]|\\[\s\S])*(?:"|$))`,
  String.raw`(?<name>${"`"}[^${"`"}]*(?:${"`"}|$))`,
  String.raw`(?<parameter>\$\w+)`,
  String.raw`(?<label>(?<=[:|]\s*)[A-Za-z_]\w*)`,
  String.raw`(?<number>\b\d+(?:\.\d+)?(?:[eE][-+]?\d+)?\b)`,
  String.raw`(?<word>[A-Za-z_]\w*)`,
  String.raw`(?<plain>[\s\S])`,
].join("|"), "g");

/** Return the pieces of a statement in order: [kind, text]; put together again they are the statement. */
export function pieces(text) {
  const found = [];
  for (const match of text.matchAll(TOKEN)) {
    let [kind] = Object.entries(match.groups).find(([, value]) => value !== undefined);
    if (kind === "word") kind = KEYWORDS.has(match[0].toUpperCase()) ? "keyword" : "plain";
    const last = found[found.length - 1];
    if (last && last[0] === kind && kind === "plain") last[1] += match[0];
    else found.push([kind, match[0]]);
  }
  return found;
}

/** Return the names of the parameters of a statement, each once, in order. */
export function parameters(text) {
  return [...new Set(pieces(text).filter(([kind]) => kind === "parameter").map(([, name]) => name.slice(1)))];
}

/** Return the value of a parameter from what was typed: of the type if it has one, else JSON if it is, else the text. */
export function valueOf(text, type = "") {
  if (type === "string") return text;
  const plain = text.trim();
  if (type === "integer" || type === "double") {
    const number = Number(plain);
    return plain !== "" && Number.isFinite(number) ? number : text;
  }
  if (type === "boolean" && /^(true|false)$/i.test(plain)) return plain.toLowerCase() === "true";
  try {
    return JSON.parse(plain);
  } catch {
    return text;
  }
}
