"""Nothing is kept unless the reader says so; what is kept can be seen and erased from every page."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from scripts.find_browser import ARGUMENTS, find
from tests.browser.forms import MODELS, WORDS, Form, address_of, example_of
from tests.browser.walk import Visitor

BOTH = pytest.mark.parametrize("base", ["http", "file"], indirect=True)
ELSEWHERE = "book/step1/ripeness.html"
MARK = "Zebrafish"
#: Everything a page can leave behind in a browser, as text.
LEFT_BEHIND = """async () => {
  const found = { ...localStorage, ...sessionStorage };
  if (document.cookie) found.cookie = document.cookie;
  if (window.name) found.name = window.name;
  if (history.state) found.history = JSON.stringify(history.state);
  for (const { name } of await indexedDB.databases()) found[`database ${name}`] = "";
  if (typeof caches !== "undefined") {
    try {
      for (const name of await caches.keys()) found[`cache ${name}`] = "";
    } catch {
      // There are no caches here.
    }
  }
  if (navigator.serviceWorker?.controller) found.worker = navigator.serviceWorker.controller.scriptURL;
  return found;
}"""
REFUSE = """
  const refuse = () => { throw new DOMException("The quota has been exceeded.", "QuotaExceededError"); };
  Storage.prototype.setItem = refuse;
"""
FORBID = """
  for (const name of ["localStorage", "sessionStorage"]) {
    const refuse = () => { throw new DOMException("The operation is insecure.", "SecurityError"); };
    Object.defineProperty(window, name, { get: refuse });
  }
