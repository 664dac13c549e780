"""The forms are valid HTML, every control has a name and a label, and what a person typed stays text."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest
from hypothesis import given, settings

from tests import strategies
from tests.book.pages import ROOT
from widgets.html import render, render_questions
from widgets.loading import instrument, names
from widgets.model import Instrument, Matrix, Table
from widgets.questions import load_questions
from widgets.spec import script_json
from widgets.strings import strings

HOSTILE = "</textarea></script><!--<script><img src=x onerror=alert(1)>\u2028\"'&amp;{name}"
#: Those that are shown with answers; test_private.py is about the others.
FILLED = [name for name in names() if not instrument(name).private]
BANKS = sorted((ROOT / "exercises").rglob("*.yaml"))


def parsed(html: str) -> Element:
    """Return the tree of a form set into a page; a fault in the HTML is an error."""
    page = f'<!DOCTYPE html><html lang="en"><head><title>T</title></head><body><main>{html}</main></body></html>'
    root: Element = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)
    return root


def hostile(of: Instrument) -> dict[str, Any]:
    """Return answers with hostile text wherever text can be typed, and elsewhere too."""
    answers: dict[str, Any] = {HOSTILE: HOSTILE}
    for question in of.questions:
        if isinstance(question, Table | Matrix):
            answers[question.id] = [{column.id: HOSTILE for column in question.columns}]
        else:
            answers[question.id] = HOSTILE
    return answers


def controls(root: Element) -> list[Element]:
    """Return the controls a reader can reach: not those of the pattern for further rows."""
    pattern = {id(inner) for template in root.iter("template") for inner in template.iter()}
    return [element for element in root.iter() if element.tag in ("input", "textarea") and id(element) not in pattern]


def said(element: Element) -> str:
    """Return the text in an element."""
    return " ".join("".join(element.itertext()).split())


def assert_labelled(root: Element) -> None:
    """Every control stands in one label with text, every group of options in a fieldset with a legend."""
    labels = {id(control): label for label in root.iter("label") for control in label.iter()}
    fields = {id(control): field for field in root.iter("fieldset") for control in field.iter()}
    for control in controls(root):
        assert control.get("name")
        label = labels[id(control)]
        words = label.find("span[@class='t2-prompt']")
        assert said(label if words is None else words)
        if control.get("type") in ("radio", "checkbox"):
            legend = fields[id(control)][0]
            assert legend.tag == "legend"
            assert said(legend)
    for field in root.iter("fieldset"):
        assert field[0].tag == "legend"
    ids = Counter(element.get("id") for element in root.iter() if element.get("id"))
    assert [name for name, count in ids.items() if count > 1] == []


@pytest.mark.parametrize("name", FILLED)
@pytest.mark.parametrize("filling", ["blank", "example", "hostile"])
def test_a_form_is_valid_and_every_control_has_a_name_and_a_label(name: str, filling: str) -> None:
    of = instrument(name)
    answers = {"blank": {}, "example": dict(of.example or {}), "hostile": hostile(of)}[filling]
    root = parsed(render(of, answers))
    assert len(controls(root)) >= len(list(of.questions))
    assert_labelled(root)


@settings(max_examples=60)
@given(strategies.cases(1))
def test_generated_forms_are_valid_and_labelled(case: tuple[dict[str, Any], list[dict[str, Any]]]) -> None:
    data, [answers] = case
    answers = json.loads(json.dumps(answers).replace("\\ud800", "?"))  # a page cannot hold half a letter
    assert_labelled(parsed(render(Instrument.model_validate(data), answers)))


@pytest.mark.parametrize("name", names())
def test_controls_of_one_name_are_one_group_of_options(name: str) -> None:
    groups: dict[str, list[Element]] = {}
    for control in controls(parsed(render(instrument(name)))):
        groups.setdefault(control.get("name", ""), []).append(control)
    for group, members in groups.items():
        kinds = {member.get("type", "text") for member in members}
        assert len(kinds) == 1, group
        values = [member.get("value") for member in members]
        assert len(set(values)) == len(values), group


@pytest.mark.parametrize("name", names())
def test_every_prompt_stands_in_the_form_itself(name: str) -> None:
    of = instrument(name)
    text = said(next(parsed(render(of)).iter("form")))
    for question in of.questions:
        assert question.prompt in text
        for column in getattr(question, "columns", ()):
            assert column.prompt in text
        for option in getattr(question, "options", ()):
            assert option.label in text
    assert of.safety in text
    assert all(limit in text for limit in of.cannot_know)


@pytest.mark.parametrize("name", FILLED)
def test_hostile_answers_stay_text(name: str) -> None:
    of = instrument(name)
    root = parsed(render(of, hostile(of)))
    assert not list(root.iter("img"))
    assert not [key for element in root.iter() for key in element.attrib if key.startswith("on")]
    typed = [area.text for area in root.iter("textarea") if area.text]
    assert typed or not any(isinstance(question, Table | Matrix) for question in of.questions)
    assert set(typed) <= {HOSTILE}
    scripts = list(root.iter("script"))
    assert [script.get("type") for script in scripts] == ["application/json"]
    spec = json.loads(scripts[0].text or "")
    assert spec["answers"] == hostile(of)
    assert spec["words"] == strings()


def test_answers_that_fit_are_filled_in_and_others_left_out() -> None:
    answers = {"concerned": "no", "access": "perhaps", "conditions": ["public", "weak", "none"], "parties": "A"}
    root = parsed(render(instrument("ripeness-checklist"), answers))
    filled = {(c.get("name"), c.get("value")) for c in controls(root) if "checked" in c.attrib}
    assert filled == {
        ("ripeness-checklist.concerned", "no"),
        ("ripeness-checklist.conditions", "public"),
        ("ripeness-checklist.conditions", "weak"),
    }
    assert not [area for area in root.iter("textarea") if area.text]


def test_there_are_as_many_rows_as_answers_and_never_fewer_than_the_blank_ones() -> None:
    def rows(count: int) -> int:
        parties = [{"name": f"Party {n}"} for n in range(count)]
        root = parsed(render(instrument("ripeness-checklist"), {"parties": parties}))
        return sum("data-row" in element.attrib for element in next(root.iter("form")).iter()) - 1  # the pattern

    assert (rows(0), rows(1), rows(5)) == (2, 2, 5)


@pytest.mark.parametrize("text", ["</script>", "<!--", "<script>", "]]>", "\u2028\u2029", "<\x00", "&lt;"])
def test_json_in_a_page_cannot_end_its_script(text: str) -> None:
    written = script_json({text: [text]})
    assert "<" not in written
    assert "\u2028" not in written
    assert json.loads(written) == {text: [text]}


@pytest.mark.parametrize("bank", BANKS, ids=lambda path: path.stem)
def test_a_bank_of_questions_is_valid_and_labelled(bank: Any) -> None:
    questions = load_questions(bank)
    root = parsed(render_questions(questions))
    assert_labelled(root)
    assert len(list(root.iter("form"))) == len(questions)
    for form, question in zip(root.iter("form"), questions, strict=True):
        assert " ".join(question.prompt.split()) in said(next(form.iter("legend")))


def test_there_are_banks_of_questions() -> None:
    assert len(BANKS) >= 15
