"""The `drawing` directive: an SVG set into the page itself, so that it follows light, dark and print.

An SVG in an ``<img>`` cannot take the page's colours or be read by a screen reader as text; inline it can.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import ClassVar
from xml.etree import ElementTree

from docutils import nodes
from docutils.parsers.rst import directives
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

SVG = "http://www.w3.org/2000/svg"
ElementTree.register_namespace("", SVG)


class DrawingError(ValueError):
    """A drawing that cannot be shown to everybody; the message says how to mend it."""


def accessible_svg(path: Path) -> str:
    """Return the SVG text of `path`, with its title and description tied to it for screen readers.

    Raises DrawingError if it is not well-formed, lacks a title, description or viewBox, or reaches outside itself.
    """
    try:
        root = ElementTree.fromstring(path.read_text(encoding="utf8"))  # noqa: S314 - our own files
    except ElementTree.ParseError as error:
        raise DrawingError(f"{path.name}: not well-formed SVG ({error}); mend the markup at that line") from error
    title, description = root.find(f"{{{SVG}}}title"), root.find(f"{{{SVG}}}desc")
    if title is None or description is None or not title.text or not description.text:
        raise DrawingError(f"{path.name}: add a <title> and a <desc> with text as the first children of <svg>")
    if "viewBox" not in root.attrib:
        raise DrawingError(f"{path.name}: give <svg> a viewBox so that it can shrink to a phone")
    handlers = [name for element in root.iter() for name in element.attrib if name.lower().startswith("on")]
    outside = r"(href|src)\s*=\s*[\"'](?!#)|url\((?!#)|<script|@import"
    if handlers or re.search(outside, ElementTree.tostring(root, "unicode")):
        raise DrawingError(f"{path.name}: a drawing may not load anything or run scripts; draw it in place")
    return as_image(root, title, description, path.stem)


def as_image(root: ElementTree.Element, title: ElementTree.Element, description: ElementTree.Element, stem: str) -> str:
    """Return an SVG as text: one image for screen readers, of any width; ids begin with `stem`."""
    title.set("id", f"{stem}-title")
    description.set("id", f"{stem}-desc")
    root.attrib.pop("width", None)
    root.attrib.pop("height", None)
    root.set("role", "img")
    root.set("aria-labelledby", f"{stem}-title {stem}-desc")
    root.set("class", "drawing")
    return ElementTree.tostring(root, "unicode")


class Drawing(SphinxDirective):
    """``{drawing} name.svg``: a figure from book/figures; the content is its caption, then anything else."""

    has_content = True
    required_arguments = 1
    option_spec: ClassVar = {"name": directives.unchanged}

    def run(self) -> list[nodes.Node]:
        """Return a figure with the drawing, its caption, and the rest of the content as its legend."""
        path = Path(self.env.srcdir) / "book" / "figures" / self.arguments[0]
        self.env.note_dependency(str(path))
        if not path.is_file():
            raise self.error(f"There is no drawing {path.name} in book/figures.")
        try:
            svg = accessible_svg(path)
        except DrawingError as error:
            raise self.error(str(error)) from error
        return [figure_of(self, svg, self.content)]


def figure_of(directive: SphinxDirective, svg: str, content: StringList) -> nodes.figure:
    """Return a figure: the image, a caption (the first paragraph of the content), and the rest as its legend."""
    figure = nodes.figure(classes=["drawing-figure"])
    figure += nodes.raw("", svg, format="html")
    parsed = nodes.Element()
    directive.state.nested_parse(content, directive.content_offset, parsed)
    if not parsed.children or not isinstance(parsed[0], nodes.paragraph):
        raise directive.error("A drawing needs a caption: begin its content with a paragraph.")
    figure += nodes.caption("", "", *parsed[0].children)
    if len(parsed.children) > 1:
        figure += nodes.legend("", *parsed.children[1:])
    directive.set_source_info(figure)
    directive.add_name(figure)
    return figure


def setup_drawing(app: Sphinx) -> None:
    """Register the `drawing` directive."""
    app.add_directive("drawing", Drawing)
