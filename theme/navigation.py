"""Where am I in the book: the tree of pages, the sections of this page, and when both must be written anew."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

#: The sign in the browser's tab: two tracks that run side by side. Inside the page, so that nothing more is fetched.
ICON = "data:image/svg+xml," + quote(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="3" fill="#fcfaf6"/>'
    '<path d="M5 2v12" stroke="#1f4f82" stroke-width="2.5"/>'
    '<path d="M11 2v12" stroke="#96401c" stroke-width="2.5" stroke-dasharray="3 1.5"/></svg>'
)

RIGHT_TO_LEFT = frozenset(["ar", "arc", "ckb", "dv", "fa", "he", "ks", "ku", "ps", "sd", "ug", "ur", "yi"])


@dataclass
class Page:
    """One line of the table of contents: a page of the book, or an outside address."""

    title: str
    docname: str | None = None
    address: str | None = None
    children: list[Page] = field(default_factory=list)


@dataclass
class Part:
    """Pages under one caption; the caption may be missing."""

    caption: str | None
    pages: list[Page]


@dataclass
class Heading:
    """One section of the page being read."""

    title: str
    anchor: str
    children: list[Heading] = field(default_factory=list)


def contents(env: BuildEnvironment) -> list[Part]:
    """Return the book's table of contents, with the captions and the titles that _toc.yml gives."""
    root = env.config.root_doc
    return [
        Part(toctree.get("caption") or None, _pages(env, toctree, frozenset({root})))
        for toctree in env.tocs[root].findall(addnodes.toctree)
    ]


def _pages(env: BuildEnvironment, toctree: addnodes.toctree, above: frozenset[str]) -> list[Page]:
    pages = []
    for title, target in toctree["entries"]:
        if "://" in target:
            pages.append(Page(title or target, address=target))
        elif target in env.titles and target not in above:
            below = [
                page
                for inner in env.tocs[target].findall(addnodes.toctree)
                for page in _pages(env, inner, above | {target})
            ]
            pages.append(Page(title or env.titles[target].astext(), docname=target, children=below))
    return pages


def trails(parts: list[Part]) -> dict[str, tuple[str, ...]]:
    """Return, for each page of the book, the titles that lead to it: part first, the page itself left out."""

    def walk(pages: list[Page], above: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
        for page in pages:
            if page.docname:
                yield page.docname, above
            yield from walk(page.children, (*above, page.title))

    return {
        docname: trail for part in parts for docname, trail in walk(part.pages, (part.caption,) if part.caption else ())
    }


def lineage(parts: list[Part], docname: str) -> frozenset[str]:
    """Return the pages one passes through on the way from the root to `docname`, itself included."""

    def walk(pages: list[Page]) -> frozenset[str] | None:
        for page in pages:
            if page.docname == docname:
                return frozenset({docname})
            found = walk(page.children)
            if found is not None:
                return found | {page.docname} if page.docname else found
        return None

    for part in parts:
        found = walk(part.pages)
        if found is not None:
            return found
    return frozenset()


def headings(env: BuildEnvironment, docname: str, depth: int = 2) -> list[Heading]:
    """Return the sections of a page below its title, `depth` levels of them."""
    toc = env.tocs.get(docname)
    if toc is None or not toc.children:
        return []
    below_title = [child for child in toc[0].children if isinstance(child, nodes.bullet_list)]
    return [heading for part in below_title for heading in _headings(part, depth)]


def _headings(listing: nodes.bullet_list, depth: int) -> list[Heading]:
    found = []
    for item in listing.children:
        if not isinstance(item, nodes.list_item):
            continue
        link = next(iter(item.findall(nodes.reference)), None)
        if link is None or not link.get("anchorname"):
            continue
        inner = [child for child in item.children if isinstance(child, nodes.bullet_list)]
        below = [heading for part in inner for heading in _headings(part, depth - 1)] if depth > 1 else []
        found.append(Heading(link.astext(), link["anchorname"], below))
    return found


def add_navigation(
    app: Sphinx, pagename: str, _template: str, context: dict[str, Any], _doctree: nodes.document | None
) -> None:
    """Give the templates the tree of pages, the way to this one, its sections, and the direction of the script."""
    parts = contents(app.env)
    context["t2_parts"] = parts
    context["t2_lineage"] = lineage(parts, pagename)
    context["t2_trail"] = trails(parts).get(pagename, ())
    context["t2_headings"] = headings(app.env, pagename)
    context["t2_icon"] = ICON
    language = (app.config.language or "en").replace("_", "-")
    context["t2_direction"] = "rtl" if language.split("-")[0].lower() in RIGHT_TO_LEFT else "ltr"


def pages_to_write_anew(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Name every page when the table of contents or the theme's own files changed: each page shows them.

    Sphinx by itself only rewrites pages whose source changed, so that others keep an old menu.
    """
    digest = hashlib.sha256(repr((contents(env), sorted(env.titles))).encode())
    for path in sorted(Path(__file__).parent.rglob("*")):
        if path.suffix in {".py", ".css", ".js", ".html", ".conf"}:
            digest.update(path.read_bytes())
    now = digest.hexdigest()
    before = cast("str | None", getattr(env, "t2_shown_everywhere", None))
    env.t2_shown_everywhere = now  # type: ignore[attr-defined]
    return [] if now == before or app.builder.format != "html" else sorted(env.all_docs)


def setup_navigation(app: Sphinx) -> None:
    """Fill the templates' context, and have all pages rewritten when what they share changes."""
    app.connect("html-page-context", add_navigation, priority=900)
    app.connect("env-updated", pages_to_write_anew)
