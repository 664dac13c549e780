"""A damaged instrument file is refused with its name, the line, the fault and the mend; its form is published."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from ruamel.yaml import YAML

from widgets import schema
from widgets.evaluate import evaluate
from widgets.loading import InstrumentError, instrument, load_instrument, names

WHOLE = """\
id: sample
version: 1
title: Sample
purpose: To be damaged.
instructions: Answer.
cannot_know: [Much]
safety: Use roles.
sides: {teach: you teach, ask: you ask}
sections:
  - title: All
    questions:
      - id: time
        kind: scale
        prompt: How much time?
        options:
          - {value: days, label: Days, pull: {toward: teach, because: Teaching is quick.}}
          - {value: weeks, label: Weeks}
      - id: habit
        kind: choice
        prompt: What is the habit?
        options:
          - {value: "yes", label: "Yes"}
          - {value: "no", label: "No"}
      - id: parties
        kind: table
        prompt: Who?
        row_label: Party {number}
        columns:
          - {id: name, kind: text, prompt: Name}
          - {id: wins, kind: choice, prompt: Wins?, options: [{value: a, label: A}, {value: b, label: B}]}
decisions:
  - id: first
    title: First
    hit: first
    rules:
      - id: short
        when: {time: days}
        finding:
          tone: advice
          title: Short
          text: There is little time.
          section: Training
  - id: each
    title: Each
    hit: unique
    each: parties
    rules:
      - id: winning
        when: {wins: a}
        finding: {tone: missing, title: "{name} hopes to win", text: It may., section: Creating Ripeness}
