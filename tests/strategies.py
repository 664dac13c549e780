"""Generated instruments, answers, networks and answers documents.

Everything is made from one kind of choice, a `Pick`: given n it returns a number below n. Hypothesis gives such picks,
and so makes failing cases small.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from hypothesis import strategies as st

from widgets import network
from widgets.model import Instrument, Matrix, Number, Question, Several, ShortText, Table

Pick = Callable[[int], int]
Data = dict[str, Any]
T = TypeVar("T")

# Few ids, so that questions, columns and derived tables often have the same name. `constructor` is a property of
# every JavaScript object; `row` and `number` are placeholders with a meaning of their own.
IDS = ("time", "level", "x_y", "constructor", "row", "number", "track", "tied", "a", "place-1")
TABLES = ("parties", "table_1", "constructor-2", "list")
COLUMNS = ("name", "time", "level", "constructor", "row", "number", "x_y", "wins", "wins_evidence", "where")
VALUES = ("yes", "no", "unsure", "none", "0", "many", "constructor", "length")
SIDES = ("north", "south", "constructor")
OPERATORS = ("is", "answered", "between", "all", "any", "not", "rows", "pulls", "outweighs", "within")
#: Texts that are easily treated differently: odd white space, markup, letters that change length in lower case.
TEXTS = (
    "Lake council",
    "a",
    "",
    " ",
    "\u00a0\ufeff\u2003",
    "\x1c\x85",
    "  two  words \n",
    "<img src=x onerror=alert(1)>",
    "{row} {name}",
    "İstanbul ΑΣ ß ǅ",
    "مجلس البحيرة",
    "👩🏽‍🏫 e\u0301",
    "\u2028\ud800",
    "__proto__",
    "yes",
)
#: Numbers, in and out of bounds, and what only looks like one.
NUMBERS = ("0", "1", "2", "3", "12", " 4 ", "007", "13", "999999", "1000000", "-1", "1.0", "1e2", "٣", "³", "", "three")
#: What does not fit any question, or only some.
WRONG = (None, True, 0, 1.5, "yes", [], ["yes", "yes"], [["yes"]], {}, {"name": "a"}, [{}], [None, 3, "no"], "maybe")


def picker(draw: Any) -> Pick:
    """Return picks that hypothesis makes."""
    return lambda n: int(draw(st.integers(0, n - 1)))


def one(pick: Pick, items: Sequence[T]) -> T:
    """Return one of the items."""
    return items[pick(len(items))]


def some(pick: Pick, items: Sequence[T], low: int, high: int) -> list[T]:
    """Return between `low` and `high` different items, in any order."""
    left, found = list(items), []
    for _ in range(min(len(left), low + pick(high - low + 1))):
        found.append(left.pop(pick(len(left))))
    return found


@st.composite
def instruments(draw: Any) -> Data:
    """Return the data of an instrument that the loader accepts, with every kind of question and rule."""
    return _Maker(picker(draw)).instrument()


@st.composite
def cases(draw: Any, count: int) -> tuple[Data, list[Data]]:
    """Return an instrument's data with `count` sets of answers to it."""
    pick = picker(draw)
    data = _Maker(pick).instrument()
    instrument = Instrument.model_validate(data)
    return data, [make_answers(pick, instrument) for _ in range(count)]


@st.composite
def answers_to(draw: Any, instrument: Instrument) -> Data:
    """Return answers to an instrument: right, partial, wrong, unknown."""
    return make_answers(picker(draw), instrument)


@st.composite
def tables(draw: Any) -> dict[str, list[Data]]:
    """Return the three tables of the four-Cs mapper, as the evaluator cleans them."""
    return make_tables(picker(draw))


