"""Charts can be read by everybody: as a drawing in the page's colors, in words, and as a table."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import html5lib
import pytest

from widgets.sphinx.chart import COLORS, Chart, ChartError, chart_svg, load_chart
from widgets.sphinx.drawing import SVG, accessible_svg

from .pages import BOOK, book_pages, name_of, page_of
from .test_drawings import COLORED, UNCOLORED, VARIABLES, declared

CHARTS = sorted((BOOK / "charts").iterdir())
#: A chart's name → the page that shows it.
SHOWN = {d.argument: path for path in book_pages() for d in page_of(path).directives if d.name == "chart"}
EACH = pytest.mark.parametrize("path", CHARTS, ids=lambda path: path.stem)
WHOLE = """\
title: What three villages asked for
description: "A chart with two bars. Water: 12 visits. A road, & a bridge: 4.5 visits."
label: Wish
value: Visits
source: Invented for a test
rows:
  - {label: Water, value: 12}
  - {label: "A road, & a bridge", value: 4.5}
"""


def drawn(path: Path) -> ElementTree.Element:
    """Return the drawing of a chart."""
    return ElementTree.fromstring(chart_svg(load_chart(path), path.stem))  # noqa: S314


def texts_of(root: ElementTree.Element) -> list[str]:
    """Return what is written in a drawing."""
    return ["".join(element.itertext()) for element in root.iter(f"{{{SVG}}}text")]


def lengths_of(root: ElementTree.Element) -> list[float]:
    """Return how long the bars of a drawing are."""
    bars = root.findall(f".//{{{SVG}}}g[@class='mark-rect role-mark layer_0_marks']/{{{SVG}}}path")
    return [float(re.match(r"M0,[\d.]+h([\d.]+)v", bar.attrib["d"])[1]) for bar in bars]


def written(chart: Chart) -> list[tuple[str, str]]:
    """Return what a chart's bars are called and how much they stand for, as text."""
    return [(row.label, f"{row.value:g}") for row in chart.rows]


def test_there_are_charts_and_each_is_shown_on_a_page() -> None:
    assert {path.suffix for path in CHARTS} == {".yaml"}
    assert set(SHOWN) == {path.stem for path in CHARTS}


@EACH
def test_a_charts_description_names_every_bar_with_its_value(path: Path) -> None:
    chart = load_chart(path)
    sentences = re.split(r"(?<=[.!?])\s+", chart.description)
    for label, value in written(chart):
        told = [sentence for sentence in sentences if label.lower() in sentence.lower()]
        assert any(re.search(rf"(?<![\d.]){re.escape(value)}(?!\.?\d)", sentence) for sentence in told), label


@EACH
def test_a_chart_can_be_read_by_everybody(path: Path, tmp_path: Path) -> None:
    chart, root = load_chart(path), drawn(path)
    assert root.attrib["role"] == "img"
    assert [root.find(f".//*[@id='{name}']").text for name in root.attrib["aria-labelledby"].split()] == [
        chart.title,
        chart.description,
    ]
    assert [child.tag for child in root][:2] == [f"{{{SVG}}}title", f"{{{SVG}}}desc"]
    assert all(element.get("id", path.stem).startswith(path.stem) for element in root.iter())
    announced = [name for part in root.iter() if part is not root for name in part.attrib if name.startswith("aria-")]
    assert announced == [], "the parts would be read one by one, and the table once more"
    # What is asked of drawings by hand is asked of these: no script, nothing from outside.
    file = tmp_path / f"{path.stem}.svg"
    file.write_text(chart_svg(chart, path.stem), encoding="utf8")
    accessible_svg(file)
    assert {element.tag.removeprefix(f"{{{SVG}}}") for element in root.iter()} <= {
        *("svg", "title", "desc", "g", "path", "text", "rect", "line")
    }


@EACH
def test_a_chart_takes_its_colors_from_the_page(path: Path) -> None:
    colors = {value for name, value in declared(drawn(path)) if name in COLORED}
    assert colors - VARIABLES - UNCOLORED == set()
    assert colors & VARIABLES == set(COLORS.values())


@EACH
def test_a_chart_fits_a_phone_and_its_text_can_be_read_there(path: Path) -> None:
    root = drawn(path)
    left, _, width, height = map(float, root.attrib["viewBox"].split())
    assert left == 0
    assert 0 < width <= 360
    assert height > 0
    assert not {"width", "height"} & set(root.attrib)
    sizes = [float(value.removesuffix("px")) for name, value in declared(root) if name == "font-size"]
    assert sizes
    assert min(sizes) >= 13


@EACH
def test_a_chart_shows_each_bar_with_its_name_and_value_in_the_order_of_its_file(path: Path) -> None:
    chart, root = load_chart(path), drawn(path)
    labels, values = zip(*written(chart), strict=True)
    assert texts_of(root) == [*labels, *values]
    lengths = lengths_of(root)
    assert [round(length / lengths[0], 3) for length in lengths] == [
        round(row.value / chart.rows[0].value, 3) for row in chart.rows
    ]


