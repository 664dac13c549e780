"""Retrieval questions in Jupyter and Voila: the page's own questions, with the same script behind them.

    from widgets import Questions
    Questions("step1/ripeness")       # the questions of one page
    Questions()                       # of all pages, with a list to choose from
    Questions(my_list_of_questions)

Answers stay in the browser; the kernel hears only which page was chosen. Where there is no kernel, the same cell shows
the questions as HTML.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import anywidget
import traitlets
from markupsafe import Markup

from . import bundle
from .bank import ROOT, asking, places, title
from .html import render_questions
from .questions import AnyQuestion, QuestionsError, load_questions
from .strings import strings

EXERCISES = ROOT / "exercises"


def pages() -> list[str]:
    """Return the names of all pages with questions, e.g. ``step1/ripeness``, in the order of the book."""
    if not EXERCISES.is_dir():
        raise QuestionsError(
            f"There is no folder {EXERCISES}. Run this from the handbook's own folder, or pass a list of questions."
        )
    found = [path.relative_to(EXERCISES).with_suffix("").as_posix() for path in EXERCISES.rglob("*.yaml")]
    order = places()

    def place(name: str) -> tuple[int, str]:
        path = asking(name)
        address = path.relative_to(ROOT).with_suffix("").as_posix() if path else ""
        return order.get(address, len(order)), name

    return sorted(found, key=place)


def questions_of(name: str | Path) -> tuple[AnyQuestion, ...]:
    """Return the questions of a page (``step1/ripeness``) or in a file of one's own (a Path, or a name in .yaml)."""
    if isinstance(name, Path) or name.endswith((".yaml", ".yml")):
        return load_questions(Path(name))
    known = pages()
    if name not in known:
        raise QuestionsError(f"There are no questions for {name!r}. There are: {', '.join(known)}.")
    return load_questions(EXERCISES / f"{name}.yaml")


class Questions(anywidget.AnyWidget):
    """Retrieval questions in a notebook: of a page, of a file, a list of them, or with nothing given of any page."""

    _esm = bundle.widget_module("questions_widget.js")
    _css = bundle.read("instrument.css")

    html = traitlets.Unicode(help="The questions as forms, and the list of pages if there is one.").tag(sync=True)
    page = traitlets.Unicode(help="Whose questions are shown, where a page can be chosen.").tag(sync=True)

    def __init__(self, source: str | Path | Sequence[AnyQuestion] | None = None, **kwargs: Any) -> None:
        self._pages = pages() if source is None else []
        if source is None:
            kwargs["page"] = kwargs.get("page") or next(iter(self._pages), "")
        elif isinstance(source, str | Path):
            self.questions = questions_of(source)
        else:
            self.questions = tuple(source)
        super().__init__(**kwargs)
        self._show()

    @traitlets.validate("page")
    def _known(self, proposal: Any) -> str:
        page = str(proposal["value"])
        if page not in (self._pages or [""]):
            raise traitlets.TraitError(f"There are no questions for {page!r}.")
        return page

    @traitlets.observe("page")
    def _show(self, _change: object = None) -> None:
        if self._pages:
            self.questions = questions_of(self.page)
        self.html = f"{self._chooser()}{render_questions(self.questions)}"

    def _chooser(self) -> Markup:
        """Return the list of pages, those of a part together."""
        if not self._pages:
            return Markup()
        parts: dict[str, Markup] = {}
        for page in self._pages:
            chosen = Markup(" selected") if page == self.page else Markup()
            option = Markup('<option value="{}"{}>{}</option>').format(page, chosen, title(page))
            part = page.rpartition("/")[0]
            parts[part] = parts.get(part, Markup()) + option
        groups = Markup().join(
            Markup('<optgroup label="{}">{}</optgroup>').format(title(f"{part}/index"), options)
            for part, options in parts.items()
        )
        label = strings()["question_pages"]
        return Markup('<label class="t2-chooser">{}<select class="t2-page">{}</select></label>').format(label, groups)

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        bundled = super()._repr_mimebundle_(**kwargs)
        data, metadata = bundled if isinstance(bundled, tuple) else (bundled, {})
        if not data:
            return bundled
        return {**data, "text/html": render_questions(self.questions)}, metadata
