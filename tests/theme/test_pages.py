"""What a reader's browser gets: how much, from where, what it keeps, and whether everybody can use it."""

from __future__ import annotations

import gzip
import itertools
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import html5lib
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.theme.sample_site import Site

PAGES = ["start.html", "part/prose.html", "part/boxes.html", "part/things.html", "search.html", "search.html?q=river"]
PROSE = "part/prose.html"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
BUDGET = 60_000  # bytes of a first visit, compressed; instruments come on top


@contextmanager
def opened(browser: Browser, address: str, **settings: Any) -> Iterator[Page]:
    """Open an address in a fresh browser profile."""
    context = browser.new_context(**settings)
    page = context.new_page()
    page.goto(address)
    yield page
    context.close()


def test_a_first_visit_is_light_and_asks_this_site_only(browser: Browser, site: Site) -> None:
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    bodies: list[int] = []
    page.on("response", lambda response: bodies.append(len(gzip.compress(response.body()))))
    page.goto(f"{site.http}/{PROSE}", wait_until="networkidle")
    assert all(address.startswith((site.http, "data:")) for address in asked)
    files = {address.split("?")[0].rsplit("/", 1)[1] for address in asked if not address.startswith("data:")}
    # The theme brings two files; the two others are for the control that says what is kept, on every page.
    assert files == {PROSE.rsplit("/", 1)[1], "track-ii.css", "track-ii.js", "t2-privacy.js", "t2-instruments.css"}
    assert sum(bodies) <= BUDGET
    context.close()


