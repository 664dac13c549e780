"""The bank of questions: sound files, honest options, and no way to guess."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from statistics import mean

import jsonschema
import pytest
from pydantic import BaseModel
from ruamel.yaml import YAML

from scripts.plain_language import MOST_WORDS, sentences, words
from widgets.questions import (
    KINDS,
    AnyQuestion,
    MultipleChoice,
    MultipleResponse,
    QuestionsError,
    load_bank,
    load_questions,
)
from widgets.schema import questions_schema

from .pages import ROOT, book_pages, load, page_of

BANKS = sorted((ROOT / "exercises").rglob("*.yaml"))
BANK = [question for path in BANKS for question in load_questions(path)]
CHOICE = [question for question in BANK if isinstance(question, MultipleChoice)]
SEVERAL = [question for question in BANK if isinstance(question, MultipleResponse)]
ASKED = Path(__file__).with_name("asked_ids.txt")
#: One question of each kind.
SAMPLE = Path(__file__).with_name("sample_questions.yaml")
WHOLE = SAMPLE.read_text(encoding="utf8")
CHOICES, SEVERALS = "  options:\n    - {text: A boat", "  options:\n    - {text: Draw"

#: What is damaged: as it stands → as it is damaged, where the line complained of begins, words of the complaint.
DAMAGES = {
    "a bracket is not closed": (
        "groups: [The guide, The cook]",
        "groups: [The guide",
        "  items:\n    - {text: The map",
        "YAML",
    ),
    "the level does not exist": (
        "level: recall\n  prompt: What",
        "level: easy\n  prompt: What",
        "=",
        "write `recall` or",
    ),
    "nothing is covered": (
        "covers: [s1-way-out]\n  level: recall\n  prompt: M",
        "covers: []\n  level: recall\n  prompt: M",
        "=",
        "at least 1",
    ),
    "a key is misspelled": ("prompt: What", "promt: What", "=", "check its spelling"),
    "the kind does not exist": (
        "kind: short",
        "kind: essay",
        "=",
        "give a `kind` that exists: choice, several, ordering, matching, sorting or short",
    ),
    "there is no kind": ("  kind: short\n", "", "- id: sample-6", "give a `kind` that exists: choice, several"),
    "feedback is missing": (
        '{text: A boat., feedback: "No. It has one."}',
        "{text: A boat.}",
        "=",
        "feedback: this key is missing; add it",
    ),
    "an id is used twice": ("- id: sample-2", "- id: sample-1", "=", "the id 'sample-1' is used twice; rename one"),
    "a text between braces has a comma": (
        '"Water answers thirst."',
        "Water answers thirst, they say.",
        "=",
        "put the text in quotation marks",
    ),
    "a text is a number": ("{text: A boat.", "{text: 2010", "=", "put it in quotation marks"),
    "choice: nothing is right": ("A map., right: true,", "A map.,", CHOICES, "mark exactly one option"),
    "choice: two are right": ("A drum.,", "A drum., right: true,", CHOICES, "mark exactly one option"),
    "choice: two options": (
        '    - {text: A drum., feedback: "No. It needs none."}\n',
        "",
        CHOICES,
        "at least 3 and there are 2",
    ),
    "choice: an option stands there twice": ("{text: A drum.", "{text: a map.", "=", "'a map.' stands here twice"),
    "several: one is right": (
        'elders., right: true, feedback: "Yes. They are at home."}\n    - {text: Sign for others., right: true,',
        'elders., feedback: "Yes. They are at home."}\n    - {text: Sign for others.,',
        SEVERALS,
        "mark two or more options",
    ),
    "several: all are right": (
        'feedback: "No. That takes a year."',
        'feedback: "No.", right: true',
        SEVERALS,
        "leave one",
    ),
    "several: three options": (
        '    - {text: Sign for others., right: true, feedback: "Yes. They asked."}\n',
        "",
        SEVERALS,
        "at least 4",
    ),
    "several: an option stands there twice": (
        "{text: Sign for others.",
        "{text: Draw a map.",
        "=",
        "stands here twice",
    ),
    "ordering: an item stands there twice": (
        "{text: Tell the others.",
        "{text: Look for a ford.",
        "=",
        "stands here twice",
    ),
    "ordering: an item has a group": (
        "{text: Tell the others.,",
        "{text: Tell the others., group: A,",
        "=",
        "not known",
    ),
    "matching: an item stands there twice": ("{item: Doubt", "{item: Cold", "=", "'Cold' stands here twice"),
    "matching: a match stands there twice": ("match: A talk", "match: Water", "=", "'Water' stands here twice"),
    "matching: an extra match belongs to a pair": (
        "match: A drum <b>roll</b>",
        "match: water",
        "=",
        "'water' belongs to a pair",
    ),
    "matching: two pairs": (
        '    - {item: Doubt, match: A talk, feedback: "A talk can settle doubt."}\n',
        "",
        "  pairs:",
        "at least 3",
    ),
    "sorting: there is no such group": (
        "pot, group: The cook",
        "pot, group: The cock",
        "=",
        "write one of: The guide, The cook",
    ),
    "sorting: a group is never used": (
        "The cook]",
        "The cook, The owner]",
        "=",
        "nothing belongs to the group 'The owner'",
    ),
    "sorting: a group stands there twice": ("The cook]", "The cook, The guide]", "=", "'The guide' stands here twice"),
    "sorting: an item stands there twice": ("{text: The salt", "{text: The pot", "=", "'The pot' stands here twice"),
    "sorting: one group": ("groups: [The guide, The cook]", "groups: [The guide]", "=", "at least 2 and there are 1"),
    "short: one point": ("    - It says why they know more.\n", "", "  must:", "at least 2 and there are 1"),
    "short: a point stands there twice": (
        "It says why they know more.",
        "It asks the people who live there.",
        "=",
        "twice",
    ),
    "short: no model answer": ("  model: I would", "  modell: I would", "=", "check its spelling"),
    "short: no pitfall": ("  pitfall: People", "  pitfal: People", "=", "check its spelling"),
}


def right_place(question: MultipleChoice) -> int:
    """Return the place of the right option, from 0."""
    return next(place for place, option in enumerate(question.options) if option.right)


def texts_of(part: object) -> Iterator[str]:
    """Yield every text that a reader of a question sees."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, tuple):
        for one in part:
            yield from texts_of(one)
    elif isinstance(part, BaseModel):
        for name in type(part).model_fields:
            if name not in ("id", "kind", "covers", "level"):
                yield from texts_of(getattr(part, name))


