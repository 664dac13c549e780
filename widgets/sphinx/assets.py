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
SCRIPTS = {"t2-instruments.js": "site.js", "t2-questions.js": "questions.js", "t2-privacy.js": "privacy.js"}
STYLE = "t2-instruments.css"
#: What a page must hold to need a script.
NEEDS = {"t2-instruments.js": 'class="t2-instrument"', "t2-questions.js": 'class="t2-questions"'}
PRIVACY_WORDS = (
    "keep_title keep_none keep_tab keep_device keep_more keep_question keep_choice_none keep_choice_tab keep_choice_device "
    "erase erased keep_failed nothing_leaves"
).split()


def write_assets(app: Sphinx) -> None:
    """Write the joined scripts and the style into a folder that Sphinx copies to `_static`."""
    folder = Path(app.doctreedir) / "instrument_assets"
    folder.mkdir(parents=True, exist_ok=True)
    for script, module in SCRIPTS.items():
        (folder / script).write_text(bundle.classic_script(module), encoding="utf8")
    (folder / STYLE).write_text(bundle.read("instrument.css"), encoding="utf8")
    app.config.html_static_path.append(str(folder))


def add_to_page(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    """Add what this page needs: the privacy control everywhere, the instruments where there is one."""
    app.add_js_file(
        None, body=script_json({key: strings()[key] for key in PRIVACY_WORDS}), type="application/json",
        **{"class": "t2-privacy-words"},
    )
    app.add_js_file("t2-privacy.js", loading_method="defer")
    needed = [script for script, mark in NEEDS.items() if mark in context.get("body", "")]
    for script in needed:
        app.add_js_file(script, loading_method="defer")
    if needed:
        app.add_css_file(STYLE)


def setup_assets(app: Sphinx) -> None:
    """Connect the writing and adding of assets to the build."""
    app.connect("builder-inited", write_assets)
    app.connect("html-page-context", add_to_page)