@pytest.mark.parametrize("address", PAGES)
def test_no_page_asks_another_host_or_fails_to_find_a_file(browser: Browser, site: Site, address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    trouble: list[str] = []
    page.on("request", lambda request: trouble.append(request.url) if not request.url.startswith(site.http) else None)
    page.on("response", lambda response: trouble.append(response.url) if response.status >= 400 else None)
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("console", lambda message: trouble.append(message.text) if message.type == "error" else None)
    page.goto(f"{site.http}/{address}")
    assert [entry for entry in trouble if not entry.startswith("data:")] == []
    context.close()


def test_the_built_folder_holds_no_file_that_no_page_uses(site: Site) -> None:
    static = {path.name for path in (site.folder / "_static").rglob("*") if path.is_file()}
    assert {"track-ii.css", "track-ii.js", "search.js", "language_data.js"} <= static
    leftovers = re.compile(r"fontawesome|bootstrap|pydata|book-theme|thebe|mathjax|doctools|sphinx-design|pygments")
    assert [name for name in static if leftovers.search(name)] == []


def test_browsing_leaves_nothing_behind(browser: Browser, site: Site) -> None:
    with opened(browser, f"{site.http}/start.html") as page:
        page.locator(".look summary").click()
        page.get_by_label("Dark").check()
        for address in PAGES:
            page.goto(f"{site.http}/{address}")
        kept = page.evaluate("[localStorage.length, sessionStorage.length, document.cookie, window.name]")
        assert kept == [0, 0, "", ""]
        assert page.context.cookies() == []


def test_a_choice_of_dark_is_kept_only_when_asked_and_can_be_taken_back(browser: Browser, site: Site) -> None:
    with opened(browser, f"{site.http}/start.html", color_scheme="light") as page:
        ground = "getComputedStyle(document.documentElement).backgroundColor"
        light = page.evaluate(ground)
        page.locator(".look summary").click()
        page.get_by_label("Dark").check()
        dark = page.evaluate(ground)
        assert dark != light
        page.reload()
        assert page.evaluate(ground) == light
        page.locator(".look summary").click()
        page.get_by_label("Dark").check()
        page.get_by_label("Keep this choice on this device").check()
        page.goto(f"{site.http}/{PROSE}")
        assert page.evaluate(ground) == dark
        page.locator(".look summary").click()
        page.get_by_label("Keep this choice on this device").uncheck()
        assert page.evaluate("localStorage.length") == 0


def test_pages_follow_the_device_into_the_dark(browser: Browser, site: Site) -> None:
    grounds = []
    for scheme in ("light", "dark"):
        with opened(browser, f"{site.http}/start.html", color_scheme=scheme) as page:
            grounds.append(page.evaluate("getComputedStyle(document.documentElement).backgroundColor"))
    assert grounds[0] != grounds[1]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_and_lines_stand_out_from_their_ground(browser: Browser, site: Site, scheme: str) -> None:
    with opened(browser, f"{site.http}/start.html", color_scheme=scheme) as page:
        names = ["ink", "muted", "track1", "track2", "accent", "good", "warn", "line", "paper", "panel"]
        colors = page.evaluate(
            """names => Object.fromEntries(names.map((name) =>
            [name, getComputedStyle(document.documentElement).getPropertyValue(`--t2-${name}`).trim()]))""",
            names,
        )
    for ground, name in itertools.product(["paper", "panel"], names[:8]):
        least = 3 if name == "line" else 4.5
        assert contrast(colors[name], colors[ground]) >= least, f"{name} on {ground} in {scheme}"


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colors written as #rrggbb, as WCAG defines it."""

    def light(color: str) -> float:
        parts = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    dark, bright = sorted([light(one), light(other)])
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing(browser: Browser, site: Site, scheme: str, width: int) -> None:
    axe = Axe()
    with opened(browser, "about:blank", color_scheme=scheme, viewport={"width": width, "height": 900}) as page:
        for address in PAGES:
            page.goto(f"{site.http}/{address}")
            if address == PROSE:
                page.locator(".look summary").click()
            found = axe.run(page, options={"runOnly": {"type": "tag", "values": RULES}})
            assert found.response["violations"] == [], f"{address}: {found.generate_report()}"


@pytest.mark.parametrize("address", [*PAGES[:5], "index.html"])
def test_pages_are_valid_html(site: Site, address: str) -> None:
    text = (site.folder / address).read_text(encoding="utf8")
    html5lib.HTMLParser(strict=True).parse(text)
    ids = re.findall(r'\sid="([^"]+)"', text)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("address", PAGES)
def test_no_page_scrolls_sideways(browser: Browser, site: Site, address: str) -> None:
    with opened(browser, f"{site.http}/{address}") as page:
        for width, direction in itertools.product([320, 768, 1280, 1920], ["ltr", "rtl"]):
            page.set_viewport_size({"width": width, "height": 800})
            page.evaluate("direction => { document.documentElement.dir = direction }", direction)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{width} px, {direction}"


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_trainers_notes_stand_in_the_margin_only_where_there_is_room(
    browser: Browser, site: Site, direction: str
) -> None:
    measure = """() => {
      const text = document.querySelector("article h1").getBoundingClientRect();
      return [...document.querySelectorAll(".box-trainer, .page-nav")].map((note) => note.getBoundingClientRect())
        .map((note) => ({ outside: note.left >= text.right || note.right <= text.left, top: note.top,
          bottom: note.bottom }))
    }"""
    for width, outside in ((1280, True), (900, False), (320, False)):
        with opened(browser, f"{site.http}/part/boxes.html", viewport={"width": width, "height": 800}) as page:
            page.evaluate("direction => { document.documentElement.dir = direction }", direction)
            notes = page.evaluate(measure)
            assert [note["outside"] for note in notes] == [outside] * len(notes)
            assert all(one["bottom"] <= other["top"] for one, other in itertools.pairwise(notes))


def test_lines_of_prose_are_neither_long_nor_short(browser: Browser, site: Site) -> None:
    with opened(browser, f"{site.http}/{PROSE}", viewport={"width": 1280, "height": 900}) as page:
        letters = page.evaluate("""() => {
          const text = document.querySelector("article section section p");
          const range = document.createRange();
          range.selectNodeContents(text);
          const lines = new Set([...range.getClientRects()].map((line) => Math.round(line.top))).size;
          return text.textContent.length / (lines - 0.5);
        }""")
        assert 55 <= letters <= 80


def test_without_javascript_the_menus_open_and_lead_on(browser: Browser, site: Site) -> None:
    phone = {"width": 320, "height": 700}
    with opened(browser, f"{site.http}/start.html", java_script_enabled=False, viewport=phone) as page:
        book = page.get_by_role("navigation", name="Contents of the book")
        expect(book.get_by_role("link", name="Prose to be read")).to_be_hidden()
        book.locator("summary").click()
        book.get_by_role("link", name="Prose to be read").click()
        expect(page).to_have_title("Prose to be read for a long time – A Sample Book")
        here = page.get_by_role("navigation", name="On this page")
        here.locator("summary").click()
        here.get_by_role("link", name="A second meeting is easier").click()
        expect(page).to_have_url(re.compile("#a-second-meeting-is-easier$"))
        page.get_by_role("link", name="Next Boxes of every kind").click()
        expect(page).to_have_title(re.compile("^Boxes of every kind"))
        expect(page.locator(".look")).to_be_hidden()


def test_the_menu_says_where_one_is_and_names_the_parts(browser: Browser, site: Site) -> None:
    with opened(browser, f"{site.http}/part/boxes.html", viewport={"width": 1280, "height": 800}) as page:
        book = page.get_by_role("navigation", name="Contents of the book")
        expect(book.locator("[aria-current=page]")).to_have_text("Boxes of every kind")
        expect(book.locator(".part")).to_have_text(["First part", "Second part"])
        expect(page.locator(".trail")).to_have_text("First part · Prose to be read for a long time")


def test_the_keyboard_reaches_everything_and_the_skip_link_comes_first(browser: Browser, site: Site) -> None:
    with opened(browser, f"{site.http}/part/things.html", viewport={"width": 320, "height": 700}) as page:
        page.keyboard.press("Tab")
        skip = page.get_by_role("link", name="Skip to the text")
        expect(skip).to_be_focused()
        expect(skip).to_be_in_viewport()
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_be_focused()
        stops = []
        for _ in range(30):
            page.keyboard.press("Tab")
            stops.append(page.evaluate("document.activeElement.className || document.activeElement.localName"))
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none" or stops[-1] == "body"
        assert "scroller" in stops
        page.locator(".book-nav summary").click()
        page.locator(".book-nav li a").first.focus()
        page.keyboard.press("Escape")
        expect(page.locator(".book-nav summary")).to_be_focused()
        expect(page.locator(".book-nav .switched")).to_be_hidden()


def test_boxes_differ_by_more_than_color(browser: Browser, site: Site) -> None:
    with opened(browser, f"{site.http}/part/boxes.html", forced_colors="active") as page:
        kinds = ["case", "addition", "invented", "record", "background", "handbook", "what-if"]
        edges = page.evaluate(
            """kinds => kinds.map((kind) => {
          const style = getComputedStyle(document.querySelector(`.box-${kind}`));
          return `${style.borderStyle} ${style.borderWidth}`;
        })""",
            kinds,
        )
        assert len(set(edges)) == len(kinds)
        labels = page.locator(".box-label").all_text_contents()
        assert len(set(labels)) == len(labels) / 2


def test_smooth_scrolling_is_only_for_those_who_do_not_mind(browser: Browser, site: Site) -> None:
    for wish, behavior in (("reduce", "auto"), ("no-preference", "smooth")):
        with opened(browser, f"{site.http}/start.html", reduced_motion=wish) as page:
            assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == behavior


def test_paper_shows_the_text_whole_black_on_white_and_no_menus(browser: Browser, site: Site) -> None:
    with opened(browser, f"{site.http}/part/things.html", color_scheme="dark") as page:
        page.locator(".look summary").click()
        page.get_by_label("Dark").check()
        page.emulate_media(media="print", color_scheme="dark")
        page.set_viewport_size({"width": 660, "height": 900})
        for hidden in (".book-nav", ".page-nav", ".search-form", ".look", ".turn"):
            expect(page.locator(hidden).first).to_be_hidden()
        style = "getComputedStyle(document.documentElement)"
        assert page.evaluate(f"[{style}.color, {style}.backgroundColor]") == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
        assert page.evaluate("document.documentElement.scrollWidth") <= 660
        cut = """() => [...document.querySelectorAll("article *")].filter((part) =>
          getComputedStyle(part).overflowX !== "visible" && part.scrollWidth > part.clientWidth + 1).length"""
        assert page.evaluate(cut) == 0
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        expect(page.get_by_text("The folded words are about a lighthouse.")).to_be_visible()
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        assert not page.locator(".sd-dropdown").evaluate("part => part.open")


def test_every_page_names_the_source_and_has_a_place_for_what_is_kept(site: Site) -> None:
    for address in PAGES[:5]:
        text = (site.folder / address).read_text(encoding="utf8")
        assert "Conducting Track II Peacemaking" in text
        assert text.count("data-t2-privacy") == 1
