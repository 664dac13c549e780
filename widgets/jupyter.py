"""The Jupyter face: every instrument as an ordinary ipywidgets widget (by way of anywidget).

    from widgets import RipenessChecklist
    w = RipenessChecklist()
    w                     # shows it
    w.answers             # what was answered, also settable
    w.result.rules()      # what the rules say
    w.observe(print, "result")

Where there is no kernel (the built book, an exported notebook), the same cell shows the HTML form instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import anywidget
import traitlets

from . import bundle
from .answers import AnswersDocument
from .answers import load as load_answers
from .evaluate import Result, evaluate
from .html import render
from .loading import instrument
from .model import Instrument


class InstrumentWidget(anywidget.AnyWidget):
    """An instrument in a notebook. Subclasses name theirs; or pass `instrument`, e.g. one loaded from your own file.

    Parameters: `answers` (question id → answer), `book_url` (where the book is served, for links from findings).
    """

    instrument_id = ""

    _esm = bundle.widget_module("widget.js")
    _css = bundle.read("instrument.css")

    html = traitlets.Unicode(help="The blank form, rendered once.").tag(sync=True)
    answers = traitlets.Dict(help="Question id → answer; see `widgets.model.Question`.").tag(sync=True)
    book_url = traitlets.Unicode(help="Where the book is served, ending in a slash; empty: no links.").tag(sync=True)
    result = traitlets.Instance(Result, help="What the rules find in the answers.", read_only=True)

    def __init__(
        self, answers: Mapping[str, Any] | None = None, *, instrument: Instrument | None = None, **kwargs: Any
    ) -> None:
        self.instrument = instrument or find_instrument(self.instrument_id)
        super().__init__(answers=dict(answers or {}), **kwargs)
        self.html = render(self.instrument, kernel=True)

    @traitlets.observe("answers")
    def _evaluate(self, _change: object) -> None:
        self.set_trait("result", evaluate(self.instrument, self.answers))

    @traitlets.default("result")
    def _first_result(self) -> Result:
        return evaluate(self.instrument, self.answers)

    def save(self, document: AnswersDocument | None = None) -> AnswersDocument:
        """Return an answers document with these answers, on top of `document` if given."""
        return (document or AnswersDocument()).with_answers(self.instrument, self.answers)

    def load(self, text: str) -> None:
        """Take the answers from an answers file's text; if it is damaged, change nothing and raise `AnswersError`."""
        self.answers = load_answers(text).answers(self.instrument.id)

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        bundled = super()._repr_mimebundle_(**kwargs)
        data, metadata = bundled if isinstance(bundled, tuple) else (bundled, {})
        if not data:
            return bundled
        return {**data, "text/html": render(self.instrument, self.answers)}, metadata


def find_instrument(name: str) -> Instrument:
    """Return one of the handbook's own instruments by its id."""
    return instrument(name)


class PrescriptiveElicitiveSelector(InstrumentWidget):
    """Where between prescriptive and elicitive to begin, and why (handbook, step 3, table 1)."""

    instrument_id = "prescriptive-elicitive-selector"


class RipenessChecklist(InstrumentWidget):
    """What is missing for each party before official talks can work (handbook, step 1, "Creating Ripeness")."""

    instrument_id = "ripeness-checklist"


class FourCsMapper(InstrumentWidget):
    """Who works on what, who is tied to whom, and what is missing (handbook, steps 2 and 4)."""

    instrument_id = "four-cs-mapper"
