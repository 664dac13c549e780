"""Quizzes, keys, the exam's scripts and the exam in a kernel: the same questions, and no answer before its time."""

from __future__ import annotations

import gzip
import json
import re
from dataclasses import astuple
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
import traitlets

from widgets import PracticeExam
from widgets.bank import DrawError, Page, read_bank
from widgets.bundle import classic_script
from widgets.html import (
    question_forms,
    render_exam,
    render_key,
    render_questions,
    render_quiz,
    render_study_guide,
)
from widgets.questions import AnyQuestion, Matching, Ordering, ShortAnswer, Sorting, load_questions, shown
from widgets.readings import readings
from widgets.sphinx.practice import FINAL_COUNT, FINAL_SEED, MOST_BYTES, Practice, bank_scripts
from widgets.strings import strings

from .test_questions import ROOT, SAMPLE, explained, parsed, said

BANK = read_bank()
SAMPLES = load_questions(SAMPLE)
VIEW = "application/vnd.jupyter.widget-view+json"
LETTERS = "ABCDEFGHI"


def squeezed(text: str) -> str:
    """Return a text with single blanks."""
    return " ".join(text.split())


def items(html: str) -> list[Element]:
    """Return the questions of a quiz or a key."""
    (root,) = parsed(html)
    return [item for item in root if item.tag == "li"]


def never_on_a_quiz(question: AnyQuestion) -> list[str]:
    """Return every reason and model answer of a question."""
    if isinstance(question, ShortAnswer):
        return [question.model, *question.must, question.pitfall]
    if isinstance(question, Matching):
        return [part.feedback for part in (*question.pairs, *question.extra)]
    parts = question.items if isinstance(question, Ordering | Sorting) else question.options
    return [part.feedback for part in parts]


def asked(question: AnyQuestion) -> list[str]:
    """Return every text that a quiz must hold."""
    if isinstance(question, ShortAnswer):
        return [question.prompt]
    if isinstance(question, Matching):
        return [question.prompt, *(pair.item for pair in question.pairs), *question.matches]
    groups = list(question.groups) if isinstance(question, Sorting) else []
    parts = question.items if isinstance(question, Ordering | Sorting) else question.options
    return [question.prompt, *groups, *(part.text for part in parts)]


@pytest.mark.parametrize("part", BANK.parts)
def test_a_quiz_holds_every_question_of_its_part_and_no_reason(part: str) -> None:
    questions = [question for page in BANK.of(part) for question in page.questions]
    html = render_quiz(questions)
    found = items(html)
    assert len(found) == len(questions)
    for item, question in zip(found, questions, strict=True):
        text = said(item)
        assert [one for one in asked(question) if squeezed(one) not in text] == [], question.id
        assert [one for one in never_on_a_quiz(question) if squeezed(one) in text] == [], question.id
    assert not list(parsed(html).iter("input"))
    assert "t2-questions" not in html, "the questions' script has nothing to do here"


@pytest.mark.parametrize("part", BANK.parts)
def test_a_key_explains_every_answer_in_the_order_of_its_quiz(part: str) -> None:
    questions = [question for page in BANK.of(part) for question in page.questions]
    for item, question in zip(items(render_key(questions)), questions, strict=True):
        text = said(item)
        assert text.startswith(squeezed(question.prompt))
        assert [one for one in explained(question) if squeezed(one) not in text] == [], question.id


def test_a_key_names_the_headings_to_read_again() -> None:
    questions = BANK.of("step1")[0].questions
    for item, question in zip(items(render_key(questions, "../../")), questions, strict=True):
        told = [(said(link), link.get("href")) for link in item.iter("a")]
        assert told == [(f"{one.title}: {one.heading}", f"../../{one.address}") for one in readings([question])]
        assert told
    assert not list(parsed(render_key(questions)).iter("a")), "without the book there is nothing to link to"


def test_readings_are_in_the_order_of_the_book_and_each_is_told_once() -> None:
    (page,) = (page for page in BANK.pages if page.name == "step3/step3-review")
    all_of_them = readings(page.questions)
    assert len({one.address for one in all_of_them}) == len(all_of_them)
    order = [page.address for page in BANK.pages]
    pages = [one.address.partition(".html")[0] for one in all_of_them]
    known = [order.index(address) for address in pages if address in order]
    assert len(set(known)) > 5
    assert known == sorted(known)


