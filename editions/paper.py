"""A page without anything that only a screen can do: no script, no control, nothing folded; boxes and lines instead."""

from __future__ import annotations

import re

from bs4.element import Tag

from widgets.strings import strings

from .instruments import BOX
from .tree import EditionError, element, inside, remove

#: What has no use on paper.
USELESS = (
    *("script", "style", "template", "noscript", "button", "dialog", "progress", "[hidden]", "[popover]"),
    *("[role=status]", ".t2-feedback", ".sd-summary-state-marker", ".toctree-wrapper:not(:has(*))"),
)
#: What is true of a screen only, by its name in the strings.
PROMISES = ("nothing_leaves", "private", "new_tab")
#: Attributes that speak to scripts, to the keyboard, or to a browser's windows.
IDLE = re.compile(r"data-|on|aria-(controls|expanded|live|haspopup)")
NAMES = frozenset(
    (
        *("autocomplete", "novalidate", "spellcheck", "inputmode", "action", "method"),
        *("tabindex", "target", "rel", "popovertarget"),
    )
)
#: What may not be left: a reader would press it, and nothing would happen, or it lies in a file that is not there.
FOREIGN = (
    "form, input, select, textarea, button, label, fieldset, details, script, template, iframe, object, embed, video, "
    "audio, img"
)


def put_on_paper(body: Tag, name: str) -> None:
    """Change a page in place. `name` is the page's; raises EditionError if something is left that nobody knows."""
    remove(body.select(", ".join(USELESS)))
    _drop_promises(body)
    _unfold(body)
    _boxes(body)
    _lines(body)
    _groups(body)
    _scrollers(body)
    _idle_attributes(body)
    if left := body.select_one(FOREIGN):
        raise EditionError(f"{name}: <{left.name}> has no form on paper yet; teach it to editions/paper.py")


def _drop_promises(body: Tag) -> None:
    """Take out what is true of a screen only, wherever it stands in a text."""
    for text in body.find_all(string=True):
        for promise in (strings()[name] for name in PROMISES):
            if promise in text:
                parent = text.parent
                text.replace_with(text.replace(promise, "").rstrip())
                if parent is not None and parent.name == "p" and not parent.get_text(strip=True):
                    parent.decompose()
                break


def _unfold(body: Tag) -> None:
    """Open what is folded, set apart, with its summary as the first line."""
    for fold in body.find_all("details"):
        summary = fold.find("summary", recursive=False)
        title = element("p", element("b", *inside(summary)), css="unfolded-title")
        if summary is not None:
            summary.replace_with(title)
        fold.name = "div"
        fold["class"] = ["unfolded", *fold.get("class", [])]
        fold.attrs.pop("open", None)


def _boxes(body: Tag) -> None:
    """Turn options to choose from into lists with a box before each; questions on paper have empty boxes already."""
    for choice in body.select("input[type=radio], input[type=checkbox]"):
        label = choice.find_parent("label")
        choice.replace_with(BOX)
        if label is not None and label.parent is not None and label.parent.name == "li":
            label.name = "span"
        elif label is not None:
            label.name = "li"
            label.attrs.pop("for", None)
            before = label.find_previous_sibling()
            if isinstance(before, Tag) and before.name == "ul" and "ticks" in before.get("class", []):
                before.append(label.extract())
            else:
                label.wrap(element("ul", css="ticks"))
    for select in body.find_all("select"):
        options = [
            element("li", f"{BOX} ", option.get_text()) for option in select.select("option[value]:not([value=''])")
        ]
        select.replace_with(element("ul", *options, css="ticks"))
    for box in body.select(".t2-box"):
        box.replace_with(BOX)
    for blank in body.select(".t2-blank"):
        blank.replace_with("_____")
    for letters in body.select("ol.t2-letters"):
        letters["type"] = "A"


def _lines(body: Tag) -> None:
    """Turn places to write into lines."""
    for place in body.select("textarea, input, .t2-lines"):
        few = place.name == "input"
        count = 1 if few else 4 if place.name == "div" else max(2, int(str(place.get("rows", "2"))))
        place.replace_with(element("div", *(element("div", "\N{NO-BREAK SPACE}") for _ in range(count)), css="lines"))


def _groups(body: Tag) -> None:
    """Turn forms and their groups into plain blocks; spans around the lines become blocks too."""
    for tag in body.find_all(["form", "fieldset", "label", "legend"]):
        tag.name = "p" if tag.name == "legend" else "div"
        if tag.name == "p":
            tag["class"] = ["legend", *tag.get("class", [])]
    for span in body.select("span:has(.lines), span:has(.ticks)"):
        span.name = "div"


def _scrollers(body: Tag) -> None:
    """Nothing scrolls on paper: what told screen readers so goes away."""
    for scroller in body.select(".scroller, .t2-scroll"):
        for name in ("role", "aria-label", "style"):
            scroller.attrs.pop(name, None)


def _idle_attributes(body: Tag) -> None:
    for tag in body.find_all(True):
        idle = [name for name in tag.attrs if name in NAMES or IDLE.match(name)]
        if tag.name == "a":
            idle += [name for name in ("title", "download") if name in tag.attrs]
        for name in idle:
            del tag[name]
