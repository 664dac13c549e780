"""Answers travel in files: what is saved is what is opened, nothing is lost, and nothing damaged gets in."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import FilePayload, expect

from tests.browser.forms import MODELS, WORDS, Form, address_of, example_of, expected_findings
from tests.browser.walk import Visitor
from widgets.answers import AnswersError, load
from widgets.evaluate import fill
from widgets.loading import instrument

BOTH = pytest.mark.parametrize("base", ["http", "file"], indirect=True)
#: An instrument of some later edition, and fields that this one does not know.
LATER = {"version": 3, "answers": {"new": ["one", {"two": 2}]}, "note": "kept"}


def document(**instruments: Any) -> dict[str, Any]:
    """Return an answers document; underscores in names stand for hyphens."""
    entries = {name.replace("_", "-"): entry for name, entry in instruments.items()}
    return {"format": "track-ii-answers", "version": 1, "instruments": entries}


@BOTH
@pytest.mark.parametrize("name", MODELS)
def test_a_saved_file_brings_back_the_same_answers_and_the_findings_python_gives(visit: Visitor, name: str) -> None:
    form = Form.opened(visit, name)
    form.fill_in_example()
    text = form.save()
    answers = load(text).answers(name)
    assert answers == example_of(name)
    found = expected_findings(name, answers)
    assert form.findings() == found

    form.reload()
    assert form.findings() == []
    assert form.answers() == {}
    form.open_text(text, WORDS["open_done"])
    assert form.findings() == found
    assert json.loads(form.save()) == json.loads(text)


@pytest.mark.parametrize("name", MODELS)
def test_what_a_reader_changes_after_opening_a_file_is_what_is_saved(visit: Visitor, name: str) -> None:
    form = Form.opened(visit, name)
    form.open_text(json.dumps(document(**{name: {"version": 1, "answers": example_of(name)}})), WORDS["open_done"])
    if name == "prescriptive-elicitive-selector":
        form.root.locator('input[name$=".time"][value="months"]').check()
    else:
        form.root.locator("[data-row] textarea").first.fill("Renamed")
    answers = form.answers()
    assert answers != example_of(name)
    assert form.findings() == expected_findings(name, answers)


@pytest.mark.parametrize("name", MODELS)
def test_answers_that_are_taken_back_or_cleared_are_not_saved(visit: Visitor, name: str) -> None:
    form = Form.opened(visit, name)
    if form.root.locator("[data-row]").count():
        for area in form.root.locator("[data-row] textarea").all():
            area.fill("no longer wanted")
        for area in form.root.locator("[data-row] textarea").all():
            area.fill("")
    else:
        form.root.locator('input[value="months"]').check()
        form.root.get_by_role("button", name=WORDS["clear_answer"]).locator("visible=true").click()
    assert form.answers() == {}
    assert "no longer wanted" not in form.save()

    form.fill_in_example()
    form.press("clear")
    expect(form.message).to_have_text(WORDS["clear_done"])
    assert form.answers() == {}
    assert form.findings() == []
    expect(form.status).to_be_empty()

    form.open_text(json.dumps(document(**{name: {"version": 1, "answers": example_of(name)}})), WORDS["open_done"])
    form.press("clear")
    assert not any(form.answers().values())


def test_one_file_holds_the_answers_to_all_instruments(visit: Visitor) -> None:
    text = json.dumps(document(later_thing=LATER) | {"written": "by hand"})
    for name in MODELS:
        form = Form.opened(visit, name)
        form.open_text(text, WORDS["open_other"])
        form.fill_in_example()
        text = form.save()
    saved = json.loads(text)
    assert saved["written"] == "by hand"
    assert saved["instruments"]["later-thing"] == LATER
    for name in MODELS:
        assert saved["instruments"][name]["answers"] == example_of(name)
        form = Form.opened(visit, name)
        form.open_text(text, WORDS["open_done"])
        assert form.findings() == expected_findings(name, example_of(name))


def test_fields_that_this_edition_does_not_know_are_kept_within_an_instrument(visit: Visitor) -> None:
    answers = {**example_of("ripeness-checklist"), "question_of_tomorrow": "yes"}
    answers["parties"][0]["column_of_tomorrow"] = "no"
    entry = {"version": 1, "answers": answers, "by": "group 2"}
    form = Form.opened(visit, "ripeness-checklist")
    form.open_text(json.dumps(document(ripeness_checklist=entry)), WORDS["open_done"])
    form.root.locator('input[name$=".concerned"][value="no"]').check()
    saved = json.loads(form.save())["instruments"]["ripeness-checklist"]
    assert saved == {**entry, "answers": {**answers, "concerned": "no"}}


def damaged(name: str) -> dict[str, tuple[str, str]]:
    """Return files that cannot be used, each with the message it must get."""
    whole = json.dumps(document(**{name: {"version": 1, "answers": example_of(name)}}))
    wrong = example_of(name)
    first = next(iter(instrument(name).questions))
    wrong[first.id] = 7
    return {
        "cut off": (whole[:-30], WORDS["damaged_json"]),
        "empty": ("", WORDS["damaged_json"]),
        "something else": ('{"type": "FeatureCollection"}', WORDS["damaged_format"]),
        "a list": ("[]", WORDS["damaged_format"]),
        "no version": (whole.replace('"version": 1', '"version": "x"', 1), WORDS["damaged_format"]),
        "newer": (whole.replace('"version": 1', '"version": 2', 1), fill(WORDS["damaged_newer"], {"version": "2"})),
        "misfit": (
            json.dumps(document(**{name: {"version": 1, "answers": wrong}})),
            fill(WORDS["damaged_answer"], {"question": first.prompt}),
        ),
    }


@BOTH
@pytest.mark.parametrize("name", MODELS)
def test_a_damaged_file_gets_a_clear_message_and_changes_nothing(visit: Visitor, name: str) -> None:
    form = Form.opened(visit, name)
    form.fill_in_example()
    before, found = form.save(), form.findings()
    for what, (text, message) in damaged(name).items():
        with pytest.raises(AnswersError) as said:
            load(text)
        assert str(said.value) == message, what
        form.open_text(text, message)
        assert form.findings() == found, what
        assert form.save() == before, what


def test_a_file_that_is_no_text_gets_a_message(visit: Visitor) -> None:
    form = Form.opened(visit, "ripeness-checklist")
    form.fill_in_example()
    picture: FilePayload = {"name": "photo.json", "mimeType": "image/png", "buffer": bytes(range(256)) * 20}
    form.root.locator('input[type="file"][accept*="json"]').set_input_files(files=[picture])
    expect(form.message).to_have_text(WORDS["damaged_json"])
    assert form.answers() == example_of("ripeness-checklist")


@pytest.mark.parametrize("name", MODELS)
def test_the_example_and_clearing_ask_before_they_replace_answers(visit: Visitor, name: str) -> None:
    page = visit.page()
    asked: list[str] = []
    page.on("dialog", lambda dialog: asked.append(dialog.message))
    page.goto(visit.base + address_of(name))
    form = Form(page, name)
    form.fill_in_example()
    assert asked == []
    form.press("example")
    form.press("clear")
    assert asked == [WORDS["example_confirm"], WORDS["clear_confirm"]]
