"""The search finds passages, from a server and from a folder alike, and forgives how a word is written."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.theme.sample_site import Site
from theme.passages import passages


@pytest.fixture(params=["http", "file"])
def start(request: pytest.FixtureRequest, browser: Browser, site: Site) -> Page:
    """Open the first page over one of the two ways, at the width of a desk."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    request.addfinalizer(context.close)
    page = context.new_page()
    page.goto(f"{getattr(site, request.param)}/start.html")
    return page


def ask(page: Page, words: str) -> Page:
    """Type words into the search box of the page and send them."""
    page.get_by_role("searchbox").fill(words)
    page.get_by_role("searchbox").press("Enter")
    expect(page.get_by_role("status")).not_to_be_empty()
    return page


def test_a_result_shows_its_passage_and_leads_to_its_place(start: Page) -> None:
    ask(start, "lighthouse")
    expect(start.locator(".found-passage")).to_have_text(re.compile("The folded words are about a lighthouse"))
    expect(start.locator("mark")).to_have_text("lighthouse")
    start.locator(".found-passage a").click()
    expect(start).to_have_url(re.compile(r"part/things\.html#a-thing-to-unfold$"))


@pytest.mark.parametrize("typed", ["mediate", "MEDIATING", "mediator’s", "mediatr", "mediat"])
def test_other_forms_and_single_slips_find_the_same_section(browser: Browser, site: Site, typed: str) -> None:
    page = browser.new_page()
    page.goto(f"{site.file}/search.html")
    ask(page, typed)
    expect(page.locator(".found-passage a").first).to_have_text("Mediators and mediation")
    page.close()


def test_accents_do_not_matter(start: Page) -> None:
    ask(start, "cafe naive")
    expect(start.locator(".found-passage a").first).to_have_text("Naïve hopes and a café")


def test_when_no_passage_has_all_words_it_says_so_and_shows_the_nearest(start: Page) -> None:
    ask(start, "zeppelin lighthouse")
    expect(start.get_by_role("status")).to_contain_text("No passage has all of these words")
    expect(start.locator(".found > li")).to_have_count(2)


def test_nothing_found_is_said_and_markup_in_the_question_stays_text(start: Page) -> None:
    ask(start, "<img src=x onerror=alert(1)>qqqq")
    expect(start.get_by_role("status")).to_contain_text("<img src=x")
    ask(start, "xyzzyplugh")
    expect(start.get_by_role("status")).to_contain_text("Nothing was found")
    expect(start.get_by_role("searchbox")).to_have_value("xyzzyplugh")


def test_without_javascript_the_search_page_says_so_and_points_elsewhere(browser: Browser, site: Site) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.file}/search.html?q=river")
    expect(page.get_by_text("The search needs JavaScript")).to_be_visible()
    page.get_by_role("link", name="Go to the start of the book").click()
    expect(page).to_have_title("A sample book")
    context.close()


def test_only_the_search_page_loads_what_the_search_needs(site: Site) -> None:
    for path in site.folder.rglob("*.html"):
        loads = "search-index.js" in path.read_text(encoding="utf8")
        assert loads == (path.name == "search.html"), path.name


def test_every_section_is_in_the_index_once_with_its_own_text(site: Site) -> None:
    script = (site.folder / "search-index.js").read_text(encoding="utf8")
    book = json.loads(script.removeprefix("var T2_PASSAGES = ").rstrip(";\n"))
    by_title = {title: (address, trail, sections) for address, title, trail, sections in book}
    address, trail, sections = by_title["Prose to be read for a long time"]
    assert (address, trail) == ("part/prose.html", "First part")
    assert [heading for _, heading, _ in sections][:3] == [
        "Prose to be read for a long time",
        "Questions travel better than answers",
        "A second meeting is easier",
    ]
    assert sum("Chairs stand in a circle." in text for _, _, text in sections) == 1


def test_passages_leave_out_what_a_reader_cannot_see() -> None:
    page = """<nav>menu</nav><article><section id="a"><h1>Top <em>line</em></h1><p>One<br>two.</p><script>no()</script>
    <div hidden>no<p>no</p></div><svg><title>no</title></svg><form><fieldset><legend>Ask</legend><input>
    <label>Yes</label></fieldset></form><section id="b"><h2>Low</h2><ul><li>x</li><li>y</li></ul></section>
    <p>End.</p></section></article><footer>foot</footer>"""
    assert passages(page) == [("", "Top line", "One two. Ask Yes End."), ("b", "Low", "x y")]
