"""What a page asks for, and what lies in the built folder: only what the page uses, and only from here."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util import logging

LOGGER = logging.getLogger(__name__)

OURS = Path(__file__).parent / "track_ii" / "static"

#: Files that Sphinx, the parent themes and MyST-NB put on every page, and this theme's style sheet makes needless.
NEEDLESS = (
    "basic.css",
    "copybutton.css",
    "design-tabs.js",
    "doctools.js",
    "documentation_options.js",
    "mystnb.*.css",
    "pydata-sphinx-theme.css",
    "pygments.css",
    "sphinx-book-theme.css",
    "sphinx-book-theme.js",
    "sphinx-design.min.css",
    "sphinx_highlight.js",
    "togglebutton.css",
)

#: The one file of Sphinx's own search that ours needs: stop words and stemmer of the book's language.
STEMMER = "language_data.js"


def is_needless(filename: str) -> bool:
    """Tell whether a style sheet or script is one that our pages do without."""
    name = PurePosixPath(filename.partition("?")[0]).name
    return any(PurePosixPath(name).match(pattern) for pattern in NEEDLESS)


def choose_assets(
    app: Sphinx, pagename: str, _template: str, context: dict[str, Any], _doctree: nodes.document | None
) -> None:
    """Drop the parents' files from this page and add our own; what other extensions added stays.

    Raises ExtensionError for a file on another host: no page of the handbook may ask for anything from elsewhere.
    """
    app.add_js_file("track-ii.js", loading_method="defer", priority=300)
    kept: dict[str, list[Any]] = {"css_files": [], "script_files": []}
    for kind, assets in kept.items():
        for asset in context[kind]:
            filename = str(getattr(asset, "filename", asset) or "")
            body = asset.attributes.get("body", "") if hasattr(asset, "attributes") else ""
            if "//" in filename:
                raise ExtensionError(
                    f"{pagename} would load {filename} from another host; ship the file with the book."
                )
            if not is_needless(filename) and not body.lstrip().startswith("DOCUMENTATION_OPTIONS"):
                assets.append(asset)
    context.update(kept)


def tidy(app: Sphinx, exception: Exception | None) -> None:
    """Remove from the built folder what no page uses: the parents' scripts, fonts and styles, over two megabytes."""
    if exception is not None or app.builder.format != "html":
        return
    static = Path(app.outdir) / "_static"
    ours = {path.name for path in OURS.iterdir()} | {STEMMER}
    theme = getattr(app.builder, "theme", None)
    for folder in theme.get_theme_dirs() if theme else []:
        inherited = Path(folder) / "static"
        for source in inherited.rglob("*"):
            copied = static / source.relative_to(inherited)
            built = copied.with_suffix("") if copied.suffix == ".jinja" else copied
            if source.is_file() and built.name not in ours:
                built.unlink(missing_ok=True)
    for built in static.rglob("*"):
        if built.is_file() and (is_needless(built.name) or built.name.endswith("-stemmer.js")):
            built.unlink()
    for folder in sorted((path for path in static.rglob("*") if path.is_dir()), reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()


class Sweeper:
    """Removes pages whose source is gone: Sphinx leaves them in the built folder for ever."""

    def __init__(self) -> None:
        """Begin with no page seen."""
        self.seen: set[str] = set()

    def note(self, _app: Sphinx, pagename: str, *_rest: object) -> None:
        """Remember a page that this build wrote, whether from a source or from an extension."""
        self.seen.add(pagename)

    def sweep(self, app: Sphinx, exception: Exception | None) -> None:
        """Remove every page that neither has a source nor was written just now, if the build wrote all of those."""
        if exception is not None or app.builder.format != "html" or "search" not in self.seen:
            return
        for path in Path(app.outdir).rglob("*.html"):
            name = path.relative_to(app.outdir).with_suffix("").as_posix()
            # The editions are made from the finished site, and are none of its pages.
            if name.startswith(("_", "editions/")) or name == "index" or name in app.env.all_docs or name in self.seen:
                continue
            if any((Path(app.srcdir) / extra / f"{name}.html").is_file() for extra in app.config.html_extra_path):
                continue
            LOGGER.info("removing %s: its source is gone", name)
            path.unlink()


def setup_assets(app: Sphinx) -> None:
    """Choose each page's files late, after all extensions had their say; clean up at the end."""
    sweeper = Sweeper()
    app.connect("html-page-context", sweeper.note)
    app.connect("html-page-context", choose_assets, priority=950)
    app.connect("build-finished", tidy, priority=900)
    app.connect("build-finished", sweeper.sweep, priority=900)