class _Maker:
    """Makes one instrument."""

    def __init__(self, pick: Pick) -> None:
        self.pick = pick
        self.sides = some(pick, SIDES, 0, 3)
        self.network = pick(4) == 3
        self.rules = 0

    def instrument(self) -> Data:
        pick = self.pick
        questions = [self.question(name) for name in some(pick, IDS, 1, 4)]
        questions += [self.table(name) for name in some(pick, TABLES, 0, 2)]
        if self.network:
            questions += NETWORK_QUESTIONS
        self.questions = {question["id"]: question for question in questions}
        derived = list(network.OUTPUT) if self.network else []
        self.tables = [q["id"] for q in questions if q["kind"] in ("table", "matrix")] + derived
        return {
            "id": "generated",
            "version": 1,
            **dict.fromkeys(("title", "purpose", "instructions", "safety"), "Text"),
            "cannot_know": ["Much"],
            "sections": [{"title": "All", "questions": questions}],
            "sides": {side: f"toward {side}" for side in self.sides},
            **({"analysis": "network"} if self.network else {}),
            "decisions": [self.decision(number) for number in range(1 + pick(3))],
        }

    def options(self) -> list[Data]:
        values = some(self.pick, VALUES, 2, 4)
        return [{"value": value, "label": f"Label of {value}", **self.pull()} for value in values]

    def pull(self) -> Data:
        if self.sides and self.pick(2):
            return {"pull": {"toward": one(self.pick, self.sides), "because": "Reasons."}}
        return {}

    def question(self, name: str) -> Data:
        kind = one(self.pick, ("choice", "scale", "scale", "several", "text", "number"))
        question: Data = {"id": name, "kind": kind, "prompt": f"What is {name}?"}
        if kind == "number":
            return {**question, "least": self.pick(3), "most": one(self.pick, (3, 12, 999_999))}
        return question if kind == "text" else {**question, "options": self.options()}

    def table(self, name: str) -> Data:
        pick = self.pick
        common = {"id": name, "prompt": "Rows", "row_label": one(pick, ("Row {number}", "Row", "{row} {number}"))}
        if pick(2):
            columns = [self.question(column) for column in some(pick, COLUMNS, 1, 4)]
            if not any(column["kind"] == "text" for column in columns):
                columns.append({"id": "text", "kind": "text", "prompt": "Text"})
            return {**common, "kind": "table", "columns": columns}
        elements = some(pick, ("wins", "time", "constructor", "row"), 1, 3)
        return {
            **common,
            "kind": "matrix",
            "name": {"id": "name", "kind": "text", "prompt": "Name"},
            "elements": [{"id": element, "prompt": f"It {element}"} for element in elements],
            "options": self.options(),
            **({"evidence": "Why?"} if pick(2) else {}),
        }

    def columns(self, table: str) -> dict[str, tuple[str, Sequence[str] | None]]:
        """Return a table's columns: name → its kind, and its values (None: text)."""
        if table not in self.questions:
            return {name: ("choice" if values else "text", values) for name, values in network.OUTPUT[table].items()}
        question = self.questions[table]
        if question["kind"] == "table":
            return {column["id"]: _shape(column) for column in question["columns"]}
        names: dict[str, tuple[str, Sequence[str] | None]] = {"name": ("text", None)}
        for element in question["elements"]:
            names[element["id"]] = ("choice", [option["value"] for option in question["options"]])
            if "evidence" in question:
                names[f"{element['id']}_evidence"] = ("text", None)
        return names

    def decision(self, number: int) -> Data:
        pick = self.pick
        each = one(pick, self.tables) if self.tables and pick(2) else None
        return {
            "id": f"decision-{number}",
            "title": "Decision",
            "hit": one(pick, ("unique", "first", "collect")),
            **({"each": each} if each else {}),
            **({} if pick(4) else {"only_if": self.condition(None, 1)}),
            "rules": [self.rule(each) for _ in range(1 + pick(3))],
        }

    def rule(self, each: str | None) -> Data:
        self.rules += 1
        names = [name for name, question in self.questions.items() if question["kind"] not in ("table", "matrix")]
        names = list(dict.fromkeys([*names, *(self.columns(each) if each else ()), *(["row"] if each else [])]))
        words = ["Plain {Not a name} text", *("{" + name + "}" for name in some(self.pick, names, 0, 3))]
        return {
            "id": f"rule-{self.rules}",
            "when": self.condition(each, 2),
            "finding": {"tone": "advice", "title": words[-1], "text": " ".join(words), "points": words, "section": "S"},
        }

    def condition(self, table: str | None, depth: int) -> Data:
        # A mapping with several keys means that all of them hold; so does the empty one.
        return dict(self.entry(table, depth) for _ in range((1, 1, 1, 2, 2, 0)[self.pick(6)]))

    def entry(self, table: str | None, depth: int) -> tuple[str, Any]:
        pick = self.pick
        kinds = ["question", "question", "question", *(("pulls", "outweighs") if self.sides else ())]
        kinds += ["all", "any", "not", *(("rows", "rows") if self.tables else ())] if depth else []
        match one(pick, kinds):
            case "all" | "any" as key:
                return key, [self.condition(table, depth - 1) for _ in range(1 + pick(2))]
            case "not":
                return "not", self.condition(table, depth - 1)
            case "rows":
                of = one(pick, self.tables)
                return "rows", {"of": of, "where": self.condition(of, depth - 1), **self.bounds()}
            case "pulls":
                return "pulls", {"toward": one(pick, self.sides), **self.bounds()}
            case "outweighs":
                return "outweighs", {
                    "side": one(pick, self.sides),
                    "over": one(pick, self.sides),
                    "times": 1 + pick(3),
                }
        return self.expectation(table)

    def bounds(self) -> Data:
        bounds = {"at_least": self.pick(3), "at_most": self.pick(3)}
        return {key: bounds[key] for key in some(self.pick, list(bounds), 0, 2)}

    def expectation(self, table: str | None) -> tuple[str, Any]:
        pick = self.pick
        known = {name: _shape(question) for name, question in self.questions.items()}
        if table:
            known |= self.columns(table)
        name = one(pick, list(known))
        kind, values = known[name]
        if kind == "number" and pick(6):
            numbers = [other for other, (of, _) in known.items() if of == "number"]
            bounds = [0, 1, 3, 4, 12, *({"answer": other} for other in numbers)]
            ends = {"at_least": one(pick, bounds), "at_most": one(pick, bounds)}
            return name, {key: ends[key] for key in some(pick, list(ends), 1, 2)}
        if not values or pick(5) == 4:
            return name, one(pick, ("answered", "unanswered"))
        if kind == "scale" and pick(3):
            ends = {"at_least": one(pick, values), "at_most": one(pick, values)}
            return name, {key: ends[key] for key in some(pick, list(ends), 1, 2)}
        return name, one(pick, values) if pick(2) else some(pick, values, 1, 3)


