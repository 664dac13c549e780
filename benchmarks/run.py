"""Measure the handbook beside its stock equivalent: ``python -m benchmarks.run``."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from scripts.find_browser import HELP, find

from . import analysis, building, cdn, clicks, line, report, voila, weight
from .browser import chromium
from .machine import describe

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "_build" / "bench"
PARTS = ("building", "weight", "line", "clicks", "analysis", "voila")


def measured(title: str, measure: Callable[[], report.Section]) -> report.Section:
    """Return what a part measured; a part that fails says so in its place, and the others go on."""
    began = time.monotonic()
    try:
        section = measure()
    except Exception as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0][:100]
        section = report.Section(title, [report.Row(title, "", f"failed: {reason}")])
    print(f"  {title}: {time.monotonic() - began:.0f} s", flush=True)
    return section


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print the table, write results.json; return 0 even where a target is not reached."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description=__doc__)
    parser.add_argument("--fresh", action="store_true", help="build both books anew, though nothing has changed")
    parser.add_argument("--only", choices=PARTS, nargs="+", default=PARTS, help="measure these parts only")
    chosen = parser.parse_args(arguments)
    began = datetime.now()
    if not find():
        print(HELP, file=sys.stderr)
        return 1
    print("Measuring the handbook beside its stock equivalent, which takes about eight minutes ...", flush=True)
    FOLDER.mkdir(parents=True, exist_ok=True)
    with chromium() as browser:
        machine = describe(browser.version)
        try:
            both = building.books(ROOT, FOLDER, chosen.fresh)
        except (OSError, RuntimeError) as error:
            print(error, file=sys.stderr)
            return 1
        print("  both books are built", flush=True)
        mirror = cdn.mirror(both.stock, FOLDER)
        parts: dict[str, Callable[[], report.Section]] = {
            "building": lambda: building.section(both),
            "weight": lambda: weight.section(browser, both, mirror),
            "line": lambda: line.section(browser, both, mirror),
            "clicks": lambda: clicks.section(browser, both, FOLDER),
            "analysis": lambda: analysis.section(browser, both),
            "voila": lambda: voila.section(browser, ROOT, both.ours, FOLDER),
        }
        sections = [measured(name, parts[name]) for name in PARTS if name in chosen.only]
    print(f"\n{machine}\n\n{report.plain(sections)}")
    if set(chosen.only) == set(PARTS):
        report.write(FOLDER, machine, began, sections)
        print(f"\nAlso in {FOLDER / 'results.json'} and results.md.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
