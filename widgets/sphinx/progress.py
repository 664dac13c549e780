"""The `progress` directive: what there is to do in each part of the book, as a list to tick off.

Without a script and on paper it is that list. `frontend/progress_page.js` shows what is done, if the reader chose to
keep answers; it finds each line by its id.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from docutils import nodes
from markupsafe import Markup
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from ..contents import TABLE
from ..progress import INSTRUMENTS, Part, Todo, read_parts
from ..reading import DamagedError
from ..spec import script_json
from ..strings import strings
from .places import link_to, section

#: The words of the script.
SAID = (
    *("progress_none", "progress_choose", "progress_kept", "progress_tick", "progress_checked", "progress_begun"),
    *("progress_ended", "keep_damaged", "keep_failed"),
)


class Progress(SphinxDirective):
    """``{progress}``: a section for each part of the book, with its pages and its instruments."""

    def run(self) -> list[nodes.Node]:
        """Return the place where the script says what it shows, and the sections."""
        root = Path(self.env.srcdir)
        try:
            parts = read_parts(root)
        except (DamagedError, OSError) as error:
            raise self.error(str(error)) from error
        for file in (root / TABLE, *(root / f"{page}.md" for page in pages_of(parts))):
            self.env.note_dependency(str(file))
        for folder in ("exercises", "case_studies"):
            for file in sorted((root / folder).rglob("*.yaml")):
                self.env.note_dependency(str(file))
        data = {"lines": list(lines(parts)), "words": {key: strings()[key] for key in SAID}}
        html = Markup('<div class="t2-progress"><script type="application/json">{}</script></div>')
        script = nodes.raw("", html.format(Markup(script_json(data))), format="html")  # noqa: S704
        return [script, *(self._section(part) for part in parts)]

    def _section(self, part: Part) -> nodes.section:
        words = strings()
        made = section(self.state.document, part.title, nodes.make_id(f"todo {part.title}"))
        if part.pages:
            made += label(words["progress_cases" if part.cases else "progress_lessons"])
            made += listing(map(page_line, part.pages))
        if part.instruments:
            made += label(words["progress_instruments"])
            made += listing(line(f"{INSTRUMENTS}/{name}") for name in part.instruments)
        return made


def pages_of(parts: Iterable[Part]) -> list[str]:
    """Return the pages that say what there is to do."""
    return [f"{INSTRUMENTS}/index", *(todo.page for part in parts for page in part.pages for todo in page.walk())]


def label(text: str) -> nodes.paragraph:
    """Return what stands above a list."""
    return nodes.paragraph("", text, classes=["t2-todo-label"])


def listing(items: Iterable[nodes.list_item]) -> nodes.bullet_list:
    """Return a list with a box to tick before each line."""
    return nodes.bullet_list("", *items, classes=["t2-todo"])


def anchor(page: str) -> str:
    """Return the id of a page's line."""
    return str(nodes.make_id(f"todo {page}"))


def line(page: str, note: str = "") -> nodes.list_item:
    """Return a link to a page, and what else is to be said of it."""
    text = nodes.paragraph("", "", link_to(page))
    if note:
        text += [nodes.Text(" "), nodes.inline("", note, classes=["t2-help"])]
    return nodes.list_item("", text, ids=[anchor(page)])


def page_line(todo: Todo) -> nodes.list_item:
    """Return the line of a page to read, with those of the pages inside it."""
    words, notes = strings(), []
    if todo.minutes:
        notes.append(words["progress_minutes"].format(count=todo.minutes))
    if todo.questions:
        notes.append(words["progress_questions"].format(count=len(todo.questions)))
    made = line(todo.page, " ".join(notes))
    if todo.inside:
        made += listing(map(page_line, todo.inside))
    return made


def lines(parts: Iterable[Part]) -> Iterable[dict[str, Any]]:
    """Yield what the script must know of each line."""
    for part in parts:
        for todo in (todo for page in part.pages for todo in page.walk()):
            told: dict[str, Any] = {"at": anchor(todo.page), "page": todo.page}
            if todo.questions:
                told |= {"check": todo.check, "questions": todo.questions}
            if todo.case:
                endings = [scene.id for scene in todo.case.scenes if not scene.exits]
                told |= {"case": todo.case.id, "endings": endings}
            yield told
        for name in part.instruments:
            yield {"at": anchor(f"{INSTRUMENTS}/{name}"), "instrument": name}


def setup_progress(app: Sphinx) -> None:
    """Register the `progress` directive."""
    app.add_directive("progress", Progress)
