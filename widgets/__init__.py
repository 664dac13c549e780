"""Instruments of the Track II Handbook: an engine, and every way of showing them.

Dependencies point one way: faces (`html`, `jupyter`, `sphinx`, `frontend/`) → engine (`evaluate`, `network`,
`answers`) → model (`model`, `conditions`, `loading`).

Every instrument is a class here, named after its file: ``from widgets import RipenessChecklist``. So are
`InstrumentWidget` and `PrivateInstrumentWidget` (an instrument from your own file), `Questions` (questions of a page),
`PracticeExam` and `CaseStudy`.
"""

from __future__ import annotations

from typing import Any


def __dir__() -> list[str]:
    from .jupyter import class_names

    return sorted(
        ["CaseStudy", "InstrumentWidget", "PracticeExam", "PrivateInstrumentWidget", "Questions", *class_names()]
    )


def __getattr__(name: str) -> Any:
    # The widgets need anywidget; the engine does not, so they are imported only when asked for.
    if name.startswith("_") or not name[:1].isupper():
        raise AttributeError(f"module 'widgets' has no attribute {name!r}")
    from . import jupyter, jupyter_cases, jupyter_exam, jupyter_questions

    if name == "CaseStudy":
        return jupyter_cases.CaseStudy
    if name == "PracticeExam":
        return jupyter_exam.PracticeExam
    if name == "Questions":
        return jupyter_questions.Questions
    if name in ("InstrumentWidget", "PrivateInstrumentWidget"):
        return getattr(jupyter, name)
    if name in jupyter.class_names():
        return jupyter.widget_class(jupyter.class_names()[name])
    raise AttributeError(f"module 'widgets' has no instrument {name!r}; there are: {', '.join(jupyter.class_names())}")
