"""The case studies from a live kernel: one chooses a case, decides, and the kernel knows the path and the reasons."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from widgets.cases import load_case
from widgets.jupyter_cases import files
from widgets.strings import strings

from .conftest import Served, connected

WORDS = strings()
CASES = {name: load_case(path) for name, path in files().items()}
FIRST, SECOND = list(CASES)[:2]


@pytest.fixture
def page(browser: Browser, handbook: Served) -> Iterator[Page]:
    """The page of cases, connected to its kernel."""
    with connected(browser, f"{handbook.address}/case-studies") as page:
        yield page


def shown(page: Page) -> Locator:
    """Return the passage that one sees."""
    return page.locator(".t2-passage:visible")


def go_on(page: Page, name: str) -> str:
    """Take the first choice; return the key of what follows."""
    scene = CASES[name].scenes[0]
    shown(page).locator(".t2-choices a").first.click()
    return f"{scene.id}/{scene.choices[0].id}"


def test_a_case_is_chosen_by_keyboard_and_the_way_through_the_first_comes_back(page: Page) -> None:
    chooser = page.get_by_label(WORDS["case_pages"])
    expect(chooser).to_have_value(FIRST)
    page.get_by_label(WORDS["case_why"]).locator("visible=true").fill("Mine")
    key = go_on(page, FIRST)
    expect(shown(page)).to_have_attribute("data-key", key)
    chooser.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".t2-case")).to_have_attribute("data-case", CASES[SECOND].id)
    expect(chooser).to_be_focused()
    expect(shown(page)).to_have_attribute("data-key", CASES[SECOND].scenes[0].id)
    other = go_on(page, SECOND)
    expect(shown(page)).to_have_attribute("data-key", other)
    chooser.select_option(FIRST)
    expect(page.locator(".t2-case")).to_have_attribute("data-case", CASES[FIRST].id)
    expect(shown(page)).to_have_attribute("data-key", key)
    page.get_by_role("button", name=WORDS["case_step_back"]).click()
    expect(page.get_by_label(WORDS["case_why"]).locator("visible=true")).to_have_value("Mine")


def test_the_kernel_knows_path_and_reasons_and_it_is_said_where_they_go(browser: Browser, handbook: Served) -> None:
    context = browser.new_context()
    page = context.new_page()
    sent: list[str] = []
    page.on("websocket", lambda line: line.on("framesent", lambda frame: sent.append(str(frame))))
    page.goto(f"{handbook.address}/case-studies")
    page.wait_for_selector("html[data-interactive][data-live=connected]")
    expect(page.get_by_text(WORDS["goes_to_kernel"])).to_be_visible()
    page.get_by_label(WORDS["case_why"]).locator("visible=true").fill("word-of-mine")
    key = go_on(page, FIRST)
    expect(shown(page)).to_have_attribute("data-key", key)
    page.get_by_label(WORDS["case_pages"]).select_option(SECOND)
    expect(page.locator(".t2-case")).to_have_attribute("data-case", CASES[SECOND].id)
    states = [json.loads(frame)["content"]["data"]["state"] for frame in sent]
    assert any(state.get("path", [""])[-1:] == [key] for state in states)
    assert any("word-of-mine" in state.get("why", {}).values() for state in states)
    assert "word-of-mine" not in "".join(handbook.log)
    context.close()


def test_guidance_leads_to_the_handbook_that_is_served_beside_it(page: Page, handbook: Served) -> None:
    key = go_on(page, FIRST)
    expect(shown(page)).to_have_attribute("data-key", key)
    address = shown(page).locator('a[href*=".html#"]').first.get_attribute("href") or ""
    assert address.startswith("/book/book/")
    path, _, anchor = address.partition("#")
    assert f'id="{anchor}"' in handbook.get(path).text


def test_axe_finds_nothing_in_a_case(page: Page) -> None:
    go_on(page, FIRST)
    for colors in ("light", "dark"):
        page.emulate_media(color_scheme=colors)  # type: ignore[arg-type]
        for width in (320, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            faults = Axe().run(page).response["violations"]
            assert [fault["id"] for fault in faults] == []


def test_without_a_script_the_first_case_is_a_book_of_numbered_passages(browser: Browser, handbook: Served) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{handbook.address}/case-studies")
    expect(shown(page)).to_have_count(len(CASES[FIRST].numbers))
    go_on(page, FIRST)
    expect(page.locator(".t2-passage:target")).to_be_in_viewport()
    context.close()