def _shape(question: Data) -> tuple[str, Sequence[str] | None]:
    if question["kind"] in ("choice", "scale", "several"):
        return question["kind"], [option["value"] for option in question["options"]]
    return question["kind"], None


def _text(name: str) -> Data:
    return {"id": name, "kind": "text", "prompt": name}


def _closed(name: str, kind: str, values: Sequence[str]) -> Data:
    return {
        "id": name,
        "kind": kind,
        "prompt": name,
        "options": [{"value": value, "label": f"Label {value}"} for value in values],
    }


def _rows(name: str, columns: list[Data]) -> Data:
    return {"id": name, "kind": "table", "prompt": name, "row_label": name + " {number}", "columns": columns}


BARRIERS = network.OUTPUT["pairs"]["barriers"] or ()
#: The questions that the analysis of networks reads.
NETWORK_QUESTIONS = [
    _rows("problems", [_text("name")]),
    _rows("actors", [_text("name"), _closed("track", "choice", ("one", "two", "other")), _text("works_on")]),
    _rows(
        "ties",
        [
            _text("from"),
            _text("to"),
            _closed("level", "scale", network.LEVELS),
            _closed("barriers", "several", BARRIERS),
        ],
    ),
]


def make_answers(pick: Pick, instrument: Instrument) -> Data:
    """Return answers to an instrument; about one in six does not fit, some keys are unknown."""
    answers: Data = {}
    for question in instrument.questions:
        if pick(5):
            answers[question.id] = _answer(pick, question)
    if instrument.analysis == "network" and pick(3):
        answers |= make_tables(pick, 4)
    for name in some(pick, ("unknown", "__proto__", "toString"), 0, 1):
        answers[name] = one(pick, WRONG)
    return answers


def _answer(pick: Pick, question: Question) -> Any:
    if pick(8) == 7:
        return one(pick, WRONG)
    if isinstance(question, Table | Matrix):
        return [_row(pick, question) for _ in range(pick(4))]
    if isinstance(question, ShortText):
        return one(pick, TEXTS)
    if isinstance(question, Number):
        return one(pick, NUMBERS)
    values = [option.value for option in question.options]
    if isinstance(question, Several):
        return some(pick, [*values, "unknown", None], 0, 3)
    return one(pick, [*values, "", "unknown"])


