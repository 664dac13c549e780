"""Kernels are bounded, freed, and their absence is explained."""

from __future__ import annotations

import base64
import concurrent.futures
import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
from playwright.sync_api import Browser

from scripts.find_browser import ARGUMENTS, HELP, find

from .conftest import Served, embedded, wait_until

PROMISE = 30


def silent_page(server: Served, kernel: str) -> socket.socket:
    """Open a kernel's line as a page would, and never answer on it again."""
    line = socket.create_connection(("127.0.0.1", server.port))
    key = base64.b64encode(os.urandom(16)).decode()
    line.sendall(
        f"GET /api/kernels/{kernel}/channels?session_id=x HTTP/1.1\r\nHost: localhost:{server.port}\r\n"
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        f"Sec-WebSocket-Key: {key}\r\n\r\n".encode()
    )
    assert b"101" in line.recv(100)
    return line


def test_kernels_are_freed_whatever_way_a_visitor_leaves(
    serve: Callable[..., Served], browser: Browser, tmp_path: Path
) -> None:
    server = serve("--max-kernels", "20")
    context = browser.new_context()
    closed, reloaded, stays = (context.new_page() for _ in range(3))
    for page in (closed, reloaded, stays):
        page.goto(f"{server.address}/echo")
        page.wait_for_selector("html[data-live=connected]")
    with separate_browser(f"{server.address}/echo", tmp_path):
        server.wait_for_kernels(4, 10)
        time.sleep(2)  # until that page has connected
        line = silent_page(server, embedded(server.get("/echo").text)["kernel"])
        assert server.get("/echo").status == 200  # a bare GET that never connects
        assert server.kernels() == 6
        closed.close()
        reloaded.reload()
        reloaded.wait_for_selector("html[data-live=connected]")
    server.wait_for_kernels(2, PROMISE)
    stays.get_by_label("Note").fill("still here")
    stays.get_by_text("The kernel heard: still here").first.wait_for()
    line.close()
    context.close()
    server.wait_for_kernels(0, 5)