def test_there_is_a_bank() -> None:
    assert len(BANK) >= 150
    assert {question.kind for question in BANK} == set(KINDS)


def test_ids_are_unique_over_the_bank() -> None:
    assert [name for name, count in Counter(question.id for question in BANK).items() if count > 1] == []


@pytest.mark.parametrize("path", BANKS, ids=lambda path: path.stem)
def test_ids_begin_with_the_name_of_their_page(path: Path) -> None:
    assert [q.id for q in load_questions(path) if q.id.rpartition("-")[0] != path.stem] == []


@pytest.mark.parametrize("path", BANKS, ids=lambda path: path.stem)
def test_each_page_has_five_questions_or_more_of_two_kinds_and_half_apply_something(path: Path) -> None:
    questions = load_questions(path)
    assert len(questions) >= 5
    assert len({question.kind for question in questions}) >= 2
    assert sum(question.level == "application" for question in questions) >= len(questions) / 2


def test_right_answers_are_spread_over_the_places() -> None:
    places = Counter(right_place(question) for question in CHOICE)
    most = max(len(question.options) for question in CHOICE)
    assert {place for place in range(most) if not places[place]} == set()
    assert max(places.values()) <= 0.45 * len(CHOICE), places


def test_several_right_answers_are_spread_over_the_places() -> None:
    for place in range(4):
        share = mean(question.options[place].right for question in SEVERAL)
        assert 0.2 <= share <= 0.8, (place, share)
    assert mean(question.options[-1].right for question in SEVERAL) <= 0.8


@pytest.mark.parametrize("questions", [CHOICE, SEVERAL], ids=["choice", "several"])
def test_right_answers_are_no_longer_than_wrong_ones(questions: list[MultipleChoice | MultipleResponse]) -> None:
    right = [len(option.text) for question in questions for option in question.options if option.right]
    wrong = [len(option.text) for question in questions for option in question.options if not option.right]
    assert mean(right) <= mean(wrong)


def test_the_longest_option_is_right_no_more_often_than_by_chance() -> None:
    longest = [q for q in CHOICE if max(q.options, key=lambda option: len(option.text)).right]
    assert len(longest) <= 0.4 * len(CHOICE), [question.id for question in longest]


