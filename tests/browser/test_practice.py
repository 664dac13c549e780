"""Practice: an exam is drawn, answered and explained at the end; quizzes and keys go on paper, never together."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Route, ViewportSize, expect

from tests.browser.forms import WORDS
from tests.browser.test_axe import check
from tests.browser.test_print import CUT, missing, plain, printed
from tests.browser.test_questions import BANK, HOSTILE, named, right_answers, texts_on_paper, wrong_answers
from tests.browser.walk import DESK, PHONE, Visitor
from tests.conftest import ROOT
from tests.widgets.test_exam import never_on_a_quiz
from widgets.bank import read_bank
from widgets.questions import AnyQuestion, ShortAnswer
from widgets.readings import readings
from widgets.sphinx.practice import Practice

EXAM = "book/practice/exam.html"
BOTH = pytest.mark.parametrize("base", ["http", "file"], indirect=True)
PARTS = read_bank()
#: Answer a question: each control's name and value.
FILL = """(form, given) => {
  for (const [name, value] of given) {
    const control = form.querySelector(`[name="${name}"]:is(select, [value="${value}"])`);
    if (control.localName === "select") control.value = value;
    else control.click();
  }
}"""
FOCUSED = "document.activeElement.textContent"


def heading(count: int) -> str:
    """Return what stands over a drawn exam."""
    return WORDS["exam_heading"].replace("{count}", str(count))


def draw(
    page: Page, *, parts: tuple[str, ...] | None = None, level: str = "both", count: int = 10
) -> list[AnyQuestion]:
    """Fill in the form, draw, and return the questions that came."""
    for box in page.locator('.t2-draw [name="part"]').all():
        box.set_checked(parts is None or box.get_attribute("value") in parts)
    page.locator(f'.t2-draw [value="{level}"]').check()
    page.get_by_label(WORDS["exam_count"]).select_option(str(count))
    page.get_by_role("button", name=WORDS["exam_draw"]).click()
    expect(page.get_by_role("heading", name="Your practice exam")).to_be_focused()
    return drawn(page)


def drawn(page: Page) -> list[AnyQuestion]:
    """Return the questions of the exam."""
    return [BANK[form.get_attribute("data-question") or ""] for form in page.locator(".t2-question").all()]


def form_of(page: Page, question: AnyQuestion) -> Locator:
    """Return a question of the exam."""
    return page.locator(f'[data-question="{question.id}"]')


def answer(page: Page, question: AnyQuestion, *, right: bool) -> None:
    """Answer a question as the handbook would, or not."""
    form = form_of(page, question)
    if isinstance(question, ShortAnswer):
        form.get_by_role("textbox").fill("In my own words.")
    else:
        form.evaluate(FILL, named(question, right_answers(question) if right else wrong_answers(question)))


def finish(page: Page) -> Locator:
    """Finish, and return what is said then."""
    page.get_by_role("button", name=WORDS["exam_finish"]).click()
    expect(page.get_by_role("heading", name=WORDS["exam_result"])).to_be_focused()
    return page.locator(".t2-result")


def nothing_is_explained(page: Page) -> bool:
    """Tell whether the page still holds every explanation back."""
    seen: bool = page.evaluate("""() => [...document.querySelectorAll(
      ".t2-question details, .t2-question [role=status] > *, .t2-question button",
    )].some((part) => part.checkVisibility())""")
    return not seen


@BOTH
def test_an_exam_is_drawn_answered_and_explained_at_the_end(visit: Visitor) -> None:
    page = visit.open(EXAM)
    questions = draw(page, count=20)
    assert len({question.id for question in questions}) == 20
    assert page.locator(".t2-number").all_inner_texts() == [
        WORDS["question_number"].replace("{number}", str(number)) for number in range(1, 21)
    ]
    expect(page.get_by_role("button", name=WORDS["exam_draw"])).to_be_hidden()
    good, bad, left = questions[:9], questions[9:15], questions[15:]
    for question in good:
        answer(page, question, right=True)
    for question in bad:
        answer(page, question, right=False)
    assert nothing_is_explained(page)

    result = finish(page)
    closed = [question for question in questions if not isinstance(question, ShortAnswer)]
    right = sum(question in good for question in closed)
    sentence = WORDS["exam_right"].replace("{right}", str(right)).replace("{total}", str(len(closed)))
    expect(result).to_contain_text(sentence)
    expect(result).to_contain_text(WORDS["exam_open"].replace("{open}", str(len(left))))
    expect(result).to_contain_text(WORDS["exam_learning"])
    assert (WORDS["exam_short"] in result.inner_text()) is (len(closed) < 20)
    for question in questions:
        form = form_of(page, question)
        expect(form.locator("details")).to_have_attribute("open", "")
        assert missing(plain(form.inner_text()), reasons(question)) == []
        status = form.get_by_role("status")
        if question in left:
            expect(status).to_have_text(WORDS["exam_left"])
        elif not isinstance(question, ShortAnswer):
            assert status.evaluate("place => place.classList.contains('t2-right')") is (question in good)

    guide = readings([*left, *(q for q in bad if not isinstance(q, ShortAnswer))])
    told = result.locator("li li").get_by_role("link").all_inner_texts()
    assert told == [one.heading for one in guide]
    links = result.get_by_role("link")
    assert links.count() == len(guide) + len({one.address.partition("#")[0] for one in guide})
    first = links.first.inner_text()
    links.first.click()
    expect(page.locator("h1")).to_have_text(first)


def reasons(question: AnyQuestion) -> list[str]:
    """Return every explanation of a question."""
    return [" ".join(text.split()) for text in never_on_a_quiz(question)]


def test_who_answers_all_as_the_handbook_would_has_no_page_to_read_again(visit: Visitor) -> None:
    page = visit.open(EXAM)
    for question in draw(page):
        answer(page, question, right=True)
    result = finish(page)
    expect(result).to_contain_text(WORDS["exam_open_none"])
    expect(result).to_contain_text(WORDS["exam_pages_none"])
    expect(result.get_by_role("link")).to_have_count(0)


def test_a_draw_comes_from_the_chosen_parts_and_level_and_is_mixed(visit: Visitor) -> None:
    page = visit.open(EXAM)
    questions = draw(page, parts=("step1", "step2"), level="application", count=20)
    assert {question.level for question in questions} == {"application"}
    parts = [PARTS.page_of(question).part for question in questions]
    assert (parts.count("step1"), parts.count("step2")) == (10, 10)
    assert len({question.kind for question in questions}) >= 4
    pages = [PARTS.page_of(question).name for question in questions]
    assert max(map(pages.count, pages)) <= 2


def test_drawing_again_brings_others_and_forgets_the_answers(visit: Visitor) -> None:
    page = visit.open(EXAM)
    seen = draw(page, parts=("step3",))
    answer(page, seen[0], right=True)
    for _ in range(2):
        finish(page)
        page.get_by_role("button", name=WORDS["exam_again"]).click()
        expect(page.get_by_role("heading", name=heading(10))).to_be_focused()
        others = drawn(page)
        assert len(others) == 10
        assert not {question.id for question in others} & {question.id for question in seen}
        assert page.locator(".t2-question :checked:not(option)").count() == 0
        assert nothing_is_explained(page)
        seen += others


def test_when_there_are_fewer_questions_all_of_them_come_and_the_page_says_so(visit: Visitor) -> None:
    page = visit.open(EXAM)
    number = sum(q.level == "recall" for one in PARTS.of("introduction") for q in one.questions)
    assert number < 10
    assert len(draw(page, parts=("introduction",), level="recall")) == number
    expect(page.get_by_text(WORDS["exam_fewer"])).to_be_visible()


def test_without_a_part_nothing_is_drawn_and_the_page_says_what_to_do(visit: Visitor) -> None:
    page = visit.open(EXAM)
    for box in page.locator('[name="part"]').all():
        box.uncheck()
    page.get_by_role("button", name=WORDS["exam_draw"]).click()
    expect(page.locator(".t2-draw").get_by_role("status")).to_have_text(WORDS["exam_no_part"])
    assert page.locator(".t2-question").count() == 0
    assert not [address for address in visit.requests if "t2-bank" in address]


def test_questions_that_do_not_arrive_are_told_and_may_be_drawn_later(visit: Visitor) -> None:
    page = visit.open(EXAM)

    def refuse(route: Route) -> None:
        route.abort()

    page.route("**/t2-bank-*", refuse)
    page.get_by_role("button", name=WORDS["exam_draw"]).click()
    expect(page.locator(".t2-draw").get_by_role("status")).to_have_text(WORDS["exam_failed"])
    page.unroute("**/t2-bank-*", refuse)
    assert len(draw(page)) == 10
    visit.trouble[:] = [line for line in visit.trouble if "t2-bank" not in line and "ERR_FAILED" not in line]


@BOTH
def test_an_exam_is_taken_by_keyboard_alone(visit: Visitor) -> None:
    page = visit.open(EXAM)
    page.locator('[name="part"]').first.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.locator('[name="part"]').nth(1)).not_to_be_checked()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=heading(10))).to_be_focused()
    forms = page.locator(".t2-question").count()
    reached = set()
    for _ in range(300):
        page.keyboard.press("Tab")
        at = page.evaluate("""() => {
          const { localName, type } = document.activeElement;
          const form = document.activeElement.closest(".t2-question");
          const outline = getComputedStyle(document.activeElement).outlineStyle;
          return { localName, type, form: form?.dataset.question, outline };
        }""")
        assert at["outline"] != "none", at
        if at["localName"] == "button":
            break
        reached.add(at["form"])
        if at["type"] in ("radio", "checkbox"):
            page.keyboard.press("Space")
    assert len(reached) == forms
    assert nothing_is_explained(page)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=WORDS["exam_result"])).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.t2-result') !== null"), "what to read again comes next"
    page.get_by_role("button", name=WORDS["exam_again"]).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=heading(10))).to_be_focused()


def test_after_the_end_only_what_is_changed_is_announced(visit: Visitor) -> None:
    page = visit.open(EXAM)
    questions = draw(page)
    choice = next(question for question in questions if question.kind == "choice")
    answer(page, choice, right=False)
    finish(page)
    statuses = page.locator(".t2-question [role=status]")
    assert {status.get_attribute("aria-live") for status in statuses.all()} == {"off"}
    right = form_of(page, choice).locator(f'[value="{next(iter(right_answers(choice)))}"]')
    right.check()
    status = form_of(page, choice).get_by_role("status")
    expect(status).to_contain_text(WORDS["question_right"])
    assert status.get_attribute("aria-live") is None


def test_the_questions_are_fetched_only_when_they_are_drawn_and_only_once(visit: Visitor) -> None:
    page = visit.open(EXAM)
    assert not [address for address in visit.requests if "t2-bank" in address]
    draw(page, parts=("step1",))
    fetched = [re.sub(r".*/|\?.*", "", address) for address in visit.requests if "t2-bank" in address]
    assert sorted(fetched) == sorted(Practice(ROOT).scripts["step1"])
    requests = len(visit.requests)
    finish(page)
    page.get_by_role("button", name=WORDS["exam_again"]).click()
    expect(page.get_by_role("heading", name=heading(10))).to_be_focused()
    assert len(visit.requests) == requests


def test_nothing_of_an_exam_is_kept(visit: Visitor) -> None:
    page = visit.open(EXAM)
    for question in draw(page):
        answer(page, question, right=True)
    finish(page)
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]
    assert page.url.endswith(EXAM), "nothing is sent"
    page.reload()
    expect(page.get_by_role("button", name=WORDS["exam_draw"])).to_be_visible()
    assert page.locator(".t2-question").count() == 0


def test_hostile_text_in_a_short_answer_stays_text(visit: Visitor) -> None:
    page = visit.open(EXAM)
    while not (short := [question for question in draw(page, parts=("step3",), count=30) if question.kind == "short"]):
        page.reload()
    area = form_of(page, short[0]).get_by_role("textbox")
    area.fill(HOSTILE)
    finish(page)
    expect(area).to_have_value(HOSTILE)
    page.emulate_media(media="print")
    assert page.locator("article img").count() == 0
    assert page.evaluate("window.attacked") is None


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["320 px", "1280 px"])
def test_axe_finds_nothing_on_a_drawn_and_on_a_finished_exam(visit: Visitor, size: ViewportSize) -> None:
    page = visit.open(EXAM, viewport=size, color_scheme="dark" if size == PHONE else "light")
    questions = draw(page, count=30)
    found = check([page], "drawn")
    for question in questions[::2]:
        answer(page, question, right=question.id > "n")
    finish(page)
    found += check([page], "finished")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert not found, "\n".join(found)


@BOTH
def test_without_javascript_the_exams_page_leads_to_the_quizzes(visit: Visitor) -> None:
    page = visit.open(EXAM, java_script_enabled=False)
    expect(page.locator("form.t2-draw")).to_have_count(0)
    for part in PARTS.parts:
        expect(page.locator(f'article a[href$="quiz-{part}.html"]')).to_be_visible()
    page.locator('article a[href$="quiz-step1.html"]').click()
    expect(page.locator(".t2-quiz > li")).to_have_count(sum(len(one.questions) for one in PARTS.of("step1")))
    scripted = visit.open(EXAM)
    expect(scripted.locator('article a[href$="quiz-step1.html"]')).to_be_hidden()


@pytest.mark.parametrize("part", PARTS.parts)
def test_a_quiz_on_paper_has_every_prompt_and_no_explanation(visit: Visitor, part: str) -> None:
    page = visit.open(f"book/practice/quiz-{part}.html", java_script_enabled=False)
    paper = printed(page)
    questions = [question for one in PARTS.of(part) for question in one.questions]
    assert missing(paper, [question.prompt for question in questions]) == []
    # What stands between boxes is read in another order; on the screen it stands in its own.
    text = page.locator(".t2-quiz").inner_text()
    assert missing(plain(text), [part for question in questions for part in texts_on_paper(question)]) == []
    never = [text for question in questions for text in never_on_a_quiz(question) if len(text) > 40]
    assert len(never) > 2 * len(questions)
    assert missing(paper, never) == never
    source = page.content()
    assert [text for text in reasons_of(questions) if text in source] == [], "the key is not on the quiz's page"


def reasons_of(questions: list[AnyQuestion]) -> list[str]:
    """Return the longer explanations of questions, without signs that HTML writes otherwise."""
    texts = [text for question in questions for text in reasons(question)]
    return [text for text in texts if len(text) > 40 and not set(text) & set("&<>\"'")]


def test_a_quiz_and_its_key_say_which_part_and_how_many(visit: Visitor) -> None:
    for part in PARTS.parts:
        number = sum(len(one.questions) for one in PARTS.of(part))
        line = WORDS["quiz_count"].replace("{part}", PARTS.titles[part]).replace("{count}", str(number))
        for kind in ("quiz", "key"):
            page = visit.open(f"book/practice/{kind}-{part}.html")
            expect(page.get_by_text(line, exact=True)).to_be_visible()
            expect(page.locator(".t2-quiz > li")).to_have_count(number)


def test_on_paper_places_to_write_are_seen_and_no_question_is_cut(visit: Visitor) -> None:
    page = visit.open("book/practice/quiz-step2.html")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 700, "height": 1000})
    for place in (".t2-box", ".t2-blank", ".t2-lines"):
        assert page.locator(place).count() > 3
        box = page.locator(place).first.bounding_box()
        assert box and box["width"] >= 10 and box["height"] >= 10
    assert page.locator(".t2-quiz > li").first.evaluate("part => getComputedStyle(part).breakInside") == "avoid"
    for menu in ("Contents of the book", "On this page"):
        expect(page.get_by_role("navigation", name=menu)).to_be_hidden()
    assert page.evaluate(CUT) == []


def test_the_key_explains_every_answer(visit: Visitor) -> None:
    page = visit.open("book/practice/key-introduction.html", java_script_enabled=False)
    paper = printed(page)
    questions = [question for one in PARTS.of("introduction") for question in one.questions]
    assert missing(paper, [text for question in questions for text in reasons(question)]) == []


def test_the_downloads_are_there_and_their_sizes_are_true(visit: Visitor, site: Path) -> None:
    page = visit.open("book/practice/index.html", java_script_enabled=False)
    links = page.locator('article a[href*="_static/questions/"]').all()
    assert len(links) == 2 * (len(PARTS.parts) + 1)
    for link in links:
        file = site / (link.get_attribute("href") or "").removeprefix("../../")
        size = -(-file.stat().st_size // 1000)
        expect(link).to_contain_text(f"{size} kB")
        assert link.evaluate("link => link.parentElement.textContent").endswith(" kB")


def test_scripts_of_questions_and_of_the_exam_are_light(site: Path) -> None:
    scripts = sorted((site / "_static").glob("t2-bank-*.js"))
    assert len(scripts) >= len(PARTS.parts)
    for script in scripts:
        assert len(gzip.compress(script.read_bytes(), mtime=0)) <= 40_000, script.name
    assert len(gzip.compress((site / "_static" / "t2-exam.js").read_bytes(), mtime=0)) <= 3_000


def test_the_search_finds_a_question_once(visit: Visitor, site: Path) -> None:
    texts = "".join(path.read_text(encoding="utf8") for path in sorted((site / "search").rglob("*.html.js")))
    question = PARTS.of("step1")[0].questions[0]
    text = " ".join(question.prompt.split())[:40].replace('"', '\\"')
    assert texts.count(text) == 1
    reason = " ".join(reasons(question)[0].split())[:40].replace('"', '\\"')
    assert reason not in texts, "a search does not give answers away"
    index = (site / "search-index.js").read_text(encoding="utf8")
    assert "Quiz on step 1" in index, "the quiz itself can be found"
