"""How the page is written where the parents' way does not serve everybody: tables, and lists of works.

A table of one or two columns wraps its text and needs no more. A wider one stands in a box of its own that scrolls
sideways, so that the page itself never does; the box can be reached by keyboard and says what it is.

A work in a bibliography is an item of a list: the role docutils gives it is no longer known to screen readers.
"""

from __future__ import annotations

import types
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.locale import _

if TYPE_CHECKING:
    from sphinx.writers.html5 import HTML5Translator as Base
else:
    Base = object

WIDE = 3  # columns


class BookMixin(Base):
    """Our way of writing; put before the parents' translator class."""

    def visit_table(self, node: nodes.Element) -> None:
        """Open the table, inside a scrolling box if it is wide."""
        self._table_row_indices.append(0)
        columns = next((group["cols"] for group in node.findall(nodes.tgroup)), 1)
        title = next((part.astext() for part in node.children if isinstance(part, nodes.title)), "")
        if columns >= WIDE:
            label = self.attval(title or _("Wide table"))
            self.body.append(
                f'<div class="scroller" role="group" tabindex="0" aria-label="{label}" style="--columns: {columns}">\n'
            )
            self.context.append("</div>\n")
        else:
            self.context.append("")
        self.body.append(self.starttag(node, "table", CLASS="table"))

    def depart_table(self, node: nodes.Element) -> None:
        """Close the table and, if there is one, its box."""
        self._table_row_indices.pop()
        self.body.append("</table>\n" + self.context.pop())

    def visit_entry(self, node: nodes.entry) -> None:
        """Write an empty cell in a table's head as a plain cell, for it heads nothing."""
        super().visit_entry(node)
        if self.context[-1].startswith("</th") and not node.astext().strip():
            self.body[-1] = self.body[-1].replace("<th", "<td", 1)
            self.context[-1] = "</td>\n"

    def visit_colspec(self, node: nodes.Element) -> None:
        """Leave the widths of columns to the browser, which knows the screen."""
        raise nodes.SkipNode

    def visit_tgroup(self, node: nodes.Element) -> None:
        """Count stub columns as the parents do, without the column group."""
        stubs = [spec.attributes.get("stub") for spec in node.findall(nodes.colspec)]
        node.stubs = stubs  # type: ignore[attr-defined]  # docutils' own writer keeps them there

    def depart_tgroup(self, node: nodes.Element) -> None:
        """Nothing was opened."""

    def visit_citation(self, node: nodes.Element) -> None:
        """Open an entry, and the list before the first one."""
        if not isinstance(node.previous_sibling(), type(node)):
            self.body.append('<div role="list" class="citation-list">\n')
        self.body.append(self.starttag(node, "div", CLASS="citation", role="listitem"))

    def depart_citation(self, node: nodes.Element) -> None:
        """Close an entry, and the list after the last one."""
        self.body.append("</div>\n")
        if not isinstance(node.next_node(descend=False, siblings=True), type(node)):
            self.body.append("</div>\n")


def mix_in(app: Sphinx) -> None:
    """Put our way of writing before whatever translator the parents and extensions chose."""
    if app.builder.format != "html":
        return
    chosen = app.registry.translators.get(app.builder.name, app.builder.default_translator_class)
    mixed: Any = types.new_class("TrackIITranslator", (BookMixin, chosen))
    app.set_translator(app.builder.name, mixed, override=True)


def setup_writer(app: Sphinx) -> None:
    """Come after the parents, which set their translator in the same event."""
    app.connect("builder-inited", mix_in, priority=900)