def test_the_study_guide_leads_from_each_question_to_its_pages() -> None:
    questions = BANK.draw(count=FINAL_COUNT, seed=FINAL_SEED)
    rows = [row for row in parsed(render_study_guide(questions, "../../")).iter("tr") if row.find("td") is not None]
    guide = {
        next(row.iter("a")).get("href"): {int(number) for number in said(list(row)[1]).split(", ")} for row in rows
    }
    for number, question in enumerate(questions, 1):
        pages = {f"../../{one.address.partition('#')[0]}" for one in readings([question])}
        assert pages == {page for page, numbers in guide.items() if number in numbers}, question.id
        assert pages


def test_the_final_exam_asks_about_every_part_in_both_ways() -> None:
    questions = BANK.draw(count=FINAL_COUNT, seed=FINAL_SEED)
    assert {BANK.page_of(question).part for question in questions} == set(BANK.parts)
    assert {question.kind for question in questions} == {question.kind for question in SAMPLES}
    assert {question.level for question in questions} == {"recall", "application"}


def test_a_quiz_tells_nothing_by_its_markup() -> None:
    html = render_quiz(SAMPLES)
    flipped = [
        question.model_copy(
            update={"options": tuple(o.model_copy(update={"right": not o.right}) for o in question.options)}
        )
        if question.kind in ("choice", "several")
        else question
        for question in SAMPLES
    ]
    assert render_quiz(flipped) == html
    assert render_key(flipped) != render_key(SAMPLES)


def test_the_letters_and_places_of_a_key_fit_its_quiz() -> None:
    quiz, key = items(render_quiz(SAMPLES)), items(render_key(SAMPLES))
    for question, on_quiz, in_key in zip(SAMPLES, quiz, key, strict=True):
        lines = [said(line) for line in in_key.iter("li") if line is not in_key]
        lettered = [said(line) for ol in on_quiz.iter("ol") for line in ol]
        blanks = [said(line) for ul in on_quiz.iter("ul") for line in ul]
        if question.kind in ("choice", "several"):
            for line, option, letter in zip(lines, question.options, LETTERS, strict=False):
                assert line.startswith(f"{letter}. {'Right' if option.right else 'Not this one'}: {option.text}")
                assert lettered[LETTERS.index(letter)] == option.text
        elif isinstance(question, Ordering):
            assert blanks == [question.items[place].text for place in shown(question)]
            assert [line[0] for line in lines] == [str(place + 1) for place in shown(question)]
        elif isinstance(question, Sorting):
            assert lettered == list(question.groups)
            for line, place, blank in zip(lines, shown(question), blanks, strict=True):
                item = question.items[place]
                assert blank == item.text
                assert line.startswith(f"{LETTERS[lettered.index(item.group)]}: {item.text}")
        elif isinstance(question, Matching):
            assert blanks == [pair.item for pair in question.pairs]
            for line, pair in zip(lines, question.pairs, strict=False):
                assert line.startswith(f"{LETTERS[lettered.index(pair.match)]}: {pair.item}")
            extra = question.extra[0].match
            assert lines[-1].startswith(f"{LETTERS[lettered.index(extra)]} fits none of the lines: {extra}")


def test_forms_alone_are_those_of_a_page() -> None:
    forms = question_forms(SAMPLES)
    assert [re.findall(r'data-question="([^"]+)"', form) for form in forms] == [[q.id] for q in SAMPLES]
    assert all(form in render_questions(SAMPLES) for form in forms)


def test_the_form_to_draw_waits_in_a_template_with_everything_chosen() -> None:
    root = parsed(render_exam({"one": "Part <One>", "two": "Part Two"}, {"one": ["a.js"], "two": ["b.js", "c.js"]}))
    (exam,) = root
    assert json.loads(exam.get("data-files") or "") == {"one": ["a.js"], "two": ["b.js", "c.js"]}
    assert [child.tag for child in exam] == ["template", "div"], "without the script nobody sees a form"
    boxes = [box for box in exam.iter("input") if box.get("type") == "checkbox"]
    assert [(box.get("value"), "checked" in box.attrib) for box in boxes] == [("one", True), ("two", True)]
    levels = [box.get("value") for box in exam.iter("input") if box.get("type") == "radio"]
    assert sorted(str(level) for level in levels) == ["application", "both", "recall"]
    assert [option.text for option in exam.iter("option")] == ["10", "20", "30", strings()["exam_final"]]
    assert "Part <One>" in said(exam)


@pytest.mark.parametrize("name", ["exam.js", "exam_page.js", "questions.js"])
def test_the_exams_script_finds_its_words(name: str) -> None:
    words = json.loads(next(iter(parsed(render_exam({"a": "A"})))).get("data-words") or "")
    script = (ROOT / "widgets" / "frontend" / name).read_text(encoding="utf8")
    used = set(re.findall(r"\bwords\.(\w+)", script))
    assert used
    assert used <= set(words)


