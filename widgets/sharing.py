"""What one instrument's answers can offer another: parties, actors, goals that were entered once.

Questions that `shares` the same kind of thing belong together. The browser's `frontend/offers.js` looks through an
answers document for what stands in them and shows it where it is missing; nothing is filled in without being asked for.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from .loading import instrument, names
from .model import Instrument, Matrix, Question, ShortText, Table


def sources(of: Instrument, question: Question) -> list[dict[str, Any]]:
    """Return where things for a question may stand in an answers document, in the order of the instruments' titles.

    Each source: `instrument` (id), `title`, `question` (id), and for tables `columns`, from the column there to the
    column here that takes the same answers; the first is the one that names the row.
    """
    kind = getattr(question, "shares", None)
    if not kind:
        return []
    return [
        {"instrument": other, "title": title, "question": there.id, "columns": _columns(there, question)}
        for other, title, there in _shared().get(kind, ())
        if other != of.id
    ]


@cache
def _shared() -> dict[str, list[tuple[str, str, Question]]]:
    """Return every sharing question of the handbook's instruments, by the kind of thing it shares."""
    found: dict[str, list[tuple[str, str, Question]]] = {}
    for one in sorted((instrument(name) for name in names()), key=lambda one: one.title):
        for question in one.questions:
            if kind := getattr(question, "shares", None):
                found.setdefault(kind, []).append((one.id, one.title, question))
    return found


def _columns(there: Question, here: Question) -> dict[str, str]:
    if not isinstance(there, Table | Matrix):
        return {}
    name = next(column.id for column in there.columns if isinstance(column, ShortText))
    if not isinstance(here, Table | Matrix):
        return {name: ""}
    columns = {name: next(column.id for column in here.columns if isinstance(column, ShortText))}
    for column in here.columns:
        twin = next((other for other in there.columns if other.id == column.id), None)
        if twin is not None and twin.id not in columns and column.id not in columns.values() and _alike(twin, column):
            columns[twin.id] = column.id
    return columns


def _alike(one: Question, other: Question) -> bool:
    """Whether every answer to the one fits the other: the same kind, with the same values."""
    values = [[option.value for option in getattr(question, "options", ())] for question in (one, other)]
    return type(one) is type(other) and values[0] == values[1]
