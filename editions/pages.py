"""A page of the built site: its title and what stands between its menus."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bs4.element import Tag

from .choice import chosen
from .tree import EditionError, parsed, words_of


@dataclass
class Page:
    """A page on its way into the editions. `name` is its address in the site without the ending."""

    name: str
    title: str
    body: Tag

    @property
    def slug(self) -> str:
        """Return a name for files and ids."""
        return self.name.replace("/", "-")


def read_page(site: Path, name: str) -> Page | None:
    """Return a page, or None if it is not for the editions. Raises EditionError if it is not there or has no title."""
    path = site / f"{name}.html"
    if not path.is_file():
        raise EditionError(f"{path} is missing: build the site first, with make site")
    article = parsed(path.read_text(encoding="utf8")).find("article")
    if not isinstance(article, Tag) or article.h1 is None:
        raise EditionError(f"{path} lacks an article with a title; look whether the theme's layout still makes one")
    title = words_of(article.h1)
    if not chosen(article):
        return None
    article.name = "div"
    return Page(name, title, article)
