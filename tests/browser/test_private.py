"""A private instrument on a page: it works, and whatever the reader chose to keep, nothing of it stays or gets out."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect
from pypdf import PdfReader

from tests.browser.test_axe import check
from tests.browser.test_keeping import MARK, choose, control, left_behind
from tests.browser.walk import Visitor
from widgets import bundle
from widgets.html import render
from widgets.loading import instrument, load_instrument
from widgets.sphinx.assets import PRIVACY_WORDS
from widgets.strings import strings

QUIET = load_instrument(Path(__file__).resolve().parents[1] / "widgets" / "sample-private.yaml")
ADDRESS = "book/instruments/quiet-hour.html"
ELSEWHERE = "book/instruments/what-remains.html"
WORDS = strings()


def sample() -> str:
    """Return a page with the instrument, as the book makes it."""
    words = json.dumps({key: WORDS[key] for key in PRIVACY_WORDS})
    scripts = "".join(f"<script>{bundle.classic_script(name)}</script>" for name in ("private_page.js", "privacy.js"))
    return (
        '<!DOCTYPE html><html lang="en" data-content_root="../../"><head><meta charset="utf8"><title>Sample</title>'
        '<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">'
        f"<style>:focus-visible {{ outline: 3px solid }} {bundle.read('instrument.css')}</style></head>"
        f"<body><main><h1>Quiet hour</h1><h2>Use it</h2>{render(QUIET)}</main>"
        f'<footer data-t2-privacy></footer><script type="application/json" class="t2-privacy-words">{words}</script>'
        f"{scripts}</body></html>"
    )


@pytest.fixture
def page(visit: Visitor) -> Iterator[Page]:
    """The page, among those of the site, in a fresh profile that keeps answers on the device."""
    html = sample()

    def give(route: Route) -> None:
        route.fulfill(body=html, content_type="text/html; charset=utf-8")

    page = visit.page()
    page.context.route(f"**/{ADDRESS}", give)
    page.goto(visit.base + ADDRESS)
    choose(page, "device")
    return page


def enter_everything(page: Page) -> None:
    """Answer every question, in a row more than there are, and go as far as the findings."""
    page.get_by_label("What did you feel?").fill(MARK)
    page.get_by_label("Yes").check()
    page.get_by_label("Walking").check()
    page.locator(".t2-number").fill("7")
    page.get_by_role("button", name=WORDS["add_row"]).click()
    page.keyboard.type(f"{MARK} with me")
    page.locator("select").last.select_option("near")
    expect(page.locator("[data-rule=day-written]")).to_contain_text(f"You felt {MARK}")


def test_what_is_entered_is_kept_nowhere_whatever_was_chosen(visit: Visitor, page: Page) -> None:
    kept = left_behind(page)
    assert json.loads(kept["t2:answers"])["instruments"] == {}
    fresh = page.locator(".t2-private").inner_html()
    asked = list(visit.requests)
    downloads: list[object] = []
    page.on("download", lambda download: downloads.append(download))
    enter_everything(page)
    for word in ("tab", "device"):
        choose(page, word)
    buttons = page.locator(".t2-tools .t2-button").all_inner_texts()
    assert buttons == [WORDS["example"], WORDS["private_print"], WORDS["clear"]]
    assert page.locator("a[download], [type=file], .t2-paste, .t2-offers").count() == 0
    assert left_behind(page) == kept
    assert visit.requests == asked
    assert downloads == []
    assert MARK not in page.url

    page.reload()
    assert page.locator(".t2-private").inner_html() == fresh
    enter_everything(page)
    page.goto(visit.base + ELSEWHERE)
    page.go_back()
    expect(page.locator(".t2-tools")).to_be_visible()
    assert MARK not in page.content()
    assert page.locator("textarea").evaluate_all("areas => areas.map((area) => area.value).join('')") == ""
    assert page.locator(":checked:not(option)").count() == 1, "only the choice at the foot of the page"
    assert left_behind(page) == kept


def test_leaving_empties_it_even_if_the_browser_keeps_the_page(page: Page) -> None:
    enter_everything(page)
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))")
    assert MARK not in page.content()
    assert page.locator("textarea").evaluate_all("areas => areas.map((area) => area.value).join('')") == ""


def test_erasing_and_clearing_empty_it(page: Page) -> None:
    enter_everything(page)
    control(page).get_by_role("button", name=WORDS["erase"]).click()
    assert MARK not in page.content()
    expect(page.get_by_label("What did you feel?")).to_have_value("")
    assert left_behind(page) == {}
    enter_everything(page)
    page.get_by_role("button", name=WORDS["clear"]).click()
    expect(page.get_by_label("What did you feel?")).to_have_value("")
    assert MARK not in page.content()


def test_a_saved_copy_of_the_page_holds_no_written_text(page: Page) -> None:
    page.get_by_label("What did you feel?").fill(MARK)
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert MARK not in page.locator("form").evaluate("form => form.outerHTML")


@pytest.mark.parametrize("script", [True, False], ids=["with a script", "without"])
def test_paper_shows_the_empty_form(visit: Visitor, script: bool) -> None:
    page = visit.page(java_script_enabled=script)
    page.route(f"**/{ADDRESS}", lambda route: route.fulfill(body=sample(), content_type="text/html; charset=utf-8"))
    page.goto(visit.base + ADDRESS)
    page.emulate_media(media="print")
    if script:
        page.locator(".t2-live").wait_for()
    before = page.locator(".t2-private").screenshot()
    page.emulate_media(media="screen")
    if script:
        enter_everything(page)
    else:
        page.get_by_label("What did you feel?").fill(MARK)
        page.get_by_label("Yes").check()
        page.get_by_label("Walking").check()
        page.locator(".t2-number").fill("7")
        page.locator("select").first.select_option("near")
    page.locator("h1").click()
    page.emulate_media(media="print")
    assert page.locator(".t2-private").screenshot() == before
    paper = " ".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(page.pdf())).pages)
    assert MARK not in paper
    for text in ("What did you feel?", "Did it hurt?", "Walking", "Role", "Near / Far"):
        assert text in paper


def test_beside_another_instrument_it_stays_private(visit: Visitor) -> None:
    other = f"{render(instrument('what-remains'))}</main>"
    script = f"<script>{bundle.classic_script('site.js')}</script></body>"
    html = sample().replace("</main>", other).replace("</body>", script)
    page = visit.page()
    page.route(f"**/{ADDRESS}", lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"))
    page.goto(visit.base + ADDRESS)
    expect(page.locator(".t2-live")).to_have_count(2)
    save = page.get_by_role("button", name=WORDS["save"], exact=True)
    expect(save).to_have_count(1)
    expect(page.locator(".t2-private").get_by_role("button", name=WORDS["save"], exact=True)).to_have_count(0)


def test_axe_finds_nothing_on_it(page: Page) -> None:
    enter_everything(page)
    assert check([page], "private") == []
