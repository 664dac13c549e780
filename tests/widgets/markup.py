"""HTML fragments as the tests of the widgets read them."""

from __future__ import annotations

from xml.etree.ElementTree import Element

import html5lib


def parsed(html: str) -> Element:
    """Return the root of a fragment; any fault in its HTML is an error."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    root: Element = parser.parseFragment(html)
    return root


def said(element: Element) -> str:
    """Return the text of an element with single blanks."""
    return " ".join("".join(element.itertext()).split())
