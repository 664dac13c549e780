"""Drawings can be read by everybody, in light and dark, and from the disk."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from widgets.sphinx.drawing import SVG, DrawingError, accessible_svg

from .pages import BOOK, book_pages, page_of

FIGURES = sorted((BOOK / "figures").glob("*.svg"))
VARIABLES = {f"var(--t2-{name})" for name in ("ink", "muted", "paper", "panel", "track1", "track2", "accent")}
#: Properties that take a color, and what they may be besides one of the variables.
COLORED = ("fill", "stroke", "color", "stop-color", "flood-color", "lighting-color", "background", "background-color")
UNCOLORED = {"none", "currentColor", "inherit", "transparent"}
WHOLE = f"""<svg xmlns="{SVG}" viewBox="0 0 360 10" width="360"><title>Two tracks</title><desc>Two lines.</desc>
<path d="M0 0h360"/></svg>"""


def declared(root: ElementTree.Element) -> list[tuple[str, str]]:
    """Return every property with its value, from attributes, styles and style sheets."""
    found = []
    for element in root.iter():
        found += list(element.attrib.items())
        styles = [element.get("style", "")]
        if element.tag == f"{{{SVG}}}style":
            styles += re.findall(r"\{([^}]*)\}", element.text or "")
        for style in styles:
            found += [(name.strip(), value.strip()) for name, _, value in (p.partition(":") for p in style.split(";"))]
    return found


def test_there_are_drawings_and_each_is_shown_on_a_page() -> None:
    shown = {d.argument for path in book_pages() for d in page_of(path).directives if d.name == "drawing"}
    assert shown == {path.name for path in FIGURES} != set()


@pytest.mark.parametrize("path", FIGURES, ids=lambda path: path.stem)
def test_a_drawing_can_be_read_by_everybody(path: Path) -> None:
    root = ElementTree.fromstring(accessible_svg(path))  # noqa: S314
    labelled = root.attrib["aria-labelledby"].split()
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert set(labelled) <= set(ids)
    assert len(set(ids)) == len(ids)
    assert [name for name in ids if name and not name.startswith(path.stem)] == []


@pytest.mark.parametrize("path", FIGURES, ids=lambda path: path.stem)
def test_a_drawing_takes_its_colors_from_the_page(path: Path) -> None:
    root = ElementTree.parse(path).getroot()  # noqa: S314
    colors = {value for name, value in declared(root) if name in COLORED}
    assert colors - VARIABLES - UNCOLORED == set()
    assert colors & VARIABLES
    used = set(re.findall(r"var\([^)]*\)", path.read_text(encoding="utf8")))
    assert used <= VARIABLES


@pytest.mark.parametrize("path", FIGURES, ids=lambda path: path.stem)
def test_a_drawing_fits_a_phone_and_its_text_can_be_read_there(path: Path) -> None:
    root = ElementTree.parse(path).getroot()  # noqa: S314
    left, _, width, height = map(float, root.attrib["viewBox"].split())
    assert (left, width) == (0, 360)
    assert height > 0
    sizes = [float(value.removesuffix("px")) for name, value in declared(root) if name == "font-size"]
    assert sizes
    assert min(sizes) >= 13
    assert not {"width", "height"} & set(root.attrib)


DAMAGES = {
    "cut off": (WHOLE[:-8], "not well-formed SVG"),
    "no title": (WHOLE.replace("<title>Two tracks</title>", ""), "add a <title> and a <desc>"),
    "an empty description": (WHOLE.replace("Two lines.", ""), "add a <title> and a <desc>"),
    "no viewBox": (WHOLE.replace('viewBox="0 0 360 10" ', ""), "give <svg> a viewBox"),
    "a picture from elsewhere": (
        WHOLE.replace("<path", '<image href="https://example.org/x.png"/><path'),
        "may not load",
    ),
    "a fill from elsewhere": (
        WHOLE.replace("<path", "<path style=\"fill: url('https://example.org/x')\""),
        "may not load",
    ),
    "a script": (WHOLE.replace("<path", "<script>alert(1)</script><path"), "may not load"),
    "a script in an attribute": (WHOLE.replace("<path", '<path onclick="alert(1)"'), "may not load"),
    "an imported style": (WHOLE.replace("<path", '<style>@import "x.css";</style><path'), "may not load"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_drawing_that_cannot_be_shown_is_refused_with_the_mend(damage: str, tmp_path: Path) -> None:
    text, complaint = DAMAGES[damage]
    file = tmp_path / "tracks.svg"
    file.write_text(text, encoding="utf8")
    with pytest.raises(DrawingError, match=re.escape(complaint)) as refused:
        accessible_svg(file)
    assert str(refused.value).startswith("tracks.svg: ")


def test_a_whole_drawing_is_tied_to_its_words_and_shrinks(tmp_path: Path) -> None:
    file = tmp_path / "tracks.svg"
    file.write_text(WHOLE, encoding="utf8")
    root = ElementTree.fromstring(accessible_svg(file))  # noqa: S314
    assert root.attrib == {
        "viewBox": "0 0 360 10",
        "role": "img",
        "aria-labelledby": "tracks-title tracks-desc",
        "class": "drawing",
    }
    assert [child.get("id") for child in root][:2] == ["tracks-title", "tracks-desc"]
