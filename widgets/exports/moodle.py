"""Moodle XML, as Moodle 4 imports it: one category a part and page, every answer with its reason.

Sorting becomes matching (item → group), and a short answer an essay with the model answer for whoever marks it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from ..bank import Page
from ..questions import AnyQuestion, Matching, MultipleChoice, MultipleResponse, Ordering, ShortAnswer, Sorting
from ..strings import strings
from .text import Block, fractions, line, pairs, reasons

NO_FEEDBACK = ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback")


def moodle_xml(pages: Sequence[Page], titles: Mapping[str, str]) -> str:
    """Return the questions of pages as one Moodle XML file; `titles` are those of the parts."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<quiz>"]
    for page in pages:
        lines += _category(page, titles.get(page.part, page.part))
        for question in page.questions:
            lines += _question(question, page)
    return "\n".join([*lines, "</quiz>", ""])


def category(part: str, page: str) -> str:
    """Return the path of a page's category below the course; a slash in a title is doubled, as Moodle reads it."""
    names = (strings()["export_book"], part, page)
    return "/".join(["$course$", "top", *(line(name).replace("/", "//") for name in names)])


def _category(page: Page, part: str) -> list[str]:
    path = _plain("text", category(part, page.title))
    return ['<question type="category">', f"<category>{path}</category>", "</question>"]


def _question(question: AnyQuestion, page: Page) -> list[str]:
    origin = strings()["export_page"].format(page=page.title)
    tags = "".join(f"<tag>{_plain('text', tag)}</tag>" for tag in (question.level, question.kind))
    match question:
        case MultipleChoice() | MultipleResponse():
            kind, body = "multichoice", _multichoice(question)
        case Matching() | Sorting():
            kind, body = "matching", _matching(question)
        case Ordering():
            kind, body = "ordering", _ordering(question)
        case ShortAnswer():
            kind, body = "essay", _essay(question)
    return [
        f'<question type="{kind}">',
        f"<name>{_plain('text', question.id)}</name>",
        _html("questiontext", [question.prompt]),
        _html("generalfeedback", [*reasons(question), origin]),
        "<defaultgrade>1</defaultgrade>",
        "<penalty>0.3333333</penalty>" if kind != "essay" else "<penalty>0</penalty>",
        "<hidden>0</hidden>",
        _plain("idnumber", question.id),
        *body,
        f"<tags>{tags}</tags>",
        "</question>",
    ]


def _multichoice(question: MultipleChoice | MultipleResponse) -> list[str]:
    if isinstance(question, MultipleChoice):
        single, shares = "true", ["100" if option.right else "0" for option in question.options]
    else:
        single, shares = "false", fractions(question)
    answers = [
        _answer(share, option.text, option.feedback) for share, option in zip(shares, question.options, strict=True)
    ]
    return [
        f"<single>{single}</single>",
        "<shuffleanswers>true</shuffleanswers>",
        "<answernumbering>ABCD</answernumbering>",
        "<showstandardinstruction>1</showstandardinstruction>",
        *_no_feedback(),
        "<shownumcorrect/>",
        *answers,
    ]


def _matching(question: Matching | Sorting) -> list[str]:
    rows = [
        f"{_html('subquestion', [item] if item else [])[: -len('</subquestion>')]}"
        f"<answer>{_plain('text', match)}</answer></subquestion>"
        for item, match in pairs(question)
    ]
    return ["<shuffleanswers>true</shuffleanswers>", *_no_feedback(), "<shownumcorrect/>", *rows]


def _ordering(question: Ordering) -> list[str]:
    answers = [
        _answer(f"{place}.0000000", item.text, item.feedback) for place, item in enumerate(question.items, start=1)
    ]
    return [
        "<layouttype>VERTICAL</layouttype>",
        "<selecttype>ALL</selecttype>",
        f"<selectcount>{len(question.items)}</selectcount>",
        "<gradingtype>ABSOLUTE_POSITION</gradingtype>",
        "<showgrading>SHOW</showgrading>",
        "<numberingstyle>none</numberingstyle>",
        *_no_feedback(),
        "<shownumcorrect>1</shownumcorrect>",
        *answers,
    ]


def _essay(question: ShortAnswer) -> list[str]:
    return [
        "<responseformat>editor</responseformat>",
        "<responserequired>1</responserequired>",
        "<responsefieldlines>10</responsefieldlines>",
        "<minwordlimit></minwordlimit>",
        "<maxwordlimit></maxwordlimit>",
        "<attachments>0</attachments>",
        "<attachmentsrequired>0</attachmentsrequired>",
        "<maxbytes>0</maxbytes>",
        "<filetypeslist></filetypeslist>",
        _html("graderinfo", reasons(question)),
        _html("responsetemplate", []),
    ]


def _no_feedback() -> Iterable[str]:
    return (_html(name, []) for name in NO_FEEDBACK)


def _answer(fraction: str, text: str, feedback: str) -> str:
    inside = _html("feedback", [feedback])
    return f"{_html('answer', [text], fraction=fraction)[: -len('</answer>')]}{inside}</answer>"


def _plain(tag: str, text: str) -> str:
    """Return an element with plain text."""
    return f"<{tag}>{escape(line(text), quote=False)}</{tag}>"


def _html(tag: str, blocks: Sequence[Block], **attributes: str) -> str:
    """Return an element that holds paragraphs and lists as HTML; what is escaped once cannot end the CDATA."""
    html = "".join(
        f"<p>{escape(line(block), quote=False)}</p>"
        if isinstance(block, str)
        else f"<ol>{''.join(f'<li>{escape(line(item), quote=False)}</li>' for item in block)}</ol>"
        for block in blocks
    )
    text = f"<text><![CDATA[{html}]]></text>" if html else "<text></text>"
    given = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f'<{tag}{given} format="html">{text}</{tag}>'
