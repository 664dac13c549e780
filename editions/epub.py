"""The EPUB: one XHTML file a chapter, packed so that the same book gives the same bytes."""

from __future__ import annotations

import re
import uuid
import zipfile
from pathlib import Path

from markupsafe import Markup

from .book import Book, Chapter
from .shelf import NAMES
from .templating import LINK, rendered, style

#: Every edition of the book is one publication to a reading app; what changes is when it was made.
IDENTIFIER = uuid.uuid5(uuid.NAMESPACE_DNS, "track-ii-handbook").urn
#: A zip file's dates say nothing that a reader needs, and would differ with every build.
DATE = (1980, 1, 1, 0, 0, 0)
MIMETYPE = "application/epub+zip"


def write(book: Book, folder: Path) -> Path:
    """Write the EPUB into a folder, and return its path."""
    path = folder / NAMES["epub"]
    with zipfile.ZipFile(path, "w") as archive:
        _put(archive, "mimetype", MIMETYPE, zipfile.ZIP_STORED)  # first and uncompressed, as the format demands
        for name, text in _files(book).items():
            _put(archive, name, text, zipfile.ZIP_DEFLATED)
    return path


def _put(archive: zipfile.ZipFile, name: str, text: str, method: int) -> None:
    """Add a file to the archive, the same whoever makes it, on whatever system."""
    entry = zipfile.ZipInfo(name, DATE)
    entry.compress_type, entry.create_system, entry.external_attr = method, 3, 0o644 << 16
    archive.writestr(entry, text.encode("utf8"), compresslevel=9)


def _files(book: Book) -> dict[str, str]:
    """Return the text of every file in the archive, by its name."""
    chapters = list(book.all())
    files = {
        "META-INF/container.xml": rendered("container.xml.jinja"),
        "book/package.opf": rendered(
            "package.opf.jinja",
            book=book,
            identifier=IDENTIFIER,
            made=book.made.strftime("%Y-%m-%dT%H:%M:%SZ"),
            drawn=[chapter.slug for chapter in chapters if "<svg" in chapter.html],
        ),
        "book/nav.xhtml": rendered("nav.xhtml.jinja", book=book),
        "book/title.xhtml": rendered("title.xhtml.jinja", book=book, chapter_numbers=False),
        "book/style.css": style("common.css") + style("epub.css"),
    }
    for chapter in chapters:
        body = Markup(_alone(chapter))  # noqa: S704 - the pages' own HTML
        files[f"book/{chapter.slug}.xhtml"] = rendered("chapter.xhtml.jinja", book=book, chapter=chapter, body=body)
    return files


def _alone(chapter: Chapter) -> str:
    """Return a chapter with links that lead from file to file, and without what only print shows."""
    html = LINK.sub(lambda link: f'href="{link[1]}.xhtml{link[2] or ""}"', chapter.html)
    return re.sub(r' data-chapter="[^"]*"', "", html)
