"""The tables of instruments on paper: one line for each thing asked, and an empty column for each actor or party.

On the screen a reader adds rows, each a small form. Paper has no room for eleven things side by side, so the table
stands on its side.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4.element import Tag

from .tree import element, inside, words_of
from .words import words

BOX = "☐"
#: A table has room for this many columns to fill in.
COLUMNS = 3
#: Options that are longer than this, taken together, stand once beside the question and not in every column.
SHORT = 30


def put_on_paper(body: Tag) -> None:
    """Replace the tables of every instrument on a page by empty ones to write in."""
    for table in body.select("fieldset.t2-table"):
        row = table.select_one(".t2-table-row")
        if row is not None:
            rows = row.find_parent(class_="t2-rows") or row
            rows.replace_with(_blank(row), element("p", words()["rows_more"], css="t2-help"))


def _blank(row: Tag) -> Tag:
    """Return an empty table that asks what one row asks."""
    label = words_of(row.legend) if row.legend else ""
    heads = [element("th", re.sub(r"\d+", str(number), label), scope="col") for number in range(1, COLUMNS + 1)]
    table = element("table", element("thead", element("tr", element("td"), *heads)), css="table blank")
    body = element("tbody")
    for asks in row.select(".t2-field"):
        body.append(_line(asks))
    table.append(body)
    return table


def _line(asks: Tag) -> Tag:
    """Return the line of the table for one thing asked."""
    options = list(_options(asks))
    prompt = asks.find("legend") or asks.select_one(".t2-prompt")
    for listed in asks.select(".t2-paper"):
        listed.decompose()
    head = element("th", *inside(prompt), scope="row")
    if options and sum(map(len, options)) > SHORT:
        letters = element("ol", *(element("li", option) for option in options), css="t2-letters")
        head.extend([element("span", words()["rows_letters"], css="t2-help"), letters])
        options = []
    cells = []
    for _ in range(COLUMNS):
        ticks = [part for option in options for part in (f"{BOX} {option}", element("br"))]
        cells.append(element("td", *ticks[:-1]))
    return element("tr", head, *cells)


def _options(asks: Tag) -> Iterator[str]:
    """Yield the options of one thing asked, from a list of choices or from boxes."""
    for option in asks.select("option[value]:not([value=''])"):
        yield words_of(option)
    for label in asks.select("label:has(input)"):
        yield words_of(label)
