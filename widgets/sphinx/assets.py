"""Scripts and styles, each only on the pages that use it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from .. import bundle
from ..spec import script_json
from ..strings import strings

#: Script in `_static` → the module it is joined from.
SCRIPTS = {
    "t2-instruments.js": "site.js",
    "t2-private-instruments.js": "private_page.js",
    "t2-questions.js": "questions_page.js",
    "t2-exam.js": "exam_page.js",
    "t2-cases.js": "case_page.js",
    "t2-progress.js": "progress_page.js",
    "t2-privacy.js": "every_page.js",
}
#: Style in `_static` → the files it is joined from. A page asks for one of them.
STYLES = {
    "t2-instruments.css": ("instrument.css", "reference.css"),
    "t2-cases.css": ("instrument.css", "reference.css", "case.css"),
}
#: How `privacy.js` finds its words.
WORDS_CLASS: dict[str, Any] = {"class": "t2-privacy-words"}
#: What a page must hold to need a script.
NEEDS = {
    "t2-instruments.js": 'class="t2-instrument"',
    "t2-private-instruments.js": 'class="t2-instrument t2-private"',
    "t2-questions.js": 'class="t2-questions"',
    "t2-exam.js": 'class="t2-exam"',
    "t2-cases.js": 'class="t2-case"',
    "t2-progress.js": 'class="t2-progress"',
}
#: What stands in the few pages whose instrument draws a network, at no request more, and how one knows them.
DRAWINGS, NETWORK = "drawings.js", '"analysis":"network"'
#: The words that the control on every page needs.
PRIVACY_WORDS = sorted(key for key in strings() if key.startswith(("keep_", "erase")) or key == "nothing_leaves")


def write_assets(app: Sphinx) -> None:
    """Write the joined scripts and the styles into a folder that Sphinx copies to `_static`."""
    folder = Path(app.doctreedir) / "instrument_assets"
    folder.mkdir(parents=True, exist_ok=True)
    for script, module in SCRIPTS.items():
        (folder / script).write_text(bundle.classic_script(module), encoding="utf8")
    for style, names in STYLES.items():
        (folder / style).write_text("".join(map(bundle.read, names)), encoding="utf8")
    app.config.html_static_path.append(str(folder))


def add_to_page(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    """Add what this page needs: the privacy control everywhere, the instruments where there is one."""
    words = script_json({key: strings()[key] for key in PRIVACY_WORDS})
    app.add_js_file(None, body=words, type="application/json", **WORDS_CLASS)
    app.add_js_file("t2-privacy.js", loading_method="defer")
    if NETWORK in context.get("body", ""):
        app.add_js_file(None, body=bundle.classic_script(DRAWINGS))
    needed = [script for script, mark in NEEDS.items() if mark in context.get("body", "")]
    for script in needed:
        app.add_js_file(script, loading_method="defer")
    app.add_css_file("t2-cases.css" if "t2-cases.js" in needed else "t2-instruments.css")


def drop_widget_state(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Leave out the state of a notebook's widgets: the page shows their HTML, and nothing reads the 130 kB of state."""
    getattr(app.env, "nb_metadata", {}).get(page, {}).get("js_files", {}).pop("ipywidgets_state", None)


def setup_assets(app: Sphinx) -> None:
    """Connect the writing and adding of assets to the build."""
    app.connect("builder-inited", write_assets)
    app.connect("html-page-context", add_to_page)
    app.connect("html-page-context", drop_widget_state, priority=400)  # before MyST-NB adds it
