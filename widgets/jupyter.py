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
from functools import cache
from typing import Any

import anywidget
import traitlets

from . import bundle
from .answers import AnswersDocument
from .answers import load as load_answers
from .evaluate import Result, evaluate
from .html import render
from .loading import instrument as find
from .loading import names
from .model import Instrument


class InstrumentWidget(anywidget.AnyWidget):
    """An instrument in a notebook. Subclasses name theirs; or pass `instrument`, e.g. one loaded from your own file.

    Parameters: `answers` (question id → answer), `book_url` (where the book is served, for links from findings),
    `document` (answers to any instruments: parties, goals and the like in it are offered where they are needed).
    """

    instrument_id = ""

    _esm = bundle.widget_module("widget.js")
    _css = bundle.read("instrument.css")

    html = traitlets.Unicode(help="The blank form, rendered once.").tag(sync=True)
    answers = traitlets.Dict(help="Question id → answer; see `widgets.model.Question`.").tag(sync=True)
    book_url = traitlets.Unicode(help="Where the book is served, ending in a slash; empty: no links.").tag(sync=True)
    document = traitlets.Dict(help="The data of an answers document, from which things are offered.").tag(sync=True)
    result = traitlets.Instance(Result, help="What the rules find in the answers.", read_only=True)

    def __init__(
        self,
        answers: Mapping[str, Any] | None = None,
        *,
        instrument: Instrument | None = None,
        document: AnswersDocument | None = None,
        **kwargs: Any,
    ) -> None:
        self.instrument = instrument or find(self.instrument_id)
        if self.instrument.private:
            raise ValueError(f"{self.instrument.id} is private: show it with PrivateInstrumentWidget.")
        super().__init__(answers=dict(answers or {}), document=dict((document or AnswersDocument()).data), **kwargs)
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
        return _with_html(super()._repr_mimebundle_(**kwargs), render(self.instrument, self.answers))


class PrivateInstrumentWidget(anywidget.AnyWidget):
    """A private instrument in a notebook: the kernel sends the blank form, and hears nothing of what is entered.

    Parameters: `instrument`, e.g. one loaded from your own file, and `book_url`, as for `InstrumentWidget`.
    """

    instrument_id = ""

    _esm = bundle.widget_module("private_widget.js")
    _css = bundle.read("instrument.css")

    html = traitlets.Unicode(help="The blank form, rendered once.").tag(sync=True)
    book_url = traitlets.Unicode(help="Where the book is served, ending in a slash; empty: no links.").tag(sync=True)

    def __init__(self, *, instrument: Instrument | None = None, **kwargs: Any) -> None:
        self.instrument = instrument or find(self.instrument_id)
        if not self.instrument.private:
            raise ValueError(f"{self.instrument.id} is not private: show it with InstrumentWidget.")
        super().__init__(**kwargs)
        self.html = render(self.instrument, kernel=True)

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        return _with_html(super()._repr_mimebundle_(**kwargs), render(self.instrument))


def _with_html(bundled: Any, html: str) -> Any:
    """Return a widget's mimebundle with the HTML that stands for it where there is no kernel."""
    data, metadata = bundled if isinstance(bundled, tuple) else (bundled, {})
    return ({**data, "text/html": html}, metadata) if data else bundled


def class_names() -> dict[str, str]:
    """Return the id of each of the handbook's instruments by the name of its class, e.g. ``RipenessChecklist``."""
    return {"".join(word.capitalize() for word in name.split("-")): name for name in names()}


@cache
def widget_class(name: str) -> type[InstrumentWidget | PrivateInstrumentWidget]:
    """Return the class of an instrument by its id; its docstring says what the instrument is for."""
    [title] = [title for title, of in class_names().items() if of == name]
    face = PrivateInstrumentWidget if find(name).private else InstrumentWidget
    return type(title, (face,), {"instrument_id": name, "__doc__": find(name).purpose})
