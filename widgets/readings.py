"""Where to read again: the page and heading that teach what a question asks about, in the order of the book."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .bank import ROOT, places, title
from .guidance import guidance
from .questions import AnyQuestion


@dataclass(frozen=True, order=True)
class Reading:
    """A heading to read again. `place` orders headings as the book does; `address` is relative to the built book."""

    place: int
    title: str
    heading: str
    address: str


@cache
def _readings(root: Path) -> dict[str, Reading]:
    order, points = places(root), guidance(root)
    pages = {page: order.get(page, len(order)) for page in {point.page for point in points.values()}}
    return {
        name: Reading(
            pages[point.page] * len(points) + place,
            title(point.page.removeprefix("book/"), root),
            point.heading,
            point.address(""),
        )
        for place, (name, point) in enumerate(points.items())
    }


def readings(questions: Iterable[AnyQuestion], root: Path = ROOT) -> tuple[Reading, ...]:
    """Return the headings that teach what the questions cover, each once, in the order of the book.

    What a question covers and the source map does not know is left out.
    """

    def all_of_them() -> Iterator[Reading]:
        known = _readings(root)
        for question in questions:
            yield from (known[name] for name in question.covers if name in known)

    return tuple(sorted({reading.address: reading for reading in all_of_them()}.values()))
