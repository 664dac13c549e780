"""The bank of questions: sound files, honest options, and no way to guess."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from statistics import mean

import jsonschema
import pytest
from ruamel.yaml import YAML

from scripts.plain_language import MOST_WORDS, sentences, words
from widgets.questions import MultipleChoice, QuestionsError, load_questions
from widgets.schema import questions_schema

from .pages import ROOT, book_pages, load, page_of

BANKS = sorted((ROOT / "exercises").rglob("*.yaml"))
BANK = [question for path in BANKS for question in load_questions(path)]

WHOLE = """\
- id: sample-1
  covers: [s1-way-out]
  level: recall
  prompt: What holds it back?
  options:
    - {text: One thing., feedback: "No."}
    - {text: Another., feedback: "Yes.", right: true}
    - {text: A third., feedback: "No."}
- id: sample-2
  covers: [s1-way-out]
  level: application
  prompt: And now?
  options:
    - {text: First., feedback: "Yes.", right: true}
    - {text: Second., feedback: "No."}
    - {text: Third., feedback: "No."}
"""

#: What is damaged: as it stands → as it is damaged, the line complained of, words of the complaint.
DAMAGES = {
    "a bracket is not closed": ("[s1-way-out]\n  level: recall", "[s1-way-out\n  level: recall", 3, "not valid YAML"),
    "the level does not exist": ("level: recall", "level: easy", 3, "'recall' or 'application'"),
    "nothing is covered": (
        "covers: [s1-way-out]\n  level: application",
        "covers: []\n  level: application",
        10,
        "at least 1",
    ),
    "a key is misspelled": ("level: application\n  prompt", "level: application\n  promt", 12, "check its spelling"),
    "feedback is missing": (
        '{text: Another., feedback: "Yes."',
        "{text: Another.",
        7,
        "feedback: this key is missing; add it",
    ),
    "nothing is right": (
        'Yes.", right: true}\n    - {text: A third.',
        'Yes."}\n    - {text: A third.',
        1,
        "mark exactly one option",
    ),
    "two are right": (
        '{text: Second., feedback: "No."}',
        '{text: Second., feedback: "No.", right: true}',
        9,
        "mark exactly one option",
    ),
    "there are only two options": (
        '    - {text: A third., feedback: "No."}\n',
        "",
        5,
        "there must be at least 3 and there are 2",
    ),
    "an id is used twice": ("- id: sample-2", "- id: sample-1", 9, "the id 'sample-1' is used twice; rename one"),
    "a text is a number": ("text: First.", "text: 2010", 14, "put it in quotation marks"),
}


def right_place(question: MultipleChoice) -> int:
    """Return the place of the right option, from 0."""
    return next(place for place, option in enumerate(question.options) if option.right)


def test_there_is_a_bank() -> None:
    assert len(BANK) >= 5 * len(BANKS) > 0


def test_ids_are_unique_over_the_bank() -> None:
    assert [name for name, count in Counter(question.id for question in BANK).items() if count > 1] == []


@pytest.mark.parametrize("path", BANKS, ids=lambda path: path.stem)
def test_ids_begin_with_the_name_of_their_page(path: Path) -> None:
    assert [q.id for q in load_questions(path) if not q.id.startswith(f"{path.stem}-")] == []


def test_half_of_the_questions_or_more_ask_to_apply_something() -> None:
    assert sum(question.level == "application" for question in BANK) >= len(BANK) / 2


@pytest.mark.parametrize("path", BANKS, ids=lambda path: path.stem)
def test_each_page_asks_to_apply_something_and_has_five_questions_or_more(path: Path) -> None:
    questions = load_questions(path)
    assert len(questions) >= 5
    assert any(question.level == "application" for question in questions)


def test_right_answers_are_spread_over_the_places() -> None:
    places = Counter(right_place(question) for question in BANK)
    most = max(len(question.options) for question in BANK)
    assert {place for place in range(most) if not places[place]} == set()
    assert max(places.values()) <= 0.45 * len(BANK), places


def test_right_answers_are_no_longer_than_wrong_ones() -> None:
    right = [len(option.text) for question in BANK for option in question.options if option.right]
    wrong = [len(option.text) for question in BANK for option in question.options if not option.right]
    assert mean(right) <= mean(wrong)


def test_the_longest_option_is_right_no_more_often_than_by_chance() -> None:
    longest = [q for q in BANK if max(q.options, key=lambda option: len(option.text)).right]
    assert len(longest) <= 0.4 * len(BANK), [question.id for question in longest]


def test_options_of_a_question_differ() -> None:
    for question in BANK:
        texts = [option.text.casefold() for option in question.options]
        assert len(set(texts)) == len(texts), question.id


def test_what_questions_cover_stands_in_the_source_map() -> None:
    known = set(load("book/source_map.yaml"))
    assert {name for question in BANK for name in question.covers} - known == set()


def test_every_bank_is_asked_on_one_page_and_every_check_has_its_bank() -> None:
    asked = Counter(d.argument for path in book_pages() for d in page_of(path).directives if d.name == "check")
    assert asked == Counter(path.relative_to(ROOT / "exercises").with_suffix("").as_posix() for path in BANKS)


def test_questions_are_written_plainly() -> None:
    for question in BANK:
        for text in (question.prompt, *(text for o in question.options for text in (o.text, o.feedback))):
            for sentence in sentences(" ".join(text.split())):
                assert len(words(sentence)) <= MOST_WORDS, (question.id, sentence)


@pytest.mark.parametrize("path", BANKS, ids=lambda path: path.stem)
def test_a_bank_fits_the_published_schema(path: Path) -> None:
    data = YAML(typ="safe").load(path.read_text(encoding="utf8"))
    validator = jsonschema.Draft202012Validator(questions_schema())
    assert [error.message for error in validator.iter_errors(data)] == []


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_told_with_its_line_and_the_mend(damage: str, tmp_path: Path) -> None:
    before, after, line, complaint = DAMAGES[damage]
    assert WHOLE.count(before) == 1
    file = tmp_path / "sample.yaml"
    file.write_text(WHOLE.replace(before, after), encoding="utf8")
    with pytest.raises(QuestionsError) as refused:
        load_questions(file)
    faults = str(refused.value).split("\n")
    assert len(faults) == 1 or "misspelled" in damage, faults
    assert [fault for fault in faults if fault.startswith(f"{file}:{line}: ") and complaint in fault], faults


def test_the_whole_file_is_accepted(tmp_path: Path) -> None:
    file = tmp_path / "sample.yaml"
    file.write_text(WHOLE, encoding="utf8")
    assert [right_place(question) for question in load_questions(file)] == [1, 0]


@pytest.mark.parametrize("text", ["", "just words", "{id: sample-1}"])
def test_a_file_that_is_no_list_is_refused(text: str, tmp_path: Path) -> None:
    file = tmp_path / "sample.yaml"
    file.write_text(text, encoding="utf8")
    with pytest.raises(QuestionsError, match=f"^{file}:1: the file: "):
        load_questions(file)
