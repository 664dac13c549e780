"""A Voila server, ours or stock, on this machine, and light visitors who come all at once."""

from __future__ import annotations

import asyncio
import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil  # type: ignore[import-untyped]
from tornado.httpclient import AsyncHTTPClient, HTTPClientError
from tornado.simple_httpclient import SimpleAsyncHTTPClient
from tornado.websocket import WebSocketClientConnection, websocket_connect

KERNEL = re.compile(r'"kernel(?:Id)?":\s*"([0-9a-f-]{36})"')
START_SECONDS = 60
ARRIVE_SECONDS = 45


@dataclass(frozen=True)
class Room:
    """A running server."""

    address: str
    """Where its checklist is."""
    process: subprocess.Popen[bytes]

    @property
    def memory(self) -> float:
        """The memory of the server and all its kernels, in MB; what processes share counts once."""
        total = 0
        leader = psutil.Process(self.process.pid)
        for process in [leader, *leader.children(recursive=True)]:
            try:
                total += process.memory_full_info().pss
            except (psutil.NoSuchProcess, AttributeError):
                continue
        return total / 1e6


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def ours(root: Path, book: Path, places: int) -> Iterator[Room]:
    """Serve the handbook's notebooks."""
    options = ["--max-kernels", str(places), "--book", str(book)]
    with _server([sys.executable, "-m", "apps.serve", *options], root, "/ripeness-checklist") as room:
        yield room


@contextmanager
def stock(notebook: Path) -> Iterator[Room]:
    """Serve the stock checklist with Voila as it comes."""
    command = [sys.executable, "-m", "voila", notebook.name, "--no-browser", "--Voila.ip=127.0.0.1"]
    with _server(command, notebook.parent, "/") as room:
        yield room


@contextmanager
def _server(command: list[str], folder: Path, page: str) -> Iterator[Room]:
    port = free_port()
    settings = {**os.environ, "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
    process = subprocess.Popen(
        [*command, f"--port={port}"],
        cwd=folder,
        env=settings,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(port, process)
        yield Room(f"http://127.0.0.1:{port}{page}", process)
    finally:
        _end(process)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server did not start")


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the server and every process that it started."""
    try:
        family = psutil.Process(process.pid).children(recursive=True)
    except psutil.NoSuchProcess:
        family = []
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for child in family:
        try:
            child.kill()
        except psutil.NoSuchProcess:
            continue


class Crowd:
    """Visitors without a browser who arrive at once: each gets the page and opens the line to its kernel.

    `arrived` holds the seconds each took; `turned_away` counts those who got a page that says there is no place.
    """

    def __init__(self, address: str, count: int) -> None:
        self.count = count
        self.arrived: list[float] = []
        self.turned_away = 0
        self._address = address
        self._leave = threading.Event()
        self._seen = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._come()), daemon=True)

    def __enter__(self) -> Crowd:
        """Let them come; does not wait for them."""
        self._thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        """Let them leave."""
        self._leave.set()
        self._thread.join(30)

    def wait(self) -> None:
        """Wait until everybody is in, or has been turned away, or has waited too long."""
        self._seen.wait(ARRIVE_SECONDS + 30)

    async def _come(self) -> None:
        client = SimpleAsyncHTTPClient(force_instance=True, max_clients=self.count + 1)
        lines = await asyncio.gather(*(self._visit(client) for _ in range(self.count)))
        self._seen.set()
        while not self._leave.is_set():
            await asyncio.sleep(0.1)
        for line in lines:
            if line:
                line.close()

    async def _visit(self, client: AsyncHTTPClient) -> WebSocketClientConnection | None:
        began = time.monotonic()
        try:
            answer = await client.fetch(self._address, connect_timeout=ARRIVE_SECONDS, request_timeout=ARRIVE_SECONDS)
            found = KERNEL.search(answer.body.decode())
            if not found:
                return None
            host = self._address.split("/")[2]
            line = await asyncio.wait_for(
                websocket_connect(f"ws://{host}/api/kernels/{found[1]}/channels"), ARRIVE_SECONDS
            )
        except HTTPClientError as error:
            self.turned_away += error.code == 503
            return None
        except (OSError, TimeoutError, asyncio.TimeoutError):
            return None
        self.arrived.append(time.monotonic() - began)
        return line
