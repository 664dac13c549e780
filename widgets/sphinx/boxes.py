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


class Box(SphinxDirective):
    """A labelled box; the directive's name is its kind, its argument an optional title."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar = {"name": directives.unchanged}

    def run(self) -> list[nodes.Node]:
        """Return one admonition whose title is the label, or the label and the given title."""
        self.assert_has_content()
        kind = self.name
        box = nodes.admonition(classes=["box", f"box-{kind}"])
        title = nodes.title()
        title += nodes.inline("", LABELS[kind], classes=["box-label"])
        if self.arguments:
            text, messages = self.state.inline_text(self.arguments[0], self.lineno)
            title += nodes.Text(" ")
            title += nodes.inline("", "", *text, classes=["box-title"])
            box += messages
        box.insert(0, title)
        self.set_source_info(box)
        self.add_name(box)
        self.state.nested_parse(self.content, self.content_offset, box)
        return [box]


def setup_boxes(app: Sphinx) -> None:
    """Register one directive for each kind of box."""
    for kind in LABELS:
        app.add_directive(kind, Box)
