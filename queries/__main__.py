"""``python -m queries``: writes docs/queries.md, the page of the named queries, from their files."""

from __future__ import annotations

import sys
from pathlib import Path

from queries.page import page

if __name__ == "__main__":
    if len(sys.argv) > 2:
        sys.exit("usage: python -m queries [FILE]   (default: docs/queries.md of the checkout)")
    target = Path(sys.argv[1]) if len(sys.argv) == 2 else Path(__file__).parents[1] / "docs" / "queries.md"
    if not target.parent.is_dir():
        sys.exit(f"{target.parent}: no such folder; name a file: python -m queries FILE")
    target.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{target} written\n")
