"""The four-Cs mapper: rows from a spreadsheet, clear words when they do not fit, and a thousand actors."""

from __future__ import annotations

import json
import random
import time

import pytest
from playwright.sync_api import expect

from tests.browser.forms import WORDS, Form, expected_findings
from tests.browser.walk import PHONE, Visitor
from widgets.evaluate import evaluate, fill
from widgets.loading import instrument

NAME = "four-cs-mapper"
MAPPER = instrument(NAME)
BOTH = pytest.mark.parametrize("base", ["http", "file"], indirect=True)

ACTORS = [
    {"name": "Envoy", "track": "one", "origin": "outside", "place": "Capital", "works_on": "Water"},
    {"name": 'Teachers "of the hill"', "track": "two", "origin": "local", "works_on": "Water; Schools"},
    {"name": "Radio, both shores", "track": "two"},
]
SPREADSHEET = (
    "Track\tActor\tLocal or outside\tSomething else\tWhere\tWorks on\r\n"
    "Track I (official)\tEnvoy\tFrom outside\tignored\tCapital\tWater\r\n"
    '\r\ntwo\t"Teachers ""of the hill"""\tlocal\t\t\tWater; Schools\r\n'
    "TRACK II (UNOFFICIAL)\tRadio, both shores\t\t\t\t"
)
COMMAS = (
    "\ufeffactor,track,origin,place,works_on\n"
    "Envoy,one,outside,Capital,Water\n"
    '"Teachers ""of the hill""",two,local,,"Water; Schools"\n'
    '"Radio, both shores",Track II (unofficial),,,\n'
)
SEMICOLONS = (
    COMMAS.replace("Radio, both", "Radio* both").replace('"Water; Schools"', '"Water| Schools"').replace(",", ";")
)


@BOTH
@pytest.mark.parametrize("way", ["spreadsheet", "commas", "semicolons"])
def test_rows_from_a_spreadsheet_or_a_csv_file_become_rows(visit: Visitor, way: str) -> None:
    form = Form.opened(visit, NAME)
    if way == "spreadsheet":
        said = form.paste("actors", SPREADSHEET)
    else:
        text = {"commas": COMMAS, "semicolons": SEMICOLONS.replace("*", ",").replace("|", ";")}[way]
        said = form.import_file("actors", text)
    expect(said).to_have_text(fill(WORDS["paste_done"], {"count": "3", "table": "Who is active?"}))
    answers = form.answers()
    assert answers == {"actors": ACTORS}
    assert form.findings() == expected_findings(NAME, answers)


def test_new_rows_come_after_the_ones_that_are_there(visit: Visitor) -> None:
    form = Form.opened(visit, NAME)
    form.table("problems").locator("textarea").first.fill("Water")
    form.paste("problems", "Problem area\nSchools")
    form.paste("problems", "Problem area\nTrauma")
    assert [row["name"] for row in form.answers()["problems"]] == ["Water", "Schools", "Trauma"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Track\tWhere\none\tCapital", fill(WORDS["paste_missing"], {"column": "Actor", "found": "Track, Where"})),
        ("Envoy\tone", WORDS["paste_empty"]),
        ("", WORDS["paste_empty"]),
        (
            "Actor\tTrack\nEnvoy\tthree",
            fill(
                WORDS["paste_value"],
                {
                    "line": "2",
                    "value": "three",
                    "column": "Track",
                    "options": "Track I (official), Track II (unofficial), Neither, or not clear",
                },
            ),
        ),
        ('Actor\nEnvoy\n"Teachers', fill(WORDS["paste_quote"], {"line": "3"})),
    ],
    ids=["no column", "no head", "nothing", "unknown answer", "open quotation mark"],
)
def test_rows_that_do_not_fit_get_a_sentence_and_nothing_is_added(visit: Visitor, text: str, message: str) -> None:
    form = Form.opened(visit, NAME)
    form.table("actors").locator("textarea").first.fill("Here before")
    expect(form.paste("actors", text)).to_have_text(message)
    assert form.answers() == {"actors": [{"name": "Here before"}]}
    box = form.unfold_paste("actors")
    assert box.locator("textarea").input_value() == text, "what was pasted can be mended"


def test_rows_and_ties_can_be_changed_without_dragging(visit: Visitor) -> None:
    form = Form.opened(visit, NAME)
    form.fill_in_example()
    shown = form.root.locator(".t2-network .t2-node")
    before = shown.count()
    form.table("actors").get_by_role("button", name="Remove").first.click()
    expect(shown).to_have_count(before - 1)
    form.root.locator('select[name="four-cs-mapper.ties.0.level"]').select_option("collaboration")
    form.settle()
    answers = form.answers()
    assert answers["ties"][0]["level"] == "collaboration"
    found = form.findings()
    assert found == expected_findings(NAME, answers)
    assert any(rule == "name-tie" for rule, _ in found), "a tie names the actor that was taken out"


