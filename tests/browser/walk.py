"""Opening pages of the built site in a browser, while noting whatever a page must never do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Dialog, Page, Request, Response, ViewportSize

from editions.shelf import FOLDER

PHONE: ViewportSize = {"width": 320, "height": 640}
DESK: ViewportSize = {"width": 1280, "height": 900}
#: Addresses that stand for bytes the page already has.
INSIDE = ("data:", "blob:", "about:")


def html_files(site: Path) -> list[Path]:
    """Return the file of every page; the editions that lie beside them have tests of their own."""
    return sorted(path for path in site.rglob("*.html") if path.relative_to(site).parts[0] != FOLDER)


def pages_of(site: Path) -> list[str]:
    """Return the address of every page, within the site's folder, but for the one that only leads to the first."""
    found = [path.relative_to(site).as_posix() for path in html_files(site)]
    found.remove("index.html")
    assert len(found) > 20, "there are fewer pages than the handbook has"
    return found


class Visitor:
    """Opens pages in fresh profiles; remembers requests to other hosts, missing files, errors and alerts."""

    def __init__(self, browser: Browser, base: str) -> None:
        self.browser = browser
        self.base = base.rstrip("/") + "/"
        self.requests: list[str] = []
        self.trouble: list[str] = []
        self._contexts: list[BrowserContext] = []

    def profile(self, **settings: Any) -> BrowserContext:
        """Return a fresh browser profile that is watched; motion is off, so that nothing is seen half way."""
        context = self.browser.new_context(**{"viewport": DESK, "reduced_motion": "reduce", **settings})
        context.set_default_timeout(20_000)
        context.on("request", self._request)
        context.on("response", self._response)
        context.on("requestfailed", self._failure)
        context.on("console", self._console)
        context.on("weberror", lambda error: self._note(f"{error.page and error.page.url}: {error.error}"))
        context.on("dialog", self._dialog)
        context.on("page", lambda page: page.on("websocket", lambda socket: self._note(f"socket to {socket.url}")))
        self._contexts.append(context)
        return context

    def page(self, **settings: Any) -> Page:
        """Return an empty page in a fresh profile."""
        return self.profile(**settings).new_page()

    def open(self, address: str, **settings: Any) -> Page:
        """Return a page of the site (its address within the folder) in a fresh profile."""
        page = self.page(**settings)
        page.goto(self.base + address)
        return page

    def close(self) -> None:
        """Close every profile, and fail if any page did what none may do."""
        for context in self._contexts:
            context.close()
        self._contexts.clear()
        assert not self.trouble, "\n".join(self.trouble)

    def _note(self, text: str) -> None:
        self.trouble.append(text)

    def _request(self, request: Request) -> None:
        if request.url.startswith(INSIDE):
            return
        self.requests.append(request.url)
        if not request.url.startswith(self.base):
            self._note(f"asked for {request.url}")

    def _failure(self, request: Request) -> None:
        # A page that is left while it loads aborts what it asked for.
        if request.failure != "net::ERR_ABORTED":
            self._note(f"{request.url}: {request.failure}")

    def _response(self, response: Response) -> None:
        if response.status >= 400:
            self._note(f"{response.status} for {response.url}")

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self._note(f"{message.page and message.page.url} said: {message.text}")

    def _dialog(self, dialog: Dialog) -> None:
        if dialog.type == "alert":
            self._note(f"alert: {dialog.message}")
        dialog.accept()
