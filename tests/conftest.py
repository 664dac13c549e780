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


#: Folders whose tests share what is slow to set up, a server with kernels or a built book; the longest comes first.
TOGETHER = ("apps", "surfaces", "theme")


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give each worker what belongs together, and what takes longest first: no worker waits for it at the end."""
    for item in items:
        folder = item.path.parent.name
        names = getattr(item, "fixturenames", ())
        # Only what a browser sees of the built site is free to go to any worker.
        if folder != "browser" or "browser" not in names or "served" in names:
            item.add_marker(pytest.mark.xdist_group(folder if folder in TOGETHER else item.path.stem))
    items.sort(key=_turn)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Fail where xdist does not see the groups: each worker would set up everything, and nothing would say so."""
    if session.config.getoption("loadgroup", False):
        torn = [
            item.nodeid for item in session.items if item.get_closest_marker("xdist_group") and "@" not in item.nodeid
        ]
        if torn:
            raise pytest.UsageError(
                f"xdist tears groups apart; requirements-dev.txt says which pytest it needs: {torn[0]}"
            )


def _turn(item: pytest.Item) -> int:
    """Return when a test should begin: the folders above, other groups, walks over every page, the rest."""
    folder = item.path.parent.name
    if folder in TOGETHER:
        return TOGETHER.index(folder)
    walks = "pages" in getattr(item, "fixturenames", ())
    return len(TOGETHER) + (0 if item.get_closest_marker("xdist_group") else 1 if walks else 2)
