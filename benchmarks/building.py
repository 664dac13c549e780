"""Build both books from nothing, and again after no change; keep them for the other measurements and for the next run.

A kept pair of books holds for as long as the handbook's sources and these files are the same; its times were taken
together, in the run that built it.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from statistics import median
from typing import Any

from . import stock
from .report import Row, Section

SOURCES = (
    "_config.yml",
    "_toc.yml",
    "book",
    "case_studies",
    "exercises",
    "requirements.txt",
    "scripts",
    "theme",
    "widgets",
)
RUNS = 3
SKIPPED = shutil.ignore_patterns("__pycache__")


@dataclass(frozen=True)
class Books:
    """Both books as built, the names of their pages, and how long the building took."""

    ours: Path
    stock: Path
    pages: list[str]
    times: dict[str, Any]


def fingerprint(root: Path) -> str:
    """Return a digest of everything that goes into either book."""
    digest = hashlib.sha256(sys.version.encode())
    for name in (*SOURCES, "benchmarks/stock"):
        top = root / name
        for path in [top] if top.is_file() else sorted(top.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def books(root: Path, folder: Path, is_fresh: bool = False) -> Books:
    """Return both books below `folder`, built now unless they are there and hold."""
    ours, plain, noted = folder / "ours", folder / "stock", folder / "build-times.json"
    now = fingerprint(root)
    if not is_fresh and noted.is_file():
        times = json.loads(noted.read_text(encoding="utf8"))
        if times["fingerprint"] == now:
            return Books(ours / "_build" / "html", plain / "_build" / "html", times["pages"], times)
    noted.unlink(missing_ok=True)
    for target in (ours, plain):
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)
    for name in SOURCES:
        source = root / name
        if source.is_dir():
            shutil.copytree(source, ours / name, ignore=SKIPPED)
        elif source.is_file():
            shutil.copy(source, ours)
    pages = stock.lay_out(root, plain)
    commands = {
        "ours": (
            ours,
            "from pathlib import Path; from scripts.build_site import build; raise SystemExit(build(Path.cwd()))",
        ),
        "stock": (plain, "from jupyter_book.cli.main import main; main(['build', '.', '-W', '--keep-going'])"),
    }
    times = {"fingerprint": now, "pages": pages, "date": datetime.now().isoformat(timespec="minutes")}
    taken: dict[str, list[float]] = {}
    for state in ("cold", "again"):
        for _ in range(RUNS):  # in turn, so that whatever else the machine does meets both
            for name, (place, code) in commands.items():
                if state == "cold":
                    shutil.rmtree(place / "_build", ignore_errors=True)
                taken.setdefault(f"{name} {state}", []).append(_run(place, code))
    times |= {name: median(seconds) for name, seconds in taken.items()}
    noted.write_text(json.dumps(times, indent=1), encoding="utf8")
    return Books(ours / "_build" / "html", plain / "_build" / "html", pages, times)


def _run(folder: Path, code: str) -> float:
    """Run Python code in a folder; return the seconds. Raises `RuntimeError` with the last lines if it fails."""
    settings = {**os.environ, "PYTHONPATH": str(folder), "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env=settings,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=400,
    )
    seconds = time.monotonic() - began
    if done.returncode:
        raise RuntimeError("a book was not built: " + " | ".join((done.stdout + done.stderr).splitlines()[-5:]))
    return seconds


def section(both: Books) -> Section:
    """Return the times of building."""
    times, count = both.times, len(both.pages)
    rows = []
    for state, what in (("cold", "from nothing"), ("again", "after no change")):
        ours, plain = times[f"ours {state}"], times[f"stock {state}"]
        rows.append(Row(what, "s", ours, plain, runs=RUNS))
        rows.append(Row(f"{what}, per page", "s", ours / count, plain / count, runs=RUNS))
    note = f"Both books have the same {count} pages, three of them with a kernel. Times taken {times['date']}, in turn."
    return Section("Building the book", rows, [note])
