"""What all tests share: a real browser, the built site over http and as files, the axe checker."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from scripts.find_browser import ARGUMENTS, HELP, find

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "_build" / "html"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium; without one the tests fail, they are never skipped."""
    path = find()
    assert path, HELP
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield chromium
        chromium.close()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture(scope="session")
def site() -> Path:
    """The built site's folder."""
    assert (SITE / "index.html").is_file(), "build the site first: make site"
    return SITE


@pytest.fixture(scope="session")
def site_url(site: Path) -> Iterator[str]:
    """The address of the built site on a server of its own."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()


#: Folders whose tests share what is slow to set up: a server with kernels, a built book.
TOGETHER = ("apps", "theme", "surfaces")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give each worker what belongs together; only walks over the built site are free to go to any worker."""
    for item in items:
        folder = item.path.parent.name
        if folder != "browser" or "served" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group(folder if folder in TOGETHER else item.path.stem))
