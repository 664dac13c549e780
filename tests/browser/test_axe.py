"""Everybody can use every page: axe finds nothing, in light and dark, on a phone and at a desk."""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import axe_playwright_python
import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.forms import IDS, MODELS, Form
from tests.browser.walk import DESK, PHONE, Visitor

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: Begin a check and come back at once, so that pages of several profiles are checked at the same time.
BEGIN = f"""() => {{
  globalThis.checked = axe.run(document, {{
    runOnly: {{ type: "tag", values: {json.dumps(TAGS)} }}, resultTypes: ["violations"],
  }});
}}"""
END = """async () => (await checked).violations.map((fault) =>
  `${fault.id} ×${fault.nodes.length}: ${fault.nodes.slice(0, 3).map((node) => node.target.join(" ")).join(" | ")}`)"""
PLACE = """() => [
  document.title, matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light", `${innerWidth} px`,
].join(", ")"""
OPEN_ALL = """() => {
  for (const details of document.querySelectorAll("details:not([hidden], .look)")) details.open = true;
}"""
SIZES = (PHONE, DESK)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def check(pages: Sequence[Page], state: str) -> list[str]:
    """Return what axe finds on these pages, each as it stands."""
    for page in pages:
        if not page.evaluate("typeof axe === 'object'"):
            page.evaluate(AXE)
        page.evaluate(BEGIN)
    found = []
    for page in pages:
        place = page.evaluate(PLACE)
        found += [f"{place}, {state}: {fault}" for fault in page.evaluate(END)]
    return found


def check_everywhere(page: Page, state: str) -> list[str]:
    """Return what axe finds on one page, in each light and at each width."""
    found = []
    for size, scheme in itertools.product(SIZES, SCHEMES):
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme)
        found += check([page], state)
    return found


@pytest.mark.parametrize("half", [0, 1])
def test_axe_finds_nothing_on_any_page_closed_or_unfolded(visit: Visitor, pages: list[str], half: int) -> None:
    # Every page is seen in both lights, at both widths, closed and unfolded; which goes with which takes turns.
    light, dark = eyes = [visit.page(color_scheme=scheme) for scheme in SCHEMES]
    found = []
    for number, address in list(enumerate(pages))[half::2]:
        phone, desk = (light, dark) if number // 2 % 2 else (dark, light)
        closed, unfolded = (phone, desk) if number // 4 % 2 else (desk, phone)
        phone.set_viewport_size(PHONE)
        desk.set_viewport_size(DESK)
        for page in eyes:
            page.goto(visit.base + address)
        unfolded.evaluate(OPEN_ALL)
        found += check([closed], "as it opens") + check([unfolded], "unfolded")
    assert not found, "\n".join(found)


def test_axe_notices_a_fault(visit: Visitor) -> None:
    page = visit.open("search.html")
    page.evaluate("document.querySelector('article').append(document.createElement('button'))")
    assert [fault for fault in check([page], "broken on purpose") if "button-name" in fault]


@pytest.mark.parametrize("name", IDS)
def test_axe_finds_nothing_on_a_filled_instrument_with_its_findings_unfolded(visit: Visitor, name: str) -> None:
    form = Form.opened(visit, name)
    form.fill_in_example()
    form.show_everything()
    form.page.evaluate(OPEN_ALL)
    form.page.set_viewport_size(PHONE)
    # What the instruments share is seen in every light and at each width on some; each one's own content on a phone.
    found = check_everywhere(form.page, "filled in") if name in MODELS else check([form.page], "filled in")
    assert not found, "\n".join(found)


def test_axe_finds_nothing_where_a_paste_was_refused_and_rows_are_paged(visit: Visitor) -> None:
    form = Form.opened(visit, "four-cs-mapper")
    form.paste("actors", "Actor\n" + "\n".join(f"Actor {number}" for number in range(45)))
    form.paste("ties", "From\tTie\nActor 1\tnonsense")
    found = check_everywhere(form.page, "refused")
    assert not found, "\n".join(found)


def test_axe_finds_nothing_among_search_results(visit: Visitor) -> None:
    page = visit.open("search.html?q=dialogue")
    expect(page.locator(".found > li").first).to_be_visible()
    found = check_everywhere(page, "with results")
    page.goto(visit.base + "search.html?q=xyzzyplugh")
    expect(page.get_by_role("status")).not_to_be_empty()
    found += check([page], "with nothing found")
    assert not found, "\n".join(found)


@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "dark"), (DESK, "light")], ids=["phone, dark", "desk, light"])
def test_axe_finds_nothing_where_questions_are_answered_and_the_menu_is_open(
    visit: Visitor, size: ViewportSize, scheme: Literal["dark", "light"]
) -> None:
    page = visit.open("book/step1/ripeness.html", viewport=size, color_scheme=scheme)
    for question in page.locator(".t2-question").all():
        question.locator("input").first.check()
    found = check([page], "with answers")
    page.locator(".look > summary").click()
    found += check([page], "with the menu for light and dark")
    assert not found, "\n".join(found)
