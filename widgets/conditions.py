"""Conditions: what a rule asks of the answers.

Written in YAML as mappings, for instance ``{time: [days, weeks], openness: {at_least: some}}``; all entries of a
mapping must hold. A number is held against bounds, ``{month: {at_most: 6}}``, or against the answer to another
number, ``{month: {at_most: {answer: end}}}``. `all`, `any` and `not` combine; `rows` counts the rows of a table that
fulfil a condition; `pulls` counts the answers that speak for a side, and `outweighs` compares two sides. ``{}``
always holds.

A condition is a small immutable tree. `Condition.to_json` gives the browser the same tree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

#: What a compiled condition is called with: the row (or None) and the whole state of answers.
Test = Callable[[dict[str, Any] | None, "State"], bool]


class ConditionError(ValueError):
    """A condition that makes no sense; the message says how to mend it."""


@dataclass(frozen=True, slots=True)
class State:
    """Answers in the form that conditions read: by question, tables as rows that hold something, pulls counted."""

    answers: dict[str, Any]
    rows: dict[str, list[dict[str, Any]]]
    pulls: dict[str, int]


@dataclass(frozen=True, slots=True)
class Scope:
    """What the names in a condition mean: which are columns of the row, in which order a scale's options stand, and
    the scopes of the tables whose rows can be counted."""

    columns: frozenset[str]
    orders: dict[str, dict[str, int]]
    tables: dict[str, Scope]


@dataclass(frozen=True)
class Condition:
    """Base of all conditions."""

    def children(self) -> tuple[Condition, ...]:
        """The conditions it is made of."""
        return ()

    def walk(self) -> Iterator[Condition]:
        """Itself and everything in it, except what `rows` asks of another table's rows."""
        yield self
        for child in self.children():
            yield from child.walk()

    def to_json(self) -> list[Any]:
        """The tree as plain lists: the operator, then its operands."""
        raise NotImplementedError

    def compile(self, scope: Scope) -> Test:
        """Return a fast test of a row (None outside rows) and the state of answers."""
        raise NotImplementedError


@dataclass(frozen=True)
class AllOf(Condition):
    """Every part holds."""

    parts: tuple[Condition, ...]

    def children(self) -> tuple[Condition, ...]:
        return self.parts

    def to_json(self) -> list[Any]:
        return ["all", *(part.to_json() for part in self.parts)]

    def compile(self, scope: Scope) -> Test:
        tests = [part.compile(scope) for part in self.parts]
        if len(tests) == 1:
            return tests[0]
        return lambda row, state: all(test(row, state) for test in tests)


@dataclass(frozen=True)
class AnyOf(Condition):
    """At least one part holds."""

    parts: tuple[Condition, ...]

    def children(self) -> tuple[Condition, ...]:
        return self.parts

    def to_json(self) -> list[Any]:
        return ["any", *(part.to_json() for part in self.parts)]

    def compile(self, scope: Scope) -> Test:
        tests = [part.compile(scope) for part in self.parts]
        return lambda row, state: any(test(row, state) for test in tests)


@dataclass(frozen=True)
class NotOf(Condition):
    """The part does not hold."""

    part: Condition

    def children(self) -> tuple[Condition, ...]:
        return (self.part,)

    def to_json(self) -> list[Any]:
        return ["not", self.part.to_json()]

    def compile(self, scope: Scope) -> Test:
        test = self.part.compile(scope)
        return lambda row, state: not test(row, state)


@dataclass(frozen=True)
class Is(Condition):
    """The answer is one of these values, or (for several answers) holds one of them."""

    question: str
    values: tuple[str, ...]

    def to_json(self) -> list[Any]:
        return ["is", self.question, *self.values]

    def compile(self, scope: Scope) -> Test:
        question, values = self.question, frozenset(self.values)

        def in_row(row: dict[str, Any] | None, state: State) -> bool:
            answer = row[question] if row else ""
            return answer in values if type(answer) is str else not values.isdisjoint(answer)

        def in_answers(row: dict[str, Any] | None, state: State) -> bool:
            answer = state.answers.get(question, "")
            return answer in values if type(answer) is str else not values.isdisjoint(answer)

        return in_row if question in scope.columns else in_answers


