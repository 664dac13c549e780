"""The practice exam from a live kernel: Python draws, the page explains at the end, and no answer travels."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from widgets.strings import strings

from .conftest import Served, asked, connected

WORDS = strings()
HEADING = WORDS["exam_heading"].replace("{count}", "10")


@pytest.fixture
def page(browser: Browser, handbook: Served) -> Iterator[Page]:
    """The page of the exam, connected to its kernel."""
    with connected(browser, f"{handbook.address}/practice-exam") as page:
        yield page


def test_the_exam_is_explained_at_the_end_and_drawn_again_by_the_kernel(page: Page) -> None:
    expect(page.get_by_role("heading", name=HEADING)).to_be_visible()
    first = asked(page)
    assert len(set(first)) == 10
    assert page.locator(".t2-question details:visible, .t2-question button:visible").count() == 0
    page.get_by_role("button", name=WORDS["exam_finish"]).click()
    expect(page.get_by_role("heading", name=WORDS["exam_result"])).to_be_focused()
    expect(page.get_by_text(WORDS["exam_left"])).to_have_count(10)
    expect(page.locator(".t2-question details:visible")).to_have_count(10)
    expect(page.locator(".t2-result li")).not_to_have_count(0)
    page.get_by_role("button", name=WORDS["exam_again"]).click()
    expect(page.get_by_role("heading", name=HEADING)).to_be_focused()
    assert len(set(asked(page))) == 10
    assert asked(page) != first


def test_no_answer_travels_to_the_kernel(page: Page) -> None:
    sent: list[str] = []
    page.on("websocket", lambda line: line.on("framesent", lambda frame: sent.append(str(frame))))
    page.reload()
    page.wait_for_selector("html[data-interactive][data-live=connected]")
    expect(page.get_by_role("heading", name=HEADING)).to_be_visible()
    before = len(sent)
    for box in page.locator('.t2-question input[type="radio"]:visible').all()[:6]:
        box.check()
    page.get_by_role("button", name=WORDS["exam_finish"]).click()
    expect(page.get_by_role("heading", name=WORDS["exam_result"])).to_be_focused()
    assert sent[before:] == []
    page.get_by_role("button", name=WORDS["exam_again"]).click()
    expect(page.get_by_role("heading", name=HEADING)).to_be_focused()
    assert len(sent) > before, "the watch hears what is sent"
