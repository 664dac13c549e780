"""The print edition: the whole book as one HTML page that needs no other file."""

from __future__ import annotations

import json
import re
from pathlib import Path

from markupsafe import Markup

from theme.navigation import ICON

from .book import Book, Chapter
from .shelf import NAMES
from .templating import LINK, rendered, style

#: On one page, the book's title is the first heading, the parts are the second, and a chapter begins at the third.
DEEPER, DEEPEST = 2, 6


def write(book: Book, folder: Path) -> Path:
    """Write the print edition into a folder, and return its path."""
    path = folder / NAMES["html"]
    html = rendered(
        "handbook.html.jinja",
        book=book,
        icon=ICON,
        chapter_numbers=True,
        style=Markup(style("common.css") + style("print.css") + heads(book)),  # noqa: S704 - our own files
        body=lambda chapter: Markup(_in_one_page(chapter)),  # noqa: S704 - the pages' own HTML
    )
    path.write_text(html, encoding="utf8")
    return path


def heads(book: Book) -> str:
    """Return the style that gives each chapter's sheets its title at their head."""
    rules = []
    for chapter in book.all():
        title = json.dumps(f"{chapter.number} {chapter.title}", ensure_ascii=False).replace("<", "\\3c ")
        rules.append(
            f"@page c{chapter.number} {{ @top-left {{ content: {title} }} }}\n"
            f"#{chapter.slug} {{ page: c{chapter.number} }}\n"
        )
    return "".join(rules)


def _in_one_page(chapter: Chapter) -> str:
    """Return a chapter with links that jump inside the page, and headings that stand under those of the book."""
    html = LINK.sub(lambda link: f'href="{link[2] or "#" + link[1]}"', chapter.html)
    return re.sub(r"<(/?)h([1-6])\b", lambda tag: f"<{tag[1]}h{min(int(tag[2]) + DEEPER, DEEPEST)}", html)
