"""The files of the site: valid HTML, headings in order, and every link leads somewhere."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element

import html5lib
import pytest
from playwright.sync_api import expect

from tests.browser.forms import IDS, MODELS, Form, example_of
from tests.browser.walk import Visitor, html_files
from theme.passages import PROSE, USUAL, anchor_of
from widgets.loading import instrument
from widgets.model import AnyQuestion, Question
from widgets.sharing import sources

#: Attributes that name other elements of the page by their ids.
REFERENCES = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "list", "form", "headers")
#: Attributes by which a page loads something or leads somewhere.
ADDRESSES = ("href", "src", "action", "poster", "data", "srcset", "formaction")
#: The end of an instrument's address that says for which case it is filled in.
FOR_CASE = re.compile(r"for=[a-z0-9-]+\.[a-z0-9-]+")
HEADING = re.compile(r"h([1-6])$")


@cache
def parsed(path: Path) -> Element:
    """Return the document in a file; any fault in its HTML is an error."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    document: Element = parser.parse(path.read_text(encoding="utf8"))
    return document


@cache
def ids_of(path: Path) -> Counter[str]:
    """Return how often each id stands in a file."""
    return Counter(element.attrib["id"] for element in parsed(path).iter() if "id" in element.attrib)


def headings_of(document: Element) -> Iterator[int]:
    """Yield the levels of the headings, in order."""
    for element in document.iter():
        if isinstance(element.tag, str) and (match := HEADING.match(element.tag)):
            yield int(match[1])


def addresses_of(document: Element) -> Iterator[tuple[Element, str]]:
    """Yield every element that refers to another address, with that address."""
    for element in document.iter():
        for name in ADDRESSES:
            if element.tag != "meta" and name in element.attrib:
                yield element, element.attrib[name]
        if element.tag == "meta" and element.attrib.get("http-equiv") == "refresh":
            yield element, element.attrib["content"].partition("url=")[2]