def test_the_tables_beside_the_drawing_say_the_same(visit: Visitor) -> None:
    form = Form.opened(visit, NAME)
    form.fill_in_example()
    answers = form.answers()
    drawn = form.root.locator(".t2-network")
    assert drawn.locator(".t2-tie").count() == len(answers["ties"])
    assert drawn.locator(".t2-node").count() == len(answers["actors"])
    assert drawn.locator(".t2-node-one").count() == sum(row["track"] == "one" for row in answers["actors"])
    assert drawn.get_attribute("role") == "img"
    form.root.locator(".t2-map details summary").click()
    levels = {"communication": "Communication", "coordination": "Coordination", "cooperation": "Cooperation"}
    told = {
        (frozenset(row.locator("th, td").all_inner_texts()[:2]), row.locator("td").last.inner_text())
        for row in form.root.locator(".t2-map details tbody tr").all()
    }
    assert told == {(frozenset((tie["from"], tie["to"])), levels[tie["level"]]) for tie in answers["ties"]}
    heat = form.root.locator(".t2-heat tbody tr")
    for row, actor in zip(heat.all(), answers["actors"], strict=True):
        assert row.locator("th").inner_text() == actor["name"]
        assert row.locator(".t2-hot").count() == len(actor["works_on"].split(";"))
        expect(row.locator(".t2-hot").first).to_contain_text(WORDS["map_works"])


@pytest.mark.parametrize("letter", ["W", "平", "i"])
def test_no_name_is_cut_at_the_edge_of_the_drawing(visit: Visitor, letter: str) -> None:
    form = Form.opened(visit, NAME, viewport=PHONE)
    form.paste("actors", "Actor\n" + "\n".join(f"{number} {letter * 30}" for number in range(12)))
    out = form.root.locator(".t2-network").evaluate("""(drawing) => {
      const frame = drawing.getBoundingClientRect();
      return [...drawing.querySelectorAll("text")].filter((text) => {
        const box = text.getBoundingClientRect();
        return box.left < frame.left || box.right > frame.right || box.top < frame.top || box.bottom > frame.bottom;
      }).map((text) => text.textContent);
    }""")
    assert out == []


def many() -> dict[str, list[dict[str, str]]]:
    """Return 1,000 actors, 50 problem areas and 5,000 ties, always the same."""
    chance = random.Random(2010)  # noqa: S311
    problems = [f"Problem {number}" for number in range(50)]
    tracks = ["one", "two", "other"]
    actors = [
        {
            "name": f"Actor {number}",
            "track": chance.choice(tracks),
            "works_on": "; ".join(chance.sample(problems, chance.randint(1, 3))),
        }
        for number in range(1000)
    ]
    levels = ["communication", "coordination", "cooperation", "collaboration"]
    pairs = [chance.sample(range(1000), 2) for _ in range(5000)]
    ties = [{"from": f"Actor {a}", "to": f"Actor {b}", "level": chance.choice(levels)} for a, b in pairs]
    return {"problems": [{"name": name} for name in problems], "actors": actors, "ties": ties}


def as_pasted(question: str, rows: list[dict[str, str]]) -> str:
    """Return rows as a spreadsheet gives them."""
    lines = ["\t".join(rows[0]), *("\t".join(row.values()) for row in rows)]
    return "\n".join(lines)


@BOTH
def test_a_thousand_actors_stay_usable(visit: Visitor) -> None:
    form = Form.opened(visit, NAME)
    form.root.evaluate("root => root.addEventListener('t2:result', ({ detail }) => { globalThis.result = detail })")
    answers = many()
    took = {}
    for question, rows in answers.items():
        began = time.monotonic()
        expect(form.paste(question, as_pasted(question, rows))).to_contain_text(str(len(rows)))
        form.settle()
        took[question] = time.monotonic() - began
    assert max(took.values()) < 10, took

    expected = evaluate(MAPPER, answers)
    assert form.page.evaluate("result.hits.map((hit) => hit.rule)") == expected.rules()

    assert form.root.locator(".t2-network .t2-node").count() == 40
    expect(form.root.locator(".t2-map")).to_contain_text(fill(WORDS["map_too_many"], {"shown": "40", "total": "1000"}))
    assert form.root.locator(".t2-map details tbody tr").count() == 40
    assert form.root.locator(".t2-heat tbody tr").count() == 40
    for question, rows in answers.items():
        assert form.table(question).locator("[data-row]").count() == 20
        expect(form.table(question).locator(".t2-pager")).to_contain_text(f"1 to 20 of {len(rows)}")
    assert form.root.locator("[data-rule]").count() < 100

    # It still answers to the keyboard: a name is typed letter by letter, and the result follows.
    field = form.root.locator('textarea[name="four-cs-mapper.problems.0.name"]')
    field.fill("")
    began = time.monotonic()
    field.press_sequentially("Wells")
    form.page.wait_for_function("result.tables.areas.some(({ problem }) => problem === 'Wells')")
    assert time.monotonic() - began < 10

    pager = form.table("ties").locator(".t2-pager")
    pager.get_by_role("button", name=WORDS["later_rows"]).click()
    expect(pager).to_contain_text("21 to 40 of 5000")
    assert (
        form.root.locator('textarea[name="four-cs-mapper.ties.20.from"]').input_value() == answers["ties"][20]["from"]
    )

    more = form.root.locator(".t2-map details")
    more.locator("summary").click()
    more.locator(".t2-more").click()
    expect(more.locator("tbody tr")).to_have_count(80)

    saved = json.loads(form.save())["instruments"][NAME]["answers"]
    assert (len(saved["actors"]), len(saved["ties"])) == (1000, 5000)

    # Paper shows much more, and says so where it does not show all.
    form.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    form.page.emulate_media(media="print")
    assert form.table("ties").locator("[data-row]").count() == 500
    expect(form.table("ties").locator(".t2-pager span")).to_be_visible()
    expect(form.table("ties").locator(".t2-pager")).to_contain_text("1 to 500 of 5000")
    form.page.evaluate("dispatchEvent(new Event('afterprint'))")
    form.page.emulate_media(media="screen")
    assert form.table("ties").locator("[data-row]").count() == 20
