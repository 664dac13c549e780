"""The four-Cs analysis against the size of the map, in Python and in JavaScript, and a large map in the browser."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser

from widgets import network
from widgets.answers import AnswersDocument
from widgets.loading import instrument
from widgets.spec import browser_spec

from .browser import fresh, open_page
from .building import Books
from .report import Row, Section
from .serving import served
from .stock import CHART

ROOT = Path(__file__).resolve().parent.parent
SIZES = (100, 300, 1000)
AREAS = 50
AREAS_EACH = 3
TIES_EACH = 5
RUNS = 9
TARGET = 100.0

#: Opens an answers file in the page; gives the time until its findings are painted, and the longest block on the way.
OPEN = """async (text) => {
  const longest = [0];
  new PerformanceObserver((list) => longest.push(...list.getEntries().map((entry) => entry.duration)))
    .observe({type: "longtask"});
  const input = document.querySelector(".t2-instrument .t2-tools input[type=file]");
  const files = new DataTransfer();
  files.items.add(new File([text], "answers.json", {type: "application/json"}));
  input.files = files.files;
  const result = document.querySelector(".t2-result");
  const changed = new Promise((resolve) =>
    new MutationObserver((_, observer) => { observer.disconnect(); resolve(); })
      .observe(result, {childList: true, subtree: true}));
  const start = performance.now();
  input.dispatchEvent(new Event("change", {bubbles: true}));
  await changed;
  await new Promise((resolve) => requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => resolve();
    channel.port2.postMessage(0);
  }));
  const took = performance.now() - start;
  await new Promise((resolve) => setTimeout(resolve, 300));
  return [took, Math.max(...longest)];
}"""


def make_map(actors: int) -> dict[str, list[dict[str, Any]]]:
    """Return a made-up map of this size; the same each time."""
    chance = random.Random(actors)  # noqa: S311
    areas = [f"Problem {number}" for number in range(AREAS)]
    levels, barriers = network.LEVELS, ("confidentiality", "neutrality", "association", "competition", "time")
    return {
        "problems": [{"name": area} for area in areas],
        "actors": [
            {
                "name": f"Actor {number}",
                "track": chance.choice(("one", "two", "other")),
                "origin": chance.choice(("local", "outside")),
                "works_on": "; ".join(chance.sample(areas, AREAS_EACH)),
            }
            for number in range(actors)
        ],
        "ties": [
            {
                "from": f"Actor {number}",
                "to": f"Actor {(number + chance.randrange(1, actors)) % actors}",
                "level": chance.choice(levels),
                "barriers": chance.sample(barriers, chance.randrange(3)),
            }
            for number in range(actors)
            for _ in range(TIES_EACH)
        ],
    }


def in_python(maps: list[dict[str, Any]], *extra: str) -> list[dict[str, float]]:
    """Return the milliseconds of the analysis, and of the whole evaluation with all findings, for each map."""
    return _ask([sys.executable, "-m", "benchmarks.analysis_child", *extra], maps)


def in_javascript(maps: list[dict[str, Any]]) -> list[dict[str, float]]:
    """Return the same from V8. Raises `RuntimeError` where deno is missing or fails."""
    beside = Path(sys.executable).parent / "deno"
    deno = str(beside) if beside.exists() else shutil.which("deno")
    if not deno:
        raise RuntimeError("deno is not installed: pip install -r requirements-dev.txt")
    script = Path(__file__).with_name("analysis.js")
    return _ask([deno, "run", "--quiet", "--no-prompt", str(script)], maps)


def _ask(command: list[str], maps: list[dict[str, Any]]) -> list[dict[str, float]]:
    task = {"spec": browser_spec(instrument("four-cs-mapper")), "maps": maps, "runs": RUNS}
    done = subprocess.run(
        command,
        input=json.dumps(task),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    if done.returncode:
        raise RuntimeError(f"{Path(command[0]).name}: {(done.stderr.splitlines() or ['failed'])[-1]}")
    return [{what: median(times) for what, times in one.items()} for one in json.loads(done.stdout)]


def in_browser(browser: Browser, site: Path, answers: dict[str, Any]) -> tuple[float, float]:
    """Return the milliseconds from opening a map to its findings and drawing, and the longest block on the way."""
    document = AnswersDocument().with_answers(instrument("four-cs-mapper"), answers).dump()
    took, blocked = [], []
    with served(site) as address:
        for _ in range(3):
            with fresh(browser) as context:
                page, _session = open_page(context)
                page.goto(f"{address}/{CHART}.html", wait_until="load")
                one, longest = page.evaluate(OPEN, document)
                took.append(one)
                blocked.append(longest)
    return median(took), median(blocked)


def section(browser: Browser, both: Books) -> Section:
    """Measure the three sizes. Stock has nothing to compare with."""
    maps = [make_map(size) for size in SIZES]
    python, script, kernel = in_python(maps), in_javascript(maps), in_python(maps[-1:], "kernel")
    rows = []
    for part, what in (("analysis", "analysis"), ("whole", "analysis and all findings")):
        for language, figures in (("Python", python), ("JavaScript", script)):
            for size, figure in zip(SIZES, figures, strict=True):
                target = TARGET if size == max(SIZES) else None
                rows.append(Row(f"{what}, {size:,} actors, {language}", "ms", figure[part], None, target, RUNS))
    in_kernel = f"the same in a kernel, {max(SIZES):,} actors, Python"
    rows.append(
        Row(in_kernel, "ms", kernel[0]["whole"], None, TARGET, RUNS, "more for garbage collection to walk over")
    )
    took, blocked = in_browser(browser, both.ours, maps[-1])
    opening = f"opening a map of {max(SIZES):,} actors in the browser: findings and drawing"
    rows.append(Row(opening, "ms", took, runs=3))
    rows.append(Row("its longest block of the page", "ms", blocked, runs=3))
    return Section(
        "The four-Cs analysis against size",
        rows,
        [f"{AREAS} problem areas, {AREAS_EACH} an actor; {TIES_EACH} ties an actor. Stock has no such analysis."],
    )
