"""The problem diagram of the coordination plan: which problem feeds which, where nobody works, and its table."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.forms import WORDS, Form, example_of
from tests.browser.test_typed_text import EVIL, NASTY, stays_text
from tests.browser.walk import PHONE, Visitor
from widgets.evaluate import fill

NAME = "coordination-plan"
BOTH = pytest.mark.parametrize("base", ["http", "file"], indirect=True)
#: So many problems are drawn.
DRAWN = 30
#: Water feeds Schools, twice said, and itself; what it feeds besides is on no list. Nobody works on Rumors.
PLAN = {
    "problems": ["Water", "Schools", "Rumors"],
    "links": [("WATER", "schools; Water; Something else"), ("Water", "Schools"), ("Rumors", "Water; Schools")],
    "actors": [("Envoy", "Water"), ("Teachers", "schools;WATER")],
}
#: Where each box is, which kind it is, and what it is called.
READ_BOXES = """(drawing) => [...drawing.querySelectorAll("rect")].map((box) => ({
  name: box.querySelector("title").textContent,
  worked: box.matches(".t2-problem-worked"),
  x: box.x.baseVal.value + box.width.baseVal.value / 2,
  y: box.y.baseVal.value + box.height.baseVal.value / 2,
  half: box.width.baseVal.value / 2,
}))"""
READ_LINES = """(drawing) => [...drawing.querySelectorAll("line")].map((line) => ({
  x: line.x1.baseVal.value,
  y: line.y1.baseVal.value,
  point: line.nextElementSibling.matches("path.t2-arrow") ? line.nextElementSibling.getAttribute("d") : null,
}))"""


def diagram(form: Form) -> Locator:
    """Return the drawing of the problems."""
    return form.root.locator(".t2-network").filter(has=form.page.locator("title", has_text=WORDS["problems_title"]))


def table(form: Form) -> list[list[str]]:
    """Return the rows of the table beside the drawing: a problem, who works on it, what it makes worse."""
    shown = form.root.get_by_role("region", name=WORDS["problems_title"])
    expect(shown.locator("thead th")).to_have_text(
        [WORDS["problems_name"], WORDS["problems_workers"], WORDS["problems_feeds"]]
    )
    return [row.locator("th, td").all_text_contents() for row in shown.locator("tbody tr").all()]


def distance(one: dict[str, Any], other: dict[str, Any]) -> float:
    """Return how far two places are apart."""
    return math.hypot(one["x"] - other["x"], one["y"] - other["y"])


def arrows(form: Form) -> Iterator[tuple[str, str]]:
    """Yield where each arrow that is drawn begins, and where its point is."""
    boxes = diagram(form).evaluate(READ_BOXES)
    for line in diagram(form).evaluate(READ_LINES):
        x, y = re.match(r"M(\S+) (\S+)l", line["point"]).groups()
        point = {"x": float(x), "y": float(y)}
        start = min(boxes, key=lambda box: distance(box, line))
        end = min(boxes, key=lambda box: distance(box, point))
        assert distance(start, line) < 1
        assert end["half"] < distance(end, point) < 2 * end["half"], "the point is under the box, or far from it"
        yield start["name"], end["name"]


def description(problems: int, empty: int, drawn: int) -> str:
    """Return how the drawing is described."""
    return fill(WORDS["problems_desc"], {"problems": str(problems), "open": str(empty), "arrows": str(drawn)})


def write(form: Form, plan: dict[str, Any]) -> None:
    """Paste a plan into the tables."""
    rows = {
        "problems": ["Problem area", *plan["problems"]],
        "links": ["This problem\tMakes these worse", *("\t".join(link) for link in plan.get("links", ()))],
        "actors": ["Actor\tWorks on", *("\t".join(actor) for actor in plan.get("actors", ()))],
    }
    for question, lines in rows.items():
        if len(lines) > 1:
            form.paste(question, "\n".join(lines))
    form.settle()


@BOTH
def test_boxes_arrows_table_and_description_say_what_the_reader_said(visit: Visitor) -> None:
    form = Form.opened(visit, NAME)
    write(form, PLAN)
    boxes = {box["name"]: box["worked"] for box in diagram(form).evaluate(READ_BOXES)}
    assert boxes == {"Water": True, "Schools": True, "Rumors": False}
    assert sorted(arrows(form)) == [("Rumors", "Schools"), ("Rumors", "Water"), ("Water", "Schools")]
    assert table(form) == [
        ["Water", "Envoy, Teachers", "Schools"],
        ["Schools", "Teachers", "–"],
        ["Rumors", WORDS["problems_nobody"], "Water, Schools"],
    ]
    assert diagram(form).get_attribute("role") == "img"
    expect(diagram(form).locator("> title")).to_have_text(WORDS["problems_title"])
    expect(diagram(form).locator("> desc")).to_have_text(description(3, 1, 3))
    expect(form.root.locator("figcaption").first).to_have_text(WORDS["problems_legend"])
    expect(diagram(form).locator("text")).to_have_text(["Water", "Schools", "Rumors"])


def test_the_invented_example_is_drawn_and_told_alike(visit: Visitor) -> None:
    form = Form.opened(visit, NAME)
    form.fill_in_example()
    example = example_of(NAME)
    names = [row["name"] for row in example["problems"]]
    fed = {
        name: [
            other
            for row in example["links"]
            if row["name"] == name
            for other in re.split(r"\s*;\s*", row["feeds"])
            if other in names
        ]
        for name in names
    }
    workers = {
        name: [row["name"] for row in example["actors"] if name in re.split(r"\s*;\s*", row.get("works_on", ""))]
        for name in names
    }
    assert any(fed.values()) and any(workers.values()) and not all(workers.values()), "the example shows too little"
    pairs = sorted((name, other) for name, others in fed.items() for other in others)
    assert sorted(arrows(form)) == pairs
    told = table(form)
    assert [(name, who) for name, who, _ in told] == [
        (name, ", ".join(workers[name]) or WORDS["problems_nobody"]) for name in names
    ]
    assert sorted((name, other) for name, _, others in told for other in others.split(", ") if other != "–") == pairs
    empty = sum(not who for who in workers.values())
    assert diagram(form).locator(".t2-problem-open").count() == empty
    expect(diagram(form).locator("> desc")).to_have_text(description(len(names), empty, len(pairs)))


def test_a_box_is_filled_once_somebody_works_there_and_empty_when_nobody_does(visit: Visitor) -> None:
    form = Form.opened(visit, NAME)
    write(form, {"problems": ["Water"]})
    box = diagram(form).locator("rect")
    expect(box).to_have_class(re.compile("t2-problem-open"))
    looks = "box => { const style = getComputedStyle(box); return [style.fill, style.strokeDasharray]; }"
    empty, dashes = box.evaluate(looks)
    assert dashes != "none", "an empty box differs by more than color"
    field = form.table("actors").locator("textarea")
    field.nth(0).fill("Envoy")
    form.root.locator(f'textarea[name="{NAME}.actors.0.works_on"]').fill("Water")
    expect(box).to_have_class(re.compile("t2-problem-worked"))
    filled, line = box.evaluate(looks)
    assert filled != empty
    assert line == "none"
    form.table("actors").get_by_role("button", name="Remove").first.click()
    expect(box).to_have_class(re.compile("t2-problem-open"))
    expect(diagram(form).locator("> desc")).to_have_text(description(1, 1, 0))


def test_there_is_no_diagram_without_problems_nor_where_arrows_are_not_asked_for(visit: Visitor) -> None:
    form = Form.opened(visit, NAME)
    expect(form.root.locator(".t2-map")).to_be_attached()
    expect(diagram(form)).to_have_count(0)
    write(form, {"problems": ["Water"]})
    expect(diagram(form)).to_have_count(1)
    mapper = Form.opened(visit, "four-cs-mapper")
    mapper.fill_in_example()
    expect(mapper.root.locator(".t2-network")).to_have_count(1)
    expect(diagram(mapper)).to_have_count(0)


def test_a_blank_after_a_name_as_phones_leave_it_makes_no_other_problem_or_actor_of_it(visit: Visitor) -> None:
    form = Form.opened(visit, NAME)
    typed = {
        "problems.0.name": "Water ",
        "problems.1.name": " Schools",
        "links.0.name": "Water",
        "links.0.feeds": "Schools ",
        "actors.0.name": "Envoy ",
        "actors.0.works_on": "Water",
        "actors.1.name": "Teachers",
        "ties.0.from": "Envoy",
        "ties.0.to": "Teachers ",
    }
    for name, text in typed.items():
        form.root.locator(f'textarea[name="{NAME}.{name}"]').fill(text)
    form.root.locator(f'select[name="{NAME}.ties.0.level"]').select_option("cooperation")
    form.settle()
    assert table(form) == [["Water", "Envoy", "Schools"], ["Schools", WORDS["problems_nobody"], "–"]]
    assert list(arrows(form)) == [("Water", "Schools")]
    expect(form.root.locator(".t2-map details tbody tr")).to_have_count(1)
    expect(form.root.locator(".t2-heat thead th")).to_have_count(3)


@BOTH
def test_markup_in_names_stays_text_in_the_diagram_and_its_table(visit: Visitor) -> None:
    form = Form.opened(visit, NAME)
    names = [EVIL, NASTY, "Water"]
    for number, name in enumerate(names):
        form.root.locator(f'textarea[name="{NAME}.problems.{number}.name"]').fill(name)
    typed = {
        "links.0.name": NASTY,
        "links.0.feeds": f"{EVIL}; Water",
        "actors.0.name": NASTY,
        "actors.0.works_on": EVIL,
    }
    for name, text in typed.items():
        form.root.locator(f'textarea[name="{NAME}.{name}"]').fill(text)
    form.settle()
    assert [box["name"] for box in diagram(form).evaluate(READ_BOXES)] == names
    assert sorted(arrows(form)) == [(NASTY, EVIL), (NASTY, "Water")]
    nobody = WORDS["problems_nobody"]
    assert table(form) == [[EVIL, NASTY, "–"], [NASTY, nobody, f"{EVIL}, Water"], ["Water", nobody, "–"]]
    stays_text(form.page, EVIL)
    stays_text(form.page, NASTY)
    assert diagram(form).locator(":not(title, desc, line, path, rect, text)").count() == 0


@pytest.mark.parametrize(("count", "drawn"), [(DRAWN, DRAWN), (DRAWN + 1, DRAWN), (75, DRAWN)])
def test_of_many_problems_the_first_are_drawn_the_table_holds_all_and_that_is_said(
    visit: Visitor, count: int, drawn: int
) -> None:
    form = Form.opened(visit, NAME)
    names = [f"Problem {number}" for number in range(count)]
    # Each feeds the next, so that one arrow leads from the last that is drawn to the first that is not.
    write(form, {"problems": names, "links": list(pairwise(names)), "actors": [("Envoy", names[-1])]})
    assert [box["name"] for box in diagram(form).evaluate(READ_BOXES)] == names[:drawn]
    assert sorted(arrows(form)) == sorted(pairwise(names[:drawn]))
    nobody = WORDS["problems_nobody"]
    assert table(form) == [
        *([name, nobody, after] for name, after in pairwise(names)),
        [names[-1], "Envoy", "–"],
    ]
    expect(diagram(form).locator("> desc")).to_have_text(description(count, count - 1, count - 1))
    said = form.root.get_by_text(fill(WORDS["problems_too_many"], {"shown": str(drawn), "total": str(count)}))
    expect(said).to_have_count(1 if count > drawn else 0)


@pytest.mark.parametrize("letter", ["W", "平"])
def test_no_problems_name_is_cut_at_the_edge_of_the_diagram(visit: Visitor, letter: str) -> None:
    form = Form.opened(visit, NAME, viewport=PHONE)
    write(form, {"problems": [f"{number} {letter * 30}" for number in range(12)]})
    expect(diagram(form).locator("text")).to_have_count(12)
    out = diagram(form).evaluate("""(drawing) => {
      const frame = drawing.getBoundingClientRect();
      return [...drawing.querySelectorAll("text")].filter((text) => {
        const box = text.getBoundingClientRect();
        return box.left < frame.left || box.right > frame.right || box.top < frame.top || box.bottom > frame.bottom;
      }).map((text) => text.textContent);
    }""")
    assert out == []
