"""Evaluate an instrument: from answers to findings, by its decision tables. Pure, and the reference for the browser.

`frontend/evaluate.js` does the same; parity tests hold the two together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from . import network
from .conditions import Answered, Between, Condition, Is, Outweighs, Pulls, Rows, State, Test, Within
from .loading import scope_of
from .model import Choice, Decision, Instrument, Matrix, Number, Question, Rule, Scale, Several, ShortText, Table
from .text import trim

#: A whole number of up to six digits; leading zeros do not count.
DIGITS = re.compile(r"0*([0-9]{1,6})", re.ASCII)
PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_-]*)\}")
Row = dict[str, Any]


@dataclass(slots=True)
class Reason:
    """An answer that a finding rests on: the question, the values given, and the row (from 0) for tables."""

    question: str
    values: list[str]
    row: int | None = None


@dataclass(slots=True)
class Change:
    """One other answer that would change a decision: the question, the value, and the rule it would lead to."""

    question: str
    value: str
    to: str | None


@dataclass(slots=True)
class Hit:
    """A rule that applies: to which row (index from 0, and its name), with the values its texts need."""

    decision: str
    rule: str
    row: int | None
    name: str | None
    params: dict[str, str]
    reasons: list[Reason] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Result:
    """What an instrument finds: the hits in the order of its decisions, the answers that speak for each side, the
    tables that its analysis derived, and the decisions that were not made because their `only_if` does not hold."""

    instrument: str
    hits: list[Hit]
    pulls: dict[str, list[Reason]]
    tables: dict[str, list[Row]]
    skipped: list[str]

    def rules(self, row: int | None = None) -> list[str]:
        """Return the ids of the rules that apply, to one row (index from 0) or, without it, all of them."""
        return [hit.rule for hit in self.hits if row is None or hit.row == row]

    def to_json(self) -> dict[str, Any]:
        """Return the result as plain data."""
        return asdict(self)


def placeholders(text: str) -> list[str]:
    """Return the names in braces in a text."""
    return PLACEHOLDER.findall(text)


def fill(text: str, params: Mapping[str, str]) -> str:
    """Return the text with each ``{name}`` replaced by its value; names without a value stay as they are."""
    return PLACEHOLDER.sub(lambda match: params.get(match[1], match[0]), text)


def evaluate(instrument: Instrument, answers: Mapping[str, Any]) -> Result:
    """Return what the instrument finds in `answers` (question id → answer, see `model.Question`).

    Never fails on answers: what does not fit a question (an unknown value, a wrong type) counts as no answer.
    """
    return evaluator(instrument).evaluate(answers)


def evaluator(instrument: Instrument) -> Evaluator:
    """Return the evaluator of an instrument, compiled once for as long as the instrument lives."""
    if not isinstance(instrument._evaluator, Evaluator):
        instrument._evaluator = Evaluator(instrument)
    return instrument._evaluator


class Evaluator:
    """An instrument with its conditions compiled to functions."""

    def __init__(self, instrument: Instrument) -> None:
        self.instrument = instrument
        self.questions = {question.id: question for question in instrument.questions}
        self.tables = {q.id: q for q in instrument.questions if isinstance(q, Table | Matrix)}
        self.columns = {name: {column.id: column for column in table.columns} for name, table in self.tables.items()}
        self.cleaners = {
            name: [(column.id, cleaner(column)) for column in table.columns] for name, table in self.tables.items()
        }
        self.name_column = {
            name: next(column.id for column in table.columns if isinstance(column, ShortText))
            for name, table in self.tables.items()
        }
        self.pulling = [q for q in instrument.questions if isinstance(q, Choice | Scale | Several) and _pulls(q)]
        self.decisions = [_Compiled(decision, self) for decision in instrument.decisions]

    def state(self, answers: Mapping[str, Any]) -> State:
        """Return the answers as conditions read them: only what fits, tables without blank rows, pulls counted."""
        clean: dict[str, Any] = {}
        rows: dict[str, list[Row]] = {}
        for name, question in self.questions.items():
            if name in self.tables:
                rows[name] = self._rows(name, answers.get(name))
                clean[name] = rows[name]
            else:
                clean[name] = clean_answer(question, answers.get(name))
        if self.instrument.analysis == "network":
            rows.update(network.analyze(rows))
        return State(clean, rows, self.count_pulls(clean))

    def _rows(self, table: str, raw: Any) -> list[Row]:
        found = []
        cleaners = self.cleaners[table]
        for index, cells in enumerate(raw if isinstance(raw, list) else []):
            if not isinstance(cells, dict):
                continue
            row = {name: clean(cells.get(name)) for name, clean in cleaners}
            if any(row.values()):
                row["#"] = index
                found.append(row)
        return found

    def count_pulls(self, answers: Mapping[str, Any]) -> dict[str, int]:
        """Return how many answers speak for each side."""
        counts: dict[str, int] = {}
        for question in self.pulling:
            for option in question.options:
                if option.pull and _holds(answers[question.id], option.value):
                    counts[option.pull.toward] = counts.get(option.pull.toward, 0) + 1
        return counts

    def pull_reasons(self, answers: Mapping[str, Any]) -> dict[str, list[Reason]]:
        """Return the answers that speak for each side, in the order of the questions."""
        found: dict[str, list[Reason]] = {}
        for question in self.pulling:
            for option in question.options:
                if option.pull:
                    side = found.setdefault(option.pull.toward, [])
                    if _holds(answers[question.id], option.value):
                        side.append(Reason(question.id, [option.value]))
        return found

    def name_of(self, table: str, row: Row) -> str:
        """Return what a row is called: its first text, or the table's label with its number."""
        if table not in self.tables:
            return next((value for value in row.values() if isinstance(value, str)), "")
        name: str = row[self.name_column[table]]
        return name or fill(self.tables[table].row_label, {"number": str(row["#"] + 1)})

    def evaluate(self, answers: Mapping[str, Any]) -> Result:
        """Return the result for one set of answers."""
        state = self.state(answers)
        made = [decision for decision in self.decisions if decision.applies(None, state)]
        hits = [hit for decision in made for hit in decision.hits(state)]
        skipped = [decision.decision.id for decision in self.decisions if decision not in made]
        derived = {name: rows for name, rows in state.rows.items() if name not in self.tables}
        return Result(self.instrument.id, hits, self.pull_reasons(state.answers), derived, skipped)


