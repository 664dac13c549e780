"""Small helpers for trees of HTML elements."""

from __future__ import annotations

from collections.abc import Iterable

from bs4 import BeautifulSoup
from bs4.element import PageElement, Tag

_MAKER = BeautifulSoup("", "html5lib")


class EditionError(ValueError):
    """An edition that cannot be made; the message says on which page, what is wrong, and how to mend it."""


def parsed(html: str) -> BeautifulSoup:
    """Return an HTML document as a tree, read as browsers read it."""
    return BeautifulSoup(html, "html5lib")


def element(name: str, *content: PageElement | str, css: str = "", **attributes: str) -> Tag:
    """Return a new element with this content; `css` is its class."""
    made = _MAKER.new_tag(name, attrs={**({"class": css} if css else {}), **attributes})
    made.extend(list(content))
    return made


def pieces(html: str) -> list[PageElement]:
    """Return what a fragment of HTML holds, free to be put anywhere."""
    body = parsed(html).body
    return [child.extract() for child in list(body.children)] if body else []


def inside(tag: Tag | None) -> list[PageElement]:
    """Take out everything that stands in an element, and return it."""
    return [child.extract() for child in list(tag.children)] if tag else []


def words_of(tag: Tag) -> str:
    """Return the text of an element as one line."""
    return " ".join(tag.get_text().split())


def remove(tags: Iterable[Tag]) -> None:
    """Take elements, with everything in them, out of their tree."""
    for tag in tags:
        tag.decompose()
