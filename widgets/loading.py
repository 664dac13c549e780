"""Load an instrument from its YAML file, or say in which line what is wrong and how to mend it."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterable, Sequence
from functools import cache
from importlib import resources
from pathlib import Path

from pydantic import TypeAdapter

from . import network
from .conditions import Answered, Between, Condition, Is, NotOf, Outweighs, Pulls, Rows, Scope, Within
from .model import Choice, Decision, Instrument, Matrix, Number, Question, Scale, Several, ShortText, Table
from .reading import DamagedError, Place, read

#: What each analysis adds: derived table → column → its values (None: free text).
ANALYSES = {"network": network.OUTPUT}
#: What each analysis reads: table → its columns of text.
INPUTS = {"network": network.INPUT}


class InstrumentError(DamagedError):
    """An instrument file that cannot be used, or that is not there."""


_INSTRUMENT = TypeAdapter(Instrument)


def load_instrument(source: Path | str, name: str | None = None) -> Instrument:
    """Return the instrument in a file (Path) or in a YAML text (str, with `name` for messages).

    Raises InstrumentError naming every fault found, with its line; FileNotFoundError if there is no such file.
    """
    if isinstance(source, Path):
        name, source = str(source), source.read_text(encoding="utf8")
    return read(
        source,
        name or "<text>",
        _INSTRUMENT,
        InstrumentError,
        begin="id: my-instrument",
        kinds=("choice", "scale", "several", "text", "number", "table", "matrix"),
        faults=check,
    )


@cache
def instrument(name: str) -> Instrument:
    """Return one of the handbook's own instruments by its id, e.g. ``ripeness-checklist``."""
    known = names()
    if name not in known:
        raise InstrumentError(f"There is no instrument {name!r}. There are: {', '.join(known)}.")
    file = resources.files("widgets") / "instruments" / f"{name}.yaml"
    return load_instrument(file.read_text(encoding="utf8"), f"widgets/instruments/{name}.yaml")


def names() -> list[str]:
    """Return the ids of the handbook's own instruments, in alphabetical order."""
    folder = resources.files("widgets") / "instruments"
    return sorted(file.name.removesuffix(".yaml") for file in folder.iterdir() if file.name.endswith(".yaml"))


def scope_of(instrument: Instrument, table: str | None = None) -> Scope:
    """Return what names mean in the conditions of an instrument, or of the rows of one of its tables."""
    top = _orders(instrument.questions)
    tables: dict[str, Scope] = {}  # one for all scopes: a condition on rows may count the rows of any table in turn

    def add(name: str, columns: Iterable[str], orders: dict[str, dict[str, int]]) -> None:
        names = frozenset(columns)  # they hide questions of the same name, and their orders
        tables[name] = Scope(names, {key: top[key] for key in top.keys() - names} | orders, tables)

    for question in instrument.questions:
        if isinstance(question, Table | Matrix):
            add(question.id, (column.id for column in question.columns), _orders(question.columns))
    for name, columns in ANALYSES.get(instrument.analysis or "", {}).items():
        add(name, columns, {})
    return Scope(frozenset(), top, tables) if table is None else tables[table]


def _orders(questions: Iterable[Question]) -> dict[str, dict[str, int]]:
    return {q.id: {o.value: i for i, o in enumerate(q.options)} for q in questions if isinstance(q, Scale)}


def check(instrument: Instrument) -> list[tuple[Place, str]]:
    """Return every fault that shows only when the parts are seen together: (place in the file, what to mend)."""
    faults: list[tuple[Place, str]] = []
    seen: dict[str, Place] = {}
    for s, section in enumerate(instrument.sections):
        for q, question in enumerate(section.questions):
            place: Place = ("sections", s, "questions", q)
            if question.id in seen:
                faults.append(((*place, "id"), f"the question id {question.id!r} is used twice; rename one"))
            seen[question.id] = place
            if instrument.private and getattr(question, "shares", None):
                faults.append(
                    ((*place, "shares"), "a private instrument shares nothing; take `shares` out, or `private: true`")
                )
            for o, option in enumerate(getattr(question, "options", ())):
                if option.pull and option.pull.toward not in instrument.sides:
                    faults.append(((*place, "options", o), _unknown("side", option.pull.toward, instrument.sides)))
            faults += [((*place, *rest), message) for rest, message in _check_question(question)]
    faults += _check_analysis(instrument, seen)
    rules: set[str] = set()
    for d, decision in enumerate(instrument.decisions):
        place = ("decisions", d)
        tables = set(scope_of(instrument).tables)
        if decision.each and decision.each not in tables:
            faults.append(((*place, "each"), _unknown("table", decision.each, tables)))
            continue
        faults += [((*place, "only_if"), m) for m in _check_condition(decision.only_if, None, instrument)]
        for r, rule in enumerate(decision.rules):
            if rule.id in rules:
                faults.append(((*place, "rules", r, "id"), f"the rule id {rule.id!r} is used twice; rename one"))
            rules.add(rule.id)
            faults += [
                ((*place, "rules", r, "when"), m) for m in _check_condition(rule.when, decision.each, instrument)
            ]
            faults += [((*place, "rules", r, "finding"), m) for m in _check_texts(decision, r, instrument)]
    return faults


