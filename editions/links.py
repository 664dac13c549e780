"""Ids and links inside the editions: every id is unique in the whole book, every link leads to a place in it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from urllib.parse import unquote, urlsplit

from bs4.element import Tag

from .pages import Page
from .tree import EditionError
from .words import words

#: Attributes that name other elements by their ids.
NAMING = ("aria-labelledby", "aria-describedby", "headers")
INNER = re.compile(r"url\(\s*#([^)\s]+)\s*\)")
#: How a link into the book is written until an edition knows its addresses.
BOOK = "book:"
#: What follows a page's address for an instrument that is filled in for a case; it says something to a script only.
FOR_CASE = re.compile(r"for=")


def full_id(page: Page, name: str) -> str:
    """Return the id that an element of a page has in the editions."""
    return f"{page.slug}--{name}"


def ids_of(page: Page) -> set[str]:
    """Return all ids of a page."""
    return {str(tag["id"]) for tag in page.body.find_all(id=True)}


def bind_links(page: Page, numbers: Mapping[str, int], ids: Mapping[str, set[str]]) -> None:
    """Give a page's ids and links their form in the editions.

    `numbers` are the chapters' by name, `ids` those of every chapter. A link into the book becomes ``book:SLUG#ID``,
    and says which chapter it leads to; one to a page that is only on the site becomes text that says so. Raises
    EditionError for a link that leads nowhere.
    """
    for link in page.body.select("a[href]"):
        _bind(link, page, numbers, ids)
    for tag in page.body.find_all(True):
        if "id" in tag.attrs:
            tag["id"] = full_id(page, str(tag["id"]))
        for name in NAMING:
            if name in tag.attrs:
                tag[name] = " ".join(full_id(page, one) for one in str(tag[name]).split())
        for name, value in tag.attrs.items():
            if isinstance(value, str) and "url(" in value:
                tag[name] = INNER.sub(lambda use: f"url(#{full_id(page, use[1])})", value)


def _bind(link: Tag, page: Page, numbers: Mapping[str, int], ids: Mapping[str, set[str]]) -> None:
    address = urlsplit(str(link["href"]))
    if address.scheme or address.netloc:
        link["class"] = ["outside"] if link.get_text(strip=True) != link["href"] else ["address"]
        return
    path = unquote(address.path)
    there = posixpath.normpath(posixpath.join("/", posixpath.dirname(page.name), path))[1:].removesuffix(".html")
    name = there if path else page.name
    if name not in numbers:
        link.name, link.attrs = "span", {}
        link.append(words()["only_site"].replace("{text}", ""))
        return
    place = "" if FOR_CASE.match(address.fragment) else unquote(address.fragment)
    if place and place not in ids[name]:
        raise EditionError(f"{page.name}: a link leads to {name}#{place}, and there is no such place; mend the link")
    slug = name.replace("/", "-")
    link["href"] = f"{BOOK}{slug}" + (f"#{slug}--{place}" if place else "")
    if name != page.name and "t2-term" not in link.get("class", []) and not link.find_parent(class_="bibtex-citation"):
        link["data-chapter"] = words()["chapter"].format(number=numbers[name])
