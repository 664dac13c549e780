"""What a term means is one hover, one Tab or one tap away, and nothing is asked for before."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from tests.browser.test_axe import check
from tests.browser.test_print import plain, printed
from tests.browser.walk import DESK, PHONE, Visitor

LESSON = "book/step1/ripeness.html"
SCRIPT = "t2-glossary.js"
BOTH = pytest.mark.parametrize("base", ["http", "file"], indirect=True)
#: Points at each term; returns how many there are, and those whose card is not wholly in the window.
EACH = """() => {
  const terms = [...document.querySelectorAll("a.t2-term")].filter((term) => term.checkVisibility());
  const outside = terms.filter((term) => {
    term.scrollIntoView({ block: "center", behavior: "instant" });
    const clientY = term.getBoundingClientRect().top + 2;
    term.dispatchEvent(new PointerEvent("pointerover", { bubbles: true, clientY }));
    const { left, right, top, bottom } = document.querySelector(".t2-term-card:not([hidden])").getBoundingClientRect();
    const { clientWidth, scrollWidth } = document.documentElement;
    return left < 0 || right > clientWidth || scrollWidth > clientWidth || top < 0 || bottom > innerHeight;
  });
  return [terms.length, outside.map((term) => term.textContent)];
}"""


def definitions(site: Path) -> dict[str, list[str]]:
    """Return what the glossary says, by the ids of its terms."""
    text = (site / "_static" / SCRIPT).read_text(encoding="utf8")
    found: dict[str, list[str]] = json.loads(text.removeprefix("var T2_GLOSSARY=").rstrip(";\n"))
    return found


def meaning_of(term: Locator, site: Path) -> str:
    """Return what the card of a term must say."""
    anchor = (term.get_attribute("href") or "").rpartition("#")[2]
    return ": ".join(definitions(site)[anchor])


def terms(page: Page) -> Locator:
    """Return the links to the glossary on a page."""
    found = page.locator("a.t2-term")
    assert found.count() > 3
    return found


@BOTH
def test_a_term_is_explained_on_hover_and_the_pointer_can_move_onto_the_card(visit: Visitor, site: Path) -> None:
    page = visit.open(LESSON)
    assert not any(SCRIPT in address for address in visit.requests)
    card = page.get_by_role("tooltip")
    for number in (0, 2):
        term = terms(page).nth(number)
        term.hover()
        expect(card).to_be_visible()
        expect(card).to_have_text(meaning_of(term, site))
        expect(term).to_have_accessible_description(meaning_of(term, site))
    box = card.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 12, steps=5)
    expect(card).to_be_visible()
    page.mouse.move(2, 2)
    expect(card).to_be_hidden()
    assert sum(SCRIPT in address for address in visit.requests) == 1


def test_escape_sends_the_card_away_and_leaves_pointer_and_focus_where_they_are(visit: Visitor) -> None:
    page = visit.open(LESSON)
    card, term = page.get_by_role("tooltip"), terms(page).first
    term.hover()
    expect(card).to_be_visible()
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    terms(page).nth(1).hover()
    expect(card).to_be_visible()


@BOTH
def test_a_term_is_explained_on_focus_by_keyboard_and_said_by_a_screen_reader(visit: Visitor, site: Path) -> None:
    page = visit.open(LESSON)
    card, term = page.get_by_role("tooltip"), terms(page).first
    page.locator("main").focus()
    for _ in range(60):
        page.keyboard.press("Tab")
        if term.evaluate("(link) => link === document.activeElement"):
            break
    expect(term).to_be_focused()
    expect(card).to_be_visible()
    expect(term).to_have_accessible_description(meaning_of(term, site))
    # The first definition comes later than the focus, so it is said once more, in a region that speaks by itself.
    expect(page.locator("main [role=status].unseen")).to_have_text(meaning_of(term, site))
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(term).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(card).to_be_visible()
    page.keyboard.press("Tab")
    expect(term).not_to_have_attribute("aria-describedby", "t2-term-card")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_no_card_sticks_out_of_the_window(visit: Visitor, size: ViewportSize) -> None:
    page = visit.open(LESSON, viewport=size)
    terms(page).first.hover()
    expect(page.get_by_role("tooltip")).to_be_visible()
    for direction in ("ltr", "rtl"):
        page.evaluate("(direction) => { document.documentElement.dir = direction }", direction)
        shown, outside = page.evaluate(EACH)
        assert shown > 3
        assert outside == [], direction


def test_a_tap_follows_the_link_to_the_entry(visit: Visitor) -> None:
    page = visit.open(LESSON, viewport=PHONE, has_touch=True)
    term = terms(page).first
    address = term.get_attribute("href") or ""
    term.tap()
    page.wait_for_url(f"**/{address.removeprefix('../')}")
    expect(page.locator(f"#{address.rpartition('#')[2]}")).to_be_in_viewport()


def test_without_javascript_a_term_is_a_link(visit: Visitor) -> None:
    page = visit.open(LESSON, java_script_enabled=False)
    term = terms(page).first
    term.click()
    expect(page.locator("dl.glossary dt:target")).to_be_visible()


def test_a_term_is_known_by_more_than_its_color_and_prints_as_text(visit: Visitor) -> None:
    page = visit.open(LESSON)
    term = terms(page).first
    line = "(link) => [getComputedStyle(link).textDecorationLine, getComputedStyle(link).textDecorationStyle]"
    assert term.evaluate(line) == ["underline", "dotted"]
    term.hover()
    expect(page.get_by_role("tooltip")).to_be_visible()
    said = page.get_by_role("tooltip").inner_text()
    page.emulate_media(media="print")
    assert term.evaluate("(link) => getComputedStyle(link).textDecorationLine") == "none"
    expect(page.locator(".t2-term-card")).to_be_hidden()
    assert plain(said) not in printed(page)


def test_axe_finds_nothing_beside_a_card(visit: Visitor) -> None:
    page = visit.open(LESSON)
    terms(page).first.hover()
    expect(page.get_by_role("tooltip")).to_be_visible()
    assert check([page], "with a card") == []
