"""One line on the machine that measures, and whether others keep it busy."""

from __future__ import annotations

import os
import platform

BUSY = 0.3  # load per core before we begin


def describe(browser_version: str) -> str:
    """Return cores, memory, Python, browser, and how busy the machine is before anything is measured."""
    cores = os.cpu_count() or 1
    load = os.getloadavg()[0]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    state = "busy with other work" if load > BUSY * cores else "quiet"
    return (
        f"{cores} cores, {memory:.0f} GiB, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}, Chromium {browser_version}; {state} at the start (load {load:.1f})."
    )
