"""The `people` directive: who is who in the handbook, and on which pages they are named.

The pages are found by looking for the names in what a reader can find there: the running text, and the text of forms
and cases, but no quiz that repeats the questions of other pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

from docutils import nodes
from markupsafe import Markup
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective

from ..people import PEOPLE, Entry, Names, PeopleError, load_people
from ..strings import strings
from .places import link_to, section

SCRIPT = re.compile(r"<script.*?</script>", re.DOTALL)
#: How HTML begins that repeats what stands on other pages.
REPEATED = "<div data-no-search>"
#: The class of the lists that this directive makes.
CLASS = "t2-people"
#: Lists that lead to pages, and do not speak of anybody themselves.
LISTS = frozenset({CLASS, "t2-index"})


class appearances(nodes.General, nodes.Element):  # noqa: N801 - docutils names nodes so
    """Stands for the list of pages that name the entry called `name`."""


class People(SphinxDirective):
    """``{people}``: everybody in book/reference/people.yaml."""

    def run(self) -> list[nodes.Node]:
        """Return a section for each kind, with a list of definitions."""
        path = Path(self.env.srcdir) / PEOPLE
        self.env.note_dependency(str(path))
        if not path.is_file():
            raise self.error(f"There is no file {PEOPLE}.")
        try:
            entries = load_people(path)
        except PeopleError as error:
            raise self.error(str(error)) from error
        return [
            self._section(kind, strings()[f"people_{kind}"], group)
            for kind, group in groupby(entries, lambda entry: entry.kind)
        ]

    def _section(self, kind: str, title: str, entries: Iterable[Entry]) -> nodes.section:
        listing = nodes.definition_list(classes=[CLASS])
        for entry in entries:
            text = nodes.definition("", nodes.paragraph("", entry.who), appearances(name=entry.name))
            listing += nodes.definition_list_item("", nodes.term("", entry.name), text)
        return section(self.state.document, title, f"people-{kind}", listing)


class Finder:
    """Which pages name whom. Sphinx keeps it with all that it knows of a page, so only changed ones are read again."""

    def __init__(self) -> None:
        self.pages: dict[str, list[str]] = {}

    def forget(self, app: Sphinx, env: BuildEnvironment, page: str) -> None:
        """Forget a page that is read anew, or gone."""
        named(env).pop(page, None)

    def find(self, app: Sphinx, env: BuildEnvironment) -> list[str]:
        """Find who is named where; return the pages to be written anew, if that changed.

        Raises ExtensionError where the file is damaged, or somebody is named on no page.
        """
        path = Path(app.srcdir) / PEOPLE
        if not path.is_file():
            return []
        known, before = getattr(env, "t2_people", ((), {}))
        try:
            entries = load_people(path)
            if entries != known:
                named(env).clear()
            names = Names(entries)
            for page in env.all_docs:
                if page not in named(env):
                    named(env)[page] = names.in_text(text_of(env.get_doctree(page)))
            load_people(path, frozenset().union(*named(env).values()))
        except PeopleError as error:
            raise ExtensionError(str(error)) from error
        order = list(env.collect_relations())
        self.pages = {entry.name: [page for page in order if entry.name in named(env)[page]] for entry in entries}
        env.t2_people = (entries, self.pages)  # type: ignore[attr-defined]
        return [] if self.pages == before else [page for page, read in env.dependencies.items() if str(path) in read]

    def resolve(self, app: Sphinx, doctree: nodes.document, docname: str) -> None:
        """Put the lists of pages into their places."""
        for found in list(doctree.findall(appearances)):
            items = [nodes.list_item("", nodes.paragraph("", "", link_to(page))) for page in self.pages[found["name"]]]
            label = nodes.paragraph("", strings()["people_pages"], classes=["t2-places-label"])
            found.replace_self([label, nodes.bullet_list("", *items, classes=["t2-places"])])


def named(env: BuildEnvironment) -> dict[str, frozenset[str]]:
    """Return the names on each page, as far as they are known."""
    if not hasattr(env, "t2_named"):
        env.t2_named = {}  # type: ignore[attr-defined]
    found: dict[str, frozenset[str]] = env.t2_named  # type: ignore[attr-defined]
    return found


def text_of(node: nodes.Node) -> str:
    """Return the text in a part of a page, that of forms and cases too."""
    if isinstance(node, nodes.Text):
        return str(node)
    if isinstance(node, nodes.raw):
        html = node.astext()
        own = node["format"] == "html" and not html.startswith(REPEATED)
        return str(Markup(SCRIPT.sub(" ", html).replace("<", " <")).striptags()) if own else ""  # noqa: S704
    if isinstance(node, nodes.Element) and not LISTS.isdisjoint(node["classes"]):
        return ""
    return getattr(node, "child_text_separator", " ").join(map(text_of, node.children))


def setup_people(app: Sphinx) -> None:
    """Register the `people` directive, and have the names found once all pages are read."""
    finder = Finder()
    app.add_directive("people", People)
    app.connect("env-purge-doc", finder.forget)
    app.connect("env-updated", finder.find)
    app.connect("doctree-resolved", finder.resolve, priority=400)  # before links are put into their places
