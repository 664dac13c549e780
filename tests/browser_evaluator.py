"""The browser's evaluator, run by deno beside the tests."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from widgets.model import Instrument
from widgets.spec import browser_spec


class BrowserError(Exception):
    """What the JavaScript threw; its message is the text."""


def deno() -> str:
    """Return the path of the deno that is installed beside this Python."""
    beside = Path(sys.executable).parent / "deno"
    found = str(beside) if beside.exists() else shutil.which("deno")
    assert found, "deno is not installed: pip install -r requirements-dev.txt"
    return found


class BrowserEvaluator:
    """A deno process that keeps instruments loaded; close it when done."""

    def __init__(self) -> None:
        script = Path(__file__).with_name("evaluator_server.js")
        self.process = subprocess.Popen(
            [deno(), "run", "--quiet", "--no-prompt", str(script)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf8",
        )

    def ask(self, task: str, **values: Any) -> Any:
        """Return what the JavaScript answers; raise BrowserError with its message if it throws."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps({"task": task, **values}) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        if "error" in answer:
            raise BrowserError(answer["error"])
        return answer["value"]

    def load(self, name: str, instrument: Instrument) -> None:
        """Compile an instrument under a name."""
        self.ask("load", name=name, spec=browser_spec(instrument))

    def close(self) -> None:
        """End the process."""
        if self.process.stdin:
            self.process.stdin.close()
        self.process.wait(timeout=10)