@EACH
def test_the_page_shows_the_same_data_as_a_table_below_the_chart(path: Path, site: Path) -> None:
    page = site / f"{name_of(SHOWN[path.stem])}.html"
    chart = load_chart(path)
    document = html5lib.parse(page.read_text(encoding="utf8"), namespaceHTMLElements=False)
    [figure] = [part for part in document.iter("figure") if part.find(f".//*[@id='{path.stem}-title']") is not None]
    tags = [part.tag for part in figure.iter() if isinstance(part.tag, str)]
    assert tags.index(f"{{{SVG}}}svg") < tags.index("table")
    [head, *rows] = [
        tuple("".join(cell.itertext()).strip() for cell in row if cell.tag in ("th", "td")) for row in figure.iter("tr")
    ]
    assert head == (chart.label, chart.value)
    assert all(cell.tag == "th" for cell in figure.find(".//thead/tr"))
    assert rows == written(chart)
    assert chart.source in "".join(figure.itertext())
    shown = figure.find(f".//{{{SVG}}}svg")
    assert texts_of(shown) == texts_of(drawn(path))
    assert "script" not in tags


def test_any_names_and_values_are_drawn_as_they_are(tmp_path: Path) -> None:
    file = tmp_path / "wishes.yaml"
    file.write_text(WHOLE, encoding="utf8")
    root = drawn(file)
    assert texts_of(root) == ["Water", "A road, & a bridge", "12", "4.5"]
    longer, shorter = lengths_of(root)
    assert shorter / longer == pytest.approx(4.5 / 12)
    assert root.attrib["aria-labelledby"] == "wishes-title wishes-desc"


@pytest.mark.parametrize("place", ["What three villages asked for", "A chart with two bars.", "Water, v"])
def test_markup_in_a_charts_data_stays_text(place: str, tmp_path: Path) -> None:
    evil = "<image href=x/>"
    file = tmp_path / "wishes.yaml"
    file.write_text(WHOLE.replace(place, f"{evil}, v" if place == "Water, v" else f"{place} {evil}"), encoding="utf8")
    root = drawn(file)
    assert f"{{{SVG}}}image" not in [part.tag for part in root.iter()]
    assert evil in "".join(root.itertext())


DAMAGES = {
    "a missing key": ("source: Invented for a test\n", "", 1, "source: this key is missing; add it"),
    "a bar without its name": ("label: Water, ", "", 7, "rows → 0 → label: this key is missing; add it"),
    "a key that is misspelled": ("source:", "sauce:", 5, "sauce: this key is not known here; check its spelling"),
    "a text for a number": (
        "12}",
        "a dozen}",
        7,
        "rows → 0 → value: 'a dozen' is not a number; write its digits alone",
    ),
    "a list for a number": ("4.5}", "[4, 5]}", 8, "rows → 1 → value: [4, 5] is not a number; write its digits alone"),
    "a number for a text": ("label: Wish", "label: 7", 3, "label: 7 is not text; put it in quotation marks"),
    "a bar below zero": (
        "value: 12}",
        "value: -12}",
        7,
        "rows → 0 → value: Input should be greater than or equal to 0",
    ),
    "one row only": (
        '  - {label: "A road, & a bridge", value: 4.5}\n',
        "",
        6,
        "rows: there must be at least 2 and there are 1; add what is missing",
    ),
    "a bracket that is not closed": ("value: 12}", "value: 12", 8, "not valid YAML ("),
    "a key that stands twice": ("label: Wish", "title: Wish", 3, "not valid YAML ("),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damaged_data_is_refused_with_the_file_the_line_and_the_mend(damage: str, tmp_path: Path) -> None:
    before, after, line, complaint = DAMAGES[damage]
    assert before in WHOLE
    file = tmp_path / "wishes.yaml"
    file.write_text(WHOLE.replace(before, after), encoding="utf8")
    with pytest.raises(ChartError) as refused:
        load_chart(file)
    told = str(refused.value).splitlines()
    assert [text for text in told if text.startswith(f"{file}:{line}: {complaint}")], told
    if "not valid YAML" in complaint:
        assert "mend the text at that line" in told[-1]


@pytest.mark.parametrize("text", ["", "Water, 12\n", "- {label: Water, value: 12}\n"], ids=["empty", "words", "list"])
def test_a_file_that_holds_no_keys_is_refused_with_how_to_begin(text: str, tmp_path: Path) -> None:
    file = tmp_path / "wishes.yaml"
    file.write_text(text, encoding="utf8")
    with pytest.raises(ChartError, match="begin with `title: …`") as refused:
        load_chart(file)
    assert str(refused.value).startswith(f"{file}:1: ")


def test_all_damages_of_a_file_are_told_at_once_in_a_line_each(tmp_path: Path) -> None:
    file = tmp_path / "wishes.yaml"
    file.write_text(WHOLE.replace("12}", "many}").replace("value: Visits\n", ""), encoding="utf8")
    with pytest.raises(ChartError) as refused:
        load_chart(file)
    assert [
        text.removeprefix(f"{file}:").partition(": ")[2].partition(":")[0] for text in str(refused.value).split("\n")
    ] == [
        "value",
        "rows → 0 → value",
    ]
