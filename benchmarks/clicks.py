"""Time from a click to the new finding on the screen: ours on the static page, stock in Voila with a kernel."""

from __future__ import annotations

from pathlib import Path
from statistics import median

from playwright.sync_api import Browser
from playwright.sync_api import Error as BrowserError

from . import room
from .browser import fresh, open_page, slow_down
from .building import Books
from .line import OURS
from .report import Row, Section
from .serving import served
from .stock import CHART, CHECKLIST, CONTROLS, SELECTOR, VERDICT, write_notebook

CLICKS = 20
BARRIER = '.t2-instrument [data-table="ties"] input[type=checkbox]'

#: Clicks the first two options in turn; each time waits until the finding has changed and is painted.
CLICK = """async ({control, result, count}) => {
  const times = [];
  for (let turn = 0; turn < count; turn++) {
    const place = document.querySelector(result);
    const changed = new Promise((resolve, reject) => {
      new MutationObserver((_, observer) => { observer.disconnect(); resolve(); })
        .observe(place, {childList: true, subtree: true, characterData: true});
      setTimeout(() => reject(new Error("no finding came")), 10000);
    });
    const start = performance.now();
    document.querySelectorAll(control)[turn % 2].click();
    await changed;
    await new Promise((resolve) => requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => resolve();
      channel.port2.postMessage(0);
    }));
    times.push(performance.now() - start);
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
  return times;
}"""


def click_time(
    browser: Browser, address: str, control: str, result: str, is_slow: bool = False, before: str = ""
) -> float | str:
    """Return the median of the milliseconds from a click to the painted finding, or why there is none.

    `before` is clicked once, first.
    """
    with fresh(browser) as context:
        page, session = open_page(context)
        try:
            page.goto(address, wait_until="load")
            if before:
                page.click(before)
            page.wait_for_selector(control, timeout=30_000)
            page.wait_for_selector(result, state="attached", timeout=30_000)
            if is_slow:
                slow_down(session, line=False)
            times = page.evaluate(CLICK, {"control": control, "result": result, "count": CLICKS})
            return float(median(times))
        except BrowserError as error:
            return f"failed: {error.message.splitlines()[0][:60]}"


def section(browser: Browser, both: Books, folder: Path) -> Section:
    """Measure the checklist beside stock's, and the selector, with a fast and with a slow processor."""
    rows = []
    notebook = write_notebook(folder / "voila")
    with served(both.ours) as ours, room.stock(notebook) as theirs:
        for is_slow, what in ((False, ""), (True, ", CPU slowed 4×")):
            mine = click_time(browser, f"{ours}/{CHECKLIST}.html", OURS[CHECKLIST], ".t2-result", is_slow)
            stock = click_time(browser, theirs.address, CONTROLS[CHECKLIST], VERDICT, is_slow)
            rows.append(Row(f"checklist{what}", "ms", mine, stock, runs=CLICKS))
            mine = click_time(browser, f"{ours}/{SELECTOR}.html", OURS[SELECTOR], ".t2-result", is_slow)
            rows.append(Row(f"selector{what}", "ms", mine, runs=CLICKS))
            mine = click_time(browser, f"{ours}/{CHART}.html", BARRIER, ".t2-result", is_slow, OURS[CHART])
            rows.append(Row(f"mapper{what}", "ms", mine, runs=CLICKS, note="the example; what holds a tie back"))
    return Section(
        "From a click to the new finding",
        rows,
        [
            "Ours is the static page. Stock’s static page never answers; its figure is Voila as it comes, with a "
            "kernel on this machine and no line between. Its finding is one list of what is missing, with no reasons.",
        ],
    )
