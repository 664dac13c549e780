"""Nothing is lost on the way from the site to an edition, and nothing stands there too early."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from bs4 import BeautifulSoup, Tag

from editions.words import words
from tests.conftest import ROOT
from tests.editions.conftest import line
from widgets.bank import read_bank
from widgets.loading import instrument
from widgets.questions import AnyQuestion

#: Pages that make sense only on the site stand in these places.
ONLY_SITE = ("book/practice/", "book/reference/editions")


def slug(name: str) -> str:
    """Return a page's name as the editions write it."""
    return name.replace("/", "-")


def spoken(article: Tag) -> Iterator[str]:
    """Yield what a page says in its paragraphs and cells, but for forms, which look different on paper."""
    for part in article.select("p, td, th, figcaption, dt"):
        off_paper = part.find_parent(["form", "template", "noscript"]) or part.find_parent(class_="site-only")
        if not off_paper and not part.select_one("p, input, label"):
            yield line(part.get_text())


def test_every_page_is_in_the_print_edition_and_in_the_epub_but_those_for_the_screen(
    articles: dict[str, Tag], chapters: dict[str, Tag], ebook: dict[str, BeautifulSoup]
) -> None:
    marked = {name for name, article in articles.items() if article.select_one("h1.site-only, .site-only > h1")}
    expected = [slug(name) for name in articles if not name.startswith(ONLY_SITE) and name not in marked]
    assert len(expected) > 80
    assert [name for name in chapters if not name.startswith(("answers-", "book-practice-"))] == expected
    assert set(ebook) - {"nav", "title"} == set(chapters)


def test_no_quiz_key_or_exam_is_in_an_edition(articles: dict[str, Tag], chapters: dict[str, Tag]) -> None:
    left_out = [name for name, article in articles.items() if article.select_one(".t2-quiz, .t2-exam")]
    assert left_out
    assert [name for name in left_out if slug(name) in chapters] == []


def test_whatever_a_page_says_its_chapter_says(articles: dict[str, Tag], chapters: dict[str, Tag]) -> None:
    lost = []
    for name, article in articles.items():
        if chapter := chapters.get(slug(name)):
            said = line(chapter.get_text()).replace(words()["only_site"].replace("{text}", ""), "")
            for text in spoken(article):
                kept = re.sub(r" ?\(in a new tab\)| ?Nothing you type leaves this device\.", "", text)
                if kept not in said:
                    lost.append(f"{name}: {kept}")
    assert lost == []


def test_every_heading_and_every_drawing_is_there(articles: dict[str, Tag], chapters: dict[str, Tag]) -> None:
    for name, article in articles.items():
        if chapter := chapters.get(slug(name)):
            there = [line(head.get_text()) for head in chapter.select("h3, h4, h5, h6")]
            heads = [line(head.get_text()) for head in article.select("h1, h2, h3, h4, h5")]
            assert len(there) == len(heads), name
            assert there[0].endswith(heads[0]), name
            assert there[1:] == heads[1:], name
            assert len(chapter.select("figure svg")) == len(article.select("figure svg")), name


def test_the_epub_says_what_the_print_edition_says(chapters: dict[str, Tag], ebook: dict[str, BeautifulSoup]) -> None:
    for name, chapter in chapters.items():
        body = ebook[name].body
        assert body is not None
        assert line(chapter.get_text()).endswith(line(body.get_text())), name


def test_pages_are_in_the_order_of_the_book_and_nested_as_there(
    printed: BeautifulSoup, ebook: dict[str, BeautifulSoup], chapters: dict[str, Tag]
) -> None:
    on_paper = [str(link["href"]) for link in printed.select("nav.contents a")]
    assert on_paper == [f"#{name}" for name in chapters]
    listed = [str(link["href"]) for link in ebook["nav"].select("nav[role=doc-toc] a")]
    assert listed == ["title.xhtml", *(f"{name}.xhtml" for name in chapters)]
    nested = ebook["nav"].select_one("a[href='book-step1-index.xhtml'] + ol a[href='book-step1-ripeness.xhtml']")
    assert nested is not None


def numbered(block: Tag) -> dict[int, str]:
    """Return the prompts of questions by their numbers."""
    items = block.select("ol.t2-quiz > li")
    return {int(str(item.get("value", place))): prompt_of(item) for place, item in enumerate(items, start=1)}


def prompt_of(item: Tag) -> str:
    """Return what a question asks."""
    prompt = item.select_one(".t2-prompt")
    assert prompt is not None
    return line(prompt.get_text())


