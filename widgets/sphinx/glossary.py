"""The glossary's terms where they are used: in each lesson, the first use of a term is a link to its entry.

The link is all that a reader without a script needs. With one, `frontend/terms.js` shows the definition beside it. All
definitions are in one file, ``_static/t2-glossary.js``, so a page changes only when the terms do.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import cast

from docutils import nodes
from docutils.statemachine import StringList
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.domains.std import Glossary as SphinxGlossary
from sphinx.domains.std import StandardDomain
from sphinx.environment import BuildEnvironment
from sphinx.util.nodes import make_refnode

from ..spec import script_json
from ..terms import Terms

#: The file with all definitions, in `_static`, and the class of links to the glossary; `frontend/terms.js` knows both.
SCRIPT, TERM_CLASS = "t2-glossary.js", "t2-term"
#: How the names of pages begin that are lessons.
LESSONS = ("book/introduction/", "book/step", "book/conclusion/", "case_studies/")
#: What holds no running text, or is a link already.
NO_TEXT = (
    *(nodes.title, nodes.subtitle, nodes.rubric, nodes.term, nodes.thead, nodes.figure, nodes.raw),
    *(nodes.literal, nodes.literal_block, nodes.math, nodes.math_block, nodes.comment, nodes.substitution_definition),
    *(nodes.reference, nodes.footnote_reference, nodes.citation_reference, addnodes.pending_xref),
    *(nodes.footnote, nodes.citation, addnodes.glossary, addnodes.toctree),
)
#: Other nodes without running text, by their class or their name: what a lesson aims at, and titles of dropdowns.
NO_TEXT_CLASSES, NO_TEXT_NAMES = frozenset({"box-objectives"}), frozenset({"dropdown_title"})


@dataclass(frozen=True)
class Entry:
    """A term of the glossary: where its entry stands, and what it says."""

    term: str
    page: str
    anchor: str
    definition: str


class Glossary(SphinxGlossary):
    """Sphinx's own directive; a definition may begin with a colon, as in Markdown's lists of definitions."""

    def run(self) -> list[nodes.Node]:
        """Return the glossary."""
        lines = [f"  {line[2:]}" if line.startswith(": ") else line for line in self.content]
        self.content = StringList(lines, items=self.content.items)
        return super().run()


def entries_of(doctree: nodes.document, page: str) -> Iterator[Entry]:
    """Yield the terms that the glossaries of a page define; the first paragraph of an entry is its definition."""
    for glossary in doctree.findall(addnodes.glossary):
        for item in glossary.findall(nodes.definition_list_item):
            paragraph = next(iter(item.findall(nodes.paragraph)), nodes.paragraph())
            definition = " ".join(paragraph.astext().split())
            for term in item.children:
                if isinstance(term, nodes.term):
                    yield Entry(term.astext(), page, term["ids"][0], definition)


class Linker:
    """What one build knows about the glossary."""

    def __init__(self) -> None:
        self.entries: dict[str, Entry] = {}
        self.terms = Terms(())
        self.pages: list[str] = []

    def read(self, app: Sphinx, env: BuildEnvironment) -> list[str]:
        """Take the terms from the pages that define some; return the lessons to be written anew if these changed."""
        domain = cast("StandardDomain", env.get_domain("std"))
        self.pages = sorted({page for (kind, _), (page, _) in domain.objects.items() if kind == "term"})
        found = [entry for page in self.pages for entry in entries_of(env.get_doctree(page), page)]
        self.entries = {entry.term: entry for entry in found}
        self.terms = Terms(self.entries)
        places = [(entry.term, entry.page, entry.anchor) for entry in found]
        now = hashlib.sha256(repr(places).encode()).hexdigest()
        before = cast("str | None", getattr(env, "t2_glossary", None))
        env.t2_glossary = now  # type: ignore[attr-defined]
        return [] if now == before else sorted(page for page in env.all_docs if page.startswith(LESSONS))

    def link(self, app: Sphinx, doctree: nodes.document, page: str) -> None:
        """Make links of the first uses of terms; a tree may hold several pages, where all are written as one."""
        for part in (doctree, *doctree.findall(addnodes.start_of_file)):
            name = part.get("docname", page)
            if self.entries and name.startswith(LESSONS) and name not in self.pages:
                self._link_in(part, app, name, set())

    def _link_in(self, node: nodes.Element, app: Sphinx, page: str, linked: set[str]) -> None:
        """Make links in a node and all that it holds, in the order of the text."""
        children: list[nodes.Node] = []
        # A line break in the source parts a text in two.
        for is_text, group in groupby(list(node.children), lambda child: isinstance(child, nodes.Text)):
            if is_text:
                text = "".join(map(str, group))
                # In italics stands a term, or the title of a work, which may hold one.
                children += self._linked(text, app, page, linked, whole=isinstance(node, nodes.emphasis))
                continue
            for child in group:
                if isinstance(child, nodes.Element) and not _has_no_text(child):
                    self._link_in(child, app, page, linked)
                children.append(child)
        node.children = []
        node.extend(children)

    def _linked(self, text: str, app: Sphinx, page: str, linked: set[str], *, whole: bool) -> Iterator[nodes.Node]:
        """Yield a text in pieces, with links where a term is used that is not among those `linked`.

        With `whole`, the term must be all of the text.
        """
        end = 0
        for use in self.terms.uses(text):
            if use.term in linked or (whole and (use.start, use.end) != (0, len(text))):
                continue
            linked.add(use.term)
            entry = self.entries[use.term]
            link = make_refnode(app.builder, page, entry.page, entry.anchor, nodes.Text(text[use.start : use.end]))
            link["classes"].append(TERM_CLASS)
            yield nodes.Text(text[end : use.start])
            yield link
            end = use.end
        yield nodes.Text(text[end:])

    def write(self, app: Sphinx, exception: Exception | None) -> None:
        """Write the definitions for the browser, if they are others than before."""
        if exception is not None or app.builder.name != "html":
            return
        path = Path(app.outdir) / "_static" / SCRIPT
        if not self.entries:
            path.unlink(missing_ok=True)
            return
        text = f"var T2_GLOSSARY={script_json({e.anchor: [e.term, e.definition] for e in self.entries.values()})};\n"
        if not path.is_file() or path.read_text(encoding="utf8") != text:
            path.write_text(text, encoding="utf8")


def _has_no_text(node: nodes.Element) -> bool:
    return (
        isinstance(node, (*NO_TEXT, addnodes.start_of_file))
        or node.tagname in NO_TEXT_NAMES
        or not NO_TEXT_CLASSES.isdisjoint(node.get("classes", ()))
    )


def setup_glossary(app: Sphinx) -> None:
    """Have terms read once all pages are read, linked when a page is written, and their definitions written."""
    linker = Linker()
    app.add_directive_to_domain("std", "glossary", Glossary, override=True)
    app.connect("env-updated", linker.read)
    app.connect("doctree-resolved", linker.link)
    app.connect("build-finished", linker.write)
