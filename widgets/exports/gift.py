"""GIFT, a plain-text format for questions that Moodle and many other programs read.

It knows no ordering and no sorting: both become matching (item → place, item → group). Matching and essays have no
feedback of their own there, so their reasons stand in the general feedback.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ..bank import Page
from ..questions import AnyQuestion, Matching, MultipleChoice, MultipleResponse, Ordering, ShortAnswer, Sorting
from ..strings import strings
from .moodle import category
from .text import fractions, line, pairs, reasons

SPECIAL = re.compile(r"[\\~=#{}:]")
#: Markup of the texts: none, so that a sign such as < stays what it is.
PLAIN = "[plain]"


def gift(pages: Sequence[Page], titles: Mapping[str, str]) -> str:
    """Return the questions of pages as one GIFT file; `titles` are those of the parts."""
    blocks = []
    for page in pages:
        blocks.append(f"$CATEGORY: {category(titles.get(page.part, page.part), page.title)}")
        blocks += [_question(question, page) for question in page.questions]
    return "\n\n".join([*blocks, ""])


def escaped(text: str) -> str:
    """Return a text in one line, with a backslash before every sign that GIFT gives a meaning.

    The arrow of a pair cannot be escaped; it becomes another one.
    """
    return SPECIAL.sub(lambda sign: f"\\{sign[0]}", line(text).replace("->", "→"))


def _question(question: AnyQuestion, page: Page) -> str:
    match question:
        case MultipleChoice():
            answers = [
                f"{'=' if option.right else _wrong(option.text)}{_inner(option.text)}#{_inner(option.feedback)}"
                for option in question.options
            ]
        case MultipleResponse():
            answers = [
                f"~%{share}%{_inner(option.text)}#{_inner(option.feedback)}"
                for share, option in zip(fractions(question), question.options, strict=True)
            ]
        case Matching() | Sorting() | Ordering():
            answers = [f"={_inner(item)} -> {escaped(match)}" for item, match in pairs(question)]
        case ShortAnswer():
            answers = []
    parts = [f"{number}) {text}" if number else text for number, text in _told(question, page)]
    general = f"####{' '.join(escaped(part) for part in parts)}"
    inside = "\n\t".join(["", *answers, general]) + "\n" if answers else general
    return f"::{question.id}::{PLAIN}{escaped(question.prompt)}{{{inside}}}"


def _told(question: AnyQuestion, page: Page) -> list[tuple[int, str]]:
    """Return the general feedback: paragraphs, and the items of lists with their numbers."""
    told: list[tuple[int, str]] = []
    for block in (*reasons(question), strings()["export_page"].format(page=page.title)):
        told += [(0, block)] if isinstance(block, str) else list(enumerate(block, start=1))
    return told


def _wrong(text: str) -> str:
    """Return the sign of a wrong answer; a text that begins like a weight gets a weight before it."""
    return "~%0%" if line(text).startswith("%") else "~"


def _inner(text: str) -> str:
    """Return a text that stands inside a question; one that begins like the name of a markup gets that name first."""
    return f"{PLAIN if line(text).startswith('[') else ''}{escaped(text)}"