def test_the_exams_script_is_small() -> None:
    assert len(gzip.compress(classic_script("exam_page.js").encode(), mtime=0)) <= 3_000


def read_script(text: str) -> list[dict[str, object]]:
    """Return what the statements of a script of questions add to the bank."""
    lines = text.splitlines()
    assert all(line.startswith("(globalThis.T2_BANK??=[]).push({") and line.endswith("});") for line in lines)
    return [json.loads(line[len("(globalThis.T2_BANK??=[]).push(") : -2]) for line in lines]


def test_each_parts_scripts_hold_all_its_questions_and_are_light() -> None:
    scripts = Practice(ROOT).scripts
    assert tuple(scripts) == BANK.parts
    for part, files in scripts.items():
        assert next(iter(files)) == f"t2-bank-{part}.js"
        assert all(len(gzip.compress(text.encode(), mtime=0)) <= MOST_BYTES <= 40_000 for text in files.values())
        pages = [page for text in files.values() for page in read_script(text)]
        assert [(page["title"], page["address"]) for page in pages] == [(p.title, p.address) for p in BANK.of(part)]
        told = [question for page in pages for question in page["questions"]]  # type: ignore[attr-defined]
        expected = [
            [question.id, question.level, question.kind, form, [list(astuple(one)) for one in readings([question])]]
            for page in BANK.of(part)
            for question, form in zip(page.questions, question_forms(page.questions), strict=True)
        ]
        assert told == expected


def test_a_part_that_grows_gets_a_second_script(monkeypatch: pytest.MonkeyPatch) -> None:
    pages = [Page(f"a/{number}", f"Page {number}", f"book/{number}", SAMPLES) for number in range(8)]
    assert list(bank_scripts("a", pages)) == ["t2-bank-a.js"]
    monkeypatch.setattr("widgets.sphinx.practice.MOST_BYTES", 100)
    assert list(bank_scripts("a", pages)) == ["t2-bank-a.js", *(f"t2-bank-a-{number}.js" for number in range(2, 9))]


def test_the_addresses_of_scripts_change_with_what_is_in_them(monkeypatch: pytest.MonkeyPatch) -> None:
    before = Practice(ROOT).files
    assert [address.partition("?v=")[0] for address in before["step1"]] == list(Practice(ROOT).scripts["step1"])
    monkeypatch.setattr("widgets.sphinx.practice.question_forms", lambda questions: ["new"] * len(questions))
    assert Practice(ROOT).files["step1"] != before["step1"]


def test_a_folder_without_questions_gives_no_scripts_and_no_files(tmp_path: Path) -> None:
    practice = Practice(tmp_path)
    assert (practice.scripts, practice.exports) == ({}, {})


def test_in_a_kernel_the_questions_are_drawn_in_python() -> None:
    exam = PracticeExam(parts=["step1"], level="application", count=10, seed=7)
    assert exam.questions == BANK.draw(["step1"], "application", 10, seed=7)
    assert [form.get("data-question") for form in parsed(exam.html).iter("form")] == [q.id for q in exam.questions]
    assert exam.readings == {q.id: [list(astuple(one)) for one in readings([q])] for q in exam.questions}
    assert all(exam.readings.values())


def test_without_a_kernel_the_cell_shows_the_quiz_of_that_draw() -> None:
    exam = PracticeExam(count=5, seed=1)
    data, _ = exam._repr_mimebundle_()
    assert VIEW in data
    assert data["text/html"] == render_quiz(exam.questions)


def test_drawing_again_draws_others_and_a_seed_leads_to_the_same_ones() -> None:
    one, other = PracticeExam(seed=3), PracticeExam(seed=3)
    first, html = one.questions, one.html
    for exam in (one, other):
        exam.set_state({"draws": 1})
    assert one.questions == other.questions != first
    assert one.html != html
    assert PracticeExam().questions != PracticeExam().questions


def test_a_widget_of_an_exam_keeps_no_answers() -> None:
    ours = {name for name in PracticeExam().keys if not name.startswith("_")} - {"layout", "tabbable", "tooltip"}
    assert ours == {"html", "readings", "book_url", "draws"}


def test_a_wish_that_cannot_be_met_is_told_at_once() -> None:
    with pytest.raises(DrawError, match="There is no part 'step9'"):
        PracticeExam(parts=["step9"])
    with pytest.raises(DrawError, match="There are only"):
        PracticeExam(parts=["introduction"], count=1000)
    with pytest.raises(traitlets.TraitError):
        PracticeExam(draws="many")
