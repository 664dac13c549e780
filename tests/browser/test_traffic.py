"""What goes over the line: nothing to other hosts, and not much to this one."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from scripts.serve_site import make_server
from tests.browser.forms import MODELS, Form, address_of
from tests.browser.walk import Visitor

#: Bytes over the line, headers included, and requests of a first visit, as `make serve` sends them.
PAGE_BYTES, PAGE_REQUESTS = 120_000, 6
#: The search page brings the book's words and headings; a question brings a few scripts more. The search's whole budget
#: is 160,000 bytes; these leave room in it for a book twice as long.
SEARCH_BYTES, SEARCH_REQUESTS = 60_000, 9
ANSWER_BYTES, ANSWER_REQUESTS = 110_000, 20
#: The scripts of a page with an instrument.
SCRIPT_BYTES = 16_000


@pytest.fixture(scope="module")
def served(site: Path) -> Iterator[str]:
    """The address of the site as `make serve` serves it, compressed."""
    server = make_server(site, 0)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()


def first_visit(page: Page, address: str) -> dict[str, int]:
    """Return the bytes that each request of a first visit brought, by address; the profile must be fresh."""
    finished: list[Request] = []
    page.on("requestfinished", lambda request: finished.append(request))
    page.goto(address)
    asked = [request for request in finished if request.url.startswith("http")]
    sizes = {request.url: request.sizes() for request in asked}
    assert len(sizes) == len(asked), "something was asked for twice"
    return {url: size["responseBodySize"] + size["responseHeadersSize"] for url, size in sizes.items()}


def test_a_first_visit_of_any_page_is_light(browser: Browser, served: str, pages: list[str]) -> None:
    visitor = Visitor(browser, served)
    heavy = []
    for address in pages:
        page = visitor.page()
        sizes = first_visit(page, visitor.base + address)
        page.context.close()
        most, requests = (SEARCH_BYTES, SEARCH_REQUESTS) if address == "search.html" else (PAGE_BYTES, PAGE_REQUESTS)
        assert min(sizes.values()) > 0
        if sum(sizes.values()) > most or len(sizes) > requests:
            heavy.append(f"{address}: {sum(sizes.values())} bytes in {len(sizes)} requests")
    visitor.close()
    assert heavy == []


@pytest.mark.parametrize("query", ["ripeness", "mutually hurting stalemate", "who should take part"])
def test_a_first_visit_with_a_question_is_light(browser: Browser, served: str, query: str) -> None:
    visitor = Visitor(browser, served)
    page = visitor.page()
    finished: list[Request] = []
    page.on("requestfinished", lambda request: finished.append(request))
    page.goto(f"{visitor.base}search.html?q={query}")
    expect(page.locator(".found > li").nth(2).locator("mark").first).to_be_attached()
    page.wait_for_load_state("networkidle")
    sizes = [request.sizes() for request in finished if request.url.startswith("http")]
    visitor.close()
    assert 5 < len(sizes) <= ANSWER_REQUESTS
    assert sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes) <= ANSWER_BYTES


def test_the_index_has_room_for_a_book_twice_as_long(site: Path) -> None:
    def size(path: Path) -> int:
        return len(gzip.compress(path.read_bytes(), compresslevel=6, mtime=0))

    parts = sorted((site / "search").glob("words-*.js"))
    texts = sorted((site / "search").rglob("*.html.js"))
    assert len(parts) > 5 and len(texts) > 50
    assert size(site / "search-index.js") <= 30_000
    assert max(map(size, parts)) <= 8_000, "one long list of places makes one large part"
    assert max(map(size, texts)) <= 12_000


@pytest.mark.parametrize("name", MODELS)
def test_an_instruments_script_is_small(browser: Browser, served: str, name: str) -> None:
    visitor = Visitor(browser, served)
    sizes = first_visit(visitor.page(), visitor.base + address_of(name))
    visitor.close()
    scripts = {address: size for address, size in sizes.items() if "t2-instruments.js" in address}
    assert len(scripts) == 1
    assert sum(scripts.values()) <= SCRIPT_BYTES


@pytest.mark.parametrize("base", ["http", "file"], indirect=True)
def test_no_page_asks_another_host_or_complains(visit: Visitor, pages: list[str]) -> None:
    page = visit.page()
    for address in pages:
        page.goto(visit.base + address)
        page.evaluate("for (const details of document.querySelectorAll('details')) details.open = true")
        page.mouse.wheel(0, 20_000)
    assert len(visit.requests) > len(pages)
    if visit.base.startswith("file:"):
        assert all(address.startswith("file:///") for address in visit.requests)


def test_no_page_carries_what_only_a_kernel_can_use(site: Path, pages: list[str]) -> None:
    for address in pages:
        assert "application/vnd.jupyter" not in (site / address).read_text(encoding="utf8"), address


@pytest.mark.parametrize("name", MODELS)
def test_working_with_an_instrument_asks_for_nothing_more(visit: Visitor, name: str) -> None:
    form = Form.opened(visit, name)
    before = list(visit.requests)
    form.fill_in_example()
    form.open_text(form.save(), "The answers in the file are shown.")
    form.show_everything()
    assert visit.requests == before


def test_the_watch_notices_other_hosts_missing_files_errors_and_alerts(visit: Visitor) -> None:
    page = visit.open("book/index.html")
    page.evaluate("fetch('http://127.0.0.2:9/').catch(() => {})")
    page.evaluate("fetch('nothing.html')")
    page.evaluate("setTimeout(() => { throw new Error('on purpose') })")
    page.evaluate("alert('on purpose')")
    page.wait_for_function("performance.getEntriesByType('resource').some(({ name }) => name.includes('127.0.0.2'))")
    said = "\n".join(visit.trouble)
    visit.trouble.clear()
    for part in ("asked for http://127.0.0.2:9/", "404 for", "index.html: on purpose", "alert: on purpose"):
        assert part in said
