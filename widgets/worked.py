"""Worked answers: an instrument filled in for a case, to compare one's own answers with: `case_studies/CASE/NAME.yaml`.

A worked answer holds answers as an answers file does, and reasons that each say what they are. It is one possible
answer, never the right one. `docs/writing.md` shows one; `python -m widgets.worked FILE` checks one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, TypeAdapter

from .cases import Passage
from .evaluate import Hit, evaluator, fill, whole_number
from .loading import instrument as find
from .loading import names
from .model import Choice, Identifier, Instrument, Matrix, Number, Part, Question, Scale, Several, Table, Text
from .reading import DamagedError, Place, read
from .text import trim

#: The folder of cases that are one page each.
SHORT = "short"


class WorkedError(DamagedError):
    """A worked answer that cannot be used."""


class Reason(Passage):
    """Why something is answered so: what the reason is about, and what it is (`kind`, `source`) as in a case."""

    about: Text


class Worked(Part):
    """An instrument's answers for a case. `sources` names the works besides the handbook, by key, as in a case."""

    instrument: Identifier
    title: Text
    sources: dict[Identifier, Text] = Field(default_factory=dict)
    answers: Annotated[dict[str, Any], Field(min_length=1)]
    reasons: Annotated[tuple[Reason, ...], Field(min_length=1)]

    @property
    def form(self) -> Instrument:
        """The instrument that is filled in."""
        return find(self.instrument)

    def faults(self) -> Iterator[tuple[Place, str]]:
        """Yield what is wrong with the whole: where it stands, and how to mend it."""
        if self.instrument not in names():
            yield ("instrument",), f"there is no instrument {self.instrument!r}; there are: {', '.join(names())}"
            return
        if self.form.private:
            yield ("instrument",), f"{self.instrument} is private, so nobody can open it for a case; take another"
        faults = list(_row_faults({q.id: q for q in self.form.questions}, self.answers, ("answers",), "question"))
        yield from faults
        if not faults:
            for row in evaluator(self.form).evaluate(self.answers).tables.get("unknown_names", ()):
                yield ("answers",), f"{row['name']!r} is named, but not listed; list it, or write it as in the list"
        for n, reason in enumerate(self.reasons):
            yield from reason.faults(self.sources, ("reasons", n))


def _row_faults(
    known: Mapping[str, Question], answers: Mapping[str, Any], at: Place, what: str
) -> Iterator[tuple[Place, str]]:
    """Yield what is wrong with answers by question, or with the cells of a row by column."""
    for name, answer in answers.items():
        if name not in known:
            yield (*at, name), f"there is no {what} {name!r}; there are: {', '.join(known)}"
        else:
            yield from _answer_faults(known[name], answer, (*at, name))


def _answer_faults(question: Question, answer: Any, at: Place) -> Iterator[tuple[Place, str]]:
    if isinstance(question, Table | Matrix):
        columns = {column.id: column for column in question.columns}
        if not isinstance(answer, list) or not answer:
            yield at, f"{question.id!r} is a table; give a list of rows, each a mapping from column to answer"
            return
        for n, row in enumerate(answer):
            if not isinstance(row, dict) or not row:
                yield (*at, n), f"a row of {question.id!r} is a mapping; its columns are: {', '.join(columns)}"
            else:
                yield from _row_faults(columns, row, (*at, n), "column")
    elif isinstance(question, Several):
        if not isinstance(answer, list):
            yield at, f"{question.id!r} takes several answers; put them in a list"
            return
        for n, value in enumerate(answer):
            yield from _value_faults(question, value, (*at, n))
    else:
        yield from _value_faults(question, answer, at)


def _value_faults(question: Question, value: Any, at: Place) -> Iterator[tuple[Place, str]]:
    if not isinstance(value, str):
        yield at, f"{question.id!r} takes one text and this is none; write a text, in quotation marks if it is a number"
    elif isinstance(question, Choice | Scale | Several):
        known = [option.value for option in question.options]
        if value not in known:
            yield at, f"{value!r} is no answer to {question.id!r}; there are: {', '.join(known)}"
    elif isinstance(question, Number):
        if not whole_number(value, question.least, question.most):
            yield at, f"{value!r} is no whole number from {question.least} to {question.most}; correct it"
    elif not trim(value):
        yield at, f"{question.id!r} is empty; write something or take it out"


@dataclass(frozen=True)
class Found:
    """One finding as a reader sees it: its tone and texts, and the section it adds to, if it is an addition of ours."""

    tone: str
    ours: str | None
    title: str
    text: str
    points: tuple[str, ...]


@dataclass(frozen=True)
class FoundInRow:
    """What was found for one row of the answers, e.g. one party; without a name, for all of them together."""

    name: str
    findings: tuple[Found, ...]


def findings(worked: Worked) -> Iterator[tuple[str, tuple[FoundInRow, ...]]]:
    """Yield what the instrument finds, in its order: the title of a decision, and its findings row by row.

    Neighboring decisions of the same title and table belong together, as in the browser.
    """
    form = worked.form
    hits = evaluator(form).evaluate(worked.answers).hits
    tables = {question.id for question in form.questions}
    for (title, each), group in groupby(form.decisions, key=lambda decision: (decision.title, decision.each)):
        ids = {decision.id for decision in group}
        rows: dict[str, list[Found]] = {}
        for hit in hits:
            if hit.decision in ids:
                rows.setdefault((hit.name or "") if each in tables else "", []).append(_found(form, hit))
        if rows:
            yield title, tuple(FoundInRow(name, tuple(found)) for name, found in rows.items())


def _found(form: Instrument, hit: Hit) -> Found:
    rule = next(r for d in form.decisions if d.id == hit.decision for r in d.rules if r.id == hit.rule)
    says, params = rule.finding, {"row": hit.name or "", **hit.params}
    return Found(
        says.tone,
        says.section if says.origin == "ours" else None,
        fill(says.title, params),
        fill(says.text, params),
        tuple(fill(point, params) for point in says.points),
    )


def page_of(case: str, name: str, instrument: str) -> str:
    """Return the page that a worked answer belongs to, from the folder of cases.

    A case has one page for its instruments. A short case is one page, and its worked answers have the page's name, then
    the instrument's. `frontend/site.js` finds the way back in the same way.
    """
    return f"{SHORT}/{name.removesuffix(f'-{instrument}')}" if case == SHORT else f"{case}/analysis"


_WORKED = TypeAdapter(Worked)


def is_worked(path: Path) -> bool:
    """Return whether a file of a case holds a worked answer; the others hold decisions."""
    return bool(re.search(r"^instrument:", path.read_text(encoding="utf8"), re.MULTILINE))


def load_worked(path: Path) -> Worked:
    """Return the worked answer in a file. Raises WorkedError naming every fault with its line."""
    return read(
        path.read_text(encoding="utf8"),
        str(path),
        _WORKED,
        WorkedError,
        begin="instrument: ripeness-checklist",
        faults=Worked.faults,
    )


if __name__ == "__main__":
    import sys

    damaged = False
    for name in sys.argv[1:]:
        try:
            worked = load_worked(Path(name))
        except WorkedError as error:
            damaged = True
            print(error)
        else:
            print(f"{name}: {worked.form.title}")
            for title, rows in findings(worked):
                print(f"  {title}")
                for row in rows:
                    for found in row.findings:
                        print(f"    {row.name}: {found.title}" if row.name else f"    {found.title}")
    sys.exit(damaged)
