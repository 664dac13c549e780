"""The HTML face: an instrument as a static form that the browser's script may then bring to life."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from .evaluate import evaluator
from .model import Instrument
from .questions import AnyQuestion, shown
from .spec import browser_spec, script_json
from .strings import strings

#: What the questions' script says.
SAID = (
    *("question_right", "question_wrong", "question_misplaced", "question_open", "question_nothing"),
    *("question_parts_all", "question_parts_some", "question_parts_open"),
    *("question_several_all", "question_several_some"),
)
#: What the practice exam's script says besides.
EXAM_SAID = (
    *("exam_loading", "exam_no_part", "exam_failed", "exam_nothing", "exam_heading", "exam_fewer", "exam_hint"),
    *("exam_finish", "exam_result", "exam_right", "exam_open", "exam_open_none", "exam_short", "exam_learning"),
    *("exam_pages", "exam_pages_none", "exam_left", "exam_again"),
)


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


def render_questions(questions: Sequence[AnyQuestion]) -> str:
    """Return retrieval questions as HTML, each with its explained answers folded away."""
    template = _environment().get_template("questions.html.jinja")
    return template.render(questions=questions, words=strings(), said=said_words(), shown=shown)


def said_words() -> dict[str, str]:
    """Return the words of the questions' script."""
    return {key.removeprefix("question_"): strings()[key] for key in SAID}


def question_forms(questions: Sequence[AnyQuestion]) -> list[str]:
    """Return the form of each question alone, as `render_questions` makes it."""
    return re.findall(r"<form .*?</form>", render_questions(questions), re.DOTALL)


def render_exam(
    parts: Mapping[str, str] | None = None,
    files: Mapping[str, Sequence[str]] | None = None,
    questions: Sequence[AnyQuestion] = (),
) -> str:
    """Return what the practice exam's script begins with: `parts` (name → title) to draw from, or drawn questions.

    `files` are the addresses of each part's questions, from `_static`.
    """
    words = strings()
    said = {key: words[key] for key in (*EXAM_SAID, "question_number")} | said_words()
    forms = [Markup(form) for form in question_forms(questions)]  # noqa: S704
    template = _environment().get_template("exam.html.jinja")
    return template.render(parts=parts or {}, files=files or {}, forms=forms, words=words, said=said)


def render_quiz(questions: Sequence[AnyQuestion]) -> str:
    """Return questions as a blank quiz for paper: numbered, with places to write, without any answer."""
    return _environment().get_template("quiz.html.jinja").render(questions=questions, words=strings(), shown=shown)


def render_key(questions: Sequence[AnyQuestion]) -> str:
    """Return the key to `render_quiz`: right answers and all reasons, under the same numbers and letters."""
    return _environment().get_template("key.html.jinja").render(questions=questions, words=strings(), shown=shown)
