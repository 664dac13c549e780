"""The list of what there is to do: plain for everybody; what is done, only for those who chose to keep answers."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.book.pages import ROOT
from tests.browser.forms import WORDS, Form, address_of
from tests.browser.test_keeping import REFUSE, choose, control, left_behind, open_with_kept
from tests.browser.walk import PHONE, Visitor
from widgets.progress import Todo, read_parts

ADDRESS = "book/practice/progress.html"
INSTRUMENT = "ripeness-checklist"
PARTS = read_parts(ROOT)
PAGES = [todo for part in PARTS for page in part.pages for todo in page.walk()]
#: Whether a text stands in what is kept for the tab.
KEPT = "text => sessionStorage.getItem('t2:answers').includes(text)"
LESSON = next(todo for todo in PAGES if todo.page == "book/step2/scale-up")
CASE = next(todo for todo in PAGES if todo.case)


def line(page: Page, name: str) -> Locator:
    """Return the line of a page."""
    return page.locator(f"li[id='todo-{name.replace('/', '-').replace('_', '-')}'] > p")


def tick(page: Page, todo: Todo) -> Locator:
    """Return the box that says that a page was read."""
    return line(page, todo.page).get_by_role("checkbox")


def is_plain(page: Page) -> None:
    """Check that the list says nothing of what was done."""
    assert page.locator(".t2-todo input:visible").count() == 0
    assert page.locator(".t2-todo-done").all_inner_texts() == [""] * page.locator(".t2-todo-done").count()


def message(page: Page) -> Locator:
    """Return the place where the page says what it shows."""
    return page.locator(".t2-progress [role=status]")


def test_without_a_script_and_on_paper_it_is_a_list_with_empty_boxes(visit: Visitor) -> None:
    page = visit.open(ADDRESS, java_script_enabled=False, viewport=PHONE)
    links = page.locator(".t2-todo > li > p > a")
    assert links.count() == len(PAGES) + sum(len(part.instruments) for part in PARTS)
    expect(line(page, LESSON.page)).to_contain_text(f"{LESSON.minutes} minutes. {len(LESSON.questions)} questions.")
    expect(page.get_by_role("heading", name=PARTS[1].title)).to_be_visible()
    assert page.locator(".t2-todo input").count() == 0
    expect(page.get_by_text(WORDS["progress_none"])).to_have_count(0)
    box = "getComputedStyle(document.querySelector('.t2-todo p'), '::before').content"
    plain = page.locator(".t2-todo").all_inner_texts()

    other = visit.open(ADDRESS)
    choose(other, "device")
    tick(other, LESSON).check()
    assert other.evaluate(box) == "none", "the box to tick stands in its place"
    other.emulate_media(media="print")
    assert other.evaluate(box) == '""'
    assert other.locator(".t2-todo input:visible, .t2-todo-done:visible, .t2-progress:visible").count() == 0
    assert other.locator(".t2-todo").all_inner_texts() == plain


def test_who_keeps_nothing_is_told_so_and_led_to_the_control(visit: Visitor) -> None:
    page = visit.open(f"{LESSON.page}.html")
    page.locator(".t2-question input").first.check()
    page.goto(visit.base + ADDRESS)
    is_plain(page)
    expect(message(page)).to_have_text(f"{WORDS['progress_none']} {WORDS['progress_choose']}")
    page.get_by_role("link", name=WORDS["progress_choose"]).press("Enter")
    expect(page.locator("[data-t2-privacy] summary")).to_be_focused()
    assert page.locator("[data-t2-privacy] details").evaluate("box => box.open")
    assert left_behind(page) == {}


def test_what_was_done_is_shown_to_who_keeps_it_and_is_erased_with_the_rest(visit: Visitor) -> None:
    page = visit.open(f"{LESSON.page}.html")
    choose(page, "tab")
    first = page.locator(".t2-question[data-kind=choice]").first
    first.locator("input").last.check()
    other = page.locator(".t2-question:not([data-kind=choice], [data-kind=short])").first
    other.get_by_role("button").click()
    expect(other.get_by_role("status")).to_contain_text(WORDS["question_nothing"])
    page.evaluate("dispatchEvent(new Event('beforeprint')), dispatchEvent(new Event('afterprint'))")
    page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    kept: dict[str, Any] = json.loads(left_behind(page)["t2:answers"])
    assert kept["checks"] == {LESSON.check: [first.get_attribute("data-question")]}, (
        "to press or to print is not to check"
    )
    assert set(kept) == {"format", "version", "instruments", "checks"}
    assert kept["instruments"] == {}
    short = page.locator(".t2-question[data-kind=short]").first
    short.locator("summary").click()
    page.wait_for_function(KEPT, arg=short.get_attribute("data-question"))

    page.goto(visit.base + address_of(INSTRUMENT))
    form = Form(page, INSTRUMENT)
    form.wait_until_live()
    form.fill_in_example()
    page.goto(f"{visit.base}{CASE.page}.html")
    page.locator(".t2-case a:visible").first.click()
    page.wait_for_function(KEPT, arg=f'"{CASE.case and CASE.case.id}"')

    page.goto(visit.base + ADDRESS)
    expect(message(page)).to_have_text(WORDS["progress_kept"])
    told = WORDS["progress_checked"].format(count=2, total=len(LESSON.questions))
    expect(line(page, LESSON.page).locator(".t2-todo-done")).to_have_text(told)
    expect(line(page, f"book/instruments/{INSTRUMENT}").locator(".t2-todo-done")).to_have_text(WORDS["progress_begun"])
    expect(line(page, CASE.page).locator(".t2-todo-done")).to_have_text(WORDS["progress_begun"])
    assert len([text for text in page.locator(".t2-todo-done").all_inner_texts() if text]) == 3
    tick(page, LESSON).check()
    tick(page, PAGES[0]).check()
    tick(page, PAGES[0]).uncheck()
    page.reload()
    expect(tick(page, LESSON)).to_be_checked()
    expect(tick(page, PAGES[0])).not_to_be_checked()
    assert json.loads(left_behind(page)["t2:answers"])["read"] == [LESSON.page]

    document = json.loads(left_behind(page)["t2:answers"])
    assert CASE.case
    ending = next(scene.id for scene in CASE.case.scenes if not scene.exits)
    document["cases"][CASE.case.id]["path"].append(ending)
    page.evaluate("text => sessionStorage.setItem('t2:answers', text)", json.dumps(document))
    page.reload()
    expect(line(page, CASE.page).locator(".t2-todo-done")).to_have_text(WORDS["progress_ended"])

    control(page).get_by_role("button", name=WORDS["erase"]).click()
    is_plain(page)
    expect(message(page)).to_contain_text(WORDS["progress_none"])
    assert left_behind(page) == {}
    choose(page, "tab")
    expect(tick(page, LESSON)).not_to_be_checked()


def test_what_was_checked_before_one_chose_to_keep_is_kept_from_then_on(visit: Visitor) -> None:
    page = visit.open(f"{LESSON.page}.html")
    first = page.locator(".t2-question[data-kind=choice]").first
    first.locator("input").first.check()
    assert left_behind(page) == {}
    choose(page, "tab")
    checks = json.loads(left_behind(page)["t2:answers"])["checks"]
    assert checks == {LESSON.check: [first.get_attribute("data-question")]}


def test_a_saved_file_holds_it_and_other_pages_leave_it_alone(visit: Visitor) -> None:
    page = visit.open(ADDRESS)
    choose(page, "device")
    tick(page, LESSON).check()
    page.goto(visit.base + address_of(INSTRUMENT))
    form = Form(page, INSTRUMENT)
    form.wait_until_live()
    form.fill_in_example()
    assert json.loads(form.save())["read"] == [LESSON.page]
    assert json.loads(left_behind(page)["t2:answers"])["read"] == [LESSON.page]


def test_a_damaged_store_is_named_and_not_written_over(visit: Visitor) -> None:
    page = visit.open(ADDRESS)
    for text in ('{"format": "track-ii', '{"format":"track-ii-answers","version":1,"instruments":{},"read":[1]}'):
        open_with_kept(page, text)
        expect(message(page)).to_have_text(WORDS["keep_damaged"])
        is_plain(page)
        lesson = page.context.new_page()
        lesson.goto(f"{visit.base}{LESSON.page}.html")
        lesson.locator(".t2-question[data-kind=choice] input").first.check()
        lesson.close()
        assert left_behind(page) == {"t2:answers": text}
    control(page).get_by_role("button", name=WORDS["erase"]).click()
    expect(message(page)).to_contain_text(WORDS["progress_none"])


def test_a_tick_that_cannot_be_kept_is_taken_back_and_said(visit: Visitor) -> None:
    page = visit.open(ADDRESS)
    choose(page, "device")
    page.evaluate(f"() => {{ {REFUSE} }}")
    tick(page, LESSON).click()
    expect(message(page)).to_have_text(WORDS["keep_failed"])
    expect(tick(page, LESSON)).not_to_be_checked()
