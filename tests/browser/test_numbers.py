"""A question for a number: what is none, or out of bounds, is marked, stays in its field, and counts as no answer."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.forms import WORDS, Form, expected_findings
from tests.browser.test_print import missing, printed
from tests.browser.walk import Visitor
from widgets.evaluate import fill
from widgets.loading import instrument

NAME = "what-remains"
BOTH = pytest.mark.parametrize("base", ["http", "file"], indirect=True)
#: A question from 1 to 60, and the column of a table from 1 to 120.
STOP, USEFUL = f"{NAME}.stop", f"{NAME}.stages.0.useful"
#: No whole numbers that either of them takes; one is a five in Arabic digits.
WRONG = ["0", "121", "-5", "+5", "5.5", "5,5", "1e1", "0x5", "5 6", "5 months", "five", "٥", "5" * 40, "—"]
RIGHT = {"1": "1", "60": "60", " 12 ": "12", "007": "7"}


def number(form: Form, name: str) -> Locator:
    """Return the field of a number."""
    return form.root.locator(f'input[name="{name}"]')


def answers_with(text: str, where: str) -> dict[str, Any]:
    """Return answers that hold a number's text and whatever it takes for that to matter."""
    stage = {"name": "Wells", "cut": "own"}
    return {"stop": text, "stages": [stage]} if where == STOP else {"stop": "12", "stages": [{**stage, "useful": text}]}


def prepare(form: Form, where: str) -> None:
    """Fill in what it takes for a number to matter."""
    answers = answers_with("", where)
    text = json.dumps({"format": "track-ii-answers", "version": 1, "instruments": {NAME: {"answers": answers}}})
    form.open_text(text, WORDS["open_done"])


@BOTH
@pytest.mark.parametrize("where", [STOP, USEFUL], ids=["question", "column"])
def test_what_is_no_number_within_bounds_is_marked_and_counts_as_no_answer(visit: Visitor, where: str) -> None:
    form = Form.opened(visit, NAME)
    field = number(form, where)
    expect(field).to_have_attribute("aria-invalid", "false")
    prepare(form, where)
    nothing = expected_findings(NAME, answers_with("", where))
    assert expected_findings(NAME, answers_with("7", where)) != nothing, "the number does not matter"
    for text in WRONG:
        field.fill(text)
        expect(field).to_have_attribute("aria-invalid", "true")
        assert form.findings() == expected_findings(NAME, answers_with(text, where)) == nothing, text
        expect(field).to_have_value(text)
    for text, meant in RIGHT.items():
        field.fill(text)
        expect(field).to_have_attribute("aria-invalid", "false")
        assert (
            form.findings()
            == expected_findings(NAME, answers_with(text, where))
            == expected_findings(NAME, answers_with(meant, where))
        )
    field.fill("x")
    expect(field).to_have_attribute("aria-invalid", "true")
    field.fill("")
    expect(field).to_have_attribute("aria-invalid", "false")
    assert form.findings() == nothing


def test_each_number_is_held_to_its_own_bounds_and_says_them(visit: Visitor) -> None:
    form = Form.opened(visit, NAME)
    for name, least, most in ((STOP, 1, 60), (USEFUL, 1, 120)):
        help_text = fill(WORDS["number_help"], {"least": str(least), "most": str(most)})
        expect(form.root.get_by_label(help_text).and_(number(form, name))).to_have_count(1)
        for text, wrong in ((least - 1, "true"), (least, "false"), (most, "false"), (most + 1, "true")):
            number(form, name).fill(str(text))
            expect(number(form, name)).to_have_attribute("aria-invalid", wrong)
    poll = Form.opened(visit, "poll-guess")
    for text, wrong in (("0", "false"), ("100", "false"), ("101", "true")):
        number(poll, "poll-guess.costs").fill(text)
        expect(number(poll, "poll-guess.costs")).to_have_attribute("aria-invalid", wrong)


def test_letters_can_be_typed_are_marked_and_are_mended_key_by_key(visit: Visitor) -> None:
    form = Form.opened(visit, NAME)
    field = number(form, STOP)
    field.focus()
    for key, wrong in (("1", "false"), ("l", "true"), ("Backspace", "false"), ("2", "false"), ("9", "true")):
        form.page.keyboard.press(key)
        expect(field).to_have_attribute("aria-invalid", wrong)
    expect(field).to_have_value("129")
    form.settle()
    assert form.findings() == expected_findings(NAME, {"stop": "129"}) == expected_findings(NAME, {"stop": ""})
    assert form.answers() == {"stop": "129"}, "what was typed is not lost"