def _check_analysis(instrument: Instrument, places: dict[str, Place]) -> list[tuple[Place, str]]:
    if not instrument.analysis:
        return []
    faults: list[tuple[Place, str]] = []
    for name in ANALYSES[instrument.analysis].keys() & places.keys():
        faults.append(
            ((*places[name], "id"), f"the {instrument.analysis} analysis makes a table {name!r}; rename this one")
        )
    tables = {q.id: q for q in instrument.questions if isinstance(q, Table | Matrix)}
    for name, columns in INPUTS[instrument.analysis].items():
        texts = {c.id for c in tables[name].columns if isinstance(c, ShortText)} if name in tables else set()
        for column in columns:
            if column not in texts:
                message = (
                    f"the {instrument.analysis} analysis reads a table {name!r} with a text column {column!r}; add it"
                )
                faults.append((places.get(name, ("analysis",)), message))
    return faults


def _check_question(question: Question) -> list[tuple[Place, str]]:
    faults: list[tuple[Place, str]] = []
    if isinstance(question, Table | Matrix):
        if not any(isinstance(column, ShortText) for column in question.columns):
            faults.append((("columns",), "a table needs a text column that names its rows; add one"))
        ids = [column.id for column in question.columns]
        for name in {name for name in ids if ids.count(name) > 1}:
            faults.append((("columns",), f"the column id {name!r} is used twice; rename one"))
    if isinstance(question, Number) and question.least > question.most:
        faults.append((("least",), f"least is {question.least} and most is {question.most}; exchange them"))
    if isinstance(question, Choice | Scale | Several):
        values = [option.value for option in question.options]
        for value in {value for value in values if values.count(value) > 1}:
            faults.append((("options",), f"the value {value!r} is used twice; rename one"))
    return faults


def _values(instrument: Instrument, each: str | None) -> dict[str, tuple[str, ...] | None]:
    """Return the questions a condition may name, with their values (None: free text or rows)."""
    values = {q.id: _options(q) for q in instrument.questions}
    if each:
        values |= _columns(instrument, each)
    return values


def _columns(instrument: Instrument, table: str) -> dict[str, tuple[str, ...] | None]:
    for question in instrument.questions:
        if question.id == table and isinstance(question, Table | Matrix):
            return {column.id: _options(column) for column in question.columns}
    return dict(ANALYSES.get(instrument.analysis or "", {}).get(table, {}))


def _options(question: Question) -> tuple[str, ...] | None:
    return tuple(o.value for o in question.options) if isinstance(question, Choice | Scale | Several) else None


def _check_condition(condition: Condition, of: str | None, instrument: Instrument) -> list[str]:
    faults: list[str] = []
    sides = set(instrument.sides)
    known = _values(instrument, of)
    scope = scope_of(instrument, of)
    tables = scope.tables
    for part in condition.walk():
        match part:
            case Is(question, values):
                faults += _check_values(question, values, known)
            case Between(question, low, high):
                faults += _check_values(question, [v for v in (low, high) if v is not None], known)
                if question in known and question not in scope.orders:
                    faults.append(f"{question!r} is no scale, so at_least and at_most say nothing; list its values")
            case Within():
                faults += [_check_number(name, of, instrument) for name in part.names()]
            case Answered(question, _) if question not in known:
                faults.append(_unknown("question", question, known))
            case Rows(table, where, _, _):
                if table not in tables:
                    faults.append(_unknown("table", table, tables))
                else:
                    faults += _check_condition(where, table, instrument)
            case Pulls(side, _, _) if side not in sides:
                faults.append(_unknown("side", side, sides))
            case Outweighs(side, over, _):
                faults += [_unknown("side", s, sides) for s in (side, over) if s not in sides]
            case NotOf():
                pass
    return [fault for fault in faults if fault]


def _check_number(question: str, of: str | None, instrument: Instrument) -> str:
    """Return what is wrong with a question that should be a number, or nothing."""
    known: dict[str, Question | None] = {q.id: q for q in instrument.questions}
    known |= dict.fromkeys(_columns(instrument, of) if of else ())
    for table in instrument.questions:
        if table.id == of and isinstance(table, Table | Matrix):
            known |= {column.id: column for column in table.columns}
    if question not in known:
        return _unknown("question", question, known)
    if isinstance(known[question], Number):
        return ""
    return f"{question!r} is no number, so it cannot be held against one; write its values"


def _check_values(question: str, values: Sequence[str], known: dict[str, tuple[str, ...] | None]) -> list[str]:
    if question not in known:
        return [_unknown("question", question, known)]
    options = known[question]
    if options is None:
        return [f"{question!r} has no options; ask whether it is `answered` or `unanswered`"]
    return [_unknown(f"answer to {question!r}", value, options) for value in values if value not in options]


def _check_texts(decision: Decision, rule: int, instrument: Instrument) -> list[str]:
    from .evaluate import placeholders

    finding = decision.rules[rule].finding
    allowed = {q.id for q in instrument.questions if not isinstance(q, Table | Matrix)}
    allowed |= {*_columns(instrument, decision.each), "row"} if decision.each else set()
    used = {name for text in (finding.title, finding.text, *finding.points) for name in placeholders(text)}
    return [_unknown("placeholder", "{" + name + "}", sorted(allowed)) for name in used - allowed]


def _unknown(what: str, name: str, known: Iterable[str]) -> str:
    known = sorted(known)
    near = difflib.get_close_matches(name.strip("{}"), known, 1)
    hint = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(known) or 'none'}"
    return f"there is no {what} {name!r}; {hint}"


def main() -> None:
    """Check the handbook's instruments whose ids are given, or all; print their titles or what is wrong."""
    faults = 0
    for name in sys.argv[1:] or names():
        try:
            print(f"{name}: {instrument(name).title}")
        except InstrumentError as error:
            print(error)
            faults += 1
    sys.exit(faults)


if __name__ == "__main__":
    main()
