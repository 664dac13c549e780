"""A small book, built once with the real configuration and the real build script, for all tests of the theme."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from scripts.build_site import build
from scripts.serve_site import make_server
from tests.theme.sample_site import Site, lay_out


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Build the sample book once, and serve it."""
    folder = lay_out(tmp_path_factory.mktemp("sample-book"))
    assert build(folder) == 0
    html = folder / "_build" / "html"
    server = make_server(html, 0)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield Site(html, f"http://localhost:{server.server_port}")
    server.shutdown()
    server.server_close()
