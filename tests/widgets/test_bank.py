"""Draws from the bank: mixed, without repetition, the same for the same seed, and refused with a reason."""

from __future__ import annotations

from collections import Counter

import pytest

from widgets.bank import ROOT, Bank, DrawError, Page, asking, read_bank, title
from widgets.questions import KINDS, QuestionsError, load_bank, load_questions

BANK = read_bank()
PARTS = "introduction, step1, step2, step3, step4, step5, conclusion"
SAMPLES = {q.kind: q for q in load_questions(ROOT / "tests" / "book" / "sample_questions.yaml")}


def made(shape: dict[str, list[str]]) -> Bank:
    """Return a bank with these pages: name → the kind of each of its questions."""
    pages = tuple(
        Page(
            name,
            name,
            f"book/{name}",
            tuple(
                SAMPLES[kind].model_copy(update={"id": f"{name.replace('/', '-')}-{number}"})
                for number, kind in enumerate(kinds)
            ),
        )
        for name, kinds in shape.items()
    )
    return Bank(pages, {page.part: page.part for page in pages})


def test_the_bank_holds_every_question_of_every_page() -> None:
    assert {page.name: page.questions for page in BANK.pages} == load_bank(ROOT / "exercises")
    assert BANK.parts == ("introduction", "step1", "step2", "step3", "step4", "step5", "conclusion")
    assert sum(len(page.questions) for page in BANK.pages) >= 300
    assert set(BANK.titles) == set(BANK.parts)


def test_pages_stand_in_the_order_of_the_book_and_know_their_title_and_address() -> None:
    names = [page.name for page in BANK.of("step1")]
    assert names.index("step1/assessment") < names.index("step1/before-track-one") < names.index("step1/ripeness")
    (review,) = (page for page in BANK.pages if page.name == "step2/step2-review")
    assert review.address == "book/step2/review", "the page that asks them, not the name of the file"
    assert all(page.address and (ROOT / f"{page.address}.md").is_file() for page in BANK.pages)
    assert {page.title for page in BANK.pages}.isdisjoint(page.name for page in BANK.pages)
    assert BANK.titles["step1"] == title("step1/index") != "step1/index"
    assert (asking("step9/none"), title("step9/none")) == (None, "step9/none")


def test_a_question_knows_its_page() -> None:
    for page in BANK.pages:
        assert BANK.page_of(page.questions[-1]) == page


@pytest.mark.parametrize("level", ["recall", "application", "both"])
@pytest.mark.parametrize("count", [10, 20, 30])
def test_a_draw_has_so_many_different_questions_of_the_level(level: str, count: int) -> None:
    drawn = BANK.draw(None, level, count, seed=4)
    assert len({question.id for question in drawn}) == len(drawn) == count
    assert {question.level for question in drawn} == ({"recall", "application"} if level == "both" else {level})


def test_a_draw_comes_only_from_the_parts_that_were_named() -> None:
    drawn = BANK.draw(["step2", "step1", "step1"], "both", 30, seed=1)
    assert Counter(BANK.page_of(question).part for question in drawn) == {"step1": 15, "step2": 15}


def test_parts_and_pages_are_drawn_from_evenly() -> None:
    for seed in range(10):
        drawn = BANK.draw(None, "both", 20, seed)
        parts = Counter(BANK.page_of(question).part for question in drawn)
        assert set(parts) == set(BANK.parts)
        assert max(parts.values()) - min(parts.values()) <= 1
        pages = Counter(BANK.page_of(question).name for question in drawn)
        assert max(count for name, count in pages.items() if not name.startswith(("introduction", "conclusion"))) == 1


def test_rare_kinds_are_drawn_as_often_as_common_ones() -> None:
    bank = made({"a/one": ["choice"] * 20 + ["short", "ordering", "matching"]})
    for seed in range(10):
        kinds = Counter(question.kind for question in bank.draw(["a"], "both", 4, seed))
        assert kinds == {"choice": 1, "short": 1, "ordering": 1, "matching": 1}
    kinds = Counter(question.kind for seed in range(10) for question in BANK.draw(None, "both", 20, seed))
    assert set(kinds) == set(KINDS)
    assert kinds["choice"] <= 0.5 * kinds.total(), "more than half the bank is of this kind"


def test_a_part_that_runs_out_is_drawn_whole_and_the_others_give_the_rest() -> None:
    bank = made({"a/one": ["choice", "short"], "b/one": ["choice"] * 9})
    drawn = bank.draw(None, "both", 8, seed=0)
    assert Counter(bank.page_of(question).part for question in drawn) == {"a": 2, "b": 6}
    assert len(bank.draw(None, "both", 11)) == 11


def test_the_same_seed_draws_the_same_and_another_one_others() -> None:
    draws = [BANK.draw(["step1"], "application", 10, seed=seed) for seed in (7, 7, 8)]
    assert draws[0] == draws[1] != draws[2]
    assert BANK.draw(count=10) != BANK.draw(count=10), "no seed, no repetition"


def test_the_order_of_a_draw_does_not_tell_where_a_question_comes_from() -> None:
    orders = {tuple(BANK.page_of(question).part for question in BANK.draw(count=8, seed=seed)) for seed in range(20)}
    assert len(orders) > 10


@pytest.mark.parametrize(
    ("wish", "complaint"),
    [
        ({"parts": ["step1", "step9"]}, f"There is no part 'step9'. There are: {PARTS}."),
        ({"parts": []}, f"Give a list of one part or more: {PARTS}."),
        ({"parts": "step1"}, f"Give a list of one part or more: {PARTS}."),
        ({"level": "hard"}, "There is no level 'hard'. There are: recall, application, both."),
        ({"count": 0}, "A draw has one question or more, not 0."),
        ({"count": -3}, "A draw has one question or more, not -3."),
    ],
)
def test_a_wish_that_cannot_be_met_is_told(wish: dict[str, object], complaint: str) -> None:
    with pytest.raises(DrawError) as refused:
        BANK.draw(**wish)  # type: ignore[arg-type]
    assert str(refused.value) == complaint


def test_too_few_questions_are_counted_for_the_reader() -> None:
    number = sum(q.level == "recall" for page in BANK.of("introduction") for q in page.questions)
    assert len(BANK.draw(["introduction"], "recall", number)) == number
    with pytest.raises(DrawError) as refused:
        BANK.draw(["introduction"], "recall", number + 1)
    assert str(refused.value) == (
        f"There are only {number} recall questions in introduction, and {number + 1} were asked for. "
        "Ask for fewer, or name more parts."
    )


def test_a_folder_without_questions_is_named() -> None:
    with pytest.raises(QuestionsError, match=r"There is no folder .*nowhere/exercises\. Run this from"):
        read_bank(ROOT / "nowhere")