@pytest.fixture(scope="module")
def keys(articles: dict[str, Tag]) -> dict[str, dict[int, str]]:
    """The prompts of each printed key of the site by their numbers, by its part."""
    found = {name.rpartition("/key-")[2]: numbered(article) for name, article in articles.items() if "/key-" in name}
    assert len(found) >= 4
    return {part: prompts for part, prompts in found.items() if prompts}


def test_every_question_is_on_a_worksheet_under_the_number_of_the_printed_key(
    keys: dict[str, dict[int, str]], chapters: dict[str, Tag]
) -> None:
    asked: dict[str, dict[int, str]] = {}
    for chapter in chapters.values():
        for sheet in chapter.select(".worksheet"):
            (part,) = {str(link["href"]).split("--")[0].removeprefix("#answers-") for link in sheet.select("p > a")}
            asked.setdefault(part, {}).update(numbered(sheet))
    assert asked == keys


def test_the_answers_at_the_end_have_the_same_numbers_and_letters(
    keys: dict[str, dict[int, str]], articles: dict[str, Tag], chapters: dict[str, Tag]
) -> None:
    last = list(chapters)[-len(keys) :]
    assert last == [f"answers-{part}" for part in keys]
    for name, article in articles.items():
        part = name.rpartition("/key-")[2]
        if part in keys:
            wanted = [line(item.get_text()) for item in article.select("ol.t2-key > li")]
            assert [line(item.get_text()) for item in chapters[f"answers-{part}"].select("ol.t2-key > li")] == wanted


def reasons(question: AnyQuestion) -> Iterator[str]:
    """Yield the texts that give a question's answer away."""
    for parts in ("options", "items", "pairs", "extra"):
        for part in getattr(question, parts, ()):
            yield line(part.feedback)
    if question.kind == "short":
        yield line(question.model)


def test_no_answer_stands_before_the_answers(chapters: dict[str, Tag]) -> None:
    before = line(" ".join(chapter.get_text() for name, chapter in chapters.items() if not name.startswith("answers-")))
    after = line(" ".join(chapter.get_text() for name, chapter in chapters.items() if name.startswith("answers-")))
    questions = [question for page in read_bank(ROOT).pages for question in page.questions]
    told = [text for question in questions for text in reasons(question) if len(text) > 30]
    assert len(told) > 500
    assert [text for text in told if text in before] == []
    assert [text for text in told if text not in after] == []


@pytest.mark.parametrize("edition", ["print", "epub"])
def test_every_instrument_asks_on_paper_what_it_asks_on_the_screen(
    edition: str, chapters: dict[str, Tag], ebook: dict[str, BeautifulSoup], articles: dict[str, Tag]
) -> None:
    pages = {name: article for name, article in articles.items() if article.select_one(".t2-instrument")}
    assert len(pages) > 20
    for name, article in pages.items():
        (block,) = article.select(".t2-instrument")
        model = instrument(str(block["data-instrument"]))
        chapter = chapters[slug(name)] if edition == "print" else ebook[slug(name)]
        paper = line(chapter.get_text())
        for question in model.questions:
            for asked in (question, *getattr(question, "columns", ())):
                labels = [option.label for option in getattr(asked, "options", ())]
                missing = [text for text in (asked.prompt, *labels, *model.cannot_know) if line(text) not in paper]
                assert missing == [], name
        assert chapter.select(".lines, table.blank") or "☐" in paper, name


def test_every_choice_of_a_case_leads_to_its_passage_and_the_road_of_history_is_open(
    chapters: dict[str, Tag], articles: dict[str, Tag]
) -> None:
    cases = [slug(name) for name, article in articles.items() if article.select_one(".t2-case")]
    assert len(cases) > 10
    for name in cases:
        there = {str(tag["id"]) for tag in chapters[name].select(".t2-passage")}
        choices = [str(link["href"])[1:] for link in chapters[name].select(".t2-choices a")]
        assert choices and set(choices) <= there, name
        assert chapters[name].select(".t2-road table"), name


def test_what_the_site_folds_away_stands_open(articles: dict[str, Tag], chapters: dict[str, Tag]) -> None:
    for name, article in articles.items():
        folds = [fold for fold in article.find_all("details") if not fold.find_parent(class_="t2-questions")]
        if slug(name) in chapters:
            assert len(chapters[slug(name)].select(".unfolded > .unfolded-title")) == len(folds), name
