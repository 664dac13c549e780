"""Pocket checklists: one to a printed page, usable with a finger, and nothing is kept."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.browser.test_print import plain
from tests.browser.walk import PHONE, Visitor, html_files


@pytest.fixture(scope="module")
def lists(site: Path) -> list[str]:
    """The addresses of the pages that hold checklists."""
    found = [path for path in html_files(site) if "t2-checklist" in path.read_text(encoding="utf8")]
    assert found, "there are no checklists"
    return [path.relative_to(site).as_posix() for path in found]


def test_each_checklist_stands_on_a_printed_page_of_its_own(visit: Visitor, lists: list[str]) -> None:
    faults = []
    page = visit.page()
    for address in lists:
        page.goto(visit.base + address)
        found = page.locator("section:has(> .t2-checklist)").evaluate_all(
            """(sections) => sections.map((one) =>
              [one.querySelector("h2, h3").textContent, one.querySelector("li:last-child label").textContent])"""
        )
        sheets = [plain(sheet.extract_text()) for sheet in PdfReader(io.BytesIO(page.pdf(format="A4"))).pages]
        assert len(found) > 0
        for heading, last in found:
            whole = [sheet for sheet in sheets if plain(heading) in sheet and plain(last) in sheet]
            others = [other for other, _ in found if other != heading and any(plain(other) in sheet for sheet in whole)]
            if len(whole) != 1 or others:
                faults.append(f"{address}: {heading} is on {len(whole)} pages, with {others}")
        if len(sheets) > len(found) + 2:
            faults.append(f"{address}: {len(sheets)} pages for {len(found)} checklists")
    assert not faults, "\n".join(faults)


def test_boxes_can_be_ticked_by_their_sentences_and_are_empty_again_later(visit: Visitor, lists: list[str]) -> None:
    page = visit.open(lists[0], viewport=PHONE, has_touch=True)
    box, label = page.locator(".t2-checklist input").first, page.locator(".t2-checklist label").first
    height = label.bounding_box()
    assert height and height["height"] >= 24
    label.locator("span").tap()
    expect(box).to_be_checked()
    assert page.evaluate("[localStorage.length, sessionStorage.length, location.hash]") == [0, 0, ""]
    page.reload()
    expect(box).not_to_be_checked()


def test_on_paper_boxes_are_empty_squares(visit: Visitor, lists: list[str]) -> None:
    page = visit.open(lists[0])
    box = page.locator(".t2-checklist input").first
    empty = """(box) => { const look = getComputedStyle(box); return [look.appearance, look.borderStyle]; }"""
    box.check()
    page.emulate_media(media="print")
    assert box.evaluate(empty) == ["none", "solid"]
    size = box.bounding_box()
    assert size and abs(size["width"] - size["height"]) < 1 and size["width"] > 10


def test_checklists_work_without_javascript(visit: Visitor, lists: list[str]) -> None:
    page = visit.open(lists[0], java_script_enabled=False)
    page.locator(".t2-checklist label span").first.click()
    expect(page.locator(".t2-checklist input").first).to_be_checked()
