"""Bytes and requests of a first visit and of a second page, and requests to other hosts."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

from playwright.sync_api import Browser

from .browser import Wire, fresh, open_page
from .building import Books
from .cdn import STAND_IN, Mirror
from .report import Row, Section
from .serving import served
from .stock import CHART, CHECKLIST

PROSE = "book/step1/ripeness"
SECOND = "book/step1/feasibility"
FIRST_VISIT = 120_000
SCRIPT = 16_000
CASES_SCRIPT = 6_000


def visit(browser: Browser, address: str, *pages: str) -> list[Wire]:
    """Open pages one after the other as one new visitor; return what each sent over the wire."""
    wires = []
    with fresh(browser) as context:
        page, session = open_page(context)
        for name in pages:
            wire = Wire()
            stop = wire.listen(session)
            page.goto(f"{address}/{name}.html", wait_until="load")
            page.wait_for_load_state("networkidle")
            stop()
            wires.append(wire)
    return wires


def section(browser: Browser, both: Books, mirror: Mirror) -> Section:
    """Measure the first visits."""
    with served(both.ours) as ours, served(both.stock) as stock:
        mine, theirs = visit(browser, ours, PROSE, SECOND), visit(browser, stock, PROSE, SECOND)
        ours_list, stock_list = visit(browser, ours, CHECKLIST)[0], visit(browser, stock, CHECKLIST)[0]
        ours_map, stock_map = visit(browser, ours, CHART)[0], visit(browser, stock, CHART)[0]
        every = {page: visit(browser, ours, page)[0] for page in both.pages}
    heaviest = max(every, key=lambda page: every[page].bytes)
    asked = sorted({host for wire in every.values() for host in wire.elsewhere})
    every_stock = {PROSE: theirs[0], CHECKLIST: stock_list, CHART: stock_map}
    blocked = sorted({url for wire in every_stock.values() for url in wire.elsewhere})
    rows = [
        Row("chapter, first visit", "B", mine[0].bytes, theirs[0].bytes, FIRST_VISIT),
        Row("chapter, first visit: requests", "count", mine[0].requests, theirs[0].requests),
        Row("second page", "B", mine[1].bytes, theirs[1].bytes),
        Row("second page: requests", "count", mine[1].requests, theirs[1].requests),
        Row("checklist, first visit", "B", ours_list.bytes, stock_list.bytes, FIRST_VISIT, note="CDNs blocked"),
        Row("checklist, first visit: requests", "count", ours_list.requests, stock_list.requests),
        Row("checklist, with stock's CDN files", "B", ours_list.bytes, _with_cdn(browser, mirror, CHECKLIST)),
        Row("map or chart, first visit", "B", ours_map.bytes, stock_map.bytes, FIRST_VISIT, note="CDNs blocked"),
        Row("map or chart, with stock's CDN files", "B", ours_map.bytes, _with_cdn(browser, mirror, CHART)),
        Row("heaviest first visit of all pages", "B", every[heaviest].bytes, None, FIRST_VISIT, note=heaviest),
        Row(
            "requests to other hosts, all pages", "count", sum(len(wire.elsewhere) for wire in every.values()), None, 0
        ),
        *(
            Row(
                f"requests to other hosts, {name}",
                "count",
                len(every[page].elsewhere),
                len(every_stock[page].elsewhere),
                0,
            )
            for name, page in (("chapter", PROSE), ("checklist", CHECKLIST), ("map or chart", CHART))
        ),
        *scripts(both.ours),
    ]
    notes = ["Counted in the browser: bodies under gzip and headers, no cookies, HTTP/1.1, files kept for ten minutes."]
    notes += [f"Ours asked for {url}." for url in asked]
    notes += [f"Stock asked for {url}; blocked" for url in blocked]
    if mirror.folder:
        notes.append("“With CDN files”: npm's own copies; require.js from cdnjs could not be had, and is not counted.")
    return Section("What goes over the wire", rows, notes)


def _with_cdn(browser: Browser, mirror: Mirror, page: str) -> float | str:
    if mirror.folder is None:
        return mirror.reason
    with served(mirror.folder) as address:
        wire = visit(browser, address, page)[0]
    if wire.elsewhere:
        return f"still asks for {wire.elsewhere[0]}"
    return wire.bytes - wire.size_of(STAND_IN)


def scripts(site: Path) -> list[Row]:
    """Return the size of the two large scripts, and of the rules and texts in the page of each instrument."""
    cases = _zipped((site / "_static" / "t2-cases.js").read_bytes())
    rows = [Row("script of case studies", "B", cases, None, CASES_SCRIPT, note="gzip")]
    shared = site / "_static" / "t2-instruments.js"
    for page in sorted((site / "book" / "instruments").glob("*.html")):
        text = page.read_text(encoding="utf8")
        spec = re.search(r'<script type="application/json" class="t2-spec">(.*?)</script>', text, re.DOTALL)
        if spec:
            code, rules = _zipped(shared.read_bytes()), _zipped(spec[1].encode())
            rows.append(Row(f"script of {page.stem}", "B", code, None, SCRIPT, note="gzip; all instruments share it"))
            rows.append(Row(f"rules and texts in {page.stem}", "B", rules, None, note="gzip; JSON in the page"))
    return rows


def _zipped(content: bytes) -> int:
    return len(gzip.compress(content, compresslevel=6, mtime=0))
