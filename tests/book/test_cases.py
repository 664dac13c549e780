"""Case studies: dilemmas that cannot be guessed, sources that exist, and nothing told without saying what it is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from scripts.plain_language import Block, Page, measure, take_apart, words
from widgets.cases import Case, Choice, Passage, Scene, load_case
from widgets.worked import Worked, is_worked, load_worked, page_of

from .pages import BOOK, CASES, load, name_of, toc
from .pages import page_of as parts_of

FILES = sorted(CASES.rglob("*.yaml"))
WORKED = [path for path in FILES if is_worked(path)]
DECISIONS = [path for path in FILES if path not in WORKED]
#: Folders of full cases, and the pages that each must have.
FULL = sorted(path for path in CASES.iterdir() if path.is_dir() and path.name != "short")
FULL_PAGES = ("analysis.md", "decisions.md", "index.md")
SHORT = sorted((CASES / "short").glob("*.md"))
PAGES = [*(folder / name for folder in FULL for name in FULL_PAGES), *SHORT]
GUIDANCE = set(load("book/source_map.yaml"))
WORKS = set(re.findall(r"^@\w+\{\s*([^,\s]+)\s*,", (BOOK / "references.bib").read_text(encoding="utf8"), re.MULTILINE))
EACH_CASE = pytest.mark.parametrize("path", DECISIONS, ids=name_of)
EACH_WORKED = pytest.mark.parametrize("path", WORKED, ids=name_of)
EACH_FULL = pytest.mark.parametrize("folder", FULL, ids=lambda folder: folder.name)
EACH_PAGE = pytest.mark.parametrize("path", PAGES, ids=name_of)

#: A fence of a directive with everything in it.
FENCED = re.compile(r"^(:{3,}|`{3,})\{[\w-]+\}.*?^\1\s*$", re.MULTILINE | re.DOTALL)
BACKGROUND = re.compile(r"^(:{3,})\{background\}(.*?)^\1\s*$", re.MULTILINE | re.DOTALL)
#: Verbs by which a page tells its reader what to do.
DO = frozenset(
    [
        *(
            "answer",
            "ask",
            "begin",
            "choose",
            "close",
            "compare",
            "decide",
            "draw",
            "fill",
            "go",
            "keep",
            "look",
            "mark",
        ),
        *("note", "open", "read", "start", "take", "try", "use", "write"),
    ]
)


def passages_of(case: Case) -> Iterator[Passage]:
    """Yield every passage of a case."""
    for scene in case.scenes:
        yield from (*scene.passages, *scene.done)
        for choice in scene.choices:
            yield from choice.outcome


def choices_of(paths: Iterable[Path]) -> Iterator[tuple[Path, Scene, Choice]]:
    """Yield every choice of some cases, with its scene."""
    for path in paths:
        for scene in load_case(path).decisions:
            for choice in scene.choices:
                yield path, scene, choice


def directives(name: str) -> dict[str, list[str]]:
    """Return the arguments of a directive, by the page that uses it."""
    found = {}
    for path in sorted(CASES.rglob("*.md")):
        used = [directive.argument for directive in parts_of(path).directives if directive.name == name]
        if used:
            found[path.relative_to(CASES).with_suffix("").as_posix()] = used
    return found


def name_in_cases(path: Path) -> str:
    """Return how a directive names a file of a case."""
    return path.relative_to(CASES).with_suffix("").as_posix()


def length(passages: Iterable[Passage]) -> int:
    """Return the number of words in some passages."""
    return sum(len(words(passage.text)) for passage in passages)


# The files.


def test_there_are_full_cases_and_short_ones() -> None:
    assert len(FULL) >= 3
    assert len(SHORT) >= 13
    assert sorted(toc_of_cases()) == sorted(name_of(path) for path in [CASES / "index.md", *PAGES])


def toc_of_cases() -> list[str]:
    """Return the pages of cases in the table of contents."""
    return [name for name in toc() if name.startswith("case_studies/")]


@EACH_CASE
def test_a_case_has_no_dead_end_no_unreachable_scene_and_an_outcome_for_every_choice(path: Path) -> None:
    assert list(load_case(path).faults()) == []


@EACH_WORKED
def test_a_worked_answer_fits_its_instrument(path: Path) -> None:
    assert list(load_worked(path).faults()) == []


def test_every_file_of_decisions_is_shown_on_one_page_and_named_after_its_case() -> None:
    shown = {argument: page for page, arguments in directives("decisions").items() for argument in arguments}
    assert shown == {name_in_cases(path): name_in_cases(path) for path in DECISIONS}
    assert {path: load_case(path).id for path in DECISIONS} == {
        path: path.stem if path.parent.name == "short" else path.parent.name for path in DECISIONS
    }


def test_every_worked_answer_is_used_once_and_on_the_page_that_its_instrument_leads_back_to() -> None:
    used = Counter((page, argument) for page, arguments in directives("apply").items() for argument in arguments)
    expected = {
        (page_of(path.parent.name, path.stem, load_worked(path).instrument), name_in_cases(path)) for path in WORKED
    }
    assert used == Counter(expected)


@EACH_CASE
def test_the_guidance_that_a_choice_follows_or_breaks_is_taught_in_the_book(path: Path) -> None:
    named = {name for _, _, choice in choices_of([path]) for name in (*choice.follows, *choice.breaks)}
    assert named - GUIDANCE == set()


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_the_sources_of_a_file_are_in_the_bibliography_and_each_is_used(path: Path) -> None:
    content: Case | Worked = load_worked(path) if path in WORKED else load_case(path)
    passages = content.reasons if isinstance(content, Worked) else passages_of(content)
    assert set(content.sources) - WORKS == set()
    assert {passage.source for passage in passages if passage.background} == set(content.sources)


@EACH_PAGE
def test_a_box_of_background_cites_its_source(path: Path) -> None:
    boxes = BACKGROUND.findall(path.read_text(encoding="utf8"))
    assert len(boxes) == sum(directive.name == "background" for directive in parts_of(path).directives)
    assert [text for _, text in boxes if "{cite:" not in text] == []
    for _, text in boxes:
        cited = {key for keys in re.findall(r"\{cite:\w+\}`([^`]+)`", text) for key in re.split(r"\s*,\s*", keys)}
        assert cited - {"handbook"} <= WORKS
        assert cited - {"handbook"}, "the handbook itself is no background"


# The decisions.


@EACH_FULL
def test_a_full_case_has_six_decisions_on_historys_road_and_two_detours(folder: Path) -> None:
    case = load_case(folder / "decisions.yaml")
    assert sum(scene.id in case.history for scene in case.decisions) >= 6
    assert sum(scene.id not in case.history for scene in case.scenes) >= 2


@EACH_FULL
def test_at_every_decision_of_a_full_case_one_can_go_wrong(folder: Path) -> None:
    decisions = load_case(folder / "decisions.yaml").decisions
    assert [scene.id for scene in decisions if not any(choice.breaks for choice in scene.choices)] == []


@EACH_CASE
def test_a_case_offers_a_wrong_turn(path: Path) -> None:
    assert any(choice.breaks for _, _, choice in choices_of([path]))


def test_what_was_done_cannot_be_told_by_its_place_or_its_length() -> None:
    places: Counter[int] = Counter()
    longest = shortest = 0
    for path in DECISIONS:
        for scene in load_case(path).decisions:
            # Where the record does not tell, the one sound choice could be guessed in the same way.
            right = [n for n, choice in enumerate(scene.choices) if choice.taken]
            right = right or [n for n, choice in enumerate(scene.choices) if not choice.breaks]
            if len(right) == 1:
                sizes = [len(choice.text) for choice in scene.choices]
                places[right[0]] += 1
                longest += max(sizes) == sizes[right[0]]
                shortest += min(sizes) == sizes[right[0]]
    total = places.total()
    assert total >= 30
    assert max(places.values()) <= total / 2, places
    assert longest <= total / 2, f"{longest} of {total}"
    assert shortest <= total / 2, f"{shortest} of {total}"


@EACH_CASE
def test_outcomes_and_scenes_are_neither_bare_nor_long(path: Path) -> None:
    case = load_case(path)
    faults = [
        f"{scene.id} → {choice.id}: {length(choice.outcome)} words"
        for _, scene, choice in choices_of([path])
        if not 30 <= length(choice.outcome) <= 130
    ]
    faults += [
        f"{scene.id}: {length(scene.passages)} words"
        for scene in case.scenes
        if not 40 <= length(scene.passages) <= 160
    ]
    assert faults == []


# The language.


def blocks_of(content: Case | Worked) -> list[Block]:
    """Return what a reader sees of a file's texts, as a page's blocks."""
    headings: list[str] = [content.title]
    prose: list[str] = []
    if isinstance(content, Worked):
        headings += [reason.about for reason in content.reasons]
        prose += [reason.text for reason in content.reasons]
        prose += evidence(content.answers)
    else:
        prose.append(content.role)
        prose += [passage.text for passage in passages_of(content)]
        for scene in content.scenes:
            headings.append(scene.title)
            prose += [scene.question] if scene.question else []
            prose += [choice.text for choice in scene.choices]
    return [*(Block("heading", text, 1) for text in headings), *(Block("prose", text, 1) for text in prose)]


def evidence(answers: dict[str, Any]) -> Iterator[str]:
    """Yield the sentences in answers; names, and the values of options, are none."""
    for answer in answers.values():
        rows = answer if isinstance(answer, list) else [{"": answer}]
        for row in rows:
            cells = row.values() if isinstance(row, dict) else ()
            yield from (cell for cell in cells if isinstance(cell, str) and cell.endswith((".", "?", "!")))


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_the_texts_of_a_file_are_written_plainly(path: Path) -> None:
    assert measure(blocks_of(load_worked(path) if path in WORKED else load_case(path))).complaints() == []


# The pages.


@EACH_FULL
def test_a_full_case_has_its_pages_its_figures_and_its_worked_answers(folder: Path) -> None:
    assert sorted(path.name for path in folder.glob("*.md")) == list(FULL_PAGES)
    drawn = [
        directive.argument for directive in parts_of(folder / "index.md").directives if directive.name == "drawing"
    ]
    assert sorted(drawn) == [f"{folder.name}-actors.svg", f"{folder.name}-timeline.svg"]
    answered = {path.stem: load_worked(path).instrument for path in folder.glob("*.yaml") if path in WORKED}
    ripeness = [name for name, instrument in answered.items() if instrument == "ripeness-checklist"]
    assert len(ripeness) == 2
    assert all(name.startswith("ripeness-") for name in ripeness)
    assert answered["style"] == "prescriptive-elicitive-selector"
    assert answered["who-was-there"] == "four-cs-mapper"


@EACH_PAGE
def test_a_page_of_a_case_says_what_one_will_learn_and_helps_trainers(path: Path) -> None:
    boxes = Counter(directive.name for directive in parts_of(path).directives)
    assert boxes["objectives"] == 1
    assert boxes["trainer"] >= 1


@pytest.mark.parametrize("path", SHORT, ids=name_of)
def test_a_short_case_lets_its_reader_decide_or_analyze(path: Path) -> None:
    boxes = Counter(directive.name for directive in parts_of(path).directives)
    assert boxes["decisions"] + boxes["apply"] + boxes["exercise"] >= 1


def outside(path: Path) -> Page:
    """Return what stands on a page outside of all boxes."""
    return take_apart(FENCED.sub("", path.read_text(encoding="utf8")))


def speaks_to_the_reader(text: str) -> bool:
    """Whether a paragraph says what to do or what this is for: it says "you", or begins with a verb of doing."""
    spoken = [word.lower() for word in words(text)]
    return bool({"you", "your", "yours", "yourself"} & set(spoken)) or spoken[0] in DO


@EACH_FULL
def test_what_tells_the_situation_stands_in_a_box_that_says_what_it_is(folder: Path) -> None:
    under = ""
    loose = []
    for block in outside(folder / "index.md").blocks:
        if block.kind == "heading":
            under = block.text if block.level == 2 else under
        elif under and not speaks_to_the_reader(block.text):
            loose.append(block.text)
    assert under
    assert loose == []
