"""The search: classic scripts that hold what a reader can find, so that results need no server.

Browsers refuse to fetch pages over ``file://``, which is how Sphinx's own search gets its excerpts. So the passages
are gathered here, from the finished pages: what a reader can see, instruments and notebook results included.

``search-index.js`` holds the pages, their sections, and the book's words. Where the words stand is in
``search/words-N.js``, a stretch of the alphabet in each, and the text of a page in ``search/ADDRESS.js``: the browser
adds those that a question needs.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder

from .navigation import contents, trails

INDEX = "search-index.js"
FOLDER = "search"
#: Characters in a script that says where words stand, before it is compressed to less than half.
PART = 8_000
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
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


#: What a passage is: entries of a glossary and checklists are ranked before prose.
PROSE, TERM, CHECKLIST = range(3)


#: The index says in tens of words how long a section is.
TENS = 10
#: Stands in the index for an anchor that can be told from its heading.
USUAL = 1
#: A passage as it goes into the search: anchor, heading, text, kind.
Found = tuple[str, str, str, int]


@dataclass
class Passage:
    """The text of one section, without that of the sections inside it, or of one entry of a glossary."""

    anchor: str
    kind: int = PROSE
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
        elif tag == "dt" and (names.get("id") or "").startswith("term-"):
            self._begin_term(names["id"] or "")
        elif tag in HEADINGS and self._sections and not self._sections[-1].heading:
            self._in_heading = True
        elif "t2-checklist" in (names.get("class") or "").split() and self._sections:
            self._sections[-1].kind = CHECKLIST
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
                elif closed in HEADINGS or closed == "dt":
                    self._in_heading = False
                elif closed == "dl" and self._sections and self._sections[-1].kind == TERM:
                    self._sections.pop()
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

    def _begin(self, anchor: str, kind: int = PROSE) -> None:
        self._sections.append(Passage(anchor, kind))
        self.passages.append(self._sections[-1])

    def _begin_term(self, anchor: str) -> None:
        """Begin an entry of a glossary; a term right after another one shares its definition."""
        last = self._sections[-1] if self._sections else None
        if last and last.kind == TERM:
            if not last.text:
                last.heading += ", "
                self._in_heading = True
                return
            self._sections.pop()
        self._begin(anchor, TERM)
        self._in_heading = True

    def _space(self, tag: str) -> None:
        if tag not in INLINE and self._sections and not self._in_heading:
            self._sections[-1].words.append(" ")


def passages(html: str) -> list[Found]:
    """Return (anchor, heading, text, kind) for each section of a finished page that holds any text.

    The page's first section is its top: it keeps no anchor, so that a result leads to the page's beginning.
    """
    reader = PassageReader()
    reader.feed(html)
    reader.close()
    found = [(part.anchor, " ".join(part.heading.split()), part.text, part.kind) for part in reader.passages]
    kept = [part for part in found if part[1] or part[2]]
    return [("", *part[1:]) if place == 0 else part for place, part in enumerate(kept)]


def plain(text: str) -> str:
    """Return text in lower case and without accents, as `plain` in search.js does."""
    bare = (sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.category(sign).startswith("M"))
    return "".join(bare).lower()


def words(text: str) -> list[str]:
    """Return the words of a text, as `words` in search.js does; its word boundaries are those of ASCII."""
    joined = re.sub(r"[’']s?\b", "", plain(text), flags=re.ASCII)
    return "".join(sign if unicodedata.category(sign)[0] in "LN" else " " for sign in joined).split()


def anchor_of(heading: str, kind: int) -> str:
    """Return the anchor that a heading usually has, as `anchorOf` in search.js does; the index leaves it out."""
    if kind == TERM:
        return "term-" + re.sub(r"[^A-Za-z0-9._]+", "-", heading.partition(", ")[0]).strip("-")
    return re.sub(r"[^a-z0-9]+", "-", plain(heading)).strip("-")


def base36(number: int) -> str:
    """Write a number in base 36."""
    more, last = divmod(number, 36)
    return (base36(more) if more else "") + DIGITS[last]


def front_coded(vocabulary: Iterable[str]) -> str:
    """Write sorted words in one line, each as how many letters it shares with the one before (0 to z) and the rest."""
    coded, before = [], ""
    for word in vocabulary:
        shared = 0
        while shared < min(len(word), len(before), 35) and word[shared] == before[shared]:
            shared += 1
        coded.append(DIGITS[shared] + word[shared:])
        before = word
    return " ".join(coded)


def coded_places(counts: dict[int, int]) -> str:
    """Write in which sections a word stands: steps from one to the next, and how often, if more than once."""
    coded, before = [], 0
    for place, count in sorted(counts.items()):
        coded.append(base36(place - before) + (f":{base36(count)}" if count > 1 else ""))
        before = place
    return ",".join(coded)


def script(call: str, *parts: object) -> str:
    """Return a script that hands over data as JSON."""
    return call.format(*(json.dumps(part, ensure_ascii=False, separators=(",", ":")) for part in parts)) + ";\n"


def search_scripts(book: Iterable[tuple[str, str, str, list[Found]]]) -> Iterator[tuple[str, str]]:
    """Yield name and content of each script of the search, from the pages' addresses, titles, trails and passages."""
    pages: list[Any] = []
    places: dict[str, dict[int, int]] = {}
    edition = hashlib.sha256()
    section = 0
    for address, title, trail, found in book:
        outline = []
        for anchor, heading, text, kind in found:
            counts = Counter(words(f"{heading} {text}"))
            for word, count in counts.items():
                places.setdefault(word, {})[section] = count
            told = USUAL if anchor and anchor == anchor_of(heading, kind) else anchor
            outline.append([told, heading, -(-counts.total() // TENS), *([kind] if kind else [])])
            section += 1
        pages.append([address, title, trail, outline])
        content = script("T2Search.take({}, {})", address, [text for _, _, text, _ in found])
        edition.update(content.encode())
        yield f"{FOLDER}/{unquote(address)}.js", content
    vocabulary = sorted(places)
    parts: list[list[str]] = []
    size = PART
    for word in vocabulary:
        coded = coded_places(places[word])
        if size >= PART:
            parts.append([])
            size = 0
        parts[-1].append(coded)
        size += len(coded) + 1
    for number, part in enumerate(parts):
        yield f"{FOLDER}/words-{number}.js", script("T2Search.take({}, {})", f"words-{number}", " ".join(part))
    index = {"pages": pages, "words": front_coded(vocabulary), "parts": [len(part) for part in parts]}
    edition.update(repr((index, places)).encode())
    yield INDEX, script("var T2_SEARCH = {}", {"edition": edition.hexdigest()[:8], **index})


def write_search(app: Sphinx, exception: Exception | None) -> None:
    """Write the scripts of the search, reading anew only the pages that this build changed."""
    if exception is not None or not isinstance(app.builder, StandaloneHTMLBuilder):
        return
    known_file = Path(app.doctreedir) / "search-passages.json"
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
        if "nosearch" in app.env.metadata[docname]:
            found = [("", title, "", PROSE)]
        book.append((app.builder.get_target_uri(docname), title, " · ".join(trail.get(docname, ())), found))
    known_file.write_text(json.dumps(fresh), encoding="utf8")
    put_in_place(Path(app.outdir), dict(search_scripts(book)))


def put_in_place(outdir: Path, scripts: dict[str, str]) -> None:
    """Write the scripts that changed, and remove those that no page or word needs any more."""
    for name, content in scripts.items():
        target = outdir / name
        if not target.is_file() or target.read_text(encoding="utf8") != content:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(content, encoding="utf8")
    folder = outdir / FOLDER
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        elif path.suffix == ".js" and path.relative_to(outdir).as_posix() not in scripts:
            path.unlink()


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
    app.connect("build-finished", write_search, priority=950)
