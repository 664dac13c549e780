"""Boxes with one teaching purpose each: objectives, cases, trainers' notes, and so on.

Every box is a docutils admonition with a class of its own, so that every builder can show it. Where a box
says something the handbook does not, its kind says so: `addition` is ours, `invented` is hypothetical. In a case study,
every passage stands in a box that says whether it happened and who tells it.
"""

from __future__ import annotations

from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from ..strings import strings

#: Kind of box → the label a reader sees before the box's own title.
LABELS = {
    "objectives": "What you will be able to do",
    "case": "Case",
    "example": "Example",
    "invented": "Invented example",
    "addition": "Our addition",
    "warning-sign": "Watch for",
    "mistake": "Common mistake",
    "trainer": "For trainers",
    "reflection": "Your own conflict",
    "exercise": "Exercise",
    "keypoints": "Key points",
    "source-note": "About the source",
    "further": "Further reading",
    "record": strings()["case_kind_record"],
    "background": strings()["case_box_background"],
    "handbook": strings()["case_kind_handbook"],
    "what-if": strings()["case_kind_what-if"],
}


def labelled(kind: str, label: str, *title: nodes.Node) -> nodes.admonition:
    """Return an empty box whose title is the label, or the label and the given title."""
    head = nodes.title()
    head += nodes.inline("", label, classes=["box-label"])
    if title:
        head += nodes.Text(" ")
        head += nodes.inline("", "", *title, classes=["box-title"])
    return nodes.admonition("", head, classes=["box", f"box-{kind}"])


class Box(SphinxDirective):
    """A labelled box; the directive's name is its kind, its argument an optional title."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar = {"name": directives.unchanged}

    def run(self) -> list[nodes.Node]:
        """Return the box with its content, and what is wrong in its title."""
        self.assert_has_content()
        text, messages = self.state.inline_text(self.arguments[0], self.lineno) if self.arguments else ([], [])
        box = labelled(self.name, LABELS[self.name], *text)
        box += messages
        self.set_source_info(box)
        self.add_name(box)
        self.state.nested_parse(self.content, self.content_offset, box)
        return [box]


def setup_boxes(app: Sphinx) -> None:
    """Register one directive for each kind of box."""
    for kind in LABELS:
        app.add_directive(kind, Box)
