"""A Chromium that can reach this machine only, a slow line for it, and a count of what goes over the wire."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, sync_playwright
from playwright.sync_api import Error as BrowserError

from scripts.find_browser import ARGUMENTS, HELP, find

#: Names of other hosts lead nowhere, at once: a request to one is counted and fails.
ONLY_HERE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"
SLOW_BYTES_PER_SECOND = 50_000
SLOW_ROUND_TRIP_MS = 400
SLOW_CPU = 4
POLL_MS = 100
LOCAL = {"127.0.0.1", "localhost"}


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the browser. Raises `RuntimeError` with what to do where there is none."""
    path = find()
    if not path:
        raise RuntimeError(HELP)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*ARGUMENTS, ONLY_HERE])
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Wire:
    """What one page load sent over the wire: bytes with headers, requests, and what it asked of other hosts."""

    bytes: int = 0
    requests: int = 0
    socket_bytes: int = 0
    elsewhere: list[str] = field(default_factory=list)
    _urls: dict[str, str] = field(default_factory=dict)
    _cached: set[str] = field(default_factory=set)
    _sizes: dict[str, int] = field(default_factory=dict)

    def listen(self, session: CDPSession) -> Callable[[], None]:
        """Count everything that a page asks for from now on; return what stops the counting."""
        heard: dict[str, Callable[[dict[str, Any]], None]] = {
            "Network.requestWillBeSent": self._sent,
            "Network.responseReceived": self._answered,
            "Network.requestServedFromCache": lambda event: self._cached.add(event["requestId"]),
            "Network.loadingFinished": self._finished,
            "Network.webSocketFrameReceived": self._frame,
        }
        for name, hear in heard.items():
            session.on(name, hear)

        def stop() -> None:
            for name, hear in heard.items():
                session.remove_listener(name, hear)

        return stop

    def _sent(self, event: dict[str, Any]) -> None:
        url = event["request"]["url"]
        if urlsplit(url).scheme not in ("http", "https"):
            return
        if redirect := event.get("redirectResponse"):
            self.bytes += int(redirect["encodedDataLength"])
            self.requests += 1
        if urlsplit(url).hostname in LOCAL:
            self._urls[event["requestId"]] = url
        else:
            self.elsewhere.append(url)

    def _answered(self, event: dict[str, Any]) -> None:
        response = event["response"]
        if response.get("fromDiskCache") or response.get("fromPrefetchCache"):
            self._cached.add(event["requestId"])

    def _finished(self, event: dict[str, Any]) -> None:
        if event["requestId"] in self._urls and event["requestId"] not in self._cached:
            size = int(event["encodedDataLength"])
            self.requests += 1
            self.bytes += size
            self._sizes[self._urls[event["requestId"]]] = size

    def size_of(self, ending: str) -> int:
        """Return the bytes of the files whose address ends like this."""
        return sum(size for url, size in self._sizes.items() if url.endswith(ending))

    def _frame(self, event: dict[str, Any]) -> None:
        self.socket_bytes += len(event["response"]["payloadData"])


@contextmanager
def fresh(browser: Browser) -> Iterator[BrowserContext]:
    """A visitor who has never been here: nothing cached, nothing stored."""
    context = browser.new_context(viewport={"width": 390, "height": 800})
    context.set_default_timeout(120_000)
    try:
        yield context
    finally:
        context.close()


def open_page(context: BrowserContext) -> tuple[Page, CDPSession]:
    """Return an empty page and the line to its developer tools."""
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    return page, session


def when(page: Page, expression: str, patience_ms: float) -> Any:
    """Return the first value of an expression that is not null; None if there is none in time.

    Playwright's own `wait_for_function` evaluates text inside the page, which a strict page rightly forbids.
    """
    deadline = time.monotonic() + patience_ms / 1000
    while time.monotonic() < deadline:
        with suppress(BrowserError):  # the page may be on its way to another
            value = page.evaluate(expression)
            if value is not None:
                return value
        page.wait_for_timeout(POLL_MS)
    return None


def slow_down(session: CDPSession, line: bool = True) -> None:
    """Give a page a slow processor and, unless `line` is false, a slow line."""
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOW_CPU})
    if line:
        session.send(
            "Network.emulateNetworkConditions",
            {
                "offline": False,
                "latency": SLOW_ROUND_TRIP_MS,
                "downloadThroughput": SLOW_BYTES_PER_SECOND,
                "uploadThroughput": SLOW_BYTES_PER_SECOND,
            },
        )
