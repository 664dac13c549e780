"""Rows pasted from a spreadsheet or read from a CSV file arrive as they were meant, or not at all."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser_evaluator import BrowserError, BrowserEvaluator
from widgets.loading import instrument
from widgets.spec import browser_spec
from widgets.strings import strings

WORDS = {key: text for key, text in strings().items() if key.startswith("paste_")}
TABLES = {q["id"]: q["columns"] for q in browser_spec(instrument("four-cs-mapper"))["questions"]}
LINE = "\u2028"

TAKEN: dict[str, tuple[str, str, list[dict[str, Any]]]] = {
    "commas": ("actors", "Actor,Track\nUnion,two\n", [{"name": "Union", "track": "two"}]),
    "semicolons": ("actors", "Actor;Track\nUnion;two", [{"name": "Union", "track": "two"}]),
    "tabs, as a spreadsheet copies": ("actors", "Actor\tTrack\nUnion\ttwo", [{"name": "Union", "track": "two"}]),
    "commas inside a text that tabs divide": (
        "actors",
        "Actor\tWhere\nA, B\tC, D",
        [{"name": "A, B", "place": "C, D"}],
    ),
    "line ends of Windows": (
        "problems",
        "Problem area\r\nWater\r\nSchools\r\n",
        [{"name": "Water"}, {"name": "Schools"}],
    ),
    "line ends of old Macs": ("problems", "Problem area\rWater\r", [{"name": "Water"}]),
    "the mark at the start of a file": ("problems", "\ufeffProblem area\nWater", [{"name": "Water"}]),
    "ids and labels in any case": (
        "actors",
        "NAME,track,Local or Outside\nUnion,TRACK II (UNOFFICIAL),local",
        [{"name": "Union", "track": "two", "origin": "local"}],
    ),
    "columns in another order, and one unknown": (
        "actors",
        "Track,Mood,Actor\none,tense,Envoy",
        [{"name": "Envoy", "track": "one"}],
    ),
    "quotation marks around a separator, a line end and a quotation mark": (
        "actors",
        'Actor,Where\n"Union, North","Hills\nand ""coast"""\nConvoy,Camps',
        [{"name": "Union, North", "place": 'Hills\nand "coast"'}, {"name": "Convoy", "place": "Camps"}],
    ),
    "a quotation mark inside a text": ("actors", 'Actor\n5" pipe crew', [{"name": '5" pipe crew'}]),
    "empty cells and lines, short and long rows": (
        "actors",
        "Actor,Track,Where\n\n,,\nUnion\nConvoy,,Camps,more\n   \n",
        [{"name": "Union"}, {"name": "Convoy", "place": "Camps"}],
    ),
    "spaces around cells": ("actors", " Actor , Track \n  Union\u00a0, two ", [{"name": "Union", "track": "two"}]),
    "several values in a cell": (
        "ties",
        "From,To,Tie,What holds it back\nA,B,Cooperation,time; Being seen as neutral;",
        [{"from": "A", "to": "B", "level": "cooperation", "barriers": ["time", "neutrality"]}],
    ),
    "markup and formulas stay text": (
        "problems",
        "Problem area\n<img src=x onerror=alert(1)>\n=1+1\n{name}",
        [{"name": "<img src=x onerror=alert(1)>"}, {"name": "=1+1"}, {"name": "{name}"}],
    ),
    "letters of every script": (
        "problems",
        f"Problem area\nالماء\n水{LINE}👩🏽‍🏫",
        [{"name": "الماء"}, {"name": f"水{LINE}👩🏽‍🏫"}],
    ),
}

REFUSED: dict[str, tuple[str, str, str, dict[str, str]]] = {
    "nothing": ("actors", "", "paste_empty", {}),
    "only blanks": ("actors", " \n\t\n", "paste_empty", {}),
    "only the column names": ("actors", "Actor,Track\n", "paste_empty", {}),
    "no column names": (
        "actors",
        "Union,two\nConvoy,other",
        "paste_missing",
        {"column": "Actor", "found": "Union, two"},
    ),
    "the first column is missing": (
        "ties",
        "To,Tie\nA,communication",
        "paste_missing",
        {"column": "From", "found": "To, Tie"},
    ),
    "a value that is no answer": (
        "actors",
        "Actor,Track\nUnion,two\n\nConvoy,three",
        "paste_value",
        {
            "line": "4",
            "value": "three",
            "column": "Track",
            "options": "Track I (official), Track II (unofficial), Neither, or not clear",
        },
    ),
    "a wrong value among several, after a cell of two lines": (
        "ties",
        'From,What holds it back\n"A\nB",time\nC,time;fear',
        "paste_value",
        {
            "line": "4",
            "value": "fear",
            "column": "What holds it back",
            "options": "Confidentiality, Being seen as neutral, Association with the military or track I, "
            "Competition for funds, Time",
        },
    ),
    "a quotation mark that is never closed": (
        "actors",
        'Actor,Where\nUnion,"Hills\nConvoy,Camps',
        "paste_quote",
        {"line": "2"},
    ),
}


@pytest.mark.parametrize("case", TAKEN)
def test_rows_are_taken(case: str, in_browser: BrowserEvaluator) -> None:
    table, text, rows = TAKEN[case]
    assert in_browser.ask("rows", text=text, columns=TABLES[table], words=WORDS) == rows


@pytest.mark.parametrize("case", REFUSED)
def test_rows_that_cannot_be_used_are_refused_in_words(case: str, in_browser: BrowserEvaluator) -> None:
    table, text, sentence, values = REFUSED[case]
    expected = WORDS[sentence]
    for key, value in values.items():
        expected = expected.replace("{" + key + "}", value)
    with pytest.raises(BrowserError) as refused:
        in_browser.ask("rows", text=text, columns=TABLES[table], words=WORDS)
    assert str(refused.value) == expected


def test_a_thousand_rows_are_read_whole(in_browser: BrowserEvaluator) -> None:
    text = "Actor\tWorks on\n" + "".join(f"Actor {n}\tWater; Area {n % 50}\n" for n in range(1000))
    rows = in_browser.ask("rows", text=text, columns=TABLES["actors"], words=WORDS)
    assert len(rows) == 1000
    assert rows[-1] == {"name": "Actor 999", "works_on": "Water; Area 49"}


MONTHS = [
    {"id": "name", "kind": "text", "label": "Activity"},
    {"id": "month", "kind": "number", "label": "Done in month", "least": 1, "most": 24},
]


def test_numbers_are_read_and_what_is_none_is_refused(in_browser: BrowserEvaluator) -> None:
    text = "Activity,Done in month\nTraining,3\nDialogue,\nRadio, 024 "
    assert in_browser.ask("rows", text=text, columns=MONTHS, words=WORDS) == [
        {"name": "Training", "month": "3"},
        {"name": "Dialogue"},
        {"name": "Radio", "month": "024"},
    ]
    with pytest.raises(BrowserError, match="Line 3: “25” is not a whole number from 1 to 24 for “Done in month”"):
        in_browser.ask("rows", text=text.replace("Dialogue,", "Dialogue,25"), columns=MONTHS, words=WORDS)
