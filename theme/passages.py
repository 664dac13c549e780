"""The search: one classic script that holds every section's text, so that results need no server.

Browsers refuse to fetch pages over ``file://``, which is how Sphinx's own search gets its excerpts. So the passages
are gathered here, from the finished pages: what a reader can see, instruments and notebook results included.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder

from .navigation import contents, trails

INDEX = "search-index.js"
UNSEEN = frozenset({"script", "style", "svg", "template", "math", "noscript"})
#: An attribute that keeps an element out of the search: what is in it can be found on another page.
UNSEARCHED = "data-no-search"
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
INLINE = frozenset(
    [
        "a",
        "abbr",
        "b",
        "bdi",
        "cite",
        "code",
        "del",
        "em",
        "i",
        "ins",
        "kbd",
        "mark",
        "q",
        "s",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "u",
        "wbr",
    ]
)
VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])


@dataclass
class Passage:
    """The text of one section, without that of the sections inside it."""

    anchor: str
    heading: str = ""
    words: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Return the text in one line."""
        return re.sub(r"\s+", " ", "".join(self.words)).strip()


class PassageReader(HTMLParser):
    """Reads a finished page and keeps the passages of its article."""

    def __init__(self) -> None:
        """Begin outside the article."""
        super().__init__(convert_charrefs=True)
        self.passages: list[Passage] = []
        self._sections: list[Passage] = []
        self._open: list[str] = []
        self._unseen_from: int | None = None
        self._article_from: int | None = None
        self._in_heading = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Follow sections, headings, and what is not shown."""
        names = dict(attrs)
        if tag in VOID:
            self._space(tag)
            return
        self._open.append(tag)
        if tag == "article" and self._article_from is None:
            self._article_from = len(self._open)
            self._begin("")
        elif self._article_from is None or self._unseen_from is not None:
            return
        elif tag in UNSEEN or "hidden" in names or UNSEARCHED in names:
            self._unseen_from = len(self._open)
        elif tag == "section":
            self._begin(names.get("id") or "")
        elif tag in HEADINGS and self._sections and not self._sections[-1].heading:
            self._in_heading = True
        self._space(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close what was opened; a stray end tag changes nothing."""
        if tag in VOID or tag not in self._open:
            return
        while self._open:
            depth, closed = len(self._open), self._open.pop()
            if self._unseen_from == depth:
                self._unseen_from = None
            elif self._unseen_from is None and self._article_from is not None:
                if closed == "section" and len(self._sections) > 1:
                    self._sections.pop()
                elif closed in HEADINGS:
                    self._in_heading = False
                if self._article_from == depth:
                    self._article_from = None
                    self._sections.clear()
            self._space(closed)
            if closed == tag:
                return

    def handle_data(self, data: str) -> None:
        """Keep the text that is shown, as heading or as text of the innermost section."""
        if self._unseen_from is not None or not self._sections:
            return
        section = self._sections[-1]
        if self._in_heading:
            section.heading = f"{section.heading}{data}"
        else:
            section.words.append(data)

    def _begin(self, anchor: str) -> None:
        self._sections.append(Passage(anchor))
        self.passages.append(self._sections[-1])

    def _space(self, tag: str) -> None:
        if tag not in INLINE and self._sections and not self._in_heading:
            self._sections[-1].words.append(" ")


def passages(html: str) -> list[tuple[str, str, str]]:
    """Return (anchor, heading, text) for each section of a finished page that holds any text.

    The page's first section is its top: it keeps no anchor, so that a result leads to the page's beginning.
    """
    reader = PassageReader()
    reader.feed(html)
    reader.close()
    found = [(part.anchor, " ".join(part.heading.split()), part.text) for part in reader.passages]
    kept = [part for part in found if part[1] or part[2]]
    return [("", *part[1:]) if place == 0 else part for place, part in enumerate(kept)]


def write_index(app: Sphinx, exception: Exception | None) -> None:
    """Write the passages of all pages into one script, reading anew only the pages that this build changed."""
    if exception is not None or not isinstance(app.builder, StandaloneHTMLBuilder):
        return
    known_file = Path(app.doctreedir) / "passages.json"
    try:
        known: dict[str, Any] = json.loads(known_file.read_text(encoding="utf8"))
    except (OSError, ValueError):
        known = {}
    trail = trails(contents(app.env))
    fresh: dict[str, Any] = {}
    book: list[Any] = []
    for docname in sorted(app.env.all_docs):
        path = Path(app.builder.get_outfilename(docname))
        if not path.is_file():
            continue
        stamp = [path.stat().st_mtime_ns, path.stat().st_size]
        before = known.get(docname)
        found = before["passages"] if before and before["stamp"] == stamp else passages(path.read_text(encoding="utf8"))
        fresh[docname] = {"stamp": stamp, "passages": found}
        title = app.env.titles[docname].astext()
        book.append([app.builder.get_target_uri(docname), title, " · ".join(trail.get(docname, ())), found])
    known_file.write_text(json.dumps(fresh), encoding="utf8")
    script = f"var T2_PASSAGES = {json.dumps(book, ensure_ascii=False, separators=(',', ':'))};\n"
    target = Path(app.outdir) / INDEX
    if not target.is_file() or target.read_text(encoding="utf8") != script:
        target.write_text(script, encoding="utf8")


def add_search(
    app: Sphinx, pagename: str, _template: str, _context: dict[str, Any], _doctree: nodes.document | None
) -> None:
    """Load what the search needs on the search page, and nowhere else."""
    if pagename == "search":
        app.add_js_file("language_data.js", loading_method="defer", priority=310)
        app.add_js_file("search.js", loading_method="defer", priority=330)


def setup_passages(app: Sphinx) -> None:
    """Gather the passages once all pages are written."""
    app.connect("html-page-context", add_search)
    app.connect("build-finished", write_index, priority=950)
