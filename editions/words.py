"""The words of the editions, from `words.yaml`. No page of the site needs them: they stand apart from its strings."""

from __future__ import annotations

from functools import cache
from importlib import resources

from widgets.reading import contents


@cache
def words() -> dict[str, str]:
    """Return every text by its key, with the line breaks of the file folded away."""
    text = (resources.files("editions") / "words.yaml").read_text(encoding="utf8")
    return {key: str(value).strip() for key, value in contents(text).items()}
