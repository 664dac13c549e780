"""The whole book, bound from its pages: parts, numbered chapters, answers; ready to become any of the editions."""

from __future__ import annotations

import datetime
import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from widgets.contents import Entry, read_contents
from widgets.reading import contents

from . import instruments, paper
from .colors import resolved
from .links import bind_links, ids_of
from .pages import Page, read_page
from .questions import Questions
from .shelf import SITE
from .tree import element
from .words import words

#: Before this date a zip file knows none.
EARLIEST = 315_532_800


@dataclass
class Chapter:
    """A page as it stands in the editions: HTML that is XML too. Links into the book begin with ``book:``."""

    page: Page
    children: list[Chapter] = field(default_factory=list)
    number: int = 0
    html: str = ""

    @property
    def slug(self) -> str:
        """Return the chapter's name in files and ids."""
        return self.page.slug

    @property
    def title(self) -> str:
        """Return the chapter's title."""
        return self.page.title

    def all(self) -> Iterator[Chapter]:
        """Yield the chapter and everything under it, in order."""
        yield self
        for child in self.children:
            yield from child.all()


@dataclass
class Part:
    """Chapters under one caption."""

    caption: str
    chapters: list[Chapter]

    def all(self) -> Iterator[Chapter]:
        """Yield every chapter of the part, in order."""
        for chapter in self.chapters:
            yield from chapter.all()


@dataclass
class Book:
    """The bound book. `made` is when its source was last changed."""

    title: str
    author: str
    rights: str
    language: str
    made: datetime.datetime
    parts: list[Part]

    def all(self) -> Iterator[Chapter]:
        """Yield every chapter, in order."""
        for part in self.parts:
            yield from part.all()


def bind(root: Path) -> Book:
    """Return the book whose site is built at `root`. Raises EditionError where something cannot become an edition."""
    site = root / SITE
    asking = Questions(root)
    parts = []
    for section in read_contents(root):
        if chapters := list(_chapters(site, section.entries)):
            parts.append(Part(section.caption or words()["welcome"], chapters))
    pages = [chapter.page for part in parts for chapter in part.all()]
    for page in pages:
        asking.put_on_paper(page)
        instruments.put_on_paper(page.body)
    if answers := asking.answers():
        parts.append(Part(words()["answers"], [Chapter(page) for page in answers]))
        pages += answers
    for page in pages:
        paper.put_on_paper(page.body, page.name)
    _finish([chapter for part in parts for chapter in part.all()])
    return _about(root, parts)


def _chapters(site: Path, entries: tuple[Entry, ...]) -> Iterator[Chapter]:
    """Yield the chapters of a list; what stands under a page that is left out moves up into its place."""
    for entry in entries:
        page = read_page(site, entry.name)
        below = list(_chapters(site, entry.children))
        if page is None:
            yield from below
        else:
            yield Chapter(page, below)


def _finish(chapters: list[Chapter]) -> None:
    """Number the chapters, bind their links, and write them out."""
    for number, chapter in enumerate(chapters, start=1):
        chapter.number = number
    numbers = {chapter.page.name: chapter.number for chapter in chapters}
    ids = {chapter.page.name: ids_of(chapter.page) for chapter in chapters}
    for chapter in chapters:
        bind_links(chapter.page, numbers, ids)
        if head := chapter.page.body.h1:
            head.insert(0, element("span", str(chapter.number), css="number"))
            head.insert(1, " ")
        chapter.html = resolved(chapter.page.body.decode_contents(formatter="minimal"))


def _about(root: Path, parts: list[Part]) -> Book:
    """Return the book with what _config.yml says of it."""
    config: dict[str, Any] = contents((root / "_config.yml").read_text(encoding="utf8"))
    language = config.get("sphinx", {}).get("config", {}).get("language", "en")
    author = config.get("author", "")
    rights = f"© {config.get('copyright', '')} {author}. CC BY 4.0."
    return Book(config.get("title", ""), author, rights, language, moment(root), parts)


def moment(root: Path) -> datetime.datetime:
    """Return when the source was last changed, so that one source gives one edition.

    That is SOURCE_DATE_EPOCH where it is set, else the last commit's time, else the earliest date that files can have.
    """
    told = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not told:
        command = ["git", "-C", str(root), "log", "-1", "--format=%ct"]
        try:
            told = subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
        except OSError:
            told = ""
    seconds = int(told) if re.fullmatch(r"\d+", told) else EARLIEST
    return datetime.datetime.fromtimestamp(seconds, tz=datetime.timezone.utc)
