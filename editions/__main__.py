"""Make the editions that are missing or older than the site: ``python -m editions``."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from widgets.contents import ContentsError

from . import epub, pdf, printed, shelf
from .book import bind
from .tree import EditionError


def make(root: Path) -> list[Path]:
    """Make what is missing for the book at `root`, and return it. Says so where there is no browser for the PDF.

    Raises EditionError where a page cannot become part of an edition, and ContentsError for a damaged _toc.yml.
    """
    shelf.tidy(root)
    if set(shelf.ready(root)) == set(shelf.NAMES):
        return []
    folder = root / shelf.SITE / shelf.FOLDER
    folder.mkdir(exist_ok=True)
    book = bind(root)
    made = [printed.write(book, folder), epub.write(book, folder)]
    (root / shelf.STAMP).write_text(shelf.fingerprint(root), encoding="utf8")
    try:
        made.append(pdf.write(book, made[0], folder))
    except pdf.NoBrowserError as error:
        print(error, file=sys.stderr)
    shelf.tidy(root)
    return made


def main() -> int:
    """Make the editions of the handbook; return 1, and say what is wrong, if they cannot be made."""
    began = time.monotonic()
    try:
        made = make(Path(__file__).resolve().parent.parent)
    except (EditionError, ContentsError) as error:
        print(f"The editions were not made. {error}", file=sys.stderr)
        return 1
    if made:
        print(f"The editions are in {made[0].parent} ({time.monotonic() - began:.0f} s)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