@dataclass(frozen=True)
class Answered(Condition):
    """There is an answer (or, with `expected` false, there is none)."""

    question: str
    expected: bool

    def to_json(self) -> list[Any]:
        return ["answered", self.question, self.expected]

    def compile(self, scope: Scope) -> Test:
        question, expected = self.question, self.expected
        if question in scope.columns:
            return lambda row, state: bool(row and row.get(question)) is expected
        return lambda row, state: bool(state.answers.get(question)) is expected


@dataclass(frozen=True)
class Between(Condition):
    """The answer to a scale stands no lower than `low` and no higher than `high` in its order of options."""

    question: str
    low: str | None
    high: str | None

    def to_json(self) -> list[Any]:
        return ["between", self.question, self.low, self.high]

    def compile(self, scope: Scope) -> Test:
        question, order = self.question, scope.orders[self.question]
        low = order[self.low] if self.low else 0
        high = order[self.high] if self.high else len(order)
        inside = frozenset(value for value, place in order.items() if low <= place <= high)
        return Is(question, tuple(inside)).compile(scope)


@dataclass(frozen=True)
class AnswerTo:
    """Another question's answer, as a bound."""

    question: str


Bound = int | AnswerTo | None
#: No number is greater.
MOST = 999_999


@dataclass(frozen=True)
class Within(Condition):
    """The answer to a number is no less than `low` and no more than `high` (None: no bound).

    A bound may be the answer to another number. Without an answer to both, it does not hold.
    """

    question: str
    low: Bound
    high: Bound

    def names(self) -> list[str]:
        """The questions it asks about."""
        return [self.question, *(bound.question for bound in (self.low, self.high) if isinstance(bound, AnswerTo))]

    def to_json(self) -> list[Any]:
        bounds = [b.question if isinstance(b, AnswerTo) else b for b in (self.low, self.high)]
        return ["within", self.question, *bounds]

    def compile(self, scope: Scope) -> Test:
        given, low, high = _number(self.question, scope), _bound(self.low, 0, scope), _bound(self.high, MOST, scope)

        def inside(row: dict[str, Any] | None, state: State) -> bool:
            n, least, most = given(row, state), low(row, state), high(row, state)
            return n is not None and least is not None and most is not None and least <= n <= most

        return inside


def _number(question: str, scope: Scope) -> Callable[[dict[str, Any] | None, State], int | None]:
    in_row = question in scope.columns

    def read(row: dict[str, Any] | None, state: State) -> int | None:
        answer = (row or {}).get(question) if in_row else state.answers.get(question)
        return int(answer) if answer else None

    return read


def _bound(bound: Bound, default: int, scope: Scope) -> Callable[[dict[str, Any] | None, State], int | None]:
    if isinstance(bound, AnswerTo):
        return _number(bound.question, scope)
    number = default if bound is None else bound
    return lambda row, state: number


@dataclass(frozen=True)
class Rows(Condition):
    """Of a table's rows, between `low` and `high` (None: no bound) fulfil a condition."""

    table: str
    where: Condition
    low: int
    high: int | None

    def to_json(self) -> list[Any]:
        return ["rows", self.table, self.where.to_json(), self.low, self.high]

    def compile(self, scope: Scope) -> Test:
        test, table, low, high = self.where.compile(scope.tables[self.table]), self.table, self.low, self.high

        def count(row: dict[str, Any] | None, state: State) -> bool:
            n = sum(1 for other in state.rows.get(table, ()) if test(other, state))
            return n >= low and (high is None or n <= high)

        return count


@dataclass(frozen=True)
class Pulls(Condition):
    """Between `low` and `high` (None: no bound) answers speak for a side."""

    side: str
    low: int
    high: int | None

    def to_json(self) -> list[Any]:
        return ["pulls", self.side, self.low, self.high]

    def compile(self, scope: Scope) -> Test:
        side, low, high = self.side, self.low, self.high

        def count(row: dict[str, Any] | None, state: State) -> bool:
            n = state.pulls.get(side, 0)
            return n >= low and (high is None or n <= high)

        return count


@dataclass(frozen=True)
class Outweighs(Condition):
    """At least `times` as many answers speak for one side as for the other."""

    side: str
    over: str
    times: int

    def to_json(self) -> list[Any]:
        return ["outweighs", self.side, self.over, self.times]

    def compile(self, scope: Scope) -> Test:
        side, over, times = self.side, self.over, self.times
        return lambda row, state: state.pulls.get(side, 0) >= times * state.pulls.get(over, 0)


