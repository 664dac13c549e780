"""Retrieval questions: choosing an answer shows at once what is right or wrong with it, and nothing is counted."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.forms import WORDS
from tests.browser.walk import Visitor
from widgets.questions import MultipleChoice, load_questions

ROOT = Path(__file__).resolve().parents[2]
BANK = {
    question.id: question for path in sorted((ROOT / "exercises").rglob("*.yaml")) for question in load_questions(path)
}


def feedback(question: MultipleChoice, place: int) -> str:
    """Return what the page must say to an answer."""
    option = question.options[place]
    return f"{WORDS['question_right' if option.right else 'question_wrong']} {option.feedback}"


def test_every_answer_to_every_question_shows_its_own_feedback(visit: Visitor, pages: list[str]) -> None:
    page = visit.page()
    asked = set()
    for address in pages:
        page.goto(visit.base + address)
        for form in page.locator(".t2-question").all():
            name = form.get_attribute("data-question") or ""
            asked.add(name)
            said = form.evaluate("""(form) => {
              const said = [];
              for (const input of form.querySelectorAll("input")) {
                input.click();
                const place = form.querySelector("[role=status]");
                said.push([place.textContent, place.classList.contains("t2-right")]);
              }
              return said;
            }""")
            question = BANK[name]
            expected = [[feedback(question, place), option.right] for place, option in enumerate(question.options)]
            assert said == expected, name
    assert len(asked) > 50


def test_the_feedback_is_seen_and_announced_and_the_explanations_stay_folded(visit: Visitor) -> None:
    page = visit.open("book/step1/ripeness.html")
    form = page.locator(".t2-question").first
    place = form.get_by_role("status")
    expect(place).to_be_empty()
    form.get_by_role("radio").nth(1).check()
    expect(place).to_be_visible()
    expect(place).not_to_be_empty()
    expect(form.locator("li").first).to_be_hidden()
    form.locator("summary").click()
    expect(form.locator("li").first).to_be_visible()


@pytest.mark.parametrize("base", ["http", "file"], indirect=True)
def test_questions_are_answered_by_keyboard(visit: Visitor) -> None:
    page = visit.open("book/introduction/two-tracks.html")
    form = page.locator(".t2-question").first
    question = BANK[form.get_attribute("data-question") or ""]
    form.locator("input").first.focus()
    page.keyboard.press("Space")
    expect(form.get_by_role("status")).to_have_text(feedback(question, 0))
    for place in range(1, len(question.options)):
        page.keyboard.press("ArrowDown")
        expect(form.get_by_role("status")).to_have_text(feedback(question, place))
        expect(form.get_by_role("radio").nth(place)).to_be_focused()
    page.keyboard.press("Enter")
    expect(form.get_by_role("status")).to_have_text(feedback(question, len(question.options) - 1))
    assert page.url.endswith("two-tracks.html"), "nothing is sent"
    page.keyboard.press("Tab")
    expect(form.locator("summary")).to_be_focused()
    page.keyboard.press("Enter")
    expect(form.locator("li").first).to_be_visible()


def test_answers_to_questions_are_not_kept(visit: Visitor) -> None:
    page = visit.open("book/step1/ripeness.html")
    page.locator(".t2-question input").first.check()
    page.reload()
    assert page.locator(".t2-question :checked").count() == 0
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
