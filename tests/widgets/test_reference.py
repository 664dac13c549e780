"""Checklists, people, the general index and the paths: what they show, and what is told where their data has faults."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import jsonschema
import pytest
from sphinx.errors import ExtensionError

from tests.book.pages import ROOT
from tests.widgets.small_book import Built, build, write
from widgets import schema
from widgets.alphabet import alphabetical, letter
from widgets.general_index import GeneralIndexError, load_index
from widgets.guidance import guidance
from widgets.paths import PathsError, load_paths
from widgets.people import Names, PeopleError, load_people
from widgets.quick import quick

MAP = """p-trust: {page: book/step1/a, heading: Trust grows}
p-out: {page: book/step1/a, heading: A way out}
p-page: {page: book/step1/b, heading: B}
"""
PAGES = {
    "book/step1/a.md": "# Page A\n\n## Trust grows\n\nBy Harold\nSaunders, and Sant’Egidio.\n\n## A way out\n\nYes.\n",
    "book/step1/b.md": "# B\n\nThe Saunders Fund is not Anna.\n",
    "book/source_map.yaml": MAP,
}
PEOPLE = """- {name: Harold Saunders, kind: person, forms: [Saunders], who: "A diplomat."}
- {name: The Saunders Fund, kind: organization, forms: [Saunders Fund], who: "A fund."}
- {name: Community of Sant'Egidio, kind: organization, forms: [Sant'Egidio], who: "A community."}
- {name: Anna, kind: person, who: "Somebody."}
"""
INDEX = """- {term: trust, points: [p-trust, p-out], see_also: [back channel]}
- {term: back channel, points: [p-out, p-page]}
- {term: Élite, see: trust}
"""


def paths(minutes: int = 110, page: str = "book/step1/a", **more: str) -> str:
    """Return a file with one path of two hours."""
    lines = {"audience": "trainee", "length": "2 hours", "aim": '"You can do it."', **more}
    rest = "\n".join(f"  {key}: {value}" for key, value in lines.items()).lstrip()
    return (
        f"- {rest}\n  days:\n"
        f'    - - {{page: {page}, minutes: {minutes - 50}, do: "Read."}}\n'
        '      - {page: book/step1/b, minutes: 50, do: "Answer."}\n'
    )


def parsed(html: str) -> Element:
    """Return what a page says: the section of its title."""
    root: Element = html5lib.parse(html, namespaceHTMLElements=False)
    return next(root.iter("section"))


def text(element: Element | None) -> str:
    """Return the text of an element in one line."""
    assert element is not None
    return " ".join("".join(element.itertext()).split())


def page_with(root: Path, directive: str, name: str = "book/reference/page", **files: str) -> Built:
    """Build a book with a page that holds a directive and these files of book/reference, and the pages above."""
    data = {f"book/reference/{key}.yaml": content for key, content in files.items()}
    write(root, {**PAGES, f"{name}.md": f"# Page\n\n{directive}\n", **data})
    return build(root)


# Checklists


CHECKLIST = """(checklist-trust)=
## Rules of trust

:::{checklist}
:covers: p-trust, p-out
Use it before a meeting. Explained in [A](../step1/a.md).

