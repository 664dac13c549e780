"""What there is to do in each part of the book: pages to read, with their questions and cases, and instruments.

Everything is read from where it stands anyway. The table of contents gives the parts and their pages, the table on the
first page of a folder the minutes (where it tells them), a page itself its questions and its case. To which part an
instrument belongs says the page of the instruments: it stands under a heading that begins like the part's caption.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from .cases import Case, load_case
from .contents import Entry, read_contents
from .questions import load_questions

INSTRUMENTS = "book/instruments"
#: A row of a table that leads to a page and tells its minutes: `, 20 min.` after the link, or `20` in the last cell.
MINUTES = re.compile(r"^\|.*?\]\(([\w-]+)\.md\)(?:,? (\d+) min\b|.*\| *(\d+)(?: minutes)? *\|$)", re.MULTILINE)
#: A heading, or a link to a page beside.
HEADING_OR_LINK = re.compile(r"^#+ (.+)$|\]\(([\w-]+)\.md\)", re.MULTILINE)


@dataclass(frozen=True)
class Todo:
    """A page to read. `questions` are the ids of its questions, from the file `check`; `case` is one to decide in."""

    page: str
    minutes: int | None = None
    check: str = ""
    questions: tuple[str, ...] = ()
    case: Case | None = None
    inside: tuple[Todo, ...] = ()

    def walk(self) -> Iterator[Todo]:
        """Yield this page and those inside it."""
        yield self
        for todo in self.inside:
            yield from todo.walk()


@dataclass(frozen=True)
class Part:
    """A part of the book. `instruments` are ids; each has a page of its name in `INSTRUMENTS`."""

    title: str
    pages: tuple[Todo, ...]
    instruments: tuple[str, ...]

    @property
    def cases(self) -> bool:
        """Whether the pages of this part are case studies."""
        return any(todo.case for page in self.pages for todo in page.walk())


def read_parts(root: Path) -> tuple[Part, ...]:
    """Return the parts of the handbook in a folder that ask something or let one decide, in the order of the book.

    Instruments that belong to none of them stand in a part of their own at the end; a page that is not there is left
    out, as Sphinx does, which says so. Raises ContentsError for a damaged table of contents, DamagedError for questions
    or a case that cannot be used, and FileNotFoundError where a page names such a file and it is not there.
    """
    placed = _placed(root)
    parts: list[Part] = []
    left: Part | None = None
    for section in read_contents(root):
        caption, chapters = section.caption, section.entries
        if not caption:
            continue
        if chapters[0].name == f"{INSTRUMENTS}/index":
            left = Part(caption, (), tuple(page.name.rpartition("/")[2] for page in chapters[0].children))
            continue
        # The first page of a part is read like the others, and those below it stand beside it.
        entries = [page for chapter in chapters for page in (Entry(chapter.name), *chapter.children)]
        pages = tuple(_todos(root, entries))
        if any(todo.questions or todo.case for page in pages for todo in page.walk()):
            begins = re.compile(rf"{re.escape(caption)}\b")
            instruments = [name for name, heading in placed.items() if begins.match(heading)]
            parts.append(Part(_title(root, entries[0].name, caption), pages, tuple(instruments)))
    known = {name for part in parts for name in part.instruments}
    if left and (rest := tuple(name for name in left.instruments if name not in known)):
        parts.append(Part(left.title, (), rest))
    return tuple(parts)


def _text(root: Path, page: str) -> str:
    """Return the text of a page, empty if there is none."""
    path = root / f"{page}.md"
    return path.read_text(encoding="utf8") if path.is_file() else ""


def _title(root: Path, page: str, caption: str) -> str:
    """Return the title of a part's first page if it says more than the part's caption, else the caption."""
    heading = re.search(r"^# (.+)$", _text(root, page), re.MULTILINE)
    return heading[1].strip() if heading and heading[1].startswith(caption) else caption


def _minutes(root: Path, page: str) -> int | None:
    """Return how long a page takes, from the table on the first page of its folder."""
    folder, _, name = page.rpartition("/")
    rows = {leads_to: first or last for leads_to, first, last in MINUTES.findall(_text(root, f"{folder}/index"))}
    return int(rows[name]) if name in rows else None


def _placed(root: Path) -> dict[str, str]:
    """Return the heading under which each instrument stands on their page."""
    placed: dict[str, str] = {}
    under = ""
    for heading, name in HEADING_OR_LINK.findall(_text(root, f"{INSTRUMENTS}/index")):
        if heading:
            under = heading
        elif (root / INSTRUMENTS / f"{name}.md").is_file():
            placed.setdefault(name, under)
    return placed


def _todos(root: Path, entries: Iterable[Entry]) -> Iterator[Todo]:
    """Yield the pages of entries of the table of contents."""
    for entry in entries:
        page = entry.name
        text = _text(root, page)
        if not text:
            continue
        asks = re.search(r"^`{3,}\{check\} (\S+)$", text, re.MULTILINE)
        decides = re.search(r"^`{3,}\{decisions\} (\S+)$", text, re.MULTILINE)
        yield Todo(
            page,
            _minutes(root, page),
            asks[1] if asks else "",
            tuple(q.id for q in load_questions(root / "exercises" / f"{asks[1]}.yaml")) if asks else (),
            load_case(root / "case_studies" / f"{decides[1]}.yaml") if decides else None,
            tuple(_todos(root, entry.children)),
        )
