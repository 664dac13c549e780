"""Instruments used on a case: those answers and the reader's own never meet, and our answer waits folded away."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.forms import WORDS, Form, address_of
from tests.browser.test_keeping import choose, control, left_behind, open_with_kept
from tests.browser.test_offers import enter, offers_at
from tests.browser.test_print import missing, printed
from tests.browser.walk import PHONE, Visitor
from tests.conftest import ROOT
from widgets.loading import instrument
from widgets.worked import Worked, findings, is_worked, load_worked, page_of

BOTH = pytest.mark.parametrize("base", ["http", "file"], indirect=True)
CASES = ROOT / "case_studies"
FILES = sorted(path for path in CASES.rglob("*.yaml") if is_worked(path))
RIPENESS = "ripeness-checklist"
#: Two worked answers to the same instrument.
ONE, OTHER = [path for path in FILES if load_worked(path).instrument == RIPENESS][:2]
#: What the four-Cs mapper calls its table of actors.
ACTORS = next(question.prompt for question in instrument("four-cs-mapper").questions if question.id == "actors")
#: As in browsers of some years ago: what is folded away has no size when the page's scripts first look at it.
OLD_FOLDS = """addEventListener("readystatechange", () => {
  const style = document.createElement("style");
  style.textContent = "details:not([open]) > :not(summary) { display: none }";
  document.head.append(style);
}, { once: true, capture: true })"""
#: Addresses that look like a case's and are none.
STRANGE = [
    *("for", "for=", "for=a", "for=.", "for=a.", "for=.b", "for=a.b.c", "for=A.b", "for=a_b.c", "for=a.b%0A"),
    *("for=../a.b", "for=a/../b.c", "for=//a.b", "for=javascript:a.b", "for=<img>.b", "x=1&for=a.b", "FOR=a.b"),
]


def key_of(path: Path) -> str:
    """Return how a link names a worked answer."""
    return f"{path.parent.name}.{path.stem}"


def page_address(path: Path, worked: Worked) -> str:
    """Return the address of the page that shows a worked answer."""
    return f"case_studies/{page_of(path.parent.name, path.stem, worked.instrument)}.html"


def go_to(form: Form, visit: Visitor, path: Path | None) -> Form:
    """Go to the ripeness checklist in the same tab, for a case or for the reader's own conflict."""
    form.page.goto("about:blank")  # or only the end of the address might change
    form.page.goto(visit.base + address_of(RIPENESS) + (f"#for={key_of(path)}" if path else ""))
    form.wait_until_live()
    return form


def opened(visit: Visitor, path: Path | None, **settings: Any) -> Form:
    """Open the ripeness checklist in a fresh profile."""
    return go_to(Form(visit.page(**settings), RIPENESS), visit, path)


def note_of(form: Form) -> Locator:
    """Return what says that the form is filled in for a case."""
    return form.root.locator(".t2-case-note")


def stored(form: Form) -> dict[str, Any]:
    """Return the answers that a saved file holds, by their key."""
    entries = json.loads(form.save())["instruments"]
    return {name: entry["answers"] for name, entry in entries.items() if entry["answers"]}


def first_name(form: Form) -> Locator:
    """Return the field for the name of the first party."""
    return form.table("parties").locator('textarea[name$=".0.name"]')


def box_of(page: Page, path: Path) -> Locator:
    """Return the box of a task."""
    return page.locator(".box-apply").filter(has=page.locator(f'a[href$="#for={key_of(path)}"]'))


@pytest.mark.parametrize("path", FILES, ids=key_of)
def test_a_task_leads_to_its_instrument_and_from_there_back(visit: Visitor, path: Path) -> None:
    worked = load_worked(path)
    address = page_address(path, worked)
    page = visit.open(address)
    box = box_of(page, path)
    expect(box).to_contain_text(worked.title)
    with page.context.expect_page() as waiting:
        box.locator(f'a[href$="#for={key_of(path)}"]').click()
    form = Form(waiting.value, worked.instrument)
    form.wait_until_live()
    expect(note_of(form)).to_contain_text(WORDS["worked_apart"])
    with form.page.context.expect_page() as waiting:
        note_of(form).get_by_role("link").click()
    expect(waiting.value).to_have_url(visit.base + address)


