"""The `general-index` directive: the book's index, from terms to headings."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

from docutils import nodes
from docutils.nodes import make_id
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from ..alphabet import letter
from ..general_index import GENERAL_INDEX, Entry, GeneralIndexError, load_index
from ..guidance import SOURCE_MAP, guidance
from ..strings import strings
from .places import link_to, section


class GeneralIndex(SphinxDirective):
    """``{general-index}``: the terms of book/reference/general_index.yaml."""

    def run(self) -> list[nodes.Node]:
        """Return a section for each letter, with a list of terms."""
        root = Path(self.env.srcdir)
        for file in (GENERAL_INDEX, SOURCE_MAP):
            self.env.note_dependency(str(root / file))
        if not (root / GENERAL_INDEX).is_file():
            raise self.error(f"There is no file {GENERAL_INDEX}.")
        try:
            entries = load_index(root / GENERAL_INDEX, guidance(root))
        except GeneralIndexError as error:
            raise self.error(str(error)) from error
        return [self._letter(sign, group) for sign, group in groupby(entries, lambda entry: letter(entry.term))]

    def _letter(self, sign: str, entries: Iterable[Entry]) -> nodes.section:
        listing = nodes.definition_list(classes=["t2-index"])
        for entry in entries:
            term = nodes.term("", entry.term, ids=[anchor(entry.term)])
            listing += nodes.definition_list_item("", term, nodes.definition("", *self._places(entry)))
        return section(self.state.document, sign, f"index-letter-{sign.lower()}", listing)

    def _places(self, entry: Entry) -> list[nodes.Node]:
        """Return the headings that a term leads to as a list, then the other terms to look at."""
        found = entry.places(guidance(Path(self.env.srcdir)))
        items = [nodes.list_item("", nodes.paragraph("", "", link_to(place.page, place.heading))) for place in found]
        parts: list[nodes.Node] = [nodes.bullet_list("", *items, classes=["t2-places"])] if items else []
        for key, others in (("index_see", [entry.see] if entry.see else []), ("index_see_also", entry.see_also)):
            if others:
                line = nodes.paragraph("", "", nodes.emphasis("", strings()[key]), classes=["t2-see"])
                for number, other in enumerate(others):
                    link = nodes.reference("", other, internal=True, refid=anchor(other))
                    line += [nodes.Text("; " if number else " "), link]
                parts.append(line)
        return parts


def anchor(term: str) -> str:
    """Return the id of a term of the index."""
    return f"index-{make_id(term)}"


def setup_general_index(app: Sphinx) -> None:
    """Register the `general-index` directive."""
    app.add_directive("general-index", GeneralIndex)