def clean_answer(question: Question, raw: Any) -> Any:
    """Return the answer if it fits the question, else no answer: "" or, for several, []."""
    return cleaner(question)(raw)


def cleaner(question: Question) -> Callable[[Any], Any]:
    """Return a function from a raw answer to the answer if it fits the question, else to no answer ("" or [])."""
    if isinstance(question, Several):
        order = [option.value for option in question.options]
        return lambda raw: [value for value in order if value in raw] if isinstance(raw, list) else []
    if isinstance(question, Choice | Scale):
        values = frozenset(option.value for option in question.options)
        return lambda raw: raw if isinstance(raw, str) and raw in values else ""
    if isinstance(question, Number):
        least, most = question.least, question.most
        return lambda raw: whole_number(raw, least, most) if isinstance(raw, str) else ""
    return lambda raw: trim(raw) if isinstance(raw, str) else ""


def whole_number(text: str, least: int, most: int) -> str:
    """Return the digits of the whole number in a text, or "" if there is none or it is out of bounds."""
    found = DIGITS.fullmatch(trim(text))
    return found[1] if found and least <= int(found[1]) <= most else ""


def _pulls(question: Choice | Scale | Several) -> bool:
    return any(option.pull for option in question.options)


def _holds(answer: Any, value: str) -> bool:
    return answer == value if isinstance(answer, str) else value in answer


