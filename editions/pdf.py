"""The PDF of the print edition, with bookmarks, tags and page numbers: made by Chromium, where one is there.

Chromium cannot say in a table of contents on which page a chapter begins. So the book is printed twice: once to find
out. pikepdf then packs the file, which halves it, and says what it is.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pikepdf
from playwright.sync_api import Browser, Error, sync_playwright

from scripts.find_browser import ARGUMENTS, find

from .book import Book
from .shelf import NAMES

MISSING = (
    "The PDF was not made, because it needs Chromium and none was found: install it (Debian, Ubuntu: apt-get install "
    "chromium) or set CHROMIUM=/path/to/chromium, and run `make editions` again."
)
STOPPED = (
    "The PDF was not made, because Chromium at {browser} stopped: {reason} Mend that, or name another one with "
    "CHROMIUM=/path/to/chromium, and run `make editions` again."
)
#: Printing takes this long at most, in milliseconds, on a slow machine.
PATIENCE = 300_000
#: The place for a page's number in the table of contents.
PLACE = re.compile(r'(<a href="#([^"]+)">(?:(?!</a>).)*</a><span class="sheet">)(</span>)')


class NoBrowserError(RuntimeError):
    """There is no browser to make the PDF with, or none that works; the message says what to do."""


def write(book: Book, page: Path, folder: Path) -> Path:
    """Print the HTML file `page` into a PDF in a folder, and return its path. Raises NoBrowserError."""
    browser = find()
    if browser is None:
        raise NoBrowserError(MISSING)
    try:
        return _made(browser, book, page, folder / NAMES["pdf"])
    except Error as error:
        raise NoBrowserError(STOPPED.format(browser=browser, reason=str(error).partition("\n")[0])) from error


def _made(browser: str, book: Book, page: Path, path: Path) -> Path:
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        draft, numbered, printed = (Path(name) / file for file in ("draft.pdf", "numbered.html", "printed.pdf"))
        chromium = playwright.chromium.launch(executable_path=browser, args=list(ARGUMENTS))
        _print(chromium, page, draft)
        with pikepdf.open(draft) as drafted:
            sheets = _sheets(drafted)
        numbered.write_text(with_sheets(page.read_text(encoding="utf8"), sheets), encoding="utf8")
        _print(chromium, numbered, printed, tagged=True, outline=True)
        chromium.close()
        with pikepdf.open(printed) as done:
            _sign(done, book)
            done.save(path, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return path


def _print(chromium: Browser, page: Path, path: Path, *, tagged: bool = False, outline: bool = False) -> None:
    sheet = chromium.new_page(java_script_enabled=False)
    sheet.set_default_timeout(PATIENCE)
    sheet.goto(page.resolve().as_uri())
    sheet.pdf(path=path, format="A4", prefer_css_page_size=True, print_background=True, tagged=tagged, outline=outline)
    sheet.close()


def _sheets(pdf: Any) -> dict[str, int]:
    """Return the number of the page on which each place begins that a link leads to."""
    numbers = {page.objgen: number for number, page in enumerate(pdf.pages, start=1)}
    return {str(name)[1:]: numbers[place[0].objgen] for name, place in pdf.Root.Dests.items()}


def with_sheets(html: str, sheets: Mapping[str, int]) -> str:
    """Return the print edition with page numbers in its table of contents."""
    return PLACE.sub(lambda line: f"{line[1]}{sheets[line[2]]}{line[3]}", html)


def _sign(pdf: Any, book: Book) -> None:
    """Say in the file what it is; take out which system made it, and when. Bookmarks begin with the parts unfolded."""
    made = book.made.strftime("D:%Y%m%d%H%M%SZ")
    for key in list(pdf.docinfo):
        del pdf.docinfo[key]
    pdf.docinfo["/Title"], pdf.docinfo["/Author"] = book.title, book.author
    pdf.docinfo["/CreationDate"] = pdf.docinfo["/ModDate"] = made
    with pdf.open_outline() as outline:
        for top in outline.root:
            top.is_closed = False
