import assert from "node:assert/strict";
import { test } from "node:test";

import { fragmentOf, idIn } from "../../viz/web/address.js";

test("an id comes back from its fragment", () => {
  for (const id of ["method:lora", "arxiv:1706.03762", "title:a b#c%d/é", "community:task:x", "🧠", ""]) assert.equal(idIn(fragmentOf(id)), id);
});

test("usual ids are readable", () => {
  assert.equal(fragmentOf("method:lora"), "#method:lora");
});

test("a broken escape is taken as it stands", () => {
  assert.equal(idIn("#100%"), "100%");
});