@BOTH
def test_answers_for_a_case_and_the_readers_own_never_meet(visit: Visitor) -> None:
    form = opened(visit, ONE)
    choose(form.page, "device")
    first_name(form).fill("A party of the case")
    form.settle()
    assert f"{RIPENESS}@{key_of(ONE)}" in "".join(left_behind(form.page).values())

    go_to(form, visit, None).reload_until(lambda: stored(form))
    expect(note_of(form)).to_have_count(0)
    expect(first_name(form)).to_have_value("")
    expect(form.page.locator("main")).not_to_contain_text("A party of the case")
    first_name(form).fill("A party of mine")
    form.settle()

    go_to(form, visit, OTHER).reload_until(lambda: len(stored(form)) == 2)
    expect(first_name(form)).to_have_value("")
    go_to(form, visit, ONE)
    expect(first_name(form)).to_have_value("A party of the case")
    expect(form.page.locator("main")).not_to_contain_text("A party of mine")
    assert {name: answers["parties"][0]["name"] for name, answers in stored(form).items()} == {
        RIPENESS: "A party of mine",
        f"{RIPENESS}@{key_of(ONE)}": "A party of the case",
    }

    control(form.page).get_by_role("button", name=WORDS["erase"]).click()
    assert left_behind(form.page) == {}
    expect(first_name(form)).to_have_value("")
    expect(note_of(form)).to_be_visible()


def test_nothing_is_offered_from_the_readers_own_answers_to_a_case_or_the_other_way_round(visit: Visitor) -> None:
    def arrive(name: str, path: Path | None) -> Form:
        form.page.goto("about:blank")
        form.page.goto(visit.base + address_of(name) + (f"#for={key_of(path)}" if path else ""))
        there = Form(form.page, name)
        there.wait_until_live()
        return there

    form = Form.opened(visit, "dialogue-plan")
    choose(form.page, "device")
    enter(form, "parties", ["Mine"])
    expect(offers_at(arrive(RIPENESS, None), "parties")).to_contain_text("Mine")
    for_case = arrive(RIPENESS, ONE)
    expect(for_case.root.locator(".t2-offers")).to_have_count(0)
    enter(for_case, "parties", ["The case’s"])
    own = arrive("local-partner-check", None)
    expect(own.page.locator("main")).not_to_contain_text("The case’s")
    own = arrive("dialogue-plan", None)
    expect(own.page.locator("main")).not_to_contain_text("The case’s")


@pytest.mark.parametrize("strange", STRANGE)
def test_any_other_address_is_the_readers_own_instrument(visit: Visitor, strange: str) -> None:
    page = visit.open(f"{address_of(RIPENESS)}#{strange}")
    form = Form(page, RIPENESS)
    form.wait_until_live()
    expect(note_of(form)).to_have_count(0)
    first_name(form).fill("Mine")
    assert list(stored(form)) == [RIPENESS]


@BOTH
def test_whoever_goes_to_a_place_on_the_page_stays_in_the_case(visit: Visitor) -> None:
    form = opened(visit, ONE)
    choose(form.page, "device")
    first_name(form).fill("A party of the case")
    form.settle()
    form.page.evaluate("location.hash = document.querySelector('article section section').id")
    expect(form.page).to_have_url(re.compile(rf"#for={re.escape(key_of(ONE))}$"))
    form.reload_until(first_name(form).input_value)
    expect(note_of(form)).to_be_visible()
    expect(first_name(form)).to_have_value("A party of the case")
    assert left_behind(form.page).keys() == {"t2:answers"}

    form.page.evaluate("key => { location.hash = `for=${key}`; }", key_of(OTHER))
    expect(first_name(form)).to_have_value("")
    form.reload_until(lambda: stored(form))
    expect(first_name(form)).to_have_value("")
    assert list(stored(form)) == [f"{RIPENESS}@{key_of(ONE)}"], "the other case's answers are another's"


def test_a_saved_file_opens_in_its_own_place(visit: Visitor) -> None:
    form = opened(visit, ONE)
    first_name(form).fill("A party of the case")
    text = form.save()
    own = opened(visit, None)
    own.open_text(text, WORDS["open_other"])
    expect(first_name(own)).to_have_value("")
    again = opened(visit, ONE)
    again.open_text(text, WORDS["open_done"])
    expect(first_name(again)).to_have_value("A party of the case")


