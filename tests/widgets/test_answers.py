"""An answers file keeps what it holds; a damaged one is refused in words and changes nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest

from widgets.answers import AnswersDocument, AnswersError, load
from widgets.loading import instrument
from widgets.strings import strings

RIPENESS = instrument("ripeness-checklist")
WHOLE: dict[str, Any] = {
    "format": "track-ii-answers",
    "version": 1,
    "later": {"kept": ["ü", 1.5, None]},
    "instruments": {
        "ripeness-checklist": {
            "version": 1,
            "noted": "2031",
            "answers": {"concerned": "yes", "added-later": {"x": 1}, "parties": [{"name": "A", "mood": "tense"}]},
        },
        "not-yet-written": {"version": 3, "answers": {"x": [1]}},
    },
}


def changed(**values: Any) -> str:
    """Return the text of the whole document with other values at its top."""
    return json.dumps({**WHOLE, **values})


def entry(**values: Any) -> str:
    """Return the text of a document with other values for one instrument."""
    return changed(instruments={"ripeness-checklist": {"version": 1, "answers": {}, **values}})


def answered(question: str, answer: Any) -> str:
    """Return the text of a document with one answer."""
    return entry(answers={question: answer})


def test_what_this_edition_does_not_know_survives_a_round_trip() -> None:
    document = load(json.dumps(WHOLE))
    assert json.loads(document.dump()) == WHOLE

    parties = WHOLE["instruments"]["ripeness-checklist"]["answers"]["parties"]
    after = json.loads(document.with_answers(RIPENESS, {"parties": parties, "forum": "yes"}).dump())
    expected = json.loads(json.dumps(WHOLE))
    expected["instruments"]["ripeness-checklist"]["answers"] = {
        "added-later": {"x": 1},
        "parties": [{"name": "A", "mood": "tense"}],
        "forum": "yes",
    }
    assert after == expected


def test_what_was_cleared_does_not_come_back() -> None:
    document = load(json.dumps(WHOLE)).with_answers(RIPENESS, {})
    assert document.answers("ripeness-checklist") == {"added-later": {"x": 1}}
    assert document.answers("not-yet-written") == {"x": [1]}


def test_a_document_and_its_answers_are_never_changed_in_place() -> None:
    document = load(json.dumps(WHOLE))
    document.with_answers(RIPENESS, {"concerned": "no"})
    document.answers("ripeness-checklist")["parties"].append({"name": "B"})
    assert json.loads(document.dump()) == WHOLE


def test_an_instrument_without_answers_has_none() -> None:
    assert load(json.dumps(WHOLE)).answers("four-cs-mapper") == {}
    assert AnswersDocument().answers("four-cs-mapper") == {}
    assert load(AnswersDocument().dump()) == AnswersDocument()


def test_letters_of_every_script_stay_readable_in_the_file() -> None:
    text = AnswersDocument().with_answers(RIPENESS, {"parties": [{"name": "مجلس البحيرة 👩🏽‍🏫"}]}).dump()
    assert "مجلس البحيرة 👩🏽‍🏫" in text
    assert load("\ufeff" + text).answers("ripeness-checklist") == {"parties": [{"name": "مجلس البحيرة 👩🏽‍🏫"}]}


DAMAGED = {
    "nothing": ("", "damaged_json"),
    "cut off": (json.dumps(WHOLE)[:-20], "damaged_json"),
    "a web page": ("<!DOCTYPE html><title>Sign in</title>", "damaged_json"),
    "a table": ("Party,It wins\nA,yes\n", "damaged_json"),
    "a number that JSON does not have": (json.dumps(WHOLE).replace("1.5", "NaN"), "damaged_json"),
    "a number without end": ("9" * 5000, "damaged_json"),
    "nested without end": ("[" * 100_000, "damaged_json"),
    "another JSON file": ('{"cells": [], "nbformat": 4}', "damaged_format"),
    "a list": ("[]", "damaged_format"),
    "another format": (changed(format="answers"), "damaged_format"),
    "no version": (changed(version=None), "damaged_format"),
    "a version in words": (changed(version="1"), "damaged_format"),
    "version zero": (changed(version=0), "damaged_format"),
    "true for a version": (changed(version=True), "damaged_format"),
    "half a version": (changed(version=1.5), "damaged_format"),
    "a list of instruments": (changed(instruments=[]), "damaged_format"),
    "an instrument that is a word": (changed(instruments={"ripeness-checklist": "yes"}), "damaged_format"),
    "an unknown instrument without answers": (
        changed(instruments={"not-yet-written": {"version": 1}}),
        "damaged_format",
    ),
    "a list of answers": (entry(answers=[]), "damaged_format"),
    "a newer edition": (changed(version=2), "damaged_newer"),
    "a choice with several answers": (answered("concerned", ["yes"]), "damaged_answer"),
    "a choice that is true": (answered("concerned", True), "damaged_answer"),
    "several answers as one word": (answered("conditions", "weak"), "damaged_answer"),
    "several answers with a number": (answered("conditions", ["weak", 1]), "damaged_answer"),
    "a table that is a word": (answered("parties", "A"), "damaged_answer"),
    "a row that is a word": (answered("parties", ["A"]), "damaged_answer"),
    "a cell that is a number": (answered("parties", [{"name": 7}]), "damaged_answer"),
}


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_file_that_cannot_be_used_is_refused_in_words(damage: str) -> None:
    text, sentence = DAMAGED[damage]
    with pytest.raises(AnswersError) as refused:
        load(text)
    expected = strings()[sentence].replace("{version}", "2")
    prompts = {question.id: question.prompt for question in RIPENESS.questions}
    asked = next((prompt for name, prompt in prompts.items() if f'"{name}"' in text), "")
    assert str(refused.value) == expected.replace("{question}", asked)
    assert "Nothing was changed." in str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        answered("concerned", "a value of a later edition"),
        answered("conditions", ["a value of a later edition"]),
        answered("parties", [{"name": "A", "wins": "perhaps", "mood": 7}]),
        answered("added-later", 7),
        changed(version=1.0),
        changed(instruments={"not-yet-written": {"answers": {"x": 7}}}),
    ],
)
def test_what_a_later_edition_may_have_added_is_taken(text: str) -> None:
    assert json.loads(load(text).dump()) == json.loads(text)


@pytest.mark.parametrize("key", ["ripeness-checklist@lake.before", "ripeness-checklist@", "ripeness-checklist@a@b"])
def test_answers_for_a_case_have_their_own_place_and_are_checked_as_the_readers_own(key: str) -> None:
    own, case = {"parties": [{"name": "Mine"}]}, {"parties": [{"name": "The case’s"}]}
    whole = {"ripeness-checklist": {"answers": own}, key: {"answers": case}, f"not-yet-written@{key}": {"answers": {}}}
    document = load(changed(instruments=whole))
    assert document.answers("ripeness-checklist") == own
    assert document.answers(key) == case
    assert json.loads(document.with_answers(RIPENESS, {}).dump())["instruments"][key] == whole[key]
    with pytest.raises(AnswersError) as refused:
        load(changed(instruments={**whole, key: {"answers": {"parties": "The case’s"}}}))
    prompt = next(question.prompt for question in RIPENESS.questions if question.id == "parties")
    assert str(refused.value) == strings()["damaged_answer"].replace("{question}", prompt)