class _Compiled:
    """A decision table with its conditions compiled, and what it takes to explain itself."""

    def __init__(self, decision: Decision, owner: Evaluator) -> None:
        self.decision, self.owner = decision, owner
        scope = scope_of(owner.instrument, decision.each)
        self.rules: list[tuple[Rule, Test]] = [(rule, rule.when.compile(scope)) for rule in decision.rules]
        self.applies = decision.only_if.compile(scope_of(owner.instrument))
        self.names = {
            rule.id: sorted({n for t in (f.title, f.text, *f.points) for n in placeholders(t)})
            for rule in decision.rules
            for f in (rule.finding,)
        }
        self.labels = _labels(owner.columns.get(decision.each or "", {}).values())
        self.top_labels = _labels(owner.questions.values())
        self.derived = decision.each is not None and decision.each not in owner.tables
        #: The questions whose other answers are tried to say what would change the decision.
        self.tried = [] if self.derived or decision.hit == "collect" else self._tried()

    def _tried(self) -> list[Choice | Scale | Several]:
        columns = self.owner.columns.get(self.decision.each or "", {})
        known: Mapping[str, Question] = columns or self.owner.questions
        mentioned = {name for rule in self.decision.rules for name in _mentions(rule.when, self.owner)}
        return [q for q in known.values() if q.id in mentioned and isinstance(q, Choice | Scale | Several)]

    def hits(self, state: State) -> list[Hit]:
        """Return the rules that apply, row by row where the table is decided for each row."""
        if self.decision.each is None:
            return self._decide(None, state)
        rows = state.rows.get(self.decision.each, ())
        return [hit for row in rows for hit in self._decide(row, state)]

    def _matches(self, row: Row | None, state: State) -> list[Rule]:
        if self.decision.hit == "first":
            for rule, test in self.rules:
                if test(row, state):
                    return [rule]
            return []
        return [rule for rule, test in self.rules if test(row, state)]

    def _decide(self, row: Row | None, state: State) -> list[Hit]:
        matches = self._matches(row, state)
        if not matches:
            return []
        table = self.decision.each
        name = None if row is None or table is None else self.owner.name_of(table, row)
        place = None if row is None else row.get("#")
        return [
            Hit(
                self.decision.id,
                rule.id,
                place,
                name,
                {key: self._param(key, row, name or "", state) for key in self.names[rule.id]},
                [] if self.derived else self._reasons(rule, row, state),
                self._changes(rule, row, state) if self.tried else [],
            )
            for rule in matches
        ]

    def _param(self, key: str, row: Row | None, name: str, state: State) -> str:
        if key == "row" and row is not None:
            return name
        in_row = row is not None and key in row
        value = row[key] if row is not None and in_row else state.answers[key]
        labels = (self.labels if in_row else self.top_labels).get(key)
        if labels is not None:
            return ", ".join(labels[v] for v in ([value] if isinstance(value, str) else value) if v)
        return value if isinstance(value, str) else ", ".join(value)

    def _reasons(self, rule: Rule, row: Row | None, state: State) -> list[Reason]:
        reasons: dict[tuple[str, int | None], Reason] = {}
        for part in rule.when.walk():
            match part:
                case Is() | Answered() | Between() | Within():
                    for question in _asked(part):
                        in_row = row is not None and question in row
                        answer = row[question] if row is not None and in_row else state.answers.get(question, "")
                        place = row["#"] if row is not None and in_row else None
                        if answer and isinstance(answer, str | list) and not _is_rows(answer):
                            values = [answer] if isinstance(answer, str) else list(answer)
                            reasons[question, place] = Reason(question, values, place)
                case Pulls(side, _, _):
                    for reason in self.owner.pull_reasons(state.answers).get(side, ()):
                        reasons[reason.question, None] = reason
                case Rows(table, _, _, _) if table in self.owner.tables:
                    for other in self._rows_that_count(part, state):
                        reasons[table, other["#"]] = Reason(table, [self.owner.name_of(table, other)], other["#"])
        return list(reasons.values())

    def _rows_that_count(self, part: Rows, state: State) -> list[Row]:
        test = part.where.compile(scope_of(self.owner.instrument, part.table))
        return [row for row in state.rows[part.table] if test(row, state)]

    def _changes(self, rule: Rule, row: Row | None, state: State) -> list[Change]:
        changes = []
        for question in self.tried:
            in_row = row is not None and question.id in row
            now = row[question.id] if row is not None and in_row else state.answers[question.id]
            for option in question.options:
                if option.value == now:
                    continue
                other = option.value if isinstance(now, str) else _toggle(question, now, option.value)
                if row is not None and in_row:
                    matches = self._matches({**row, question.id: other}, state)
                else:
                    answers = {**state.answers, question.id: other}
                    matches = self._matches(row, State(answers, state.rows, self.owner.count_pulls(answers)))
                if matches and rule not in matches:
                    changes.append(Change(question.id, option.value, matches[0].id))
        return changes


def _asked(part: Is | Answered | Between | Within) -> list[str]:
    return part.names() if isinstance(part, Within) else [part.question]


def _labels(questions: Iterable[Question]) -> dict[str, dict[str, str]]:
    return {
        question.id: {option.value: option.label for option in question.options}
        for question in questions
        if isinstance(question, Choice | Scale | Several)
    }


def _is_rows(answer: Any) -> bool:
    return isinstance(answer, list) and bool(answer) and isinstance(answer[0], dict)


def _toggle(question: Choice | Scale | Several, now: list[str], value: str) -> list[str]:
    chosen = set(now) ^ {value}
    return [option.value for option in question.options if option.value in chosen]


def _mentions(condition: Condition, owner: Evaluator) -> Iterator[str]:
    for part in condition.walk():
        match part:
            case Is() | Answered() | Between() | Within():
                yield from _asked(part)
            case Pulls() | Outweighs():
                yield from (question.id for question in owner.pulling)
