"""The look of the handbook: a thin child of sphinx-book-theme, registered as the HTML theme ``track_ii``.

It keeps the parents' place in the build (directives, table of contents, events) and replaces what they send to the
reader: its own page layout, one small style sheet, one small script, and a search that works from a folder.
See theme/README.md for the hooks that other extensions can use.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config

from .assets import setup_assets
from .navigation import setup_navigation
from .passages import setup_passages
from .writer import setup_writer

THEME = "track_ii"


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the theme and everything that serves it."""
    app.setup_extension("pydata_sphinx_theme")
    app.setup_extension("sphinx_book_theme")
    # jupyter-book sets this for an extension that we do not load, and Sphinx would warn that nobody knows it.
    app.add_config_value("comments_config", {}, "")
    app.add_html_theme(THEME, str(Path(__file__).parent / THEME))
    app.connect("config-inited", _calm_defaults)
    app.connect("html-page-context", _no_second_sidebar, priority=100)
    setup_navigation(app)
    setup_writer(app)
    setup_assets(app)
    setup_passages(app)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _calm_defaults(_app: Sphinx, config: Config) -> None:
    """Leave out what no reader of the handbook asked for: a link sign behind each heading, an empty index."""
    config.html_permalinks = False
    config.html_use_index = False


def _no_second_sidebar(
    _app: Sphinx, _pagename: str, _template: str, context: dict[str, Any], _doctree: nodes.document | None
) -> None:
    """Say "none" to pydata-sphinx-theme in the one way it understands: an empty option is a template named ".html"."""
    context["theme_secondary_sidebar_items"] = {}
