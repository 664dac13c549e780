"""Making the editions: what is left out, what goes wrong, and that nothing is made twice; with a book of few pages."""

from __future__ import annotations

import re
import shutil
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from sphinx.application import Sphinx

from editions import epub, pdf, printed, shelf
from editions.__main__ import make
from editions.book import bind
from editions.shelf import NAMES
from editions.tree import EditionError
from tests.conftest import ROOT
from theme.assets import Sweeper
from widgets.contents import ContentsError

PAGES = ["book/index", "book/step1/ripeness", "book/instruments/ripeness-checklist", "book/practice/quiz-step1"]
OFFER = '<div class="t2-editions docutils container">\n<p>What lies here.</p>\n</div>'


@pytest.fixture
def small(tmp_path: Path, site: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A book of four real pages, and one that offers the editions."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    for name in PAGES:
        target = tmp_path / "_build" / "html" / f"{name}.html"
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(site / f"{name}.html", target)
    (tmp_path / "_build" / "html" / "book" / "offer.html").write_text(f"<article><h1>Offer</h1>{OFFER}</article>")
    (tmp_path / "exercises").symlink_to(ROOT / "exercises")
    shutil.copy(ROOT / "_config.yml", tmp_path)
    listed = "".join(f"      - file: {name}\n" for name in [*PAGES[1:], "book/offer"])
    (tmp_path / "_toc.yml").write_text(f"root: book/index\nparts:\n  - caption: All\n    chapters:\n{listed}")
    return tmp_path


@pytest.fixture
def without_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that has no Chromium."""
    monkeypatch.setattr(pdf, "find", lambda: None)


def page(book: Path, name: str) -> Path:
    """Return the file of a page."""
    return book / "_build" / "html" / f"{name}.html"


def change(path: Path, old: str, new: str) -> None:
    """Replace a text in a file once."""
    text = path.read_text(encoding="utf8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf8")


def written(book: Path) -> dict[str, bytes]:
    """Return what the editions of a book hold, by their name."""
    bound = bind(book)
    return {path.name: path.read_bytes() for path in (printed.write(bound, book), epub.write(bound, book))}


def test_the_same_book_gives_the_same_bytes_at_any_time(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = written(small)
    later = time.time() + 100_000
    monkeypatch.setattr(time, "time", lambda: later)
    assert written(small) == first
    assert b"2023-11-14" in first[NAMES["html"]]


def test_without_a_browser_one_sentence_says_what_is_missing_and_the_others_are_made(
    small: Path, without_browser: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sorted(path.name for path in make(small)) == [NAMES["html"], NAMES["epub"]]
    (said,) = capsys.readouterr().err.splitlines()
    assert "needs Chromium" in said and "apt-get install chromium" in said and "make editions" in said
    offered = page(small, "book/offer").read_text(encoding="utf8")
    assert re.findall(r'href="([^"]+)"', offered) == ["../editions/handbook.html", f"../editions/{NAMES['epub']}"]
    assert "What lies here." in offered


def test_nothing_is_made_again_while_the_site_stays_as_it_is(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "write", lambda book, page, folder: (folder / NAMES["pdf"]).write_bytes(b"%PDF") and page)
    assert make(small)
    offered = page(small, "book/offer").read_text(encoding="utf8")
    assert offered.count("<li>") == 3 and offered.count("download") == 2
    assert make(small) == []
    assert page(small, "book/offer").read_text(encoding="utf8") == offered
    (small / shelf.SITE / shelf.FOLDER / NAMES["epub"]).unlink()
    assert make(small)


def test_a_browser_that_stops_is_told_in_one_sentence_and_the_others_are_made(
    small: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(pdf, "find", lambda: sys.executable)
    assert {path.name for path in make(small)} == {NAMES["html"], NAMES["epub"]}
    told = capsys.readouterr().err
    assert f"The PDF was not made, because Chromium at {sys.executable} stopped: " in told
    assert "run `make editions` again." in told
    assert len(told.splitlines()) == 1


def test_a_site_that_changed_neither_keeps_nor_offers_old_editions(small: Path, without_browser: None) -> None:
    make(small)
    change(page(small, "book/index"), "</h1>", " again</h1>")
    shelf.tidy(small)
    assert list((small / shelf.SITE / shelf.FOLDER).iterdir()) == []
    assert OFFER in page(small, "book/offer").read_text(encoding="utf8")


def test_a_build_of_the_site_leaves_the_editions_where_they_are(small: Path, without_browser: None) -> None:
    make(small)
    app = SimpleNamespace(
        builder=SimpleNamespace(format="html"),
        outdir=small / shelf.SITE,
        srcdir=small,
        env=SimpleNamespace(all_docs={*PAGES, "book/offer"}),
        config=SimpleNamespace(html_extra_path=[]),
    )
    sweeper = Sweeper()
    sweeper.note(cast("Sphinx", app), "search")
    sweeper.sweep(cast("Sphinx", app), None)
    assert set(shelf.ready(small)) == {"html", "epub"}


def test_what_writers_mark_for_the_site_is_left_out(small: Path) -> None:
    change(page(small, PAGES[2]), "<h1>", '<h1 class="site-only">')
    change(page(small, PAGES[1]), "<h2>", '<p class="site-only">Only here.</p><h2>')
    book = bind(small)
    assert [chapter.page.name for chapter in book.all()] == [*PAGES[:2], "answers/step1"]
    assert not any("Only here." in chapter.html for chapter in book.all())


def test_a_link_to_what_is_left_out_becomes_words_that_say_so(small: Path) -> None:
    chapter = next(chapter for chapter in bind(small).all() if chapter.page.name == PAGES[0])
    assert "(only on the site)" in chapter.html
    assert re.findall(r'href="book:([^"#]+)', chapter.html).count("book-instruments-ripeness-checklist") >= 1
    assert "practice" not in " ".join(re.findall(r'href="[^"]*"', chapter.html))


FAULTS: dict[str, tuple[str, str, str]] = {
    "a link to a place that is not there": ("</h1>", '</h1><a href="ripeness.html#nowhere">x</a>', "mend the link"),
    "a control that nobody knows": ("</h1>", "</h1><video></video>", "teach it to editions/paper.py"),
    "a picture in a file": ("</h1>", '</h1><img src="a.png" alt="A">', "teach it to editions/paper.py"),
    "a question that is not in the bank": ('data-question="', 'data-question="un', "build the site anew"),
    "a page without a title": ("<article>", "<main>", "an article with a title"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_page_that_cannot_become_part_of_an_edition_is_named_with_what_to_do(small: Path, fault: str) -> None:
    old, new, mend = FAULTS[fault]
    change(page(small, PAGES[1]), old, new)
    with pytest.raises(EditionError) as told:
        bind(small)
    assert "ripeness" in str(told.value) and mend in str(told.value)


def test_a_site_that_is_not_built_is_told(small: Path) -> None:
    page(small, PAGES[1]).unlink()
    with pytest.raises(EditionError, match="make site"):
        bind(small)


@pytest.mark.parametrize("damage", ["root: book/index\nparts: [3]\n", "parts: []\n"])
def test_a_damaged_table_of_contents_is_told(small: Path, damage: str) -> None:
    (small / "_toc.yml").write_text(damage)
    with pytest.raises(ContentsError, match=r"_toc\.yml"):
        bind(small)


def test_the_pdf_knows_on_which_page_each_chapter_begins() -> None:
    html = '<a href="#a"><span>1</span> A</a><span class="sheet"></span> <a href="#b">B</a><span class="sheet"></span>'
    numbered: Any = pdf.with_sheets(html, {"a": 7, "b": 12})
    assert re.findall(r'sheet">(\d+)<', numbered) == ["7", "12"]