def broken(site: Path, page: Path, address: str) -> str | None:
    """Return what is wrong with an address on a page, or None."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return None
    target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
    if site not in target.parents:
        return "leads out of the folder"
    if not target.is_file():
        return "there is no such file"
    if FOR_CASE.fullmatch(parts.fragment) and target.parent.name == "instruments":
        return None
    if parts.fragment and target.suffix == ".html" and unquote(parts.fragment) not in ids_of(target):
        return "there is no such place on that page"
    return None


def test_every_page_is_valid_html(site: Path) -> None:
    faults: dict[str, Any] = {}
    for path in html_files(site):
        try:
            parsed(path)
        except html5lib.html5parser.ParseError as error:
            faults[path.name] = error
    assert faults == {}


def test_no_id_stands_twice_and_none_is_missed(site: Path) -> None:
    faults = []
    for path in html_files(site):
        known = ids_of(path)
        faults += [f"{path.name}: {name} stands {count} times" for name, count in known.items() if count > 1]
        for element in parsed(path).iter():
            named = [name for key in REFERENCES for name in element.attrib.get(key, "").split()]
            faults += [f"{path.name}: nothing has the id {name}" for name in named if name not in known]
    assert faults == []


def test_every_page_says_its_language_its_title_and_one_main_heading(site: Path) -> None:
    titles: dict[str, Path] = {}
    for path in html_files(site):
        document = parsed(path)
        assert document.attrib.get("lang") == "en", path
        title = (document.findtext(".//title") or "").strip()
        assert title and title not in titles, f"{path} and {titles.get(title)} have the same title"
        titles[title] = path
        levels = list(headings_of(document))
        assert levels.count(1) == 1, path


def test_headings_go_down_one_level_at_a_time(site: Path) -> None:
    for path in html_files(site):
        levels = [0, *headings_of(parsed(path))]
        jumps = [(upper, lower) for upper, lower in pairwise(levels) if lower > upper + 1]
        assert jumps == [], path


def test_the_models_together_have_every_kind_of_question_an_analysis_and_things_shared() -> None:
    forms = [instrument(name) for name in MODELS]
    questions = [(form, question) for form in forms for question in form.questions]
    found: set[type[Question]] = {type(question) for _, question in questions}
    found |= {type(column) for _, question in questions for column in getattr(question, "columns", ())}
    kinds = set(get_args(get_args(AnyQuestion)[0]))
    assert len(kinds) >= 7
    assert found == kinds
    assert any(form.analysis for form in forms)
    assert any(sources(form, question) for form, question in questions), "nothing is ever offered on their pages"


@pytest.mark.parametrize("name", MODELS)
def test_headings_and_ids_stay_in_order_when_an_instrument_is_filled(visit: Visitor, name: str) -> None:
    form = Form.opened(visit, name)
    form.fill_in_example()
    form.show_everything()
    document = html5lib.parse(form.page.content(), namespaceHTMLElements=False)
    levels = list(headings_of(document))
    assert [(upper, lower) for upper, lower in pairwise(levels) if lower > upper + 1] == []
    counts = Counter(element.attrib["id"] for element in document.iter() if "id" in element.attrib)
    assert [identifier for identifier, count in counts.items() if count > 1] == []
    assert levels.count(1) == 1


def test_every_link_and_every_file_a_page_loads_is_there(site: Path) -> None:
    faults = []
    for path in html_files(site):
        for element, address in addresses_of(parsed(path)):
            if fault := broken(site, path, address):
                faults.append(f"{path.name}: <{element.tag}> {address}: {fault}")
    assert faults == []


def test_other_hosts_are_only_ever_linked_to(site: Path) -> None:
    faults = []
    for path in html_files(site):
        for element, address in addresses_of(parsed(path)):
            scheme, host = urlsplit(address)[:2]
            if (host or scheme not in ("", "data")) and (
                element.tag != "a" or scheme not in ("http", "https", "mailto")
            ):
                faults.append(f"{path.name}: <{element.tag}> {address}")
    assert faults == []


def test_every_page_brings_its_icon_so_that_no_browser_asks_for_one(site: Path) -> None:
    for path in html_files(site):
        icons = [element.attrib["href"] for element in parsed(path).iter("link") if element.attrib.get("rel") == "icon"]
        assert icons and all(icon.startswith("data:") for icon in icons), path.name


def test_no_page_is_out_of_reach_of_the_first(site: Path) -> None:
    start = site / "index.html"
    found, waiting = {start}, [start]
    while waiting:
        page = waiting.pop()
        for _, address in addresses_of(parsed(page)):
            target = (page.parent / unquote(urlsplit(address).path)).resolve()
            if target.suffix == ".html" and not urlsplit(address).scheme and target not in found:
                found.add(target)
                waiting.append(target)
    assert set(html_files(site)) - found == set()


def test_the_search_leads_to_pages_and_places_that_exist(site: Path) -> None:
    script = (site / "search-index.js").read_text(encoding="utf8")
    book = json.loads(script[script.index("{") : script.rindex("}") + 1])["pages"]
    assert len(book) > 20
    faults = []
    for address, _, _, sections in book:
        for told, heading, _, *kind in sections:
            anchor = anchor_of(heading, *(kind or [PROSE])) if told == USUAL else told
            link = f"{address}#{anchor}" if anchor else address
            if fault := broken(site, site / "search.html", link):
                faults.append(f"{link}: {fault}")
    assert faults == []


@pytest.mark.parametrize("name", IDS)
def test_whatever_a_finding_leads_to_exists(site: Path, name: str) -> None:
    links = [
        link.page for decision in instrument(name).decisions for rule in decision.rules for link in rule.finding.next
    ]
    faults = []
    for link in links:
        page, _, anchor = link.partition("#")
        if fault := broken(site, site / "index.html", f"{page}.html" + (f"#{anchor}" if anchor else "")):
            faults.append(f"{link}: {fault}")
    assert faults == []


@pytest.mark.parametrize("base", ["http", "file"], indirect=True)
def test_a_link_in_a_finding_leads_on_and_the_answers_stay(visit: Visitor) -> None:
    form = Form.opened(visit, "ripeness-checklist")
    form.fill_in_example()
    with form.page.context.expect_page() as waiting:
        form.root.locator("[data-rule=overall-missing] a").click()
    expect(waiting.value).to_have_url(re.compile(r"book/step1/ripeness\.html$"))
    expect(waiting.value.locator("h1")).to_be_visible()
    assert waiting.value.evaluate("window.opener === null && sessionStorage.length === 0")
    assert form.answers() == example_of(form.name)


@pytest.mark.parametrize("base", ["http", "file"], indirect=True)
def test_the_folder_leads_to_the_first_page_and_from_there_to_each_instrument(visit: Visitor) -> None:
    page = visit.open("index.html")
    expect(page).to_have_url(re.compile(r"book/index\.html$"))
    page.locator('article a[href$="instruments/index.html"]').first.click()
    expect(page.locator("h1")).to_have_text("Instruments")
    addresses = page.locator("article a").evaluate_all("links => links.map((link) => link.href)")
    for name in IDS:
        assert any(address.endswith(f"/instruments/{name}.html") for address in addresses), name
    page.locator(f'article a[href*="{IDS[0]}"]').first.click()
    expect(page.locator(".t2-instrument.t2-live")).to_be_visible()
