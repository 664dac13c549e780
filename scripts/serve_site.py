"""Serve the built handbook at http://localhost:8000: ``python -m scripts.serve_site --port 8000``.

It listens on this machine only. Text is compressed when the browser can read that; a page that has not changed since
the last visit is not sent again.
"""

from __future__ import annotations

import argparse
import errno
import gzip
import io
import signal
import sys
from collections.abc import Sequence
from email.utils import formatdate, parsedate_to_datetime
from functools import lru_cache, partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import BinaryIO, NoReturn
from urllib.parse import urlsplit

SITE = Path(__file__).resolve().parent.parent / "_build" / "html"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ipynb": "application/x-ipynb+json",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".md": "text/markdown; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}
COMPRESSED = frozenset(
    {".css", ".csv", ".html", ".inv", ".ipynb", ".js", ".json", ".md", ".mjs", ".svg", ".txt", ".wasm"}
)
SMALL = 500  # bytes; below this, compressing saves nothing


@lru_cache(maxsize=256)
def compressed(path: Path, _changed: int) -> bytes:
    """Return the file's content under gzip; `_changed` is its time of change, so that a new version is read anew."""
    return gzip.compress(path.read_bytes(), compresslevel=6, mtime=0)


def accepts_gzip(header: str) -> bool:
    """Tell whether an Accept-Encoding header allows gzip."""
    for part in header.lower().split(","):
        name, _, weight = part.partition(";")
        if name.strip() in {"gzip", "*"}:
            return weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False


class Handler(SimpleHTTPRequestHandler):
    """Sends files of the built site, and nothing else."""

    protocol_version = "HTTP/1.1"
    server_version = "handbook"
    sys_version = ""
    extensions_map = SimpleHTTPRequestHandler.extensions_map | TYPES
    timeout = 30

    def send_head(self) -> io.BytesIO | BinaryIO | None:
        """Send the headers for the file asked for, and return its content unless the browser has it already."""
        path = Path(self.translate_path(self.path))
        if path.is_dir():
            if not urlsplit(self.path).path.endswith("/"):
                return super().send_head()  # to the same address with a slash
            path /= "index.html"
        try:
            facts = path.stat()
            content = path.open("rb")
        except OSError:
            self.send_error(HTTPStatus.NOT_FOUND, "There is no such page in the handbook")
            return None
        zipped = (
            path.suffix in COMPRESSED
            and facts.st_size > SMALL
            and accepts_gzip(self.headers.get("Accept-Encoding", ""))
        )
        tag = f'"{facts.st_mtime_ns:x}-{facts.st_size:x}{"-gz" if zipped else ""}"'
        known = self._is_known(tag, facts.st_mtime)
        body: io.BytesIO | BinaryIO = content
        size = facts.st_size
        if zipped and not known:
            content.close()
            data = compressed(path, facts.st_mtime_ns)
            body, size = io.BytesIO(data), len(data)
        self.send_response(HTTPStatus.NOT_MODIFIED if known else HTTPStatus.OK)
        if not known:
            self.send_header("Content-Type", self.guess_type(str(path)))
            self.send_header("Content-Length", str(size))
            if zipped:
                self.send_header("Content-Encoding", "gzip")
        self.send_header("ETag", tag)
        self.send_header("Last-Modified", formatdate(facts.st_mtime, usegmt=True))
        lasting = urlsplit(self.path).query.startswith("v=")  # the address changes with the content
        self.send_header("Cache-Control", "max-age=31536000, immutable" if lasting else "no-cache")
        self.send_header("Vary", "Accept-Encoding")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        if known:
            content.close()
            return None
        return body

    def _is_known(self, tag: str, changed: float) -> bool:
        asked = self.headers.get("If-None-Match")
        if asked is not None:
            return tag in (part.strip().removeprefix("W/") for part in asked.split(","))
        try:
            since = parsedate_to_datetime(self.headers.get("If-Modified-Since", "")).timestamp()
        except (TypeError, ValueError, IndexError):
            return False
        return int(changed) <= since

    def list_directory(self, path: object) -> None:
        """Show no listings: every page is reached from the book."""
        self.send_error(HTTPStatus.NOT_FOUND, "There is no such page in the handbook")

    def log_message(self, *_arguments: object) -> None:
        """Keep no record of what is read."""


class Server(ThreadingHTTPServer):
    """A server whose threads end with it."""

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing when a browser goes away in the middle of an answer."""
        if not isinstance(sys.exc_info()[1], ConnectionError | TimeoutError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


def make_server(site: Path, port: int) -> Server:
    """Return a server for `site`, already listening on this machine's `port`; 0 takes any free one."""
    return Server(("127.0.0.1", port), partial(Handler, directory=str(site)))


def fail(message: str) -> int:
    """Say in one line what is wrong."""
    print(message, file=sys.stderr)
    return 1


def stop(_signal: int, _frame: object) -> NoReturn:
    """End as Ctrl-C does."""
    raise KeyboardInterrupt


def main(arguments: Sequence[str] | None = None, site: Path = SITE) -> int:
    """Serve until told to stop; return the exit code."""
    parser = argparse.ArgumentParser(description="Serve the built handbook on this machine.")
    parser.add_argument("--port", type=int, default=8000, help="the port to listen on (default: %(default)s)")
    port = parser.parse_args(arguments).port
    if not (site / "index.html").is_file():
        return fail(f"There is no built handbook in {site}. Build it first: make site")
    try:
        server = make_server(site, port)
    except OverflowError:
        return fail(f"{port} is not a port. Choose one from 1024 to 65535: make serve PORT=8001")
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return fail(f"Port {port} is taken by another program. Choose another one: make serve PORT={port + 1}")
        return fail(f"Port {port} cannot be used ({error.strerror}). Choose another one: make serve PORT=8001")
    signal.signal(signal.SIGTERM, stop)
    try:
        with server:
            print(f"The handbook is at http://localhost:{server.server_port} (to stop: Ctrl-C)", flush=True)
            server.serve_forever(poll_interval=0.2)
    except KeyboardInterrupt:
        print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
