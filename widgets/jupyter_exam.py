"""A practice exam in Jupyter and Voila: the kernel draws, the page explains at the end.

    from widgets import PracticeExam
    PracticeExam(parts=["step1"], level="application", count=10)

Answers stay in the browser; the kernel hears only that one wants to draw again. Where there is no kernel, the same
cell shows the drawn questions as a quiz for paper.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple
from typing import Any

import anywidget
import traitlets

from . import bundle
from .bank import Bank, read_bank
from .html import render_exam, render_quiz
from .questions import AnyQuestion
from .readings import readings


class PracticeExam(anywidget.AnyWidget):
    """Questions drawn from the handbook's bank, explained together at the end.

    Parameters: `parts` (e.g. ``["step1"]``; all if left out), `level` (recall, application or both), `count`, `seed`
    (the same seed draws the same questions), `book_url` (where the book is served, for links to its pages), `bank`
    (the handbook's if left out).
    """

    _esm = bundle.widget_module("exam_widget.js")
    _css = bundle.read("instrument.css")

    html = traitlets.Unicode(help="The drawn questions as forms.").tag(sync=True)
    readings = traitlets.Dict(help="Question id → headings to read again, as in readings.py.").tag(sync=True)
    book_url = traitlets.Unicode(help="Where the book is served, ending in a slash; empty: no links.").tag(sync=True)
    draws = traitlets.Int(0, help="How often the reader drew again.").tag(sync=True)

    def __init__(
        self,
        parts: Sequence[str] | None = None,
        level: str = "both",
        count: int = 10,
        seed: int | None = None,
        *,
        bank: Bank | None = None,
        **kwargs: Any,
    ) -> None:
        self._bank = bank or read_bank()
        self._wish: tuple[Sequence[str] | None, str, int] = (parts, level, count)
        self._seed = seed
        self.questions: tuple[AnyQuestion, ...] = ()
        super().__init__(**kwargs)
        self._draw()

    @traitlets.observe("draws")
    def _draw(self, _change: object = None) -> None:
        """Draw others; a given seed then leads to the same series of draws."""
        seed = None if self._seed is None else f"{self._seed}.{self.draws}" if self.draws else self._seed
        self.questions = self._bank.draw(*self._wish, seed)
        self.readings = {
            question.id: [list(astuple(one)) for one in readings([question])] for question in self.questions
        }
        self.html = render_exam(questions=self.questions)

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        bundled = super()._repr_mimebundle_(**kwargs)
        data, metadata = bundled if isinstance(bundled, tuple) else (bundled, {})
        if not data:
            return bundled
        return {**data, "text/html": render_quiz(self.questions)}, metadata
