"""Retrieval questions of every kind: one answers, the page says what is right and why, and nothing is counted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.forms import WORDS
from tests.browser.test_axe import check_everywhere
from tests.browser.test_print import CUT, missing, printed
from tests.browser.walk import PHONE, Visitor
from widgets import bundle
from widgets.html import render_questions
from widgets.questions import (
    AnyQuestion,
    Matching,
    MultipleChoice,
    MultipleResponse,
    Ordering,
    ShortAnswer,
    Sorting,
    load_questions,
    shown,
)

ROOT = Path(__file__).resolve().parents[2]
BANK = {
    question.id: question for path in sorted((ROOT / "exercises").rglob("*.yaml")) for question in load_questions(path)
}
SAMPLES = {question.kind: question for question in load_questions(ROOT / "tests" / "book" / "sample_questions.yaml")}
CHECKED = ("several", "ordering", "matching", "sorting")
HOSTILE = "</textarea><script>window.attacked = 1</script><img src=x onerror='window.attacked = 1'>"
#: Controls and buttons that are smaller than a finger needs, with what one may touch around them.
SMALL = """() => [...document.querySelectorAll("input, select, textarea, button:not([hidden]), summary")]
  .map((part) => part.matches("input") ? part.closest("label") : part)
  .filter((part) => { const box = part.getBoundingClientRect(); return box.width < 24 || box.height < 24; })
  .map((part) => `${part.localName} “${part.textContent.trim().slice(0, 40)}”`)"""
#: Answer a question as a person would, and return what its status region says, line by line.
ANSWER = """(form, given) => {
  for (const [name, value] of given) {
    const control = form.querySelector(`[name="${name}"]:is(select, [value="${value}"])`);
    if (control.localName === "select") control.value = value;
    else control.click();
  }
  form.querySelector("button").click();
  return [...form.querySelectorAll("[role=status] > p, [role=status] li")].map((line) => line.innerText);
}"""

Answers = dict[str, str]


@pytest.fixture
def sample(browser: Browser, tmp_path: Path) -> Iterator[Visitor]:
    """Opens a page with one question of each kind, from a folder."""
    text = render_questions(list(SAMPLES.values()))
    style, script = bundle.read("instrument.css"), bundle.classic_script("questions_page.js")
    (tmp_path / "index.html").write_text(
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf8"><title>Sample</title>'
        '<meta name="viewport" content="width=device-width">'
        f"<style>{style} @media (prefers-color-scheme: dark) {{ body {{ background: #14181c; color: #eee;"
        " --t2-ink: #eee; --t2-muted: #bbb; --t2-paper: #14181c; --t2-panel: #20262c; --t2-line: #99a;"
        " --t2-accent: #7cd0e0; --t2-good: #8fd6a4; --t2-warn: #f0b56a } }"
        f"</style></head><body><main><h1>Sample</h1>{text}</main><script>{script}</script></body></html>",
        encoding="utf8",
    )
    visitor = Visitor(browser, tmp_path.as_uri())
    yield visitor
    visitor.close()


def form_of(page: Page, kind: str) -> Locator:
    """Return the sample question of a kind."""
    return page.locator(f'[data-question="{SAMPLES[kind].id}"]')


def right_answers(question: AnyQuestion) -> Answers:
    """Return the right value of each part, by its place in the file."""
    match question:
        case MultipleChoice() | MultipleResponse():
            return {str(place): str(place) for place, option in enumerate(question.options) if option.right}
        case Ordering():
            return {str(place): str(place + 1) for place in range(len(question.items))}
        case Matching():
            return {str(place): str(place) for place in range(len(question.pairs))}
        case Sorting():
            return {str(place): str(question.groups.index(item.group)) for place, item in enumerate(question.items)}
        case _:
            return {}


def wrong_answers(question: AnyQuestion) -> Answers:
    """Return a wrong value for each part."""
    if isinstance(question, MultipleChoice | MultipleResponse):
        return {str(place): str(place) for place, option in enumerate(question.options) if not option.right}
    values = sorted(set(right_answers(question).values()))
    return {place: values[values.index(value) - 1] for place, value in right_answers(question).items()}


def named(question: AnyQuestion, answers: Answers) -> list[tuple[str, str]]:
    """Return the answers with the names of their controls."""
    one = isinstance(question, MultipleChoice | MultipleResponse)
    return [(question.id if one else f"{question.id}.{place}", value) for place, value in answers.items()]


def lines(question: AnyQuestion, answers: Answers) -> list[str]:
    """Return what must be said of each part, in the order in which the parts are shown."""
    right = right_answers(question)
    if isinstance(question, MultipleChoice | MultipleResponse):
        parts = [(option.text, option.feedback) for option in question.options]
        places, wrong = [place for place in range(len(parts)) if str(place) in answers], "wrong"
    elif isinstance(question, Matching):
        parts = [(pair.item, pair.feedback) for pair in question.pairs]
        places, wrong = list(range(len(parts))), "misplaced"
    else:
        assert isinstance(question, Ordering | Sorting)
        parts = [(item.text, item.feedback) for item in question.items]
        places, wrong = list(shown(question)), "misplaced"
    told = []
    for place in places:
        text, why = (" ".join(part.split()) for part in parts[place])
        given = answers.get(str(place))
        if given is None:
            told.append(f"{WORDS['question_open']} {text}")
        else:
            mark = "right" if right.get(str(place)) == given else wrong
            told.append(f"{WORDS[f'question_{mark}']} {text}\n{why}")
    return told


def summary(question: AnyQuestion, answers: Answers) -> str:
    """Return the sentence that must come first."""
    right = right_answers(question)
    good = sum(right.get(place) == value for place, value in answers.items())
    wrong, left = len(answers) - good, len(right) - len(answers)
    if not answers:
        return WORDS["question_nothing"]
    if isinstance(question, MultipleResponse):
        key = "several_some" if wrong or good < len(right) else "several_all"
    else:
        key = "parts_open" if left else "parts_some" if wrong else "parts_all"
    sentence = WORDS[f"question_{key}"]
    for name, count in {"right": good, "wrong": wrong, "open": left, "total": len(right)}.items():
        sentence = sentence.replace(f"{{{name}}}", str(count))
    return sentence


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
            question = BANK[name]
            if isinstance(question, MultipleChoice):
                told = form.evaluate("""(form) => {
                  const told = [];
                  for (const input of form.querySelectorAll("input")) {
                    input.click();
                    const place = form.querySelector("[role=status]");
                    told.push([place.textContent, place.classList.contains("t2-right")]);
                  }
                  return told;
                }""")
                expected = [[feedback(question, place), option.right] for place, option in enumerate(question.options)]
                assert told == expected, name
            elif not isinstance(question, ShortAnswer):
                wrong = wrong_answers(question)
                told = form.evaluate(ANSWER, named(question, wrong))
                assert told == [summary(question, wrong), *lines(question, wrong)], name
                if isinstance(question, MultipleResponse):
                    form.evaluate("form => form.reset()")
                right = right_answers(question)
                told = form.evaluate(ANSWER, named(question, right))
                assert told == [summary(question, right), *lines(question, right)], name
    assert len(asked) >= 150
    assert asked == set(BANK)


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


@pytest.mark.parametrize("kind", CHECKED)
def test_each_kind_is_answered_by_mouse_part_by_part_and_may_be_answered_again(sample: Visitor, kind: str) -> None:
    question = SAMPLES[kind]
    form = form_of(sample.open("index.html"), kind)
    region = form.get_by_role("status")
    button = form.get_by_role("button", name=WORDS["question_check"])
    right = right_answers(question)
    some = dict(list(right.items())[:1])
    wrong = wrong_answers(question)

    expect(region).to_be_empty()
    button.click()
    expect(region.locator("p")).to_have_text(WORDS["question_nothing"])

    for answers in (some, wrong, right):
        if kind == "several":
            for box in form.get_by_role("checkbox").all():
                box.uncheck()
        for name, value in named(question, answers):
            control = form.locator(f'[name="{name}"]')
            if control.first.evaluate("part => part.localName") == "select":
                control.select_option(value)
            else:
                form.locator(f'[name="{name}"][value="{value}"]').check()
        if answers == wrong and kind == "sorting":
            answers = {**some, **wrong}
        button.click()
        expect(region.locator("p")).to_have_text(summary(question, answers))
        assert [line.inner_text() for line in region.locator("li").all()] == lines(question, answers)
        assert bool(region.evaluate("place => place.classList.contains('t2-right')")) is (answers == right)
    assert region.evaluate("place => place.firstElementChild.localName") == "p", "the sentence is heard first"
    expect(form.locator("details")).not_to_have_attribute("open", "")


def test_a_short_answer_is_compared_by_the_reader(sample: Visitor) -> None:
    question = SAMPLES["short"]
    assert isinstance(question, ShortAnswer)
    form = form_of(sample.open("index.html"), "short")
    form.get_by_role("textbox").fill("I would ask.")
    expect(form.get_by_text(question.model)).to_be_hidden()
    expect(form.get_by_role("button")).to_have_count(0)
    form.get_by_text(WORDS["question_compare"]).click()
    for text in (question.model, question.pitfall, WORDS["question_must"]):
        expect(form.get_by_text(text)).to_be_visible()
    for point in question.must:
        form.get_by_role("checkbox", name=point).check()
    expect(form.get_by_role("status")).to_be_empty()


@pytest.mark.parametrize("base", ["http", "file"], indirect=True)
def test_questions_are_answered_by_keyboard(visit: Visitor) -> None:
    page = visit.open("book/introduction/two-tracks.html")
    form = page.locator(".t2-question").first
    question = BANK[form.get_attribute("data-question") or ""]
    assert isinstance(question, MultipleChoice)
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


@pytest.mark.parametrize("kind", CHECKED)
def test_each_kind_is_answered_by_keyboard_alone(sample: Visitor, kind: str) -> None:
    question = SAMPLES[kind]
    page = sample.open("index.html")
    form = form_of(page, kind)
    right = right_answers(question)
    form.evaluate("form => { form.tabIndex = -1; form.focus(); }")
    for _ in range(30):
        page.keyboard.press("Tab")
        at: dict[str, Any] = page.evaluate("""() => {
          const { localName, name, value, type } = document.activeElement;
          const outline = getComputedStyle(document.activeElement).outlineStyle;
          return { localName, name, value, type, outline };
        }""")
        assert at["outline"] != "none", at
        wanted = right.get(at["value"] if kind == "several" else str(at["name"]).rpartition(".")[2])
        if at["localName"] == "button":
            page.keyboard.press("Enter")
            break
        if at["type"] == "checkbox" and wanted:
            page.keyboard.press("Space")
        elif at["type"] == "radio":
            page.keyboard.press("Space")
            for _ in range(int(wanted or 0)):
                page.keyboard.press("ArrowDown")
        elif at["localName"] == "select":
            label = page.locator(f'[name="{at["name"]}"] option[value="{wanted}"]')
            text = label.inner_text() if label.count() else str(wanted)
            page.keyboard.press(text[0])
    expect(form.get_by_role("status").locator("p")).to_have_text(summary(question, right))
    expect(form.get_by_role("button")).to_be_focused()
    page.keyboard.press("Tab")
    expect(form.locator("summary")).to_be_focused()


def test_without_javascript_answers_can_be_read_and_enter_sends_nothing(sample: Visitor) -> None:
    page = sample.open("index.html", java_script_enabled=False)
    expect(page.get_by_role("button")).to_have_count(0)
    requests = list(sample.requests)
    for kind, question in SAMPLES.items():
        form = form_of(page, kind)
        control = form.locator("input, select, textarea").first
        control.focus()
        if kind != "short":
            page.keyboard.press("Space")
        page.keyboard.press("Enter")
        page.keyboard.press("Escape")
        form.locator("summary").click()
        for part in form.locator("[data-why]").all():
            expect(part).to_be_visible()
        if isinstance(question, ShortAnswer):
            expect(form.get_by_text(question.model)).to_be_visible()
    assert page.url.endswith("index.html")
    assert sample.requests == requests


def texts_on_paper(question: AnyQuestion) -> list[str]:
    """Return every text that a blank quiz must hold."""
    match question:
        case MultipleChoice() | MultipleResponse():
            return [question.prompt, *(option.text for option in question.options)]
        case Ordering():
            return [question.prompt, *(item.text for item in question.items)]
        case Matching():
            return [question.prompt, *(pair.item for pair in question.pairs), *question.matches]
        case Sorting():
            return [question.prompt, *(item.text for item in question.items), *question.groups]
        case _:
            return [question.prompt]


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without"])
def test_on_paper_it_is_a_blank_quiz_without_answers(sample: Visitor, script: bool) -> None:
    page = sample.open("index.html", java_script_enabled=script)
    # What was unfolded is no part of the quiz either.
    for fold in page.locator("summary").all():
        fold.click()
    paper = printed(page)
    assert missing(paper, [text for question in SAMPLES.values() for text in texts_on_paper(question)]) == []
    reasons = page.locator("[data-why]").all_text_contents()
    short = SAMPLES["short"]
    assert isinstance(short, ShortAnswer)
    never = [*reasons, short.model, *short.must, short.pitfall, WORDS["question_check"]]
    assert len(reasons) == 3 + 4 + 4 + 3 + 4
    assert missing(paper, never) == never
    assert missing(paper, ["A. A drum <b>roll</b>"]) == [], "matches have letters"
    page.emulate_media(media="print")
    colors = page.locator("select").evaluate_all("parts => parts.map((part) => getComputedStyle(part).color)")
    assert set(colors) == {"rgba(0, 0, 0, 0)"}, "the dash in a blank is not printed"


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without"])
def test_what_was_answered_is_printed(sample: Visitor, script: bool) -> None:
    page = sample.open("index.html", java_script_enabled=script)
    form_of(page, "matching").locator("select").first.select_option("1")
    form_of(page, "ordering").locator("select").first.select_option("4")
    words = " ".join(f"word{number:03}" for number in range(60))
    area = form_of(page, "short").locator("textarea")
    area.fill(words if script else "My own words.")
    page.emulate_media(media="print")
    assert form_of(page, "matching").locator("option:checked").first.inner_text().endswith("A blanket")
    assert missing(printed(page), [words if script else "My own words."]) == []
    if script:
        page.set_viewport_size({"width": 700, "height": 1000})
        assert page.evaluate(CUT) == []


def test_hostile_text_in_a_short_answer_stays_text(sample: Visitor) -> None:
    page = sample.open("index.html")
    area = form_of(page, "short").locator("textarea")
    area.fill(HOSTILE)
    area.press("Tab")
    page.emulate_media(media="print")
    expect(area).to_have_value(HOSTILE)
    assert page.locator("img").count() == 0
    assert page.evaluate("window.attacked") is None


def test_answers_of_every_kind_are_not_kept(sample: Visitor) -> None:
    page = sample.open("index.html")
    for kind in CHECKED:
        form_of(page, kind).evaluate(ANSWER, named(SAMPLES[kind], right_answers(SAMPLES[kind])))
    form_of(page, "short").locator("textarea").fill("Mine")
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]
    requests = len(sample.requests)
    page.reload()
    assert len(sample.requests) == requests + 1
    assert page.locator("input:checked").count() == 0
    values = page.locator("select, textarea").evaluate_all("parts => parts.map((part) => part.value)")
    assert set(values) == {""}
    assert "?" not in page.url


def test_answers_to_questions_are_not_kept(visit: Visitor) -> None:
    page = visit.open("book/step1/ripeness.html")
    page.locator(".t2-question input").first.check()
    page.reload()
    assert page.locator(".t2-question :checked:not(option)").count() == 0
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


def test_it_fits_a_phone_and_a_finger(sample: Visitor) -> None:
    page = sample.open("index.html", viewport=PHONE)
    for kind in CHECKED:
        form_of(page, kind).evaluate(ANSWER, named(SAMPLES[kind], wrong_answers(SAMPLES[kind])))
    page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert page.evaluate(SMALL) == []


def test_axe_finds_nothing_in_answered_questions(sample: Visitor) -> None:
    page = sample.open("index.html")
    found = check_everywhere(page, "blank")
    for kind in CHECKED:
        form_of(page, kind).evaluate(ANSWER, named(SAMPLES[kind], wrong_answers(SAMPLES[kind])))
    page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
    found += check_everywhere(page, "answered")
    assert not found, "\n".join(found)