def _keys(raw: Any, name: str, known: set[str], needed: set[str] = frozenset()) -> dict[str, Any]:  # type: ignore[assignment]
    if not isinstance(raw, dict) or set(raw) - known or needed - set(raw):
        raise ConditionError(f"`{name}` takes a mapping with the keys {', '.join(sorted(known))}")
    for key in {"of", "toward", "side", "over"} & set(raw):
        if not isinstance(raw[key], str):
            raise ConditionError(f"`{name}`: {key} is {raw[key]!r}; write the id of a table or side")
    return dict(raw)


def _bounds(raw: dict[str, Any], name: str) -> tuple[int, int | None]:
    low, high = raw.get("at_least", 0), raw.get("at_most")
    if not _is_whole(low) or not (high is None or _is_whole(high)):
        raise ConditionError(f"`{name}`: at_least and at_most are whole numbers")
    return low, high


def _is_whole(number: Any) -> bool:
    return isinstance(number, int) and not isinstance(number, bool)


def _parse_list(raw: Any, name: str) -> tuple[Condition, ...]:
    if not isinstance(raw, list) or not raw:
        raise ConditionError(f"`{name}` takes a list of conditions")
    return tuple(parse_condition(item) for item in raw)


def _parse_question(question: str, raw: Any) -> Condition:
    if raw in ("answered", "unanswered"):
        return Answered(question, raw == "answered")
    if isinstance(raw, str):
        return Is(question, (raw,))
    if isinstance(raw, list) and raw and all(isinstance(value, str) for value in raw):
        return Is(question, tuple(raw))
    if (
        isinstance(raw, dict)
        and raw
        and set(raw) <= {"at_least", "at_most"}
        and all(isinstance(value, str) for value in raw.values())
    ):
        return Between(question, raw.get("at_least"), raw.get("at_most"))
    if isinstance(raw, dict) and raw and set(raw) <= {"at_least", "at_most"}:
        low, high = (_parse_bound(raw.get(key)) for key in ("at_least", "at_most"))
        if low is not NotImplemented and high is not NotImplemented:
            return Within(question, low, high)
    raise ConditionError(
        f"`{question}` is asked to be {raw!r}; write a value, a list of values, answered, unanswered, "
        "{at_least: value}, or for a number {at_most: 6} or {at_most: {answer: other-question}}. "
        "Quote yes, no, true and numbers if your editor changes them."
    )


def _parse_bound(raw: Any) -> Any:
    if raw is None or _is_whole(raw):
        return raw
    if isinstance(raw, dict) and set(raw) == {"answer"} and isinstance(raw["answer"], str):
        return AnswerTo(raw["answer"])
    return NotImplemented


def parse_condition(raw: Any) -> Condition:
    """Turn the mapping written in YAML into a Condition.

    Raises ConditionError, with the mend, if a part has the wrong shape. Whether the questions and values it names
    exist is checked with the whole instrument at hand, in `widgets.loading`.
    """
    if not isinstance(raw, dict):
        raise ConditionError("a condition is a mapping such as {question: value}; {} always holds")
    parts: list[Condition] = []
    for key, value in raw.items():
        match key:
            case "all":
                parts.append(AllOf(_parse_list(value, "all")))
            case "any":
                parts.append(AnyOf(_parse_list(value, "any")))
            case "not":
                parts.append(NotOf(parse_condition(value)))
            case "rows":
                rows = _keys(value, "rows", {"of", "where", "at_least", "at_most"}, {"of"})
                parts.append(Rows(rows["of"], parse_condition(rows.get("where", {})), *_bounds(rows, "rows")))
            case "pulls":
                pulls = _keys(value, "pulls", {"toward", "at_least", "at_most"}, {"toward"})
                parts.append(Pulls(pulls["toward"], *_bounds(pulls, "pulls")))
            case "outweighs":
                sides = _keys(value, "outweighs", {"side", "over", "times"}, {"side", "over", "times"})
                if not _is_whole(sides["times"]):
                    raise ConditionError("`outweighs`: times is a whole number, for instance 2")
                parts.append(Outweighs(sides["side"], sides["over"], sides["times"]))
            case _:
                parts.append(_parse_question(str(key), value))
    return parts[0] if len(parts) == 1 else AllOf(tuple(parts))
