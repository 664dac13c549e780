"""The `checklist` directive: a list of criteria to tick off in the field, on a phone or on paper.

The boxes are the browser's own and nothing keeps them: on the next visit they are empty again.
"""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from ..guidance import SOURCE_MAP, guidance

BEGIN, END = '<label><input type="checkbox" autocomplete="off" /> <span>', "</span></label>"


class Checklist(SphinxDirective):
    """``{checklist}``: when to use it, in paragraphs, then a list; `:covers:` names the points that it goes through."""

    has_content = True
    option_spec: ClassVar = {"covers": directives.unchanged_required}

    def run(self) -> list[nodes.Node]:
        """Return a container: the paragraphs, then the list with a box before each item."""
        self.assert_has_content()
        root = Path(self.env.srcdir)
        self.env.note_dependency(str(root / SOURCE_MAP))
        covers = covered(self.options.get("covers", ""))
        if not covers:
            raise self.error("A checklist says which points it covers: add a line `:covers:` with their coverage ids.")
        if unknown := [point for point in covers if point not in guidance(root)]:
            raise self.error(f"There is no point {', '.join(unknown)} in {SOURCE_MAP}; correct `:covers:`.")
        container = nodes.container(classes=["t2-checklist"])
        self.state.nested_parse(self.content, self.content_offset, container)
        items = container.children[-1]
        if not isinstance(items, nodes.bullet_list):
            raise self.error("A checklist ends with its items: a list with a hyphen before each.")
        for item in list(items.findall(nodes.list_item)):
            sentence = item.children[0]
            if len(item.children) != 1 or not isinstance(sentence, nodes.paragraph):
                raise self.error("An item of a checklist is one sentence; make one item of each sentence.")
            item.children = []
            item += [nodes.raw("", BEGIN, format="html"), *sentence.children, nodes.raw("", END, format="html")]
        self.set_source_info(container)
        return [container]


def covered(option: str) -> list[str]:
    """Return the coverage ids that an option names, parted by blanks or commas."""
    return option.replace(",", " ").split()


def setup_checklist(app: Sphinx) -> None:
    """Register the `checklist` directive."""
    app.add_directive("checklist", Checklist)
