"""Each instrument is completed by keyboard alone, and at every stop one sees where one is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.forms import EVERYWHERE, MODELS, WORDS, Form, address_of, expected_findings
from tests.browser.walk import PHONE, Visitor
from widgets.answers import load
from widgets.evaluate import evaluate
from widgets.loading import instrument

#: Where the focus is; whether it can be seen: an outline on the control (or its label), whole, in the window, in front.
LOOK = """() => {
  const at = document.activeElement;
  if (!at || at === document.body || at === document.documentElement) return null;
  const shown = at.type === "file" && at.closest("label") || at;
  const style = getComputedStyle(shown);
  const box = shown.getBoundingClientRect();
  const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1 &&
    !/, 0\\)$|transparent/.test(style.outlineColor);
  const reach = parseFloat(style.outlineWidth) + parseFloat(style.outlineOffset);
  let cut = false;
  for (let around = shown.parentElement; around; around = around.parentElement) {
    const edge = around.getBoundingClientRect();
    // In a wide table three sides of the outline are enough.
    cut ||= getComputedStyle(around).overflowX !== "visible" && !around.matches(":root, .scroller, .t2-scroll") &&
      (box.left - reach < edge.left - 1 || box.right + reach > edge.right + 1);
  }
  const [left, top] = [Math.max(box.left, 0), Math.max(box.top, 0)];
  const [right, bottom] = [Math.min(box.right, innerWidth), Math.min(box.bottom, innerHeight)];
  const top_ = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  const label = at.labels?.[0];
  return {
    tag: at.localName,
    type: at.type ?? "",
    name: at.name ?? "",
    text: at.textContent.trim().slice(0, 80),
    number: at.matches(".t2-number"),
    inForm: Boolean(at.closest(".t2-form")),
    inTools: Boolean(at.closest(".t2-tools")),
    inPaste: Boolean(at.closest(".t2-paste")),
    inResult: Boolean(at.closest(".t2-result")),
    open: at.parentElement?.open ?? false,
    outlined,
    cut,
    inWindow: right > left && bottom > top,
    covered: !(top_ && (shown.contains(top_) || top_.contains(shown) || label?.contains(top_))),
  };
}"""
#: Give the focus to everything that can have it, one after the other, and look each time.
FOCUS_EACH = f"""() => {{
  const look = {LOOK};
  const stops = [];
  for (const at of document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")) {{
    if (at.disabled || !at.checkVisibility({{ visibilityProperty: true }})) continue;
    at.focus();
    if (document.activeElement === at) stops.push(look());
  }}
  return stops;
}}"""
#: What is typed into the text field whose name ends so; other fields get a sentence.
TYPED = {
    "problems.0.name": "Water",
    "problems.1.name": "Schools",
    "problems.2.name": "Rumors, on which nobody works",
    "actors.0.name": "Envoy",
    "actors.0.works_on": "Water; Schools",
    "actors.1.name": "Teachers",
    "actors.1.works_on": "Schools",
    "ties.0.from": "Envoy",
    "ties.0.to": "Teachers",
    "parties.0.name": "Party A",
    "parties.1.name": "Party B",
}


def invisible(stop: dict[str, Any]) -> str | None:
    """Return why one could not see where the focus is, or None."""
    where = f"{stop['tag']} {stop['name']} “{stop['text']}”"
    if not stop["outlined"]:
        return f"nothing marks {where}"
    if stop["cut"]:
        return f"the outline is cut around {where}"
    if not stop["inWindow"]:
        return f"out of sight: {where}"
    return f"covered by something else: {where}" if stop["covered"] else None


def look(page: Page) -> dict[str, Any] | None:
    """Return where the focus is, or None at the end of the page; a busy browser gets three seconds to show it.

    What the page draws late may push the focus away after the key; then it is given to the same part once more.
    """
    stop: dict[str, Any] | None = page.evaluate(LOOK)
    for attempt in range(30):
        if stop is None or invisible(stop) is None:
            break
        page.wait_for_timeout(100)
        if attempt == 19:
            page.evaluate("() => { const at = document.activeElement; at.blur(); at.focus(); }")
        stop = page.evaluate(LOOK)
    return stop


def walk_through(form: Form) -> dict[str, Any]:
    """Go through a page with the Tab key and answer whatever is asked; return what was met on the way."""
    page, keys = form.page, form.page.keyboard
    met: dict[str, Any] = {"faults": [], "texts": [], "chosen": set(), "links": 0, "saved": None, "unfolded": 0}
    changed = False
    for _ in range(900):
        if changed:
            form.settle()  # findings that appear move what is below them
        keys.press("Tab")
        stop = look(page)
        if stop is None:
            return met
        if fault := invisible(stop):
            met["faults"].append(fault)
        changed = stop["inForm"] or stop["inResult"]
        if stop["tag"] == "textarea" and not stop["inPaste"]:
            text = next((text for end, text in TYPED.items() if stop["name"].endswith(end)), "Heard on the radio.")
            keys.type(text)
            met["texts"].append((stop["name"], text))
        elif stop["type"] == "radio" and stop["inForm"] and stop["name"] not in met["chosen"]:
            # The first time with the space bar, then with an arrow, in turn.
            keys.press("Space" if len(met["chosen"]) % 2 == 0 else "ArrowDown")
            met["chosen"].add(stop["name"])
            assert page.evaluate("document.activeElement.checked")
        elif stop["number"]:
            keys.type("12")
        elif stop["tag"] == "select":
            keys.press("ArrowDown")
            assert page.evaluate("document.activeElement.value")
        elif stop["type"] == "checkbox" and stop["inForm"]:
            keys.press("Space")
            assert page.evaluate("document.activeElement.checked")
        elif stop["tag"] == "summary" and stop["inResult"] and not stop["open"]:
            keys.press("Enter")
            assert page.evaluate("document.activeElement.parentElement.open")
            met["unfolded"] += 1
        elif stop["inTools"] and stop["text"] == WORDS["save"]:
            with page.expect_download() as waiting:
                keys.press("Enter")
            met["saved"] = Path(waiting.value.path()).read_text(encoding="utf8")
        elif stop["inResult"] and stop["tag"] == "a":
            met["links"] += 1
        assert page.evaluate("document.activeElement !== document.body"), f"the focus was lost after {stop}"
    raise AssertionError("the Tab key goes round without end")


@EVERYWHERE
def test_completed_by_keyboard_alone_with_the_focus_always_in_sight(visit: Visitor, name: str) -> None:
    form = Form.opened(visit, name)
    met = walk_through(form)
    assert not met["faults"], "\n".join(met["faults"])

    answers = load(met["saved"]).answers(name)
    assert set(answers) == {question.id for question in instrument(name).questions}, "some question was not reached"
    for field, text in met["texts"]:
        assert text in json.dumps(answers, ensure_ascii=False), field
    assert met["links"], "no finding leads on"
    if any(hit.changes for hit in evaluate(instrument(name), answers).hits):
        assert met["unfolded"], "nothing says what would change a finding"

    found = expected_findings(name, answers)
    assert found
    assert form.findings() == found


@pytest.mark.parametrize("name", MODELS)
def test_a_new_finding_is_announced(visit: Visitor, name: str) -> None:
    form = Form.opened(visit, name)
    expect(form.status).to_have_attribute("role", "status")
    expect(form.status).to_be_empty()
    form.fill_in_example()
    first = instrument(name).decisions[0].id
    titles = [title for rule, title in form.findings() if rule.startswith(first[:3])]
    expect(form.status).to_be_visible()
    expect(form.status).to_contain_text(WORDS["result_status"].partition("{")[0])
    assert any(title in form.status.inner_text() for title in titles)


@pytest.mark.parametrize("field", ["ripeness-checklist.parties.0.name", "four-cs-mapper.problems.0.name"])
def test_a_result_is_announced_when_one_pauses_and_not_with_every_key(visit: Visitor, field: str) -> None:
    page = visit.page()
    page.clock.install()
    name = field.partition(".")[0]
    page.goto(visit.base + address_of(name))
    form = Form(page, name)
    page.evaluate("""() => {
      globalThis.said = [];
      const status = document.querySelector(".t2-status");
      new MutationObserver(() => said.push(status.textContent)).observe(status, { childList: true });
    }""")
    form.root.locator(f'textarea[name="{field}"]').focus()
    for key in "Water":
        page.keyboard.type(key)
        page.clock.run_for(100)
    assert page.evaluate("said") == []
    page.clock.run_for(1000)
    said = page.evaluate("said")
    assert len(said) == 1
    page.keyboard.type("s")
    page.clock.run_for(1000)
    again = page.evaluate("said")[1:]
    assert again == ([] if name == "ripeness-checklist" else [said[0].replace("Water", "Waters")])


@pytest.mark.parametrize("name", ["ripeness-checklist", "prescriptive-elicitive-selector"])
def test_a_choice_can_be_taken_back_by_keyboard(visit: Visitor, name: str) -> None:
    form = Form.opened(visit, name)
    radio = form.root.locator('input[type="radio"]').first
    radio.focus()
    form.page.keyboard.press("Space")
    form.page.keyboard.press("Tab")
    focused = form.page.locator(":focus")
    expect(focused).to_have_text(WORDS["clear_answer"])
    form.page.keyboard.press("Enter")
    expect(radio).not_to_be_checked()
    expect(radio).to_be_focused()
    assert form.answers() == {}


@pytest.mark.parametrize("name", ["ripeness-checklist", "four-cs-mapper"])
def test_rows_are_added_and_removed_by_keyboard_and_the_focus_is_not_lost(visit: Visitor, name: str) -> None:
    form = Form.opened(visit, name, viewport=PHONE)
    table = form.root.locator("[data-table]").first
    rows = table.locator("[data-row]")
    before = rows.count()
    add = table.get_by_role("button", name=WORDS["add_row"])
    add.focus()
    form.page.keyboard.press("Enter")
    expect(rows).to_have_count(before + 1)
    expect(rows.last.locator("textarea").first).to_be_focused()
    expect(form.message).not_to_be_empty()
    form.page.keyboard.type("The last one")
    remove = rows.last.get_by_role("button", name="Remove")
    remove.focus()
    form.page.keyboard.press("Enter")
    expect(rows).to_have_count(before)
    expect(add).to_be_focused()
    expect(form.message).to_contain_text("removed")
    assert "The last one" not in form.save()


def test_rows_are_pasted_and_the_example_filled_in_by_keyboard(visit: Visitor) -> None:
    form = Form.opened(visit, "four-cs-mapper")
    keys = form.page.keyboard
    box = form.table("problems").locator(".t2-paste")
    box.locator("summary").focus()
    keys.press("Enter")
    keys.press("Tab")
    expect(box.locator("textarea")).to_be_focused()
    keys.insert_text("Problem area\nWater\nSchools")
    keys.press("Tab")
    keys.press("Enter")
    expect(box.get_by_role("status")).to_contain_text(": 2.")
    form.root.get_by_role("button", name=WORDS["example"]).focus()
    keys.press("Enter")
    expect(form.message).to_have_text(WORDS["example_done"])


#: Pages that together have everything one can come to with the Tab key outside of instruments.
WALKED = ("book/index.html", "book/step1/ripeness.html", "book/step3/grassroots-voice.html", "book/practice/exam.html")


@pytest.mark.parametrize("address", WALKED)
def test_the_tab_key_leads_through_a_page_and_shows_where_the_focus_is(visit: Visitor, address: str) -> None:
    page = visit.open(address, viewport=PHONE)
    assert focus_faults(page) == []


def test_every_page_shows_where_the_focus_is(visit: Visitor, pages: list[str]) -> None:
    page = visit.page(viewport=PHONE)
    faults, stops = [], 0
    for address in pages:
        page.goto(visit.base + address)
        page.keyboard.press("Tab")  # from here on the browser shows the focus as for the keyboard
        for stop in page.evaluate(FOCUS_EACH):
            stops += 1
            fault = invisible(stop)
            faults += [f"{address}: {fault}"] if fault else []
    assert not faults, "\n".join(faults)
    assert stops > 20 * len(pages)


def focus_faults(page: Page) -> list[str]:
    """Go through a page with the Tab key; return where one could not see the focus."""
    faults: list[str] = []
    for _ in range(400):
        page.keyboard.press("Tab")
        stop = look(page)
        if stop is None:
            return faults
        if fault := invisible(stop):
            faults.append(fault)
    raise AssertionError(f"the Tab key goes round without end on {page.url}")
