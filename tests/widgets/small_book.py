"""Books of a few pages, built by Sphinx in a moment, for tests of the directives."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

COLOR = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Built:
    """What a build said, and which pages it wrote."""

    folder: Path
    said: str
    written: frozenset[str]

    def html(self, page: str) -> str:
        """Return a page."""
        return (self.folder / f"{page}.html").read_text(encoding="utf8")


def write(root: Path, files: dict[str, str]) -> None:
    """Write files; pages are put into the contents in the order in which they come."""
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf8")
    pages = [name.removesuffix(".md") for name in files if name.endswith(".md")]
    if not (root / "index.md").exists():
        (root / "index.md").write_text("\n".join(["# A book", "", "```{toctree}", *pages, "```", ""]), encoding="utf8")


def build(root: Path, builder: str = "html") -> Built:
    """Build the book in a folder, again where it is built already."""
    said = io.StringIO()
    out = root / "_out" / builder
    written: set[str] = set()
    settings = {
        "extensions": ["myst_parser", "sphinx_design", "widgets.sphinx"],
        "myst_enable_extensions": ["colon_fence", "deflist"],
        "exclude_patterns": ["_out"],
        "html_theme": "basic",
        "html_permalinks": False,
        # Another test of this process may have registered the same directives and nodes.
        "suppress_warnings": ["app.add_directive", "app.add_node", "app.add_role", "app.add_generic_role"],
    }
    with patch_docutils(str(root)), docutils_namespace():
        app = Sphinx(root, None, out, root / "_out" / "doctrees", builder, settings, status=None, warning=said)
        app.connect("html-page-context", lambda _app, page, *_rest: written.add(page))
        app.build()
    return Built(out, COLOR.sub("", said.getvalue()), frozenset(written & set(app.env.all_docs)))
