"""The HTML face: an instrument as a static form that the browser's script may then bring to life."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from .evaluate import evaluator
from .model import Instrument
from .questions import MultipleChoice
from .spec import browser_spec, script_json
from .strings import strings


@cache
def _environment() -> Environment:
    return Environment(loader=PackageLoader("widgets"), autoescape=True, undefined=StrictUndefined)


def render(instrument: Instrument, answers: Mapping[str, Any] | None = None, *, kernel: bool = False) -> str:
    """Return the instrument as HTML: blank, or filled with `answers` (question id → answer).

    Text that a person typed is escaped; answers that do not fit their question are left out. With `kernel`, the form
    says that answers travel to the computer that runs the notebook.
    """
    clean = evaluator(instrument).state(answers or {}).answers
    spec = browser_spec(instrument) | {"words": strings(), "answers": dict(answers or {})}
    template = _environment().get_template("instrument.html.jinja")
    return template.render(
        instrument=instrument,
        answers=clean,
        words=strings(),
        promise=strings()["goes_to_kernel" if kernel else "nothing_leaves"],
        spec=Markup(script_json(spec)),  # noqa: S704
    )


def render_questions(questions: Sequence[MultipleChoice]) -> str:
    """Return retrieval questions as HTML, each with its explained answers folded away."""
    template = _environment().get_template("questions.html.jinja")
    return template.render(questions=questions, words=strings())
