"""Links to pages and headings of the book, for directives whose content is data.

The text of such a link is the page's title, which is known only once all pages are read.
"""

from __future__ import annotations

from docutils import nodes
from docutils.nodes import make_id
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util.nodes import make_refnode

from ..strings import strings


class place(nodes.Inline, nodes.Element):  # noqa: N801 - docutils names nodes so
    """Stands for a link to a `page`, or to a `heading` on it."""


def link_to(page: str, heading: str = "") -> place:
    """Return what becomes a link to a page, e.g. ``book/step1/ripeness``, or to a heading on it."""
    return place(page=page, heading=heading)


def resolve(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put links into their places. Raises ExtensionError for a page that the book does not have."""
    for found in list(doctree.findall(place)):
        page, heading = found["page"], found["heading"]
        if page not in app.env.titles:
            raise ExtensionError(f"{docname} leads to {page}, which is not in the book. Correct it in the page's data.")
        text = title = app.env.titles[page].astext()
        if heading and heading != title:
            text = strings()["place_heading"].format(page=title, heading=heading)
        link = make_refnode(app.builder, docname, page, make_id(heading) if heading else None, nodes.Text(text))
        found.replace_self(link)


def section(document: nodes.document, title: str, anchor: str, *children: nodes.Node) -> nodes.section:
    """Return a section with an id of its own, e.g. one that does not begin with a digit."""
    made = nodes.section("", nodes.title("", title), *children, ids=[anchor])
    document.set_id(made)
    return made


def setup_places(app: Sphinx) -> None:
    """Have links put into their places when a page is written."""
    app.connect("doctree-resolved", resolve)