"""


def left_behind(page: Page) -> dict[str, str]:
    """Return what is kept in the browser."""
    assert page.context.cookies() == []
    return page.evaluate(LEFT_BEHIND)  # type: ignore[no-any-return]


def control(page: Page) -> Locator:
    """Return the box that says what is kept, unfolded."""
    box = page.locator("[data-t2-privacy] details")
    if not box.evaluate("box => box.open"):
        box.locator("summary").click()
    return box


def open_with_kept(page: Page, text: str) -> None:
    """Load the page anew with this text kept on the device, which a busy browser takes a moment to write."""
    for attempt in range(8):
        page.evaluate("([key, text]) => localStorage.setItem(key, text)", ["t2:answers", text])
        page.wait_for_timeout(100 * attempt)
        page.reload()
        if page.evaluate("localStorage.getItem('t2:answers')") == text:
            break


def choose(page: Page, keep: str) -> None:
    """Choose where answers are kept: none, tab or device."""
    control(page).locator(f'input[value="{keep}"]').click()


def says(page: Page, keep: str) -> None:
    """Check that the page says that answers are kept there."""
    expect(page.locator("[data-t2-privacy] summary")).to_have_text(f"{WORDS['keep_title']}: {WORDS[f'keep_{keep}']}")
    expect(control(page).locator(f'input[value="{keep}"]')).to_be_checked()


def says_on_arrival(page: Page, address: str, keep: str) -> None:
    """Open a page and check what it says; a busy browser may take a moment to tell one page what another wrote."""
    for _ in range(5):
        page.goto(address)
        if control(page).locator(f'input[value="{keep}"]').is_checked():
            break
    says(page, keep)


def write_everywhere(form: Form, text: str) -> None:
    """Type a text into every text field, and answer whatever else there is."""
    if form.root.locator(".t2-grow").count():
        form.type_everywhere([text])
    for number in form.root.locator(".t2-number").all():
        number.fill("12")
    for radio in form.root.locator("fieldset[data-q] label:last-of-type input").all():
        radio.check()
    for select in form.root.locator("select").all():
        select.select_option(index=1)


@BOTH
@pytest.mark.parametrize("name", MODELS)
def test_a_whole_session_leaves_nothing_behind_unless_one_opts_in(visit: Visitor, name: str) -> None:
    form = Form.opened(visit, name)
    write_everywhere(form, MARK)
    if name == "four-cs-mapper":
        form.paste("actors", f"Actor\n{MARK} two")
    text = form.save()
    form.open_text(text, WORDS["open_done"])
    form.show_everything()
    control(form.page)
    assert left_behind(form.page) == {}

    form.page.goto(visit.base + ELSEWHERE)
    form.page.locator(".t2-question input").first.check()
    assert left_behind(form.page) == {}
    form.page.goto(visit.base + "search.html")
    form.page.locator("article input[type=search]").fill("dialogue")
    form.page.keyboard.press("Enter")
    expect(form.page.locator(".found > li").first).to_be_visible()
    assert left_behind(form.page) == {}
    assert MARK not in form.page.url

    form.page.goto(visit.base + address_of(name))
    form.wait_until_live()
    assert form.answers() == {}
    assert MARK not in form.page.content()


@pytest.mark.parametrize("name", MODELS)
def test_going_back_to_a_page_shows_no_answers_that_were_not_kept(visit: Visitor, name: str) -> None:
    form = Form.opened(visit, name)
    write_everywhere(form, MARK)
    form.page.goto(visit.base + ELSEWHERE)
    form.page.go_back()
    form.wait_until_live()
    nothing_is_typed(form)


def test_going_back_shows_none_even_if_the_browser_had_kept_the_page_in_its_memory(
    browser: Browser, site_url: str
) -> None:
    path = find()
    switched_off = ["--disable-back-forward-cache"]
    keen = browser.browser_type.launch(executable_path=path, args=ARGUMENTS, ignore_default_args=switched_off)
    visit = Visitor(keen, site_url)
    shown: list[str] = []
    context = visit.profile()
    context.on("console", lambda message: shown.append(message.text))
    context.add_init_script("addEventListener('pageshow', (event) => console.log(`from memory: ${event.persisted}`))")
    page = context.new_page()
    form = Form(page, "ripeness-checklist")
    for _ in range(5):  # a busy browser does not keep every page
        page.goto(visit.base + address_of("ripeness-checklist"))
        write_everywhere(form, MARK)
        page.locator(".turn-on").click()
        expect(page.locator(".turn-back")).to_have_attribute("href", re.compile("ripeness-checklist"))
        page.evaluate("history.back()")
        expect(page.locator('[data-instrument="ripeness-checklist"] .t2-tools')).to_be_visible()
        expect(page.locator(".t2-grow > textarea").first).to_have_value("")
        if "from memory: true" in shown:
            break
    assert "from memory: true" in shown, "the browser did not keep the page, so nothing was tested"
    nothing_is_typed(form)
    visit.close()
    keen.close()


def nothing_is_typed(form: Form) -> None:
    """Check that nothing of what was typed or chosen is on the page."""
    form.settle()
    assert MARK not in form.page.content()
    assert form.root.locator(":checked:not(option)").count() == 0
    assert form.root.locator("textarea").evaluate_all("areas => areas.map((area) => area.value).join('')") == ""


@pytest.mark.parametrize(
    ("name", "keep", "base"),
    [
        ("ripeness-checklist", "tab", "http"),
        ("ripeness-checklist", "tab", "file"),
        ("four-cs-mapper", "device", "http"),
        ("four-cs-mapper", "device", "file"),
        ("prescriptive-elicitive-selector", "device", "http"),
        ("what-remains", "tab", "file"),
    ],
    indirect=["base"],
)
def test_what_the_reader_keeps_is_shown_again_and_erased_from_any_page(visit: Visitor, name: str, keep: str) -> None:
    form = Form.opened(visit, name)
    says(form.page, "none")
    form.fill_in_example()
    choose(form.page, keep)
    says(form.page, keep)
    found = form.findings()
    assert found

    form.reload_until(form.answers)
    assert form.answers() == example_of(name)
    assert form.findings() == found
    says(form.page, keep)

    other = form.page.context.new_page()
    says_on_arrival(other, visit.base + ELSEWHERE, "device" if keep == "device" else "none")
    other.close()

    says_on_arrival(form.page, visit.base + ELSEWHERE, keep)
    control(form.page).get_by_role("button", name=WORDS["erase"]).click()
    expect(control(form.page).get_by_role("status")).to_have_text(WORDS["erased"])
    says(form.page, "none")
    assert left_behind(form.page) == {}

    form.page.goto(visit.base + address_of(name))
    form.wait_until_live()
    assert form.answers() == {}
    says(form.page, "none")


def test_erasing_on_the_page_itself_takes_away_every_trace(visit: Visitor) -> None:
    for name in MODELS:
        form = Form.opened(visit, name)
        write_everywhere(form, MARK)
        document = json.loads(form.save())
        document["instruments"]["another"] = {"version": 1, "answers": {"note": MARK}}
        form.open_text(json.dumps(document), WORDS["open_done"])
        choose(form.page, "device")
        form.page.locator(".look > summary").click()
        form.page.get_by_label("Dark").check()
        form.page.get_by_label("Keep this choice on this device").check()
        assert form.name in json.dumps(left_behind(form.page))
        control(form.page).get_by_role("button", name=WORDS["erase"]).click()
        assert left_behind(form.page) == {}
        assert MARK not in form.page.content(), name
        assert MARK not in form.save(), name
        form.fill_in_example()
        assert left_behind(form.page) == {}


def test_answers_that_are_cleared_or_taken_back_do_not_stay_in_the_storage(visit: Visitor) -> None:
    form = Form.opened(visit, "ripeness-checklist")
    choose(form.page, "device")
    name = form.root.locator('textarea[name$=".name"]').first
    name.fill(MARK)
    form.settle()
    assert MARK in json.dumps(left_behind(form.page))
    name.fill("")
    form.settle()
    assert MARK not in json.dumps(left_behind(form.page))
    name.fill(MARK)
    form.settle()
    form.press("clear")
    assert MARK not in json.dumps(left_behind(form.page))
    form.reload()
    assert form.answers() == {}


def test_to_keep_nothing_more_takes_away_what_was_kept(visit: Visitor) -> None:
    form = Form.opened(visit, "prescriptive-elicitive-selector")
    form.fill_in_example()
    for keep in ("device", "tab", "none"):
        choose(form.page, keep)
        says(form.page, keep)
        places = form.page.evaluate("[localStorage.length, sessionStorage.length]")
        assert places == {"device": [1, 0], "tab": [0, 1], "none": [0, 0]}[keep]
    assert form.answers() == example_of(form.name), "the page itself still shows them"


def test_all_instruments_share_what_is_kept(visit: Visitor) -> None:
    page = visit.open(address_of(MODELS[0]))
    choose(page, "tab")
    for name in MODELS:
        page.goto(visit.base + address_of(name))
        form = Form(page, name)
        form.wait_until_live()
        form.fill_in_example()
    kept = json.loads(next(iter(left_behind(page).values())))
    assert {name: entry["answers"] for name, entry in kept["instruments"].items()} == {
        name: example_of(name) for name in MODELS
    }


@BOTH
@pytest.mark.parametrize("trouble", [REFUSE, FORBID], ids=["full", "forbidden"])
def test_where_nothing_can_be_kept_it_is_said_and_nothing_is_lost(visit: Visitor, trouble: str) -> None:
    page = visit.page()
    page.add_init_script(trouble)
    for name in MODELS:
        page.goto(visit.base + address_of(name))
        form = Form(page, name)
        form.wait_until_live()
        form.fill_in_example()
        for keep in ("tab", "device"):
            choose(page, keep)
            expect(control(page).get_by_role("status")).to_have_text(WORDS["keep_failed"])
            says(page, "none")
        assert form.answers() == example_of(name)


@pytest.mark.parametrize("name", MODELS)
def test_when_the_storage_fills_up_while_one_writes_it_is_said_and_nothing_is_lost(visit: Visitor, name: str) -> None:
    form = Form.opened(visit, name)
    choose(form.page, "device")
    form.page.evaluate(f"() => {{ {REFUSE} }}")
    form.press("example")
    expect(form.message).to_have_text(WORDS["keep_failed"])
    assert form.answers() == example_of(name)
    form.root.locator("input:not([type=file]), select, .t2-grow > textarea").first.evaluate(
        "control => { control.value += ''; control.dispatchEvent(new Event('input', { bubbles: true })); }"
    )
    form.settle()
    expect(form.message).to_have_text(WORDS["keep_failed"])


def test_when_there_is_room_for_the_choice_but_not_for_the_answers_it_is_said(visit: Visitor) -> None:
    form = Form.opened(visit, "ripeness-checklist")
    form.fill_in_example()
    form.page.evaluate("""() => {
      const keep = Storage.prototype.setItem;
      Storage.prototype.setItem = function (key, text) {
        if (text.length > 200) throw new DOMException("The quota has been exceeded.", "QuotaExceededError");
        keep.call(this, key, text);
      };
    }""")
    choose(form.page, "device")
    expect(form.message).to_have_text(WORDS["keep_failed"])
    assert form.answers() == example_of(form.name)


def test_two_tabs_do_not_undo_each_others_answers(visit: Visitor) -> None:
    first, second = MODELS[:2]
    form = Form.opened(visit, first)
    choose(form.page, "device")
    other = Form(form.page.context.new_page(), second)
    other.page.goto(visit.base + address_of(second))
    other.wait_until_live()
    form.fill_in_example()
    other.page.wait_for_function("name => Object.values(localStorage).join().includes(name)", arg=first)
    other.fill_in_example()
    form.reload()
    assert form.answers() == example_of(first)
    other.reload()
    assert other.answers() == example_of(second)

    control(other.page).get_by_role("button", name=WORDS["erase"]).click()
    expect(form.page.locator("[data-t2-privacy] summary")).to_contain_text(WORDS["keep_none"])


def test_damaged_answers_on_the_device_are_neither_used_nor_written_over(visit: Visitor) -> None:
    form = Form.opened(visit, "prescriptive-elicitive-selector")
    choose(form.page, "device")
    key = next(iter(left_behind(form.page)))
    open_with_kept(form.page, '{"format": "track-ii')
    form.wait_until_live()
    expect(form.message).to_have_text(WORDS["keep_damaged"])
    form.root.locator('input[value="months"]').check()
    form.settle()
    kept: dict[str, Any] = left_behind(form.page)
    assert kept == {key: '{"format": "track-ii'}
    control(form.page).get_by_role("button", name=WORDS["erase"]).click()
    assert left_behind(form.page) == {}