def test_arrow_keys_and_the_wheel_leave_a_number_as_it_is_and_move_within_it(visit: Visitor) -> None:
    form = Form.opened(visit, NAME)
    field = number(form, STOP)
    field.fill("12")
    field.focus()
    for key in ("ArrowUp", "ArrowDown", "ArrowDown", "PageUp", "PageDown"):
        form.page.keyboard.press(key)
        expect(field).to_have_value("12")
        expect(field).to_be_focused()
    field.hover()
    form.page.mouse.wheel(0, 200)
    form.settle()
    expect(field).to_have_value("12")
    form.page.keyboard.press("End")
    form.page.keyboard.press("ArrowLeft")
    form.page.keyboard.press("Delete")
    form.page.keyboard.type("5")
    expect(field).to_have_value("15")
    assert form.answers() == {"stop": "15"}


@pytest.mark.parametrize(("text", "wrong"), [("24", "false"), (" 24\t", "false"), ("240", "true"), ("two", "true")])
def test_a_number_from_elsewhere_can_be_pasted_and_is_judged_at_once(visit: Visitor, text: str, wrong: str) -> None:
    form = Form.opened(visit, NAME)
    note = form.root.locator(f'textarea[name="{NAME}.stages.0.name"]')
    note.fill(text)
    note.focus()
    form.page.keyboard.press("Control+a")
    form.page.keyboard.press("Control+c")
    field = number(form, STOP)
    field.focus()
    form.page.keyboard.press("Control+v")
    expect(field).to_have_value(text)
    expect(field).to_have_attribute("aria-invalid", wrong)
    note.fill("")
    assert form.findings() == expected_findings(NAME, {"stop": text})


def test_rows_with_a_number_out_of_bounds_are_refused_with_the_bounds_and_others_come_in(visit: Visitor) -> None:
    form = Form.opened(visit, NAME)
    head = "Goal or activity\tOf use by itself from month"
    column = "Of use by itself from month"
    for text in ("121", "0", "soon"):
        said = form.paste("stages", f"{head}\nWells\t3\nSchool\t{text}")
        values = {"line": "3", "value": text, "column": column, "least": "1", "most": "120"}
        expect(said).to_have_text(fill(WORDS["paste_number"], values))
        assert form.answers() == {}
    form.paste("stages", f"{head}\nWells\t3\nSchool\t120")
    expect(number(form, USEFUL)).to_have_value("3")
    expect(number(form, USEFUL)).to_have_attribute("aria-invalid", "false")
    assert [row["useful"] for row in form.answers()["stages"]] == ["3", "120"]


@BOTH
def test_a_wrong_number_in_a_file_is_shown_marked_and_not_lost(visit: Visitor) -> None:
    form = Form.opened(visit, NAME)
    answers = {"stages": [{"name": "Wells", "useful": "soon"}, {"name": "School", "useful": "7"}], "stop": "600"}
    text = json.dumps({"format": "track-ii-answers", "version": 1, "instruments": {NAME: {"answers": answers}}})
    form.open_text(text, WORDS["open_done"])
    for name, value, wrong in (
        (STOP, "600", "true"),
        (USEFUL, "soon", "true"),
        (f"{NAME}.stages.1.useful", "7", "false"),
    ):
        expect(number(form, name)).to_have_value(value)
        expect(number(form, name)).to_have_attribute("aria-invalid", wrong)
    assert form.findings() == expected_findings(NAME, answers)
    assert form.answers() == answers
    form.press("clear")
    expect(number(form, STOP)).to_have_value("")
    expect(number(form, STOP)).to_have_attribute("aria-invalid", "false")


def test_a_wrong_number_is_marked_by_more_than_color_and_reads_as_well_as_other_fields(visit: Visitor) -> None:
    form = Form.opened(visit, NAME)
    field = number(form, STOP)
    field.fill("12")
    looks = "field => { const style = getComputedStyle(field); return [style.color, style.borderTopWidth]; }"
    color, width = field.evaluate(looks)
    assert color == form.root.locator(".t2-grow > textarea").first.evaluate(looks)[0]
    field.fill("1200")
    assert float(field.evaluate(looks)[1].removesuffix("px")) > float(width.removesuffix("px"))
    page = visit.open("book/step1/ripeness.html")
    count = page.locator(".t2-question .t2-number").first
    assert count.evaluate("count => getComputedStyle(count).borderTopStyle") == "none", "it looks like a field"


def test_numbers_print_with_their_bounds(visit: Visitor) -> None:
    form = Form.opened(visit, NAME)
    bounds = [fill(WORDS["number_help"], {"least": "1", "most": most}) for most in ("60", "120")]
    blank = printed(form.page)
    assert missing(blank, bounds) == []
    number(form, STOP).fill("0059")
    number(form, USEFUL).fill("0118")
    assert missing(blank, ["0059", "0118"]) == ["0059", "0118"]
    assert missing(printed(form.page), [*bounds, "0059", "0118"]) == []


def test_the_questions_tried_here_have_the_bounds_they_are_tried_with() -> None:
    asked = {question.id: question for question in instrument(NAME).questions}
    useful = next(column for column in asked["stages"].columns if column.id == "useful")
    assert [(question.kind, question.least, question.most) for question in (asked["stop"], useful)] == [
        ("number", 1, 60),
        ("number", 1, 120),
    ]
