"""Case studies: what their files may hold, the passages as HTML, and the widget with a kernel behind it."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import jsonschema
import pytest
import traitlets
from ruamel.yaml import YAML

import widgets
from tests.widgets.markup import parsed, said
from theme.passages import passages
from widgets import CaseStudy, bundle, jupyter_cases, schema
from widgets.answers import AnswersDocument, AnswersError, load
from widgets.cases import Case, CaseError, load_case
from widgets.guidance import Guidance, guidance, unknown
from widgets.html import render_case
from widgets.jupyter_cases import files
from widgets.strings import strings

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = Path(__file__).parent / "sample-case.yaml"
TEXT = SAMPLE.read_text(encoding="utf8")
WORDS = strings()
VIEW = "application/vnd.jupyter.widget-view+json"
PATH = ["two-doors", "two-doors/visit"]
WHY = {"two-doors": "To hear both shores."}
HOSTILE = "</textarea></script>'\"><img src=x onerror=alert(1)>{{ 1 }} {number}"


@pytest.fixture(scope="module")
def lake() -> Case:
    """The sample case."""
    return load_case(SAMPLE)


@pytest.fixture(scope="module")
def known() -> Any:
    """The handbook's guidance."""
    return guidance(ROOT)


def of_class(root: Element, name: str) -> list[Element]:
    """Return the elements of a class."""
    return [element for element in root.iter() if name in element.attrib.get("class", "").split()]


# --- The file


def line_of(text: str, number: int = 1) -> int:
    """Return the line in which the sample has a text for the n-th time."""
    lines = [line for line, content in enumerate(TEXT.splitlines(), start=1) if text in content]
    return lines[number - 1]


