"""On a phone 320 pixels wide nothing scrolls sideways, and nothing is cut."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.forms import IDS, Form
from tests.browser.walk import DESK, PHONE, Visitor

#: What sticks out of the page, is cut by its own box, or by the drawing it stands in.
CUT = """() => {
  const start = (part) => part.textContent.trim().slice(0, 40);
  const name = (part) => `${part.localName}.${part.getAttribute("class") ?? ""} “${start(part)}”`;
  const found = [];
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (wide > 0) found.push(`the page scrolls sideways by ${wide}`);
  const MAY_SCROLL = ".scroller:has(> table), .t2-scroll:has(> table), pre";
  const scrolls = (part) => ["auto", "scroll"].includes(getComputedStyle(part).overflowX);
  const unseen = (part) => getComputedStyle(part).clipPath.startsWith("inset(50%") ||
    getComputedStyle(part).opacity === "0";
  const skip = new Set();
  for (const part of document.querySelectorAll("body *")) {
    const inside = part.parentElement && skip.has(part.parentElement);
    if (inside || unseen(part) || part.matches(".skip-link")) {
      skip.add(part);
      continue;
    }
    if (!part.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true })) continue;
    const style = getComputedStyle(part);
    const box = part.getBoundingClientRect();
    if (part.localName === "svg" || part.ownerSVGElement) {
      if (part.localName === "text") {
        const frame = part.ownerSVGElement.getBoundingClientRect();
        if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 ||
          box.bottom > frame.bottom + 1) found.push(`out of its drawing: ${name(part)}`);
      }
      continue;
    }
    if (scrolls(part) && part.matches(MAY_SCROLL)) {
      skip.add(part);
      continue;
    }
    if (scrolls(part) && part.scrollWidth > part.clientWidth) found.push(`scrolls sideways: ${name(part)}`);
    const cuts = (overflow) => overflow === "hidden" || overflow === "clip";
    if (part.localName === "input") continue;
    if (cuts(style.overflowX) && part.scrollWidth > part.clientWidth + 1) found.push(`cut at the side: ${name(part)}`);
    if (cuts(style.overflowY) && part.scrollHeight > part.clientHeight + 1) found.push(`cut below: ${name(part)}`);
    if (box.width && (box.right > innerWidth + 1 || box.left < -1)) found.push(`out of the page: ${name(part)}`);
  }
  return found;
}"""
LONG = "Wiederaufbaugesellschaftsvorsitz" * 3 + " and words that go on and on" * 5
UNFOLD = "for (const details of document.querySelectorAll('details:not(.look)')) details.open = true"


def cut(page: Page) -> list[str]:
    """Return what does not fit, with everything unfolded."""
    page.evaluate(UNFOLD)
    return [f"{page.url.rpartition('/')[2]}: {fault}" for fault in page.evaluate(CUT)]


def test_every_page_fits_a_phone(visit: Visitor, pages: list[str]) -> None:
    page = visit.page(viewport=PHONE)
    faults = []
    for address in pages:
        page.goto(visit.base + address)
        faults += cut(page)
    assert not faults, "\n".join(faults)


def test_search_results_fit_a_phone(visit: Visitor) -> None:
    page = visit.open("search.html?q=peace+" + "verylongword" * 10, viewport=PHONE)
    expect(page.locator(".found > li").first).to_be_visible()
    assert cut(page) == []


def test_what_sticks_out_or_is_cut_is_noticed(visit: Visitor) -> None:
    page = visit.open("search.html", viewport=PHONE)
    page.evaluate("""() => {
      const [wide, low] = [document.createElement("p"), document.createElement("p")];
      wide.style = "width: 400px";
      low.style = "height: 1rem; overflow: hidden";
      wide.textContent = low.textContent = "word ".repeat(60);
      document.querySelector("article").append(wide, low);
    }""")
    found = "\n".join(cut(page))
    for fault in ("scrolls sideways", "out of the page: p", "cut below: p"):
        assert fault in found


@pytest.mark.parametrize("name", IDS)
def test_a_filled_instrument_fits_a_phone_and_a_desk(visit: Visitor, name: str) -> None:
    form = Form.opened(visit, name, viewport=PHONE)
    form.fill_in_example()
    form.show_everything()
    assert cut(form.page) == []
    form.page.set_viewport_size(DESK)
    form.settle()
    assert cut(form.page) == []


@pytest.mark.parametrize("name", ["four-cs-mapper", "ripeness-checklist", "what-remains"])
def test_long_words_and_long_texts_fit_a_phone(visit: Visitor, name: str) -> None:
    form = Form.opened(visit, name, viewport=PHONE)
    form.type_everywhere([f"{number}" + LONG for number in range(40)])
    assert cut(form.page) == []
