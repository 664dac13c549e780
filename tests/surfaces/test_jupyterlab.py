"""The instruments and a case study in JupyterLab: the same forms and answers, with a kernel behind them."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.conftest import ROOT
from widgets.cases import load_case

NOTEBOOK = {
    "nbformat": 4,
    "nbformat_minor": 5,
    "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    "cells": [
        {
            "cell_type": "code",
            "id": "one",
            "metadata": {},
            "outputs": [],
            "execution_count": None,
            "source": "from pathlib import Path\n"
            "from ipywidgets import Tab\n"
            "from widgets import CaseStudy, FourCsMapper, PrescriptiveElicitiveSelector, RipenessChecklist\n"
            "ws = [PrescriptiveElicitiveSelector(), RipenessChecklist(), FourCsMapper()]\n"
            "for w in ws:\n"
            "    w.load(Path('answers.json').read_text())\n"
            "ws[0].observe(lambda change: Path('seen.txt').write_text(','.join(ws[0].result.rules())), 'result')\n"
            "case = CaseStudy('sant-egidio')\n"
            "case.observe(lambda change: Path('path.txt').write_text(' '.join(case.path)), 'path')\n"
            "Tab([*ws, case])",
        }
    ],
}


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A JupyterLab with one notebook and an answers file; its address, and its folder."""
    folder = tmp_path_factory.mktemp("lab")
    (folder / "instruments.ipynb").write_text(json.dumps(NOTEBOOK), encoding="utf8")
    from widgets.answers import AnswersDocument
    from widgets.loading import instrument, names

    document = AnswersDocument()
    for name in names():
        if not instrument(name).private:
            document = document.with_answers(instrument(name), instrument(name).example or {})
    (folder / "answers.json").write_text(document.dump(), encoding="utf8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        "--no-browser",
        f"--port={port}",
        "--ServerApp.token=",
        "--allow-root",
    ]
    command += ["--ServerApp.ip=127.0.0.1", "--ServerApp.disable_check_xsrf=True", f"--ServerApp.root_dir={folder}"]
    command += ["--LabApp.news_url=", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]
    log = (folder / "lab.log").open("w")
    process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT)
    url = f"http://127.0.0.1:{port}"
    for _ in range(240):
        try:
            urllib.request.urlopen(f"{url}/api", timeout=1)
            break
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            assert process.poll() is None, (folder / "lab.log").read_text()
            time.sleep(0.25)
    yield url, folder
    process.terminate()
    process.wait(timeout=20)
    log.close()


def wait_for(file: Path, text: str, page: Page) -> None:
    """Wait until the kernel has written a text into a file."""
    for _ in range(100):
        if file.exists() and text in file.read_text():
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{file.name}: {file.read_text() if file.exists() else 'not written'}")


def test_instruments_and_a_case_work_in_jupyterlab_with_the_same_answers_file(
    browser: Browser, lab: tuple[str, Path]
) -> None:
    url, folder = lab
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    strangers: list[str] = []
    page.on("request", lambda request: strangers.append(request.url) if "127.0.0.1" not in request.url else None)
    page.goto(f"{url}/lab/tree/instruments.ipynb")
    page.locator(".jp-Notebook").wait_for(timeout=60_000)
    expect(page.get_by_text("Python 3 (ipykernel) | Idle")).to_be_visible(timeout=60_000)
    page.locator(".jp-CodeCell .cm-content").first.click()
    page.keyboard.press("Shift+Enter")

    selector = page.locator("[data-instrument=prescriptive-elicitive-selector]")
    current = selector.locator("[aria-current=true]")
    expect(current).to_have_text("Hybrid, mostly prescriptive", timeout=60_000)

    selector.locator("[data-q=skills] input[value=no]").check()
    expect(current).to_have_text("Hybrid")
    wait_for(folder / "seen.txt", "place-hybrid", page)

    titles = page.locator(".jp-OutputArea .lm-TabBar-tab, .jp-OutputArea [role=tab]")
    titles.nth(1).click()
    checklist = page.locator("[data-instrument=ripeness-checklist]")
    expect(checklist.locator("[data-rule=wins-missing]")).to_have_count(1)
    titles.nth(2).click()
    mapper = page.locator("[data-instrument=four-cs-mapper]")
    expect(mapper.locator(".t2-network")).to_have_count(1)
    assert page.locator(".t2-finding").count() > 20
    titles.nth(3).click()
    case = page.locator("[data-case=sant-egidio]")
    case.locator(".t2-now .t2-choices a").first.click()
    expect(case.locator(".t2-now .t2-done")).to_be_visible()
    expect(case.locator(".t2-now h3")).to_be_focused()
    [first, *_] = load_case(ROOT / "case_studies" / "sant-egidio" / "decisions.yaml").scenes
    wait_for(folder / "path.txt", f"{first.id} {first.id}/{first.choices[0].id}", page)
    assert not [url for url in strangers if not url.startswith(("data:", "blob:"))], strangers
    context.close()
