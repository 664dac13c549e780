"""What was entered once is offered where another instrument needs it: in sight, and filled in only when asked for."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.forms import WORDS, Form, address_of
from tests.browser.test_keeping import choose, control
from tests.browser.test_keyboard import invisible, look
from tests.browser.test_print import missing, printed
from tests.browser.test_typed_text import EVIL, NASTY, stays_text
from tests.browser.walk import Visitor
from widgets.evaluate import fill
from widgets.loading import instrument

BOTH = pytest.mark.parametrize("base", ["http", "file"], indirect=True)
NAMES = ["Union of the hill", "Council on the shore"]
#: Where things of each kind are entered, and the table of another instrument that needs them.
TABLES = {
    "parties": ("ripeness-checklist", "parties", "dialogue-plan", "parties"),
    "actors": ("four-cs-mapper", "actors", "coordination-plan", "actors"),
    "problems": ("coordination-plan", "problems", "four-cs-mapper", "problems"),
}
#: A table of goals, and the instrument that asks for one goal, in a text.
GOALS = ("what-remains", "stages", "dialogue-plan", "goal")


def enter(form: Form, question: str, names: list[str]) -> None:
    """Type names into the first rows of a table."""
    for number, name in enumerate(names):
        form.table(question).locator(f'textarea[name$=".{question}.{number}.name"]').fill(name)
    form.settle()


def offers_at(form: Form, question: str) -> Locator:
    """Return the place where something is offered to a question."""
    return form.root.locator(f'[data-table="{question}"] > .t2-offers, .t2-offers:has(+ [data-q="{question}"])')


def field_of(form: Form, question: str) -> Locator:
    """Return the field of a question that asks for a text."""
    return form.root.locator(f'[data-q="{question}"] textarea')


def go_to(page: Page, visit: Visitor, name: str) -> Form:
    """Go to an instrument in the same tab."""
    page.goto(visit.base + address_of(name))
    form = Form(page, name)
    form.wait_until_live()
    return form


def arrive(visit: Visitor, way: tuple[str, str, str, str], names: list[str]) -> Form:
    """Enter names in one instrument, kept while the tab is open, and go to another, where they are offered."""
    there, question, here, needs = way
    form = Form.opened(visit, there)
    choose(form.page, "tab")
    enter(form, question, names)
    # Over file:// a busy browser takes a moment to write; what it has not written yet, another load shows.
    for _ in range(5):
        form = go_to(form.page, visit, here)
        if offers_at(form, needs).is_visible():
            break
    expect(offers_at(form, needs)).to_be_visible()
    return form


def take_rows(form: Form, question: str) -> None:
    """Press the button that adds the rows that are offered."""
    offers_at(form, question).get_by_role("button", name=WORDS["offer_rows"], exact=True).click()


def document(**instruments: dict[str, Any]) -> str:
    """Return the text of an answers file; underscores in names stand for hyphens."""
    entries = {name.replace("_", "-"): {"version": 1, "answers": answers} for name, answers in instruments.items()}
    return json.dumps({"format": "track-ii-answers", "version": 1, "instruments": entries})


def rows_of(names: list[str]) -> list[dict[str, str]]:
    """Return rows that hold a name each."""
    return [{"name": name} for name in names]


@BOTH
@pytest.mark.parametrize("kind", TABLES)
def test_rows_of_one_instrument_are_offered_in_another_and_come_only_when_asked_for(visit: Visitor, kind: str) -> None:
    there, _, _, needs = TABLES[kind]
    form = arrive(visit, TABLES[kind], NAMES)
    offers = offers_at(form, needs)
    expect(offers.locator("p")).to_have_text(fill(WORDS["offer"], {"instrument": instrument(there).title}))
    expect(offers.locator("li")).to_have_text(NAMES)
    assert form.answers() == {}, "something was filled in unasked"
    assert (
        form.table(needs).locator(".t2-grow > textarea").evaluate_all("all => all.map((a) => a.value).join('')") == ""
    )

    take_rows(form, needs)
    expect(offers).to_be_hidden()
    assert form.answers() == {needs: rows_of(NAMES)}


def test_answers_in_columns_that_both_tables_have_come_along(visit: Visitor) -> None:
    form = Form.opened(visit, "four-cs-mapper")
    choose(form.page, "tab")
    enter(form, "actors", NAMES)
    row = form.table("actors").locator("[data-row]").first
    row.locator('select[name$=".track"]').select_option("two")
    row.locator('textarea[name$=".works_on"]').fill("Water; Schools")
    form.settle()
    form = go_to(form.page, visit, "coordination-plan")
    take_rows(form, "actors")
    expect(offers_at(form, "actors")).to_be_hidden()
    first, second = form.answers()["actors"]
    assert first == {"name": NAMES[0], "track": "two", "works_on": "Water; Schools"}
    assert second == {"name": NAMES[1]}


@BOTH
def test_a_text_is_offered_as_a_button_that_says_it_and_fills_it_in(visit: Visitor) -> None:
    there, _, _, needs = GOALS
    form = arrive(visit, GOALS, ["Open the road", "Talk again"])
    offers = offers_at(form, needs)
    expect(offers.locator("p")).to_have_text(fill(WORDS["offer"], {"instrument": instrument(there).title}))
    said = [fill(WORDS["offer_text"], {"text": text}) for text in ("Open the road", "Talk again")]
    expect(offers.get_by_role("button")).to_have_text(said)
    expect(field_of(form, needs)).to_have_value("")
    assert form.answers() == {}, "something was filled in unasked"

    offers.get_by_role("button", name=said[1], exact=True).click()
    expect(field_of(form, needs)).to_have_value("Talk again")
    expect(field_of(form, needs)).to_be_focused()
    expect(form.message).to_have_text(fill(WORDS["offer_taken"], {"text": "Talk again"}))
    expect(offers).to_be_hidden()
    assert form.answers() == {needs: "Talk again"}

    field_of(form, needs).fill("")
    expect(offers).to_be_visible()
    field_of(form, needs).fill("Something of one's own")
    expect(offers).to_be_hidden()


def test_nothing_is_offered_where_nothing_was_kept(visit: Visitor) -> None:
    there, question, here, _ = TABLES["parties"]
    form = Form.opened(visit, there)
    enter(form, question, NAMES)
    form = go_to(form.page, visit, here)
    form.settle()
    assert form.root.locator(".t2-offers").count() > 0
    assert not any(place.is_visible() for place in form.root.locator(".t2-offers").all())


@BOTH
def test_a_file_that_holds_only_other_instruments_answers_is_offered_from(visit: Visitor) -> None:
    form = Form.opened(visit, "dialogue-plan")
    text = document(ripeness_checklist={"parties": rows_of(NAMES)}, what_remains={"stages": rows_of(["Talk again"])})
    form.open_text(text, WORDS["open_other"])
    expect(offers_at(form, "parties").locator("li")).to_have_text(NAMES)
    expect(offers_at(form, "goal").get_by_role("button")).to_have_text(
        [fill(WORDS["offer_text"], {"text": "Talk again"})]
    )
    assert "dialogue-plan" not in json.loads(text)["instruments"]
    assert form.answers() == {}, "something was filled in unasked"
    take_rows(form, "parties")
    expect(offers_at(form, "parties")).to_be_hidden()
    assert form.answers() == {"parties": rows_of(NAMES)}


def test_what_another_tab_kept_meanwhile_is_offered_too(visit: Visitor) -> None:
    there, question, here, needs = TABLES["parties"]
    form = Form.opened(visit, here)
    choose(form.page, "device")
    form.settle()
    expect(offers_at(form, needs)).to_be_hidden()
    other = go_to(form.page.context.new_page(), visit, there)
    enter(other, question, NAMES[:1])
    expect(offers_at(form, needs).locator("li")).to_have_text(NAMES[:1])
    enter(other, question, NAMES)
    expect(offers_at(form, needs).locator("li")).to_have_text(NAMES)
    assert form.answers() == {}, "something was filled in unasked"


def test_rows_that_are_there_already_are_not_offered(visit: Visitor) -> None:
    _, _, _, needs = TABLES["parties"]
    form = arrive(visit, TABLES["parties"], NAMES)
    offers = offers_at(form, needs)
    enter(form, needs, [f"  {NAMES[0].upper()} "])
    expect(offers.locator("li")).to_have_text(NAMES[1:])
    take_rows(form, needs)
    expect(offers).to_be_hidden()
    assert [row["name"].strip() for row in form.answers()[needs]] == [NAMES[0].upper(), NAMES[1]]
    form.reload()
    expect(form.table(needs).locator('textarea[name$=".1.name"]')).to_have_value(NAMES[1])
    expect(offers).to_be_hidden()

    form.table(needs).get_by_role("button", name="Remove").nth(1).click()
    expect(offers.locator("li")).to_have_text(NAMES[1:])


@pytest.mark.parametrize("before", [0, 1, 19, 20], ids=lambda count: f"after {count} rows")
def test_after_taking_rows_the_focus_is_in_the_first_new_one_and_it_is_said_how_many_came(
    visit: Visitor, before: int
) -> None:
    form = Form.opened(visit, "dialogue-plan")
    there = [f"Side {number}" for number in range(before)]
    text = document(dialogue_plan={"parties": rows_of(there)}, ripeness_checklist={"parties": rows_of(NAMES)})
    form.open_text(text, WORDS["open_done"])
    take_rows(form, "parties")
    table = {question.id: question.prompt for question in instrument("dialogue-plan").questions}["parties"]
    expect(form.message).to_have_text(fill(WORDS["offer_done"], {"count": "2", "table": table}))
    focused = form.page.locator(":focus")
    expect(focused).to_have_attribute("name", f"dialogue-plan.parties.{before}.name")
    expect(focused).to_have_value(NAMES[0])
    assert form.answers()["parties"] == rows_of([*there, *NAMES])


def test_offers_are_taken_by_keyboard_alone(visit: Visitor) -> None:
    _, _, _, needs = TABLES["parties"]
    form = arrive(visit, TABLES["parties"], NAMES)
    page = form.page
    form.root.locator("summary").first.focus()
    offered = form.page.locator(".t2-offers :focus")
    for _ in range(100):
        page.keyboard.press("Tab")
        if offered.count():
            break
    stop = look(page)
    assert stop and stop["text"] == WORDS["offer_rows"]
    assert invisible(stop) is None
    page.keyboard.press("Enter")
    expect(page.locator(":focus")).to_have_value(NAMES[0])
    page.keyboard.press("End")
    page.keyboard.type(", south")
    form.settle()
    assert form.answers() == {needs: rows_of([f"{NAMES[0]}, south", NAMES[1]])}


@BOTH
@pytest.mark.parametrize("text", [EVIL, NASTY], ids=["image", "script"])
def test_markup_that_is_offered_stays_text(visit: Visitor, text: str) -> None:
    form = arrive(visit, TABLES["parties"], [text])
    expect(offers_at(form, "parties").locator("li")).to_have_text([text])
    stays_text(form.page, text)
    take_rows(form, "parties")
    expect(offers_at(form, "parties")).to_be_hidden()
    assert form.answers() == {"parties": rows_of([text])}

    form = arrive(visit, GOALS, [text])
    expect(offers_at(form, "goal").get_by_role("button")).to_have_text([fill(WORDS["offer_text"], {"text": text})])
    stays_text(form.page, text)
    offers_at(form, "goal").get_by_role("button").click()
    expect(form.message).to_have_text(fill(WORDS["offer_taken"], {"text": text}))
    stays_text(form.page, text)
    assert form.answers() == {"goal": text}


@BOTH
@pytest.mark.parametrize("way", ["kept", "opened"])
def test_erasing_takes_away_what_is_offered(visit: Visitor, way: str) -> None:
    if way == "kept":
        form = arrive(visit, TABLES["parties"], NAMES)
    else:
        form = Form.opened(visit, "dialogue-plan")
        form.open_text(document(ripeness_checklist={"parties": rows_of(NAMES)}), WORDS["open_other"])
        expect(offers_at(form, "parties")).to_be_visible()
    control(form.page).get_by_role("button", name=WORDS["erase"]).click()
    expect(offers_at(form, "parties")).to_be_hidden()
    assert NAMES[0] not in form.page.content()
    assert NAMES[0] not in form.save()


def test_offers_are_not_printed(visit: Visitor) -> None:
    form = arrive(visit, TABLES["parties"], NAMES)
    offered = [
        *NAMES,
        WORDS["offer_rows"],
        fill(WORDS["offer"], {"instrument": instrument("ripeness-checklist").title}),
    ]
    assert missing(printed(form.page), offered) == offered
    take_rows(form, "parties")
    expect(offers_at(form, "parties")).to_be_hidden()
    assert missing(printed(form.page), offered) == offered[2:], "what was taken is an answer, and answers are printed"
