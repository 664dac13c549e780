"""Time to interactive on a slow line, with a slow processor.

A page with an instrument is interactive when a click on its first control is answered with a finding; a prose page when
its load event has ended and its content is painted.
"""

from __future__ import annotations

from playwright.sync_api import Browser, Page
from playwright.sync_api import Error as BrowserError

from .browser import fresh, open_page, slow_down, when
from .building import Books
from .cdn import Mirror
from .report import Row, Section, middle
from .serving import served
from .stock import ANSWERED, CHART, CHECKLIST, CONTROLS, SELECTOR
from .weight import PROSE

RUNS = 3
TARGET = 3.0
PATIENCE_MS = 100_000
DEAD_MS = 6_000

#: Clicks the first two options in turn, as a person might who waits for an answer, until a finding can be seen.
FIRST_FINDING = """
({control, finding}) => {
  let turn = 0, next = 0;
  const timer = setInterval(() => {
    if ([...document.querySelectorAll(finding)].some((found) => found.checkVisibility())) {
      window.firstFinding = performance.now();
      clearInterval(timer);
      return;
    }
    const controls = document.querySelectorAll(control);
    if (!controls.length || performance.now() < next) return;
    next = performance.now() + 250;
    controls[turn++ % Math.min(2, controls.length)].click();
  }, 20);
}
"""
LOADED = """() => {
  const load = performance.getEntriesByType("navigation")[0].loadEventEnd;
  const painted = performance.getEntriesByName("first-contentful-paint")[0];
  return load && painted ? [painted.startTime, Math.max(load, painted.startTime)] : null;
}"""
#: What stock shows when its CDNs' files came: a control, or a drawn chart.
SHOWN = """(what) => {
  const look = () => {
    if (document.querySelector(what)) window.shown = performance.now();
    else setTimeout(look, 20);
  };
  look();
}"""

#: Pages of ours: what to click. The mapper's rows ask for names first; its example button is its first choice.
OURS = {
    CHECKLIST: ".t2-instrument input[type=radio]",
    SELECTOR: ".t2-instrument input[type=radio]",
    CHART: ".t2-instrument .t2-tools > button.t2-button:first-of-type",
}
FINDING = ".t2-result .t2-finding"


def finding_time(
    browser: Browser,
    address: str,
    control: str,
    finding: str = FINDING,
    is_slow: bool = True,
    patience_ms: float = PATIENCE_MS,
) -> float | None:
    """Return the seconds from a new visitor's first request to the first finding; None if none came."""
    with fresh(browser) as context:
        page, session = open_page(context)
        probe = f"({FIRST_FINDING})({{control: {control!r}, finding: {finding!r}}})"
        page.add_init_script(f"addEventListener('DOMContentLoaded', () => {probe}, {{once: true}});")
        if is_slow:
            slow_down(session)
        return _when(page, address, "window.firstFinding ?? null", patience_ms)


def _when(page: Page, address: str, name: str, patience_ms: float = PATIENCE_MS) -> float | None:
    try:
        page.goto(address, wait_until="commit", timeout=PATIENCE_MS)
    except BrowserError:
        return None
    found = when(page, name, patience_ms)
    return None if found is None else float(found) / 1000


def prose_times(browser: Browser, address: str) -> tuple[float, float] | None:
    """Return the seconds until something is painted, and until the page has loaded as well; None if it did not."""
    with fresh(browser) as context:
        page, session = open_page(context)
        slow_down(session)
        try:
            page.goto(address, wait_until="load", timeout=PATIENCE_MS)
        except BrowserError:
            return None
        found = when(page, LOADED, PATIENCE_MS)
        return (found[0] / 1000, found[1] / 1000) if found else None


def shown_time(browser: Browser, address: str, what: str) -> float | None:
    """Return the seconds until an element is there; None if it never was."""
    with fresh(browser) as context:
        page, session = open_page(context)
        page.add_init_script(f"({SHOWN})({what!r})")
        slow_down(session)
        return _when(page, address, "window.shown ?? null")


def unanswered(browser: Browser, address: str, control: str) -> str | float:
    """Return "never" once a stock form, on a fast line, has left every click unanswered; else when it answered."""
    found = finding_time(browser, address, control, ANSWERED, is_slow=False, patience_ms=DEAD_MS)
    return "never" if found is None else found


def section(browser: Browser, both: Books, mirror: Mirror) -> Section:
    """Measure ours and stock in turn."""
    with served(both.ours) as ours, served(both.stock) as stock:
        rows = _prose(browser, ours, stock)
        forms = mirror.folder or both.stock
        with served(forms) as address:
            for page, control in OURS.items():
                mine = middle(finding_time(browser, f"{ours}/{page}.html", control) for _ in range(RUNS))
                theirs: str | float | None = "no controls"
                if page in CONTROLS:
                    theirs = unanswered(browser, f"{address}/{page}.html", CONTROLS[page])
                note = "its “example” button" if page == CHART else ""
                rows.append(Row(f"{page.rpartition('/')[2]}: first finding", "s", mine, theirs, TARGET, RUNS, note))
    if mirror.folder is None:
        rows.append(Row("stock checklist: controls shown", "s", None, mirror.reason))
    else:
        with served(mirror.folder) as address:
            for label, page, what in (
                ("stock checklist with its CDN files: controls shown", CHECKLIST, CONTROLS[CHECKLIST]),
                ("stock chart with its CDN files: drawn", CHART, ".vega-embed svg, .vega-embed canvas"),
            ):
                shown = middle([shown_time(browser, f"{address}/{page}.html", what)])
                rows.append(Row(label, "s", None, shown))
    return Section(
        "Time to interactive at 50 kB/s, 400 ms round trip, CPU slowed 4×",
        rows,
        [
            "First finding: a click on the first control is answered with a finding. Without its CDNs stock shows no "
            "control; with their files beside it, it shows some, and without a kernel they answer no click "
            f"({DEAD_MS / 1000:.0f} s waited, on a fast line).",
            "Stock’s CDN files come from this machine over the same slow line; two more hosts would cost it more.",
        ],
    )


def _prose(browser: Browser, our_address: str, stock_address: str) -> list[Row]:
    mine, theirs = [], []
    for _ in range(RUNS):
        mine.append(prose_times(browser, f"{our_address}/{PROSE}.html"))
        theirs.append(prose_times(browser, f"{stock_address}/{PROSE}.html"))

    def row(part: int, what: str, target: float | None) -> Row:
        ours, stock = (middle(pair and pair[part] for pair in side) for side in (mine, theirs))
        return Row(what, "s", ours, stock, target, RUNS)

    return [row(0, "chapter: first text painted", None), row(1, "chapter: loaded and painted", TARGET)]
