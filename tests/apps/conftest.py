"""Servers to test against, each with notebooks made for what it is asked to do."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import queue
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
import psutil
import pytest
from playwright.sync_api import Browser, Page

from tests.browser.forms import MODELS
from widgets.loading import names

ROOT = Path(__file__).resolve().parents[2]
MARK = "word-only-in-the-source"

ECHO = f"""
import anywidget, ipywidgets, traitlets  # {MARK}

class Echo(anywidget.AnyWidget):
    _esm = '''
    export default {{
      render({{ model, el }}) {{
        el.innerHTML = model.get("html");
        const input = el.querySelector("input");
        const show = () => {{ el.querySelector("output").textContent = "You wrote: " + input.value; }};
        input.value = model.get("answers").note ?? "";
        input.addEventListener("input", () => {{
          model.set("answers", {{ note: input.value }});
          model.save_changes();
          show();
        }});
        model.on("change:answers", () => {{ input.value = model.get("answers").note; show(); }});
      }},
    }};
    '''
    _css = "output {{ display: block }}"
    html = traitlets.Unicode(
        "<form aria-label='Echo'><label>Note <input name='note'></label><output>Nothing written.</output></form>"
    ).tag(sync=True)
    answers = traitlets.Dict().tag(sync=True)

echo = Echo()
"""
NOTEBOOKS: dict[str, list[str]] = {
    "echo": [
        ECHO,
        """
        heard = ipywidgets.Label("Nothing heard.")
        markup = ipywidgets.HTML("<p>No markup yet.</p>")

        def hear(change):
            note = change["new"].get("note", "")
            if note == "fail":
                raise RuntimeError("inside-of-the-kernel")
            if note == "end":
                import os
                os._exit(1)
            if note == "answer":
                echo.answers = {"note": "the kernel's own words"}
            heard.value = "The kernel heard: " + note
            markup.value = "<strong>Heard</strong> " + note

        echo.observe(hear, "answers")
        ipywidgets.VBox([echo, heard, markup])
        """,
    ],
    "parts": [
        ECHO,
        """
        print("Printed <b>words</b>")
        import sys
        print("warned-in-the-kernel", file=sys.stderr)
        ipywidgets.Tab(
            [echo, ipywidgets.Accordion([ipywidgets.HTML("<em>Inside</em>")], titles=["Fold"]), ipywidgets.IntSlider()],
            titles=["First", "Second", "Third"],
        )
        """,
    ],
    "wrong": [ECHO, f"raise ValueError('{MARK}')", "print('after the failure')"],
    "slow": [ECHO, "echo", f"import time; time.sleep(60)  # {MARK}", "print('never printed')"],
    "dead": ["import os; os._exit(3)"],
}


def write_notebooks(folder: Path) -> None:
    """Write the notebooks above as files."""
    for name, cells in NOTEBOOKS.items():
        title = name.capitalize()
        code = [nbformat.v4.new_code_cell(_dedent(cell)) for cell in cells]
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(f"# {title}"), *code])
        notebook.metadata["handbook"] = {"title": title, "summary": "for a test.", "static_page": "static.html"}
        nbformat.write(notebook, folder / f"{name}.ipynb")


def _dedent(text: str) -> str:
    lines = text.strip("\n").splitlines()
    margin = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    return "\n".join(line[margin:] for line in lines)


@dataclass
class Answer:
    """What came back from the server."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass
