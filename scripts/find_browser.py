"""Find a Chromium for the browser tests, or install one, or say how to get one: ``python -m scripts.find_browser``."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
#: Parts of a browser's window that nobody sees in a headless one, each a page of its own: they double what it costs to
#: open one. Then the spare process that each new profile starts for a second page. Then the parts that Playwright
#: switches off; of two such lists Chromium heeds only the last.
UNSEEN = (
    "WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup,WebUIOmniboxPopupV2,"
    "SpareRendererForSitePerProcess,"
    "AvoidCorsURLLoaderRestartOnRedirect,AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,"
    "HttpsFirstBalancedModeAutoEnable,HttpsUpgrades,LensOverlay,MediaRouter,NetworkTimeServiceQuerying,"
    "OptimizationHints,PaintHolding,PreconnectToSearch,TcpPortRandomizationWin,ThirdPartyStoragePartitioning"
)
#: What headless Chromium needs to run as root, and to leave every other host alone.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    f"--disable-features={UNSEEN}",
)
HELP = (
    "The browser tests need Chromium and none was found. Install it with your system's packages (Debian, Ubuntu: "
    "apt-get install chromium), or set CHROMIUM=/path/to/chromium, or run: .venv/bin/playwright install chromium"
)


def find() -> str | None:
    """Return the path of a Chromium: $CHROMIUM, an installed one, or Playwright's own; None if there is none."""
    chosen = os.environ.get("CHROMIUM")
    if chosen:
        return chosen if Path(chosen).is_file() else None
    for name in NAMES:
        if path := shutil.which(name):
            return path
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).is_file() else None


def install() -> None:
    """Try Playwright's own download, then (as root) the system's package; failures are found out by `find`."""
    attempts = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        attempts += [["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium"]]
    for command in attempts:
        subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=600)
        if find():
            return


def main() -> int:
    """Make sure that there is a browser; return 1, and say how to get one, if there is none."""
    if find():
        return 0
    print("No Chromium found; trying to install one ...")
    install()
    if find():
        return 0
    print(HELP, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
