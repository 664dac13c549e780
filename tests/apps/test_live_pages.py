"""The pages in a real browser."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from .conftest import Served

ATTACK = "<img src=x onerror=\"window.attacked='yes'\"><script>window.attacked='yes'</script>"
MOST_BYTES = 200_000


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of a browser that has been nowhere yet."""
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(30_000)
    yield page
    context.close()


def visit(page: Page, url: str) -> dict[str, Any]:
    """Open a page until it is connected; return its requests, bytes over the wire and seconds to interactive."""
    seen: dict[str, Any] = {"urls": [], "bytes": 0}

    def count(event: dict[str, Any]) -> None:
        seen["bytes"] += event["encodedDataLength"]

    page.on("request", lambda request: seen["urls"].append(request.url))
    page.on("websocket", lambda line: seen["urls"].append(line.url))
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", count)
    page.goto(url)
    page.wait_for_selector("html[data-interactive][data-live=connected]")
    seen["seconds"] = page.evaluate("performance.getEntriesByName('live-interactive')[0].startTime") / 1000
    session.detach()
    return seen


def test_a_page_is_light(browser: Browser, handbook: Served, some_apps: list[str]) -> None:
    for name in some_apps:
        context = browser.new_context()
        seen = visit(context.new_page(), f"{handbook.address}/{name}")
        context.close()
        assert seen["bytes"] < MOST_BYTES, name


def test_no_page_asks_another_host_for_anything(page: Page, handbook: Served, some_apps: list[str]) -> None:
    for name in ["", *some_apps]:
        seen = visit(page, f"{handbook.address}/{name}") if name else {"urls": [page.goto(handbook.address).url]}
        hosts = {urlsplit(url.removeprefix("blob:")).netloc for url in seen["urls"] if not url.startswith("data:")}
        assert hosts == {f"localhost:{handbook.port}"}, name


def test_every_instrument_works_in_the_page(page: Page, handbook: Served, handbook_apps: list[str]) -> None:
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    for name in handbook_apps:
        visit(page, f"{handbook.address}/{name}")
        assert page.locator(".problem").count() == 0, name
        assert page.locator("form:visible").count() >= 1, name
    assert errors == []


def test_the_kernel_hears_what_is_typed_and_can_answer(page: Page, server: Served) -> None:
    visit(page, f"{server.address}/echo")
    page.get_by_label("Note").press_sequentially("a ceasefire, perhaps")
    expect(page.locator("output")).to_have_text("You wrote: a ceasefire, perhaps")
    expect(page.locator("[data-text]")).to_have_text("The kernel heard: a ceasefire, perhaps")
    expect(page.locator("[data-html] strong")).to_have_text("Heard")
    page.get_by_label("Note").fill("answer")
    expect(page.get_by_label("Note")).to_have_value("the kernel's own words")
    assert not [row for row in server.log if "ceasefire" in row]


def test_typed_markup_stays_text(page: Page, server: Served) -> None:
    visit(page, f"{server.address}/echo")
    page.get_by_label("Note").fill(ATTACK)
    expect(page.locator("[data-text]")).to_have_text(f"The kernel heard: {ATTACK}")
    expect(page.locator("[data-html]")).to_contain_text("onerror")
    assert page.locator("main img").count() == 0
    assert page.evaluate("window.attacked") is None


def test_typed_markup_stays_text_in_every_kind_of_page(page: Page, handbook: Served, some_apps: list[str]) -> None:
    for name in some_apps:
        visit(page, f"{handbook.address}/{name}")
        images = page.locator("main img").count()
        for field in page.locator("input[type=text]:visible, textarea:visible").all()[:5]:
            field.fill(ATTACK)
            field.press("Tab")
        page.wait_for_timeout(200)
        assert page.locator("main img").count() == images, name
        assert page.evaluate("window.attacked") is None, name


def test_the_policy_stops_a_script_that_got_in_anyway(page: Page, server: Served) -> None:
    visit(page, f"{server.address}/echo")
    page.evaluate("(attack) => { document.querySelector('main').innerHTML += attack; }", ATTACK)
    page.wait_for_timeout(200)
    assert page.evaluate("window.attacked") is None


