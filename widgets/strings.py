"""The words of the faces, from `strings.yaml`."""

from __future__ import annotations

from functools import cache
from importlib import resources

from .reading import contents


@cache
def strings() -> dict[str, str]:
    """Return every string by its key, with the line breaks of the file folded away."""
    text = (resources.files("widgets") / "strings.yaml").read_text(encoding="utf8")
    return {key: str(value).strip() for key, value in contents(text).items()}
