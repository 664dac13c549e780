"""What there is to do is read from the book itself; what is done stands in the answers document, in both languages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.book.pages import ROOT, toc
from tests.browser_evaluator import BrowserError, BrowserEvaluator
from tests.widgets.test_html import BANKS
from widgets.answers import AnswersDocument, AnswersError, load
from widgets.cases import load_case
from widgets.loading import names
from widgets.progress import Part, Todo, read_parts
from widgets.sphinx.progress import anchor, lines
from widgets.strings import strings

TOC = """\
root: book/index
parts:
  - caption: Step 1
    chapters:
      - file: book/step1/index
        sections: [{file: book/step1/lake}, {file: book/step1/hill}, {file: book/step1/not-there}]
  - caption: Stories
    chapters:
      - file: case_studies/index
        sections:
          - file: case_studies/lake/index
            sections: [{file: case_studies/lake/decisions}]
  - caption: Practice
    chapters: [{file: book/practice/index}]
  - caption: Instruments
    chapters:
      - file: book/instruments/index
        sections: [{file: book/instruments/meal-plan}, {file: book/instruments/boat-plan}, {file: book/instruments/new}]
"""
PAGES = {
    "book/step1/index": (
        "# Step 1: Look\n\n| Page | Minutes |\n|---|---|\n| [The lake](lake.md) | 20 |\n"
        "| [The hill](hill.md), 5 min. | Up |\n"
    ),
    "book/step1/hill": "# The hill\n",
    "book/step1/lake": "# The lake\n\nSee [a table](index.md). It takes 5 minutes.\n\n```{check} step1/lake\n```\n",
    "case_studies/index": "# Decide\n\n| Case | Time |\n|---|---|\n| [Lake](lake/index.md) | 15-20 minutes |\n",
    "case_studies/lake/index": "# The lake\n",
    "case_studies/lake/decisions": "# Decide at the lake\n\n```{decisions} lake/decisions\n```\n",
    "book/practice/index": "# Practice\n",
    "book/instruments/index": (
        "# Instruments\n\n### Step 1: look\n\n| [Meals](meal-plan.md) | 5 minutes |\n\n"
        "### Step 10: fly\n\n| [Boats](boat-plan.md) | 5 minutes |\n"
    ),
    "book/instruments/meal-plan": "# Meals\n",
    "book/instruments/boat-plan": "# Boats\n",
}
CHOICE = """\
- id: lake-1
  kind: choice
  covers: [s1-way-out]
  level: recall
  prompt: Which one?
  options:
    - {text: This one., right: true, feedback: "Yes, because it is."}
    - {text: That one., feedback: "No, because it is not."}
    - {text: No one., feedback: "No, because one is."}
