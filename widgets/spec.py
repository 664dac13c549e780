"""What the browser needs of an instrument: its questions' shape, its rules and their texts, as plain JSON."""

from __future__ import annotations

import json
from typing import Any

from .model import Choice, Instrument, Matrix, Number, Question, Scale, Several, ShortText, Table
from .sharing import sources


def browser_spec(instrument: Instrument) -> dict[str, Any]:
    """Return the part of an instrument that `frontend/evaluate.js` and `frontend/face.js` read."""
    return {
        "id": instrument.id,
        "version": instrument.version,
        "title": instrument.title,
        "analysis": instrument.analysis,
        "sides": dict(instrument.sides),
        "questions": [_question(instrument, question) for question in instrument.questions],
        "decisions": [
            {
                "id": decision.id,
                "title": decision.title,
                "label": decision.label,
                "intro": decision.intro,
                "none": decision.none,
                "hit": decision.hit,
                "each": decision.each,
                "onlyIf": decision.only_if.to_json(),
                "showAs": decision.show_as,
                "rules": [
                    {"id": rule.id, "when": rule.when.to_json(), "finding": rule.finding.model_dump()}
                    for rule in decision.rules
                ],
            }
            for decision in instrument.decisions
        ],
        "example": instrument.example,
    }


def script_json(data: Any) -> str:
    """Return JSON that is safe inside an HTML <script>: no tag can end or begin in it."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _question(of: Instrument, question: Question) -> dict[str, Any]:
    shape: dict[str, Any] = {"id": question.id, "kind": question.kind, "label": question.prompt}  # type: ignore[attr-defined]
    if isinstance(question, Choice | Scale | Several):
        shape["options"] = [
            {"value": option.value, "label": option.label}
            | ({"pull": option.pull.toward, "because": option.pull.because} if option.pull else {})
            for option in question.options
        ]
    if isinstance(question, ShortText) and question.names:
        shape["names"] = question.names
    if isinstance(question, Number):
        shape |= {"least": question.least, "most": question.most}
    if shared := sources(of, question):
        shape["shared"] = shared
    if isinstance(question, Table | Matrix):
        shape["columns"] = [_question(of, column) for column in question.columns]
        shape["rowLabel"] = question.row_label
    return shape
