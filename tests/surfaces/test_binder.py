"""What Binder does, in a clean environment: install binder/requirements.txt, run postBuild, run a notebook."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from scripts.build_site import STAMP
from tests.conftest import ROOT


def run(*command: str, folder: Path, path: str) -> None:
    """Run a command as Binder would; its output is shown if it fails."""
    environment = {**os.environ, "PATH": f"{path}{os.pathsep}{os.environ['PATH']}"}
    environment.pop("PYTHONPATH", None)
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=400)
    assert done.returncode == 0, f"{command}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"


def test_what_binder_installs_builds_the_book_and_runs_a_notebook(tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    files = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, files.split("\0")):
        if (ROOT / name).is_file():
            (clone / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, clone / name)

    # The results of the instruments' pages are taken from this build; the last step runs a notebook anew.
    shutil.copytree(ROOT / "_build" / ".jupyter_cache", clone / "_build" / ".jupyter_cache")
    shutil.copy(ROOT / "_build" / STAMP, clone / "_build")

    environment = tmp_path / "environment"
    subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True, timeout=120)
    bin_ = str(environment / "bin")
    pip = [f"{bin_}/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    run(*pip, "-r", "binder/requirements.txt", folder=clone, path=bin_)
    run("bash", "binder/postBuild", folder=clone, path=bin_)
    assert (clone / "_build/html/book/instruments/ripeness-checklist.html").is_file()

    run(f"{bin_}/jupyter", "nbconvert", "--to", "notebook", "--execute", "apps/group-workshop.ipynb",
        "--output-dir", str(tmp_path), folder=clone, path=bin_)  # fmt: skip
    assert "t2-instrument" in (tmp_path / "group-workshop.ipynb").read_text(encoding="utf8")
