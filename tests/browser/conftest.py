"""What the walks over the built site share: a watched browser, over http or from the folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.walk import Visitor, pages_of

# Machines that test are often busy; whatever is waited for usually comes within milliseconds.
expect.set_options(timeout=15_000)


@pytest.fixture
def base(request: pytest.FixtureRequest, site: Path, site_url: str) -> str:
    """The site's address: over http, or with the parameter "file" its folder."""
    return site.as_uri() if getattr(request, "param", "http") == "file" else site_url


@pytest.fixture
def visit(browser: Browser, base: str) -> Iterator[Visitor]:
    """Opens pages; at the end, fails if a page asked another host for anything, or had an error."""
    visitor = Visitor(browser, base)
    yield visitor
    visitor.close()


@pytest.fixture(scope="session")
def pages(site: Path) -> list[str]:
    """The address of every page of the site."""
    return pages_of(site)
