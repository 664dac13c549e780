"""The editions that lie in the built site: which of them still fit it, and the links to them.

A page offers them where it has a block with the class `t2-editions`. The links are put into the finished page, since
only then it is known what was made; so no link is ever dead, and no edition older than the site.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from .words import words

SITE = Path("_build") / "html"
#: Where the editions lie in the site.
FOLDER = "editions"
#: What the editions were made from, beside the site.
STAMP = Path("_build") / "editions.txt"
NAMES = {"html": "handbook.html", "pdf": "track-ii-handbook.pdf", "epub": "track-ii-handbook.epub"}
HOME = Path(__file__).resolve().parent
#: The block that offers the editions, with the links of an earlier time.
BLOCK = re.compile(r'(<div class="t2-editions[^>]*>)(?:<ul>.*?</ul>)?', re.DOTALL)


def fingerprint(root: Path) -> str:
    """Return a digest of all that the editions of the book at `root` are made from."""
    digest = hashlib.sha256()
    for path in _sources():
        digest.update(path.read_bytes())
    for path, text in _pages(root):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + BLOCK.sub(r"\1", text).encode() + b"\0")
    return digest.hexdigest()


def _sources() -> list[Path]:
    """Return what decides how pages become editions: this package, the keys' templates, the theme's colors."""
    beside = HOME.parent
    ours = [path for path in HOME.rglob("*") if path.is_file() and path.suffix != ".pyc"]
    keys = [beside / "widgets" / "templates" / f"{name}.html.jinja" for name in ("quiz", "key")]
    return sorted([*ours, *keys, beside / "theme" / "track_ii" / "static" / "track-ii.css"])


def _pages(root: Path) -> Iterator[tuple[Path, str]]:
    """Yield each page of the site with its text; the editions are none."""
    site = root / SITE
    for path in sorted(site.rglob("*.html")):
        if path.relative_to(site).parts[0] != FOLDER:
            yield path, path.read_text(encoding="utf8")


def ready(root: Path) -> dict[str, Path]:
    """Return the editions that lie there and fit the site, by kind."""
    stamp, folder = root / STAMP, root / SITE / FOLDER
    if not stamp.is_file() or stamp.read_text(encoding="utf8") != fingerprint(root):
        return {}
    return {kind: folder / name for kind, name in NAMES.items() if (folder / name).is_file()}


def tidy(root: Path) -> None:
    """Remove editions that no longer fit the site, and let its pages offer those that do."""
    kept = ready(root)
    folder = root / SITE / FOLDER
    for path in sorted(folder.glob("*")):
        if path not in kept.values():
            path.unlink()
    for path, text in _pages(root):
        if BLOCK.search(text):
            offered = BLOCK.sub(lambda block: block[1] + _offer(path, root / SITE, kept), text)  # noqa: B023
            if offered != text:
                path.write_text(offered, encoding="utf8")


def _offer(page: Path, site: Path, kept: dict[str, Path]) -> str:
    """Return a list of links from a page to the editions."""
    up = "../" * len(page.relative_to(site).parts[:-1])
    lines = []
    for kind, path in kept.items():
        size = words()["file_size"].format(size=f"{path.stat().st_size / 1e6:.1f}")
        load = "" if kind == "html" else " download"
        lines.append(f'<li><a href="{up}{FOLDER}/{path.name}"{load}>{words()["file_" + kind]}</a> ({size})</li>')
    return f"<ul>{''.join(lines)}</ul>" if lines else ""