"""

WITH_NUMBERS = WHOLE.replace(
    "      - id: parties\n",
    "      - {id: start, kind: number, prompt: When does it start?, most: 12}\n"
    "      - {id: end, kind: number, prompt: When does it end?, least: 1, most: 12}\n"
    "      - id: parties\n",
)

#: What is damaged: the text as it stands → as it is damaged, the line complained of, and words of the complaint.
DAMAGES: dict[str, tuple[str, str, int, str]] = {
    "a bracket is not closed": ("[Much]", "[Much", 7, "not valid YAML"),
    "a tab indents a line": ("    questions:", "\tquestions:", 11, "not valid YAML"),
    "a key stands twice": ("version: 1", "version: 1\nversion: 2", 3, "not valid YAML"),
    "a key is missing": ("safety: Use roles.\n", "", 1, "safety: this key is missing; add it"),
    "a key deep inside is missing": (
        "        prompt: How much time?\n",
        "",
        12,
        "prompt: this key is missing; add it",
    ),
    "a key is misspelled": ("instructions:", "instruction:", 5, "not known here; check its spelling"),
    "the kind does not exist": (
        "kind: scale",
        "kind: slider",
        13,
        "choice, scale, several, text, number, table or matrix",
    ),
    "an id has capital letters": ("- id: time", "- id: Time", 12, "use small letters, digits and hyphens"),
    "a text is a number": ("title: Sample", "title: 2010", 3, "put it in quotation marks"),
    "a text is empty": ("purpose: To be damaged.", 'purpose: "  "', 4, "at least 1 character"),
    "the version is no number": ("version: 1", "version: first", 2, "valid integer"),
    "a scale has one option": (
        "          - {value: weeks, label: Weeks}\n",
        "",
        15,
        "there must be at least 2 and there are 1",
    ),
    "the hit policy does not exist": ("hit: first", "hit: last", 34, "write `unique`, `first` or `collect`"),
    "the tone does not exist": ("tone: advice", "tone: good", 39, "`caution` or `advice`"),
    "a question id is used twice": (
        "- id: habit",
        "- id: time",
        18,
        "the question id 'time' is used twice; rename one",
    ),
    "a value is used twice": ("value: weeks", "value: days", 15, "the value 'days' is used twice; rename one"),
    "a column id is used twice": ("id: wins,", "id: name,", 28, "the column id 'name' is used twice; rename one"),
    "a table has no text": (
        "{id: name, kind: text, prompt: Name}",
        "{id: name, kind: several, prompt: N, options: [{value: a, label: A}]}",
        28,
        "needs a text column that names its rows; add one",
    ),
    "a rule id is used twice": ("- id: winning", "- id: short", 48, "the rule id 'short' is used twice; rename one"),
    "a rule asks an unknown question": (
        "{time: days}",
        "{tine: days}",
        37,
        "there is no question 'tine'; did you mean 'time'?",
    ),
    "a rule asks for an unknown answer": (
        "{time: days}",
        "{time: day}",
        37,
        "there is no answer to 'time' 'day'; did you mean 'days'?",
    ),
    "a rule asks a text for a value": ("{wins: a}", "{name: lake}", 49, "ask whether it is `answered` or `unanswered`"),
    "a rule orders what has no order": ("{time: days}", "{habit: {at_least: no}}", 37, "'habit' is no scale"),
    "a condition is a truth value": ("{time: days}", "{habit: true}", 37, "Quote yes, no, true and numbers"),
    "a condition is a list": ("{time: days}", "[time, days]", 37, "a condition is a mapping such as {question: value}"),
    "a bound is a number": ("{time: days}", "{time: {at_least: 2}}", 37, "'time' is no number"),
    "`any` holds no list": ("{time: days}", "{any: {time: days}}", 37, "`any` takes a list of conditions"),
    "`rows` names no table": ("{time: days}", "{rows: {at_least: 1}}", 37, "`rows` takes a mapping with the keys"),
    "`rows` names an unknown table": (
        "{time: days}",
        "{rows: {of: party}}",
        37,
        "there is no table 'party'; did you mean 'parties'?",
    ),
    "`rows` names a list": ("{time: days}", "{rows: {of: [parties]}}", 37, "write the id of a table or side"),
    "`rows` counts in words": (
        "{time: days}",
        "{rows: {of: parties, at_least: one}}",
        37,
        "at_least and at_most are whole numbers",
    ),
    "`where` asks an unknown column": (
        "{time: days}",
        "{rows: {of: parties, where: {win: a}}}",
        37,
        "there is no question 'win'; did you mean 'wins'?",
    ),
    "`pulls` names an unknown side": (
        "{time: days}",
        "{pulls: {toward: tech}}",
        37,
        "there is no side 'tech'; did you mean 'teach'?",
    ),
    "`outweighs` counts in words": (
        "{time: days}",
        "{outweighs: {side: teach, over: ask, times: twice}}",
        37,
        "times is a whole number",
    ),
    "an answer pulls to an unknown side": (
        "toward: teach, because",
        "toward: tell, because",
        16,
        "there is no side 'tell'",
    ),
    "a decision is on an unknown table": (
        "each: parties",
        "each: partys",
        46,
        "there is no table 'partys'; did you mean 'parties'?",
    ),
    "a text has an unknown placeholder": (
        "{name} hopes",
        "{nam} hopes",
        50,
        "there is no placeholder '{nam}'; did you mean 'name'?",
    ),
    "the analysis has nothing to read": (
        "sections:",
        "analysis: network\nsections:",
        9,
        "reads a table 'actors' with a text column 'name'; add it",
    ),
    "a link leads out of the book": (
        "section: Training",
        "section: Training\n          next: [{page: https://example.org, label: There}]",
        43,
        "write it as in book/step1/ripeness#heading",
    ),
}


def faults(text: str) -> list[str]:
    """Return the lines of the complaint about a text."""
    with pytest.raises(InstrumentError) as refused:
        load_instrument(text, "sample.yaml")
    return str(refused.value).split("\n")


def test_the_whole_text_is_accepted() -> None:
    assert load_instrument(WHOLE, "sample.yaml").id == "sample"


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damage_is_told_with_its_line_and_the_mend(damage: str) -> None:
    before, after, line, words = DAMAGES[damage]
    assert WHOLE.count(before) == 1
    found = faults(WHOLE.replace(before, after))
    assert [fault for fault in found if fault.startswith(f"sample.yaml:{line}: ") and words in fault], found


def test_one_damaged_part_is_told_once_and_without_what_follows_from_it() -> None:
    assert faults(WHOLE.replace("kind: scale", "kind: slider")) == [
        "sample.yaml:13: sections → 0 → questions → 0 → kind: give a `kind` that exists: choice, scale, several, text, "
        "number, table or matrix"
    ]


def test_all_damages_of_a_file_are_told_at_once() -> None:
    found = faults(WHOLE.replace("{time: days}", "{time: day}").replace("{wins: a}", "{wins: c}"))
    assert [fault.split(":")[1] for fault in found] == ["37", "49"]


def test_a_column_hides_the_scale_of_the_same_name() -> None:
    options = "[{value: days, label: D}, {value: other, label: O}]"
    column = f"          - {{id: time, kind: choice, prompt: T, options: {options}}}\n"
    text = WHOLE.replace("decisions:\n", f"{column}decisions:\n")
    assert load_instrument(text.replace("{wins: a}", "{time: other}"))
    assert "'time' is no scale" in faults(text.replace("{wins: a}", "{time: {at_least: other}}"))[0]


def test_no_table_may_have_the_name_of_one_that_the_analysis_makes() -> None:
    tables = "".join(
        f"      - {{id: {table}, kind: table, prompt: P, row_label: R, columns: [{columns}]}}\n"
        for table, columns in {
            "problems": "{id: name, kind: text, prompt: N}",
            "actors": "{id: name, kind: text, prompt: N}, {id: works_on, kind: text, prompt: W}",
            "ties": "{id: from, kind: text, prompt: F}, {id: to, kind: text, prompt: T}",
        }.items()
    )
    text = WHOLE.replace("sections:", "analysis: network\nsections:").replace("decisions:", f"{tables}decisions:")
    assert load_instrument(text).analysis == "network"
    assert faults(text.replace("id: habit", "id: areas")) == [
        "sample.yaml:19: the network analysis makes a table 'areas'; rename this one"
    ]


@pytest.mark.parametrize("text", ["", "just words", "- a\n- list\n"])
def test_a_file_without_keys_is_told_how_to_begin(text: str) -> None:
    assert faults(text) == ["sample.yaml:1: the file is empty or no mapping; begin with `id: my-instrument`"]


def test_a_file_is_named_in_its_faults_and_a_missing_one_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(WHOLE.replace("hit: first", "hit: last"), encoding="utf8")
    with pytest.raises(InstrumentError, match=f"^{file}:34: "):
        load_instrument(file)
    with pytest.raises(FileNotFoundError):
        load_instrument(tmp_path / "none.yaml")


def test_an_unknown_instrument_is_told_which_there_are() -> None:
    with pytest.raises(InstrumentError, match=f"There are: {', '.join(names())}."):
        instrument("ripenes")


def published(name: str) -> Any:
    """Return a validator of a published schema."""
    content = json.loads((schema.FOLDER / name).read_text(encoding="utf8"))
    jsonschema.Draft202012Validator.check_schema(content)
    return jsonschema.Draft202012Validator(content)


def data_of(text: str) -> Any:
    """Return the data of a YAML text."""
    return YAML(typ="safe").load(text)


@pytest.mark.parametrize("name", schema.texts())
def test_the_published_schema_is_up_to_date(name: str) -> None:
    assert (schema.FOLDER / name).read_text(encoding="utf8") == schema.texts()[name], "run: python -m widgets.schema"


@pytest.mark.parametrize("name", names())
def test_the_handbooks_instruments_fit_the_published_schema(name: str) -> None:
    path = schema.FOLDER.parent / "instruments" / f"{name}.yaml"
    assert [error.message for error in published("instrument.json").iter_errors(data_of(path.read_text()))] == []


#: Damages that only show when the parts are seen together, which a schema cannot see, and those of YAML itself.
UNSEEN = (
    "used twice",
    "there is no ",
    "is no scale",
    "is no number",
    "needs a text column",
    "reads a table",
    "ask whether",
)


@pytest.mark.parametrize("damage", [name for name, (*_, words) in DAMAGES.items() if "YAML" not in words])
def test_the_published_schema_refuses_what_the_loader_refuses(damage: str) -> None:
    before, after, _, words = DAMAGES[damage]
    refused = not published("instrument.json").is_valid(data_of(WHOLE.replace(before, after)))
    blank = "at least 1 character" in words  # a schema does not take spaces away
    assert refused is not (blank or any(unseen in words for unseen in UNSEEN))


def test_the_published_schema_takes_every_form_of_a_condition() -> None:
    validator = published("instrument.json")
    whole = data_of(WHOLE)
    for text in (
        "{}",
        "{time: answered, habit: [no, yes]}",
        "{time: {at_least: days, at_most: weeks}}",
        "{all: [{}], any: [{time: days}], not: {habit: no}}",
        "{rows: {of: parties, where: {wins: a}, at_least: 1, at_most: 2}, pulls: {toward: teach, at_most: 0}}",
        "{outweighs: {side: teach, over: ask, times: 2}}",
        "{end: {at_least: 2, at_most: {answer: start}}}",
    ):
        whole["decisions"][0]["rules"][0]["when"] = whole["decisions"][0]["only_if"] = data_of(text)
        assert validator.is_valid(whole), text
        assert load_instrument(WITH_NUMBERS.replace("{time: days}", text))


@pytest.mark.parametrize(
    ("before", "after", "complaint"),
    [
        ("{time: days}", "{end: {at_most: {answer: time}}}", "'time' is no number"),
        ("{time: days}", "{end: {at_most: {answer: ends}}}", "did you mean 'end'?"),
        ("{time: days}", "{end: {at_most: {answer: 3}}}", "write a value, a list of values"),
        ("{time: days}", "{end: three}", "ask whether it is `answered` or `unanswered`"),
        ("least: 1, most: 12", "least: 13, most: 12", "least is 13 and most is 12; exchange them"),
        ("There is little time.", "It ends in {ended}.", "there is no placeholder '{ended}'; did you mean 'end'?"),
        ("There is little time.", "It concerns {parties}.", "there is no placeholder '{parties}'"),
        ("hit: first", "hit: first\n    only_if: {tim: days}", "there is no question 'tim'; did you mean 'time'?"),
    ],
)
def test_numbers_placeholders_and_conditions_of_decisions_are_checked(before: str, after: str, complaint: str) -> None:
    assert WITH_NUMBERS.count(before) == 1
    assert load_instrument(WITH_NUMBERS)
    [fault] = faults(WITH_NUMBERS.replace(before, after))
    assert complaint in fault


def test_findings_may_name_any_answer_and_decisions_may_wait_for_one() -> None:
    text = WITH_NUMBERS.replace("There is little time.", "It ends in month {end}, for {time} ({habit}).")
    text = text.replace("hit: first", "hit: first\n    only_if: {end: {at_least: 2, at_most: {answer: start}}}")
    sample = load_instrument(text)
    given = {"time": "days", "end": " 007 ", "start": "9"}
    [hit] = evaluate(sample, given).hits
    assert hit.params == {"end": "7", "time": "Days", "habit": ""}
    for other in ({"end": "1"}, {"end": "10"}, {"end": "13"}, {"end": "x"}, {"start": ""}):
        assert evaluate(sample, given | other).hits == []