- I treat *everyone* alike.
- I keep my word.
:::
"""


def test_a_checklist_is_a_list_of_boxes_with_their_sentences_as_labels(tmp_path: Path) -> None:
    built = page_with(tmp_path, CHECKLIST)
    assert built.said == ""
    root = parsed(built.html("book/reference/page"))
    (place,) = [part for part in root.iter("section") if part.find("./div[@class]") is not None]
    assert place.attrib["id"] in ("checklist-trust", "rules-of-trust")
    (container,) = [part for part in place if "t2-checklist" in part.attrib.get("class", "").split()]
    labels = container.findall("./ul/li/label")
    assert [text(label) for label in labels] == ["I treat everyone alike.", "I keep my word."]
    boxes = [label.find("input") for label in labels]
    assert all(box is not None and box.attrib == {"type": "checkbox", "autocomplete": "off"} for box in boxes)
    assert container.find("./p/a") is not None
    assert root.find(".//form") is None


@pytest.mark.parametrize(
    ("old", "new", "mend"),
    [
        ("p-trust, p-out", "p-trust p-nothing", "There is no point p-nothing in book/source_map.yaml"),
        (":covers: p-trust, p-out\n", "", "add a line `:covers:`"),
        ("- I treat *everyone* alike.\n- I keep my word.\n", "", "ends with its items"),
        ("- I keep my word.", "- I keep my word.\n\n  Always.", "one sentence"),
    ],
)
def test_a_checklist_with_a_fault_is_told_with_its_line(tmp_path: Path, old: str, new: str, mend: str) -> None:
    assert old in CHECKLIST
    said = page_with(tmp_path, CHECKLIST.replace(old, new)).said
    assert re.search(r"book/reference/page\.md:\d+: ERROR", said)
    assert mend in said


# People


def test_people_are_shown_in_groups_by_family_name_with_the_pages_that_name_them(tmp_path: Path) -> None:
    built = page_with(tmp_path, "```{people}\n```", people=PEOPLE)
    assert built.said == ""
    root = parsed(built.html("book/reference/page"))
    assert [text(heading) for heading in root.iter("h2")] == ["People", "Organizations"]
    names = [text(term) for term in root.iter("dt")]
    assert names == ["Anna", "Harold Saunders", "Community of Sant’Egidio", "The Saunders Fund"]
    where = [[link.attrib["href"] for link in entry.iter("a")] for entry in root.iter("dd")]
    assert where == [["../step1/b.html"], ["../step1/a.html"], ["../step1/a.html"], ["../step1/b.html"]]
    assert "A diplomat." in text(root)


def test_names_are_found_as_whole_words_the_longest_first() -> None:
    entries = load_people_text(PEOPLE)
    names = Names(entries)
    assert names.in_text("Saunders\n Fund") == {"The Saunders Fund"}
    assert names.in_text("(Saunders’s) Annabel") == {"Harold Saunders"}
    assert names.in_text("saunders, ANNA, Saunderson") == frozenset()


def load_people_text(content: str, named: set[str] | None = None) -> Any:
    """Return the entries of a text."""

    class Text:
        @staticmethod
        def read_text(encoding: str) -> str:
            return content

    return load_people(Text(), named)  # type: ignore[arg-type]


def test_pages_that_name_people_in_questions_count_and_quizzes_do_not(tmp_path: Path) -> None:
    raw = "```{raw} html\n<div%s><p>Anna</p><script>Saunders</script></div>\n```"
    files = {"book/step1/c.md": f"# C\n\n{raw % ''}\n", "book/step1/d.md": f"# D\n\n{raw % ' data-no-search'}\n"}
    write(tmp_path, files)
    (tmp_path / "index.md").unlink()
    contents = "\n".join(["# A book", "", "```{toctree}", *(f"book/step1/{name}" for name in "dcba"), "```", ""])
    write(tmp_path, {"index.md": contents})
    built = page_with(tmp_path, "```{people}\n```", people='- {name: Anna, kind: person, who: "She."}\n')
    links = re.findall(r'href="\.\./step1/(.)\.html"', built.html("book/reference/page"))
    assert links == ["c", "b"], "in the order of the contents"


def test_the_list_of_people_follows_the_pages(tmp_path: Path) -> None:
    built = page_with(tmp_path, "```{people}\n```", people=PEOPLE)
    page = tmp_path / "book/step1/a.md"
    page.write_text(PAGES["book/step1/a.md"] + "\nMore.\n", encoding="utf8")
    assert "book/reference/page" not in build(tmp_path).written
    page.write_text(PAGES["book/step1/a.md"] + "\nAnna was here.\n", encoding="utf8")
    built = build(tmp_path)
    assert "book/reference/page" in built.written
    anna = next(iter(parsed(built.html("book/reference/page")).iter("dd")))
    assert [link.attrib["href"] for link in anna.iter("a")] == ["../step1/a.html", "../step1/b.html"]


def test_a_name_that_no_page_mentions_stops_the_build(tmp_path: Path) -> None:
    people = PEOPLE + '- {name: Nobody Known, kind: person, forms: [Nobody], who: "He."}\n'
    with pytest.raises(ExtensionError, match=r"people\.yaml:5: no page names 'Nobody Known', 'Nobody'; add the form"):
        page_with(tmp_path, "```{people}\n```", people=people)


def test_a_form_that_stands_for_two_is_told() -> None:
    with pytest.raises(PeopleError, match=r"people\.yaml:2: 'Anna' stands for 'Anna' already"):
        load_people_text("- {name: Anna, kind: person, who: A}\n- {name: Bo, kind: person, forms: [Anna], who: B}\n")


# The general index


def test_the_index_is_in_alphabetical_order_and_leads_to_page_and_heading(tmp_path: Path) -> None:
    built = page_with(tmp_path, "```{general-index}\n```", general_index=INDEX)
    assert built.said == ""
    root = parsed(built.html("book/reference/page"))
    assert [text(heading) for heading in root.iter("h2")] == ["B", "E", "T"]
    assert [(text(term), term.attrib["id"]) for term in root.iter("dt")] == [
        ("back channel", "index-back-channel"),
        ("Élite", "index-elite"),
        ("trust", "index-trust"),
    ]
    links = [[(text(link), link.attrib["href"]) for link in entry.iter("a")] for entry in root.iter("dd")]
    out = ("Page A – A way out", "../step1/a.html#a-way-out")
    assert links == [
        [out, ("B", "../step1/b.html#b")],
        [("trust", "#index-trust")],
        [("Page A – Trust grows", "../step1/a.html#trust-grows"), out, ("back channel", "#index-back-channel")],
    ]
    assert [text(line) for line in root.iter("p") if "See" in text(line)] == ["See: trust", "See also: back channel"]


@pytest.mark.parametrize(
    ("entry", "mend"),
    [
        ("{term: trust, points: [p-out]}", "stands here twice"),
        ("{term: Back-channel, points: [p-out]}", "'Back-channel' stands here twice"),
        ("{term: x, points: [p-trusts]}", "no point 'p-trusts' in book/source_map.yaml; did you mean 'p-trust'?"),
        ("{term: x, see: trusty}", "'trusty' is no other term of this index; did you mean 'trust'?"),
        ("{term: x, points: [p-out], see_also: [x]}", "'x' is no other term"),
        ("{term: x, see: Élite}", "'Élite' only leads on to 'trust'; name that term here"),
        ("{term: x, points: [p-out], see: trust}", "give either `points` or the term"),
        ("{term: x}", "give either `points` or the term"),
    ],
)
def test_a_fault_in_the_index_is_told_with_its_line(tmp_path: Path, entry: str, mend: str) -> None:
    write(tmp_path, {"book/source_map.yaml": MAP, "index.yaml": f"{INDEX}- {entry}\n"})
    with pytest.raises(GeneralIndexError) as told:
        load_index(tmp_path / "index.yaml", guidance(tmp_path))
    assert "general_index.yaml:4: " in str(told.value)
    assert mend in str(told.value)


# Paths


def test_a_path_shows_its_stops_with_the_minutes_so_far_and_in_all(tmp_path: Path) -> None:
    built = page_with(tmp_path, "## For you\n\n```{paths} trainee\n```", paths=paths())
    assert built.said == ""
    root = parsed(built.html("book/reference/page"))
    (heading,) = root.iter("h3")
    assert text(heading) == "2 hours"
    assert [text(stop) for listing in root.iter("ol") for stop in listing] == [
        "Page A (60 minutes, 60 so far) Read.",
        "B (50 minutes, 110 so far) Answer.",
    ]
    assert [link.attrib["href"] for link in root.findall(".//ol//a")] == ["../step1/a.html", "../step1/b.html"]
    assert "In all, this takes 110 minutes." in text(root)
    assert 'id="trainee-2-hours"' in built.html("book/reference/page")


def test_each_of_several_days_has_a_heading_and_a_sum(tmp_path: Path) -> None:
    day = paths(300).partition("  days:\n")[2]
    built = page_with(tmp_path, "```{paths} trainee\n```", paths=paths(300, length="2 days") + day)
    assert built.said == ""
    root = parsed(built.html("book/reference/page"))
    assert [text(heading) for heading in root.iter("h3")] == ["Day 1", "Day 2"]
    assert text(root).count("In all, this takes 300 minutes.") == 2


@pytest.mark.parametrize(
    ("content", "line", "mend"),
    [
        (paths(121), 5, "take 121 minutes, over 120"),
        (paths(101), 5, "take 101 minutes, under 102"),
        (paths(361, length="5 days"), 5, "take 361 minutes, over 360"),
        (paths(215, length="2 days"), 5, "take 215 minutes, under 216"),
        (paths(300, length="2 days"), 4, "2 days have 2 lists of stops, not 1"),
        (paths(page="book/step1/nowhere"), 5, "there is no page book/step1/nowhere"),
        (paths() + paths(), 8, "there is a path of 2 hours for the trainee already"),
        (paths(audience="everybody"), 1, "write `trainee`, `trainer` or `self-study`"),
    ],
)
def test_a_fault_in_a_path_is_told_with_its_line(tmp_path: Path, content: str, line: int, mend: str) -> None:
    write(tmp_path, {"paths.yaml": content})
    with pytest.raises(PathsError) as told:
        load_paths(tmp_path / "paths.yaml", ["book/step1/a", "book/step1/b"])
    assert any(
        fault.startswith(f"book/reference/paths.yaml:{line}: ") and mend in fault
        for fault in str(told.value).splitlines()
    ), str(told.value)


@pytest.mark.parametrize(
    ("directive", "mend"),
    [
        ("```{paths} trainer\n```", "There is no path for 'trainer'"),
        ("```{general-index}\n```", "There is no file book/reference/general_index.yaml."),
        ("```{people}\n```", "There is no file book/reference/people.yaml."),
    ],
)
def test_a_directive_without_data_says_so(tmp_path: Path, directive: str, mend: str) -> None:
    assert mend in page_with(tmp_path, directive, paths=paths()).said


# What they share


def test_words_are_sorted_as_readers_look_them_up() -> None:
    words = ["Zebra", "élan", "apple", "“Echo”", "e-mail", "Sant'Egidio", "Santa"]
    assert sorted(words, key=alphabetical) == ["apple", "e-mail", "“Echo”", "élan", "Santa", "Sant'Egidio", "Zebra"]
    assert [letter(word) for word in ("élan", "“Echo”", "9 tracks")] == ["E", "E", "9"]


@pytest.mark.parametrize(
    ("name", "content", "wrong"),
    [
        ("people", PEOPLE, [{"name": "X", "kind": "ghost", "who": "X"}]),
        ("general-index", INDEX, [{"points": ["p-out"]}]),
        ("paths", paths(), [{"audience": "trainee", "length": "3 days", "aim": "X", "days": []}]),
    ],
)
def test_data_fits_its_published_schema_and_what_does_not_is_noticed(
    name: str, content: str, wrong: list[Mapping[str, Any]]
) -> None:
    published = (schema.FOLDER / f"{name}.json").read_text(encoding="utf8")
    assert published == schema.texts()[f"{name}.json"], "run: python -m widgets.schema"
    validator = jsonschema.Draft202012Validator(json.loads(published))
    assert list(validator.iter_errors(quick(content))) == []
    assert list(validator.iter_errors(wrong)) != []


@pytest.mark.parametrize("name", ["people", "general_index", "paths"])
def test_the_guide_shows_data_that_can_be_used(name: str) -> None:
    guide = (ROOT / "docs" / "writing.md").read_text(encoding="utf8")
    assert f"`{name}.yaml`" in guide
