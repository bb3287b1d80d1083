"""The page's JavaScript: small modules in ``viz/web``, put into one script that a page can carry.

A module becomes a function that returns what it exports, so that names in one cannot meet names in another. Only the
forms that the modules use are known: ``import { a, b as c } from "./x.js";`` on one line, and ``export`` before a
declaration. Anything else is an error here, not a surprise in the browser.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_IMPORT = re.compile(r'^import \{([^}]*)\} from "\./([\w/-]+\.js)";$', re.MULTILINE)
_EXPORT = re.compile(r"^export ((?:async )?(?:function\*?|class|const|let) (\w+))", re.MULTILINE)
_UNKNOWN = re.compile(r"^(?:import|export)\b.*$", re.MULTILINE)
_NAMES = re.compile(r"(\w+)(?:\s+as\s+(\w+))?")
_COMMENTS = re.compile(r"^ *//[^\n]*\n|^ */\*.*?\*/ *\n", re.MULTILINE | re.DOTALL)


def bundle(entry: str, read: Callable[[str], str]) -> str:
    """Return one script that does what the module ``entry`` and all that it imports do.

    Args:
        entry: the name of a module, like ``main.js``.
        read: gives the text of a module by its name.

    Raises:
        ValueError: if modules import each other in a circle, one imports what another does not export, or one uses a
            form of ``import`` or ``export`` that this function does not know.
    """
    order: list[str] = []
    exports: dict[str, list[str]] = {}
    texts: dict[str, str] = {}

    def visit(name: str, path: tuple[str, ...]) -> None:
        if name in path:
            raise ValueError(f"{' imports '.join([*path[path.index(name) :], name])}: modules may not form a circle")
        if name in texts:
            return
        text = texts[name] = _COMMENTS.sub("", read(name))
        exports[name] = [match[2] for match in _EXPORT.finditer(text)]
        for names, target in _IMPORT.findall(text):
            visit(target, (*path, name))
            for wanted, _ in _NAMES.findall(names):
                if wanted not in exports[target]:
                    raise ValueError(f"{name} imports {wanted} from {target}, which exports {exports[target]}")
        order.append(name)

    visit(entry, ())
    parts = [_function(name, texts[name], exports[name]) for name in order]
    return '"use strict";\n(() => {\n' + "\n".join(parts) + "\n})();\n"


def variable(name: str) -> str:
    """Return what a module is called in the script.

    >>> variable("live/main.js")
    'live_main_js'
    """
    return re.sub(r"\W", "_", name)


def _function(name: str, text: str, exported: list[str]) -> str:
    def taken(match: re.Match[str]) -> str:
        names = ", ".join(a if not b else f"{a}: {b}" for a, b in _NAMES.findall(match[1]))
        return f"const {{ {names} }} = {variable(match[2])};"

    body = _EXPORT.sub(r"\1", _IMPORT.sub(taken, text)).strip()
    if unknown := _UNKNOWN.search(body):
        raise ValueError(f"{name}: this form is not known: {unknown[0]}")
    return f"const {variable(name)} = (() => {{\n{body}\nreturn {{ {', '.join(exported)} }};\n}})();"