"""
MARKS: dict[str, Any] = {
    "checks": {"step1/ripeness": ["ripeness-1", "of-a-later-edition"], "a/page-that-is-gone": ["x-1"]},
    "read": ["book/step1/ripeness", "book/a/page-that-is-gone"],
}
WHOLE: dict[str, Any] = {"format": "track-ii-answers", "version": 1, "instruments": {}, "later": [1], **MARKS}
DAMAGED = [
    {"checks": []},
    {"checks": {"step1/ripeness": "ripeness-1"}},
    {"checks": {"step1/ripeness": [1]}},
    {"read": {}},
    {"read": [None]},
    {"checks": None},
]


@pytest.fixture
def small_book(tmp_path: Path) -> Path:
    """A book with a step, a case, and three instruments."""
    for name, text in PAGES.items():
        path = tmp_path / f"{name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf8")
    (tmp_path / "_toc.yml").write_text(TOC, encoding="utf8")
    (tmp_path / "exercises" / "step1").mkdir(parents=True)
    (tmp_path / "exercises" / "step1" / "lake.yaml").write_text(CHOICE, encoding="utf8")
    sample = (ROOT / "tests" / "widgets" / "sample-case.yaml").read_text(encoding="utf8")
    (tmp_path / "case_studies" / "lake" / "decisions.yaml").write_text(sample, encoding="utf8")
    return tmp_path


def test_parts_pages_minutes_questions_and_cases_are_read_from_where_they_stand(small_book: Path) -> None:
    step, stories, rest = read_parts(small_book)
    assert step == Part(
        "Step 1: Look",
        (Todo("book/step1/index"), Todo("book/step1/lake", 20, "step1/lake", ("lake-1",)), Todo("book/step1/hill", 5)),
        ("meal-plan",),
    )
    assert (stories.title, stories.cases, stories.instruments) == ("Stories", True, ())
    first, lake = stories.pages
    assert (first.page, first.minutes, first.inside) == ("case_studies/index", None, ())
    [decisions] = lake.inside
    assert decisions.case is not None
    assert decisions.case.id == "sample-lake"
    assert rest == Part("Instruments", (), ("boat-plan", "new"))


def test_the_script_is_told_where_a_line_stands_and_what_belongs_to_it(small_book: Path) -> None:
    told = {line["at"]: line for line in lines(read_parts(small_book))}
    assert told[anchor("book/step1/lake")]["questions"] == ("lake-1",)
    assert told[anchor("book/step1/lake")]["check"] == "step1/lake"
    decide = told[anchor("case_studies/lake/decisions")]
    assert decide["case"] == "sample-lake"
    case = load_case(small_book / "case_studies" / "lake" / "decisions.yaml")
    assert decide["endings"] == [scene.id for scene in case.scenes if not scene.choices and not scene.next] != []
    assert told[anchor("book/instruments/meal-plan")] == {
        "at": "todo-book-instruments-meal-plan",
        "instrument": "meal-plan",
    }


def test_in_the_handbook_every_instrument_belongs_to_one_part_and_every_lesson_is_listed() -> None:
    parts = read_parts(ROOT)
    listed = [name for part in parts for name in part.instruments]
    shown = {page.rpartition("/")[2] for page in toc() if page.startswith("book/instruments/")} - {"index"}
    assert sorted(listed) == sorted(shown & set(names())), "each once; the page of the instruments says to which part"
    assert all(part.pages for part in parts), "an instrument belongs to no part"
    pages = [todo for part in parts for page in part.pages for todo in page.walk()]
    asked = {todo.check for todo in pages if todo.questions}
    assert asked == {path.relative_to(ROOT / "exercises").with_suffix("").as_posix() for path in BANKS}
    minutes = [todo.minutes for todo in pages if todo.minutes]
    assert [todo.page for todo in pages if todo.questions and not todo.minutes] == []
    assert min(minutes) >= 10
    assert max(minutes) <= 30
    assert sum(part.cases for part in parts) == 1
    assert len({line["at"] for line in lines(parts)}) == len(list(lines(parts)))


def test_marks_are_added_and_taken_back_and_everything_else_stays() -> None:
    document = load(json.dumps(WHOLE))
    assert document.checked("step1/ripeness") == ["ripeness-1", "of-a-later-edition"]
    assert document.checked("step1/venue") == []
    more = document.with_checked("step1/ripeness", ["ripeness-2", "ripeness-1"])
    more = more.with_checked("step3/venue", ["venue-4"])
    assert json.loads(more.dump()) == {
        **WHOLE,
        "checks": {
            "step1/ripeness": ["ripeness-1", "of-a-later-edition", "ripeness-2"],
            "a/page-that-is-gone": ["x-1"],
            "step3/venue": ["venue-4"],
        },
    }
    ticked = document.with_read("book/step1/index").with_read("book/step1/ripeness", False)
    assert ticked.read == ["book/a/page-that-is-gone", "book/step1/index"]
    assert json.loads(document.dump()) == WHOLE, "nothing is changed in place"
    assert AnswersDocument().read == []
    assert "checks" not in AnswersDocument().data


@pytest.mark.parametrize("damage", DAMAGED, ids=json.dumps)
def test_marks_of_another_form_are_refused_in_both_languages(damage: Any, in_browser: BrowserEvaluator) -> None:
    text = json.dumps({**WHOLE, **damage})
    document = load(text)
    with pytest.raises(AnswersError) as error:
        document.with_checked("step1/ripeness", ["ripeness-1"])
    with pytest.raises(AnswersError):
        document.with_read("book/step1/ripeness")
    with pytest.raises(BrowserError) as thrown:
        in_browser.ask("marks", text=text, words=strings())
    assert str(thrown.value) == str(error.value) == strings()["damaged_format"]


@pytest.mark.parametrize("start", [WHOLE, AnswersDocument().data], ids=["with marks", "empty"])
def test_the_browser_marks_as_python_does(start: dict[str, Any], in_browser: BrowserEvaluator) -> None:
    document, there = load(json.dumps(start)), dict(start)
    assert in_browser.ask("marks", text=json.dumps(start), words=strings()) == start
    for page, questions in (("step1/ripeness", ["ripeness-1", "ripeness-3"]), ("step3/venue", ["venue-2", "venue-2"])):
        document = document.with_checked(page, questions)
        there = in_browser.ask("checked", document=there, page=page, questions=questions)
        assert there == document.data
    for page, ticked in (("book/step1/index", True), ("book/step1/ripeness", False), ("book/step1/index", True)):
        document = document.with_read(page, ticked)
        there = in_browser.ask("read", document=there, page=page, ticked=ticked)
        assert there == document.data
