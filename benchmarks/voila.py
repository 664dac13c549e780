"""Voila: what it sends, time to interactive and memory, alone and with 10 and 40 visitors at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser
from playwright.sync_api import Error as BrowserError

from . import room
from .browser import Wire, fresh, open_page, when
from .line import FINDING, FIRST_FINDING, OURS
from .report import Row, Section, middle
from .stock import ANSWERED, CHECKLIST, CONTROLS, write_notebook

CROWDS = (10, 40)
ALONE = 3
SENT = 1_000_000
INTERACTIVE = 1.0
PATIENCE_MS = 60_000


@dataclass(frozen=True)
class Side:
    """Ours or stock: how to start it, what to click, and what its finding looks like."""

    start: Callable[[], AbstractContextManager[room.Room]]
    control: str
    finding: str


@dataclass
class Arrival:
    """What one visitor's browser met: seconds to the first finding, if any came, and what went over the wire."""

    finding: float | None
    wire: Wire


@dataclass(frozen=True)
class Measured:
    """What so many visitors at once met, one of them with a real browser."""

    finding: float | str
    crowd: room.Crowd
    memory: float
    empty: float
    wire: Wire


@contextmanager
def arrived(browser: Browser, side: Side, address: str) -> Iterator[Arrival]:
    """Open the checklist as a new visitor, click until a finding is there, and stay."""
    wire = Wire()
    with fresh(browser) as context:
        page, session = open_page(context)
        stop = wire.listen(session)
        probe = f"({FIRST_FINDING})({{control: {side.control!r}, finding: {side.finding!r}}})"
        page.add_init_script(f"addEventListener('DOMContentLoaded', () => {probe}, {{once: true}});")
        finding = None
        with suppress(BrowserError):
            page.goto(address, wait_until="commit", timeout=PATIENCE_MS)
            found = when(page, "window.firstFinding ?? null", PATIENCE_MS)
            finding = None if found is None else float(found) / 1000
            page.wait_for_load_state("networkidle", timeout=10_000)
        stop()
        yield Arrival(finding, wire)


def alone(browser: Browser, side: Side) -> Measured:
    """Let one visitor after the other come; the figures are medians, the memory that with the first of them."""
    with side.start() as place:
        empty = place.memory
        with arrived(browser, side, place.address) as first:
            memory = place.memory
        findings = [first.finding]
        for _ in range(ALONE - 1):
            with arrived(browser, side, place.address) as other:
                findings.append(other.finding)
    return Measured(middle(findings), room.Crowd("", 0), memory, empty, first.wire)


def together(browser: Browser, side: Side, visitors: int) -> Measured:
    """Let so many visitors come at once."""
    with side.start() as place:
        empty = place.memory
        with room.Crowd(place.address, visitors - 1) as crowd, arrived(browser, side, place.address) as one:
            crowd.wait()
            memory = place.memory
    return Measured(middle([one.finding]), crowd, memory, empty, one.wire)


def slowest(measured: Measured) -> float | str:
    """Return the seconds of the last visitor to come in, or how many never did."""
    crowd = measured.crowd
    if crowd.turned_away:
        return f"{crowd.turned_away} of {crowd.count} turned away"
    missing = crowd.count - len(crowd.arrived)
    return f"{missing} of {crowd.count} never got in" if missing else max(crowd.arrived)


def section(browser: Browser, root: Path, book: Path, folder: Path) -> Section:
    """Measure both servers with one visitor, and with crowds."""
    notebook = write_notebook(folder / "voila")
    ours = Side(lambda: room.ours(root, book, max(CROWDS)), OURS[CHECKLIST], FINDING)
    stock = Side(lambda: room.stock(notebook), CONTROLS[CHECKLIST], ANSWERED)
    mine, theirs = alone(browser, ours), alone(browser, stock)
    rows = [
        Row("checklist: sent", "B", _sent(mine), _sent(theirs), SENT),
        Row("checklist: requests", "count", mine.wire.requests, theirs.wire.requests),
        Row("requests to other hosts", "count", len(mine.wire.elsewhere), len(theirs.wire.elsewhere), 0),
        Row("first finding, 1 visitor", "s", mine.finding, theirs.finding, INTERACTIVE, ALONE),
    ]
    memory = [
        Row("memory, nobody there", "MB", mine.empty, theirs.empty),
        Row("memory, 1 visitor", "MB", mine.memory, theirs.memory),
    ]
    for visitors in CROWDS:
        mine, theirs = together(browser, ours, visitors), together(browser, stock, visitors)
        rows.append(Row(f"first finding, {visitors} visitors at once", "s", mine.finding, theirs.finding))
        rows.append(Row(f"last one in, {visitors} visitors at once", "s", slowest(mine), slowest(theirs)))
        memory.append(Row(f"memory, {visitors} visitors", "MB", mine.memory, theirs.memory))
    return Section(
        "Voila",
        rows + memory,
        [
            "On this machine, no line between. First finding: from the request to an answered click, in a browser. "
            "The others of a crowd come without one: in is who has the whole page and an open line to a kernel.",
            "Memory: the server and its kernels, shared pages counted once (PSS).",
        ],
    )


def _sent(measured: Measured) -> int:
    return measured.wire.bytes + measured.wire.socket_bytes
