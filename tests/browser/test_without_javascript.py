"""With JavaScript off everything can still be read, gone through, and written on."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.forms import EVERYWHERE, WORDS, address_of, prompts_of
from tests.browser.walk import PHONE, Visitor
from widgets.loading import instrument
from widgets.questions import KINDS

BOTH = pytest.mark.parametrize("base", ["http", "file"], indirect=True)
#: Texts of the article that a reader can neither see nor unfold.
PARTS = "h1, h2, h3, h4, p, li, td, th, dt, dd, legend, label, figcaption"
HIDDEN = f"""() => [...document.querySelectorAll("article :is({PARTS})")]
  .filter((part) => part.textContent.trim() && !part.closest("template, [role=status]") &&
    !part.checkVisibility({{ visibilityProperty: true, opacityProperty: true }}))
  .map((part) => part.textContent.trim().slice(0, 60))"""
UNFOLD = "for (const details of document.querySelectorAll('article details')) details.open = true"


def squeeze(text: str) -> str:
    """Return a text with single blanks."""
    return re.sub(r"\s+", " ", text).strip()


def hidden_on(page: Page) -> list[str]:
    """Return what cannot be seen of the text of a page, which is unfolded for it."""
    assert page.evaluate("document.documentElement.dataset.js === undefined"), "JavaScript runs"
    unseen = page.locator("article details > summary").evaluate_all(
        "marks => marks.filter((mark) => !mark.checkVisibility({ visibilityProperty: true })).length"
    )
    page.evaluate(UNFOLD)
    assert page.locator("article").inner_text().strip()
    faults = [f"{page.url}: {text}" for text in page.evaluate(HIDDEN)]
    return [*faults, f"{page.url}: {unseen} folds cannot be opened"] if unseen else faults


@pytest.mark.parametrize("base", ["file"], indirect=True)
def test_from_a_folder_the_whole_text_of_every_page_can_be_seen(visit: Visitor, pages: list[str]) -> None:
    page = visit.page(java_script_enabled=False)
    faults = []
    for address in pages:
        page.goto(visit.base + address)
        faults += hidden_on(page)
    assert not faults, "\n".join(faults)


@EVERYWHERE
def test_every_prompt_of_an_instrument_can_be_read(visit: Visitor, name: str) -> None:
    page = visit.open(address_of(name), java_script_enabled=False, viewport=PHONE)
    text = squeeze(page.locator(".t2-instrument").inner_text())
    assert [prompt for prompt in prompts_of(name) if squeeze(prompt) not in text] == []
    expect(page.locator(".t2-instrument button:visible")).to_have_count(0)
    page.get_by_text(WORDS["limits"]).click()
    for limit in instrument(name).cannot_know:
        expect(page.get_by_text(squeeze(limit))).to_be_visible()


def test_the_next_links_lead_through_the_whole_book_and_its_whole_text(visit: Visitor, pages: list[str]) -> None:
    page = visit.open("index.html", java_script_enabled=False, viewport=PHONE)
    expect(page).to_have_url(re.compile(r"book/index\.html$"))
    seen, faults = [page.url], hidden_on(page)
    while page.locator(".turn-on").count():
        here = page.url
        page.locator(".turn-on").click()
        expect(page).not_to_have_url(here)
        seen.append(page.url)
        faults += hidden_on(page)
        assert len(seen) <= len(pages)
    assert not faults, "\n".join(faults)
    assert sorted(seen) == sorted(visit.base + address for address in pages if address != "search.html")


@BOTH
def test_the_menus_open_and_lead_to_pages_and_headings(visit: Visitor) -> None:
    page = visit.open("book/index.html", java_script_enabled=False, viewport=PHONE)
    menu = page.get_by_role("navigation", name="Contents of the book")
    menu.locator("summary").click()
    menu.get_by_role("link", name="Instruments", exact=True).click()
    expect(page.locator("h1")).to_have_text("Instruments")
    menu.locator("summary").click()
    menu.locator('a[href*="ripeness-checklist"]').click()
    expect(page.locator(".t2-instrument")).to_be_visible()
    outline = page.get_by_role("navigation", name="On this page")
    outline.locator("summary").click()
    outline.get_by_role("link").last.click()
    expect(page).to_have_url(re.compile("#"))


def test_every_question_opens_its_explained_answers(visit: Visitor, site: Path, pages: list[str]) -> None:
    page = visit.page(java_script_enabled=False)
    found, kinds = 0, set()
    for address in [name for name in pages if "t2-question" in (site / name).read_text(encoding="utf8")]:
        page.goto(visit.base + address)
        questions = page.locator(".t2-question").all()
        found += len(questions)
        first = page.locator('.t2-question[data-kind="choice"]').first
        others = [page.locator(f'.t2-question[data-kind="{kind}"]').first for kind in KINDS if kind not in kinds]
        for question in [first, *others] if questions else []:
            if not question.count():
                continue
            kinds.add(question.get_attribute("data-kind"))
            answers = question.locator("details :is(li, dd, label)")
            if question is first:
                expect(answers.first).to_be_hidden()
                question.locator("summary").click()
                assert_seen(page, answers.all_inner_texts())
            elif not question.locator("details").evaluate("fold => fold.open"):
                expect(answers.first).to_be_hidden()
                question.locator("summary").click()
                expect(answers.first).to_be_visible()
                assert all(text.strip() for text in answers.all_inner_texts())
    assert found > 50
    assert kinds == set(KINDS)


def assert_seen(page: Page, texts: list[str]) -> None:
    """Fail unless there are several explained answers, exactly one of them right."""
    assert len(texts) >= 3, page.url
    assert sum(text.startswith(WORDS["question_right"]) for text in texts) == 1, page.url


@pytest.mark.parametrize("address", [address_of("ripeness-checklist"), "book/step1/ripeness.html"])
def test_the_enter_key_sends_no_answer_into_the_address(visit: Visitor, address: str) -> None:
    page = visit.open(address, java_script_enabled=False)
    radio = page.locator("form input[type=radio]").first
    radio.check()
    radio.press("Enter")
    expect(radio).to_be_checked()
    assert page.url == visit.base + address
