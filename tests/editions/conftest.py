"""The finished editions of the book, as the tests read them."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag

from editions.shelf import FOLDER, NAMES
from tests.conftest import ROOT
from widgets.contents import Entry, read_contents


def line(text: str) -> str:
    """Return a text as one line, whatever its blanks."""
    return " ".join(text.split())


@pytest.fixture(scope="session")
def folder(site: Path) -> Path:
    """The folder of the editions."""
    missing = [name for name in NAMES.values() if not (site / FOLDER / name).is_file()]
    assert missing == [], "make the editions first: make editions"
    return site / FOLDER


@pytest.fixture(scope="session")
def printed(folder: Path) -> BeautifulSoup:
    """The print edition."""
    return BeautifulSoup((folder / NAMES["html"]).read_text(encoding="utf8"), "html5lib")


@pytest.fixture(scope="session")
def chapters(printed: BeautifulSoup) -> dict[str, Tag]:
    """The chapters of the print edition by their id, in order."""
    return {str(chapter["id"]): chapter for chapter in printed.select("div.chapter")}


@pytest.fixture(scope="session")
def files(folder: Path) -> dict[str, str]:
    """The texts of the files in the EPUB, by their name."""
    with zipfile.ZipFile(folder / NAMES["epub"]) as archive:
        return {name: archive.read(name).decode("utf8") for name in archive.namelist()}


@pytest.fixture(scope="session")
def ebook(files: dict[str, str]) -> dict[str, BeautifulSoup]:
    """The XHTML files of the EPUB, by the name of their chapter."""
    pages = {Path(name).stem: text for name, text in files.items() if name.endswith(".xhtml")}
    return {name: BeautifulSoup(text, "xml") for name, text in pages.items()}


def names_in_contents() -> list[str]:
    """Return the name of every page in _toc.yml, in order."""

    def below(entry: Entry) -> list[str]:
        return [entry.name, *(name for child in entry.children for name in below(child))]

    return [name for section in read_contents(ROOT) for entry in section.entries for name in below(entry)]


@pytest.fixture(scope="session")
def articles(site: Path) -> dict[str, Tag]:
    """What every page in _toc.yml says on the site, by the page's name."""
    found = {}
    for name in names_in_contents():
        text = (site / f"{name}.html").read_text(encoding="utf8")
        article = BeautifulSoup(text[text.index("<article>") : text.index("</article>")], "html5lib").article
        assert article is not None
        found[name] = article
    return found
