"""Times the four-Cs mapper in a Python of its own, so that nothing else that this run loaded slows it: see analysis.js.

With `kernel` as its argument it first loads what a notebook's kernel has loaded: more objects, which Python's garbage
collection walks over while it works.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from collections.abc import Callable

from widgets import network
from widgets.evaluate import evaluate
from widgets.loading import instrument


def times(work: Callable[[], object], runs: int) -> list[float]:
    """Return the milliseconds of each run, after one to warm up."""
    work()
    taken = []
    for _ in range(runs):
        began = time.perf_counter()
        work()
        taken.append((time.perf_counter() - began) * 1000)
    return taken


def main() -> None:
    """Read maps and how often to run from standard input; write their times as JSON."""
    if "kernel" in sys.argv:
        for name in ("ipykernel.ipkernel", "ipykernel.zmqshell", "widgets.jupyter"):
            importlib.import_module(name)
    task = json.load(sys.stdin)
    mapper, runs = instrument("four-cs-mapper"), task["runs"]
    found = []
    for answers in task["maps"]:
        analysis = times(lambda answers=answers: network.analyze(answers), runs)  # type: ignore[misc]
        whole = times(lambda answers=answers: evaluate(mapper, answers), runs)  # type: ignore[misc]
        found.append({"analysis": analysis, "whole": whole})
    print(json.dumps(found))


if __name__ == "__main__":
    main()
