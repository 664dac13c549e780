"""Notebooks are run several at once before the build; what fails is left to the build, which says what is wrong."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from jupyter_cache import get_cache

from scripts.run_notebooks import notebooks
from tests.theme.sample_site import ROOT

HEAD = "---\nkernelspec:\n  name: python3\n  display_name: Python 3\n---\n\n# A notebook\n\n"
PAGES = {
    "good": f"{HEAD}```{{code-cell}} python\n1 + 1\n```\n",
    "part/bad": f"{HEAD}```{{code-cell}} python\n1 / 0\n```\n",
    "prose": "# Prose\n\nkernelspec: only named\n",
    "left-out": f"{HEAD}```{{code-cell}} python\n2 + 2\n```\n",
}


def test_only_what_succeeds_is_kept_and_only_pages_of_the_book_are_run(tmp_path: Path) -> None:
    (tmp_path / "part").mkdir()
    for name, text in PAGES.items():
        (tmp_path / f"{name}.md").write_text(text)
    (tmp_path / "_toc.yml").write_text(
        "format: jb-book\nroot: prose\nchapters:\n- file: good\n  sections:\n  - file: part/bad.md\n  - file: missing\n"
    )
    assert notebooks(tmp_path) == [tmp_path / "good.md", tmp_path / "part" / "bad.md"]
    subprocess.run([sys.executable, "-m", "scripts.run_notebooks", str(tmp_path)], cwd=ROOT, check=True, timeout=120)
    kept = get_cache(str(tmp_path / "_build" / ".jupyter_cache")).list_cache_records()
    assert [Path(record.uri).name for record in kept] == ["good.md"]


def test_every_instruments_page_is_run() -> None:
    pages = {path.stem for path in notebooks(ROOT)}
    assert pages >= {path.stem for path in (ROOT / "widgets" / "instruments").glob("*.yaml")}
