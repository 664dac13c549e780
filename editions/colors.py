"""Colors for drawings: readers of e-books know no CSS variables, and paper is always light."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

STYLES = Path(__file__).resolve().parent.parent / "theme" / "track_ii" / "static" / "track-ii.css"
#: A use of a variable, perhaps with what holds where there is none.
USE = re.compile(r"var\((--[\w-]+)\s*(?:,\s*([^()]*))?\)")


@cache
def light() -> dict[str, str]:
    """Return the theme's colors for light pages, by the name of their variable."""
    block = re.search(r":root \{(.*?)\}", STYLES.read_text(encoding="utf8"), re.DOTALL)
    return dict(re.findall(r"(--[\w-]+):\s*([^;]+);", block[1] if block else ""))


def resolved(text: str) -> str:
    """Return a style or an attribute with every color variable replaced by its value."""
    return USE.sub(lambda use: light().get(use[1]) or (use[2] or "currentColor").strip(), text)