#: What goes wrong: what stands in the sample, what is put there instead, the line of the fault, and what is said.
FAULTS: dict[str, tuple[str, str, int, str]] = {
    "a choice that leads nowhere": ("to: the-thaw", "to: the-thraw", line_of("to: the-thaw"), "no scene 'the-thraw'"),
    "a scene that goes on nowhere": ("next: the-end", "next: end", line_of("next: the-end"), "no scene 'end'"),
    "a scene that nothing leads to": (
        "to: the-newspaper",
        "to: two-doors",
        line_of("id: the-newspaper"),
        "no choice leads to the scene 'the-newspaper'",
    ),
    "a loop without a way out": (
        '{kind: handbook, text: "Silence can be explained later."}\n        to: two-doors',
        '{kind: handbook, text: "Silence can be explained later."}\n        to: the-newspaper',
        line_of("id: the-newspaper"),
        "from the scene 'the-newspaper' no ending can be reached",
    ),
    "one choice": (
        TEXT[TEXT.index("      - id: the-louder") : TEXT.index('    done:\n      - {kind: record, text: "The record')],
        "",
        line_of("choices:", 3),
        "one choice is no decision",
    ),
    "no sound choice": (
        'follows: [s1-way-out]\n        outcome:\n          - {kind: handbook, text: "Silence',
        'breaks: [s1-way-out]\n        outcome:\n          - {kind: handbook, text: "Silence',
        line_of("choices:", 2),
        "every choice breaks guidance",
    ),
    "an outcome without guidance": (
        '{kind: handbook, text: "Whoever shouts is seldom heard."}',
        '{kind: what-if, text: "Whoever shouts is seldom heard."}',
        line_of("outcome:", 7),
        "say what the handbook's guidance predicts",
    ),
    "a choice that stands for no guidance": (
        '        breaks: [s1-way-out]\n        outcome:\n          - {kind: handbook, text: "Whoever shouts',
        '        outcome:\n          - {kind: handbook, text: "Whoever shouts',
        line_of("id: the-louder"),
        "`follows` or `breaks`",
    ),
    "two roads of history": (
        "to: the-newspaper",
        "taken: true\n        to: the-newspaper",
        line_of("choices:", 1),
        "history took one road",
    ),
    "no word on what was done": (
        'done:\n      - {kind: record, text: "The record does not tell who spoke first."}',
        "",
        line_of("id: a-quiet-room"),
        "say under `done` what was really done here",
    ),
    "a detour with a history": (
        "        to: two-doors\n  - id: a-quiet-room",
        '        to: two-doors\n    done: [{kind: record, text: "Never."}]\n  - id: a-quiet-room',
        line_of("id: the-newspaper"),
        "history never came to the scene 'the-newspaper'",
    ),
    "an unknown source": ("source: fisher", "source: fischer", line_of("source: fisher"), "no source 'fischer'"),
    "a what-if with a source": (
        'kind: what-if, text: "A journalist',
        'kind: what-if, source: fisher, text: "A journalist',
        line_of("A journalist"),
        "only what happened",
    ),
    "two scenes of one name": (
        "id: the-thaw",
        "id: the-end",
        line_of("id: the-end"),
        "the scene 'the-end' stands here twice",
    ),
    "two choices of one name": (
        "id: the-louder",
        "id: the-older",
        line_of("id: the-louder"),
        "the choice 'the-older' stands here twice",
    ),
    "a decision without a question": (
        "    question: Who speaks first?\n",
        "",
        line_of("id: a-quiet-room"),
        "no `question`",
    ),
    "another kind": ('kind: what-if, text: "One', 'kind: guess, text: "One', line_of("One shore"), "write `record`"),
    "a text without quotation marks": (
        '{kind: record, text: "Both shores sat in one room."}',
        "{kind: record, text: Both shores, in one room.}",
        line_of("Both shores sat"),
        "put the text in quotation marks",
    ),
    "a key that is missing": ("title: The lake\n", "", 1, "title: this key is missing"),
    "no YAML": ("title: The lake", "title: [The lake", line_of("role: You"), "not valid YAML"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_file_that_cannot_work_is_refused_with_the_line_of_its_fault(tmp_path: Path, fault: str) -> None:
    before, after, line, sentence = FAULTS[fault]
    assert before in TEXT
    changed = TEXT.replace(before, after, 1)
    above = TEXT[: TEXT.index(before)].count("\n") + 1 < line
    file = tmp_path / "case.yaml"
    file.write_text(changed, encoding="utf8")
    with pytest.raises(CaseError) as refused:
        load_case(file)
    place = line + (after.count("\n") - before.count("\n") if above else 0)
    told = [row for row in str(refused.value).splitlines() if sentence in row]
    assert told, str(refused.value)
    assert told[0].startswith(f"{file}:{place}: "), (told, place)


@pytest.mark.parametrize("text", ["", "- a list", "just a sentence"])
def test_a_file_that_is_no_case_at_all_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "case.yaml"
    file.write_text(text, encoding="utf8")
    with pytest.raises(CaseError, match=r"case\.yaml:1: the file is empty or no mapping"):
        load_case(file)


def test_a_file_can_be_checked_by_hand(tmp_path: Path) -> None:
    damaged = tmp_path / "case.yaml"
    damaged.write_text("title: A lake", encoding="utf8")
    command = [sys.executable, "-m", "widgets.cases", str(SAMPLE), str(damaged)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert f"{SAMPLE}: 5 scenes, 3 decisions; history's road: two-doors, a-quiet-room," in done.stdout
    assert f"{damaged}:1: id: this key is missing; add it" in done.stdout


def test_history_goes_on_by_every_sound_choice_where_the_record_does_not_tell(lake: Case) -> None:
    assert lake.history == ("two-doors", "a-quiet-room", "the-thaw", "the-end")
    assert [scene.id for scene in lake.decisions] == ["two-doors", "the-newspaper", "a-quiet-room"]


def test_the_numbers_on_paper_are_fixed_for_ever_and_mixed(lake: Case) -> None:
    # Whoever printed a case can go on with it after the next edition, and with a friend who has another print.
    assert lake.numbers == {
        "two-doors": 1,
        "two-doors/write-back": 2,
        "two-doors/offer-to-mediate": 3,
        "a-quiet-room": 4,
        "the-newspaper": 5,
        "the-thaw": 6,
        "a-quiet-room/the-older": 7,
        "the-newspaper/nothing": 8,
        "two-doors/visit": 9,
        "the-end": 10,
        "the-newspaper/everything": 11,
        "a-quiet-room/the-louder": 12,
    }


def test_a_case_fits_the_published_schema_and_what_does_not_is_noticed() -> None:
    content = json.loads((schema.FOLDER / "case.json").read_text(encoding="utf8"))
    validator = jsonschema.Draft202012Validator(content)
    whole = YAML(typ="safe").load(TEXT)
    assert list(validator.iter_errors(whole)) == []
    del whole["scenes"][0]["title"]
    whole["scenes"][1]["passages"][0]["kind"] = "guess"
    assert len(list(validator.iter_errors(whole))) == 2


# --- The passages as HTML


def test_every_passage_stands_in_the_order_of_the_numbers_with_its_heading(lake: Case, known: Any) -> None:
    root = parsed(render_case(lake, known))
    found = of_class(root, "t2-passage")
    assert [part.get("id") for part in found] == [f"sample-lake-{number}" for number in range(1, 13)]
    assert [part.get("data-key") for part in found] == list(lake.numbers)
    for number, part in enumerate(found, start=1):
        heading = part.find("h3")
        assert heading is not None
        assert said(heading).startswith(f"{number}. ")
    headings = [said(heading) for heading in root.iter("h3")]
    assert headings[0] == "1. Two doors"
    assert headings[8] == "9. What follows: Visit first, and listen"
    assert headings[2] == "3. What follows: Offer both shores to run their talks, since the group is…"
    assert said(found[2].findall("p")[0]) == f"The choice: {lake.by_id['two-doors'].choices[0].text}"


def test_every_paragraph_says_what_it_is_and_names_its_source(lake: Case, known: Any) -> None:
    root = parsed(render_case(lake, known))
    first = of_class(root, "t2-passage")[0]
    told = [(part.get("class"), *(said(text) for text in part.iter("p"))) for part in of_class(first, "t2-told")]
    assert told == [
        ("t2-told t2-told-record", WORDS["case_kind_record"], "The group wanted no official role <b>at the lake</b>."),
        (
            "t2-told t2-told-background",
            "Record, background: what happened, from Fisher 2020, a book that is invented",
            "The lake froze that winter.",
        ),
        (
            "t2-told t2-told-what-if",
            WORDS["case_kind_what-if"],
            "Suppose that a letter from one shore asks you to visit.",
        ),
    ]
    texts = {
        passage.text
        for scene in lake.scenes
        for passage in (*scene.passages, *scene.done, *(p for choice in scene.choices for p in choice.outcome))
    }
    boxes = of_class(root, "t2-told")
    assert {said(box.findall("p")[1]) for box in boxes} == texts
    assert all(len(box.findall("p")) == 2 for box in boxes)


def test_each_choice_names_the_passage_to_turn_to_and_each_outcome_where_to_go_on(lake: Case, known: Any) -> None:
    root = parsed(render_case(lake, known))
    ids = {element.get("id") for element in root.iter() if element.get("id")}
    for scene in lake.decisions:
        part = of_class(root, "t2-passage")[lake.numbers[scene.id] - 1]
        links = list(of_class(part, "t2-choices")[0].iter("a"))
        assert [said(link) for link in links] == [
            f"{choice.text} Turn to {lake.numbers[f'{scene.id}/{choice.id}']}." for choice in scene.choices
        ]
        for choice, link in zip(scene.choices, links, strict=True):
            number = lake.numbers[f"{scene.id}/{choice.id}"]
            assert link.get("href") == f"#sample-lake-{number}"
            (on,) = of_class(of_class(root, "t2-passage")[number - 1], "t2-on")
            word = "case_again" if choice.to == scene.id else "case_on"
            assert said(on) == WORDS[word].replace("{number}", str(lake.numbers[choice.to]))
    links = [str(link.get("href")) for link in root.iter("a")]
    assert all(link[1:] in ids for link in links if link.startswith("#"))


def test_an_outcome_says_what_was_really_done_or_that_history_never_came_here(lake: Case, known: Any) -> None:
    root = parsed(render_case(lake, known))
    done = {part.get("data-key"): of_class(part, "t2-done") for part in of_class(root, "t2-passage")}
    assert said(done["two-doors/write-back"][0]) == (
        f"{WORDS['case_done']} {WORDS['case_kind_record']} The group went to see both shores."
    )
    assert said(done["the-newspaper/nothing"][0]) == f"{WORDS['case_done']} {WORDS['case_never']}"
    assert {key for key, boxes in done.items() if not boxes} == {scene.id for scene in lake.scenes}


def test_guidance_is_named_by_the_heading_that_teaches_it_and_linked_where_there_is_a_book(lake: Case) -> None:
    mine = {name: Guidance(f"Heading of {name}!", "book/page") for name in ("s1-way-out", "intro-track2-definition")}
    mine["s1-mutually-hurting-stalemate"] = Guidance("Both & hurt", "book/other")
    linked = render_case(lake, mine, "../../")
    assert '<a href="../../book/other.html#both-hurt">Both &amp; hurt</a>' in linked
    part = of_class(parsed(linked), "t2-passage")[lake.numbers["two-doors/write-back"] - 1]
    assert [said(lead) for lead in of_class(part, "t2-lead")] == [WORDS["case_follows"], WORDS["case_breaks"]]
    alone = parsed(render_case(lake, mine))
    assert [str(link.get("href")) for link in alone.iter("a") if not str(link.get("href")).startswith("#")] == []
    assert "Heading of s1-way-out!" in said(alone)


def test_guidance_that_the_source_map_does_not_have_is_named(lake: Case, known: Any) -> None:
    assert list(unknown(lake, known)) == []
    assert list(unknown(lake, {"s1-way-out": known["s1-way-out"]})) == [
        "two-doors/visit: there is no guidance 's1-mutually-hurting-stalemate' in book/source_map.yaml; correct it.",
        "two-doors/write-back: there is no guidance 'intro-track2-definition' in book/source_map.yaml; correct it.",
    ]


def test_the_road_of_history_is_a_table_of_its_decisions(lake: Case, known: Any) -> None:
    (road,) = of_class(parsed(render_case(lake, known)), "t2-road")
    rows = [[said(cell) for cell in row] for row in road.iter("tr")]
    assert rows[1:] == [
        ["1. Two doors", "Visit first, and listen.", "9"],
        ["4. A quiet room", WORDS["case_road_untold"], "–"],
    ]


def test_nothing_of_the_story_can_be_found_by_searching(lake: Case, known: Any) -> None:
    page = f"<article><section id='top'><h1>Decide</h1>{render_case(lake, known)}</section></article>"
    ((_, heading, text, _),) = passages(page)
    assert heading == "Decide"
    assert lake.role in text
    assert not [scene.title for scene in lake.scenes if scene.title in text]
    assert "Visit first" not in text


def test_texts_with_markup_stay_texts(tmp_path: Path, known: Any) -> None:
    file = tmp_path / "case.yaml"
    changed = TEXT.replace("title: The thaw", f"title: {json.dumps(HOSTILE)}")
    changed = changed.replace("text: The louder one.", f"text: {json.dumps(HOSTILE)}")
    file.write_text(changed.replace("Fisher 2020, a book that is invented", json.dumps(HOSTILE)), encoding="utf8")
    root = parsed(render_case(load_case(file), known))
    assert list(root.iter("img")) == []
    assert list(root.iter("script")) == []
    assert said(root).count("<img src=x onerror=alert(1)>") >= 3


@pytest.mark.parametrize("name", files())
def test_the_handbooks_cases_are_shown_whole_and_name_guidance_that_exists(name: str, known: Any) -> None:
    case = load_case(files()[name])
    assert list(unknown(case, known)) == []
    root = parsed(render_case(case, known, "../../"))
    assert len(of_class(root, "t2-passage")) == len(case.numbers)


def test_the_script_is_small_enough_for_a_slow_line() -> None:
    script = bundle.classic_script("case_page.js")
    assert len(gzip.compress(script.encode(), compresslevel=9, mtime=0)) <= 6_000


# --- The way through a case, in an answers file


def test_a_way_travels_in_an_answers_file_and_everything_else_is_kept(lake: Case) -> None:
    whole = {
        "format": "track-ii-answers",
        "version": 1,
        "instruments": {"later": {"answers": {"x": 1}}},
        "cases": {
            "other": {"version": 9, "path": ["x"], "why": {}, "y": 1},
            "sample-lake": {"path": [], "why": {}, "by": "group 2"},
        },
    }
    document = load(json.dumps(whole)).with_road(lake, PATH, WHY)
    after = json.loads(document.dump())
    assert after["cases"]["sample-lake"] == {"version": 1, "path": PATH, "why": WHY, "by": "group 2"}
    assert after["cases"]["other"] == whole["cases"]["other"]  # type: ignore[index]
    assert after["instruments"] == whole["instruments"]
    assert load(document.dump()).road("sample-lake") == (PATH, WHY)
    assert AnswersDocument().road("sample-lake") == ([], {})
    assert "cases" not in json.loads(AnswersDocument().dump())


@pytest.mark.parametrize(
    "cases",
    [
        [],
        "sample-lake",
        {"sample-lake": "two-doors"},
        {"sample-lake": {"path": PATH}},
        {"sample-lake": {"path": "two-doors", "why": {}}},
        {"sample-lake": {"path": [1], "why": {}}},
        {"sample-lake": {"path": [], "why": []}},
        {"sample-lake": {"path": [], "why": {"two-doors": 1}}},
        {"not-yet-written": {"path": None, "why": {}}},
    ],
)
def test_a_damaged_way_is_refused_in_words(lake: Case, cases: Any) -> None:
    text = json.dumps({"format": "track-ii-answers", "version": 1, "instruments": {}, "cases": cases})
    document = load(text)
    for use in (lambda: document.road("sample-lake"), lambda: document.with_road(lake, PATH, WHY)):
        with pytest.raises(AnswersError) as refused:
            use()
        assert str(refused.value) == WORDS["damaged_format"]
    with pytest.raises(AnswersError):
        CaseStudy(lake).load(text)


# --- The widget


def test_a_case_of_the_handbook_is_asked_for_by_its_name() -> None:
    assert "CaseStudy" in dir(widgets)
    assert CaseStudy("sant-egidio").case.id == "sant-egidio"
    assert CaseStudy("short/kelman").case.id == load_case(files()["short/kelman"]).id
    with pytest.raises(CaseError, match=r"no case 'kelman'\. There are: sant-egidio, .*short/kelman"):
        CaseStudy("kelman")


def test_a_case_of_ones_own_is_shown_too(lake: Case) -> None:
    assert CaseStudy(SAMPLE).case == CaseStudy(str(SAMPLE)).case == CaseStudy(lake).case == lake
    with pytest.raises(FileNotFoundError):
        CaseStudy("nowhere.yaml")


def test_without_the_handbooks_folder_the_reason_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(jupyter_cases, "CASES", tmp_path / "case_studies")
    with pytest.raises(CaseError, match=r"There is no folder .*case_studies"):
        CaseStudy("sant-egidio")
    (tmp_path / "case_studies").mkdir()
    with pytest.raises(CaseError, match="There are no cases in"):
        CaseStudy()


def test_path_and_reasons_can_be_read_and_set_and_a_path_must_fit(lake: Case) -> None:
    study = CaseStudy(lake)
    assert (study.path, study.why) == ([], {})
    study.path = PATH
    study.why = WHY
    assert json.loads(study.save().dump())["cases"]["sample-lake"] == {"version": 1, "path": PATH, "why": WHY}
    with pytest.raises(traitlets.TraitError, match="has no passage 'two-doors/run'"):
        study.path = ["two-doors", "two-doors/run"]
    assert study.path == PATH
    assert CaseStudy(lake, PATH, WHY).path == PATH


def test_a_file_is_taken_or_refused_and_then_nothing_is_changed(lake: Case) -> None:
    study = CaseStudy(lake, PATH, WHY)
    text = study.save().dump()
    other = CaseStudy(lake)
    other.load(text)
    assert (other.path, other.why) == (PATH, WHY)
    with pytest.raises(AnswersError, match="not complete JSON"):
        other.load(text[:-9])
    with pytest.raises(AnswersError) as refused:
        other.load(text.replace("two-doors/visit", "two-doors/run"))
    assert str(refused.value) == WORDS["case_misfit"]
    assert (other.path, other.why) == (PATH, WHY)
    assert json.loads(other.save().dump()) == json.loads(text)


def test_another_case_is_chosen_and_the_way_through_the_first_is_not_lost() -> None:
    study = CaseStudy()
    first, second = list(files())[:2]
    assert study.name == first
    assert len(list(parsed(study.html).iter("option"))) == len(files())
    (start, *_) = study.case.numbers
    study.path = [start]
    study.name = second
    assert study.case.id == load_case(files()[second]).id
    assert study.path == []
    assert f'data-case="{study.case.id}"' in study.html
    study.name = first
    assert study.path == [start]
    with pytest.raises(traitlets.TraitError, match="There is no case 'nowhere'"):
        study.name = "nowhere"


def test_a_way_that_no_longer_fits_is_left_in_the_file_until_there_is_another(lake: Case) -> None:
    study = CaseStudy()
    first, second = list(files())[:2]
    gone = {"version": 1, "path": ["gone"], "why": {"gone": "Mine"}}
    text = json.dumps(
        {
            "format": "track-ii-answers",
            "version": 1,
            "instruments": {},
            "cases": {load_case(files()[second]).id: gone, lake.id: gone},
        }
    )
    study.load(text)
    study.name = second
    assert f'data-case="{study.case.id}"' in study.html
    assert (study.path, study.why) == ([], {})
    study.name = first
    study.name = second
    assert study.save().data["cases"][study.case.id] == gone
    study.path = [next(iter(study.case.numbers))]
    assert study.save().road(study.case.id) == (study.path, {})
    assert CaseStudy(lake, document=load(text)).path == []


def test_where_there_is_no_kernel_the_cell_shows_the_numbered_passages(lake: Case) -> None:
    data, _ = CaseStudy(lake)._repr_mimebundle_()
    assert VIEW in data
    assert data["text/html"] == render_case(lake, guidance(ROOT))
    assert WORDS["nothing_leaves"] in data["text/html"]


def test_with_a_kernel_it_says_where_reasons_go_and_links_to_the_served_book(lake: Case) -> None:
    study = CaseStudy(lake, book_url="/book/")
    root = parsed(study.html)
    assert WORDS["goes_to_kernel"] in said(root)
    assert "/book/book/step1/ripeness.html#a-way-out-needs-trust" in [link.get("href") for link in root.iter("a")]
