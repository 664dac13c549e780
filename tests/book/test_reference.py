"""What stands around the chapters: a glossary, checklists, people, an index, and paths that leave nothing out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import product
from pathlib import Path

from scripts.plain_language import MOST_WORDS, sentences, words
from widgets.general_index import GENERAL_INDEX, load_index
from widgets.guidance import guidance
from widgets.paths import AUDIENCES, LIMITS, PATHS, load_paths
from widgets.people import KINDS, PEOPLE, load_people
from widgets.sphinx.checklist import covered

from .pages import BOOK, ROOT, toc

REFERENCE = BOOK / "reference"
GLOSSARY = REFERENCE / "glossary.md"
CRITERIA = Path(__file__).with_name("criteria_ids.txt").read_text(encoding="utf8").split()
#: A definition that a reader takes in at a glance.
MOST_IN_DEFINITION = 45
GLOSSARIES = re.compile(r"^:{3,}\{glossary\}\n(.*?)^:{3,}$", re.MULTILINE | re.DOTALL)
COVERS = re.compile(r"^:covers:(.*)$", re.MULTILINE)
#: An entry: its terms, a colon and the definition, then what else there is.
ENTRY = re.compile(r"^((?:[^\s:].*\n)+): (.+\n(?:  .+\n)*)((?:\n?  .*\n|\n(?=  ))*)", re.MULTILINE)


def entries() -> Iterator[tuple[list[str], str, str]]:
    """Yield the entries of the glossary: their terms, the definition, and what follows it."""
    for block in GLOSSARIES.findall(GLOSSARY.read_text(encoding="utf8")):
        for terms, definition, rest in ENTRY.findall(block):
            yield terms.splitlines(), " ".join(definition.split()), " ".join(rest.split())


def faults_of(text: str) -> list[str]:
    """Return the sentences of a text that are too long."""
    return [sentence for sentence in sentences(text) if len(words(sentence)) > MOST_WORDS]


def test_each_term_is_defined_once_in_plain_words_and_leads_to_a_page() -> None:
    found = list(entries())
    assert len(found) > 50
    terms = Counter(term.casefold() for names, _, _ in found for term in names)
    assert [term for term, count in terms.items() if count > 1] == []
    faults = []
    for names, definition, rest in found:
        if len(words(definition)) > MOST_IN_DEFINITION:
            faults.append(f"{names[0]}: {len(words(definition))} words, over {MOST_IN_DEFINITION}")
        if re.search(r"[*_`{<\[]", definition):
            faults.append(f"{names[0]}: only plain text is shown beside a term")
        if not re.search(r"\[[^\]]+\]\([^)]+\.md", rest):
            faults.append(f"{names[0]}: no link to the page that explains it")
        faults += [f"{names[0]}: too long: {sentence}" for sentence in faults_of(definition)]
    assert faults == []


def test_each_list_of_criteria_is_a_pocket_checklist() -> None:
    pages = sorted((REFERENCE / "checklists").glob("*.md"))
    options = [option for page in pages for option in COVERS.findall(page.read_text(encoding="utf8"))]
    reached = {point for option in options for point in covered(option)}
    assert len(CRITERIA) == len(set(CRITERIA)) == 45
    assert sorted(set(CRITERIA) - reached) == []


def test_every_point_of_the_handbook_is_reached_from_the_index() -> None:
    known = guidance(ROOT)
    index = load_index(ROOT / GENERAL_INDEX, known)
    assert sorted(set(known) - {point for entry in index for point in entry.points}) == []


def test_people_are_of_all_kinds_and_described_plainly() -> None:
    people = load_people(ROOT / PEOPLE)
    assert {entry.kind for entry in people} == set(KINDS)
    assert [fault for entry in people for fault in faults_of(entry.who)] == []


def test_there_is_a_path_for_each_reader_and_each_length_of_time() -> None:
    paths = load_paths(ROOT / PATHS, toc())
    assert [(path.audience, path.length) for path in paths] == list(product(AUDIENCES, LIMITS))
    texts = [text for path in paths for text in (path.aim, *(stop.do for day in path.days for stop in day))]
    assert [fault for text in texts for fault in faults_of(text)] == []


def test_a_term_with_a_long_definition_is_noticed() -> None:
    assert ENTRY.findall("one\ntwo\n: Some words\n  and more.\n\n  Explained in [A](a.md).\n\nthree\n: X.\n") == [
        ("one\ntwo\n", "Some words\n  and more.\n", "\n  Explained in [A](a.md).\n"),
        ("three\n", "X.\n", ""),
    ]
