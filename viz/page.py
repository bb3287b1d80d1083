"""The page: one HTML file that holds the picture, its data and vis-network, and asks the network for nothing.

Titles come from anywhere, so none is ever markup: the heading is escaped, all other text is in a JSON block that
cannot be left, and the script puts it into the page as text. A content security policy names the two scripts by their
hashes; whatever else got in would not run.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from functools import cache
from importlib import resources
from string import Template
from typing import Any

from viz.bundle import bundle
from viz.errors import MapError

#: Where pyvis keeps vis-network.
_VIS = "lib/vis-9.1.2/vis-network.min.js"
_ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def render(data: dict[str, Any], details: dict[str, Any], *, title: str, counts: str) -> str:
    """Return the page.

    Args:
        data: what the script draws; JSON-ready.
        details: what it says of it when asked; JSON-ready.
        title: the graph's name.
        counts: what stands beside it.

    Raises:
        MapError: if the installed pyvis does not hold vis-network.
    """
    scripts = [vis_network(), script("main.js")]
    return Template(_asset("map.html")).substitute(
        policy=policy(scripts),
        title=html.escape(title),
        counts=html.escape(counts),
        style=_asset("map.css"),
        data=safe_json(data),
        details=safe_json(details),
        vis=scripts[0],
        script=scripts[1],
    )


def policy(scripts: list[str]) -> str:
    """Return the content security policy that lets exactly these inline scripts run, and nothing be loaded."""
    hashes = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts]
    allowed = " ".join(f"'sha256-{digest}'" for digest in hashes)
    return (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src data: blob:; "
        "base-uri 'none'; form-action 'none'"
    )


def safe_json(value: Any) -> str:
    r"""Return JSON that can stand in a script element: no character of it can end the element.

    >>> safe_json("</script>")
    '"\\u003c/script\\u003e"'
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return re.sub("[<>&\u2028\u2029]", lambda match: _ESCAPES[match[0]], text)


@cache
def vis_network() -> str:
    """Return vis-network's script as the installed pyvis holds it, fit to stand in a script element.

    Raises:
        MapError: if it is not there.
    """
    try:
        text = resources.files("pyvis").joinpath(_VIS).read_text(encoding="utf-8")
    except (OSError, ModuleNotFoundError):
        raise MapError(
            f"pyvis is installed without {_VIS}; install it again: pip install --force-reinstall pyvis"
        ) from None
    return _embeddable(re.sub(r"//# sourceMappingURL=\S+", "", text))


@cache
def script(entry: str) -> str:
    """Return a module of ``viz/web`` with all that it imports, fit to stand in a script element."""
    return _embeddable(bundle(entry, _asset))


@cache
def _asset(name: str) -> str:
    return resources.files("viz").joinpath("web").joinpath(name).read_text(encoding="utf-8")


def _embeddable(script: str) -> str:
    """Return a script without line ends that a browser would change, and without the end of its own element."""
    return script.replace("\r\n", "\n").replace("\r", "\n").replace("</script", "<\\/script").strip()