def _row(pick: Pick, table: Table | Matrix) -> Any:
    if pick(10) == 9:
        return one(pick, WRONG)
    row = {column.id: _answer(pick, column) for column in table.columns if pick(4)}
    return {**row, "#": 7} if pick(10) == 9 else row


ACTORS = ("Union", "union", "UNION ", "İs", "i̇s", "Straße", "STRASSE", "ΑΣ", "ας", "ασ", "A; B", "constructor", "")
AREAS = ("Water", "water", "Schools", "ΣΟΦΟΣ", "σοφος", "σοφοσ", "K", "k", "__proto__", " ")


def make_tables(pick: Pick, most: int = 9) -> dict[str, list[Data]]:
    """Return tables of a network, with names twice, unknown names, ties to oneself, and letters in both cases."""
    return {
        "problems": [{"name": one(pick, AREAS).strip()} for _ in range(pick(5))],
        "actors": [
            {
                "name": one(pick, ACTORS).strip(),
                "track": one(pick, ("one", "two", "other", "")),
                "works_on": ";".join(some(pick, AREAS, 0, 4)),
            }
            for _ in range(pick(most))
        ],
        "ties": [
            {
                "from": one(pick, ACTORS).strip(),
                "to": one(pick, ACTORS).strip(),
                "level": one(pick, (*network.LEVELS, "")),
                "barriers": some(pick, BARRIERS, 0, 2),
            }
            for _ in range(pick(most))
        ],
    }


SLIPS = ('"', "{", "}", "]", ",", "\x00", "\u00a0", "\ufeff", "\\", "é")
NUMBERS = ("1.0", "1e0", "2.0", "01", "NaN", "Infinity", "-1", "1.", ".5", "9" * 15, "0x1", "true")


@st.composite
def document_texts(draw: Any, known: Sequence[Instrument]) -> str:
    """Return the text of an answers file: whole, from elsewhere, from later, or damaged."""
    pick = picker(draw)
    entries: Data = {}
    for instrument in some(pick, known, 0, 2):
        answers: Any = _fitting(pick, instrument) if pick(3) else make_answers(pick, instrument)
        key = instrument.id + one(pick, ("", "", "@lake.before", "@", "@a@b"))
        entries[key] = {"version": 1, "answers": answers} if pick(6) else one(pick, WRONG)
    if pick(3) == 2:
        entries[one(pick, ("later-instrument", "__proto__", "constructor"))] = one(
            pick, ({"answers": {"x": [1, None]}, "more": True}, {"answers": []}, [], {})
        )
    document: Data = {"format": "track-ii-answers", "version": 1, "instruments": entries}
    match pick(8):
        case 1:
            document.pop(one(pick, list(document)))
        case 2:
            document[one(pick, list(document))] = one(pick, WRONG)
        case 3 | 5:
            document["version"] = one(pick, (2, 0, 99, -1, 3, True, 2, "1", 7, None, 4, 1.5))
        case 4:
            document |= {"later": {"kept": [0, "ü"]}, "__proto__": 1}
    text = json.dumps(document, ensure_ascii=bool(pick(2)), indent=pick(2) or None)
    match pick(10):
        case 1:
            text = "\ufeff" + text
        case 2:
            text = text[: pick(len(text))]
        case 3:
            place = pick(len(text))
            text = text[:place] + one(pick, SLIPS) + text[place:]
        case 4:
            number = one(pick, NUMBERS)
            text = text.replace('"version": 1', f'"version": {number}', 1)
        case 5:
            text = one(pick, ("", "null", "[]", "{}", '"x"', "NaN", "\ufeff", " ", "name,wins\nA,yes", "<html></html>"))
    return text


def _fitting(pick: Pick, instrument: Instrument) -> Data:
    answers: Data = {}
    for question in instrument.questions:
        if pick(2):
            answers[question.id] = _fit(pick, question)
    return answers


def _fit(pick: Pick, question: Question) -> Any:
    if isinstance(question, Table | Matrix):
        return [{c.id: _fit(pick, c) for c in question.columns if pick(2)} for _ in range(pick(3))]
    if isinstance(question, Several):
        return some(pick, ["unknown", *(option.value for option in question.options)], 0, 3)
    return one(pick, TEXTS)
