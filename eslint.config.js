// The rules for the map's JavaScript: what eslint recommends, and what keeps modules small and text out of markup.
import js from "@eslint/js";
import globals from "globals";

export default [
  js.configs.recommended,
  {
    languageOptions: { ecmaVersion: 2022, sourceType: "module", globals: { ...globals.browser, vis: "readonly" } },
    rules: {
      "curly": ["error", "multi-line"],
      "eqeqeq": "error",
      "max-lines": ["error", 300],
      "max-depth": ["error", 4],
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-new-func": "error",
      "no-restricted-properties": ["error",
        { property: "innerHTML", message: "Text enters the page as text: see dom.js." },
        { property: "outerHTML", message: "Text enters the page as text: see dom.js." },
        { property: "insertAdjacentHTML", message: "Text enters the page as text: see dom.js." },
        { object: "document", property: "write", message: "Text enters the page as text: see dom.js." }],
      "no-shadow": ["error", { allow: ["name", "node", "link"] }],
      "no-unused-expressions": "error",
      "no-unused-vars": ["error", { args: "after-used" }],
      "no-var": "error",
      "prefer-const": "error",
    },
  },
  { files: ["tests/js/**"], languageOptions: { globals: globals.node } },
];
