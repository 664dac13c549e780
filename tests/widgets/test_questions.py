"""Questions as HTML and in a kernel: mixed in the same way everywhere, explained without a script, safe."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import traitlets

from tests.widgets.markup import parsed, said
from widgets import Questions, jupyter_questions
from widgets.bank import read_bank
from widgets.html import render_questions
from widgets.questions import (
    QUESTIONS,
    AnyQuestion,
    Matching,
    Ordering,
    QuestionsError,
    ShortAnswer,
    Sorting,
    load_bank,
    load_questions,
    shown,
)
from widgets.strings import strings

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "tests" / "book" / "sample_questions.yaml"
SAMPLES = {question.kind: question for question in load_questions(SAMPLE)}
BANK = load_bank(ROOT / "exercises")
ALL = [question for questions in BANK.values() for question in questions]
VIEW = "application/vnd.jupyter.widget-view+json"
HOSTILE = "</textarea></select></script>'\"><img src=x onerror=alert(1)>{{ 1 }} {total}"


def ordering(name: str, number: int) -> Ordering:
    """Return an ordering question with so many items."""
    items = [{"text": f"Item {place}", "feedback": "So."} for place in range(number)]
    (question,) = QUESTIONS.validate_python(
        [{"id": name, "kind": "ordering", "covers": ["x"], "level": "recall", "prompt": "?", "items": items}]
    )
    assert isinstance(question, Ordering)
    return question


@pytest.mark.parametrize("number", range(3, 8))
def test_items_to_order_are_mixed_in_many_ways_but_never_stand_right(number: int) -> None:
    orders = {shown(ordering(f"any-{name}", number)) for name in range(300)}
    assert all(sorted(order) == list(range(number)) for order in orders)
    assert tuple(range(number)) not in orders
    assert len(orders) >= 5


def test_nothing_in_the_bank_is_shown_in_its_right_order() -> None:
    mixed = [question for question in [*ALL, *SAMPLES.values()] if isinstance(question, Ordering | Matching | Sorting)]
    assert len(mixed) > 20
    for question in mixed:
        told = len(question.pairs if isinstance(question, Matching) else question.items)
        order = [place for place in shown(question) if place < told]
        assert sorted(order) == list(range(told))
        assert order != sorted(order), question.id


def test_the_mix_depends_on_nothing_but_the_id() -> None:
    code = (
        "from pathlib import Path; from widgets.questions import load_questions, shown;"
        f"print([shown(q) for q in load_questions(Path({str(SAMPLE)!r}))])"
    )
    for seed in ("1", "2"):
        told = subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed}, cwd=ROOT, capture_output=True, text=True
        )
        assert told.stdout.strip() == str([shown(question) for question in SAMPLES.values()]), told.stderr
    # Fixed for ever: whoever printed a quiz has a key that still fits.
    assert shown(ordering("sample-3", 4)) == shown(SAMPLES["ordering"])
    assert shown(ordering("other-3", 7)) != shown(ordering("sample-3", 7))


def test_options_are_shown_as_they_were_written() -> None:
    assert shown(SAMPLES["choice"]) == (0, 1, 2)
    assert shown(SAMPLES["several"]) == (0, 1, 2, 3)
    assert shown(SAMPLES["short"]) == ()


def explained(question: AnyQuestion) -> list[str]:
    """Return every text that the explained answers must hold."""
    if isinstance(question, ShortAnswer):
        return [question.model, *question.must, question.pitfall]
    if isinstance(question, Matching):
        pairs = [text for pair in question.pairs for text in (pair.item, pair.match, pair.feedback)]
        return [*pairs, *(text for extra in question.extra for text in (extra.match, extra.feedback))]
    groups = list(question.groups) if isinstance(question, Sorting) else []
    parts = question.items if isinstance(question, Ordering | Sorting) else question.options
    return [*groups, *(text for part in parts for text in (part.text, part.feedback))]


@pytest.mark.parametrize("page", BANK)
def test_every_question_stands_in_the_html_with_everything_explained_in_a_fold(page: str) -> None:
    root = parsed(render_questions(BANK[page]))
    forms = list(root.iter("form"))
    assert [form.get("data-question") for form in forms] == [question.id for question in BANK[page]]
    for form, question in zip(forms, BANK[page], strict=True):
        (fold,) = form.iter("details")
        assert [text for text in explained(question) if " ".join(text.split()) not in said(fold)] == [], question.id
        (region,) = (element for element in form.iter() if element.get("role") == "status")
        assert said(region) == ""
        (button,) = form.iter("button")
        assert "hidden" in button.attrib
        assert "disabled" in button.attrib, "Enter would send the answers where there is no script"


def test_the_right_order_is_a_numbered_list() -> None:
    question = SAMPLES["ordering"]
    assert isinstance(question, Ordering)
    fold = next(parsed(render_questions([question])).iter("details"))
    (right,) = fold.iter("ol")
    assert [said(item) for item in right] == [f"{item.text}{item.feedback}" for item in question.items]


def test_what_is_to_be_sorted_is_explained_group_by_group() -> None:
    question = SAMPLES["sorting"]
    fold = next(parsed(render_questions([question])).iter("details"))
    (groups,) = fold.iter("dl")
    assert [said(part)[:13] for part in groups] == ["The guide", "The mapThe gu", "The cook", "The potThe co"]


def test_the_letters_of_matches_fit_the_list() -> None:
    root = parsed(render_questions([SAMPLES["matching"]]))
    (letters,) = (element for element in root.iter("ol") if element.get("class") == "t2-letters")
    for select in root.iter("select"):
        options = [said(option) for option in select][1:]
        assert options == [f"{letter}. {said(item)}" for letter, item in zip("ABCD", letters, strict=True)]


def test_every_control_has_a_name_of_its_own_and_a_label() -> None:
    root = parsed(render_questions(list(SAMPLES.values())))
    labels = {id(control): label for label in root.iter("label") for control in label.iter()}
    controls = [element for element in root.iter() if element.tag in ("input", "select", "textarea")]
    assert len(controls) == 3 + 4 + 4 + 3 + 4 * 2 + 1 + 2
    assert all(said(labels[id(control)]) for control in controls)
    groups = [(control.get("name"), control.get("value")) for control in controls]
    assert len(set(groups)) == len(groups)
    assert all(fieldset[0].tag == "legend" for fieldset in root.iter("fieldset"))


@pytest.mark.parametrize("kind", SAMPLES)
def test_hostile_text_in_a_question_stays_text(kind: str) -> None:
    def spoil(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: spoiled(key, part) for key, part in value.items()}
        return [spoil(part) for part in value] if isinstance(value, list | tuple) else f"{value} {HOSTILE}"

    def spoiled(key: str, part: Any) -> Any:
        return part if key in ("id", "kind", "covers", "level", "right") else spoil(part)

    questions = QUESTIONS.validate_python([spoil(SAMPLES[kind].model_dump())])
    root = parsed(render_questions(questions))
    assert not list(root.iter("img"))
    assert HOSTILE in said(root)


def test_the_script_finds_its_words() -> None:
    root = parsed(render_questions([]))
    words = json.loads(root[0].get("data-words") or "")
    script = (ROOT / "widgets" / "frontend" / "questions.js").read_text(encoding="utf8")
    assert set(re.findall(r"\bwords\.(\w+)", script)) <= set(words)
    assert words == {key: strings()[f"question_{key}"] for key in words}
    assert {"right", "wrong", "misplaced", "open"} < set(words)
    assert {f"{kind}_{name}" for kind in ("parts", "several") for name in ("all", "some")} | {"parts_open"} < set(words)


def test_a_widget_shows_the_questions_of_a_page_and_their_html_without_a_kernel() -> None:
    widget = Questions("step1/ripeness")
    assert widget.questions == BANK["step1/ripeness"]
    assert widget.html == render_questions(widget.questions)
    data, _ = widget._repr_mimebundle_()
    assert VIEW in data
    assert data["text/html"] == widget.html


def test_a_widget_takes_a_file_or_a_list_of_questions() -> None:
    assert Questions(SAMPLE).questions == Questions(str(SAMPLE)).questions == tuple(SAMPLES.values())
    one = Questions([SAMPLES["short"]])
    assert [form.get("data-question") for form in parsed(one.html).iter("form")] == ["sample-6"]
    assert "select" not in {element.tag for element in parsed(one.html).iter()}


def test_a_widget_for_all_pages_lets_the_browser_choose_one() -> None:
    widget = Questions()
    select = next(parsed(widget.html).iter("select"))
    assert [option.get("value") for option in select.iter("option")] == [page.name for page in read_bank().pages]
    assert {said(option) for option in select.iter("option")}.isdisjoint(BANK), "pages have titles"
    assert [option.get("value") for option in select.iter("option") if "selected" in option.attrib] == [widget.page]
    widget.set_state({"page": "step1/ripeness"})
    assert widget.questions == BANK["step1/ripeness"]
    assert widget.html.endswith(render_questions(widget.questions))
    for wrong in ("step9/none", "../README"):
        with pytest.raises(traitlets.TraitError, match="There are no questions for"):
            widget.page = wrong
    assert widget.page == "step1/ripeness"


def test_a_widget_keeps_no_answers() -> None:
    assert {name for name in Questions().keys if not name.startswith("_")} - {"layout", "tabbable", "tooltip"} == {
        "html",
        "page",
    }


def test_a_page_without_questions_is_named_with_those_that_have_some(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(
        QuestionsError,
        match=r"no questions for 'step1/nothing'\. There are: introduction/two-tracks, introduction/definitions",
    ):
        Questions("step1/nothing")
    monkeypatch.setattr(jupyter_questions, "EXERCISES", ROOT / "nowhere")
    with pytest.raises(QuestionsError, match=r"There is no folder .*nowhere\. Run this from the handbook's own folder"):
        Questions("step1/ripeness")
