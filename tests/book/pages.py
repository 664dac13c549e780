"""The book's pages as the tests read them."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from scripts.plain_language import Page, take_apart

ROOT = Path(__file__).resolve().parents[2]
BOOK = ROOT / "book"
CASES = ROOT / "case_studies"


@cache
def page_of(path: Path) -> Page:
    """Return a page taken apart."""
    return take_apart(path.read_text(encoding="utf8"))


def labels_of(path: Path) -> set[str]:
    """Return the labels that a page gives to its places."""
    return set(re.findall(r"^\(([\w-]+)\)=$", path.read_text(encoding="utf8"), re.MULTILINE))


def load(name: str) -> Any:
    """Return a YAML file of the project."""
    return YAML(typ="safe").load((ROOT / name).read_text(encoding="utf8"))


def toc() -> list[str]:
    """Return every page of the table of contents, without its suffix."""

    def files(node: Any) -> list[str]:
        if isinstance(node, list):
            return [file for item in node for file in files(item)]
        if isinstance(node, dict):
            return [value for key in ("root", "file") if isinstance(value := node.get(key), str)] + [
                file for value in node.values() for file in files(value)
            ]
        return []

    return files(load("_toc.yml"))


def book_pages() -> list[Path]:
    """Return every page of the book, those of the case studies too."""
    return sorted([*BOOK.rglob("*.md"), *CASES.rglob("*.md")])


def name_of(path: Path) -> str:
    """Return a path as the table of contents writes it."""
    return path.relative_to(ROOT).with_suffix("").as_posix()