def test_an_error_in_the_kernel_sends_no_traceback(page: Page, server: Served) -> None:
    frames: list[str] = []
    page.on("websocket", lambda line: line.on("framereceived", lambda frame: frames.append(str(frame))))
    visit(page, f"{server.address}/echo")
    page.get_by_label("Note").fill("fail")
    page.get_by_label("Note").fill("and on")
    expect(page.locator("[data-text]")).to_have_text("The kernel heard: and on")
    assert frames
    assert not [frame for frame in frames if "inside-of-the-kernel" in frame or "Traceback" in frame]


def test_a_kernel_that_ends_tells_the_visitor_and_the_page_goes_on(page: Page, server: Served) -> None:
    visit(page, f"{server.address}/echo")
    page.get_by_label("Note").fill("end")
    expect(page.get_by_role("status").first).to_contain_text("no longer keeps a place", timeout=10_000)
    page.get_by_label("Note").fill("still typing")
    expect(page.locator("output")).to_have_text("You wrote: still typing")


def test_a_lost_connection_tells_the_visitor_and_loses_nothing(page: Page, serve: Callable[..., Served]) -> None:
    server = serve()
    visit(page, f"{server.address}/echo")
    page.get_by_label("Note").fill("before")
    server.process.send_signal(signal.SIGKILL)
    expect(page.get_by_role("status").first).to_contain_text("The connection to the server is lost")
    expect(page.get_by_label("Note")).to_have_value("before")
    page.get_by_label("Note").fill("after")
    expect(page.locator("output")).to_have_text("You wrote: after")


def test_a_connection_that_comes_back_brings_what_was_typed_meanwhile(page: Page, server: Served) -> None:
    page.add_init_script(
        "const Real = WebSocket; window.WebSocket = class extends Real {"
        " constructor(...all) { super(...all); window.line = this; } };"
    )
    visit(page, f"{server.address}/echo")
    page.evaluate("window.line.close()")
    page.get_by_label("Note").fill("typed while away")
    expect(page.locator("[data-text]")).to_have_text("The kernel heard: typed while away")
    expect(page.get_by_role("status").first).to_be_empty()


def test_what_was_typed_before_the_script_came_is_kept(page: Page, server: Served) -> None:
    page.route("**/live.js*", lambda route: (page.wait_for_timeout(300), route.continue_()))
    page.goto(f"{server.address}/echo", wait_until="commit")
    page.get_by_label("Note").fill("early")
    page.wait_for_selector("html[data-interactive][data-live=connected]")
    expect(page.get_by_label("Note")).to_have_value("early")
    expect(page.locator("[data-text]")).to_have_text("The kernel heard: early")


def test_tabs_work_by_keyboard(page: Page, server: Served) -> None:
    visit(page, f"{server.address}/parts")
    tabs = page.get_by_role("tab")
    assert tabs.all_inner_texts() == ["First", "Second", "Third"]
    tabs.first.focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="Second")).to_be_focused()
    expect(page.get_by_role("tabpanel")).to_have_count(1)
    expect(page.get_by_text("Fold")).to_be_visible()
    page.keyboard.press("End")
    expect(page.get_by_text("the widget “IntSlider”")).to_be_visible()


def test_pages_are_accessible(page: Page, handbook: Served, some_apps: list[str], server: Served) -> None:
    addresses = [f"{handbook.address}/{name}" for name in ["", "nothing-here", *some_apps]]
    for address in [*addresses, f"{server.address}/parts", f"{server.address}/wrong"]:
        page.goto(address)
        page.wait_for_timeout(300)
        violations = Axe().run(page).response["violations"]
        found = [(rule["id"], [node["html"][:120] for node in rule["nodes"]]) for rule in violations]
        assert found == [], address


def test_pages_fit_a_narrow_phone(page: Page, handbook: Served, some_apps: list[str]) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    for name in ["", *some_apps]:
        page.goto(f"{handbook.address}/{name}")
        page.wait_for_timeout(200)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, name


def test_many_browsers_at_once_all_become_interactive(browser: Browser, server: Served) -> None:
    context = browser.new_context()
    pages = [context.new_page() for _ in range(5)]
    for page in pages:
        page.goto(f"{server.address}/echo", wait_until="commit")
    for page in pages:
        page.wait_for_selector("html[data-interactive][data-live=connected]")
    context.close()
