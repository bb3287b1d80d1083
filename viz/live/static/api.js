/* Asking the server. Every answer is JSON; what goes wrong comes as an Error whose message a reader can act on. */

/** An error with what to do about it. */
export class ApiError extends Error {
  constructor(error, hint = "", status = 0) {
    super(hint ? `${error}; ${hint}` : error);
    Object.assign(this, { error, hint, status });
  }
}

/** Return the query part of an address from values; lists give a name several times, what is empty is left out. */
export function addressOf(values) {
  const pairs = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null && one !== "") pairs.append(name, String(one));
    }
  }
  const text = pairs.toString();
  return text ? `?${text}` : "";
}

export class Api {
  /** @param seen called with the number of the graph's state that an answer is about */
  constructor(seen = () => {}) {
    this.seen = seen;
  }

  get(path, values = {}, options = {}) { return this.#ask(`/api/${path}${addressOf(values)}`, options); }

  post(path, body, options = {}) {
    return this.#ask(`/api/${path}`, { ...options, method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  }

  async #ask(address, options) {
    let response;
    try {
      response = await fetch(address, options);
    } catch (error) {
      if (error.name === "AbortError") throw error;
      throw new ApiError("the server does not answer", "is kg serve still running?");
    }
    const generation = Number(response.headers.get("x-graph-generation"));
    if (generation) this.seen(generation);
    const answer = await response.json().catch(() => ({ error: `the server answered with status ${response.status}`, hint: "" }));
    if (!response.ok) throw new ApiError(answer.error, answer.hint, response.status);
    return answer;
  }
}
