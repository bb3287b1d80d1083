/* The address: what is open stands after the #, so that it can be kept, sent and gone back to. */

/** Return what stands after the # for an id: as readable as a fragment may be. */
export const fragmentOf = (id) => (id ? `#${encodeURIComponent(id).replace(/%(3A|2F|40|2C)/gi, decodeURIComponent)}` : "#");

/** Return the id in a fragment, or an empty text; what is no valid escape is taken as it stands. */
export function idIn(fragment) {
  const text = fragment.replace(/^#/, "");
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}

export class Address {
  /** @param go called with the id that the reader has gone back or forward to, or an empty text */
  constructor(go) {
    // A frame without an address of its own (in a notebook) must not write to the page around it.
    this.usable = location.protocol !== "about:";
    if (this.usable) window.addEventListener("popstate", () => go(this.id));
  }

  get id() { return this.usable ? idIn(location.hash) : ""; }

  /** Note what is open, unless the address says so already. */
  put(id) {
    if (this.usable && this.id !== id) history.pushState(null, "", fragmentOf(id));
  }
}