@pytest.mark.parametrize("path", [None, ONE], ids=["own", "case"])
@pytest.mark.parametrize("key", [RIPENESS, f"{RIPENESS}@{key_of(ONE)}"])
def test_damaged_answers_are_refused_whichever_they_are(visit: Visitor, path: Path | None, key: str) -> None:
    form = opened(visit, path)
    first_name(form).fill("Here before")
    entries = {key: {"version": 1, "answers": {"parties": "damaged"}}}
    text = json.dumps({"format": "track-ii-answers", "version": 1, "instruments": entries})
    prompt = form.table("parties").locator("legend").first.text_content() or ""
    form.open_text(text, re.compile(re.escape(WORDS["damaged_answer"].split("{")[0])))  # type: ignore[arg-type]
    assert prompt
    expect(first_name(form)).to_have_value("Here before")

    choose(form.page, "device")
    open_with_kept(form.page, text)
    form.wait_until_live()
    expect(form.message).to_have_text(WORDS["keep_damaged"])
    first_name(form).fill("Typed now")
    form.settle()
    assert left_behind(form.page) == {"t2:answers": text}


def texts_of(worked: Worked) -> list[str]:
    """Return what a worked answer's reader must be able to read."""
    found = [WORDS["worked_ours"], worked.title]
    for reason in worked.reasons:
        found += [reason.about, reason.text]
    for title, rows in findings(worked):
        found.append(title)
        for row in rows:
            for finding in row.findings:
                found += [finding.title, finding.text, *finding.points]
    for answer in worked.answers.values():
        rows_or_text = answer if isinstance(answer, list) else []
        found += [row["name"] for row in rows_or_text if isinstance(row, dict) and "name" in row]
    return found


@pytest.mark.parametrize("path", FILES, ids=key_of)
def test_our_answer_waits_folded_away_and_needs_no_script(visit: Visitor, path: Path) -> None:
    worked = load_worked(path)
    page = visit.open(page_address(path, worked), java_script_enabled=False, viewport=PHONE)
    box = box_of(page, path)
    ours = box.get_by_text(WORDS["worked_ours"])
    expect(ours).to_be_hidden()
    box.get_by_text(WORDS["worked_compare"]).click()
    expect(ours).to_be_visible()
    shown = re.sub(r"\s+", " ", box.inner_text())
    assert [text for text in texts_of(worked) if re.sub(r"\s+", " ", text).strip() not in shown] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    box.locator(f'a[href$="#for={key_of(path)}"]').evaluate("link => link.removeAttribute('target')")
    box.locator(f'a[href$="#for={key_of(path)}"]').click()
    expect(page.locator(f'[data-instrument="{worked.instrument}"] form')).to_be_visible()


def test_wide_tables_in_our_answer_scroll_by_themselves_also_by_keyboard(visit: Visitor) -> None:
    path = next(path for path in FILES if load_worked(path).instrument == "four-cs-mapper")
    page = visit.page(viewport=PHONE)
    page.add_init_script(OLD_FOLDS)
    page.goto(visit.base + page_address(path, load_worked(path)))
    box = box_of(page, path)
    box.get_by_text(WORDS["worked_compare"]).click()
    wide = box.locator(".scroller").filter(has=page.locator("caption", has_text=ACTORS))
    expect(wide).to_have_attribute("tabindex", "0")
    assert wide.evaluate("box => box.scrollWidth > box.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_on_paper_our_answer_is_unfolded(visit: Visitor) -> None:
    worked = load_worked(ONE)
    page = visit.open(page_address(ONE, worked))
    assert missing(printed(page), texts_of(worked)) == []
    expect(box_of(page, ONE).get_by_text(WORDS["worked_ours"])).to_be_hidden()


def test_the_search_does_not_find_our_answers(site: Path) -> None:
    worked = load_worked(ONE)
    script = (site / "search" / f"{page_address(ONE, worked)}.js").read_text(encoding="utf8")
    assert WORDS["worked_ours"] not in script
    assert worked.title in script
