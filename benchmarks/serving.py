"""Serve a built book on this machine, the same way for ours and for stock."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from scripts.serve_site import Handler, Server


class PlainHost(Handler):
    """Compresses text and lets browsers keep every file for ten minutes, as the usual static host does."""

    def send_header(self, keyword: str, value: str) -> None:
        """Treat all files alike: what a book's addresses look like must not decide how long they are kept."""
        super().send_header(keyword, "max-age=600" if keyword == "Cache-Control" else value)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder for a while; gives the address, without a slash at its end."""
    server = Server(("127.0.0.1", 0), partial(PlainHost, directory=str(folder)))
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
