"""Whoever follows docs/adding-an-instrument.md word by word has an instrument, in a notebook and in the book."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from scripts.build_site import build
from tests.book.pages import ROOT

GUIDE = (ROOT / "docs" / "adding-an-instrument.md").read_text(encoding="utf8")
BLOCK = re.compile(r"^(`{3,})(\w+)\n(.*?)^\1\n", re.MULTILINE | re.DOTALL)
SECTIONS = re.split(r"^## (?=\d\. |What )", GUIDE, flags=re.MULTILINE)[1:]


def section(title: str) -> str:
    """Return the section of the guide with this title."""
    [found] = [text for text in SECTIONS if text.startswith(title + "\n")]
    return found


def block(title: str, language: str) -> str:
    """Return the only block in a language that a section shows."""
    [found] = [text for _, of, text in BLOCK.findall(section(title)) if of == language]
    return str(found)


def named_file(title: str) -> str:
    """Return the first path to a new file that a section names."""
    found = re.search(r"`((?:widgets|book)/[\w/-]+\.(?:yaml|md))`", section(title))
    assert found
    return found[1]


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project, with the guide's instrument and page, and a table of contents for that page alone."""
    folder = tmp_path_factory.mktemp("follower")
    shutil.copytree(ROOT / "widgets", folder / "widgets", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "theme", folder / "theme", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "book" / "instruments").mkdir(parents=True)
    shutil.copy(ROOT / "book" / "references.bib", folder / "book")
    shutil.copy(ROOT / "_config.yml", folder)
    (folder / ".venv").symlink_to(Path(sys.executable).parent.parent)
    (folder / named_file("1. Write the file")).write_text(block("1. Write the file", "yaml"), encoding="utf8")
    page = named_file("4. Show it in the book")
    (folder / page).write_text(block("4. Show it in the book", "markdown"), encoding="utf8")
    contents = {"format": "jb-book", "root": page.removesuffix(".md")}
    YAML().dump(contents, folder / "_toc.yml")
    return folder


def run(folder: Path, *command: str) -> str:
    """Return what a command prints in the copy."""
    done = subprocess.run(
        command,
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
        env=os.environ | {"PYTHONPATH": str(folder)},
    )
    return done.stdout


def test_the_file_is_checked_as_the_guide_says(followed: Path) -> None:
    [command] = block("2. Check it", "sh").splitlines()
    assert run(followed, *command.split()) == "meal-plan: Meal plan\n"


def test_the_widget_is_shown_as_the_guide_says(followed: Path) -> None:
    code = block("3. Try it", "python")
    last = code.rstrip().splitlines()[-1]
    prints = f"print({last}._repr_mimebundle_()[0]['text/html'])"
    shown = run(followed, sys.executable, "-c", code.replace(last, prints))
    assert "Will people from all sides eat together?" in shown


def test_the_page_is_built_as_the_guide_says(followed: Path) -> None:
    assert build(followed) == 0
    built = (followed / "_build" / "html" / "book" / "instruments" / "meal-plan.html").read_text(encoding="utf8")
    assert 'data-instrument="meal-plan"' in built
    assert "Will people from all sides eat together?" in built
    assert "t2-instruments.js" in built


def test_every_kind_and_every_condition_of_the_engine_is_in_the_guide() -> None:
    schema = (ROOT / "widgets" / "schema" / "instrument.json").read_text(encoding="utf8")
    kinds = set(re.findall(r'"const": "(\w+)"', schema)) - {"network"}
    told = section("What there is")
    assert {kind for kind in kinds if f"| `{kind}` |" not in told} == set()
    for word in (
        "at_least",
        "at_most",
        "rows",
        "pulls",
        "outweighs",
        "all",
        "any",
        "not",
        "answered",
        "only_if",
        "shares",
    ):
        assert word in told, word
