"""The HTML face: an instrument as a static form that the browser's script may then bring to life."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from .cases import Case
from .evaluate import evaluator
from .guidance import Guidance
from .model import Instrument
from .questions import AnyQuestion, shown
from .readings import readings
from .spec import browser_spec, script_json
from .strings import strings
from .worked import Worked, findings

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
#: What the case studies' script says, and what it shares with the instruments.
CASE_SAID = (
    *("case_step_back", "case_restart", "case_restart_confirm", "case_restart_done", "case_path", "case_reason"),
    *("case_compare", "case_yours", "case_done", "case_only", "case_first", "case_last"),
    *("case_where_decision", "case_where_detours", "case_where_outcome", "case_where_on", "case_where_end"),
    "case_where_over",
    *("case_tools", "case_opened", "case_other", "case_misfit", "case_kept_misfit"),
    *("save", "save_hint", "open", "print", "file_name", "more", "keep_damaged", "keep_failed"),
    *("damaged_json", "damaged_format", "damaged_newer"),
)
#: Letters of a choice in the heading of its outcome.
HEADING = 64


@cache
def _environment() -> Environment:
    return Environment(loader=PackageLoader("widgets"), autoescape=True, undefined=StrictUndefined)


def render(instrument: Instrument, answers: Mapping[str, Any] | None = None, *, kernel: bool = False) -> str:
    """Return the instrument as HTML: blank, or filled with `answers` (question id → answer).

    Text that a person typed is escaped; answers that do not fit their question are left out. With `kernel`, the form
    says that answers travel to the computer that runs the notebook. Raises ValueError for answers to a private
    instrument, which is only ever shown blank.
    """
    if instrument.private and answers:
        raise ValueError(f"{instrument.id} is private, so it is shown without answers.")
    clean = evaluator(instrument).state(answers or {}).answers
    spec = browser_spec(instrument) | {"words": strings(), "answers": dict(answers or {})}
    template = _environment().get_template("instrument.html.jinja")
    return template.render(
        instrument=instrument,
        answers=clean,
        words=strings(),
        promise=_promise(instrument, kernel=kernel),
        spec=Markup(script_json(spec)),  # noqa: S704
    )


def _promise(instrument: Instrument, *, kernel: bool) -> str:
    """Return what happens to the answers, in a sentence or more."""
    words = strings()
    if instrument.private:
        return f"{words['private']} {words['private_kernel']}" if kernel else words["private"]
    return words["goes_to_kernel" if kernel else "nothing_leaves"]


def render_questions(questions: Sequence[AnyQuestion], page: str = "") -> str:
    """Return retrieval questions as HTML, each with its explained answers folded away.

    `page` is the name of their file, e.g. ``step1/ripeness``, under which the page keeps which of them were checked.
    """
    template = _environment().get_template("questions.html.jinja")
    return template.render(questions=questions, page=page, words=strings(), said=said_words(), shown=shown)


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


def render_key(questions: Sequence[AnyQuestion], book: str | None = None) -> str:
    """Return the key to `render_quiz`: right answers and all reasons, under the same numbers and letters.

    With `book`, which leads to the built book and ends in a slash, each answer names the headings to read again.
    """
    template = _environment().get_template("key.html.jinja")
    return template.render(questions=questions, words=strings(), shown=shown, book=book, readings=readings)


def render_study_guide(questions: Sequence[AnyQuestion], book: str) -> str:
    """Return a table of the pages that numbered questions ask about, in the order of the book."""
    asked: dict[tuple[str, str], list[int]] = {}
    for reading in readings(questions):
        numbers = asked.setdefault((reading.title, reading.address.partition("#")[0]), [])
        numbers += [number for number, question in enumerate(questions, 1) if reading in readings([question])]
    pages = [(title, address, sorted(set(numbers))) for (title, address), numbers in asked.items()]
    return _environment().get_template("study_guide.html.jinja").render(pages=pages, book=book, words=strings())


def render_worked(worked: Worked, address: str) -> str:
    """Return a link to the instrument (at `address`) and a worked answer as HTML, folded away."""
    template = _environment().get_template("worked.html.jinja")
    clean = evaluator(worked.form).state(worked.answers).answers
    found = list(findings(worked))
    return template.render(worked=worked, address=address, answers=clean, findings=found, words=strings())


def render_case(case: Case, guidance: Mapping[str, Guidance], book: str | None = None, *, kernel: bool = False) -> str:
    """Return a case study as numbered passages, in the order of their numbers, and the road taken in history.

    `guidance` names what choices follow or break; `book` leads to the folder of the built book, for links to it. With
    `kernel`, it says that reasons travel to the computer that runs the notebook.
    """
    outcomes = {f"{scene.id}/{choice.id}": (scene, choice) for scene in case.scenes for choice in scene.choices}
    told = {scene.id: (scene, None) for scene in case.scenes} | outcomes

    def address(name: str) -> str | None:
        return guidance[name].address(book) if book is not None and name in guidance else None

    template = _environment().get_template("case.html.jinja")
    return template.render(
        case=case,
        passages=[(*told[key], key) for key in case.numbers],
        guidance=guidance,
        address=address,
        shortened=_shortened,
        promise=strings()["goes_to_kernel" if kernel else "nothing_leaves"],
        words=strings(),
        said={key: strings()[key] for key in CASE_SAID},
    )


def _shortened(text: str) -> str:
    """Return a choice as the heading of its outcome has room for it; what is left out is an ellipsis."""
    return re.sub(r"[,;:]…$", "…", textwrap.shorten(text.removesuffix("."), HEADING, placeholder="…"))