class Served:
    """A running server."""

    process: subprocess.Popen[str]
    url: str
    log: list[str] = field(default_factory=list)

    @property
    def port(self) -> int:
        return int(self.url.split(":")[2].split("/")[0])

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"

    def get(self, path: str, method: str = "GET", **headers: str) -> Answer:
        """Ask for one path, on a connection of its own; `Host` and other headers as keywords."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            line.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
            answer = line.getresponse()
            return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        finally:
            line.close()

    def kernels(self) -> int:
        """Count the kernels that run: forks of the nursery, or processes of their own."""
        count = 0
        for child in psutil.Process(self.process.pid).children(recursive=True):
            with contextlib.suppress(psutil.NoSuchProcess):
                nursery = "apps.nursery" in child.cmdline() and child.ppid() == self.process.pid
                count += child.status() != psutil.STATUS_ZOMBIE and not nursery
        return count

    def wait_for_kernels(self, number: int, seconds: float) -> float:
        """Wait until so many kernels run; return how long that took."""
        return wait_until(lambda: self.kernels() == number, seconds, f"{number} kernels, not {self.kernels()}")


def wait_until(holds: Callable[[], Any], seconds: float, what: str) -> float:
    """Wait until something holds; return how long that took."""
    started = time.monotonic()
    while not holds():
        assert time.monotonic() - started < seconds, f"After {seconds} s there are still not {what}."
        time.sleep(0.1)
    return time.monotonic() - started


def launch(*options: str, program: tuple[str, ...] = ("-m", "apps.serve"), **env: str) -> Served:
    """Start a server on a free port and wait until it says where it is."""
    process = subprocess.Popen(
        [sys.executable, *program, "--port", "0", *options],
        cwd=ROOT,
        env={**os.environ, **env},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    served = Served(process, "")
    found: queue.Queue[str] = queue.Queue()

    def listen() -> None:
        assert process.stdout
        for row in process.stdout:
            served.log.append(row)
            if match := re.search(r"http://\S+", row):
                found.put(match[0])

    threading.Thread(target=listen, daemon=True).start()
    try:
        served.url = found.get(timeout=30)
    except queue.Empty:
        process.kill()
        raise AssertionError(f"The server did not start: {''.join(served.log)}") from None
    return served


def stop(served: Served) -> None:
    """Stop a server as Ctrl+C does."""
    served.process.send_signal(signal.SIGTERM)
    try:
        served.process.wait(15)
    except subprocess.TimeoutExpired:
        served.process.kill()
        raise


@pytest.fixture(scope="session")
def notebooks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of notebooks for tests."""
    folder = tmp_path_factory.mktemp("notebooks")
    write_notebooks(folder)
    return folder


@pytest.fixture(scope="session")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that looks like a built handbook."""
    folder = tmp_path_factory.mktemp("book")
    for name in ("index.html", "static.html"):
        (folder / name).write_text("<!doctype html><title>Static</title><p>The static instrument.")
    return folder


@pytest.fixture
def serve(notebooks: Path, book: Path) -> Iterator[Callable[..., Served]]:
    """Start servers of a test's own, with the notebooks for tests."""
    running: list[Served] = []

    def start(*options: str, **kwargs: Any) -> Served:
        defaults = ("--notebooks", str(notebooks), "--book", str(book))
        running.append(launch(*defaults, *options, **kwargs))
        return running[-1]

    yield start
    for served in running:
        if served.process.poll() is None:
            stop(served)


@pytest.fixture(scope="session")
def server(notebooks: Path, book: Path) -> Iterator[Served]:
    """One server that most tests share, with the notebooks for tests."""
    served = launch("--notebooks", str(notebooks), "--book", str(book), "--max-kernels", "60", "--cell-seconds", "2")
    yield served
    stop(served)


@pytest.fixture(scope="session")
def handbook() -> Iterator[Served]:
    """One server with the handbook's own notebooks."""
    served = launch("--max-kernels", "40")
    yield served
    stop(served)


@pytest.fixture(scope="session")
def some_apps() -> list[str]:
    """The names of the handbook's own notebooks, and of instruments that together have every kind of question."""
    return sorted([*(path.stem for path in (ROOT / "apps").glob("*.ipynb")), *MODELS])


@pytest.fixture(scope="session")
def handbook_apps() -> list[str]:
    """The names of the pages: those of the handbook's own notebooks and those of its instruments."""
    return sorted([*(path.stem for path in (ROOT / "apps").glob("*.ipynb")), *names()])


@contextmanager
def connected(browser: Browser, address: str) -> Iterator[Page]:
    """Open an address in a browser that has been nowhere yet, and wait for its kernel."""
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.goto(address)
    page.wait_for_selector("html[data-interactive][data-live=connected]")
    yield page
    context.close()


def asked(page: Page) -> list[str | None]:
    """Return the ids of the questions on a page."""
    return [form.get_attribute("data-question") for form in page.locator(".t2-question").all()]


def embedded(page: str) -> dict[str, Any]:
    """Return what the page carries for its script."""
    match = re.search(r'<script type="application/json" id="live">(.*?)</script>', page, re.DOTALL)
    assert match
    data: dict[str, Any] = json.loads(match[1])
    return data