def test_what_questions_cover_stands_in_the_source_map() -> None:
    known = set(load("book/source_map.yaml"))
    assert {name for question in BANK for name in question.covers} - known == set()


def test_what_must_be_asked_about_is_asked_about() -> None:
    lines = ASKED.read_text(encoding="utf8").splitlines()
    asked = {line for line in lines if line and not line.startswith("#")}
    taught = set(load("book/source_map.yaml"))
    assert len(asked & taught) >= 45
    assert asked & taught - {name for question in BANK for name in question.covers} == set()


def test_every_bank_is_asked_on_one_page_and_every_check_has_its_bank() -> None:
    asked = Counter(d.argument for path in book_pages() for d in page_of(path).directives if d.name == "check")
    assert asked == Counter(path.relative_to(ROOT / "exercises").with_suffix("").as_posix() for path in BANKS)


def test_questions_are_written_plainly() -> None:
    for question in BANK:
        for text in texts_of(question):
            for sentence in sentences(" ".join(text.split())):
                assert len(words(sentence)) <= MOST_WORDS, (question.id, sentence)


@pytest.mark.parametrize("path", [*BANKS, SAMPLE], ids=lambda path: path.stem)
def test_a_bank_fits_the_published_schema(path: Path) -> None:
    assert misfits(path.read_text(encoding="utf8")) == []


def misfits(text: str) -> list[str]:
    """Return where a text does not fit the published schema."""
    validator = jsonschema.Draft202012Validator(questions_schema())
    return [error.message for error in validator.iter_errors(YAML(typ="safe").load(text))]


@pytest.mark.parametrize("damage", sorted(set(DAMAGES) - {"a bracket is not closed"}))
def test_the_published_schema_notices_what_it_can(damage: str) -> None:
    beyond = {"an id is used twice"}
    beyond |= {name for name in DAMAGES if "stands there twice" in name} - {
        "sorting: a group stands there twice",
        "short: a point stands there twice",
    }
    beyond |= {"sorting: there is no such group", "sorting: a group is never used"}
    beyond |= {"matching: an extra match belongs to a pair"}
    before, after, *_ = DAMAGES[damage]
    assert bool(misfits(WHOLE.replace(before, after))) is (damage not in beyond)


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_told_with_its_line_and_the_mend(damage: str, tmp_path: Path) -> None:
    before, after, begins, complaint = DAMAGES[damage]
    begins = before if begins == "=" else begins
    assert WHOLE.count(before) == WHOLE.count(begins) == 1
    line = WHOLE[: WHOLE.index(begins)].count("\n") + 1
    file = tmp_path / "sample.yaml"
    file.write_text(WHOLE.replace(before, after), encoding="utf8")
    with pytest.raises(QuestionsError) as refused:
        load_questions(file)
    faults = str(refused.value).split("\n")
    assert [fault for fault in faults if fault.startswith(f"{file}:{line}: ") and complaint in fault], faults
    # A key that is misspelled is one too many and one too few.
    assert len(faults) == (2 if "check its spelling" in complaint else 1), faults


def test_the_whole_sample_is_accepted() -> None:
    assert tuple(question.kind for question in load_questions(SAMPLE)) == KINDS


@pytest.mark.parametrize("text", ["", "just words", "{id: sample-1}"])
def test_a_file_that_is_no_list_is_refused(text: str, tmp_path: Path) -> None:
    file = tmp_path / "sample.yaml"
    file.write_text(text, encoding="utf8")
    with pytest.raises(QuestionsError, match=f"^{file}:1: the file: "):
        load_questions(file)


def test_a_folder_gives_the_questions_of_every_page(tmp_path: Path) -> None:
    (tmp_path / "part").mkdir()
    (tmp_path / "part" / "sample.yaml").write_text(WHOLE, encoding="utf8")
    bank: dict[str, tuple[AnyQuestion, ...]] = load_bank(tmp_path)
    assert {page: len(questions) for page, questions in bank.items()} == {"part/sample": 6}
    (tmp_path / "other.yaml").write_text(WHOLE, encoding="utf8")
    with pytest.raises(QuestionsError, match=r"the id 'sample-1' is used in .*other\.yaml too; rename one"):
        load_bank(tmp_path)
