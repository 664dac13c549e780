"""The answers document: one JSON file that holds a person's answers to any number of instruments.

    {"format": "track-ii-answers", "version": 1, "instruments": {"ripeness-checklist": {"version": 1, "answers": {…}}}}

Answers to an instrument used on a case study have a key of their own, e.g. ``ripeness-checklist@sant-egidio.before``.
Beside `instruments`, `cases` may hold ways through case studies, by the case's id:

    {"sant-egidio": {"version": 1, "path": ["two-doors", "two-doors/visit"], "why": {"two-doors": "To hear both."}}}

`checks` may hold which questions of a page the reader checked, never what was answered, and `read` which pages were
ticked as read:

    {"checks": {"step1/ripeness": ["ripeness-1"]}, "read": ["book/step1/ripeness"]}

Whatever the document holds that this edition does not know (other instruments, other keys) is kept. The browser's
`frontend/answers.js` reads and writes the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .cases import Case
from .evaluate import fill
from .loading import instrument as find
from .loading import names
from .model import Instrument, Matrix, Question, Several, Table
from .strings import strings

FORMAT = "track-ii-answers"
VERSION = 1


class AnswersError(ValueError):
    """An answers file that cannot be used; the message is for the person who opened it."""


@dataclass(frozen=True)
class AnswersDocument:
    """Answers as they travel between surfaces. Immutable: `with_answers` returns another document."""

    data: Mapping[str, Any] = field(default_factory=lambda: {"format": FORMAT, "version": VERSION, "instruments": {}})

    def answers(self, instrument: str) -> dict[str, Any]:
        """Return a copy of the answers to one instrument (by id), empty if there are none."""
        entry = self.data["instruments"].get(instrument, {})
        return json.loads(json.dumps(entry.get("answers", {})))  # type: ignore[no-any-return]

    def with_answers(self, instrument: Instrument, answers: Mapping[str, Any]) -> AnswersDocument:
        """Return the document with these answers to an instrument, in place of those it held; all else is kept.

        Raises ValueError for a private instrument: what is entered there belongs into no document.
        """
        if instrument.private:
            raise ValueError(f"{instrument.id} is private, so its answers cannot be saved.")
        before = self.data["instruments"].get(instrument.id, {})
        known = {question.id for question in instrument.questions}
        unknown = {name: answer for name, answer in before.get("answers", {}).items() if name not in known}
        entry = {**before, "version": instrument.version, "answers": {**unknown, **answers}}
        return AnswersDocument({**self.data, "instruments": {**self.data["instruments"], instrument.id: entry}})

    def road(self, case: str) -> tuple[list[str], dict[str, str]]:
        """Return the way through a case (by id): the passages one came to, and the reasons by scene."""
        entry = self._roads().get(case, {})
        return list(entry.get("path", [])), dict(entry.get("why", {}))

    def _roads(self) -> dict[str, Any]:
        """Return the ways through all cases. Raises AnswersError for what has not the form of a way."""
        roads = self.data.get("cases")
        if roads is None:
            return {}
        if not isinstance(roads, dict) or not all(_is_road(entry) for entry in roads.values()):
            raise AnswersError(strings()["damaged_format"])
        return roads

    def with_road(self, case: Case, path: Sequence[str], why: Mapping[str, str]) -> AnswersDocument:
        """Return the document with this way through a case, in place of the one it held; all else is kept."""
        before = self._roads()
        entry = {**before.get(case.id, {}), "version": case.version, "path": list(path), "why": dict(why)}
        return AnswersDocument({**self.data, "cases": {**before, case.id: entry}})

    def checked(self, page: str) -> list[str]:
        """Return the ids of the questions of a page (as in exercises/, e.g. ``step1/ripeness``) that were checked."""
        return list(self._marks()[0].get(page, ()))

    def with_checked(self, page: str, questions: Iterable[str]) -> AnswersDocument:
        """Return the document in which these questions of a page are checked besides those that are."""
        checks, _ = self._marks()
        ids = list(dict.fromkeys([*checks.get(page, ()), *questions]))
        return AnswersDocument({**self.data, "checks": {**checks, page: ids}})

    @property
    def read(self) -> list[str]:
        """Return the pages that were ticked as read, e.g. ``book/step1/ripeness``."""
        return list(self._marks()[1])

    def with_read(self, page: str, ticked: bool = True) -> AnswersDocument:
        """Return the document in which a page is ticked as read, or not."""
        others = [name for name in self.read if name != page]
        return AnswersDocument({**self.data, "read": [*others, page] if ticked else others})

    def _marks(self) -> tuple[dict[str, list[str]], list[str]]:
        """Return the questions checked and the pages read. Raises AnswersError for what has not their form."""
        checks, read = self.data.get("checks", {}), self.data.get("read", [])
        if not isinstance(checks, dict) or not all(map(_are_names, [*checks.values(), read])):
            raise AnswersError(strings()["damaged_format"])
        return checks, read

    def dump(self) -> str:
        """Return the document as JSON text."""
        return json.dumps(self.data, ensure_ascii=False, indent=1) + "\n"


def load(text: str) -> AnswersDocument:
    """Return the document in a file's text.

    Raises AnswersError, in words for the reader, if it is damaged, something else, from a newer edition, or holds an
    answer that cannot belong to its question.
    """
    words = strings()
    try:
        data = json.loads(text.removeprefix("\ufeff"), parse_constant=_no_json)
    except (ValueError, RecursionError) as error:
        raise AnswersError(words["damaged_json"]) from error
    if not isinstance(data, dict) or data.get("format") != FORMAT or not isinstance(data.get("instruments"), dict):
        raise AnswersError(words["damaged_format"])
    version = data.get("version")
    if isinstance(version, float) and version.is_integer():
        version = int(version)  # JavaScript knows no difference between 1 and 1.0
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise AnswersError(words["damaged_format"])
    if version > VERSION:
        raise AnswersError(fill(words["damaged_newer"], {"version": str(version)}))
    for name, entry in data["instruments"].items():
        if not isinstance(entry, dict) or not isinstance(entry.get("answers"), dict):
            raise AnswersError(words["damaged_format"])
        asked = name.partition("@")[0]
        if asked in names():
            question = misfit(find(asked), entry["answers"])
            if question:
                raise AnswersError(fill(words["damaged_answer"], {"question": question}))
    return AnswersDocument(data)


def _is_road(entry: Any) -> bool:
    """Return whether this has the form of a way through a case."""
    if not isinstance(entry, dict):
        return False
    path, why = entry.get("path"), entry.get("why")
    if not isinstance(path, list) or not isinstance(why, dict):
        return False
    return all(isinstance(text, str) for text in [*path, *why.values()])


def _are_names(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(name, str) for name in value)


def _no_json(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def misfit(instrument: Instrument, answers: Mapping[str, Any]) -> str | None:
    """Return the prompt of the first question whose answer has the wrong type, or None."""
    return next((q.prompt for q in instrument.questions if q.id in answers and not _fits(q, answers[q.id])), None)


def _fits(question: Question, answer: Any) -> bool:
    if isinstance(question, Table | Matrix):
        return isinstance(answer, list) and all(
            isinstance(row, dict) and all(_fits(c, row[c.id]) for c in question.columns if c.id in row)
            for row in answer
        )
    if isinstance(question, Several):
        return isinstance(answer, list) and all(isinstance(value, str) for value in answer)
    return isinstance(answer, str)