@contextlib.contextmanager
def separate_browser(url: str, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Open a page in a browser process of its own."""
    program = find()
    assert program, HELP
    options = ["--headless", *ARGUMENTS, "--remote-debugging-port=0", f"--user-data-dir={folder}"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen([program, *options, url], start_new_session=True, **quiet)
    try:
        yield process
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def test_beyond_the_bound_a_page_says_so_and_leads_to_the_static_instrument(serve: Callable[..., Served]) -> None:
    server = serve("--max-kernels", "2", "--grace", "3")
    assert [server.get("/echo").status for _ in range(2)] == [200, 200]
    full = server.get("/echo")
    assert full.status == 503
    assert int(full.headers["retry-after"]) > 0
    assert "All places on this server are taken" in full.text
    assert 'href="/book/static.html"' in full.text
    assert "The static instrument." in server.get("/book/static.html").text
    wait_until(lambda: server.get("/echo").status == 200, 10, "a free place")


def test_the_page_says_how_to_build_the_handbook_when_it_is_not_there(
    serve: Callable[..., Served], tmp_path: Path
) -> None:
    server = serve("--max-kernels", "1", "--book", str(tmp_path))
    server.get("/echo")
    assert "make site" in server.get("/echo").text
    assert "make site" in server.get("/book/").text


def test_a_kernel_that_does_not_start_gives_a_page_that_says_so(serve: Callable[..., Served], tmp_path: Path) -> None:
    broken = tmp_path / "ipykernel"
    broken.mkdir()
    (broken / "__init__.py").write_text("raise ImportError('broken-on-purpose')")
    for options in ([], ["--no-fork"]):
        server = serve(*options, PYTHONPATH=str(tmp_path))
        answer = server.get("/echo")
        assert answer.status == 503
        assert "could not start this page" in answer.text
        assert 'href="/book/static.html"' in answer.text
        assert "broken-on-purpose" not in answer.text
        assert "Traceback" not in answer.text
        assert server.kernels() == 0


def test_a_nursery_that_was_killed_is_replaced(serve: Callable[..., Served]) -> None:
    server = serve()
    assert server.get("/echo").status == 200
    [nursery] = psutil.Process(server.process.pid).children()
    nursery.kill()
    wait_until(lambda: nursery.status() == psutil.STATUS_ZOMBIE, 5, "a dead nursery")
    assert server.get("/echo").status == 200


def test_kernels_start_without_forking_too(serve: Callable[..., Served]) -> None:
    server = serve("--no-fork", "--grace", "2")
    assert "<form aria-label='Echo'>" in server.get("/echo").text
    assert server.kernels() == 1
    server.wait_for_kernels(0, 10)


def test_forty_visitors_at_once_all_get_an_instrument_or_the_page_that_says_no(serve: Callable[..., Served]) -> None:
    server = serve("--max-kernels", "30")
    server.get("/echo")  # the first waits for the nursery to be ready

    def visit(_: int) -> tuple[int, float, str]:
        started = time.monotonic()
        answer = server.get("/echo")
        return answer.status, time.monotonic() - started, answer.text

    with concurrent.futures.ThreadPoolExecutor(40) as visitors:
        answers = list(visitors.map(visit, range(40)))
    assert {status for status, _, _ in answers} == {200, 503}
    # One place is taken; on a busy machine a kernel or two may not start in time, and their visitors are told so.
    assert 25 <= sum(status == 200 for status, _, _ in answers) <= 29
    assert all(("<form" in text) == (status == 200) for status, _, text in answers)
    assert all("All places" in text for status, _, text in answers if status == 503)
    assert max(seconds for _, seconds, _ in answers) < 10
    kernels = [embedded(text)["kernel"] for status, _, text in answers if status == 200]
    assert len(set(kernels)) == len(kernels)


def test_a_stopped_server_leaves_no_process_and_no_file(serve: Callable[..., Served], tmp_path: Path) -> None:
    server = serve(TMPDIR=str(tmp_path))
    assert server.get("/echo").status == 200
    processes = psutil.Process(server.process.pid).children(recursive=True)
    assert len(processes) == 2
    server.process.send_signal(signal.SIGTERM)
    server.process.wait(10)
    psutil.wait_procs(processes, 5)
    assert not any(process.is_running() for process in processes)
    assert list(tmp_path.iterdir()) == []


def test_a_killed_server_takes_its_kernels_with_it(serve: Callable[..., Served]) -> None:
    server = serve()
    server.get("/echo")
    processes = psutil.Process(server.process.pid).children(recursive=True)
    server.process.kill()
    server.process.wait()
    _, alive = psutil.wait_procs(processes, 5)
    assert alive == []


def run(*options: str) -> subprocess.CompletedProcess[str]:
    """Run the command and wait for its end."""
    command = [sys.executable, "-m", "apps.serve", *options]
    return subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)


def test_bad_input_gives_one_clear_line(server: Served, tmp_path: Path) -> None:
    (tmp_path / "broken.ipynb").write_text("{")
    cases = {
        ("--port", str(server.port)): "Cannot listen on port",
        ("--port", "eighty"): "whole number from 0 to 65535",
        ("--ip", "nowhere"): "an address of this machine",
        ("--max-kernels", "0"): "whole number from 1 to 500",
        ("--token", "short"): "8 or more letters and digits",
        ("--sources",): "Unrecognized arguments",
        ("--notebooks", str(tmp_path)): "broken.ipynb is not a notebook",
        ("--notebooks", str(tmp_path / "none")): "There is no notebook in",
    }
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        results = pool.map(lambda options: run(*options), cases)
    for result, (options, words) in zip(results, cases.items(), strict=True):
        assert result.returncode == 1, options
        assert words in result.stderr, options
        assert len(result.stderr.strip().splitlines()) == 1, result.stderr
        assert result.stdout == "", options
