"""Every page is in the contents, teaches what the source map says, is written plainly, and has a lesson's parts."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from scripts.plain_language import measure

from .pages import BOOK, ROOT, book_pages, load, name_of, page_of, toc

SOURCE_MAP = load("book/source_map.yaml")
EXPECTED = (Path(__file__).with_name("expected_ids.txt")).read_text(encoding="utf8").split()
PAGES = book_pages()
#: Folders of pages that hold an instrument or questions, or stand around the chapters.
NO_LESSONS = {BOOK / "instruments", BOOK / "practice", BOOK / "reference"}
#: Pages that teach one thing: not those that open the book or a part, list the sources, or hold something else.
LESSONS = [
    path
    for path in PAGES
    if path.stem != "index" and BOOK in path.parent.parents and NO_LESSONS.isdisjoint(path.parents)
]


def boxes(path: Path) -> Counter[str]:
    """Return how many boxes of each kind a page has."""
    return Counter(directive.name for directive in page_of(path).directives)


def test_the_contents_and_the_pages_are_the_same() -> None:
    assert sorted(toc()) == sorted(map(name_of, PAGES))


def test_there_are_lessons() -> None:
    assert len(LESSONS) >= 15


def test_every_point_of_the_handbook_is_in_the_source_map() -> None:
    assert len(EXPECTED) == len(set(EXPECTED)) == 346
    assert set(EXPECTED) - set(SOURCE_MAP) == set()


@pytest.mark.parametrize("point", SOURCE_MAP)
def test_a_point_is_taught_under_the_heading_that_the_source_map_names(point: str) -> None:
    place = SOURCE_MAP[point]
    assert set(place) == {"page", "heading"}
    assert place["page"] in toc()
    assert page_of(ROOT / f"{place['page']}.md").headings.count(place["heading"]) == 1


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_a_page_is_written_plainly(path: Path) -> None:
    assert measure(page_of(path).blocks).complaints() == []


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_a_page_has_one_title_and_headings_go_down_one_level_at_a_time(path: Path) -> None:
    levels = [block.level for block in page_of(path).blocks if block.level]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert [(a, b) for a, b in pairwise(levels) if b > a + 1] == []


@pytest.mark.parametrize("path", LESSONS, ids=name_of)
def test_a_lesson_has_the_parts_of_a_lesson(path: Path) -> None:
    found = boxes(path)
    assert found["objectives"] == 1
    assert found["check"] == 1
    assert found["keypoints"] == 1
    assert found["trainer"] >= 2
    assert found["reflection"] + found["exercise"] >= 1
    order = [directive.name for directive in page_of(path).directives]
    assert order.index("objectives") < order.index("check") < order.index("keypoints")


@pytest.mark.parametrize("path", LESSONS, ids=name_of)
def test_a_lesson_ends_by_letting_readers_check_themselves(path: Path) -> None:
    assert page_of(path).headings[-1] == "Check yourself"


@pytest.mark.parametrize("path", sorted((BOOK / "instruments").glob("*[!x].md")), ids=name_of)
def test_an_instruments_page_teaches_its_use(path: Path) -> None:
    found = boxes(path)
    assert found["objectives"] == 1
    assert found["code-cell"] == 1
    assert found["trainer"] >= 1
