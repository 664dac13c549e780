"""The handbook's questions from a live kernel: one chooses a page and answers, and no answer travels."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from widgets.bank import read_bank
from widgets.questions import MultipleChoice, load_bank
from widgets.strings import strings

from .conftest import ROOT, Served, asked, connected

BANK = load_bank(ROOT / "exercises")
NAMES = [page.name for page in read_bank().pages]
PAGE = "step1/stand-alone"
WORDS = strings()


@pytest.fixture
def page(browser: Browser, handbook: Served) -> Iterator[Page]:
    """The page of questions, connected to its kernel."""
    with connected(browser, f"{handbook.address}/questions") as page:
        yield page


def test_a_page_is_chosen_by_keyboard_and_its_questions_come(page: Page) -> None:
    first = NAMES[0]
    assert asked(page) == [question.id for question in BANK[first]]
    chooser = page.get_by_label(WORDS["question_pages"])
    expect(chooser).to_have_value(first)
    chooser.focus()
    page.keyboard.press("ArrowDown")
    second = NAMES[1]
    expect(page.locator(".t2-question").first).to_have_attribute("data-question", BANK[second][0].id)
    assert asked(page) == [question.id for question in BANK[second]]
    expect(chooser).to_be_focused()
    expect(chooser).to_have_value(second)


def test_questions_are_answered_at_once_and_again_after_another_page_was_chosen(page: Page) -> None:
    for name in (NAMES[0], PAGE):
        page.get_by_label(WORDS["question_pages"]).select_option(name)
        question = BANK[name][0]
        assert isinstance(question, MultipleChoice)
        form = page.locator(f'[data-question="{question.id}"]')
        form.get_by_role("radio").first.check()
        expect(form.get_by_role("status")).to_contain_text(" ".join(question.options[0].feedback.split()))
    several = next(question for question in BANK[PAGE] if question.kind == "several")
    form = page.locator(f'[data-question="{several.id}"]')
    form.get_by_role("button").click()
    expect(form.get_by_role("status")).to_contain_text(WORDS["question_nothing"])


def test_the_kernel_hears_which_page_was_chosen_and_no_answer(browser: Browser, handbook: Served) -> None:
    context = browser.new_context()
    page = context.new_page()
    sent: list[str] = []
    page.on("websocket", lambda line: line.on("framesent", lambda frame: sent.append(str(frame))))
    page.goto(f"{handbook.address}/questions")
    page.wait_for_selector("html[data-interactive][data-live=connected]")
    page.locator(".t2-question input").first.check()
    page.get_by_label(WORDS["question_pages"]).select_option("step3/venue")
    expect(page.locator(".t2-question").first).to_have_attribute("data-question", BANK["step3/venue"][0].id)
    page.locator(".t2-question input").first.check()
    page.locator(".t2-question textarea").first.fill("word-of-mine")
    page.get_by_label(WORDS["question_pages"]).select_option(PAGE)
    expect(page.locator(".t2-question").first).to_have_attribute("data-question", BANK[PAGE][0].id)
    context.close()
    assert len(sent) == 2
    assert [name in frame for name, frame in zip(["step3/venue", PAGE], sent, strict=True)] == [True, True]
    assert not [frame for frame in sent if "word-of-mine" in frame or "venue-1" in frame]


def test_without_a_script_the_first_page_can_be_read(browser: Browser, handbook: Served) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{handbook.address}/questions")
    form = page.locator(".t2-question").first
    form.locator("summary").click()
    expect(form.locator("[data-why]").first).to_be_visible()
    context.close()
